/** Methods that train something beside the student: a second flat vector of parameters, with AdamW's moments of its own. */
import type { Experiment } from '../../experiment/fields';
import { compositionOf } from '../../experiment/methods';
import { type Model, requireTeacher } from '../../model/model';
import type { ModelShape } from '../../model/shape';
import type { Collected } from '../collect';
import type { Rate, Step } from '../step';
import type { Trainer, TrainerState } from '../trainer';
import { MutualLearning } from './mutual-learning';
import { OnlineModule } from './online-module';

export interface CoTraining {
  /**
   * The batch with the logits of the model that teaches the student in `teacherLogits`. Takes the batch over.
   * @param promptLength tokens before the response
   */
  teach(collected: Collected, promptLength: number): Collected;
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
}

/** What an experiment trains beside the student; null for most methods. */
export function coTrainingFor(
  experiment: Experiment,
  student: ModelShape,
  teacher: Model | null,
): CoTraining | null {
  switch (compositionOf(experiment).loss) {
    case 'mutual':
      return new MutualLearning(student, experiment.seed);
    case 'online':
      return new OnlineModule(requireTeacher(teacher), experiment.seed);
    default:
      return null;
  }
}
