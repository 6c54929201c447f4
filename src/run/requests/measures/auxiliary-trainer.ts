/** Trainings that a measure needs on its way: ordinary runs of which the page sees only how far they are. */
import type { Experiment } from '../../../experiment/fields';
import type { ModelFile } from '../../../model/file';
import { Model } from '../../../model/model';
import type { ModelShape } from '../../../model/shape';
import type { Task } from '../../../tasks/task';
import { Run } from '../../training/run';

export interface Training {
  readonly experiment: Experiment;
  readonly task: Task;
  /** Asked by methods that have one; any model of the task will do for those that do not. */
  readonly teacher: Model;
  /** First weights of the student; null for random ones. */
  readonly start: ModelFile | null;
}

interface Trained {
  readonly shape: ModelShape;
  readonly parameters: Float32Array;
}

/** Trained models that are kept; the oldest goes first. */
const KEPT = 8;

export class AuxiliaryTrainer {
  readonly #kept = new Map<string, Trained>();

  /**
   * The trained model, which belongs to the caller.
   * @param name under which it is remembered: the same name and settings are not trained again; null forgets it
   * @param onStep called with the number of steps done
   * @throws what aborted the signal; a `UserError` when a loss is not finite
   */
  async train(
    name: string | null,
    training: Training,
    signal: AbortSignal,
    onStep: (done: number, total: number) => void,
  ): Promise<Model> {
    const { experiment, task } = training;
    const key = name === null ? null : JSON.stringify([name, task.id, experiment]);
    const known = key === null ? undefined : this.#kept.get(key);
    if (known) return new Model(known.shape, known.parameters);
    const model = await trainOnce(training, signal, onStep);
    if (key !== null) {
      this.#kept.set(key, { shape: model.shape, parameters: await model.flat.data<'float32'>() });
      for (const oldest of [...this.#kept.keys()].slice(0, this.#kept.size - KEPT)) this.#kept.delete(oldest);
    }
    return model;
  }
}

async function trainOnce(
  { experiment, task, teacher, start }: Training,
  signal: AbortSignal,
  onStep: (done: number, total: number) => void,
): Promise<Model> {
  const total = experiment.sftSteps + experiment.steps;
  const run = new Run(
    experiment,
    task,
    teacher,
    {
      emit: (event) => {
        if (event.type !== 'report') return;
        const { phase, step } = event.report;
        onStep(phase === 'running' ? experiment.sftSteps + step : step, total);
      },
      save: async () => {},
    },
    start,
  );
  const stop = (): void => run.stop();
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    run.resume(Number.POSITIVE_INFINITY);
    await run.run();
    signal.throwIfAborted();
    return run.trainer.model.snapshot();
  } finally {
    signal.removeEventListener('abort', stop);
    run.dispose();
  }
}

/** The experiment's student trained on the data alone: its supervised start, then `steps` more on the same examples. */
export const withoutTeacher = (experiment: Experiment, steps: number): Experiment => ({
  ...experiment,
  ...{ method: 'sft', steps, patience: 0, evaluatePrompts: 0 },
});
