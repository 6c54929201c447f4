/** The measurement that chose the backend, remembered as long as the tab. */
import * as v from 'valibot';
import { type Probe, ProbeSchema } from '../../run/protocol';
import { recallInTab, rememberInTab } from '../browser/session-storage';

const KEY = 'probe';

export const rememberProbe = (probe: Probe): void => rememberInTab(KEY, JSON.stringify(probe));

/** Null where nothing was measured in this tab, or what is stored is of another version. */
export function recallProbe(): Probe | null {
  const stored = recallInTab(KEY);
  if (stored === null) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ProbeSchema), stored);
  return parsed.success ? parsed.output : null;
}
