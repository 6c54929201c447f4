/**
 * TensorFlow.js as an ordinary user would write it: stock operations, automatic gradients, `tf.train.adam`, and a cache
 * of keys and values that grows by concatenation while tokens are drawn. Nothing of this project's src/ is in here.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { type Case, inputLength, type Product, type Sequences, type Size, type Work } from '../cases';
import { deviations, normals, sequenceIds, softmaxRows, targetLogits } from '../data';
import { type Engine, type Finish, noFacts, type Workload } from '../engine';
import { finishQueue } from '../queue';

type Of<K extends Work['kind']> = Extract<Work, { readonly kind: K }>;

interface Block {
  readonly attention: tf.Variable<tf.Rank.R2>;
  readonly attentionOut: tf.Variable<tf.Rank.R2>;
  readonly expand: tf.Variable<tf.Rank.R2>;
  readonly contract: tf.Variable<tf.Rank.R2>;
}

interface Network {
  readonly size: Size;
  readonly embedding: tf.Variable<tf.Rank.R2>;
  readonly positions: tf.Variable<tf.Rank.R2>;
  readonly blocks: readonly Block[];
  readonly gain: tf.Variable<tf.Rank.R1>;
  readonly variables: tf.Variable[];
}

function newNetwork(size: Size, sequences: Sequences, seed: number): Network {
  const { width, vocabulary, layers } = size;
  const deviation = deviations(size);
  const variables: tf.Variable[] = [];
  const matrix = (rows: number, columns: number, spread: number): tf.Variable<tf.Rank.R2> => {
    const start = tf.tensor2d(normals(rows * columns, seed * 100 + variables.length, spread), [
      rows,
      columns,
    ]);
    const variable = tf.variable(start);
    start.dispose();
    variables.push(variable);
    return variable;
  };
  const embedding = matrix(vocabulary, width, deviation.embedding);
  const positions = matrix(inputLength(sequences), width, deviation.embedding);
  const blocks = Array.from({ length: layers }, () => ({
    attention: matrix(width, 3 * width, deviation.attention),
    attentionOut: matrix(width, width, deviation.attentionOut),
    expand: matrix(width, 4 * width, deviation.expand),
    contract: matrix(4 * width, width, deviation.contract),
  }));
  const gain = tf.variable(tf.ones([width])) as tf.Variable<tf.Rank.R1>;
  variables.push(gain);
  return { size, embedding, positions, blocks, gain, variables };
}

function normalise(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
}

const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));

/** [batch, length, in] · [in, out]. */
function dense(x: tf.Tensor, w: tf.Tensor2D): tf.Tensor3D {
  const [batch = 0, length = 0, inputs = 0] = x.shape;
  return tf.reshape(tf.matMul(tf.reshape(x, [batch * length, inputs]) as tf.Tensor2D, w), [
    batch,
    length,
    w.shape[1],
  ]);
}

const split = (x: tf.Tensor, heads: number): tf.Tensor => {
  const [batch = 0, length = 0, width = 0] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
};

/** Keys and values of each block [batch, heads, length so far, depth]. */
interface Cache {
  keys: tf.Tensor;
  values: tf.Tensor;
}

/**
 * The residual stream after the last norm, for tokens from position `from` on.
 * @param cache what the tokens before left; grows by the new tokens
 */
function states(network: Network, ids: tf.Tensor2D, from = 0, cache?: (Cache | null)[]): tf.Tensor {
  const { size, embedding, positions, blocks, gain } = network;
  const { width, heads } = size;
  const [batch, length] = ids.shape;
  let x: tf.Tensor = tf.add(tf.gather(embedding, ids), tf.slice(positions, [from, 0], [length, width]));
  blocks.forEach((block, layer) => {
    const [q, k, v] = tf.split(dense(normalise(x), block.attention), 3, -1) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    let keys = split(k, heads);
    let values = split(v, heads);
    if (cache) {
      const before = cache[layer];
      if (before) {
        keys = tf.concat([before.keys, keys], 2);
        values = tf.concat([before.values, values], 2);
      }
      cache[layer] = { keys, values };
    }
    let scores = tf.div(tf.matMul(split(q, heads), keys, false, true), Math.sqrt(width / heads));
    if (length > 1) scores = tf.add(scores, causal(length));
    const mixed = tf.matMul(tf.softmax(scores), values);
    const merged = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, length, width]);
    x = tf.add(x, dense(merged, block.attentionOut));
    x = tf.add(x, dense(gelu(dense(normalise(x), block.expand)), block.contract));
  });
  return tf.mul(normalise(x), gain);
}

