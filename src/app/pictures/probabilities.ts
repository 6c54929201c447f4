import type { StripRow } from '../../run/protocol';

/** One class of a picture or a sentence, with what each model thinks of it. */
export interface ClassView {
  readonly id: number;
  /** Null where there is no teacher. */
  readonly teacher: number | null;
  /** The teacher at the temperature of the loss. */
  readonly target: number | null;
  readonly student: number;
}

export interface PictureView {
  readonly prompt: string;
  /** Id of the right class. */
  readonly label: number;
  /** The student's likeliest class. */
  readonly answer: number;
  readonly teacherAnswer: number | null;
  /** Likeliest first, by the teacher where there is one. */
  readonly classes: readonly ClassView[];
}

/** The place of the largest number. */
export const largestOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((best, value, id, all) => (value > (all[best] ?? 0) ? id : best), 0);

/** softmax(z/T) from log-probabilities. */
export function softened(logProbabilities: ArrayLike<number>, temperature: number): number[] {
  const weights = Array.from(logProbabilities, (value) => Math.exp(value / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * What both models say about a picture or a sentence of the sheet; null for a row without an answer.
 * @param place which answer, of a picture that has several
 */
export function viewPicture(
  { prompt, tokens, teacher: ofTeacher, student: ofStudent }: StripRow,
  temperature: number,
  place = 0,
): PictureView | null {
  const token = tokens[place];
  if (!token) return null;
  const classCount = ofStudent.length / tokens.length;
  const own = (logs: Float32Array): Float32Array =>
    logs.subarray(place * classCount, (place + 1) * classCount);
  const [teacher, student] = [own(ofTeacher), own(ofStudent)];
  const taught = teacher.length > 0;
  const soft = softened(teacher, temperature);
  const classes = Array.from(
    student,
    (value, id): ClassView => ({
      id,
      teacher: taught ? Math.exp(teacher[id] ?? Number.NEGATIVE_INFINITY) : null,
      target: taught ? (soft[id] ?? 0) : null,
      student: Math.exp(value),
    }),
  ).sort((a, b) => (b.teacher ?? b.student) - (a.teacher ?? a.student));
  return {
    prompt,
    label: token.id,
    answer: largestOf(student),
    teacherAnswer: taught ? largestOf(teacher) : null,
    classes,
  };
}
