import { isPictureTask } from '../../../experiment/picture-tasks';
import { useDraftExperiment } from './draft';
import { useRun } from './state';

/** Whether the prompts of the run on the page are pictures; before a run, those of the settings. */
export function useShowsPictures(): boolean {
  const edited = useDraftExperiment((state) => state.experiment.task);
  const running = useRun((state) => state.running?.task);
  return isPictureTask(running ?? edited);
}
