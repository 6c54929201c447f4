/**
 * Messages between the page and the run's Web Worker: two discriminated unions and nothing else. This is their types; the schemas that
 * check what arrives are in `parse.ts`, which the first screen does without.
 *
 * Errors travel as problems: a code and values, which the page words in the user's language.
 */

export type { View, ViewedPicture } from '../../distill/dino/viewed';
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
export type { BackendChoice, BackendInfo, BackendName, Probe } from './backend';
export type {
  ComparedResult,
  ComparedRun,
  ComparedRunState,
  ComparisonCommand,
  ComparisonEvent,
  ComparisonSnapshot,
  ComparisonState,
  CurvePoint,
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
export type { LiveMessage } from './live';
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
export type { Command, RunEvent } from './parse';
export type { EvaluatedAnswer, Evaluation, StepReport } from './report';
export type { Failure, Loaded, Phase, Progress, SavedRunKey, ThreadsWish } from './run';
export type { ComparisonCard, GivenUp, KeptKind, RunCard, RunFacts, RunsCommand, RunsEvent } from './runs';
export type { MetricFacts } from './schema';
export type { AcceptanceRule, StripRow, StripToken } from './strip';
export type { TeacherCard, TeacherEvent, TeacherName } from './teacher';
export type {
  TokenDraws,
  TokenLoss,
  TokenVerdict,
  TraceCommand,
  TraceEvent,
  TraceRequest,
  TraceResult,
  VerdictRequest,
  Writer,
} from './trace';
export {
  channelOf,
  endsWorker,
  isOver,
  MOST_THREADS,
  nextRun,
  stepsOf,
  WAITING_RUN,
  WRITERS,
} from './values';
