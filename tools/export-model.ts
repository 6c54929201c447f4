/**
 * Writes a model in a format that others read (docs/files.md).
 *
 *   npm run export-model -- --model PATH --out FILE.onnx | FILE.gguf | FILE.zip | FILE.safetensors | FOLDER
 *
 * PATH is a shipped teacher's name (translation, phonemes-weak, …), a .safetensors file of ours, or a Hugging Face folder or its
 * zip: what the page saves, and the `output/student` of a graduated run.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { englishOf } from '../src/app/text/english';
import { UserError } from '../src/errors/user-error';
import { readModel } from '../src/model/file';
import { LONGEST_INPUT, unzip } from '../src/run/files/archive';
import { fitTo } from '../src/run/files/fit';
import { isModelFile, type ReadModel, readFolder } from '../src/run/files/folder';
import type { ExportFormat } from '../src/run/protocol';
import { exportFile, folderOf } from '../src/run/requests/export-file';
import { toSavedModel } from '../src/run/storage/models';
import { loadTask, TASKS, type TaskId } from '../src/tasks';
import { readAsset } from './read-asset';

const FORMATS: Readonly<Record<string, ExportFormat>> = {
  '.onnx': 'onnx',
  '.gguf': 'gguf',
  '.zip': 'hugging-face',
  '.safetensors': 'safetensors',
};

/** What is wrong with the command. */
class CommandError extends Error {}

function filesIn(folder: string): Map<string, Uint8Array> {
  const names = readdirSync(folder).filter(isModelFile);
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

function read(asked: string): ReadModel {
  const teacher = fileURLToPath(
    new URL(`../public/teachers/${basename(asked)}.safetensors`, import.meta.url),
  );
  const path = existsSync(asked) ? asked : teacher;
  if (!existsSync(path))
    throw new CommandError(`There is no file, folder or teacher “${asked}”. Name one with --model.`);
  if (statSync(path).isDirectory()) return readFolder(filesIn(path));
  const bytes = readFileSync(path);
  if (extname(path) === '.zip') return readFolder(unzip(bytes, isModelFile, LONGEST_INPUT));
  return { name: basename(path, extname(path)), model: readModel(bytes, basename(path)), notes: [] };
}

/**
 * Writes the model at `from` to the new file or folder `out`, in the format that its ending names.
 * @throws CommandError, UserError
 */
export async function exportModel(from: string, out: string): Promise<void> {
  if (existsSync(out)) throw new CommandError(`${out} is there already. Name a new file with --out.`);
  const { name, model } = read(from);
  const id = (Object.keys(TASKS) as TaskId[]).find((task) => task === model.task);
  if (!id) throw new CommandError('The model is for data that only the browser has; export it there.');
  const task = await loadTask(id, readAsset);
  const facts = { name: name || task.title, ownData: 0, created: Date.now(), scores: {}, recipe: '' };
  const kept = toSavedModel(fitTo(model, task), task, { ...facts, origin: 'imported' });
  const format = FORMATS[extname(out)];
  if (format) {
    writeFileSync(out, exportFile(kept, format).bytes);
    return;
  }
  mkdirSync(out);
  for (const [path, bytes] of folderOf(kept)) writeFileSync(join(out, path), bytes);
}

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: { model: { type: 'string', default: '' }, out: { type: 'string', default: '' } },
    });
    if (values.model === '' || values.out === '') {
      throw new CommandError('Name a model with --model, and a new file with --out.');
    }
    await exportModel(values.model, values.out);
  } catch (error) {
    const isCommand = error instanceof CommandError || (error instanceof Error && 'code' in error);
    if (!isCommand && !(error instanceof UserError)) throw error;
    process.stderr.write(`${error instanceof UserError ? englishOf(error) : (error as Error).message}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1]?.endsWith('export-model.ts')) await main();
