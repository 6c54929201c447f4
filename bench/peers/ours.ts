/** This project, through the functions that its training runs call. */
import { collect, disposeCollected } from '../../src/distill/collect';
import { crossEntropy, divergence, maskedMean } from '../../src/distill/loss/token-losses';
import { evaluate } from '../../src/distill/metrics/evaluate';
import { sampleLockstep } from '../../src/distill/sampler/lockstep';
import { disposeRollout, type Rollout } from '../../src/distill/sampler/rollout';
import { distilStep } from '../../src/distill/step';
import { type LossFunction, Trainer } from '../../src/distill/trainer';
import { DEFAULT_EXPERIMENT } from '../../src/experiment/fields';
import { responseLogits } from '../../src/model/forward';
import type { Model } from '../../src/model/model';
import { linear } from '../../src/ops/linear';
import { tidy } from '../../src/ops/scope';
import * as tf from '../../src/ops/tf';
import type { Case, Product, Work } from '../cases';
import { normals, sequenceIds, softmaxRows, targetLogits, uniforms } from '../data';
import { type Finish, noFacts, type Peer, type Workload } from '../engine';
import { finishQueue } from '../queue';
import { newModel, newWriter, picturesOf, taskOf } from './ours-models';

type Of<K extends Work['kind']> = Extract<Work, { readonly kind: K }>;

/** Small enough that thousands of steps leave the models, and so the acceptance, near where they began. */
const RATE = { learningRate: 1e-5, weightDecay: 0.01, clipNorm: 1 };

/** Mean entropy of the targets, by which a Kullback–Leibler divergence is less than a cross-entropy. */
function meanEntropy(logits: Float32Array, vocabulary: number): number {
  const sum = softmaxRows(logits, vocabulary).reduce((total, p) => total - p * Math.log(p), 0);
  return sum / (logits.length / vocabulary);
}

/** Waits by reading a number, as a page does that shows the loss. */
const readThenFree =
  (value: tf.Tensor, ...others: tf.Tensor[]): Finish =>
  async () => {
    await value.data();
    tf.dispose([value, ...others]);
  };

function train(work: Of<'train'>): Workload {
  const { batch, prompt, response, model: size } = work;
  const { vocabulary } = size;
  const trainer = new Trainer(newModel(size, work, 1));
  const ids = sequenceIds(work, size);
  const sequences = tf.tensor2d(ids, [batch, prompt + response], 'int32');
  const mask: tf.Tensor2D = tf.ones([batch, response]);
  const teacher = tf.tensor3d(targetLogits(work, vocabulary), [batch, response, vocabulary]);
  const targets = tf.slice2d(sequences, [0, prompt], [batch, response]);
  const loss: LossFunction = (logits) =>
    maskedMean(
      work.targets === 'soft'
        ? divergence(teacher, logits, { kind: 'forward-kl' })
        : crossEntropy(targets, logits),
      mask,
    );
  return {
    launch: async () => {
      const result = trainer.update({ sequences, mask }, prompt, loss, RATE);
      return readThenFree(result.loss, result.gradientNorm, result.studentLogits);
    },
    facts: async () => {
      const result = trainer.update({ sequences, mask }, prompt, loss, RATE);
      const [value = Number.NaN] = await result.loss.data();
      tf.dispose([result.loss, result.gradientNorm, result.studentLogits]);
      const entropy = work.targets === 'soft' ? meanEntropy(targetLogits(work, vocabulary), vocabulary) : 0;
      return { loss: value + entropy };
    },
    dispose: () => {
      trainer.dispose();
      tf.dispose([sequences, mask, teacher, targets]);
    },
  };
}

function forward(work: Of<'forward'>): Workload {
  const model = newModel(work.model, work, 1);
  const sequences = tf.tensor2d(
    sequenceIds(work, work.model),
    [work.batch, work.prompt + work.response],
    'int32',
  );
  return {
    launch: async () => {
      tidy(() => responseLogits(model.shape, model.weights, sequences, work.prompt)).dispose();
      return finishQueue(tf.backend());
    },
    facts: noFacts,
    dispose: () => {
      model.dispose();
      sequences.dispose();
    },
  };
}

async function acceptanceIn(rollout: Rollout): Promise<{ ranks: number[]; accepted: number }> {
  if (!rollout.verification) throw new Error('the rollout was not verified');
  const [ranks, accepted, mask] = await Promise.all([
    rollout.verification.rank.data(),
    rollout.verification.accepted.data(),
    rollout.mask.data(),
  ]);
  const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
  return {
    ranks: Array.from(ranks).filter((_, i) => mask[i] === 1),
    accepted: sum(accepted) / sum(mask),
  };
}

/** The K under which the wanted share of these ranks stands. */
function chooseK(ranks: readonly number[], share: number): number {
  const sorted = [...ranks].sort((a, b) => a - b);
  return (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) + 1;
}

