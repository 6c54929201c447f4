/** Messages about the run as a PyTorch project. */
import * as v from 'valibot';
import { ExperimentSchema } from '../../experiment/schema';
import { LiveChangesSchema } from './run';
import { ProblemSchema, Text } from './schema';

/** Page → worker. Answered by one event. */
export const GraduateCommandSchema = v.variant('type', [
  v.object({ type: v.literal('graduate'), experiment: ExperimentSchema, changes: LiveChangesSchema }),
]);
export type GraduateCommand = v.InferOutput<typeof GraduateCommandSchema>;

/** Worker → page. */
export const GraduateEventSchema = v.variant('type', [
  /** A zip archive to be downloaded. */
  v.object({ type: v.literal('graduated'), name: Text, file: v.instance(Blob) }),
  /** No project was made; the run is not affected. */
  v.object({ type: v.literal('graduate-refused'), problem: ProblemSchema }),
]);
export type GraduateEvent = v.InferOutput<typeof GraduateEventSchema>;
