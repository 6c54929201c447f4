/** One whole batch from one source. */
import type { Experiment } from '../../experiment/fields';
import { STREAM, uniform, uniformArray } from '../../experiment/random';
import type { Model } from '../../model/model';
import { requireTeacher } from '../../model/model';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { dataBatch, promptTensor, type Sequences } from '../batches';
import type { Plan } from '../schedule/plan';
import { sampleBlocks } from './block';
import { samplesInOneCall } from './kernel';
import { sampleLockstep } from './lockstep';
import type { ReplayBuffer } from './replay';
import type { DecodeBatch, Rollout, SamplingModel, Verification } from './rollout';
import { type TeacherTexts, textBatch } from './texts';

export interface SourceRequest {
  readonly task: Task;
  readonly experiment: Experiment;
  readonly student: Model;
  /** Null where there is none: only sources that never ask it can be drawn from. */
  readonly teacher: Model | null;
  readonly examples: readonly Example[];
  /** 1-based. */
  readonly step: number;
  readonly plan: Plan;
  readonly texts: TeacherTexts | null;
  readonly replay: ReplayBuffer | null;
  /** Row of the first example in the batch whose random numbers are used; 0 where nothing is said. */
  readonly firstRow?: number;
}

/** Sequences and what their sampler knows of them; tensors are [batch, responseLength, …]. */
export interface SampledBatch extends Sequences {
  /** Prompt of each row: a replayed sequence brings its own. */
  readonly prompts: readonly string[];
  /** Raw logits, where the sampler had them. */
  readonly teacherLogits: tf.Tensor3D | null;
  readonly verification: Verification | null;
  /** 1 on the tokens that were verified, where those are not all response tokens. */
  readonly verifiedMask: tf.Tensor2D | null;
  /** 1 on the tokens that the teacher wrote, where it took over from the student. */
  readonly teacherMask: tf.Tensor2D | null;
}

/** Frees the tensors of written sequences. */
export function disposeSampledBatch({ verification, ...batch }: SampledBatch): void {
  tf.dispose([batch.sequences, batch.responses, batch.mask]);
  for (const tensor of [batch.teacherLogits, batch.verifiedMask, batch.teacherMask]) tensor?.dispose();
  if (verification) tf.dispose([verification.accepted, verification.proposed, verification.rank]);
}

const NOTHING_KNOWN = { teacherLogits: null, verification: null, verifiedMask: null, teacherMask: null };

function decodeBatchOf({ task, experiment, examples }: SourceRequest): DecodeBatch {
  const { responseLength } = task;
  return {
    prompts: promptTensor(task, examples),
    responseLength,
    maxNewTokens: Math.min(experiment.responseLimit, responseLength),
  };
}

/** The random numbers of a model's tokens in this step. */
const uniformsOf = (
  { task, experiment, examples, step, firstRow }: SourceRequest,
  stream: number,
): Float32Array =>
  uniformArray(experiment.seed, stream, step, examples.length, task.responseLength, firstRow);

const studentSampler = (request: SourceRequest): SamplingModel => ({
  model: request.student,
  sampling: { temperature: request.experiment.studentTemperature, topP: request.experiment.studentTopP },
  uniforms: uniformsOf(request, STREAM.studentToken),
});

const teacherSampler = (request: SourceRequest): SamplingModel => ({
  model: requireTeacher(request.teacher),
  sampling: { temperature: request.experiment.teacherTemperature, topP: request.experiment.teacherTopP },
  uniforms: uniformsOf(request, STREAM.teacherToken),
});

/** Prompts followed by the sampled responses. Takes the rollout and the prompts over. */
function toBatch(request: SourceRequest, { prompts }: DecodeBatch, rollout: Rollout): SampledBatch {
  const sequences = tf.concat2d([prompts, rollout.tokens], 1);
  prompts.dispose();
  return {
    sequences,
    responses: rollout.tokens,
    mask: rollout.mask,
    prompts: request.examples.map(({ prompt }) => prompt),
    teacherLogits: rollout.teacherLogits,
    verification: rollout.verification,
    verifiedMask: null,
    teacherMask: null,
  };
}

