/**
 * The samplers of lockstep.ts in one call, of a kernel on the GPU or of the engine on the processor: same arguments, same
 * random numbers, same sequences.
 */
import { hidden } from '../../model/forward';
import type { Model } from '../../model/model';
import { isEncoder } from '../../model/shape';
import { engine } from '../../ops/engine/present';
import type { EngineModel } from '../../ops/engine/round';
import type { EngineRound } from '../../ops/engine/sample';
import {
  canSampleOnDevice,
  field,
  isSamplerCompiled,
  type Participant,
  type SampleShapes,
  sampleOnDevice,
  samplerCompiled,
} from '../../ops/sample/sample';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { EOS } from '../../tasks/tokenizer';
import type { TokenVerifier } from './composed';
import { effectiveTemperature } from './draw';
import type { DecodeBatch, Rollout, SamplingModel } from './rollout';

/** True when a kernel of the graphics device serves these models. */
export function deviceCanSample(...models: readonly Model[]): boolean {
  const shapes = models.map((model) => model.shape);
  return !shapes.some(isEncoder) && canSampleOnDevice(shapes);
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

/** A model alone, or a student and its teacher. */
export type SampledModels = readonly [Model] | readonly [student: Model, teacher: Model];

const shapesOf = (
  { prompts, responseLength }: DecodeBatch,
  [student, teacher]: SampledModels,
  keepLogits: boolean,
): SampleShapes => ({
  batch: prompts.shape[0],
  promptLength: prompts.shape[1],
  responseLength,
  student: student.shape,
  teacher: teacher?.shape ?? null,
  keepLogits: keepLogits || teacher !== undefined,
});

/**
 * Whether that call can be made now: a kernel of the graphics device may still be being compiled in the background. Requires
 * `samplesInOneCall`.
 */
export const canSampleNow = (decodeBatch: DecodeBatch, models: SampledModels, keepLogits: boolean): boolean =>
  engine() !== null || isSamplerCompiled(shapesOf(decodeBatch, models, keepLogits));

/** Waits until a model alone can be sampled in the kernel of the graphics device. Requires `deviceCanSample`. */
export const compileSampler = (decodeBatch: DecodeBatch, model: Model): Promise<void> =>
  samplerCompiled(shapesOf(decodeBatch, [model], false));

/** True when that call knows the rule, too: the kernel of the graphics device tests ranks and masses only. */
export const appliesInOneCall = ({ rule }: TokenVerifier['acceptance']): boolean =>
  rule !== 'switch' || engine() !== null;

/** Limit of the rule: a number of tokens, a mass, or the factor of AdaSwitch. */
function thresholdOf(acceptance: TokenVerifier['acceptance']): number {
  switch (acceptance.rule) {
    case 'top-k':
      return acceptance.topK;
    case 'nucleus':
      return acceptance.topP;
    default:
      return acceptance.factor;
  }
}

/** See `sampleLockstep`. Requires `samplesInOneCall`, `appliesInOneCall` of a verifier's rule, and `canSampleNow`. */
export function sampleInKernel(
  decodeBatch: DecodeBatch,
  proposer: SamplingModel,
  verifier: TokenVerifier | null,
  keepLogits: boolean,
): Rollout {
  return tidy(() => {
    const { prompts, responseLength, maxNewTokens } = decodeBatch;
    const [batch, promptLength] = prompts.shape;
    const acceptance = verifier?.acceptance ?? { rule: 'top-k', topK: 0 };
    const threshold = thresholdOf(acceptance);
    const { rule } = acceptance;
    const request = {
      batch,
      promptLength,
      responseLength,
      limit: maxNewTokens,
      prompts,
      endToken: EOS,
      keepLogits: keepLogits || verifier !== null,
    };
    const open = engine();
    const { record, logits } = open
      ? asTensors(
          open.sample({
            ...request,
            acceptance: { rule, threshold },
            student: engineModel(proposer),
            teacher: verifier && engineModel(verifier),
          }),
          [batch, responseLength, proposer.model.shape.vocabulary],
        )
      : sampleOnDevice({
          ...request,
          acceptance: { rule: rule === 'nucleus' ? rule : 'top-k', threshold },
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

/** A model as the engine takes it. */
export const engineModel = ({ model, sampling, uniforms }: SamplingModel): EngineModel => ({
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
