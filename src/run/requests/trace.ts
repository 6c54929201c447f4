/** A sequence with every draw in it, and the teacher's verdict on a token that the visitor proposes. */
import { sequencesOf } from '../../distill/batches';
import { choose, draw, judge, tokenOneHot, warp } from '../../distill/sampler/draw';
import { disposeSampledBatch, type SampledBatch, sampleFrom } from '../../distill/sampler/sources';
import { type Plan, planAt } from '../../distill/schedule/plan';
import { problemOf, UserError } from '../../errors/user-error';
import type { Source } from '../../experiment/methods';
import { STREAM, uniform, uniformArray } from '../../experiment/random';
import { scoreResponses } from '../../model/score';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import type { Example, Task } from '../../tasks/task';
import { padPrompt } from '../../tasks/tokenizer';
import type { StripRow } from '../protocol';
import type {
  TokenVerdict,
  TraceCommand,
  TraceEvent,
  TraceRequest,
  TraceResult,
  VerdictRequest,
  Writer,
} from '../protocol/trace';
import { packStrip, readStrip } from '../training/strip';
import type { Pair } from './pairs';
import { drawsOf, lossAt } from './trace-numbers';

/** Random numbers of sequences that no step has drawn: those of the first. */
const STEP = 1;

/**
 * Answers a command with one event; never rejects.
 * @param findPair finds the models, the student being the one that wrote the strip of a step where that is still kept
 */
export async function answerTrace(
  emit: (event: TraceEvent) => void,
  command: TraceCommand,
  findPair: (stripStep: number | null) => Promise<Pair>,
): Promise<void> {
  const { id } = command;
  let pair: Pair | null = null;
  try {
    if (command.type === 'trace') {
      pair = await findPair(command.request.strip?.step ?? null);
      emit({ type: 'trace', id, result: await traceOf(pair, command.request) });
    } else {
      pair = await findPair(null);
      emit({ type: 'token-judged', id, verdict: await judgeToken(pair, command.request) });
    }
  } catch (error) {
    emit({ type: 'trace-refused', id, problem: problemOf(error, 'question-failed') });
  } finally {
    pair?.release();
  }
}

/** The writer that the plan's source is shown as: text that was decoded before is decoded anew. */
export function writerOf({ source, lambda }: Pick<Plan, 'source' | 'lambda'>): Writer {
  if (lambda === 0) return 'dataset';
  switch (source) {
    case 'replay':
      return 'student';
    case 'teacher-text':
      return 'teacher';
    default:
      return source;
  }
}

/** The example of a prompt, with the data's response where there is one. */
function exampleOf(task: Task, prompt: string, writer: Writer): Example {
  if (writer !== 'dataset') return { prompt, response: '' };
  const { train, validation, test } = task.split();
  const found = [train, validation, test].flatMap((part) => part.find((one) => one.prompt === prompt) ?? []);
  if (!found[0]) throw new UserError('no-response-in-data');
  return found[0];
}

/** Tokens of a sequence as they are, up to and including the last. */
function givenText(task: Task, prompt: string, tokens: readonly number[]): SampledBatch {
  if (tokens.length > task.responseLength || tokens.some((id) => id >= task.tokenizer.size)) {
    throw new UserError('text-of-another-task');
  }
  const padded = [...tokens, ...new Array<number>(task.responseLength - tokens.length).fill(0)];
  return {
    ...sequencesOf(task, [prompt], [padded], [tokens.length]),
    prompts: [prompt],
    ...{ teacherLogits: null, verification: null, verifiedMask: null, teacherMask: null },
  };
}

/** The first row of a batch, with both models' log-probabilities at its tokens. Disposes the batch. */
async function readRow(
  { task, teacher, student }: Pair,
  batch: SampledBatch,
  source: Source,
): Promise<StripRow> {
  try {
    const studentLogits = tidy(() => scoreResponses(student, batch.sequences, task.promptLength));
    const packed = packStrip(batch, studentLogits, teacher);
    studentLogits.dispose();
    const values = await packed.data<'float32'>();
    packed.dispose();
    const [row] = readStrip(values, task, batch.prompts, [source]);
    if (!row) throw new Error('a batch of one prompt must have one row');
    return row;
  } finally {
    disposeSampledBatch(batch);
  }
}

/** Sequences whose tokens no model draws in the step that trains on them. */
const isKept = ({ source, lambda }: Plan): boolean =>
  source === 'replay' || source === 'teacher-text' || lambda === 0;

/**
 * One sequence, drawn by the samplers of training from the random numbers of its address.
 * @throws UserError when the prompt is none of the task, or when the data has no response to it
 */
