/** The samplers of lockstep.ts on the GPU, in one kernel: same arguments, same random numbers, same sequences. */
import type { Acceptance } from '../../experiment/methods';
import { hidden } from '../../model/forward';
import type { Model } from '../../model/model';
import { canSampleOnDevice, field, type Participant, sampleOnDevice } from '../../ops/sample/sample';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import { effectiveTemperature } from './draw';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

/** True when the current backend and these models' dimensions allow it. */
export function deviceCanSample(...models: readonly Model[]): boolean {
  return canSampleOnDevice(models.map((model) => model.shape));
}

function participant({ model, sampling, uniforms }: SamplingModel, prompts: tf.Tensor2D): Participant {
  const [batch, promptLength] = prompts.shape;
  const prompt: tf.Tensor3D[] = [];
  if (promptLength > 1) {
    const before = tf.slice(prompts, [0, 0], [batch, promptLength - 1]);
    hidden(model.shape, model.weights, before, (_, projections) => prompt.push(projections));
  }
  return {
    model: model.shape,
    weights: model.flat,
    prompt,
    temperature: effectiveTemperature(sampling.temperature),
    topP: sampling.topP,
    uniforms,
  };
}

/** See `sampleLockstep`. */
export function sampleInKernel(
  { prompts, responseLength, maxNewTokens }: DecodeBatch,
  proposer: SamplingModel,
  verifier: (SamplingModel & { readonly acceptance: Acceptance }) | null,
  keepLogits: boolean,
): Rollout {
  return tidy(() => {
    const [batch, promptLength] = prompts.shape;
    const acceptance = verifier?.acceptance ?? { rule: 'top-k', topK: 0 };
    const { record, logits } = sampleOnDevice({
      batch,
      promptLength,
      responseLength,
      limit: maxNewTokens,
      prompts,
      endToken: EOS,
      student: participant(proposer, prompts),
      teacher: verifier ? participant(verifier, prompts) : null,
      acceptance: {
        rule: acceptance.rule,
        threshold: acceptance.rule === 'top-k' ? acceptance.topK : acceptance.topP,
      },
      keepLogits: keepLogits || verifier !== null,
    });
    const part = (name: Parameters<typeof field>[1]): tf.Tensor2D =>
      field(record, name, batch, responseLength);
    return {
      tokens: tf.cast(part('token'), 'int32'),
      mask: part('mask'),
      teacherLogits: logits,
      verification: verifier
        ? { accepted: part('accepted'), proposed: part('proposed'), rank: part('rank') }
        : null,
    };
  });
}