/** Prompts of the request, their responses as `draw` samples them, and both together. */
async function sampled(
  request: SourceRequest,
  draw: (decodeBatch: DecodeBatch) => Rollout | Promise<Rollout>,
): Promise<SampledBatch> {
  const decodeBatch = decodeBatchOf(request);
  return toBatch(request, decodeBatch, await draw(decodeBatch));
}

const byStudent = (request: SourceRequest): Promise<SampledBatch> =>
  sampled(request, (decodeBatch) => sampleLockstep(decodeBatch, studentSampler(request), null));

function interleaved(request: SourceRequest): Promise<SampledBatch> {
  const { blockSize } = request.experiment;
  const student = studentSampler(request);
  const teacher = { ...teacherSampler(request), acceptance: request.plan.acceptance };
  // The kernel draws the sequences of every block size, so it serves them all.
  const single = blockSize === 1 || samplesInOneCall(student.model, teacher.model);
  return sampled(request, (decodeBatch) =>
    single
      ? sampleLockstep(decodeBatch, student, teacher)
      : sampleBlocks(decodeBatch, student, teacher, blockSize),
  );
}

async function switching(request: SourceRequest): Promise<SampledBatch> {
  const acceptance = { rule: 'switch', factor: request.experiment.switchFactor } as const;
  const { verification, ...rest } = await sampled(request, (decodeBatch) =>
    sampleLockstep(decodeBatch, studentSampler(request), { ...teacherSampler(request), acceptance }),
  );
  if (!verification) throw new Error('a verified rollout must say what was accepted');
  const teacherMask: tf.Tensor2D = tf.sub(rest.mask, verification.accepted);
  tf.dispose([verification.accepted, verification.proposed, verification.rank]);
  return { ...rest, verification: null, teacherMask };
}

/**
 * Adaptive off-policy sampling of DistiLLM (arXiv 2402.03898, as in the authors' code): with probability 1 − t/T, and always
 * while the buffer fills, the student writes the batch, which then also goes into the buffer; otherwise the batch is drawn
 * from the buffer.
 */
async function replayed(request: SourceRequest, replay: ReplayBuffer): Promise<SampledBatch> {
  const { examples, step, plan } = request;
  const { seed } = request.experiment;
  if (!replay.full || uniform(seed, STREAM.mixture, step, 0, 1) < plan.refreshProbability) {
    const fresh = await byStudent(request);
    replay.push(fresh, fresh.prompts);
    return fresh;
  }
  const ages = examples.map((_, row) =>
    Math.floor(uniform(seed, STREAM.mixture, step, row, 2) * replay.size),
  );
  return { ...NOTHING_KNOWN, ...replay.rows(ages) };
}

/**
 * @throws Error when the source needs something that was not provided
 */
export async function sampleFrom(request: SourceRequest): Promise<SampledBatch> {
  const { task, examples, plan, texts, replay } = request;
  const prompts = examples.map(({ prompt }) => prompt);
  switch (plan.source) {
    case 'dataset':
      return { ...NOTHING_KNOWN, ...dataBatch(task, examples), prompts };
    case 'teacher-text':
      if (!texts) throw new Error('the teacher’s responses have not been prepared');
      return { ...NOTHING_KNOWN, ...textBatch(task, texts, examples), prompts };
    case 'teacher':
      return sampled(request, (decodeBatch) =>
        sampleLockstep(decodeBatch, teacherSampler(request), null, true),
      );
    case 'student':
      return byStudent(request);
    case 'interleaved':
      return interleaved(request);
    case 'adaptive-switch':
      return switching(request);
    case 'replay':
      if (!replay) throw new Error('a replayed source needs a replay buffer');
      return replayed(request, replay);
    default:
      return plan.source satisfies never;
  }
}
