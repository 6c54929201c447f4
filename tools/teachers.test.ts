import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluate } from '../src/distill/evaluate';
import { readModel } from '../src/model/file';
import { Model } from '../src/model/model';
import { parameterSize } from '../src/model/shape';
import { loadTask, TASKS, type TaskId } from '../src/tasks';
import { useBackend } from '../src/test-support/backends';
import { readAsset } from './read-asset';

const folder = new URL('../public/teachers/', import.meta.url);
const SAMPLE = 100;

test('every task ships a teacher, some a weak one, and nothing else lies beside them', () => {
  const filesOf = (name: string): string[] => [`${name}.json`, `${name}.safetensors`];
  const there = readdirSync(folder);
  const weak = Object.keys(TASKS).filter((task) => there.includes(`${task}-weak.safetensors`));
  const expected = [...Object.keys(TASKS), ...weak.map((task) => `${task}-weak`)].flatMap(filesOf);
  expect(there.sort()).toEqual(expected.sort());
});

test.each(Object.keys(TASKS) as TaskId[])(
  'the scores on the card of %s are those of the shipped file',
  async (id) => {
    await useBackend('wasm');
    const task = await loadTask(id, readAsset);
    const card = JSON.parse(readFileSync(new URL(`${task.id}.json`, folder), 'utf8'));
    const file = readModel(readFileSync(new URL(`${task.id}.safetensors`, folder)));
    expect(file.vocabulary).toEqual(task.tokenizer.vocabulary);
    expect(card.parameters).toBe(parameterSize(file.shape));
    const model = new Model(file.shape, file.parameters);
    const { scores } = await evaluate(task, model, task.split().test.slice(0, SAMPLE));
    model.dispose();
    for (const metric of task.metrics) {
      // A sample of 100 from the 1,000 of the card: three standard deviations of a proportion, at the worst.
      expect(Math.abs((scores[metric.id] ?? Number.NaN) - card.testScores[metric.id])).toBeLessThan(0.15);
    }
    // And good in absolute terms, so that a broken file cannot hide behind a bad card.
    const [headline] = task.metrics;
    const score = scores[headline?.id ?? ''] ?? Number.NaN;
    if (headline?.better === 'lower') expect(score).toBeLessThan(0.2);
    else expect(score).toBeGreaterThan(0.85);
  },
);
