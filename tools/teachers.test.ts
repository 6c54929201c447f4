import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluate } from '../src/distill/evaluate';
import { readModel } from '../src/model/file';
import { Model } from '../src/model/model';
import { parameterSize } from '../src/model/shape';
import { TASKS } from '../src/tasks';
import { useBackend } from '../src/test-support/backends';

const folder = new URL('../public/teachers/', import.meta.url);
const SAMPLE = 100;

test('every task ships a teacher and nothing else lies beside them', () => {
  const expected = Object.keys(TASKS).flatMap((task) => [`${task}.json`, `${task}.safetensors`]);
  expect(readdirSync(folder).sort()).toEqual(expected.sort());
});

test.each(Object.values(TASKS))(
  'the scores on the card of $id are those of the shipped file',
  async (task) => {
    await useBackend('wasm');
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
      // And good in absolute terms, so that a broken file cannot hide behind a bad card.
      expect(scores[metric.id]).toBeGreaterThan(0.9);
    }
  },
);