const masks = new Map<number, tf.Tensor>();

/** −1e9 above the diagonal, made once. */
function causal(length: number): tf.Tensor {
  let mask = masks.get(length);
  if (!mask) {
    mask = tf.keep(
      tf.tidy(() => tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0)), -1e9)),
    );
    masks.set(length, mask);
  }
  return mask;
}

const head = (network: Network, x: tf.Tensor): tf.Tensor3D => {
  const [batch = 0, length = 0, width = 0] = x.shape;
  const { vocabulary } = network.size;
  const flat = tf.matMul(tf.reshape(x, [batch * length, width]), network.embedding, false, true);
  return tf.reshape(flat, [batch, length, vocabulary]);
};

/** Logits of the response tokens of whole sequences [batch, response, vocabulary]. */
function responseLogits(network: Network, sequences: tf.Tensor2D, prompt: number): tf.Tensor3D {
  const [batch, total] = sequences.shape;
  const x = states(network, tf.slice(sequences, [0, 0], [batch, total - 1]));
  return head(network, tf.slice(x, [0, prompt - 1, 0], [batch, total - prompt, network.size.width]));
}

/** −Σ target · log softmax, mean over tokens. */
const crossEntropy = (targets: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
  tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)));

const readThenFree =
  (value: tf.Tensor, ...others: tf.Tensor[]): Finish =>
  async () => {
    await value.data();
    tf.dispose([value, ...others]);
  };

const sequenceTensor = (work: Work, vocabulary: number): tf.Tensor2D =>
  tf.tensor2d(sequenceIds(work, vocabulary), [work.batch, work.prompt + work.response], 'int32');

function train(work: Of<'train'>): Workload {
  const { batch, prompt, response, model } = work;
  const { vocabulary } = model;
  const network = newNetwork(model, work, 1);
  const optimizer = tf.train.adam(1e-5);
  const sequences = sequenceTensor(work, vocabulary);
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
  const sequences = sequenceTensor(work, work.model.vocabulary);
  return {
    launch: async () => {
      tf.tidy(() => responseLogits(network, sequences, work.prompt)).dispose();
      return finishQueue(tf.backend());
    },
    facts: noFacts,
    dispose: () => tf.dispose([...network.variables, sequences]),
  };
}

/** A model while it writes: everything that must outlive a token is kept and freed by hand. */
class Writer {
  readonly #network: Network;
  readonly #cache: (Cache | null)[];
  #at = 0;

  constructor(network: Network) {
    this.#network = network;
    this.#cache = network.blocks.map(() => null);
  }

