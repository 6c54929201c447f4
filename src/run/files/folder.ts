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

const SHARD = /-(\d+)-of-(\d+)\.safetensors$/;
/** Suffixes that systems add to the name of a second copy: `config (1).json`, `config copy.json`, `config - Copy 2.json`. */
const COPY = /(?:\s*\(\d+\)|\s*[-–_]?\s*(?:copy|kopie|copie|copia|コピー)(?:\s*\(?\d+\)?)?)+(?=\.\w+$)/i;

/** The name that a file had before it was copied or downloaded again. */
const originalName = (name: string): string => name.replace(COPY, '').toLowerCase();

const isTensors = (name: string): boolean => /\.safetensors$/i.test(name);

/** Files that are read; others in a folder are ignored. */
export const isModelFile = (name: string): boolean =>
  isTensors(name) || [CONFIG, TOKENIZER].includes(originalName(name));

/** Whether a set of files is meant as such a folder. */
export const isFolder = (files: ReadonlyMap<string, Uint8Array>): boolean =>
  [...files.keys()].some((name) => !isTensors(name));

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
  /** Notes for the user. */
  readonly notes: readonly Problem[];
}

/**
 * Reads such a folder: ours, or of any GPT-2 that our transformer can represent.
 *
 * @param others names of files beside them that are not read
 * @throws UserError when a file is missing or damaged, or says what cannot be represented here
 */
export function readFolder(
  files: ReadonlyMap<string, Uint8Array>,
  others: readonly string[] = [],
): ReadModel {
  const config = readConfig(json(files, CONFIG));
  const { shape, special, name, task, tied } = config;
  const weights = weightsIn(files, others);
  const { vocabulary, ids, notes: padded } = vocabularyOf(json(files, TOKENIZER), shape.vocabulary, special);
  const { parameters, notes: rounded } = readGpt2Tensors(weights, { shape, tied, ids });
  return {
    name,
    model: { shape: { ...shape, vocabulary: ids.length }, parameters, task, vocabulary },
    notes: [...config.notes, ...padded, ...rounded],
  };
}

/** A JSON file under its own name, or else the only copy of it. */
function json(files: ReadonlyMap<string, Uint8Array>, wanted: string): unknown {
  const copies = [...files.keys()].filter((name) => originalName(name) === wanted);
  const name = files.has(wanted) ? wanted : copies[0];
  const bytes = name === undefined ? undefined : files.get(name);
  if (name === undefined || bytes === undefined) throw new UserError('file-missing', { file: [wanted] });
  if (!files.has(wanted) && copies.length > 1) throw new UserError('files-alike', { files: copies });
  return parseJson(name, bytes);
}

/** The file with the weights, or its shards: model.safetensors, or else the only ones there are. */
function weightsIn(
  files: ReadonlyMap<string, Uint8Array>,
  others: readonly string[],
): ReadonlyMap<string, Uint8Array> {
  const found = [...files].filter(([name]) => isTensors(name));
  const named = found.filter(([name]) => name === TENSORS);
  const chosen = named.length > 0 ? named : found;
  const [[first] = [TENSORS]] = chosen;
  if (chosen.length === 0) throw noWeights(others);
  const count = Number(SHARD.exec(first)?.[2] ?? 1);
  const names = chosen.map(([name]) => name);
  if (count === 1 && chosen.length > 1) throw new UserError('files-alike', { files: names });
  if (count > chosen.length) throw new UserError('model-shards-missing', { files: names, count });
  return new Map(chosen);
}

/** Formats that hold code, or that no browser reads, by the ending of a file's name. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
  ...{ bin: 'PyTorch (pickle)', pt: 'PyTorch (pickle)', pth: 'PyTorch (pickle)', pkl: 'PyTorch (pickle)' },
  ...{ ckpt: 'PyTorch (pickle)', gguf: 'GGUF', ggml: 'GGML', onnx: 'ONNX', npz: 'NumPy', npy: 'NumPy' },
  ...{ tflite: 'TensorFlow Lite', h5: 'Keras (HDF5)', keras: 'Keras', msgpack: 'Flax (MessagePack)' },
  ...{ pb: 'TensorFlow', mlmodel: 'Core ML' },
};

const formatOf = (name: string): string | undefined =>
  OTHER_FORMATS[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];

/** Why there are no weights: files of another format, which are named, or none. */
export function noWeights(others: readonly string[]): UserError {
  const foreign = others.filter((name) => formatOf(name) !== undefined);
  const [format] = foreign.map(formatOf);
  return format === undefined
    ? new UserError('file-missing', { file: [TENSORS] })
    : new UserError('model-format', { files: foreign, format });
}
