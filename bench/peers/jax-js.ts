/**
 * jax-js: the same model through its `jit`, one compiled function a case. Arrays are consumed by what they are passed
 * to, so `.ref` marks every use but the last.
 */
import { defaultDevice, getWebGPUDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import {
  type Case,
  inputLength,
  type Product,
  readsPictures,
  type Sequences,
  type Size,
  type Work,
} from '../cases';
import { deviations, normals, sequenceIds, softmaxRows, targetLogits } from '../data';
import { type Engine, noFacts, TEXTS_ONLY, type Workload } from '../engine';

type Of<K extends Work['kind']> = Extract<Work, { readonly kind: K }>;

// Types, not interfaces: jax-js derives its trees from them.
type Block = {
  attention: np.Array;
  attentionOut: np.Array;
  expand: np.Array;
  contract: np.Array;
};

type Parameters = {
  embedding: np.Array;
  positions: np.Array;
  blocks: Block[];
  gain: np.Array;
};

type State = { parameters: Parameters; first: Parameters; second: Parameters };

function newParameters(size: Size, sequences: Sequences): Parameters {
  const { width, vocabulary, layers } = size;
  const deviation = deviations(size);
  let seed = 100;
  const matrix = (rows: number, columns: number, spread: number): np.Array =>
    np.array(normals(rows * columns, seed++, spread)).reshape([rows, columns]);
  return {
    embedding: matrix(vocabulary, width, deviation.embedding),
    positions: matrix(inputLength(sequences, size), width, deviation.positions),
    blocks: Array.from({ length: layers }, () => ({
      attention: matrix(width, 3 * width, deviation.attention),
      attentionOut: matrix(width, width, deviation.attentionOut),
      expand: matrix(width, 4 * width, deviation.expand),
      contract: matrix(4 * width, width, deviation.contract),
    })),
    gain: np.ones([width]),
  };
}

const normalise = (x: np.Array): np.Array => nn.standardize(x, -1, { epsilon: 1e-5 });

const dense = (x: np.Array, w: np.Array): np.Array => {
  const [batch = 0, length = 0, inputs = 0] = x.shape;
  const outputs = w.shape[1] ?? 0;
  return np.matmul(x.reshape([batch * length, inputs]), w).reshape([batch, length, outputs]);
};

/** Logits of the response tokens; consumes its arguments. */
function responseLogits(
  size: Size,
  { prompt, response, batch }: Sequences,
  parameters: Parameters,
  ids: np.Array,
): np.Array {
  const { width, heads, vocabulary } = size;
  const length = prompt + response - 1;
  const { embedding, positions, blocks, gain } = parameters;
  let x = nn.oneHot(ids.reshape([batch * length]), vocabulary);
  x = np.matmul(x, embedding.ref).reshape([batch, length, width]).add(positions);
  for (const block of blocks) {
    const qkv = dense(normalise(x.ref), block.attention);
    const part = (index: number): np.Array =>
      np.transpose(
        qkv.ref
          .slice([], [], [index * width, (index + 1) * width])
          .reshape([batch, length, heads, width / heads]),
        [0, 2, 1, 3],
      );
    // nn.dotProductAttention without its einsum, which needs a newer Node than this project does.
    const scores = np.matmul(part(0), np.transpose(part(1), [0, 1, 3, 2])).mul((width / heads) ** -0.5);
    const masked = np.where(np.tri(length, length, 0, { dtype: np.bool }), scores, -1e9);
    const mixed = np.transpose(np.matmul(nn.softmax(masked, -1), part(2)), [0, 2, 1, 3]);
    qkv.dispose();
    x = x.add(dense(mixed.reshape([batch, length, width]), block.attentionOut));
    x = x.ref.add(dense(nn.gelu(dense(normalise(x), block.expand), { approximate: false }), block.contract));
  }
  x = normalise(x).mul(gain);
  if (prompt > 1) x = x.slice([], [prompt - 1, length]);
  return np
    .matmul(x.reshape([batch * response, width]), np.transpose(embedding))
    .reshape([batch, response, vocabulary]);
}

const BETA1 = 0.9;
const BETA2 = 0.98;
const RATE = 1e-5;

/** Input ids, all tokens but the last of each sequence [batch, prompt + response − 1]. */
function inputIds(work: Of<'train' | 'forward'>): np.Array {
  const { batch, prompt, response } = work;
  const all = sequenceIds(work, work.model);
  const length = inputLength(work, work.model);
  const ids = new Int32Array(batch * length);
  for (let row = 0; row < batch; row++) {
    ids.set(all.subarray(row * (prompt + response), row * (prompt + response) + length), row * length);
  }
  return np.array(ids).reshape([batch, length]);
}

/** Distributions to learn [batch, response, vocabulary]. */
function targetsOf(work: Of<'train'>): np.Array {
  const { batch, prompt, response } = work;
  const { vocabulary } = work.model;
  let values: Float32Array<ArrayBuffer>;
  if (work.targets === 'soft') {
    values = softmaxRows(targetLogits(work, vocabulary), vocabulary);
  } else {
    values = new Float32Array(batch * response * vocabulary);
    const all = sequenceIds(work, work.model);
    for (let row = 0; row < batch; row++) {
      for (let i = 0; i < response; i++) {
        values[(row * response + i) * vocabulary + (all[row * (prompt + response) + prompt + i] ?? 0)] = 1;
      }
    }
  }
  return np.array(values).reshape([batch, response, vocabulary]);
}

function train(work: Of<'train'>): Workload {
  const loss = (parameters: Parameters, ids: np.Array, targets: np.Array): np.Array => {
    const logits = responseLogits(work.model, work, parameters, ids);
    return targets.mul(nn.logSoftmax(logits, -1)).sum(-1).mean().neg();
  };
  const update = jit(
    (state: State, ids: np.Array, targets: np.Array, meanRate: np.Array, varianceRate: np.Array) => {
      const [value, gradient] = valueAndGrad(loss)(tree.ref(state.parameters), ids, targets) as [
        np.Array,
        Parameters,
      ];
      const first = tree.map(
        (m: np.Array, g: np.Array) => m.mul(BETA1).add(g.mul(1 - BETA1)),
        state.first,
        tree.ref(gradient),
      ) as Parameters;
      const second = tree.map(
        (v: np.Array, g: np.Array) => v.mul(BETA2).add(np.square(g).mul(1 - BETA2)),
        state.second,
        gradient,
      ) as Parameters;
      const parameters = tree.map(
        (p: np.Array, m: np.Array, v: np.Array) =>
          p.sub(m.mul(meanRate.ref).div(np.sqrt(v.mul(varianceRate.ref)).add(1e-8))),
        state.parameters,
        tree.ref(first),
        tree.ref(second),
      ) as Parameters;
      meanRate.dispose();
      varianceRate.dispose();
      return [value, { parameters, first, second }] as [np.Array, State];
    },
  );
  const parameters = newParameters(work.model, work);
  const zeros = (): Parameters =>
    tree.map((p: np.Array) => np.zeros(p.shape), tree.ref(parameters)) as Parameters;
  let state: State = { parameters, first: zeros(), second: zeros() };
  const ids = inputIds(work);
  const targets = targetsOf(work);
  let step = 0;
  const next = (): np.Array => {
    step += 1;
    const [value, after] = update(
      state,
      ids.ref,
      targets.ref,
      np.array(Float32Array.of(RATE / (1 - BETA1 ** step))),
      np.array(Float32Array.of(1 / (1 - BETA2 ** step))),
    ) as [np.Array, State];
    state = after;
    return value;
  };
  return {
    launch: async () => {
      const value = next();
      return async () => {
        await value.data();
      };
    },
    facts: async () => {
      const [loss = Number.NaN] = await next().data();
      return { loss };
    },
    dispose: () => {
      tree.dispose(state);
      ids.dispose();
      targets.dispose();
      update.dispose();
    },
  };
}

const onWebGPU = (): boolean => defaultDevice() === 'webgpu';

/** On the other backends nothing is left to do when an array is ready. */
const finishQueue = async (): Promise<void> => {
  if (onWebGPU()) await getWebGPUDevice().queue.onSubmittedWorkDone();
};

function forward(work: Of<'forward'>): Workload {
  const parameters = newParameters(work.model, work);
  const ids = inputIds(work);
  const run = jit((p: Parameters, x: np.Array) => responseLogits(work.model, work, p, x));
  return {
    launch: async () => {
      const logits = run(tree.ref(parameters), ids.ref) as np.Array;
      return async () => {
        await logits.blockUntilReady();
        await finishQueue();
        logits.dispose();
      };
    },
    facts: noFacts,
    dispose: () => {
      tree.dispose(parameters);
      ids.dispose();
      run.dispose();
    },
  };
}

function product({ rows, inner, columns, repeat }: Product): Workload {
  const a = np.array(normals(rows * inner, 1)).reshape([rows, inner]);
  const b = np.array(normals(inner * columns, 2)).reshape([inner, columns]);
  const run = jit((x: np.Array, y: np.Array) => np.matmul(x, y));
  return {
    launch: async () => {
      const results = Array.from({ length: repeat }, () => run(a.ref, b.ref) as np.Array);
      return async () => {
        for (const result of results) await result.blockUntilReady();
        await finishQueue();
        for (const result of results) result.dispose();
      };
    },
    facts: noFacts,
    dispose: () => {
      a.dispose();
      b.dispose();
      run.dispose();
    },
  };
}

const SAMPLING =
  'jax-js jits fixed shapes and has no loop on the device and no update of a slice in place: a cache would be copied whole for every token, which is no form that its users would choose';

export const engine: Engine = {
  title: 'jax-js 0.1.25',
  open: async ({ backend }) => {
    if (backend === 'cpu') throw new Error('jax-js on plain JavaScript is for tests only');
    const devices = await init(backend);
    if (!devices.includes(backend)) throw new Error(`jax-js did not open ${backend}`);
    defaultDevice(backend);
  },
  refuses: (work) => {
    if (readsPictures(work)) return TEXTS_ONLY;
    return work.kind === 'round' || work.kind === 'step' || work.kind === 'evaluate' ? SAMPLING : null;
  },
  prepare: async (work: Case['work']) => {
    switch (work.kind) {
      case 'train':
        return train(work);
      case 'forward':
        return forward(work);
      case 'product':
        return product(work);
      default:
        throw new Error(SAMPLING);
    }
  },
};
