import { UserError } from '../../errors/user-error';
import { GLYPH_TEACHER } from '../../experiment/cost';
import type { Experiment } from '../../experiment/fields';
import { STREAM } from '../../experiment/random';
import { FlatParameters } from '../../model/flat';
import { Model } from '../../model/model';
import { drawParameters } from '../../model/parameters';
import { scoreResponses } from '../../model/score';
import { type ModelShape, parameterSpecs } from '../../model/shape';
import { constant } from '../../ops/constant';
import { tidy, valueAndGradients } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { type Collected, withTeacherLogits } from '../collect';
import type { ViewedPicture } from '../dino/viewed';
import { drawGlyph, type Glyph, glyphsOf, levelsAsPrompt } from '../glyphs/glyphs';
import { glyphBatch, learnGlyphs } from '../glyphs/learn';
import {
  againstImitated,
  againstReal,
  discriminatorOf,
  discriminatorSpecs,
  realness,
  softened,
} from '../loss/discriminator';
import { required, scalarOf } from '../loss/inputs';
import { maskedMean } from '../loss/token-losses';
import { Optimiser } from '../optimiser';
import { distilStep, type Rate, type Step, withLossTerms } from '../step';
import { Trainer, type TrainerState } from '../trainer';
import type { CoTraining } from './co-training';

/**
 * LW-KD (Liu et al. 2020, arXiv 2005.09163), adapted: a tiny teacher has learned drawn glyphs of the classes and no picture. Each
 * picture is paired with a glyph of its class, and the student learns what the teacher says of the glyph, by Hinton's loss and by a
 * discriminator that is trained to tell both models' softened outputs apart.
 */
export class LightweightTeacher implements CoTraining {
  readonly #teacher: Trainer;
  readonly #glyphs: readonly Glyph[];
  /** Pixels along a side of a picture. */
  readonly #side: number;
  readonly #discriminator: FlatParameters;
  readonly #optimiser: Optimiser;
  readonly #seed: number;
  #hasLearned = false;
  #updates = 0;
  /** Of the newest batch. */
  #drawings: readonly (readonly number[])[] = [];

  /** @param student an encoder's shape */
  constructor({ vocabulary, context, patch = 1 }: ModelShape, seed: number) {
    const { width, layers, heads } = GLYPH_TEACHER;
    const shape = { vocabulary, context, patch, width, layers, heads };
    const drawn = drawParameters(parameterSpecs(shape), seed, STREAM.glyphTeacher);
    this.#teacher = new Trainer(new Model(shape, drawn));
    this.#glyphs = glyphsOf(seed, vocabulary);
    this.#side = patch * Math.sqrt(context - 1);
    const specs = discriminatorSpecs(vocabulary);
    this.#discriminator = new FlatParameters(specs, drawParameters(specs, seed, STREAM.discriminator));
    this.#optimiser = new Optimiser(this.#discriminator);
    this.#seed = seed;
  }

  /** Teaches the teacher the glyphs, unless it came back from a saved state. */
  async prepare(
    _task: Task,
    _examples: readonly Example[],
    onProgress: (done: number, total: number) => void,
    mayContinue: () => Promise<boolean>,
  ): Promise<void> {
    if (this.#hasLearned) return;
    this.#hasLearned = await learnGlyphs(
      this.#teacher,
      this.#glyphs,
      this.#side,
      this.#seed,
      onProgress,
      mayContinue,
    );
  }

