/**
 * A thorough evaluation of teacher and student on held-out prompts: their answers, judged one by one, and how far the
 * student's next-token distributions are from the teacher's.
 */
import type { Model } from '../../model/model';
import { align } from '../../tasks/alignment';
import { type ErrorKind, errorKind, type GivenAnswer } from '../../tasks/errors';
import { answersWithClasses } from '../../tasks/layout';
import type { Example, Task } from '../../tasks/task';
import { rowsAtOnce, scoresOf } from './evaluate';
import {
  answerBatch,
  compareBatch,
  type Decoding,
  type ModelAnswer,
  type OnReference,
} from './evaluate-batch';
import { type Estimate, mean, ratio, wilsonInterval } from './intervals';
import { probeSubclasses } from './subclass-probe';
import { distinct, lengthOf, ORDERS, type Variety, varietyOf } from './text-metrics';

export type { Decoding };

export interface EvaluationRequest {
  readonly split: 'validation' | 'test';
  /** The first so many of the split, or all where it has fewer. */
  readonly prompts: number;
  readonly decoding: Decoding;
}

export interface JudgedAnswer extends GivenAnswer {
  /** Null when the answer is right. */
  readonly error: ErrorKind | null;
  /** How the answer differs from the reference, see `align`; empty when it is right. */
  readonly edits: string;
}

export interface EvaluatedItem {
  readonly prompt: string;
  readonly reference: string;
  /** The task's kind of example; null where the task has one kind only. */
  readonly kind: string | null;
  readonly teacher: JudgedAnswer;
  readonly student: JudgedAnswer;
}

export interface ModelEvaluation {
  /** Metric id → score. */
  readonly scores: Readonly<Record<string, Estimate>>;
  /** Characters of an answer. */
  readonly length: Estimate;
  /** Share of answers without an end token. */
  readonly cutOff: Estimate;
  /** distinct-n for n = 1, 2, 3, over all answers. */
  readonly distinct: readonly number[];
  /** Nats a token, at temperature 1, over the model's own answers with their ends. */
  readonly entropy: Estimate;
  /** Share of the prompts whose subclass a linear probe of the states says; null where they have none. */
  readonly probe: Estimate | null;
}

/** The student beside its teacher. All but the first are taken on the held-out reference texts, token by token. */
export interface Agreement {
  /** Share of prompts that both answer with the same text. */
  readonly identical: Estimate;
  /** Share of tokens at which both find the same token most probable. */
  readonly topOne: Estimate;
  /** Mean KL(teacher‖student), nats a token. */
  readonly forwardKl: Estimate;
  /** Mean Jensen–Shannon divergence with equal weights, nats a token: at most log 2. */
  readonly jsd: Estimate;
}

export interface PairEvaluation {
  readonly items: readonly EvaluatedItem[];
  readonly teacher: ModelEvaluation;
  readonly student: ModelEvaluation;
  readonly agreement: Agreement;
  readonly variety: Variety;
}

/**
 * Both models answer the same prompts; when they sample, with the same random numbers, so that equal models give equal
 * answers. They take turns, batch by batch, and nothing of a batch stays on the device.
 *
 * @param afterAnswers awaited each time a model has answered a batch: the moment for others to use the device. When it
 *   rejects, so does the evaluation, and nothing is left behind.
 */
export async function evaluatePair(
  task: Task,
  { teacher, student }: { readonly teacher: Model; readonly student: Model },
  { split, prompts, decoding }: EvaluationRequest,
  afterAnswers: (done: number, total: number) => Promise<void>,
): Promise<PairEvaluation> {
  const examples = task.split()[split].slice(0, prompts);
  const rows = Math.min(rowsAtOnce(task, teacher), rowsAtOnce(task, student));
  const byTeacher: ModelAnswer[] = [];
  const byStudent: ModelAnswer[] = [];
  const apart: OnReference[] = [];
  const answered = (): Promise<void> =>
    afterAnswers(byTeacher.length + byStudent.length, 2 * examples.length);
  for (let first = 0; first < examples.length; first += rows) {
    const batch = examples.slice(first, first + rows);
    byTeacher.push(...(await answerBatch(task, teacher, batch, decoding, first)));
    await answered();
    byStudent.push(...(await answerBatch(task, student, batch, decoding, first)));
    apart.push(...(await compareBatch(task, teacher, student, batch)));
    await answered();
  }
  const probed = (model: Model): Promise<Estimate | null> => probeSubclasses(task, model, examples, answered);
  const probes = { teacher: await probed(teacher), student: await probed(student) };
  return judgePair(task, examples, byTeacher, byStudent, apart, probes);
}

