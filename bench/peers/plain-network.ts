/** The transformer of the tfjs peer: stock operations, as an ordinary user writes them. */
import * as tf from '@tensorflow/tfjs';
import { inputLength, type Sequences, type Size } from '../cases';
import { deviations, normals } from '../data';

interface Block {
  readonly attention: tf.Variable<tf.Rank.R2>;
  readonly attentionOut: tf.Variable<tf.Rank.R2>;
  readonly expand: tf.Variable<tf.Rank.R2>;
  readonly contract: tf.Variable<tf.Rank.R2>;
}

export interface Network {
  readonly size: Size;
  readonly embedding: tf.Variable<tf.Rank.R2>;
  readonly positions: tf.Variable<tf.Rank.R2>;
  readonly blocks: readonly Block[];
  readonly gain: tf.Variable<tf.Rank.R1>;
  /** Of an encoder: the class token [1, width] and the head [width, vocabulary]. */
  readonly classifier: {
    readonly token: tf.Variable<tf.Rank.R2>;
    readonly head: tf.Variable<tf.Rank.R2>;
  } | null;
  readonly variables: tf.Variable[];
}

export function newNetwork(size: Size, sequences: Sequences, seed: number): Network {
  const { width, vocabulary, layers, patch } = size;
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
  const embedding = matrix(patch === undefined ? vocabulary : patch ** 2, width, deviation.embedding);
  const positions = matrix(inputLength(sequences, size), width, deviation.positions);
  const blocks = Array.from({ length: layers }, () => ({
    attention: matrix(width, 3 * width, deviation.attention),
    attentionOut: matrix(width, width, deviation.attentionOut),
    expand: matrix(width, 4 * width, deviation.expand),
    contract: matrix(4 * width, width, deviation.contract),
  }));
  const gain = tf.variable(tf.ones([width])) as tf.Variable<tf.Rank.R1>;
  variables.push(gain);
  const classifier =
    patch === undefined
      ? null
      : {
          token: matrix(1, width, deviation.classToken),
          head: matrix(width, vocabulary, deviation.head),
        };
  return { size, embedding, positions, blocks, gain, classifier, variables };
}

function normalise(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
}

const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));

/** Rows of a table. The gradient of `gather` has no kernel on the WebAssembly backend; a product with one-hot rows has. */
function embed(table: tf.Variable<tf.Rank.R2>, ids: tf.Tensor2D): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.gather(table, ids);
  const [vocabulary, width] = table.shape;
  const rows = tf.cast(tf.oneHot(tf.reshape(ids, [ids.size]), vocabulary), 'float32') as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, table), [...ids.shape, width]);
}

/** Patches of pictures [batch, side²], and the class token behind them [batch, patches + 1, width]. */
function embedPatches(
  levels: tf.Tensor2D,
  patch: number,
  embedding: tf.Tensor2D,
  token: tf.Tensor2D,
): tf.Tensor {
  const [batch, pixels] = levels.shape;
  const [, width] = embedding.shape;
  const across = Math.sqrt(pixels) / patch;
  // Of rank 4: a transpose of rank 5 is many times slower on the WebAssembly backend.
  const rows = tf.reshape(tf.div(tf.cast(levels, 'float32'), 15), [batch * across, patch, across, patch]);
  const patches = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, across ** 2, patch ** 2]);
  const tokens = tf.tile(tf.reshape(token, [1, 1, width]), [batch, 1, 1]);
  return tf.concat([dense(patches, embedding), tokens], 1);
}

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
export interface Cache {
  keys: tf.Tensor;
  values: tf.Tensor;
}

/**
 * The residual stream after the last norm, for tokens from position `from` on.
 * @param cache what the tokens before left; grows by the new tokens
 */
export function states(network: Network, ids: tf.Tensor2D, from = 0, cache?: (Cache | null)[]): tf.Tensor {
  const { size, embedding, positions, blocks, gain, classifier } = network;
  const { width, heads, patch = 0 } = size;
  const [batch] = ids.shape;
  const embedded = classifier ? embedPatches(ids, patch, embedding, classifier.token) : embed(embedding, ids);
  const length = embedded.shape[1] ?? 0;
  let x: tf.Tensor = tf.add(embedded, tf.slice(positions, [from, 0], [length, width]));
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
    if (length > 1 && !classifier) scores = tf.add(scores, causal(length));
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

export const head = (network: Network, x: tf.Tensor): tf.Tensor3D => {
  const [batch = 0, length = 0, width = 0] = x.shape;
  const { vocabulary } = network.size;
  const rows = tf.reshape(x, [batch * length, width]) as tf.Tensor2D;
  const flat = network.classifier
    ? tf.matMul(rows, network.classifier.head)
    : tf.matMul(rows, network.embedding, false, true);
  return tf.reshape(flat, [batch, length, vocabulary]);
};

/** Logits of the response tokens of whole sequences [batch, response, vocabulary]: of the last states. */
export function responseLogits(network: Network, sequences: tf.Tensor2D, prompt: number): tf.Tensor3D {
  const [batch, total] = sequences.shape;
  const response = total - prompt;
  const x = states(network, tf.slice(sequences, [0, 0], [batch, total - 1]));
  const length = x.shape[1] ?? 0;
  return head(network, tf.slice(x, [0, length - response, 0], [batch, response, network.size.width]));
}
