/** The page's connection to its worker as this visit's address wants it. Loaded after the first frame, with the schemas of messages. */

import * as v from 'valibot';
import { backendFromUrl, RunClient, threadsFromUrl } from '../../run/client';
import type { Probe, RunEvent } from '../../run/protocol';
import { ProbeSchema } from '../../run/protocol/parse';
import { assetsFolder } from '../browser/assets';
import { recallInTab } from '../browser/session-storage';
import { usePresentation } from './presentation/state';
import { PROBE_KEY } from './probe';
import { notify } from './view';

const isEmbedded = (): boolean => usePresentation.getState().view === 'embed';

/** Null where nothing was measured in this tab, or what is stored is of another version. */
function recallProbe(): Probe | null {
  const stored = recallInTab(PROBE_KEY);
  if (stored === null) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ProbeSchema), stored);
  return parsed.success ? parsed.output : null;
}

/** A client of a worker that is not open yet. */
export function connect(onEvent: (event: RunEvent) => void): RunClient {
  const { backend, unknown } = backendFromUrl(location.search);
  if (unknown !== null) notify([{ key: 'notice.unknownBackend', values: { value: unknown } }]);
  const { threads, unknown: unknownThreads } = threadsFromUrl(location.search);
  if (unknownThreads !== null) {
    notify([{ key: 'notice.unknownThreads', values: { value: unknownThreads } }]);
  }
  const assets = assetsFolder();
  return new RunClient({
    // In somebody else's page the processor is not ours alone.
    ...{ backend, threads: threads ?? (isEmbedded() ? 1 : null), framed: window.top !== window },
    ...{ assets, comparison: () => recallInTab('comparison'), probe: recallProbe },
    onEvent,
  });
}
