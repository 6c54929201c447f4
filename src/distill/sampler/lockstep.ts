/**
 * Samplers that take one token of every row at a time: a model alone (on-policy KD, teacher sampling, evaluation) and
 * the interleaved sampler of SKD with block size 1.
 */
import { isEncoder } from '../../model/shape';
import { sampleClasses } from './classify';
import { sampleComposed, type TokenVerifier } from './composed';
import {
  appliesInOneCall,
  canSampleNow,
  type SampledModels,
  sampleInKernel,
  samplesInOneCall,
} from './kernel';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

/**
 * Draws responses, the student proposing and, when there is a teacher, the teacher judging each token at once.
 * Response position i of row r uses `uniforms[r, i]` of each voice and nothing else, so the block sampler with the
 * same numbers draws the same sequences.
 * @param keepLogits keep the logits of a lone proposer as `teacherLogits` (the teacher sampling for itself)
 * @throws Error for an encoder with a verifier
 */
export function sampleLockstep(
  decodeBatch: DecodeBatch,
  proposer: SamplingModel,
  verifier: TokenVerifier | null,
  keepLogits = false,
): Rollout {
  if (isEncoder(proposer.model.shape)) {
    if (verifier) throw new Error('a class is not verified token by token');
    return sampleClasses(decodeBatch, proposer, keepLogits);
  }
  const models: SampledModels = verifier ? [proposer.model, verifier.model] : [proposer.model];
  // While the kernel is being compiled, stock operations draw the same tokens.
  const inOneCall =
    samplesInOneCall(...models) &&
    (!verifier || appliesInOneCall(verifier.acceptance)) &&
    canSampleNow(decodeBatch, models, keepLogits);
  const sample = inOneCall ? sampleInKernel : sampleComposed;
  return sample(decodeBatch, proposer, verifier, keepLogits);
}
