/** Opens the list of runs: all that the first screen needs of it. */
import { openDialog } from '../view';
import { post } from '../worker';
import { useRuns } from './state';

export function showRuns(): void {
  useRuns.setState({ refusal: null, deleted: null });
  post({ type: 'list-runs' });
  openDialog('runs');
}
