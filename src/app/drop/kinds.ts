/** Which files the page takes in, by the ends of their names. */

export const MODEL_FILES = ['.safetensors', '.zip', '.json'] as const;
export const RECORDING_FILES = ['.distillery'] as const;
export const DATA_FILES = ['.csv', '.tsv', '.tab', '.jsonl', '.ndjson', '.json', '.txt'] as const;

/** Only models have these; other JSON by itself is data. */
const CERTAIN = ['.safetensors', '.zip', '.safetensors.index.json'];
const PARTS = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
];

/** Ending of the names of lessons; other JSON by itself is data. */
export const LESSON_FILE = '.lesson.json';

/** Ending of the names of hand-ins. */
export const HAND_IN_FILE = '.handin.json';

export type FileKind = 'model' | 'data' | 'recording' | 'lesson' | 'hand-in';

const endsWith = (endings: readonly string[], { name }: Pick<File, 'name'>): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(ending));

/**
 * Kind of files that were dropped together. A model's folder has all kinds of files in it, so one that holds a model is
 * a model; null when nothing is known.
 */
export function kindOf(files: readonly Pick<File, 'name'>[]): FileKind | null {
  if (files.some((file) => endsWith([HAND_IN_FILE], file))) return 'hand-in';
  if (files.some((file) => endsWith(RECORDING_FILES, file))) return 'recording';
  if (files.length === 1 && files.some((file) => endsWith([LESSON_FILE], file))) return 'lesson';
  const isModel = files.some((file) => endsWith(CERTAIN, file) || PARTS.includes(file.name.toLowerCase()));
  if (isModel) return 'model';
  return files.some((file) => endsWith(DATA_FILES, file)) ? 'data' : null;
}
