/**
 * A recording as a file: gzip over the length of the header (4 bytes, little-endian), the header (JSON) and columns of numbers
 * (`columns.ts`). docs/files.md describes it.
 */
import * as v from 'valibot';
import { UserError } from '../../errors/user-error';
import { EvaluationSchema } from '../protocol/report';
import { type RunFacts, RunFactsSchema } from '../protocol/runs';
import { Count, listOf, Text } from '../protocol/schema';
import { AcceptanceRuleSchema } from '../protocol/strip';
import { currentExperiment } from '../storage/earlier-versions';
import { ColumnReader, ColumnWriter } from './columns';
import { gunzip, gzip } from './gzip';
import { MOST_EVALUATIONS, MOST_STRIPS, Recording } from './recording';
import { readReports, writeReports } from './report-columns';
import { readStrips, writeStrips } from './strip-columns';
import { KEPT_PICTURES, KEPT_TOKENS } from './strips';

const FORMAT = 'distillery-recording';
const VERSION = 1;
/** Bytes of an unpacked recording: twice those of a hundred thousand steps. */
const LONGEST = 64_000_000;

/** A whole recording and the run that it is of. */
export interface RecordedRun {
  readonly facts: RunFacts;
  readonly recording: Recording;
}

const StripHeadSchema = v.object({
  step: Count,
  rule: AcceptanceRuleSchema,
  rows: v.pipe(
    v.array(v.object({ prompt: Text, tokens: Count, teacher: v.boolean() })),
    v.maxLength(KEPT_PICTURES),
  ),
});
export type StripHead = v.InferOutput<typeof StripHeadSchema>;

const HeaderSchema = v.object({
  facts: v.pipe(
    v.looseObject({ experiment: v.unknown() }),
    v.transform((facts) => ({ ...facts, experiment: currentExperiment(facts.experiment) })),
    RunFactsSchema,
  ),
  reports: Count,
  sftReports: Count,
  /** Response positions that acceptance is counted by. */
  positions: v.pipe(Count, v.maxValue(4_096)),
  lossTerms: v.pipe(listOf(Text), v.maxLength(64)),
  /** Likeliest tokens of each distribution of a strip. */
  keptTokens: v.pipe(Count, v.maxValue(KEPT_TOKENS)),
  strips: v.pipe(listOf(StripHeadSchema), v.maxLength(MOST_STRIPS)),
  evaluations: v.pipe(listOf(EvaluationSchema), v.maxLength(MOST_EVALUATIONS)),
  columns: v.array(
    v.object({ name: Text, type: v.picklist(['U8', 'U16', 'U32', 'F32', 'F64']), length: Count }),
  ),
});
export type Header = v.InferOutput<typeof HeaderSchema>;

export async function writeRecording({ facts, recording }: RecordedRun): Promise<Uint8Array<ArrayBuffer>> {
  const columns = new ColumnWriter();
  const header: Omit<Header, 'columns'> = {
    facts,
    ...writeReports(recording.reports, columns),
    ...writeStrips(recording.strips, columns),
    evaluations: [...recording.evaluations],
  };
  const text = new TextEncoder().encode(
    JSON.stringify({ format: FORMAT, version: VERSION, ...header, columns: columns.index }),
  );
  const length = new Uint8Array(new Uint32Array([text.length]).buffer);
  return gzip([length, text, ...columns.parts]);
}

/**
 * @param name of the file, for the sentence of an error
 * @throws UserError when it is no recording, a newer version wrote it, or it was cut off or altered
 */
export async function readRecording(file: Uint8Array<ArrayBuffer>, name: string): Promise<RecordedRun> {
  const damaged = () => new UserError('recording-damaged', { file: name });
  if (file[0] !== 0x1f || file[1] !== 0x8b) throw new UserError('recording-unknown', { file: name });
  const bytes = await gunzip(file, LONGEST).catch(() => {
    throw damaged();
  });
  if (bytes.length < 4) throw damaged();
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const stored = end <= bytes.length ? parseJson(bytes.subarray(4, end)) : null;
  if (stored?.format !== FORMAT) throw new UserError('recording-unknown', { file: name });
  if (stored.version !== VERSION) throw new UserError('recording-newer', { file: name });
  const header = v.safeParse(HeaderSchema, stored);
  if (!header.success) throw damaged();
  try {
    return fromParts(header.output, bytes.subarray(end));
  } catch (error) {
    if (error instanceof RangeError) throw damaged();
    throw error;
  }
}

function fromParts(header: Header, bytes: Uint8Array): RecordedRun {
  const columns = new ColumnReader(header.columns, bytes);
  const recording = new Recording();
  readReports(header, columns, recording.reports);
  for (const strip of readStrips(header, columns)) recording.addPackedStrip(strip);
  for (const evaluation of header.evaluations) recording.addEvaluation(evaluation);
  return { facts: header.facts, recording };
}

function parseJson(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
