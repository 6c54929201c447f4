/**
 * A lesson as a file: JSON, one file a lesson and language. Texts are plain text; a blank line begins a paragraph.
 * docs/teaching.md says how to write one.
 */
import * as v from 'valibot';
import { RECORDED_PRESETS } from '../../../../experiment/recording-link';
import { PART_NAMES } from './parts';

/** Bytes of a file that are read. */
export const LARGEST_LESSON = 256 * 1024;
/** Words of a station's text, as its language counts them. */
export const MOST_WORDS = 90;
/** Characters of it where words are not separated (Japanese, Chinese). */
export const MOST_CHARACTERS = 260;
const MOST_STATIONS = 12;

const text = (most: number) => v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(most));
const Line = text(300);
const Paragraphs = text(1_500);
const listOf = <S extends v.GenericSchema>(of: S, fewest: number, most: number) =>
  v.pipe(v.array(of), v.minLength(fewest), v.maxLength(most));

/** The right option of a prediction: its place from 1, or what makes it so in numbers of runs (see values.ts). */
const RightSchema = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Option 1 where the value is below the first bound, option 2 below the second, and so on. */
  v.strictObject({ value: Line, bounds: listOf(v.number(), 1, 5) }),
  /** Option n where the n-th value is the largest. */
  v.strictObject({ largest: listOf(Line, 2, 6) }),
  v.strictObject({ smallest: listOf(Line, 2, 6) }),
]);
export type Right = v.InferOutput<typeof RightSchema>;

const PredictionSchema = v.strictObject({
  question: Line,
  options: listOf(Line, 2, 6),
  right: RightSchema,
});
export type Prediction = v.InferOutput<typeof PredictionSchema>;

/** What a button of a station does. All but `ask` first put settings on the controls: those of a link, or of a preset. */
const ActionSchema = v.strictObject({
  /**
   * `run` starts a run, `step` makes its first step, `compare` starts the comparison of the link, `set` starts nothing, and `ask`
   * has both models answer a prompt.
   */
  do: v.picklist(['run', 'step', 'compare', 'set', 'ask']),
  label: text(60),
  /** Hash of a link, without `#`. */
  link: v.exactOptional(text(2_000)),
  preset: v.exactOptional(Line),
  prompt: v.exactOptional(text(200)),
});
export type LessonAction = v.InferOutput<typeof ActionSchema>;

const StationSchema = v.strictObject({
  title: text(80),
  text: Paragraphs,
  /** Part of the page that is framed. */
  look: v.exactOptional(v.picklist(PART_NAMES)),
  /** Terms of the page's glossary that are explained beside the text. */
  terms: v.exactOptional(listOf(Line, 1, 6)),
  predict: v.exactOptional(PredictionSchema),
  action: v.exactOptional(ActionSchema),
  /** Chart in which one can draw what one expects of the action's run. */
  draw: v.exactOptional(v.picklist(['loss', 'acceptance', 'score'])),
  /** A recorded run that can be watched in place of the action's: that of a preset. */
  recording: v.exactOptional(v.picklist(RECORDED_PRESETS)),
  /** Shown after the prediction and the run; may cite numbers of runs. */
  answer: v.exactOptional(Paragraphs),
  discuss: v.exactOptional(text(600)),
});
export type Station = v.InferOutput<typeof StationSchema>;

const NotesSchema = v.strictObject({
  purpose: Paragraphs,
  /** Minutes of each part, in order. */
  timing: listOf(
    v.strictObject({ minutes: v.pipe(v.number(), v.minValue(0.5), v.maxValue(90)), what: Line }),
    1,
    12,
  ),
  /** What usually goes wrong, and what to do. */
  pitfalls: listOf(text(600), 1, 10),
  /** Answers to the questions for discussion, and what was measured. */
  answers: listOf(text(900), 1, 12),
});

export const LessonSchema = v.strictObject({
  format: v.literal('distillery-lesson'),
  version: v.literal(1),
  /** BCP 47. */
  language: v.pipe(v.string(), v.regex(/^[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/)),
  title: text(80),
  /** What one will have seen at its end. */
  summary: text(400),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90)),
  stations: listOf(StationSchema, 1, MOST_STATIONS),
  /** For whoever gives the lesson. */
  notes: v.exactOptional(NotesSchema),
});
export type Lesson = v.InferOutput<typeof LessonSchema>;
export type LessonNotes = v.InferOutput<typeof NotesSchema>;
