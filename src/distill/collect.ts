/** Gets the sequences of one step, with the teacher's logits on them, from the sampler that the method names. */
import type { Experiment } from '../experiment/fields';
import { STREAM, uniformArray } from '../experiment/random';
import { responseLogits } from '../model/forward';
import type { Model } from '../model/model';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import type { Example, Task } from '../tasks/task';
import { dataBatch, promptTensor } from './batches';
import { METHODS } from './methods';
import { sampleBlocks } from './sampler/block';
import { deviceCanSample } from './sampler/device';
import { sampleLockstep } from './sampler/lockstep';
import type { Acceptance, Rollout, Verified } from './sampler/rollout';
import type { Batch } from './trainer';

export interface Collected extends Batch {
  /** int32 [batch, responseLength]. */
  readonly responses: tf.Tensor2D;
  /** Raw teacher logits on the response [batch, responseLength, vocabulary]. */
  readonly teacherLogits: tf.Tensor3D;
  readonly verified: Verified | null;
}

export function disposeCollected({ sequences, mask, responses, teacherLogits, verified }: Collected): void {
  tf.dispose([sequences, mask, responses, teacherLogits]);
  if (verified) tf.dispose([verified.accepted, verified.proposed, verified.rank]);
}

export function acceptanceOf(experiment: Experiment): Acceptance {
  return experiment.acceptance === 'top-k'
    ? { rule: 'top-k', topK: experiment.topK }
    : { rule: 'nucleus', topP: experiment.acceptanceTopP };
}

/** Prompts followed by sampled responses; the teacher's logits from the sampler where it has them, else from one forward. */
function complete(prompts: tf.Tensor2D, rollout: Rollout, teacher: Model): Collected {
  const sequences = tf.concat2d([prompts, rollout.tokens], 1);
  const teacherLogits =
    rollout.teacherLogits ??
    tidy(() => responseLogits(teacher.shape, teacher.weights, sequences, prompts.shape[1]));
  return {
    sequences,
    mask: rollout.mask,
    responses: rollout.tokens,
    teacherLogits,
    verified: rollout.verified,
  };
}

/**
 * @param step 1-based; addresses the random numbers, so a step can be repeated
 */
export async function collect(
  task: Task,
  experiment: Experiment,
  student: Model,
  teacher: Model,
  examples: readonly Example[],
  step: number,
): Promise<Collected> {
  const kind = METHODS[experiment.method].sampler;
  if (kind === 'dataset') {
    const batch = dataBatch(task, examples);
    const teacherLogits = tidy(() =>
      responseLogits(teacher.shape, teacher.weights, batch.sequences, task.promptLength),
    );
    return { ...batch, teacherLogits, verified: null };
  }
  const { responseLength } = task;
  const uniforms = (stream: number): Float32Array =>
    uniformArray(experiment.seed, stream, step, examples.length, responseLength);
  const prompts = promptTensor(task, examples);
  const frame = { prompts, responseLength, limit: Math.min(experiment.responseLimit, responseLength) };
  const studentVoice = {
    model: student,
    warp: { temperature: experiment.studentTemperature, topP: experiment.studentTopP },
    uniforms: uniforms(STREAM.studentToken),
  };
  let rollout: Rollout;
  if (kind === 'student') {
    rollout = sampleLockstep(frame, studentVoice, null);
  } else {
    const teacherVoice = {
      model: teacher,
      warp: { temperature: experiment.teacherTemperature, topP: experiment.teacherTopP },
      uniforms: uniforms(STREAM.teacherToken),
      acceptance: acceptanceOf(experiment),
    };
    // The kernel draws the sequences of every block size, so it serves them all.
    rollout =
      experiment.blockSize === 1 || deviceCanSample(student, teacher)
        ? sampleLockstep(frame, studentVoice, teacherVoice)
        : await sampleBlocks(frame, studentVoice, teacherVoice, experiment.blockSize);
  }
  const collected = complete(prompts, rollout, teacher);
  prompts.dispose();
  return collected;
}
