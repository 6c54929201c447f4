/**
 * Messages between the page and the run's Web Worker: two discriminated unions and nothing else.
 *
 * `parseCommand` and `parseEvent` check what arrives; a malformed message becomes a `ProtocolError`, never a crash.
 * Errors travel as problems: a code and values, which the page words in the user's language.
 */
import * as v from 'valibot';
import {
  type AttentionCommand,
  AttentionCommandSchema,
  type AttentionEvent,
  AttentionEventSchema,
} from './attention';
import {
  type ComparisonCommand,
  ComparisonCommandSchema,
  type ComparisonEvent,
  ComparisonEventSchema,
} from './comparison';
import { type DataCommand, DataCommandSchema, type DataEvent, DataEventSchema } from './data';
import {
  type EvaluationCommand,
  EvaluationCommandSchema,
  type EvaluationEvent,
  EvaluationEventSchema,
} from './evaluation';
import { type MeasureCommand, MeasureCommandSchema, type MeasureEvent, MeasureEventSchema } from './measures';
import { type ModelCommand, ModelCommandSchema, type ModelEvent, ModelEventSchema } from './models';
import {
  type SingleRunCommand,
  SingleRunCommandSchema,
  type SingleRunEvent,
  SingleRunEventSchema,
} from './run';
import { schemaFor } from './schema';
import { type TeacherCommand, TeacherCommandSchema, type TeacherEvent, TeacherEventSchema } from './teacher';

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
export { BOS, EOS, PAD } from '../../tasks/tokenizer';
export type {
  AttentionCommand,
  AttentionEvent,
  AttentionMaps,
  AttentionResult,
  AttentionText,
} from './attention';
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
  TaskFacts,
  TaskName,
} from './data';
export type { EvaluationEvent, EvaluationResult, TrainingProgress } from './evaluation';
export type {
  Agreement,
  DraftingCommand,
  DraftingResult,
  IdentityCommand,
  IdentityResult,
  MeasureCommand,
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
export type {
  AcceptanceRule,
  BackendChoice,
  BackendInfo,
  BackendName,
  EvaluatedAnswer,
  Evaluation,
  Failure,
  Loaded,
  MetricFacts,
  MetricId,
  Phase,
  Progress,
  SavedRunKey,
  StepReport,
  StripRow,
  StripToken,
} from './run';
export { endsWorker } from './run';
export { stepsOf, type TeacherCard, type TeacherEvent, type TeacherName } from './teacher';

/** Page → worker. */
export type Command =
  | SingleRunCommand
  | EvaluationCommand
  | MeasureCommand
  | ModelCommand
  | ComparisonCommand
  | DataCommand
  | TeacherCommand
  | AttentionCommand;

/** Worker → page. */
export type RunEvent =
  | SingleRunEvent
  | EvaluationEvent
  | MeasureEvent
  | ModelEvent
  | ComparisonEvent
  | DataEvent
  | TeacherEvent
  | AttentionEvent;

/** A message that does not have the agreed form. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const CommandSchema = schemaFor<Command>()(
  v.variant('type', [
    SingleRunCommandSchema,
    EvaluationCommandSchema,
    MeasureCommandSchema,
    ModelCommandSchema,
    ComparisonCommandSchema,
    DataCommandSchema,
    TeacherCommandSchema,
    AttentionCommandSchema,
  ]),
);

/** Schema of every event, for `parseEvent`; exported for a test. */
export const EventSchema = schemaFor<RunEvent>()(
  v.variant('type', [
    SingleRunEventSchema,
    EvaluationEventSchema,
    MeasureEventSchema,
    ModelEventSchema,
    ComparisonEventSchema,
    DataEventSchema,
    TeacherEventSchema,
    AttentionEventSchema,
  ]),
);

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
