/** A kept model as one file of a format that others read. */

import { UserError } from '../../errors/user-error';
import { isEncoder } from '../../model/shape';
import { zip } from '../files/archive';
import type { UserDataFacts } from '../files/config-json';
import { writeFolder } from '../files/folder';
import { ggufModel } from '../files/gguf';
import { onnxModel } from '../files/onnx';
import type { ExportFormat } from '../protocol/models';
import { fileOf, type SavedModel } from '../storage/models';

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** MIME type; empty where there is none. */
  readonly type: string;
}

const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  safetensors: '.safetensors',
  'hugging-face': '-hugging-face.zip',
  onnx: '.onnx',
  gguf: '.gguf',
};

/** @throws UserError `encoder-format` for a format of text models and an encoder */
export function exportFile(kept: SavedModel, format: ExportFormat): ExportedFile {
  if (format !== 'safetensors' && isEncoder(kept.shape)) throw new UserError('encoder-format');
  const base = fileName(kept.name);
  const type = format === 'hugging-face' ? 'application/zip' : '';
  return { name: base + ENDINGS[format], bytes: contents(kept, format, base), type };
}

function contents(kept: SavedModel, format: ExportFormat, base: string): Uint8Array<ArrayBuffer> {
  switch (format) {
    case 'safetensors':
      return kept.bytes;
    case 'hugging-face':
      return zip(base, folderOf(kept), new Date(kept.created));
    case 'onnx':
      return onnxModel(fileOf(kept), factsOf(kept));
    case 'gguf':
      return ggufModel(fileOf(kept), factsOf(kept));
    default:
      return format satisfies never;
  }
}

/** The files of its Hugging Face folder, by name. */
export const folderOf = (kept: SavedModel): Map<string, Uint8Array> =>
  writeFolder(fileOf(kept), factsOf(kept), { ...kept, created: new Date(kept.created) });

const factsOf = ({ name, task, promptLength, shape }: SavedModel): UserDataFacts => ({
  ...{ name, task, promptLength },
  responseLength: shape.context + 1 - promptLength,
});

/** A name that every file system takes. */
const fileName = (name: string): string =>
  name
    .normalize()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase() || 'model';
