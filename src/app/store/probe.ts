/** The measurement that chose the backend, remembered as long as the tab. */
import type { Probe } from '../../run/protocol';
import { rememberInTab } from '../browser/session-storage';

export const PROBE_KEY = 'probe';

export const rememberProbe = (probe: Probe): void => rememberInTab(PROBE_KEY, JSON.stringify(probe));
