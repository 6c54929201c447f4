/** Methods that train something beside the student: a second flat vector of parameters, with AdamW's moments of its own. */
import type { Experiment } from '../../experiment/fields';
import { compositionOf } from '../../experiment/methods';
import { type Model, requireTeacher } from '../../model/model';
import type { Example, Task } from '../../tasks/task';
import type { Sequences } from '../batches';
import type { Collected } from '../collect';
import type { ViewedPicture } from '../dino/viewed';
import type { Rate, Step } from '../step';
import type { Trainer, TrainerState } from '../trainer';
import { InteractiveTeacher } from './interactive-teacher';
import { LightweightTeacher } from './lightweight-teacher';
import { MutualLearning } from './mutual-learning';
import { NativeEnsemble } from './native-ensemble';
import { OnlineModule } from './online-module';
import { SelfDistillation } from './self-distillation';

export interface CoTraining {
  /**
   * The batch with the logits of the model that teaches the student in `teacherLogits`. Takes the batch over.
   * @param promptLength tokens before the response
   * @param student before its update
   */
  teach(collected: Collected, promptLength: number, student: Model): Collected;
  /**
   * One update of the student, then one of what is trained beside it.
   * @param taught what `teach` gave; it stays the caller's
   */
  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step;
  /** Reads everything back; the device continues meanwhile. */
  save(): Promise<TrainerState>;
  /**
   * Goes back to a saved state.
   * @throws UserError `checkpoint-misfit` when it belongs to another shape
   */
  restore(state: TrainerState): void;
  dispose(): void;
  /**
   * Looks at the training examples, or at what the method draws itself, before the first step, where the method needs that. A run that
   * is gone on with does so anew, unless what was learned came back with its state.
   * @param onProgress called with the examples done and their number
   * @param mayContinue asked between batches; false gives up
   */
  prepare?(
    task: Task,
    examples: readonly Example[],
    onProgress: (done: number, total: number) => void,
    mayContinue: () => Promise<boolean>,
  ): Promise<void>;
  /**
   * The views of the first pictures of a batch, after its step, where the method compares views, or pictures with others.
   * @param taught of the newest step; stays the caller's
   * @param count of pictures, at most
   */
  views?(
    student: Model,
    taught: Collected,
    experiment: Experiment,
    count: number,
  ): Promise<readonly ViewedPicture[]>;
  /** The student's moving average, where there is one. */
  readonly average?: Model;
}

/**
 * What an experiment trains beside the student; null for most methods.
 * @param student before its first step; stays as it is
 * @param teacher of the experiment; stays as it is
 * @param examOf the exam of a step, counted from 1, for a method that examines the student
 */
export function coTrainingFor(
  experiment: Experiment,
  student: Model,
  teacher: Model | null,
  examOf: (step: number) => Sequences,
): CoTraining | null {
  switch (compositionOf(experiment).loss) {
    case 'dino':
      return new SelfDistillation(student, experiment, null);
    case 'dino-distil':
      return new SelfDistillation(student, experiment, requireTeacher(teacher));
    case 'mutual':
      return new MutualLearning(student.shape, experiment.seed);
    case 'ensemble':
      return new NativeEnsemble(student.shape, experiment.branches, experiment.seed);
    case 'online':
      return new OnlineModule(requireTeacher(teacher), experiment.seed);
    case 'interactive':
      return new InteractiveTeacher(requireTeacher(teacher), examOf);
    case 'lightweight':
      return new LightweightTeacher(student.shape, experiment.seed);
    default:
      return null;
  }
}
