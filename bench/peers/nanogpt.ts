/**
 * @genai-fi/nanogpt: a GPT on tfjs with kernels of its own, trained by its own trainer's step. The package exports its
 * model but neither its trainer nor its WebGPU backend, so those are taken from its files by path. It carries its own
 * copy of tfjs, which shares one engine with ours through a global, so tensors may be made with either.
 */
import * as tf from '@tensorflow/tfjs';
import { type Case, inputLength, readsPictures, type Size, type Work } from '../cases';
import { sequenceIds } from '../data';
import { type Engine, noFacts, TEXTS_ONLY, type Workload } from '../engine';
import { finishQueue } from '../queue';

/** The parts of the package that are used here. */
interface Network {
  forward(attributes: { readonly training: boolean }, ids: tf.Tensor): tf.Tensor;
  dispose(): void;
}

interface Trainer {
  trainStep(state: object, batch: { xs: tf.Tensor; ys: tf.Tensor }): tf.Scalar;
  dispose(): void;
}

interface Package {
  readonly Model: new (config: object) => Network;
  readonly Trainer: new (model: Network, tokeniser: null, settings: object) => Trainer;
}

let loaded: Package | null = null;

function parts(): Package {
  if (!loaded) throw new Error('open the engine first');
  return loaded;
}

const newNetwork = (size: Size, length: number): Network =>
  new (parts().Model)({
    vocabSize: size.vocabulary,
    blockSize: length,
    nLayer: size.layers,
    nHead: size.heads,
    nEmbed: size.width,
    mlpFactor: 4,
    useRope: false,
  });

/** Tokens that the model reads, and those that follow each of them. */
function tensors(work: Extract<Work, { kind: 'train' | 'forward' }>): { xs: tf.Tensor2D; ys: tf.Tensor2D } {
  const total = work.prompt + work.response;
  const all = tf.tensor2d(sequenceIds(work, work.model), [work.batch, total], 'int32');
  const xs = tf.slice(all, [0, 0], [work.batch, total - 1]);
  const ys = tf.slice(all, [0, 1], [work.batch, total - 1]);
  all.dispose();
  return { xs, ys };
}

async function train(work: Extract<Work, { kind: 'train' }>): Promise<Workload> {
  const network = newNetwork(work.model, inputLength(work, work.model));
  const trainer = new (parts().Trainer)(network, null, { learningRate: 1e-5 });
  const batch = tensors(work);
  return {
    launch: async () => {
      const loss = trainer.trainStep({}, batch);
      return async () => {
        await loss.data();
        loss.dispose();
      };
    },
    facts: noFacts,
    dispose: () => {
      trainer.dispose();
      network.dispose();
      tf.dispose([batch.xs, batch.ys]);
    },
  };
}

async function forward(work: Extract<Work, { kind: 'forward' }>): Promise<Workload> {
  const network = newNetwork(work.model, inputLength(work, work.model));
  const { xs, ys } = tensors(work);
  ys.dispose();
  return {
    launch: async () => {
      tf.tidy(() => network.forward({ training: false }, xs)).dispose();
      return finishQueue(tf.backend());
    },
    facts: noFacts,
    dispose: () => {
      network.dispose();
      xs.dispose();
    },
  };
}

const NO_ROUND =
  'it has one model that writes text for a reader, and no way for a second one to judge each token';
const NO_BATCH = 'its generator writes one conversation at a time and reads back every token';
const NO_PRODUCT = 'its products are those of tfjs';

export const engine: Engine = {
  title: '@genai-fi/nanogpt 1.3.0',
  open: async () => {
    if (typeof process === 'undefined')
      throw new Error('a page cannot reach the files that it does not export');
    const { createRequire } = await import('node:module');
    const { pathToFileURL } = await import('node:url');
    const main = createRequire(import.meta.url).resolve('@genai-fi/nanogpt');
    const part = (name: string): Promise<Record<string, unknown>> =>
      import(/* @vite-ignore */ new URL(name, pathToFileURL(main)).href);
    // Its copy of tfjs was bundled for browsers and fails to build the Node platform; ours is already there.
    tf.env().set('IS_NODE', false);
    const { selectBackend } = await part('backend.js');
    await (selectBackend as (name: string) => Promise<void>)('webgpu');
    loaded = {
      Model: (await part('models/NanoGPTV1.js')).default as Package['Model'],
      Trainer: (await part('training/BasicTrainer.js')).default as Package['Trainer'],
    };
  },
  refuses: (work) => {
    const { kind } = work;
    if (readsPictures(work)) return TEXTS_ONLY;
    if (kind === 'round' || kind === 'step') return NO_ROUND;
    if (kind === 'evaluate') return NO_BATCH;
    return kind === 'product' ? NO_PRODUCT : null;
  },
  prepare: (work: Case['work']) => {
    if (work.kind === 'train') return train(work);
    if (work.kind === 'forward') return forward(work);
    return Promise.reject(new Error(NO_PRODUCT));
  },
};
