/** Sampling of the tfjs peer: a cache that grows by concatenation, SKD token by token. */
import * as tf from '@tensorflow/tfjs';
import { type Cache, head, type Network, states } from './plain-network';

/** A model while it writes: everything that must outlive a token is kept and freed by hand. */
export class Writer {
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

export interface Drawn {
  readonly tokens: tf.Tensor2D;
  /** 1 where the proposal stood; ranks of the proposals. */
  readonly accepted: tf.Tensor2D;
  readonly rank: tf.Tensor2D;
  /** Logits of the teacher on every position, for the loss [batch, response, vocabulary]. */
  readonly teacherLogits: tf.Tensor3D;
}

/** One round of SKD, token by token. */
export function draw(
  student: Network,
  teacher: Network,
  prompts: tf.Tensor2D,
  response: number,
  K: number,
): Drawn {
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

export const freeDrawn = ({ tokens, accepted, rank, teacherLogits }: Drawn): void =>
  tf.dispose([tokens, accepted, rank, teacherLogits]);

/** K for a wanted acceptance, from a look at the ranks. */
export async function findK(
  sample: (K: number) => Drawn,
  share: number,
  vocabulary: number,
): Promise<number> {
  const drawn = sample(Math.ceil(share * vocabulary));
  const ranks = Array.from(await drawn.rank.data()).sort((a, b) => a - b);
  freeDrawn(drawn);
  return (ranks[Math.floor(share * (ranks.length - 1))] ?? 0) + 1;
}

export async function acceptanceOf(drawn: Drawn): Promise<number> {
  const values = await drawn.accepted.data();
  freeDrawn(drawn);
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}
