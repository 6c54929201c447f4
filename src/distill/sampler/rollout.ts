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
  readonly verified: Verified | null;
}

/** float32 [batch, responseLength] each; 0 where `mask` is 0. */
export interface Verified {
  /** 1 where the student's token was kept. */
  readonly accepted: tf.Tensor2D;
  /** The student's proposal (a token id). */
  readonly proposed: tf.Tensor2D;
  /** rank_p of the proposal. */
  readonly rank: tf.Tensor2D;
}

/** How a model's distribution is changed before a token is drawn from it. */
export interface Warp {
  /** 0 is greedy. */
  readonly temperature: number;
  /** Nucleus (Holtzman et al. 2019, arXiv 1904.09751); 1 keeps everything. */
  readonly topP: number;
}

/** When the teacher lets a proposed token stand. */
export type Acceptance =
  /** SKD's rule: fewer than `topK` tokens are more probable to the teacher. */
  | { readonly rule: 'top-k'; readonly topK: number }
  /** Variant: the tokens more probable to the teacher hold less than `topP` of its mass. */
  | { readonly rule: 'nucleus'; readonly topP: number };

/**
 * AdaSwitch (arXiv 2510.07842): the student writes until the divergence of the two distributions exceeds `factor` times
 * its moving average over the sequence; from that token on the teacher writes.
 */
export interface Switch {
  readonly rule: 'switch';
  readonly factor: number;
}

/** A model that draws tokens, with the uniform random number of every row and response position. */
export interface Voice {
  readonly model: Model;
  readonly warp: Warp;
  /** Row-major [batch, responseLength], in [0, 1). */
  readonly uniforms: Float32Array;
}

export interface Frame {
  /** int32 [batch, promptLength]. */
  readonly prompts: tf.Tensor2D;
  /** Tokens of a padded response: the shapes of the result. */
  readonly responseLength: number;
  /** Tokens that may be drawn, at most `responseLength`. */
  readonly limit: number;
}

/** Frees the tensors of a rollout. */
export function disposeRollout(rollout: Rollout): void {
  rollout.tokens.dispose();
  rollout.mask.dispose();
  rollout.teacherLogits?.dispose();
  rollout.verified?.accepted.dispose();
  rollout.verified?.proposed.dispose();
  rollout.verified?.rank.dispose();
}
