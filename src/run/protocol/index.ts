/**
 * Messages between the page and the run's Web Worker: two discriminated unions and nothing else.
 *
 * `parseCommand` and `parseEvent` check what arrives; a malformed message becomes a `ProtocolError`, never a crash.
 * Errors travel as problems: a code and values, which the page words in the user's language.
 */
import * as v from 'valibot';
import { AttentionCommandSchema, AttentionEventSchema } from './attention';
import { ComparisonCommandSchema, ComparisonEventSchema } from './comparison';
import { DataCommandSchema, DataEventSchema } from './data';
import { EvaluationCommandSchema, EvaluationEventSchema } from './evaluation';
import { GraduateCommandSchema, GraduateEventSchema } from './graduate';
import { MeasureCommandSchema, MeasureEventSchema } from './measures';
import { ModelCommandSchema, ModelEventSchema } from './models';
import { SingleRunCommandSchema, SingleRunEventSchema } from './run';
import { RunsCommandSchema, RunsEventSchema } from './runs';
import { TeacherCommandSchema, TeacherEventSchema } from './teacher';
import { TraceCommandSchema, TraceEventSchema } from './trace';

export type { DraftedRow, DraftedToken, Drafting } from '../../distill/metrics/drafting';
export type {
  Decoding,
  EvaluatedItem,
  EvaluationRequest,
  JudgedAnswer,
} from '../../distill/metrics/evaluate-pair';
export type { IdentityCounts } from '../../distill/metrics/identity-counts';
export type { Estimate } from '../../distill/metrics/intervals';
export type { DecoderName, LatencyBenchmark, TimeRange } from '../../distill/metrics/latency';
export type { Part, PartName, Side } from '../../distill/metrics/similarity';
export type { TokenSource } from '../../experiment/methods';
export type { ErrorKind } from '../../tasks/errors';
export type { MetricId } from '../../tasks/task';
export { BOS, EOS, PAD } from '../../tasks/tokenizer';
export type {
  AttentionCommand,
  AttentionEvent,
  AttentionMaps,
  AttentionResult,
  AttentionText,
} from './attention';
export { type BackendChoice, type BackendInfo, type BackendName, type Probe, ProbeSchema } from './backend';
export {
  type ComparedResult,
  type ComparedRun,
  type ComparedRunState,
  type ComparisonCommand,
  type ComparisonEvent,
  type ComparisonSnapshot,
  type ComparisonState,
  type CurvePoint,
  isOver,
  nextRun,
  WAITING_RUN,
} from './comparison';
export type {
  Columns,
  DataCommand,
  DataEvent,
  DatasetCard,
  DatasetKind,
  Example,
  Excluded,
  ExclusionReason,
  ImportOptions,
  ImportPreview,
  PictureFile,
  PicturePreview,
  TaskFacts,
  TaskName,
} from './data';
export type { EvaluationEvent, EvaluationResult, TrainingProgress } from './evaluation';
export type { GraduateEvent } from './graduate';
export { channelOf, type LiveMessage, readLiveMessage } from './live';
export type {
  Agreement,
  DraftingCommand,
  DraftingResult,
  IdentityCommand,
  IdentityResult,
  MeasureEvent,
  MeasureKind,
  MeasureRequest,
  MeasureResult,
  MeasureStage,
  SimilarityCommand,
  SimilarityResult,
  Transcript,
} from './measures';
export type { ExportFormat, ModelCard, ModelCommand, ModelEvent, ModelTask } from './models';
export type { EvaluatedAnswer, Evaluation, StepReport } from './report';
export {
  endsWorker,
  type Failure,
  type Loaded,
  MOST_THREADS,
  type Phase,
  type Progress,
  type SavedRunKey,
  type ThreadsWish,
} from './run';
export type { ComparisonCard, KeptKind, RunCard, RunFacts, RunsCommand, RunsEvent } from './runs';
export type { MetricFacts } from './schema';
export type { AcceptanceRule, StripRow, StripToken } from './strip';
export { stepsOf, type TeacherCard, type TeacherEvent, type TeacherName } from './teacher';
export {
  type TokenDraws,
  type TokenLoss,
  type TokenVerdict,
  type TraceCommand,
  type TraceEvent,
  type TraceRequest,
  type TraceResult,
  type VerdictRequest,
  WRITERS,
  type Writer,
} from './trace';

/** A message that does not have the agreed form. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Page → worker. */
const CommandSchema = v.variant('type', [
  SingleRunCommandSchema,
  EvaluationCommandSchema,
  MeasureCommandSchema,
  ModelCommandSchema,
  ComparisonCommandSchema,
  DataCommandSchema,
  TeacherCommandSchema,
  RunsCommandSchema,
  AttentionCommandSchema,
  TraceCommandSchema,
  GraduateCommandSchema,
]);
export type Command = v.InferOutput<typeof CommandSchema>;

/** Worker → page. Exported for a test. */
export const EventSchema = v.variant('type', [
  SingleRunEventSchema,
  EvaluationEventSchema,
  MeasureEventSchema,
  ModelEventSchema,
  ComparisonEventSchema,
  DataEventSchema,
  TeacherEventSchema,
  RunsEventSchema,
  AttentionEventSchema,
  TraceEventSchema,
  GraduateEventSchema,
]);
export type RunEvent = v.InferOutput<typeof EventSchema>;

const LONGEST_DETAIL = 160;

/**
 * Checks a message from the page.
 *
 * @throws ProtocolError in one sentence that names the first wrong part.
 */
export function parseCommand(data: unknown): Command {
  return parse(CommandSchema, data, 'command');
}

/**
 * Checks a message from the worker. Cheap: arrays of numbers are not read.
 *
 * @throws ProtocolError in one sentence that names the first wrong part.
 */
export function parseEvent(data: unknown): RunEvent {
  return parse(EventSchema, data, 'event');
}

function parse<T>(schema: v.GenericSchema<unknown, T>, data: unknown, what: string): T {
  let result: v.SafeParseResult<v.GenericSchema<unknown, T>>;
  try {
    result = v.safeParse(schema, data, { abortEarly: true });
  } catch {
    // Objects that cannot even be described, for example without a prototype where one is printed.
    throw new ProtocolError(`The ${what} could not be read.`);
  }
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const detail = issue.message.slice(0, LONGEST_DETAIL);
  throw new ProtocolError(`The ${what} is malformed${path === null ? '' : ` at ${path}`}: ${detail}.`);
}