export async function traceOf(pair: Pair, request: TraceRequest): Promise<TraceResult> {
  const { task, trainingProgress, experiment, ofStrip } = pair;
  const { strip, topK } = request;
  const prompt = request.typed ? task.toPrompt(request.prompt) : request.prompt;
  padPrompt(task.tokenizer.encode(prompt), task.promptLength);
  const planned = planAt(experiment, strip?.step ?? Math.max(1, trainingProgress.step));
  const acceptance = topK === null ? planned.acceptance : ({ rule: 'top-k', topK } as const);
  const writer = request.writer ?? writerOf(planned);
  const plan: Plan = { ...planned, acceptance, topK: topK ?? planned.topK, source: writer };
  const address = { step: strip?.step ?? STEP, row: strip?.row ?? request.row };
  const again = strip?.again ? strip : null;
  const isData = again !== null && writer === 'dataset';
  const sample = async (): Promise<StripRow> => {
    const examples = [exampleOf(task, prompt, writer)];
    const models = { task, experiment, student: pair.student, teacher: pair.teacher, examples };
    const drawn = { plan, step: address.step, firstRow: address.row, texts: null, replay: null };
    return readRow(pair, await sampleFrom({ ...models, ...drawn }), writer);
  };
  const ofGiven = async (): Promise<StripRow> =>
    readRow(pair, givenText(task, prompt, again?.tokens ?? []), 'dataset');
  let row = isData ? await ofGiven() : await sample();
  const isSame = row.tokens.map(({ id }) => id).join() === again?.tokens.join();
  let replay: TraceResult['replay'] = null;
  if (isData) replay = 'text';
  else if (again && !ofStrip) replay = 'learned';
  else if (again && isSame) replay = 'exact';
  else if (again && isKept(planned)) {
    row = await ofGiven();
    replay = 'text';
  } else if (again) replay = 'rounded';
  return describe(pair, row, plan, replay === 'text' ? 'dataset' : writer, address, replay);
}

/** The row with the numbers that explain it. */
function describe(
  { task, experiment, trainingProgress }: Pair,
  row: StripRow,
  plan: Plan,
  writer: Writer,
  address: { readonly step: number; readonly row: number },
  replay: TraceResult['replay'],
): TraceResult {
  const { seed, studentTemperature, studentTopP, teacherTemperature, teacherTopP } = experiment;
  const numbers = (stream: number): Float32Array =>
    uniformArray(seed, stream, address.step, 1, row.tokens.length, address.row);
  const studentDraws = writer === 'interleaved' || writer === 'student' || writer === 'adaptive-switch';
  const teacherDraws = writer === 'interleaved' || writer === 'teacher' || writer === 'adaptive-switch';
  const ofStudent = { temperature: studentTemperature, topP: studentTopP };
  const ofTeacher = { temperature: teacherTemperature, topP: teacherTopP };
  const { acceptance, topK } = plan;
  return {
    row,
    writer,
    rule: {
      acceptance: acceptance.rule,
      topK,
      acceptanceTopP: acceptance.rule === 'nucleus' ? acceptance.topP : experiment.acceptanceTopP,
    },
    vocabulary: task.tokenizer.vocabulary,
    limit: Math.min(experiment.responseLimit, task.responseLength),
    address: { seed, ...address },
    trainingProgress,
    replay,
    studentDraws: studentDraws ? drawsOf(row.student, numbers(STREAM.studentToken), ofStudent) : null,
    teacherDraws: teacherDraws ? drawsOf(row.teacher, numbers(STREAM.teacherToken), ofTeacher) : null,
    loss: lossAt(row, plan),
  };
}

/**
 * The teacher's verdict on one proposed token: the rank test and the draw of SKD's sampler.
 * @throws UserError when the response does not fit, or has tokens that the models do not know
 */
export async function judgeToken(
  { task, teacher, student, experiment }: Pair,
  { prompt: typedPrompt, typed, response, proposed, topK, row }: VerdictRequest,
): Promise<TokenVerdict> {
  const prompt = typed ? task.toPrompt(typedPrompt) : typedPrompt;
  const at = response.length;
  const { vocabulary } = teacher.shape;
  const text = givenText(task, prompt, [...response, proposed]);
  const sampling = { temperature: experiment.teacherTemperature, topP: experiment.teacherTopP };
  const number = uniform(experiment.seed, STREAM.teacherToken, STEP, row, at);
  const found = tidy(() => {
    const [ofTeacher, ofStudent] = [teacher, student].map((model): tf.Tensor2D => {
      const logits = scoreResponses(model, text.sequences, task.promptLength);
      return tf.reshape(tf.slice(logits, [0, at, 0], [1, 1, vocabulary]), [1, vocabulary]);
    }) as [tf.Tensor2D, tf.Tensor2D];
    const proposal = tf.tensor2d([proposed], [1, 1]);
    const { accepted, rank } = judge(ofTeacher, tokenOneHot(proposal, vocabulary), {
      ...{ rule: 'top-k', topK },
    });
    const own = draw(warp(ofTeacher, sampling), tf.tensor2d([number], [1, 1]));
    const token = choose(accepted, proposal, own);
    const parts = [accepted, rank, token, tf.logSoftmax(ofTeacher), tf.logSoftmax(ofStudent)];
    return tf.concat1d(parts.map((part): tf.Tensor1D => tf.reshape(part, [part.size])));
  });
  disposeSampledBatch(text);
  const values = await found.data<'float32'>();
  found.dispose();
  const [accepted = 0, rank = 0, id = 0] = values;
  const ofTeacher = values.slice(3, 3 + vocabulary);
  return {
    row: {
      prompt,
      tokens: [{ id, proposed, rank, source: accepted === 1 ? 'accepted' : 'replaced' }],
      teacher: ofTeacher,
      student: values.slice(3 + vocabulary),
    },
    teacherDraws: drawsOf(ofTeacher, Float32Array.of(number), sampling),
  };
}
