import type { Experiment } from '../../experiment/fields';
import { STREAM } from '../../experiment/random';
import { Model } from '../../model/model';
import { drawParameters } from '../../model/parameters';
import { scoreResponses } from '../../model/score';
import { type ModelShape, parameterSpecs } from '../../model/shape';
import * as tf from '../../ops/tf';
import { type Collected, withTeacherLogits } from '../collect';
import { distilStep, type Rate, type Step, termOfStep, withLossTerms } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import type { CoTraining } from './co-training';

/**
 * Deep mutual learning (Zhang et al. 2018, arXiv 1706.00384, algorithm 1): a peer of the student's shape, with other random
 * weights, is the student's teacher, and the student, after its update, is the peer's.
 */
export class MutualLearning implements CoTraining {
  readonly #peer: Trainer;

  constructor(shape: ModelShape, seed: number) {
    this.#peer = new Trainer(new Model(shape, drawParameters(parameterSpecs(shape), seed, STREAM.peer)));
  }

  teach(collected: Collected, promptLength: number): Collected {
    return withTeacherLogits(collected, scoreResponses(this.#peer.model, collected.sequences, promptLength));
  }

  /** Reports the peer's cross-entropy, too. */
  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    const step = distilStep(student, promptLength, taught, experiment, rate);
    const teacherLogits = scoreResponses(student.model, taught.sequences, promptLength);
    const peer = distilStep(this.#peer, promptLength, { ...taught, teacherLogits }, experiment, rate);
    const value = termOfStep(peer, 'cross-entropy');
    tf.dispose([teacherLogits, peer.metrics, peer.studentLogits]);
    return withLossTerms(step, [{ name: 'peer-cross-entropy', value }]);
  }

  save(): Promise<TrainerState> {
    return this.#peer.save();
  }

  restore(state: TrainerState): void {
    this.#peer.restore(state);
  }

  dispose(): void {
    this.#peer.dispose();
  }
}
