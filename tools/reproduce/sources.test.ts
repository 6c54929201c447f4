import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findSources, type ReadText, sourceFingerprint } from './sources';

const disk: ReadText = (path) => {
  try {
    return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  } catch {
    return null;
  }
};

/** The project with one file changed. */
const changed =
  (file: string, change: (text: string) => string): ReadText =>
  (path) => {
    const text = disk(path);
    return path === file && text !== null ? change(text) : text;
  };

test('the sources are what a run imports: its loop, the losses, the kernels, the tasks, not the page and no test', () => {
  const { modules, packages } = findSources();
  for (const path of [
    'src/distill/step.ts',
    'src/distill/loss/losses.ts',
    'src/distill/sampler/lockstep.ts',
    'src/experiment/methods.ts',
    'src/experiment/random.ts',
    'src/model/forward.ts',
    'src/ops/divergence.ts',
    'src/ops/adamw.ts',
    'src/tasks/translation.ts',
    'src/tasks/phonemes.ts',
  ]) {
    expect(modules).toContain(path);
  }
  expect(modules.filter((path) => /\.test\.|^src\/app\//.test(path))).toEqual([]);
  expect(packages).toContain('@tensorflow/tfjs-backend-wasm');
  expect(packages).toContain('n2words');
});

test('another source or another version of a package is another fingerprint; words are none', () => {
  const now = sourceFingerprint();
  expect(now).toMatch(/^[0-9a-f]{12}$/);
  expect(sourceFingerprint(disk)).toBe(now);
  expect(sourceFingerprint(changed('src/distill/step.ts', (text) => `${text}\n`))).not.toBe(now);
  const newer = (text: string): string => text.replaceAll('"version": "4.22.0"', '"version": "4.23.0"');
  expect(sourceFingerprint(changed('package-lock.json', newer))).not.toBe(now);
  expect(sourceFingerprint(changed('src/app/text/en/settings.ts', (text) => `${text}\n`))).toBe(now);
  expect(sourceFingerprint(changed('src/app/main.tsx', (text) => `${text}\n`))).toBe(now);
});

test('a missing module is an error that names it', () => {
  const without: ReadText = (path) => (path === 'src/distill/step.ts' ? null : disk(path));
  expect(() => findSources(without)).toThrow(/step/);
});
