/** What the newest sequences say at a glance, computed from the two distributions that the strip has at every token. */
import { strToU8, zlibSync } from 'fflate';
import { EOS, type StripRow } from '../../run/protocol';

/** Tokens compared at the top of both distributions. */
export const TOP = 5;
/** Entropy of the teacher, in nats, above which a token is a fork: h of EOPD (arXiv 2603.07079). */
export const FORK_ENTROPY = 0.8;

export interface Gauges {
  /** Mean share of the student's top tokens that are among the teacher's; null without a teacher. */
  readonly topOverlap: number | null;
  /** The student's entropy over the teacher's, summed over forks; null where there is no fork. */
  readonly forkEntropy: number | null;
  readonly forks: number;
  /** Size of the models' text over its size after zlib: about 1 where nothing repeats. Null where they wrote none. */
  readonly repetition: number | null;
  /** Rows that a model wrote to the longest length without an end. */
  readonly cutOff: number;
  /** Rows that a model wrote. */
  readonly written: number;
  /** The teacher gives the same distribution at every token. */
  readonly isConstant: boolean;
}

type Distribution = Float32Array;

function distributionsOf(values: Float32Array, count: number): Distribution[] {
  const size = values.length / Math.max(1, count);
  return size === 0 ? [] : Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

const topOf = (logs: Distribution, count: number): number[] =>
  [...logs.keys()].sort((a, b) => (logs[b] ?? 0) - (logs[a] ?? 0)).slice(0, count);

const entropyOf = (logs: Distribution): number =>
  logs.reduce((sum, log) => (log > -100 ? sum - Math.exp(log) * log : sum), 0);

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function shared(teacher: Distribution, student: Distribution): number {
  const count = Math.min(TOP, teacher.length);
  const best = new Set(topOf(teacher, count));
  return topOf(student, count).filter((id) => best.has(id)).length / count;
}

/** Text is compared by ids, a character each, so that marks and spaces count like letters. */
function repetitionOf(rows: readonly StripRow[]): number | null {
  const bytes = strToU8(
    rows.map(({ tokens }) => tokens.map(({ id }) => String.fromCharCode(33 + id)).join('')).join(' '),
  );
  return bytes.length === 0 ? null : bytes.length / zlibSync(bytes, { level: 9 }).length;
}

/** @param rows sequences of one step */
export function gaugesOf(rows: readonly StripRow[]): Gauges {
  const teacher = rows.flatMap((row) => distributionsOf(row.teacher, row.tokens.length));
  const student = rows.flatMap((row) => distributionsOf(row.student, row.tokens.length));
  const compared = teacher.length === student.length ? teacher : [];
  const forks = compared.flatMap((logs, i) => {
    const entropy = entropyOf(logs);
    return entropy > FORK_ENTROPY ? [[entropy, entropyOf(student[i] ?? logs)] as const] : [];
  });
  const written = rows.filter(({ tokens }) => tokens.some(({ source }) => source !== 'data'));
  const [first] = teacher;
  return {
    topOverlap:
      compared.length === 0
        ? null
        : sum(compared.map((logs, i) => shared(logs, student[i] ?? logs))) / compared.length,
    forkEntropy:
      forks.length === 0 ? null : sum(forks.map(([, own]) => own)) / sum(forks.map(([all]) => all)),
    forks: forks.length,
    repetition: repetitionOf(written),
    cutOff: written.filter(({ tokens }) => tokens.every(({ id }) => id !== EOS)).length,
    written: written.length,
    isConstant:
      teacher.length > 1 &&
      teacher.every((logs) => logs.every((log, id) => Math.abs(log - (first?.[id] ?? 0)) < 1e-4)),
  };
}
