/** Views of pictures as they are shown: pixels, and what both models make of them. */
import { GLOBAL_CROPS, type Views } from './crops';

/** One view of a picture. */
export interface View {
  /** One hexadecimal digit a pixel, row by row. */
  readonly pixels: string;
  /** The teacher's distribution over prototypes; null for views that it does not see. */
  readonly teacher: Float32Array | null;
  readonly student: Float32Array;
}

export interface ViewedPicture {
  readonly prompt: string;
  readonly views: readonly View[];
}

const asDigits = (levels: Float32Array): string =>
  Array.from(levels, (level) => Math.round(level).toString(16)).join('');

/**
 * The views of the first pictures of a batch.
 * @param batch pictures in the batch
 * @param teacher distributions over prototypes of the global views, view by view
 * @param student of all views
 */
export function viewedPictures(
  prompts: readonly string[],
  { globals, locals, localSide }: Views,
  batch: number,
  teacher: Float32Array,
  student: Float32Array,
): readonly ViewedPicture[] {
  const prototypes = teacher.length / (GLOBAL_CROPS * batch);
  const count = student.length / prototypes / batch;
  const part = (values: Float32Array, row: number, size: number): Float32Array =>
    values.slice(row * size, (row + 1) * size);
  const size = globals.length / (GLOBAL_CROPS * batch);
  return prompts.map((prompt, picture) => ({
    prompt,
    views: Array.from({ length: count }, (_, view): View => {
      const row = view * batch + picture;
      const isGlobal = view < GLOBAL_CROPS;
      const levels = isGlobal
        ? part(globals, row, size)
        : part(locals, row - GLOBAL_CROPS * batch, localSide ** 2);
      return {
        pixels: asDigits(levels),
        teacher: isGlobal ? part(teacher, row, prototypes) : null,
        student: part(student, row, prototypes),
      };
    }),
  }));
}