  /** Logits after the last of these tokens [batch, vocabulary]. Called inside a tidy. */
  next(ids: tf.Tensor2D): tf.Tensor2D {
    const [batch, length] = ids.shape;
    const before = [...this.#cache];
    const x = states(this.#network, ids, this.#at, this.#cache);
    this.#at += length;
    for (const { keys, values } of this.#cache.filter((entry) => entry !== null)) {
      tf.keep(keys);
      tf.keep(values);
    }
    for (const entry of before) if (entry) tf.dispose([entry.keys, entry.values]);
    const { width, vocabulary } = this.#network.size;
    const last = length === 1 ? x : tf.slice(x, [0, length - 1, 0], [batch, 1, width]);
    return tf.reshape(head(this.#network, last), [batch, vocabulary]);
  }

  dispose(): void {
    for (const entry of this.#cache) if (entry) tf.dispose([entry.keys, entry.values]);
  }
}

interface Drawn {
  readonly tokens: tf.Tensor2D;
  /** 1 where the proposal stood; ranks of the proposals. */
  readonly accepted: tf.Tensor2D;
  readonly rank: tf.Tensor2D;
  /** Logits of the teacher on every position, for the loss [batch, response, vocabulary]. */
  readonly teacherLogits: tf.Tensor3D;
}

/** One round of SKD, token by token. */
function draw(student: Network, teacher: Network, prompts: tf.Tensor2D, response: number, K: number): Drawn {
  return tf.tidy(() => {
    const [batch] = prompts.shape;
    const { vocabulary } = student.size;
    const proposer = new Writer(student);
    const judge = new Writer(teacher);
    const tokens: tf.Tensor2D[] = [];
    const accepted: tf.Tensor2D[] = [];
    const ranks: tf.Tensor2D[] = [];
    const logits: tf.Tensor3D[] = [];
    let input = prompts;
    for (let i = 0; i < response; i++) {
      const made = tf.tidy(() => {
        const proposed = tf.cast(tf.multinomial(proposer.next(input), 1), 'int32') as tf.Tensor2D;
        const judged = judge.next(input);
        const own = tf.sum(tf.mul(judged, tf.oneHot(tf.reshape(proposed, [batch]), vocabulary)), -1, true);
        const rank = tf.sum(tf.cast(tf.greater(judged, own), 'float32'), -1, true) as tf.Tensor2D;
        const stands = tf.less(rank, K);
        const replacement = tf.cast(tf.multinomial(judged, 1), 'int32') as tf.Tensor2D;
        return {
          token: tf.where(stands, proposed, replacement) as tf.Tensor2D,
          stands: tf.cast(stands, 'float32') as tf.Tensor2D,
          rank,
          logits: tf.reshape(judged, [batch, 1, vocabulary]) as tf.Tensor3D,
        };
      });
      tokens.push(made.token);
      accepted.push(made.stands);
      ranks.push(made.rank);
      logits.push(made.logits);
      input = made.token;
    }
    proposer.dispose();
    judge.dispose();
    return {
      tokens: tf.concat2d(tokens, 1),
      accepted: tf.concat2d(accepted, 1),
      rank: tf.concat2d(ranks, 1),
      teacherLogits: tf.concat3d(logits, 1),
    } as unknown as tf.TensorContainer;
  }) as unknown as Drawn;
}

const freeDrawn = ({ tokens, accepted, rank, teacherLogits }: Drawn): void =>
  tf.dispose([tokens, accepted, rank, teacherLogits]);

/** K for a wanted acceptance, from a look at the ranks. */
async function findK(sample: (K: number) => Drawn, share: number, vocabulary: number): Promise<number> {
  const drawn = sample(Math.ceil(share * vocabulary));
  const ranks = Array.from(await drawn.rank.data()).sort((a, b) => a - b);
  freeDrawn(drawn);
  return (ranks[Math.floor(share * (ranks.length - 1))] ?? 0) + 1;
}

async function acceptanceOf(drawn: Drawn): Promise<number> {
  const values = await drawn.accepted.data();
  freeDrawn(drawn);
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}

async function round(work: Of<'round'>): Promise<Workload> {
  const student = newNetwork(work.student, work, 1);
  const teacher = newNetwork(work.teacher, work, 2);
  const sequences = sequenceTensor(work, work.student.vocabulary);
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
  const all = sequenceTensor(work, work.student.vocabulary);
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

function evaluation(work: Of<'evaluate'>): Workload {
  const network = newNetwork(work.model, work, 1);
  const sequences = sequenceTensor(work, work.model.vocabulary);
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
  open: async () => {
    if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs did not open WebGPU');
    await tf.ready();
  },
  refuses: () => null,
  prepare,
};
