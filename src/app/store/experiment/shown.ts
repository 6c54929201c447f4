/** What the page shows of the run: its newest numbers, or those of the moment that is looked at. */
import { useView } from '../view';
import { type RunState, useRun } from './state';

type Shown = Pick<RunState, 'step' | 'report' | 'evaluation'>;

export function useShown<K extends keyof Shown>(name: K): Shown[K] {
  const newest = useRun((state): Shown[K] => state[name]);
  const moment = useView((state): Shown | null => state.moment);
  return moment ? moment[name] : newest;
}
