/** A model as the folder of files that Hugging Face's libraries load. */
import type { Problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import type { ModelFile } from '../../model/file';
import { configJson, generationConfig, readConfig, type UserDataFacts } from './config-json';
import { gpt2Tensors, readGpt2Tensors } from './gpt2-tensors';
import { jsonBytes, parseJson } from './json';
import { readme, type Story } from './readme';
import { specialTokensMap, tokenizerConfig, tokenizerJson, vocabularyOf } from './tokenizer-json';

const CONFIG = 'config.json';
const TENSORS = 'model.safetensors';
const TOKENIZER = 'tokenizer.json';

/** Files that are read; others in a folder are ignored. */
export const isModelFile = (name: string): boolean =>
  name === CONFIG || name === TOKENIZER || name.endsWith('.safetensors');

/** Whether a set of files is meant as such a folder. */
export const isFolder = (files: ReadonlyMap<string, Uint8Array>): boolean =>
  files.has(CONFIG) || files.has(TOKENIZER);

/** Every file of the folder, by name. */
export function writeFolder(model: ModelFile, facts: UserDataFacts, story: Story): Map<string, Uint8Array> {
  return new Map([
    [CONFIG, jsonBytes(configJson(model.shape, facts))],
    ['generation_config.json', jsonBytes(generationConfig(facts))],
    [TENSORS, gpt2Tensors(model)],
    [TOKENIZER, jsonBytes(tokenizerJson(model.vocabulary))],
    ['tokenizer_config.json', jsonBytes(tokenizerConfig(model.shape.context))],
    ['special_tokens_map.json', jsonBytes(specialTokensMap())],
    ['README.md', new TextEncoder().encode(readme(model, facts, story))],
  ]);
}

export interface ReadModel {
  /** Empty when the file does not say. */
  readonly name: string;
  /** `task` is empty when the file names none. */
  readonly model: ModelFile;
  /** What the visitor should know about it. */
  readonly notes: readonly Problem[];
}

/**
 * Reads such a folder: ours, or of any GPT-2 that our transformer can represent.
 *
 * @throws UserError when a file is missing or damaged, or says what cannot be represented here
 */
export function readFolder(files: ReadonlyMap<string, Uint8Array>): ReadModel {
  const { shape, special, name, task, tied, notes } = readConfig(parseJson(CONFIG, file(files, CONFIG)));
  const vocabulary = vocabularyOf(parseJson(TOKENIZER, file(files, TOKENIZER)), shape.vocabulary, special);
  const parameters = readGpt2Tensors(file(files, TENSORS), shape, tied);
  return { name, model: { shape, parameters, task, vocabulary }, notes };
}

function file(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes) return bytes;
  const parts = [...files.keys()].filter((other) => /^model-\d+-of-\d+\.safetensors$/.test(other));
  throw name === TENSORS && parts.length > 0
    ? new UserError('model-split', { files: parts })
    : new UserError('file-missing', { file: [name] });
}
