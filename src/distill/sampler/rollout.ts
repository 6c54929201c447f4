import type { Model } from '../../model/model';
import type * as tf from '../../ops/tf';

/**
 * Responses of one batch, on the device, with everything the loss and the page need. Position i is response token i.
 * Disposed by `disposeRollout`.
 */
export interface Rollout {
  /** int32 [batch, responseLength]; PAD after EOS. */
  readonly tokens: tf.Tensor2D;
  /** float32 [batch, responseLength]; 1 up to and including EOS. */
  readonly mask: tf.Tensor2D;
  /** Raw logits of the teacher on these prefixes [batch, responseLength, vocabulary], where the sampler had them. */
  readonly teacherLogits: tf.Tensor3D | null;
  /** Present when proposals were verified. */
  readonly verification: Verification | null;
}

/** float32 [batch, responseLength] each; 0 where `mask` is 0. */
export interface Verification {
  /** 1 where the student's token was kept. */
  readonly accepted: tf.Tensor2D;
  /** The student's proposal (a token id). */
  readonly proposed: tf.Tensor2D;
  /** rank_p of the proposal. */
  readonly rank: tf.Tensor2D;
}

/** How a model's distribution is changed before a token is drawn from it. */
export interface SamplingParams {
  /** 0 is greedy. */
  readonly temperature: number;
  /** Nucleus (Holtzman et al. 2019, arXiv 1904.09751); 1 keeps everything. */
  readonly topP: number;
}

/**
 * AdaSwitch (arXiv 2510.07842): the student writes until the divergence of the two distributions exceeds `factor` times
 * its moving average over the sequence; from that token on the teacher writes.
 */
export interface Switch {
  readonly rule: 'switch';
  readonly factor: number;
}

/** A model that draws tokens, with the uniform random number of every row and response position. */
export interface SamplingModel {
  readonly model: Model;
  readonly sampling: SamplingParams;
  /** Row-major [batch, responseLength], in [0, 1). */
  readonly uniforms: Float32Array;
}

export interface DecodeBatch {
  /** int32 [batch, promptLength]. */
  readonly prompts: tf.Tensor2D;
  /** Tokens of a padded response: the shapes of the result. */
  readonly responseLength: number;
  /** Tokens that may be drawn, at most `responseLength`. */
  readonly maxNewTokens: number;
}

/** Frees the tensors of a rollout. */
export function disposeRollout(rollout: Rollout): void {
  rollout.tokens.dispose();
  rollout.mask.dispose();
  rollout.teacherLogits?.dispose();
  rollout.verification?.accepted.dispose();
  rollout.verification?.proposed.dispose();
  rollout.verification?.rank.dispose();
}
