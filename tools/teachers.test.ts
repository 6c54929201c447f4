import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fgsm } from '../src/distill/adversarial/attacks';
import { evaluate } from '../src/distill/metrics/evaluate';
import { accuracyUnder } from '../src/distill/metrics/robustness';
import { hasRobustTeacher } from '../src/experiment/picture-tasks';
import { readModel } from '../src/model/file';
import { Model } from '../src/model/model';
import { parameterSize } from '../src/model/shape';
import { loadTask, TASKS, type TaskId } from '../src/tasks';
import { earlyStoppingMetric } from '../src/tasks/metrics';
import type { Task } from '../src/tasks/task';
import { selectBackend } from '../src/test-support/backends';
import { readAsset } from './read-asset';
import { CARD_SAMPLE, readCards, type TeacherCard } from './reproduce/teachers';

/** Where the least score of a teacher is another: clothes are hard to tell apart at 28 pixels, digits harder at 12, and a
 * few thousand sentences teach little. */
const FLOORS: Readonly<Partial<Record<TaskId, number>>> = { fashion: 0.8, scenes: 0.6, sentences: 0.72 };

const folder = new URL('../public/teachers/', import.meta.url);
/** Another processor may round a tie between two tokens the other way: one answer of the sample, at most. */
const ONE_ANSWER = 1 / CARD_SAMPLE + 1e-4;
const IDS = Object.keys(TASKS) as TaskId[];

function cardOf(name: string): TeacherCard {
  const card = readCards(fileURLToPath(folder)).find((each) => each.name === name);
  if (!card) throw new Error(`${name} has no card`);
  return card;
}

/** The score that a task ends with: exact match where it has another headline. Turned so that more is better. */
function finalScore(task: Task, scores: Readonly<Record<string, number>>): number {
  const metric = earlyStoppingMetric(task);
  const score = scores[metric?.id ?? ''] ?? Number.NaN;
  return metric?.better === 'lower' ? 1 - score : score;
}

/** Every task with the names of its teachers. */
const NAMES = IDS.flatMap((id) =>
  [id, `${id}-weak`, ...(hasRobustTeacher(id) ? [`${id}-robust`] : [])].map((name) => [id, name] as const),
);

test('every task ships a teacher and a weak one, some a robust one, and nothing else lies beside them', () => {
  const expected = NAMES.flatMap(([, name]) => [`${name}.json`, `${name}.safetensors`]);
  expect(readdirSync(folder).sort()).toEqual(expected.sort());
});

test.each(NAMES)('%s: the scores on the card of %s are those of the file', async (id, name) => {
  await selectBackend('wasm');
  const task = await loadTask(id, readAsset);
  const card = cardOf(name);
  const file = readModel(readFileSync(new URL(`${name}.safetensors`, folder)));
  expect(file.vocabulary).toEqual(task.tokenizer.vocabulary);
  expect(card.parameters).toBe(parameterSize(file.shape));
  const model = new Model(file.shape, file.parameters);
  const { scores } = await evaluate(task, model, task.split().test.slice(0, CARD_SAMPLE));
  model.dispose();
  for (const metric of task.metrics) {
    const [found, onSample, onAll] = [scores, card.sampleScores, card.testScores].map(
      (each) => each[metric.id] ?? Number.NaN,
    ) as [number, number, number];
    expect(Math.abs(found - onSample), metric.id).toBeLessThan(ONE_ANSWER);
    // Three standard deviations of a mean of numbers from 0 to 1, which varies most when all are 0 or 1.
    const deviation = Math.sqrt(onAll * (1 - onAll) * (1 / CARD_SAMPLE + 1 / card.testExamples));
    expect(Math.abs(found - onAll), metric.id).toBeLessThan(3 * deviation + 0.01);
  }
  // And good in absolute terms, so that a broken file cannot hide behind a bad card.
  const floor = FLOORS[id] ?? (earlyStoppingMetric(task)?.better === 'lower' ? 0.8 : 0.85);
  if (!name.endsWith('-weak')) expect(finalScore(task, scores)).toBeGreaterThan(floor);
});

test.each(IDS)('the weak teacher of %s is worse than the other, and has learned something', async (id) => {
  const task = await loadTask(id, readAsset);
  const [strong, weak] = [id, `${id}-weak`].map((name) => finalScore(task, cardOf(name).testScores));
  expect(weak).toBeLessThan((strong ?? 0) - 0.05);
  expect(weak).toBeGreaterThan(0.1);
});

test.each(IDS.filter(hasRobustTeacher))(
  'the robust teacher of %s bears attacks that the other does not',
  async (id) => {
    await selectBackend('wasm');
    const task = await loadTask(id, readAsset);
    const under = (name: string): Promise<number> => {
      const file = readModel(readFileSync(new URL(`${name}.safetensors`, folder)));
      const model = new Model(file.shape, file.parameters);
      const pictures = task.split().test.slice(0, CARD_SAMPLE);
      return accuracyUnder(task, model, pictures, fgsm(0.1), 1).finally(() => model.dispose());
    };
    expect(await under(`${id}-robust`)).toBeGreaterThan(0.6);
    expect(await under(id)).toBeLessThan(0.3);
  },
);
