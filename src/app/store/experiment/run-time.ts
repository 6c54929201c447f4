/** What experiments cost, and about how long they take on this device. */
import {
  type Cost,
  estimateCost,
  type ModelShape,
  TASK_SHAPES,
  type TaskShape,
} from '../../../experiment/cost';
import type { Experiment } from '../../../experiment/fields';
import { answersClasses } from '../../../experiment/picture-tasks';
import type { TaskFacts } from '../../../run/protocol';
import { taskKey, useData } from '../data/state';
import { modelOf, useModels, userModelOf } from '../models/state';
import { useDraftExperiment } from './draft';
import { type RunState, useRun } from './state';

/** A prompt begins with BOS, a response ends with EOS. */
const shapeOf = ({ vocabulary, prompt, response }: TaskFacts): TaskShape => ({
  vocabulary,
  promptLength: prompt + 1,
  responseLength: response + 1,
});

/** Sizes of the data and the teacher of an experiment; undefined where a link names what is not here. */
export function useShapes(experiment: Experiment): {
  readonly task: TaskShape | undefined;
  readonly teacher: ModelShape | undefined;
} {
  const models = useModels((state) => state.models);
  const facts = useData((state) => state.tasks[taskKey(experiment)]?.facts);
  return {
    task: facts && !answersClasses(experiment.task) ? shapeOf(facts) : undefined,
    teacher: modelOf(models, userModelOf(experiment, 'teacher'))?.shape,
  };
}

/** Tokens of the task on the controls, special ones included. */
export function useVocabulary(): number {
  const experiment = useDraftExperiment((state) => state.experiment);
  const known = useData((state) => state.tasks[taskKey(experiment)]?.facts?.vocabulary);
  return known ?? TASK_SHAPES[experiment.task].vocabulary;
}

/** Estimated cost of an experiment with the data and the teacher that it names. */
export function useCost(experiment: Experiment): Cost {
  const { task, teacher } = useShapes(experiment);
  return estimateCost(experiment, task, teacher);
}

/** Operations a second of the last run's steps, or of a short measurement before the first; null while neither is known. */
export function speedOf({
  active,
  pace,
  running,
  flopsPerSecond,
}: Pick<RunState, 'active' | 'pace' | 'running' | 'flopsPerSecond'>): number | null {
  // A figure that changes with every step would be no help.
  if (active || pace === null || running === null) return flopsPerSecond;
  return (1000 * estimateCost(running).flopsPerStep.total) / pace;
}

/** Milliseconds for so many floating-point operations; null while the speed is not known. */
export function useTimeFor(flops: number): number | null {
  const speed = useRun(speedOf);
  return speed === null ? null : (1000 * flops) / speed;
}
