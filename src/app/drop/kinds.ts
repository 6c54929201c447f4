/** Which files the page takes in, by the ends of their names. */

export const MODEL_FILES = ['.safetensors', '.zip', '.json'] as const;
export const DATA_FILES = ['.csv', '.tsv', '.jsonl', '.txt'] as const;

export type FileKind = 'model' | 'data';

const endsWith = (endings: readonly string[], { name }: Pick<File, 'name'>): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(ending));

/**
 * What files that were dropped together are. A model's folder has all kinds of files in it, so one that holds a model is
 * a model; null when nothing is known.
 */
export function kindOf(files: readonly Pick<File, 'name'>[]): FileKind | null {
  if (files.some((file) => endsWith(MODEL_FILES, file))) return 'model';
  return files.some((file) => endsWith(DATA_FILES, file)) ? 'data' : null;
}
