import { UserError } from '../../errors/user-error';
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import type { ModelShape } from '../../model/shape';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { type Collected, withTeacherLogits } from '../collect';
import { scalarOf } from '../loss/inputs';
import { labelLoss, maskedMean } from '../loss/token-losses';
import { Optimiser } from '../optimiser';
import { keptTerm, type LossTerm, planLoss, type Rate, reportedStep, type Step } from '../step';
import type { Trainer, TrainerState } from '../trainer';
import { Branches } from './branches';
import type { CoTraining } from './co-training';

/**
 * ONE (Lan, Zhu & Gong 2018, arXiv 1806.04606), adapted: the student's upper half stands m times on its lower one, a gate weighs the
 * scores of these branches, and the ensemble is the teacher of each. Lowered is, of every branch, Hinton's loss against the ensemble,
 * which is constant there, and the ensemble's own cross-entropy. The student is the first branch: the others end with the run.
 */
export class NativeEnsemble implements CoTraining {
  readonly #branches: Branches;
  readonly #optimiser: Optimiser;
  #updates = 0;

  /** @param branches the student's among them */
  constructor(shape: ModelShape, branches: number, seed: number) {
    this.#branches = new Branches(shape, branches, seed);
    this.#optimiser = new Optimiser(this.#branches);
  }

  teach(collected: Collected, promptLength: number, { weights }: Model): Collected {
    return withTeacherLogits(
      collected,
      tidy(() => this.#branches.scores(weights, collected.sequences, promptLength).ensemble),
    );
  }

  /** Reports the ensemble's cross-entropy, too. */
  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    this.#updates += 1;
    const lossTerms: LossTerm[] = [];
    const { softTargetWeight } = taught.plan;
    let studentLogits: tf.Tensor3D | undefined;
    const result = student.updateWith(this.#optimiser, rate, (weights) => {
      const { branches, ensemble } = this.#branches.scores(weights, taught.sequences, promptLength);
      const [own, ...others] = branches;
      studentLogits = tf.keep(tf.clone(own));
      const first = planLoss(promptLength, taught, experiment, lossTerms)(own, null, own);
      if (others.length === 0) return first;
      const rest = planLoss(promptLength, taught, experiment, null);
      const all = others.reduce((sum, one): tf.Scalar => tf.add(sum, rest(one, null, one)), first);
      const together = maskedMean(labelLoss({ ...taught, studentLogits: ensemble }), taught.mask);
      lossTerms.push(keptTerm('ensemble-cross-entropy', together));
      return tf.add(all, tf.mul(together, scalarOf(1 - softTargetWeight)));
    });
    return reportedStep({ ...result, studentLogits: studentLogits as tf.Tensor3D }, taught, lossTerms);
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
    this.#branches.dispose();
  }
}
