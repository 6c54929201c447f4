/** “Teacher = student” with every shipped teacher: distillation has nothing left to do in the first step. */
import { beforeAll, expect, test } from 'vitest';
import { Batches } from '../src/distill/batches';
import { collect, disposeCollected } from '../src/distill/collect';
import { distilStep, readMetrics } from '../src/distill/step';
import { Trainer } from '../src/distill/trainer';
import { DEFAULT_EXPERIMENT, type Experiment } from '../src/experiment/fields';
import { answersClasses } from '../src/experiment/picture-tasks';
import { newStudent } from '../src/run/training/student';
import { TASKS, type TaskId } from '../src/tasks';
import { selectBackend } from '../src/test-support/backends';
import { sum, take } from '../src/test-support/numbers';
import { prepare } from './prepare';

beforeAll(() => selectBackend('wasm'));

const IDS = Object.keys(TASKS) as TaskId[];
const NAMES = IDS.flatMap((task) => [
  { task, teacher: 'shipped' } as const,
  { task, teacher: 'weak' } as const,
]);

test.each(NAMES)('$task, $teacher: loss 0, and acceptance 1 of greedy drafts', async (name) => {
  const settings = { start: 'teacher', studentTemperature: 0, topK: 1, batchSize: 4 } as const;
  // A class is no draft that a teacher could verify.
  const isClass = answersClasses(name.task);
  const method = isClass ? 'supervised-kd' : DEFAULT_EXPERIMENT.method;
  const wanted: Experiment = { ...DEFAULT_EXPERIMENT, ...name, ...settings, method };
  const { experiment, task, teacher, start } = await prepare(wanted);
  const student = newStudent(experiment, task, start);
  expect(student.shape).toEqual(teacher.shape);
  const trainer = new Trainer(student);
  const examples = new Batches(task.split().train.slice(0, 4), 4, 1).at(1);
  const collected = await collect(task, experiment, student, teacher, examples, 1);
  const rate = { learningRate: 1e-3, weightDecay: 0, clipNorm: 1 };
  const made = distilStep(trainer, task.promptLength, collected, experiment, rate);
  const metrics = readMetrics(await take(made.metrics), made.lossTerms);
  made.studentLogits.dispose();
  disposeCollected(collected);
  trainer.dispose();
  teacher.dispose();
  expect(Math.abs(metrics.loss)).toBeLessThan(5e-6);
  expect(metrics.overlap).toBeCloseTo(1, 4);
  if (isClass) expect([metrics.tokens, sum(metrics.acceptedAt)]).toEqual([4 * task.responseLength, 0]);
  else expect(sum(metrics.acceptedAt)).toBeGreaterThan(4);
  expect(sum(metrics.replacedAt)).toBe(0);
});