  /** Pairs each picture with a new drawing of its class's glyph. */
  teach(collected: Collected, promptLength: number): Collected {
    const classes = required(collected.classes ?? null);
    const address = { seed: this.#seed, stream: STREAM.pairedGlyph, step: this.#updates + 1 };
    this.#drawings = classes.map((name, row) =>
      drawGlyph(this.#glyphs[name] ?? [], this.#side, { ...address, row }),
    );
    const { sequences, responses, mask } = glyphBatch(this.#drawings, classes);
    const teacherLogits = scoreResponses(this.#teacher.model, sequences, promptLength);
    tf.dispose([sequences, responses, mask]);
    return withTeacherLogits(collected, teacherLogits);
  }

  /** One update of the discriminator, then the student's. Reports how often the discriminator was right before its update, too. */
  step(student: Trainer, promptLength: number, taught: Collected, experiment: Experiment, rate: Rate): Step {
    const accuracy = this.#judge(student.model, taught, promptLength, rate);
    const discriminator = discriminatorOf(this.#discriminator.parts);
    const step = distilStep(student, promptLength, { ...taught, discriminator }, experiment, rate);
    return withLossTerms(step, [{ name: 'discriminator-accuracy', value: accuracy }]);
  }

  /** Each picture with its glyph, and what the teacher says of the one and the student of the other, softened. */
  async views(
    student: Model,
    { plan, prompts, sequences, teacherLogits }: Collected,
    _experiment: Experiment,
    count: number,
  ): Promise<readonly ViewedPicture[]> {
    const drawings = this.#drawings.slice(0, count).map(levelsAsPrompt);
    const { teacher, own } = tidy(() => ({
      teacher: softened(required(teacherLogits), plan.lossTemperature),
      own: softened(scoreResponses(student, sequences, this.#side ** 2), plan.lossTemperature),
    }));
    const [ofTeacher, ofStudent] = await Promise.all([teacher.data<'float32'>(), own.data<'float32'>()]);
    tf.dispose([teacher, own]);
    const classes = this.#glyphs.length;
    const row = (values: Float32Array, at: number): Float32Array =>
      values.slice(at * classes, (at + 1) * classes);
    return drawings.map((pixels, at) => ({
      prompt: prompts[at] ?? '',
      views: [{ pixels, teacher: row(ofTeacher, at), student: row(ofStudent, at) }],
    }));
  }

  /** The discriminator with its moments; the teacher once it has learned. */
  async save(): Promise<TrainerState> {
    const updates = this.#updates;
    const [saved, teacher] = await Promise.all([this.#optimiser.save(), this.#teacher.save()]);
    return { ...saved, updates, ...(this.#hasLearned ? { averages: teacher.parameters } : {}) };
  }

  restore(state: TrainerState): void {
    const { averages, updates } = state;
    const { model } = this.#teacher;
    const teacherFits = averages ? averages.length === model.flat.size : updates === 0;
    if (!teacherFits || !this.#optimiser.fits(state)) throw new UserError('checkpoint-misfit');
    this.#optimiser.restore(state);
    this.#updates = updates;
    if (averages) model.replace(tf.tensor1d(averages));
    this.#hasLearned = averages !== undefined;
  }

  dispose(): void {
    this.#optimiser.dispose();
    this.#discriminator.dispose();
    this.#teacher.dispose();
  }

  /** Updates the discriminator on BCE(D(p^T), 1) + BCE(D(q^T), 0). @returns the share of both that it told right before */
  #judge(
    student: Model,
    { mask, plan, sequences, teacherLogits }: Collected,
    promptLength: number,
    rate: Rate,
  ): tf.Scalar {
    this.#updates += 1;
    const { accuracy, gradientNorm, ...next } = tidy(() => {
      const { lossTemperature } = plan;
      const real = softened(required(teacherLogits), lossTemperature);
      const imitated = softened(scoreResponses(student, sequences, promptLength), lossTemperature);
      const logitsOf = (): readonly [tf.Tensor3D, tf.Tensor3D] => {
        const discriminator = discriminatorOf(this.#discriminator.parts);
        return [realness(discriminator, real), realness(discriminator, imitated)];
      };
      const { gradients } = valueAndGradients(this.#discriminator.parts, constant(1), () => {
        const [ofReal, ofImitated] = logitsOf();
        return maskedMean(tf.add(againstReal(ofReal), againstImitated(ofImitated)), mask);
      });
      const [ofReal, ofImitated] = logitsOf();
      const right = tf.add(
        tf.mean(tf.cast(tf.greater(ofReal, constant(0)), 'float32')),
        tf.mean(tf.cast(tf.less(ofImitated, constant(0)), 'float32')),
      );
      return {
        ...this.#optimiser.next(gradients, { ...rate, step: this.#updates }),
        accuracy: tf.mul(right, scalarOf(0.5)) as tf.Scalar,
      };
    });
    this.#optimiser.commit(next);
    gradientNorm.dispose();
    return accuracy;
  }
}
