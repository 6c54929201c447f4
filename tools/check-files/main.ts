/**
 * Holds exported models to the libraries of others, and runs every snippet of docs/files.md. Needs the network; no part of `npm test`.
 *
 *   npm run check-files
 *
 * Packages of VERSIONS go into .cache/check-files/. PyTorch is that of the Python in PYTHON, or else is installed there too.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evaluate } from '../../src/distill/metrics/evaluate';
import { readModel } from '../../src/model/file';
import { hidden, logits } from '../../src/model/forward';
import { Model } from '../../src/model/model';
import * as tf from '../../src/ops/tf';
import { loadTask, TASKS, type TaskId } from '../../src/tasks';
import { EOS, padPrompt } from '../../src/tasks/tokenizer';
import { exportModel } from '../export-model';
import { openNodeDevice } from '../node-device';
import { readAsset } from '../read-asset';

const TORCH = 'torch==2.15.0';
/** What a user installs beside PyTorch, by the folder that it goes into. */
const VERSIONS = {
  'transformers-5': ['transformers==5.24.0', 'tokenizers==0.23.3', 'onnxruntime==1.32.0'],
  'transformers-4': ['transformers==4.57.6', 'tokenizers==0.22.2', 'onnxruntime==1.32.0'],
  'llama.cpp': ['xllamacpp==2026.10.11549', 'gguf==0.19.0'],
} as const;
type Packages = keyof typeof VERSIONS;
const PROMPTS = 6;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, '.cache/check-files');
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Standard output of a command; what it says besides is shown. */
function run(
  command: string,
  options: readonly string[],
  extra: { input?: string; cwd?: string; path?: string } = {},
): string {
  const { input, cwd = ROOT, path } = extra;
  const env = { ...process.env, ...(path === undefined ? {} : { PYTHONPATH: path }), HF_HUB_OFFLINE: '1' };
  const { status, stdout } = spawnSync(command, options, {
    ...{ input, cwd, env, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'], maxBuffer: 2 ** 28 },
  });
  if (status !== 0) throw new Error(`${command} ${options.slice(0, 3).join(' ')} ended with ${status}`);
  return stdout;
}

/** A Python with PyTorch. */
function findPython(): string {
  if (process.env.PYTHON) return process.env.PYTHON;
  const folder = join(CACHE, 'python');
  const python = join(folder, 'bin/python');
  if (!existsSync(folder)) {
    run('python3', ['-m', 'venv', folder]);
    run(python, ['-m', 'pip', 'install', '--quiet', TORCH]);
  }
  return python;
}

/** The folder of a set of packages, for PYTHONPATH. */
function install(python: string, name: Packages): string {
  const folder = join(CACHE, name);
  const done = join(folder, 'versions.txt');
  const wanted = VERSIONS[name].join('\n');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  run(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-warn-conflicts',
    '--target',
    folder,
    ...VERSIONS[name],
  ]);
  writeFileSync(done, wanted);
  return folder;
}

/** Prompts of a task with the page's ids, answers and logits. */
async function casesOf(id: TaskId) {
  const task = await loadTask(id, readAsset);
  const { promptLength, responseLength, tokenizer } = task;
  const file = readModel(readFileSync(join(ROOT, `public/teachers/${id}.safetensors`)));
  const model = new Model(file.shape, file.parameters);
  const examples = task.split().test.slice(0, PROMPTS);
  const { answers } = await evaluate(task, model, examples);
  const cases = examples.map(({ prompt }, i) => {
    const answer = answers[i] ?? '';
    const tokens = tokenizer.encode(answer);
    const end = tokens.length < responseLength ? [EOS] : [];
    const ids = [...padPrompt(tokenizer.encode(prompt), promptLength), ...tokens, ...end];
    const values = tf.tidy(() => {
      const input = tf.tensor2d([ids.slice(0, -1)], undefined, 'int32');
      return logits(model.weights, hidden(model.shape, model.weights, input))
        .squeeze([0])
        .arraySync();
    });
    return { prompt, answer, ids, logits: values };
  });
  model.dispose();
  return { promptLength, responseLength, cases };
}

/** Blocks of code of docs/files.md in a language. */
const snippets = (language: string): string[] =>
  [
    ...readFileSync(join(ROOT, 'docs/files.md'), 'utf8').matchAll(
      new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'),
    ),
  ].map(([, code = '']) => code);

/** Every snippet asks the translation teacher, which is right, for one number. */
const SNIPPETS_SAY = 'quarante-deux';

function checkSnippet(language: string, number: number, said: string): void {
  if (said.trim() !== SNIPPETS_SAY) throw new Error(`snippet ${number} in ${language} says ${said}`);
  print(`docs/files.md, snippet ${number} in ${language}: ${said.trim()}`);
}

await openNodeDevice('cpu');
mkdirSync(CACHE, { recursive: true });
const python = findPython();
const work = mkdtempSync(join(CACHE, 'models-'));
const at = (name: string): string => join(work, name);

/** Runs a script of this folder on every shipped teacher. */
async function checkAll(
  name: Packages,
  script: string,
  after: (id: TaskId, saved: string) => Promise<string>,
): Promise<void> {
  const path = install(python, name);
  print(`${name}: ${VERSIONS[name].join(', ')}`);
  for (const id of Object.keys(TASKS) as TaskId[]) {
    for (const ending of ['', '.onnx', '.gguf', '.safetensors']) {
      if (!existsSync(at(id + ending))) await exportModel(id, at(id + ending));
    }
    const saved = at(`${id}-${name}`);
    const files = { folder: at(id), onnx: at(`${id}.onnx`), gguf: at(`${id}.gguf`), saved };
    const input = JSON.stringify({ ...(await casesOf(id)), ...files });
    const found = run(python, [join(ROOT, 'tools/check-files', script)], { input, path });
    print(`  ${id}: ${found.trim()}${await after(id, saved)}`);
  }
}

/** Brings a folder that transformers saved back, and holds it to what was exported. */
async function bringBack(id: TaskId, saved: string): Promise<string> {
  await exportModel(saved, `${saved}.safetensors`);
  const same = readFileSync(`${saved}.safetensors`).equals(readFileSync(at(`${id}.safetensors`)));
  if (!same) throw new Error(`${id}: what save_pretrained wrote comes back as another model`);
  return '; saved by transformers and brought back: the same file';
}

try {
  await checkAll('llama.cpp', 'check_gguf.py', async () => '');
  cpSync(at('translation'), at('my-model'), { recursive: true });
  for (const ending of ['.onnx', '.gguf']) cpSync(at(`translation${ending}`), at(`my-model${ending}`));
  for (const name of ['transformers-5', 'transformers-4'] as const) {
    await checkAll(name, 'check.py', bringBack);
    const paths = [install(python, name), install(python, 'llama.cpp')];
    snippets('python').forEach((code, i) => {
      checkSnippet('python', i + 1, run(python, ['-c', code], { cwd: work, path: paths.join(':') }));
    });
  }
  snippets('js').forEach((code, i) => {
    const file = at(`snippet-${i}.mjs`);
    writeFileSync(file, code);
    checkSnippet('js', i + 1, run('node', [file], { cwd: work }));
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}
