import { answersPatches } from '../../../experiment/picture-tasks';
import { useDraftExperiment } from './draft';
import { useRun } from './state';

/** Whether the run on the page answers each patch of a picture; before a run, whether the settings do. */
export function useShowsScenes(): boolean {
  const edited = useDraftExperiment((state) => state.experiment.task);
  const running = useRun((state) => state.running?.task);
  return answersPatches(running ?? edited);
}
