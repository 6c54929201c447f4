import type { Experiment } from '../../../experiment/fields';
import { answersClasses, answersPatches, isSentenceTask } from '../../../experiment/picture-tasks';
import { useDraftExperiment } from './draft';
import { useRun } from './state';

/** The task of the run on the page; before a run, that of the settings. */
export function useShownTask(): Experiment['task'] {
  const edited = useDraftExperiment((state) => state.experiment.task);
  const running = useRun((state) => state.running?.task);
  return running ?? edited;
}

/** Whether its answers are classes, of pictures or of sentences. */
export const useShowsClasses = (): boolean => answersClasses(useShownTask());

/** Whether each patch of a picture is answered. */
export const useShowsScenes = (): boolean => answersPatches(useShownTask());

/** Whether its prompts are sentences of few classes. */
export const useShowsSentences = (): boolean => isSentenceTask(useShownTask());
