/** Strips as a recording keeps them: every token, and of both models' distributions the ten likeliest tokens. */
import { isPicturePrompt } from '../../experiment/picture-tasks';
import type { AcceptanceRule, StripRow, StripToken } from '../protocol/strip';

/** Rows of a strip that are kept: those that the page shows, of text and of classes. */
export const KEPT_ROWS = 3;
export const KEPT_PICTURES = 16;
/** Likeliest tokens of each distribution that are kept: those that the inspector shows. */
export const KEPT_TOKENS = 10;
/** Log-probabilities are multiples of one part of so many of a nat: a probability is off by 0.05 % of itself at most. */
export const PARTS_OF_NAT = 1024;
const HIGHEST_COST = 0xffff;
/** Nats by which a token lies below the one before it, where both were rounded to the same: their order is told. */
export const LEAST_DISTANCE = 2 ** -14;

/** The sequences of one step, with the rule that the teacher checked them by. */
export interface Strip {
  readonly step: number;
  readonly rule: AcceptanceRule;
  readonly rows: readonly StripRow[];
}

/** The likeliest tokens of a distribution for each token of a row, likeliest first; row-major [tokens, kept]. */
export interface Likeliest {
  readonly ids: Uint16Array;
  /** −log p in parts of a nat. */
  readonly costs: Uint16Array;
}

export interface PackedRow {
  readonly prompt: string;
  readonly tokens: readonly StripToken[];
  /** Null where there is no teacher. */
  readonly teacher: Likeliest | null;
  readonly student: Likeliest;
}

export interface PackedStrip extends Omit<Strip, 'rows'> {
  readonly rows: readonly PackedRow[];
}

/** Ids of the largest values, the largest first; equal ones in order of id. */
function largest(values: Float32Array, count: number): number[] {
  const ids: number[] = [];
  for (let id = 0; id < values.length; id++) {
    const value = values[id] ?? 0;
    if (ids.length === count && value <= (values[ids[count - 1] ?? 0] ?? 0)) continue;
    let at = ids.length;
    while (at > 0 && (values[ids[at - 1] ?? 0] ?? 0) < value) at -= 1;
    ids.splice(at, 0, id);
    if (ids.length > count) ids.pop();
  }
  return ids;
}

function likeliestOf(logs: Float32Array, tokens: number): Likeliest {
  const vocabulary = tokens > 0 ? logs.length / tokens : 0;
  const kept = Math.min(KEPT_TOKENS, vocabulary);
  const ids = new Uint16Array(tokens * kept);
  const costs = new Uint16Array(tokens * kept);
  for (let token = 0; token < tokens; token++) {
    const row = logs.subarray(token * vocabulary, (token + 1) * vocabulary);
    for (const [i, id] of largest(row, kept).entries()) {
      ids[token * kept + i] = id;
      const cost = Math.round(-(row[id] ?? 0) * PARTS_OF_NAT);
      costs[token * kept + i] = Math.min(HIGHEST_COST, Math.max(0, cost));
    }
  }
  return { ids, costs };
}

/** Log-probabilities in descending order, from costs in ascending order. */
function logsOf(costs: Uint16Array): number[] {
  const logs: number[] = [];
  for (const cost of costs) {
    const before = logs.at(-1);
    const log = (0 - cost) / PARTS_OF_NAT;
    logs.push(before === undefined ? log : Math.min(log, before - LEAST_DISTANCE));
  }
  return logs;
}

/** Log-probabilities [tokens, vocabulary]: tokens that were not kept share what is left, none above the last one kept. */
function spread({ ids, costs }: Likeliest, tokens: number, vocabulary: number): Float32Array {
  const logs = new Float32Array(tokens * vocabulary);
  const kept = tokens > 0 ? ids.length / tokens : 0;
  for (let token = 0; token < tokens; token++) {
    const row = logs.subarray(token * vocabulary, (token + 1) * vocabulary);
    const values = logsOf(costs.subarray(token * kept, (token + 1) * kept));
    const left = 1 - values.reduce((mass, log) => mass + Math.exp(log), 0);
    const share = Math.log(Math.max(left, 0) / Math.max(1, vocabulary - kept));
    const highest = (values.at(-1) ?? 0) - LEAST_DISTANCE;
    row.fill(Math.max(-HIGHEST_COST / PARTS_OF_NAT, Math.min(share, highest)));
    for (const [i, value] of values.entries()) row[ids[token * kept + i] ?? 0] = value;
  }
  return logs;
}

const areClasses = (rows: readonly StripRow[]): boolean =>
  rows.every(({ prompt, tokens }) => tokens.length === 1 || isPicturePrompt(prompt));

export const packStrip = ({ step, rule, rows }: Strip): PackedStrip => ({
  step,
  rule,
  rows: rows
    .slice(0, areClasses(rows) ? KEPT_PICTURES : KEPT_ROWS)
    .map(({ prompt, tokens, teacher, student }) => ({
      prompt,
      tokens,
      teacher: teacher.length > 0 ? likeliestOf(teacher, tokens.length) : null,
      student: likeliestOf(student, tokens.length),
    })),
});

/** @param vocabulary number of tokens of the task */
export const unpackStrip = ({ step, rule, rows }: PackedStrip, vocabulary: number): Strip => ({
  step,
  rule,
  rows: rows.map(({ prompt, tokens, teacher, student }) => ({
    prompt,
    tokens,
    teacher: teacher ? spread(teacher, tokens.length, vocabulary) : new Float32Array(0),
    student: spread(student, tokens.length, vocabulary),
  })),
});
