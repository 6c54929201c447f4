/** What of a recorded run is handed in. */
import { plannedSteps } from '../../experiment/changes';
import { checksum, cleanName, type HandIn, MOST_CURVE_POINTS } from '../../experiment/hand-in';
import { encodeHash } from '../../experiment/url';
import type { Evaluation } from '../protocol/report';
import type { RecordedRun } from './file';
import type { Recording } from './recording';
import type { ReportTable } from './report-table';

/** Significant digits of a value. */
const DIGITS = 4;
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

/**
 * @param typed name or nickname of who hands in
 * @param made milliseconds since 1970
 * @param most points of a curve; fewer make a shorter link
 */
export function handInOf(
  { facts, recording }: RecordedRun,
  typed: string,
  made: number,
  most: number = MOST_CURVE_POINTS,
): HandIn {
  const { experiment, changes, created, version, finished, loaded } = facts;
  const settings = encodeHash(experiment, changes);
  const { reports, evaluations } = recording;
  const { lastStep: step } = reports;
  const stride = Math.max(
    1,
    Math.ceil(Math.max(plannedSteps(experiment, changes), step) / Math.max(1, most)),
  );
  const { loss, accepted, replaced } = reports.columns;
  const judged = accepted.map((count, i) => count + (replaced[i] ?? 0));
  const newest = evaluations.at(-1)?.scores ?? {};
  const order = loaded?.metrics.map(({ id }): string => id) ?? [];
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const scores = Object.entries(newest)
    .filter(([, value]) => Number.isFinite(value))
    .sort(([a], [b]) => place(a) - place(b))
    .slice(0, 8)
    .map(([id, value]): [string, number] => [id, rounded(value)]);
  return {
    ...{ name: cleanName(typed), created, made, page: version.slice(0, 40), settings, step, finished },
    recording: checksumOfRecording(settings, recording),
    ...{ scores, stride },
    loss: most === 0 ? [] : means(reports, stride, loss),
    acceptance: most === 0 ? [] : means(reports, stride, accepted, judged),
    score: thinned(evaluations, scores[0]?.[0] ?? '', most),
  };
}

/** Mean of values, or of shares of counts, over each stretch of `stride` distillation steps; null where there is none. */
function means(
  reports: ReportTable,
  stride: number,
  values: readonly number[],
  weights?: readonly number[],
): (number | null)[] {
  const stretches = Math.ceil(reports.lastStep / stride);
  const sums = Array.from({ length: stretches }, () => ({ sum: 0, weight: 0 }));
  for (let i = reports.sftSteps; i < reports.length; i++) {
    const one = sums[Math.ceil((reports.columns.step[i] ?? 0) / stride) - 1];
    const value = values[i] ?? Number.NaN;
    if (!one || !Number.isFinite(value)) continue;
    one.sum += value;
    one.weight += weights?.[i] ?? 1;
  }
  return sums.map(({ sum, weight }) => (weight > 0 ? rounded(sum / weight) : null));
}

/** The scores of one metric, evenly thinned; the newest stays. */
function thinned(evaluations: readonly Evaluation[], metric: string, most: number): [number, number][] {
  const all = evaluations.flatMap(({ step, scores }): [number, number][] => {
    const score = scores[metric];
    return score === undefined || !Number.isFinite(score) ? [] : [[step, rounded(score)]];
  });
  const every = Math.max(1, Math.ceil(all.length / Math.max(1, most)));
  return most === 0 ? [] : all.filter((_, i) => (all.length - 1 - i) % every === 0);
}

/** Of the settings, the losses and verdicts of all steps, and the held-out answers. */
function checksumOfRecording(settings: string, { reports, evaluations }: Recording): string {
  const { loss, accepted, replaced } = reports.columns;
  const numbers = [Float32Array.from(loss), Float32Array.from(accepted), Float32Array.from(replaced)];
  const answers = evaluations.map(({ step, scores, examples }) => [
    step,
    Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1)),
    examples.map(({ prompt, answer }) => [prompt, answer]),
  ]);
  const text = new TextEncoder().encode(JSON.stringify([settings, answers]));
  const parts = [text, ...numbers.map(({ buffer }) => new Uint8Array(buffer))];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return checksum(bytes);
}
