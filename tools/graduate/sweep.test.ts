import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeLink } from '../../src/experiment/comparison-link';
import type { Experiment } from '../../src/experiment/fields';
import { projectFiles } from '../../src/run/graduate/project-files';
import { selectBackend } from '../../src/test-support/backends';
import { findTorchPython } from '../find-python';
import { prepare } from '../prepare';
import { readResults, writeResult } from '../reproduce/raw';
import { collectRun, runFolders } from './collect';
import { readSources } from './sources';
import { sweepFiles } from './sweep';
import { writeProject } from './write-project';

const LINK =
  'v=3&seed=5&teacher=weak&trainSize=40&studentWidth=16&studentLayers=1&studentHeads=2&batchSize=3&responseLimit=14&steps=4&sftSteps=2&sftExamples=16&sftBatchSize=4&compare=trainSize:20,40&seeds=2&budget=updates';

const filesOf = async (experiment: Experiment): Promise<Map<string, Uint8Array>> => {
  const inputs = await prepare(experiment);
  const files = projectFiles({ ...inputs, sources: readSources(), created: new Date(0) });
  return files.finally(() => inputs.teacher.dispose());
};

const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
const sweep = join(folder, 'sweep');
const python = findTorchPython();
let files: ReadonlyMap<string, Uint8Array>;

const textOf = (name: string): string => new TextDecoder().decode(files.get(name));

beforeAll(async () => {
  await selectBackend('wasm');
  const { comparison, experiment } = decodeLink(LINK);
  if (!comparison) throw new Error('the link is of no comparison');
  files = await sweepFiles(comparison, await filesOf(experiment), filesOf);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a sweep has a run for each value and seed, with what it does not share', () => {
  expect(textOf('sweep.txt').trim().split('\n')).toEqual(
    ['01', '02', '03', '04'].map((name) => `runs/${name}/config.yaml`),
  );
  expect(textOf('runs/01/config.yaml')).toContain('train_file: "data.jsonl"');
  expect(textOf('runs/01/data.jsonl').trim().split('\n')).toHaveLength(20);
  expect(textOf('runs/02/config.yaml')).toContain('train_file: "../../data.jsonl"');
  expect(textOf('runs/02/config.yaml')).toContain('teacher: "../../teacher"');
  expect(textOf('runs/03/config.yaml')).toContain('seed: 6');
  expect(files.has('runs/02/data.jsonl')).toBe(false);
  // Another seed begins with other weights.
  const [first, other] = ['02', '04'].map((name) => files.get(`runs/${name}/student/model.safetensors`));
  expect(Buffer.compare(first ?? Buffer.of(), other ?? Buffer.of())).not.toBe(0);
});

test('a folder without a sweep is named', () => {
  expect(() => runFolders(folder)).toThrow('this is no sweep');
});

describe.skipIf(!python)('with PyTorch', () => {
  const train = (...options: string[]) =>
    spawnSync(python ?? '', ['train.py', '--config', 'runs/02/config.yaml', ...options], {
      ...{ cwd: sweep, encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } },
    });

  test('a run that has come to its end becomes a raw result', async () => {
    writeProject(files, sweep);
    writeFileSync(join(sweep, 'test.jsonl'), textOf('test.jsonl').split('\n').slice(0, 8).join('\n'));
    const [, run = ''] = runFolders(sweep);
    const origin = { node: 'n', tfjs: 't', commit: null };
    expect(await collectRun(run, origin)).toBeNull();
    expect(train('--steps', '5').status).toBe(0);
    expect(await collectRun(run, origin)).toBeNull();
    const ran = train();
    expect(ran.status, ran.stderr).toBe(0);
    const result = await collectRun(run, origin);
    if (!result) throw new Error('no result');
    expect(result.link).toContain('trainSize=40');
    expect(result.machine.backend).toContain('torch');
    const { outcome } = result;
    expect(outcome?.curve.steps).toEqual([1, 2, 3, 4]);
    const log = readFileSync(join(run, 'output/log.jsonl'), 'utf8').trim().split('\n');
    expect(outcome?.curve.loss).toEqual(log.slice(2).map((line) => JSON.parse(line).loss));
    expect(outcome?.teacherForwards).toBe(12);
    writeResult(folder, result);
    expect(readResults(folder).size).toBe(1);
  }, 240_000);
});
