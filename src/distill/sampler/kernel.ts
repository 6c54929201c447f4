/**
 * The samplers of lockstep.ts in one call, of a kernel on the GPU or of the engine on the processor: same arguments, same
 * random numbers, same sequences.
 */
import type { Acceptance } from '../../experiment/methods';
import { hidden } from '../../model/forward';
import type { Model } from '../../model/model';
import { engine } from '../../ops/engine/present';
import type { EngineModel, EngineRound } from '../../ops/engine/sample';
import { canSampleOnDevice, field, type Participant, sampleOnDevice } from '../../ops/sample/sample';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import { effectiveTemperature } from './draw';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

/** True when a kernel of the graphics device serves these models. */
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

/** True when one call draws the whole batch, whatever the block size: on the graphics device, or in the engine. */
export const samplesInOneCall = (...models: readonly Model[]): boolean =>
  deviceCanSample(...models) || engine() !== null;

type Verifier = SamplingModel & { readonly acceptance: Acceptance };

/** See `sampleLockstep`. Requires `samplesInOneCall`. */
export function sampleInKernel(
  decodeBatch: DecodeBatch,
  proposer: SamplingModel,
  verifier: Verifier | null,
  keepLogits: boolean,
): Rollout {
  return tidy(() => {
    const { prompts, responseLength, maxNewTokens } = decodeBatch;
    const [batch, promptLength] = prompts.shape;
    const acceptance = verifier?.acceptance ?? { rule: 'top-k', topK: 0 };
    const request = {
      batch,
      promptLength,
      responseLength,
      limit: maxNewTokens,
      prompts,
      endToken: EOS,
      acceptance: {
        rule: acceptance.rule,
        threshold: acceptance.rule === 'top-k' ? acceptance.topK : acceptance.topP,
      },
      keepLogits: keepLogits || verifier !== null,
    };
    const open = engine();
    const { record, logits } = open
      ? asTensors(
          open.sample({
            ...request,
            student: engineModel(proposer),
            teacher: verifier && engineModel(verifier),
          }),
          [batch, responseLength, proposer.model.shape.vocabulary],
        )
      : sampleOnDevice({
          ...request,
          student: participant(proposer, prompts),
          teacher: verifier && participant(verifier, prompts),
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

const engineModel = ({ model, sampling, uniforms }: SamplingModel): EngineModel => ({
  model: model.shape,
  weights: model.flat,
  temperature: effectiveTemperature(sampling.temperature),
  topP: sampling.topP,
  uniforms,
});

const asTensors = (
  { record, logits }: EngineRound,
  shape: [number, number, number],
): { readonly record: tf.Tensor1D; readonly logits: tf.Tensor3D | null } => ({
  record: tf.tensor1d(record),
  logits: logits && tf.tensor3d(logits, shape),
});
