import { beforeAll, describe, expect, test } from 'vitest';
import { useBackend } from '../test-support/backends';
import { TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { MethodMemory, readMemory, type SavedMemory } from './memory';

beforeAll(() => useBackend('cpu'));

const distillm = tinyExperiment({ method: 'distillm' });
const shareAt = (memory: MethodMemory, step: number): number => memory.provide(distillm, step).plan.share;
const losses = [1, 1.2, 1.4, 1.6, 1.8];
/** A report with a validation loss. */
const validated = (validation: number) => ({ loss: 1, terms: { validation } });

describe('the schedule', () => {
  test('is two reports behind, whatever has arrived', () => {
    const memory = new MethodMemory(distillm, TINY_TASK);
    expect([shareAt(memory, 1), shareAt(memory, 2)]).toEqual([0, 0]);
    expect(() => memory.provide(distillm, 3)).toThrow(/step 1 has not/);
    losses.forEach((validation, i) => {
      memory.observe(i + 1, validated(validation));
    });
    expect([1, 2, 3, 4, 5, 6, 7].map((step) => shareAt(memory, step))).toEqual([0, 0, 0, 0.1, 0.2, 0.3, 0.4]);
    memory.dispose();
  });

  test('takes reports in their order, also when they arrive in another', () => {
    const memory = new MethodMemory(distillm, TINY_TASK);
    for (const i of [1, 0, 3, 4, 2]) memory.observe(i + 1, validated(losses[i] ?? 0));
    expect(shareAt(memory, 7)).toBe(0.4);
    memory.dispose();
  });

  test('is saved as it was after a step, when the report of that step is there', async () => {
    const memory = new MethodMemory(distillm, TINY_TASK);
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
    expect(saved?.states.map(({ share }) => share)).toEqual([0.1, 0.2]);
    const again = new MethodMemory(distillm, TINY_TASK);
    again.restore(saved, 3);
    expect([4, 5].map((step) => shareAt(again, step))).toEqual([0.1, 0.2]);
    again.observe(4, validated(1.6));
    expect(shareAt(again, 6)).toBe(shareAt(memory, 6));
    memory.dispose();
    again.dispose();
  });

  test('a run of another method, or one without its sequences, is refused', () => {
    const memory = new MethodMemory(distillm, TINY_TASK);
    expect(() => memory.restore(null, 3)).toThrow(/another method/);
    const [state] = [{ share: 0, keep: 1, average: null, reference: null }];
    expect(() => memory.restore({ states: [state, state], replay: null }, 3)).toThrow(/sequences/);
    expect(() => memory.restore(null, 0)).not.toThrow();
    memory.dispose();
  });
});

test('the reference of AdaKD’s moving average comes after the warm-up', () => {
  const adakd = tinyExperiment({ method: 'adakd', warmUpSteps: 3 });
  const memory = new MethodMemory(adakd, TINY_TASK);
  const keptAt = (step: number): number => memory.provide(adakd, step).plan.keep;
  // The loss falls to nothing during the warm-up, which a reference from the first step would count as six tenths.
  for (let step = 1; step <= 3; step++) memory.observe(step, { loss: 10 ** -step, terms: {} });
  memory.observe(4, { loss: 0.01, terms: {} });
  memory.observe(5, { loss: 0.01, terms: {} });
  expect([1, 5, 6, 7].map(keptAt)).toEqual([1, 1, 1, 1]);
  memory.dispose();
});

test('a method that remembers nothing saves nothing, and provides a plan for any step', async () => {
  const skd = tinyExperiment();
  const memory = new MethodMemory(skd, TINY_TASK);
  expect(await memory.save(5, new Promise(() => {}))).toBeNull();
  expect(memory.provide(skd, 99).plan.source).toBe('interleaved');
  memory.restore(null, 7);
  memory.dispose();
});

describe('a memory from storage', () => {
  const saved: SavedMemory = {
    states: [{ share: 0.1, keep: 1, average: 2, reference: null }],
    replay: { sequences: Int32Array.of(1, 2), mask: Float32Array.of(1), prompts: ['a'] },
  };

  test('is read back as it was', () => {
    expect(readMemory(structuredClone(saved))).toEqual(saved);
    expect(readMemory({ states: [], replay: null })).toEqual({ states: [], replay: null });
  });

  test.each([
    ['nothing', null],
    ['text', 'x'],
    ['no states', { replay: null }],
    ['a state of text', { states: ['x'], replay: null }],
    ['a share that is NaN', { ...saved, states: [{ ...saved.states[0], share: Number.NaN }] }],
    ['an average of text', { ...saved, states: [{ ...saved.states[0], average: '2' }] }],
    ['sequences as a list', { ...saved, replay: { ...saved.replay, sequences: [1, 2] } }],
    ['prompts that are numbers', { ...saved, replay: { ...saved.replay, prompts: [1] } }],
    ['no word about sequences', { states: [] }],
  ])('with %s counts as damaged', (_name, value) => {
    expect(readMemory(value)).toBeNull();
  });
});