async function round(work: Of<'round'>): Promise<Workload> {
  const { batch, prompt, response } = work;
  const student = await newWriter(work.student, work, 1);
  const teacher = await newWriter(work.teacher, work, 2);
  const all = tf.tensor2d(sequenceIds(work, work.student), [batch, prompt + response], 'int32');
  const prompts = tf.slice2d(all, [0, 0], [batch, prompt]);
  all.dispose();
  const samplingModel = (model: Model, seed: number) => ({
    model,
    sampling: { temperature: 1, topP: 1 },
    uniforms: uniforms(batch * response, seed),
  });
  const sample = (topK: number): Rollout =>
    sampleLockstep(
      { prompts, responseLength: response, maxNewTokens: response },
      samplingModel(student, 21),
      {
        ...samplingModel(teacher, 22),
        acceptance: { rule: 'top-k', topK },
      },
    );
  const rollout = sample(Math.ceil(work.acceptance * work.student.vocabulary));
  const topK = chooseK((await acceptanceIn(rollout)).ranks, work.acceptance);
  disposeRollout(rollout);
  return {
    launch: async () => {
      const rollout = sample(topK);
      return async () => {
        await rollout.tokens.data();
        disposeRollout(rollout);
      };
    },
    facts: async () => {
      const rollout = sample(topK);
      const { accepted } = await acceptanceIn(rollout);
      disposeRollout(rollout);
      return { K: topK, acceptance: accepted };
    },
    dispose: () => {
      student.dispose();
      teacher.dispose();
      prompts.dispose();
    },
  };
}

/** Prompts that a run meets often. */
const COME_AGAIN = 500;

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`${index} of ${values.length}`);
  return value;
}

async function step(work: Of<'step'>): Promise<Workload> {
  const trainer = new Trainer(await newWriter(work.student, work, 1));
  const teacher = await newWriter(work.teacher, work, 2);
  const [task, pool] = taskOf(work.student, work, Math.max(work.batch, work.prompts ?? 0));
  /** The prompts of a step: the next ones of the pool, from its beginning again after its end. */
  const examplesOf = (step: number) =>
    Array.from({ length: work.batch }, (_, row) => at(pool, (step * work.batch + row) % pool.length));
  const withK = (topK: number) => ({
    ...DEFAULT_EXPERIMENT,
    method: 'skd' as const,
    batchSize: work.batch,
    responseLimit: work.response,
    topK,
  });
  const look = async (topK: number, step = 0) => {
    const collected = await collect(task, withK(topK), trainer.model, teacher, examplesOf(step), 1);
    const { verification, mask } = collected;
    const found = await acceptanceIn({
      tokens: collected.responses,
      mask,
      verification,
      teacherLogits: null,
    });
    disposeCollected(collected);
    return found;
  };
  const { ranks } = await look(Math.ceil(work.acceptance * work.student.vocabulary));
  const topK = chooseK(ranks, work.acceptance);
  // Prompts that come again have been there before; of many more than the engine keeps, that would say nothing.
  if (pool.length <= COME_AGAIN) {
    for (let step = 1; step * work.batch < pool.length; step++) await look(topK, step);
  }
  const experiment = withK(topK);
  let done = 0;
  return {
    launch: async () => {
      done += 1;
      const collected = await collect(task, experiment, trainer.model, teacher, examplesOf(done), done);
      const { metrics, studentLogits } = distilStep(trainer, work.prompt, collected, experiment, RATE);
      studentLogits.dispose();
      disposeCollected(collected);
      return readThenFree(metrics);
    },
    facts: async () => ({ K: topK, acceptance: (await look(topK)).accepted }),
    dispose: () => {
      trainer.dispose();
      teacher.dispose();
    },
  };
}

/** A step as runs take it, from examples to the report: Hinton's KD without labels. */
async function distil(work: Of<'distil'>): Promise<Workload> {
  const trainer = new Trainer(newModel(work.student, work, 1));
  const teacher = newModel(work.teacher, work, 2);
  const [task, examples] = picturesOf(work.student, work);
  const experiment = {
    ...DEFAULT_EXPERIMENT,
    method: 'supervised-kd' as const,
    batchSize: work.batch,
  };
  let done = 0;
  return {
    launch: async () => {
      done += 1;
      const collected = await collect(task, experiment, trainer.model, teacher, examples, done);
      const { metrics, studentLogits } = distilStep(trainer, work.prompt, collected, experiment, RATE);
      studentLogits.dispose();
      disposeCollected(collected);
      return readThenFree(metrics);
    },
    facts: noFacts,
    dispose: () => {
      trainer.dispose();
      teacher.dispose();
    },
  };
}

async function evaluation(work: Of<'evaluate'>): Promise<Workload> {
  const model = await newWriter(work.model, work, 1);
  const [task, examples] = taskOf(work.model, work, work.batch);
  return {
    launch: async () => {
      const answers = evaluate(task, model, examples);
      return async () => {
        await answers;
      };
    },
    facts: noFacts,
    dispose: () => model.dispose(),
  };
}

function product({ rows, inner, columns, repeat }: Product): Workload {
  const a = tf.tensor2d(normals(rows * inner, 1), [rows, inner]);
  const b = tf.tensor2d(normals(inner * columns, 2), [inner, columns]);
  return {
    launch: async () => {
      for (let i = 0; i < repeat; i++) tidy(() => linear(a, b)).dispose();
      return finishQueue(tf.backend());
    },
    facts: noFacts,
    dispose: () => tf.dispose([a, b]),
  };
}

async function prepare(work: Case['work']): Promise<Workload> {
  switch (work.kind) {
    case 'train':
      return train(work);
    case 'forward':
      return forward(work);
    case 'round':
      return round(work);
    case 'step':
      return step(work);
    case 'distil':
      return distil(work);
    case 'evaluate':
      return evaluation(work);
    case 'product':
      return product(work);
    default:
      return work satisfies never;
  }
}

/** Computes on whatever device is open. `--against` asks it of earlier commits by this name. */
export const engine: Peer = {
  title: 'this project',
  refuses: () => null,
  prepare,
};