/** The lists have one entry for each example. */
function judgePair(
  task: Task,
  examples: readonly Example[],
  byTeacher: readonly ModelAnswer[],
  byStudent: readonly ModelAnswer[],
  apart: readonly OnReference[],
  probes: Readonly<Record<'teacher' | 'student', Estimate | null>>,
): PairEvaluation {
  const teacher = { ...judgeModel(task, examples, byTeacher), probe: probes.teacher };
  const student = { ...judgeModel(task, examples, byStudent), probe: probes.student };
  const perToken = (name: 'forwardKl' | 'jsd' | 'sameTop'): Estimate =>
    ratio(
      apart.map((one) => one[name]),
      apart.map(({ tokens }) => tokens),
    );
  const areClasses = answersWithClasses(task);
  const items = examples.map((example, i): EvaluatedItem => {
    const judged = (own: readonly ModelAnswer[]): JudgedAnswer =>
      judge(own[i]?.given ?? { text: '', ended: false }, example.response, areClasses);
    return {
      prompt: example.prompt,
      reference: example.response,
      kind: task.kindOf?.(example) ?? null,
      teacher: judged(byTeacher),
      student: judged(byStudent),
    };
  });
  const identical = items.filter((item) => item.teacher.text === item.student.text).length;
  return {
    items,
    teacher,
    student,
    agreement: {
      identical: wilsonInterval(identical, items.length),
      topOne: perToken('sameTop'),
      forwardKl: perToken('forwardKl'),
      jsd: perToken('jsd'),
    },
    variety: varietyOf(
      { distinct: teacher.distinct, entropy: teacher.entropy.value },
      { distinct: student.distinct, entropy: student.entropy.value },
    ),
  };
}

/** The task's metrics, with an interval where there is one: metric id → score. */
export function measuresOf(
  task: Task,
  given: readonly GivenAnswer[],
  examples: readonly Example[],
): Record<string, Estimate> {
  const right = given.filter(({ text }, i) => text === examples[i]?.response).length;
  const scores = Object.entries(scoresOf(task, given, examples)).map(([id, value]) => [
    id,
    // The other metrics belong to a corpus as a whole.
    id === 'exact-match' || id === 'accuracy'
      ? wilsonInterval(right, given.length)
      : { value, interval: null },
  ]);
  return Object.fromEntries(scores);
}

function judgeModel(
  task: Task,
  examples: readonly Example[],
  own: readonly ModelAnswer[],
): Omit<ModelEvaluation, 'probe'> {
  const given = own.map((one) => one.given);
  const texts = given.map(({ text }) => text);
  return {
    scores: measuresOf(task, given, examples),
    length: mean(texts.map(lengthOf)),
    cutOff: wilsonInterval(given.filter(({ ended }) => !ended).length, given.length),
    distinct: ORDERS.map((order) => distinct(texts, order)),
    entropy: ratio(
      own.map(({ entropy }) => entropy),
      own.map(({ tokens }) => tokens),
    ),
  };
}

/** @param isClass the answer is a class, which is right or wrong and nothing between */
function judge(given: GivenAnswer, reference: string, isClass: boolean): JudgedAnswer {
  if (isClass) return { ...given, error: given.text === reference ? null : 'other', edits: '' };
  const error = errorKind(given, reference);
  return { ...given, error, edits: error === null ? '' : align(given.text, reference) };
}
