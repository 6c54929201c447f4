import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../test-support/backends';
import { TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { MethodState, readMethodState, type SavedMethodState } from './method-state';

beforeAll(() => selectBackend('cpu'));

const distillm = tinyExperiment({ method: 'distillm' });
const lambdaAt = (memory: MethodState, step: number): number => memory.stepInputs(distillm, step).plan.lambda;
const losses = [1, 1.2, 1.4, 1.6, 1.8];
/** A report with a validation loss. */
const validated = (validation: number) => ({ loss: 1, lossTerms: { validation } });

describe('the schedule', () => {
  test('is two reports behind, whatever has arrived', () => {
    const memory = new MethodState(distillm, TINY_TASK);
    expect([lambdaAt(memory, 1), lambdaAt(memory, 2)]).toEqual([0, 0]);
    expect(() => memory.stepInputs(distillm, 3)).toThrow(/step 1 has not/);
    losses.forEach((validation, i) => {
      memory.observe(i + 1, validated(validation));
    });
    expect([1, 2, 3, 4, 5, 6, 7].map((step) => lambdaAt(memory, step))).toEqual([
      0, 0, 0, 0.1, 0.2, 0.3, 0.4,
    ]);
    memory.dispose();
  });

  test('takes reports in their order, also when they arrive in another', () => {
    const memory = new MethodState(distillm, TINY_TASK);
    for (const i of [1, 0, 3, 4, 2]) memory.observe(i + 1, validated(losses[i] ?? 0));
    expect(lambdaAt(memory, 7)).toBe(0.4);
    memory.dispose();
  });

  test('is saved as it was after a step, when the report of that step is there', async () => {
    const memory = new MethodState(distillm, TINY_TASK);
    memory.observe(1, validated(1));
    memory.observe(2, validated(1.2));
    let arrive = (): void => {};
    const reported = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const saving = memory.save(3, reported);
    memory.observe(3, validated(1.4));
    memory.observe(4, validated(1.6));
    arrive();
    const saved = await saving;
    expect(saved?.states.map(({ lambda }) => lambda)).toEqual([0.1, 0.2]);
    const again = new MethodState(distillm, TINY_TASK);
    again.restore(saved, 3);
    expect([4, 5].map((step) => lambdaAt(again, step))).toEqual([0.1, 0.2]);
    again.observe(4, validated(1.6));
    expect(lambdaAt(again, 6)).toBe(lambdaAt(memory, 6));
    memory.dispose();
    again.dispose();
  });

  test('a run of another method, or one without its sequences, is refused', () => {
    const memory = new MethodState(distillm, TINY_TASK);
    expect(() => memory.restore(null, 3)).toThrow(/another method/);
    const [state] = [{ lambda: 0, keep: 1, average: null, reference: null }];
    expect(() => memory.restore({ states: [state, state], replay: null }, 3)).toThrow(/sequences/);
    expect(() => memory.restore(null, 0)).not.toThrow();
    memory.dispose();
  });
});

test('the reference of AdaKD’s moving average comes after the warm-up', () => {
  const adakd = tinyExperiment({ method: 'adakd', warmUpSteps: 3 });
  const memory = new MethodState(adakd, TINY_TASK);
  const keptAt = (step: number): number => memory.stepInputs(adakd, step).plan.keep;
  // The loss falls to nothing during the warm-up, which a reference from the first step would count as six tenths.
  for (let step = 1; step <= 3; step++) memory.observe(step, { loss: 10 ** -step, lossTerms: {} });
  memory.observe(4, { loss: 0.01, lossTerms: {} });
  memory.observe(5, { loss: 0.01, lossTerms: {} });
  expect([1, 5, 6, 7].map(keptAt)).toEqual([1, 1, 1, 1]);
  memory.dispose();
});

test('a method that remembers nothing saves nothing, and provides a plan for any step', async () => {
  const skd = tinyExperiment();
  const memory = new MethodState(skd, TINY_TASK);
  expect(await memory.save(5, new Promise(() => {}))).toBeNull();
  expect(memory.stepInputs(skd, 99).plan.source).toBe('interleaved');
  memory.restore(null, 7);
  memory.dispose();
});

describe('a memory from storage', () => {
  const saved: SavedMethodState = {
    states: [{ lambda: 0.1, keep: 1, average: 2, reference: null }],
    replay: { sequences: Int32Array.of(1, 2), mask: Float32Array.of(1), prompts: ['a'] },
  };

  test('is read back as it was', () => {
    expect(readMethodState(structuredClone(saved))).toEqual(saved);
    expect(readMethodState({ states: [], replay: null })).toEqual({ states: [], replay: null });
  });

  test.each([
    ['nothing', null],
    ['text', 'x'],
    ['no states', { replay: null }],
    ['a state of text', { states: ['x'], replay: null }],
    ['a share that is NaN', { ...saved, states: [{ ...saved.states[0], lambda: Number.NaN }] }],
    ['an average of text', { ...saved, states: [{ ...saved.states[0], average: '2' }] }],
    ['sequences as a list', { ...saved, replay: { ...saved.replay, sequences: [1, 2] } }],
    ['prompts that are numbers', { ...saved, replay: { ...saved.replay, prompts: [1] } }],
    ['no word about sequences', { states: [] }],
  ])('with %s counts as damaged', (_name, value) => {
    expect(readMethodState(value)).toBeNull();
  });
});
