/** Sampling with stock operations, one token of every row at a time, for every backend. */

import type { Acceptance } from '../../experiment/methods';
import { Decoder, type Positions } from '../../model/decode';
import { onArrays } from '../../ops/arrays/kernel';
import { constant } from '../../ops/constant';
import { oneHot } from '../../ops/embedding';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS, PAD } from '../../tasks/tokenizer';
import { choose, draw, judge, tokenOneHot, warp } from './draw';
import { positionAt } from './positions';
import type { DecodeBatch, Rollout, SamplingModel, Switch } from './rollout';
import { append, type SwitchState, shouldSwitch } from './switch';

/** The teacher, and the rule by which it accepts the student's proposals. */
export type TokenVerifier = SamplingModel & { readonly acceptance: Acceptance | Switch };

/** Columns of `uniforms` as [batch, 1] tensors. */
function columns(uniforms: Float32Array, batch: number, length: number): tf.Tensor2D[] {
  return Array.from({ length }, (_, i) =>
    tf.tensor2d(
      Float32Array.from({ length: batch }, (_row, r) => uniforms[r * length + i] ?? 0),
      [batch, 1],
    ),
  );
}

const column = (list: readonly tf.Tensor2D[], length: number, fill: number): tf.Tensor2D => {
  const first = list[0];
  if (!first) throw new RangeError('the response limit must be at least 1');
  const batch = first.shape[0];
  const rest = length - list.length;
  return tf.concat2d(rest > 0 ? [...list, tf.fill([batch, rest], fill)] : [...list], 1);
};

/** [batch, V] entries → [batch, length, V]; zeros (a uniform distribution) beyond the last, where the mask is 0. */
const stackLogits = (list: readonly tf.Tensor2D[], length: number): tf.Tensor3D => {
  const [batch = 0, size = 0] = list[0]?.shape ?? [];
  const rows = list.map((entry) => tf.reshape(entry, [batch, 1, size]) as tf.Tensor3D);
  const rest = length - list.length;
  return tf.concat3d(rest > 0 ? [...rows, tf.zeros([batch, rest, size])] : rows, 1);
};

/** True when all rows have ended and the backend can read that at once; a device would have to be waited for after every token. */
const isKnownToEnd = (alive: tf.Tensor2D): boolean =>
  onArrays() && alive.dataSync().every((one) => one === 0);

/** The teacher's verdict on one proposed token of each row; tensors are [batch, 1]. */
interface TokenVerdict {
  readonly accepted: tf.Tensor2D;
  readonly rank: tf.Tensor2D;
  /** For the next position of the adaptive switch. */
  readonly switched: { readonly open: tf.Tensor2D; readonly divergence: tf.Tensor2D } | null;
}

function verifyToken(
  teacherLogits: tf.Tensor2D,
  studentLogits: tf.Tensor2D,
  proposed: tf.Tensor2D,
  acceptance: TokenVerifier['acceptance'],
  switchState: SwitchState | null,
): TokenVerdict {
  if (acceptance.rule === 'switch') {
    const switched = shouldSwitch(teacherLogits, studentLogits, acceptance, switchState);
    return { accepted: switched.open, rank: tf.zerosLike(proposed), switched };
  }
  const proposal = tokenOneHot(proposed, teacherLogits.shape[1]);
  return { ...judge(teacherLogits, proposal, acceptance), switched: null };
}

/** Record of one position; tensors are [batch, 1] unless noted. */
interface Position {
  readonly token: tf.Tensor2D;
  /** 1 while the row continues after the token. */
  readonly alive: tf.Tensor2D;
  /** The token, one-hot [batch, vocabulary]. */
  readonly input: tf.Tensor2D;
  /** Logits of the teacher, or of a lone proposer whose logits are kept [batch, vocabulary]. */
  readonly logits: tf.Tensor2D | null;
  readonly verdict: Pick<TokenVerdict, 'accepted' | 'rank'> | null;
  readonly proposed: tf.Tensor2D;
  readonly switched: TokenVerdict['switched'];
}

/** A model that proposes and perhaps a teacher that verifies, one position after the other. */
class ComposedSampler {
  readonly #proposer: SamplingModel;
  readonly #verifier: TokenVerifier | null;
  readonly #keepLogits: boolean;
  readonly #promptLength: number;
  readonly #decoder: Decoder;
  readonly #teacherDecoder: Decoder | null;
  readonly #uniforms: readonly tf.Tensor2D[];
  readonly #teacherUniforms: readonly tf.Tensor2D[];

  constructor(
    { prompts, responseLength }: DecodeBatch,
    proposer: SamplingModel,
    verifier: TokenVerifier | null,
    keepLogits: boolean,
  ) {
    const [batch, promptLength] = prompts.shape;
    this.#proposer = proposer;
    this.#verifier = verifier;
    this.#keepLogits = keepLogits;
    this.#promptLength = promptLength;
    this.#decoder = new Decoder(proposer.model, prompts);
    this.#teacherDecoder = verifier ? new Decoder(verifier.model, prompts) : null;
    this.#uniforms = columns(proposer.uniforms, batch, responseLength);
    this.#teacherUniforms = verifier ? columns(verifier.uniforms, batch, responseLength) : [];
  }

