/** Which files the page takes in, by the ends of their names. */
import { isPictureName } from '../../experiment/user-data';

export const MODEL_FILES = ['.safetensors', '.zip', '.json'] as const;
export const RECORDING_FILES = ['.distillery'] as const;
export const DATA_FILES = ['.csv', '.tsv', '.tab', '.jsonl', '.ndjson', '.json', '.txt'] as const;
/** Holds a model, or pictures. */
export const ARCHIVE = '.zip';

/** Only models have these; other JSON by itself is data. */
const CERTAIN = ['.safetensors', ARCHIVE, '.safetensors.index.json'];
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

export const isArchive = (name: string): boolean => endsWith([ARCHIVE], { name });

/** The list of an archive's files is at its end. */
const LIST_BYTES = 1 << 16;

/** Whether an archive holds pictures and no model. */
export async function holdsPictures(archive: Blob): Promise<boolean> {
  const list = await archive.slice(-LIST_BYTES).text();
  return /\.(?:png|jpe?g)/i.test(list) && !/\.safetensors|config\.json/i.test(list);
}

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
  return files.some((file) => endsWith(DATA_FILES, file) || isPictureName(file.name)) ? 'data' : null;
}
