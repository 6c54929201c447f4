/**
 * Checks messages. `parseCommand` and `parseEvent` make of a malformed message a `ProtocolError`, never a crash.
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

export { ProbeSchema } from './backend';
export { readLiveMessage } from './live';

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