  /**
   * Response position `i`.
   * @param input the token before it, one-hot [batch, 1, vocabulary]
   * @param alive 1 while the row continues [batch, 1]
   */
  sampleAt(i: number, input: tf.Tensor3D, alive: tf.Tensor2D, switchState: SwitchState | null): Position {
    const [batch, , vocabulary] = input.shape;
    const at = positionAt(this.#proposer.model.shape.context, this.#promptLength - 1 + i);
    const logits: tf.Tensor2D = tf.reshape(this.#decoder.next(input, at), [batch, vocabulary]);
    const uniform = this.#uniforms[i];
    if (!uniform) throw new RangeError('the response limit exceeds the response length');
    const proposed = draw(warp(logits, this.#proposer.sampling), uniform);
    const verified = this.#verify(i, input, at, logits, proposed, switchState);
    const token = choose(alive, verified?.token ?? proposed, tf.fill([batch, 1], PAD));
    const ended = tf.cast(tf.equal(token, constant(EOS)), 'float32');
    return {
      token,
      alive: tf.mul(alive, tf.sub(tf.onesLike(ended), ended)),
      input: tokenOneHot(token, vocabulary),
      logits: verified?.logits ?? (this.#keepLogits ? logits : null),
      verdict: verified && {
        accepted: tf.mul(verified.accepted, alive),
        rank: tf.mul(verified.rank, alive),
      },
      proposed: tf.mul(proposed, alive),
      switched: verified?.switched ?? null,
    };
  }

  /** The teacher's verdict on the proposed tokens, and the tokens after it; null without a teacher. */
  #verify(
    i: number,
    input: tf.Tensor3D,
    at: Positions,
    studentLogits: tf.Tensor2D,
    proposed: tf.Tensor2D,
    switchState: SwitchState | null,
  ): (TokenVerdict & { readonly token: tf.Tensor2D; readonly logits: tf.Tensor2D }) | null {
    if (!this.#verifier || !this.#teacherDecoder) return null;
    const { acceptance, sampling } = this.#verifier;
    const logits: tf.Tensor2D = tf.reshape(this.#teacherDecoder.next(input, at), studentLogits.shape);
    const verdict = verifyToken(logits, studentLogits, proposed, acceptance, switchState);
    const own = draw(warp(logits, sampling), this.#teacherUniforms[i] as tf.Tensor2D);
    return { ...verdict, token: choose(verdict.accepted, proposed, own), logits };
  }

  dispose(): void {
    this.#decoder.dispose();
    this.#teacherDecoder?.dispose();
  }
}

/** `sampleLockstep` of stock operations, for every backend: the reference that the kernel is tested against. */
export function sampleComposed(
  decodeBatch: DecodeBatch,
  proposer: SamplingModel,
  verifier: TokenVerifier | null,
  keepLogits = false,
): Rollout {
  return tidy(() => {
    const { prompts, responseLength, maxNewTokens } = decodeBatch;
    const [batch, promptLength] = prompts.shape;
    const { vocabulary } = proposer.model.shape;
    const sampler = new ComposedSampler(decodeBatch, proposer, verifier, keepLogits);
    const positions: Position[] = [];
    const mask: tf.Tensor2D[] = [];
    let input = oneHot(tf.slice(prompts, [0, promptLength - 1], [batch, 1]), vocabulary) as tf.Tensor3D;
    let alive: tf.Tensor2D = tf.ones([batch, 1]);
    let switchState: SwitchState | null = null;
    for (let i = 0; i < maxNewTokens; i++) {
      // Everything of this position that is not in the result is freed at its end.
      const position: Position = tidy(() => sampler.sampleAt(i, input, alive, switchState));
      positions.push(position);
      mask.push(alive);
      const { switched } = position;
      if (switched) switchState = append(switchState, switched.open, switched.divergence);
      alive = position.alive;
      input = tf.reshape(position.input, [batch, 1, vocabulary]);
      if (isKnownToEnd(alive)) break;
    }
    sampler.dispose();
    return rolloutOf(positions, mask, responseLength, verifier !== null);
  });
}

function rolloutOf(
  positions: readonly Position[],
  mask: readonly tf.Tensor2D[],
  length: number,
  verified: boolean,
): Rollout {
  const logits = positions.flatMap((position) => position.logits ?? []);
  const verdicts = positions.flatMap(({ verdict }) => verdict ?? []);
  const filled = (list: readonly tf.Tensor2D[]): tf.Tensor2D => column(list, length, 0);
  const tokens = positions.map(({ token }) => token);
  return {
    tokens: tf.cast(column(tokens, length, PAD), 'int32'),
    mask: filled(mask),
    teacherLogits: logits.length > 0 ? stackLogits(logits, length) : null,
    verification: verified
      ? {
          accepted: filled(verdicts.map(({ accepted }) => accepted)),
          proposed: filled(positions.map(({ proposed }) => proposed)),
          rank: filled(verdicts.map(({ rank }) => rank)),
        }
      : null,
  };
}
