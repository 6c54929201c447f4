import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import { STREAM } from '../../experiment/random';
import { FlatParameters } from '../../model/flat';
import { logits } from '../../model/forward';
import type { Model } from '../../model/model';
import { drawParameters } from '../../model/parameters';
import type { ParameterSpec } from '../../model/shape';
import { constant } from '../../ops/constant';
import { linear } from '../../ops/linear';
import { tidy, valueAndGradients } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { type Collected, withTeacherLogits } from '../collect';
import { required, scalarOf } from '../loss/inputs';
import { divergence, labelLoss, maskedMean } from '../loss/token-losses';
import { Optimiser } from '../optimiser';
import { distilStep, type Rate, type Step, withLossTerms } from '../step';
import type { Trainer, TrainerState } from '../trainer';
import type { CoTraining } from './co-training';
import { driftOf } from './drift';

/** Columns of A and rows of B. */
const RANK = 8;

const FORWARD_KL = { kind: 'forward-kl' } as const;

/** A [width, rank] is random, B [rank, width] is 0: the module begins as the identity. */
const specsFor = (width: number): readonly ParameterSpec[] => [
  { name: 'a', shape: [width, RANK], offset: 0, size: width * RANK, deviation: width ** -0.5 },
  { name: 'b', shape: [RANK, width], offset: width * RANK, size: width * RANK, deviation: 0 },
];

/**
 * OKD (Rao et al. 2024, arXiv 2409.12512), adapted: the teacher is frozen but for a low-rank module on the states h before its
 * head, h + h·A·B. The student learns its logits by Hinton's loss; the module lowers CE + c·KL(q ‖ p), where q is the student.
 */
export class OnlineModule implements CoTraining {
  readonly #teacher: Model;
  readonly #module: FlatParameters;
  readonly #optimiser: Optimiser;
  #updates = 0;

  /** @param teacher read, and neither changed nor taken over */
  constructor(teacher: Model, seed: number) {
    const specs = specsFor(teacher.shape.width);
    this.#teacher = teacher;
    this.#module = new FlatParameters(specs, drawParameters(specs, seed, STREAM.onlineModule));
    this.#optimiser = new Optimiser(this.#module);
  }

  teach(collected: Collected): Collected {
    return withTeacherLogits(
      collected,
      tidy(() => this.#logits(collected)),
    );
  }

  /** Reports the drift KL(p_0 ‖ p) of the teacher from the one that the run began with, too. */
  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    const step = distilStep(student, promptLength, taught, experiment, rate);
    this.#update(taught, step.studentLogits, experiment.feedbackWeight, rate);
    return withLossTerms(step, [{ name: 'drift', value: driftOf(taught) }]);
  }

  async save(): Promise<TrainerState> {
    const updates = this.#updates;
    return { ...(await this.#optimiser.save()), updates };
  }

  restore(state: TrainerState): void {
    if (!this.#optimiser.fits(state)) throw new UserError('checkpoint-misfit');
    this.#optimiser.restore(state);
    this.#updates = state.updates;
  }

  dispose(): void {
    this.#optimiser.dispose();
    this.#module.dispose();
  }

  /** [batch, responseLength, vocabulary] */
  #logits({ teacherStates }: Collected): tf.Tensor3D {
    const [a, b] = this.#module.parts as [tf.Tensor2D, tf.Tensor2D];
    const states = required(teacherStates);
    return logits(this.#teacher.weights, linear(linear(states, a), b, states)) as tf.Tensor3D;
  }

  #update(taught: Collected, studentLogits: tf.Tensor3D, feedbackWeight: number, rate: Rate): void {
    this.#updates += 1;
    const { gradientNorm, ...next } = tidy(() => {
      const { gradients } = valueAndGradients(this.#module.parts, constant(1), () => {
        const own = this.#logits(taught);
        const feedback = divergence(studentLogits, own, FORWARD_KL);
        const perToken = tf.add(
          labelLoss({ ...taught, studentLogits: own }),
          tf.mul(feedback, scalarOf(feedbackWeight)),
        ) as tf.Tensor2D;
        return maskedMean(perToken, taught.mask);
      });
      return this.#optimiser.next(gradients, { ...rate, step: this.#updates });
    });
    this.#optimiser.commit(next);
    gradientNorm.dispose();
  }
}
