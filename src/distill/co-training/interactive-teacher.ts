import type { Experiment } from '../../experiment/fields';
import { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Sequences } from '../batches';
import { type Collected, withTeacherLogits } from '../collect';
import { scalarOf } from '../loss/inputs';
import { crossEntropy, labelLoss, maskedMean } from '../loss/token-losses';
import { type LossGradient, lossGradient } from '../loss-gradient';
import { distilStep, type Rate, type Step, withLossTerms } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import type { CoTraining } from './co-training';
import { driftOf } from './drift';

/** How far along the unit vector of the exam's gradient the student is asked, in both directions. */
const DISTANCE = 0.01;

/** The student's mean loss on examples that it does not learn from, with its gradient. */
export const examine = (student: Model, promptLength: number, exam: Sequences): LossGradient =>
  lossGradient(student, exam, promptLength, (logits) =>
    maskedMean(crossEntropy(exam.responses, logits), exam.mask),
  );

/**
 * The slopes of the exam's loss by the teacher's probabilities p(c|x) in the student's step before it, up to a positive factor:
 * v·∇ log q(c|x), v the exam's gradient. Had p(c|x) been greater, a gradient step on −Σ p·log q would have gone further along
 * ∇ log q(c|x). A central difference, so two forward passes stand for the second derivatives.
 * @param student before its step
 * @param examGradient v, flat like the parameters
 * @param temperature of q
 * @returns [batch, responseLength, vocabulary]
 */
export function examSlopes(
  student: Model,
  examGradient: tf.Tensor1D,
  sequences: tf.Tensor2D,
  promptLength: number,
  temperature: number,
): tf.Tensor3D {
  return tidy(() => {
    const norm = tf.norm(examGradient);
    const move = tf.div(tf.mul(examGradient, scalarOf(DISTANCE)), tf.maximum(norm, scalarOf(1e-12)));
    const logQ = (flat: tf.Tensor1D): tf.Tensor3D => {
      const moved = new Model(student.shape, flat);
      const logits = scoreResponses(moved, sequences, promptLength);
      const answer = tf.logSoftmax(tf.mul(logits, scalarOf(1 / temperature)) as tf.Tensor3D);
      moved.dispose();
      return answer;
    };
    const rise = tf.sub(logQ(tf.add(student.flat, move)), logQ(tf.sub(student.flat, move)));
    return tf.mul(rise, tf.div(norm, scalarOf(2 * DISTANCE))) as tf.Tensor3D;
  });
}

/**
 * IKD (Liu et al. 2021, arXiv 2109.04641), adapted: the teacher, as a copy, learns what would have made the student do better in an
 * exam. Course: the student's step on Hinton's loss. Exam: its loss on examples that it does not learn from. Then the teacher's step
 * on CE + w·Σ_c d(c|x)·p(c|x), d the slopes of the exam divided by their mean magnitude.
 */
export class InteractiveTeacher implements CoTraining {
  readonly #teacher: Trainer;
  readonly #examOf: (step: number) => Sequences;

  /**
   * @param teacher copied
   * @param examOf the exam of a step, counted from 1; its tensors are taken over
   */
  constructor(teacher: Model, examOf: (step: number) => Sequences) {
    this.#teacher = new Trainer(teacher.snapshot());
    this.#examOf = examOf;
  }

  teach(collected: Collected, promptLength: number): Collected {
    return withTeacherLogits(
      collected,
      scoreResponses(this.#teacher.model, collected.sequences, promptLength),
    );
  }

  /** Reports the exam's loss before and after the student's update, and the teacher's drift KL(p_0 ‖ p), too. */
  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    const exam = this.#examOf(this.#teacher.updates + 1);
    const before = student.model.snapshot();
    const step = distilStep(student, promptLength, taught, experiment, rate);
    const first = tidy(() =>
      maskedMean(
        crossEntropy(exam.responses, scoreResponses(before, exam.sequences, promptLength)),
        exam.mask,
      ),
    );
    const { loss, gradient, studentLogits } = examine(student.model, promptLength, exam);
    const { lossTemperature } = taught.plan;
    const slopes = examSlopes(before, gradient, taught.sequences, promptLength, lossTemperature);
    this.#update(slopes, promptLength, taught, experiment, rate);
    before.dispose();
    tf.dispose([gradient, studentLogits, slopes, exam.sequences, exam.responses, exam.mask]);
    return withLossTerms(step, [
      { name: 'exam-before', value: first },
      { name: 'exam-after', value: loss },
      { name: 'drift', value: driftOf(taught) },
    ]);
  }

  save(): Promise<TrainerState> {
    return this.#teacher.save();
  }

  restore(state: TrainerState): void {
    this.#teacher.restore(state);
  }

  dispose(): void {
    this.#teacher.dispose();
  }

  #update(
    slopes: tf.Tensor3D,
    promptLength: number,
    taught: Collected,
    { feedbackWeight, teacherRate }: Experiment,
    rate: Rate,
  ): void {
    const { mask, plan } = taught;
    const scaled = tidy(() => {
      const magnitude = maskedMean(tf.mean(tf.abs(slopes), -1), mask);
      return tf.mul(slopes, tf.div(scalarOf(feedbackWeight), tf.maximum(magnitude, scalarOf(1e-12))));
    });
    const updated = this.#teacher.update(
      taught,
      promptLength,
      (own) => {
        const p = tf.softmax(tf.mul(own, scalarOf(1 / plan.lossTemperature)) as tf.Tensor3D);
        const feedback = tf.sum(tf.mul(scaled, p), -1);
        return maskedMean(tf.add(labelLoss({ ...taught, studentLogits: own }), feedback), mask);
      },
      { ...rate, learningRate: rate.learningRate * teacherRate },
    );
    tf.dispose([scaled, updated.loss, updated.gradientNorm, updated.studentLogits]);
  }
}
