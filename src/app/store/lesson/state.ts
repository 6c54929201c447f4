/** Which lesson is open. What happens in it is in `progress.ts`, which comes with the first lesson. */
import { create } from 'zustand';

export interface OpenLesson {
  /** `1` to `8`, or the path of a lesson of one's own on this origin; `file` for one that was opened from a file; null: none. */
  readonly id: string | null;
}

export const useOpenLesson = create<OpenLesson>(() => ({ id: null }));

/** Id of a lesson from a file, which no address can name. */
export const FROM_FILE = 'file';

/** What the address says of it. */
export function lessonInAddress(): string | null {
  const { id } = useOpenLesson.getState();
  return id === FROM_FILE ? null : id;
}
