/**
 * Samplers that take one token of every row at a time: a model alone (on-policy KD, teacher sampling, evaluation) and
 * the interleaved sampler of SKD with block size 1.
 */
import type { Acceptance } from '../../experiment/methods';
import { Decoder, type Positions, uniformPosition } from '../../model/decode';
import { onArrays } from '../../ops/arrays/kernel';
import { oneHot } from '../../ops/embedding';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS, PAD } from '../../tasks/tokenizer';
import { choose, draw, judge, tokenOneHot, warp } from './draw';
import { deviceCanSample, sampleInKernel } from './kernel';
import type { DecodeBatch, Rollout, SamplingModel, Switch } from './rollout';
import { append, type SwitchState, shouldSwitch } from './switch';

/** The teacher's voice, and the rule by which it takes the student's proposals. */
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

const positionCache = new Map<string, Positions>();

/** Constant tensors, kept for the life of the backend. */
export function positionAt(context: number, at: number): Positions {
  const key = `${tf.getBackend()} ${context} ${at}`;
  let positions = positionCache.get(key);
  if (!positions || positions.oneHot.isDisposed) {
    positions = uniformPosition(context, at);
    tf.keep(positions.oneHot);
    if (positions.bias) tf.keep(positions.bias);
    positionCache.set(key, positions);
  }
  return positions;
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

/**
 * Draws responses, the student proposing and, when there is a teacher, the teacher judging each token at once.
 * Response position i of row r uses `uniforms[r, i]` of each voice and nothing else, so the block sampler with the
 * same numbers draws the same sequences.
 * @param keepLogits keep the logits of a lone proposer as `teacherLogits` (the teacher sampling for itself)
 */
export function sampleLockstep(
  decodeBatch: DecodeBatch,
  proposer: SamplingModel,
  verifier: TokenVerifier | null,
  keepLogits = false,
): Rollout {
  const acceptance = verifier?.acceptance;
  const models = verifier ? [proposer.model, verifier.model] : [proposer.model];
  // The kernel tests ranks and masses only.
  if (acceptance?.rule === 'switch' || !deviceCanSample(...models)) {
    return sampleComposed(decodeBatch, proposer, verifier, keepLogits);
  }
  return sampleInKernel(
    decodeBatch,
    proposer,
    verifier && acceptance ? { ...verifier, acceptance } : null,
    keepLogits,
  );
}

/** True when no row goes on, where that can be seen at once; a device would have to be waited for after every token. */
const isKnownToEnd = (alive: tf.Tensor2D): boolean =>
  onArrays() && alive.dataSync().every((one) => one === 0);

/** `sampleLockstep` of stock operations, for every backend: what the kernel is held against. */
export function sampleComposed(
  decodeBatch: DecodeBatch,
  proposer: SamplingModel,
  verifier: TokenVerifier | null,
  keepLogits = false,
): Rollout {
  return tidy(() => {
    const { prompts, responseLength, maxNewTokens } = decodeBatch;
    const [batch, promptLength] = prompts.shape;
    const { vocabulary, context } = proposer.model.shape;
    const proposerDecoder = new Decoder(proposer.model, prompts);
    const verifierDecoder = verifier ? new Decoder(verifier.model, prompts) : null;
    const uniforms = columns(proposer.uniforms, batch, responseLength);
    const verifierUniforms = verifier ? columns(verifier.uniforms, batch, responseLength) : [];

    let input: tf.Tensor3D = oneHot(
      tf.slice(prompts, [0, promptLength - 1], [batch, 1]),
      vocabulary,
    ) as tf.Tensor3D;
    let alive = tf.ones([batch, 1]) as tf.Tensor2D;
    const padded = tf.fill([batch, 1], PAD) as tf.Tensor2D;
    const eos = tf.scalar(EOS);
    const tokens: tf.Tensor2D[] = [];
    const mask: tf.Tensor2D[] = [];
    const proposals: tf.Tensor2D[] = [];
    const accepted: tf.Tensor2D[] = [];
    const ranks: tf.Tensor2D[] = [];
    const kept: tf.Tensor2D[] = [];
    let switchState: SwitchState | null = null;

    for (let i = 0; i < maxNewTokens; i++) {
      // Everything of this position but what is listed below is freed at its end.
      const made = tidy(() => {
        const at = positionAt(context, promptLength - 1 + i);
        const logits = tf.reshape(proposerDecoder.next(input, at), [batch, vocabulary]) as tf.Tensor2D;
        const uniform = uniforms[i];
        if (!uniform) throw new RangeError('the response limit exceeds the response length');
        const proposed = draw(warp(logits, proposer.sampling), uniform);
        let token = proposed;
        const out: Record<string, tf.Tensor2D> = {};
        if (verifier && verifierDecoder) {
          const own = verifierUniforms[i] as tf.Tensor2D;
          const teacherLogits = tf.reshape(verifierDecoder.next(input, at), [
            batch,
            vocabulary,
          ]) as tf.Tensor2D;
          let stands: tf.Tensor2D;
          if (verifier.acceptance.rule === 'switch') {
            const { open, divergence } = shouldSwitch(
              teacherLogits,
              logits,
              verifier.acceptance,
              switchState,
            );
            stands = open;
            out.open = open;
            out.divergence = divergence;
            out.rank = tf.zerosLike(alive);
          } else {
            const verdict = judge(teacherLogits, tokenOneHot(proposed, vocabulary), verifier.acceptance);
            stands = verdict.accepted;
            out.rank = tf.mul(verdict.rank, alive);
          }
          token = choose(stands, proposed, draw(warp(teacherLogits, verifier.sampling), own));
          out.accepted = tf.mul(stands, alive);
          out.proposed = tf.mul(proposed, alive);
          out.logits = teacherLogits;
        } else if (keepLogits) {
          out.logits = logits;
        }
        const written = choose(alive, token, padded);
        const ended = tf.cast(tf.equal(written, eos), 'float32');
        out.token = written;
        out.alive = tf.mul(alive, tf.sub(tf.onesLike(ended), ended));
        out.input = tokenOneHot(written, vocabulary);
        return out;
      });
      mask.push(alive);
      tokens.push(made.token as tf.Tensor2D);
      if (made.logits) kept.push(made.logits);
      if (made.accepted) accepted.push(made.accepted);
      if (made.proposed) proposals.push(made.proposed);
      if (made.rank) ranks.push(made.rank);
      if (made.open && made.divergence) switchState = append(switchState, made.open, made.divergence);
      alive = made.alive as tf.Tensor2D;
      input = tf.reshape(made.input as tf.Tensor2D, [batch, 1, vocabulary]);
      if (isKnownToEnd(alive)) break;
    }
    proposerDecoder.dispose();
    verifierDecoder?.dispose();
    return {
      tokens: tf.cast(column(tokens, responseLength, PAD), 'int32'),
      mask: column(mask, responseLength, 0),
      teacherLogits: kept.length > 0 ? stackLogits(kept, responseLength) : null,
      verification: verifier
        ? {
            accepted: column(accepted, responseLength, 0),
            proposed: column(proposals, responseLength, 0),
            rank: column(ranks, responseLength, 0),
          }
        : null,
    };
  });
}
