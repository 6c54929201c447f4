/**
 * TensorFlow.js as an ordinary user would write it: stock operations, automatic gradients, `tf.train.adam`, and a cache
 * of keys and values that grows by concatenation while tokens are drawn. Nothing of this project's src/ is in here.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import type { Case, Product, Size, Work } from '../cases';
import { normals, sequenceIds, softmaxRows, targetLogits } from '../data';
import { type Engine, type Finish, noFacts, type Workload } from '../engine';
import { finishQueue } from '../queue';
import { newNetwork, responseLogits } from './plain-network';
import { acceptanceOf, type Drawn, draw, findK, freeDrawn, Writer } from './plain-sampling';

type Of<K extends Work['kind']> = Extract<Work, { readonly kind: K }>;

/** −Σ target · log softmax, mean over tokens. */
const crossEntropy = (targets: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
  tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)));

const readThenFree =
  (value: tf.Tensor, ...others: tf.Tensor[]): Finish =>
  async () => {
    await value.data();
    tf.dispose([value, ...others]);
  };

const sequenceTensor = (work: Work, size: Size): tf.Tensor2D =>
  tf.tensor2d(sequenceIds(work, size), [work.batch, work.prompt + work.response], 'int32');

function train(work: Of<'train'>): Workload {
  const { batch, prompt, response, model } = work;
  const { vocabulary } = model;
  const network = newNetwork(model, work, 1);
  const optimizer = tf.train.adam(1e-5);
  const sequences = sequenceTensor(work, model);
  const targets =
    work.targets === 'soft'
      ? tf.tensor3d(softmaxRows(targetLogits(work, vocabulary), vocabulary), [batch, response, vocabulary])
      : tf.tidy(() => tf.oneHot(tf.slice(sequences, [0, prompt], [batch, response]), vocabulary));
  const update = (): tf.Scalar => {
    const loss = optimizer.minimize(
      () => crossEntropy(targets, responseLogits(network, sequences, prompt)),
      true,
      network.variables,
    );
    if (!loss) throw new Error('minimize gave no loss');
    return loss;
  };
  return {
    launch: async () => readThenFree(update()),
    facts: async () => {
      const value = update();
      const [loss = Number.NaN] = await value.data();
      value.dispose();
      return { loss };
    },
    dispose: () => {
      tf.dispose([...network.variables, sequences, targets]);
      optimizer.dispose();
    },
  };
}

function forward(work: Of<'forward'>): Workload {
  const network = newNetwork(work.model, work, 1);
  const sequences = sequenceTensor(work, work.model);
  return {
    launch: async () => {
      tf.tidy(() => responseLogits(network, sequences, work.prompt)).dispose();
      return finishQueue(tf.backend());
    },
    facts: noFacts,
    dispose: () => tf.dispose([...network.variables, sequences]),
  };
}
async function round(work: Of<'round'>): Promise<Workload> {
  const student = newNetwork(work.student, work, 1);
  const teacher = newNetwork(work.teacher, work, 2);
  const sequences = sequenceTensor(work, work.student);
  const prompts = tf.slice(sequences, [0, 0], [work.batch, work.prompt]);
  const sample = (K: number): Drawn => draw(student, teacher, prompts, work.response, K);
  const K = await findK(sample, work.acceptance, work.student.vocabulary);
  return {
    launch: async () => {
      const drawn = sample(K);
      return async () => {
        await drawn.tokens.data();
        freeDrawn(drawn);
      };
    },
    facts: async () => ({ K, acceptance: await acceptanceOf(sample(K)) }),
    dispose: () => tf.dispose([...student.variables, ...teacher.variables, sequences, prompts]),
  };
}

async function step(work: Of<'step'>): Promise<Workload> {
  const student = newNetwork(work.student, work, 1);
  const teacher = newNetwork(work.teacher, work, 2);
  const optimizer = tf.train.adam(1e-5);
  const all = sequenceTensor(work, work.student);
  const prompts = tf.slice(all, [0, 0], [work.batch, work.prompt]);
  const sample = (K: number): Drawn => draw(student, teacher, prompts, work.response, K);
  const K = await findK(sample, work.acceptance, work.student.vocabulary);
  return {
    launch: async () => {
      const drawn = sample(K);
      const [sequences, targets] = tf.tidy(() => [
        tf.concat2d([prompts, drawn.tokens], 1),
        tf.softmax(drawn.teacherLogits),
      ]) as [tf.Tensor2D, tf.Tensor3D];
      const loss = optimizer.minimize(
        () => crossEntropy(targets, responseLogits(student, sequences, work.prompt)),
        true,
        student.variables,
      );
      if (!loss) throw new Error('minimize gave no loss');
      freeDrawn(drawn);
      tf.dispose([sequences, targets]);
      return readThenFree(loss);
    },
    facts: async () => ({ K, acceptance: await acceptanceOf(sample(K)) }),
    dispose: () => {
      tf.dispose([...student.variables, ...teacher.variables, all, prompts]);
      optimizer.dispose();
    },
  };
}

function distil(work: Of<'distil'>): Workload {
  const student = newNetwork(work.student, work, 1);
  const teacher = newNetwork(work.teacher, work, 2);
  const optimizer = tf.train.adam(1e-5);
  const sequences = sequenceTensor(work, work.student);
  return {
    launch: async () => {
      const targets = tf.tidy(() => tf.softmax(responseLogits(teacher, sequences, work.prompt)));
      const loss = optimizer.minimize(
        () => crossEntropy(targets, responseLogits(student, sequences, work.prompt)),
        true,
        student.variables,
      );
      if (!loss) throw new Error('minimize gave no loss');
      targets.dispose();
      return readThenFree(loss);
    },
    facts: noFacts,
    dispose: () => {
      tf.dispose([...student.variables, ...teacher.variables, sequences]);
      optimizer.dispose();
    },
  };
}

function evaluation(work: Of<'evaluate'>): Workload {
  const network = newNetwork(work.model, work, 1);
  const sequences = sequenceTensor(work, work.model);
  const prompts = tf.slice(sequences, [0, 0], [work.batch, work.prompt]);
  return {
    launch: async () => {
      const answers = tf.tidy(() => {
        const writer = new Writer(network);
        const tokens: tf.Tensor2D[] = [];
        let input: tf.Tensor2D = prompts;
        for (let i = 0; i < work.response; i++) {
          input = tf.tidy(() => tf.reshape(tf.argMax(writer.next(input), -1), [work.batch, 1]));
          tokens.push(input);
        }
        writer.dispose();
        return tf.concat2d(tokens, 1);
      });
      return readThenFree(answers);
    },
    facts: noFacts,
    dispose: () => tf.dispose([...network.variables, sequences, prompts]),
  };
}

function product({ rows, inner, columns, repeat }: Product): Workload {
  const a = tf.tensor2d(normals(rows * inner, 1), [rows, inner]);
  const b = tf.tensor2d(normals(inner * columns, 2), [inner, columns]);
  return {
    launch: async () => {
      for (let i = 0; i < repeat; i++) tf.matMul(a, b).dispose();
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

export const engine: Engine = {
  title: `plain tfjs ${tf.version_core}`,
  open: async ({ backend }) => {
    if (!(await tf.setBackend(backend))) throw new Error(`tfjs did not open ${backend}`);
    await tf.ready();
  },
  refuses: () => null,
  prepare,
};
