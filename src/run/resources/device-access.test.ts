import { expect, test } from 'vitest';
import { DeviceAccess } from './device-access';

/** A promise that the test settles. */
function door(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

test('computation waits for compilation, and compilation for computation', async () => {
  const access = new DeviceAccess();
  const log: string[] = [];
  const [question, shaders] = [door(), door()];
  const asked = access.compute(async () => {
    log.push('question');
    await question.passed;
    log.push('answer');
  });
  await turns();
  const compiled = access.compile(async () => {
    log.push('compiling');
    await shaders.passed;
    log.push('compiled');
  });
  const later = access.compute(() => log.push('second question'));
  await turns();
  expect(log).toEqual(['question']);
  question.open();
  await asked;
  await turns();
  expect(log).toEqual(['question', 'answer', 'compiling']);
  shaders.open();
  await Promise.all([compiled, later]);
  expect(log).toEqual(['question', 'answer', 'compiling', 'compiled', 'second question']);
});

test('compilations follow one another, also after one that failed', async () => {
  const access = new DeviceAccess();
  const first = door();
  const log: number[] = [];
  const failed = access.compile(async () => {
    await first.passed;
    throw new Error('no such shader');
  });
  const second = access.compile(async () => void log.push(2));
  await turns();
  expect(log).toEqual([]);
  first.open();
  await expect(failed).rejects.toThrow('no such shader');
  await second;
  expect(log).toEqual([2]);
  expect(await access.compute(() => 'free')).toBe('free');
});
