/** Messages about the teachers that the site ships: how each was trained, and how good it is. */
import * as v from 'valibot';
import type { Experiment } from '../../experiment/fields';
import { FIELD_SCHEMAS } from '../../experiment/schema';
import { BACKENDS } from './backend';
import { Amount, Count, listOf, ProblemSchema, Scores, Size, schemaFor, Text } from './schema';

/** A shipped teacher by its task and name; users' own data and models have no card. */
export type TeacherName = Pick<Experiment, 'task' | 'teacher'>;

/** Contents of the card that `tools/train-teacher.ts` writes beside a teacher. */
export const TeacherCardSchema = v.pipe(
  v.object({
    parameters: Size,
    shape: v.pipe(v.object({ width: Size, layers: Size, heads: Size }), v.readonly()),
    /** Examples of the task's training set. Test examples have other prompts. */
    trainingExamples: Size,
    /** Steps of the last round of training; `stepsBefore` are those of earlier rounds. */
    recipe: v.pipe(
      v.object({
        steps: Size,
        stepsBefore: v.optional(Size),
        batchSize: Size,
        seed: Count,
        learningRate: Amount,
      }),
      v.readonly(),
    ),
    trainingSeconds: Amount,
    /** Backend and graphics adapter that trained it, and the model of the processor. */
    machine: v.pipe(
      v.object({ backend: v.picklist(BACKENDS), adapter: Text, processor: Text }),
      v.readonly(),
    ),
    /** Repeats the training. */
    command: Text,
    /** Metric id → score of the shipped file on the test examples. */
    testScores: Scores,
    testExamples: Size,
    /** The first of its wrong answers. */
    wrongAnswers: listOf(v.pipe(v.object({ prompt: Text, reference: Text, answer: Text }), v.readonly())),
  }),
  v.readonly(),
);
export type TeacherCard = v.InferOutput<typeof TeacherCardSchema>;

const NameSchema = schemaFor<TeacherName>()(
  v.object({ task: FIELD_SCHEMAS.task, teacher: FIELD_SCHEMAS.teacher }),
);

/** Page → worker. */
export const TeacherCommandSchema = v.object({ type: v.literal('describe-teacher'), name: NameSchema });

/** Worker → page. `card` is null when it did not arrive; `problem` then says why. */
export const TeacherEventSchema = v.object({
  type: v.literal('teacher-described'),
  name: NameSchema,
  card: v.nullable(TeacherCardSchema),
  problem: v.nullable(ProblemSchema),
});
export type TeacherEvent = v.InferOutput<typeof TeacherEventSchema>;
