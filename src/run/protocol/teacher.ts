/** Messages about the teachers that the site ships: how each was trained, and how good it is. */
import * as v from 'valibot';
import type { Problem } from '../../errors/problems';
import type { Experiment } from '../../experiment/fields';
import { FIELD_SCHEMAS } from '../../experiment/schema';
import { BACKENDS, type BackendName } from './run';
import { Amount, Count, ProblemSchema, Scores, Size, schemaFor, Text } from './schema';

/** Which teacher of which task; users' own data and models have no card. */
export type TeacherName = Pick<Experiment, 'task' | 'teacher'>;

/** Contents of the card that `tools/train-teacher.ts` writes beside a teacher. */
export interface TeacherCard {
  readonly parameters: number;
  readonly shape: { readonly width: number; readonly layers: number; readonly heads: number };
  /** Examples of the task's training set. Test examples have other prompts. */
  readonly trainingExamples: number;
  /** Steps of the last round of training; `stepsBefore` are those of earlier rounds. */
  readonly recipe: {
    readonly steps: number;
    readonly stepsBefore?: number | undefined;
    readonly batchSize: number;
    readonly seed: number;
    readonly learningRate: number;
  };
  readonly trainingSeconds: number;
  /** Backend and graphics adapter that trained it, and the model of the processor. */
  readonly machine: { readonly backend: BackendName; readonly adapter: string; readonly processor: string };
  /** Repeats the training. */
  readonly command: string;
  /** Metric id → score of the shipped file on the test examples. */
  readonly testScores: Readonly<Record<string, number>>;
  readonly testExamples: number;
  /** The first of its wrong answers. */
  readonly wrongAnswers: readonly {
    readonly prompt: string;
    readonly reference: string;
    readonly answer: string;
  }[];
}

/** All that it was trained for. */
export const stepsOf = ({ recipe: { steps, stepsBefore = 0 } }: Pick<TeacherCard, 'recipe'>): number =>
  stepsBefore + steps;

/** Page → worker. */
export type TeacherCommand = { type: 'describe-teacher'; name: TeacherName };

/** Worker → page. `card` is null when it did not arrive; `problem` then says why. */
export type TeacherEvent = {
  type: 'teacher-described';
  name: TeacherName;
  card: TeacherCard | null;
  problem: Problem | null;
};

const NameSchema = schemaFor<TeacherName>()(
  v.object({ task: FIELD_SCHEMAS.task, teacher: FIELD_SCHEMAS.teacher }),
);

export const TeacherCardSchema = schemaFor<TeacherCard>()(
  v.object({
    parameters: Size,
    shape: v.object({ width: Size, layers: Size, heads: Size }),
    trainingExamples: Size,
    recipe: v.object({
      steps: Size,
      stepsBefore: v.optional(Size),
      batchSize: Size,
      seed: Count,
      learningRate: Amount,
    }),
    trainingSeconds: Amount,
    machine: v.object({ backend: v.picklist(BACKENDS), adapter: Text, processor: Text }),
    command: Text,
    testScores: Scores,
    testExamples: Size,
    wrongAnswers: v.pipe(v.array(v.object({ prompt: Text, reference: Text, answer: Text })), v.readonly()),
  }),
);

export const TeacherCommandSchema = schemaFor<TeacherCommand>()(
  v.object({ type: v.literal('describe-teacher'), name: NameSchema }),
);

export const TeacherEventSchema = schemaFor<TeacherEvent>()(
  v.object({
    type: v.literal('teacher-described'),
    name: NameSchema,
    card: v.nullable(TeacherCardSchema),
    problem: v.nullable(ProblemSchema),
  }),
);
