import { expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { JobQueue, stopOf } from './job-queue';

/** Work that ends when its signal is aborted, and says so in `log`. */
const until = (log: string[], name: string) => async (signal: AbortSignal) => {
  log.push(`${name} begins${signal.aborted ? ' aborted' : ''}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  await Promise.resolve();
  log.push(`${name} ends`);
};

test('a newer job begins when the one before has ended', async () => {
  const jobs = new JobQueue();
  const log: string[] = [];
  const first = jobs.latest(until(log, 'a'));
  await Promise.resolve();
  const second = jobs.latest(until(log, 'b'));
  await first;
  await Promise.resolve();
  expect(log).toEqual(['a begins', 'a ends', 'b begins']);
  await jobs.abort();
  await second;
  expect(log.at(-1)).toBe('b ends');
});

test('jobs that were superseded before they began find their signal aborted', async () => {
  const jobs = new JobQueue();
  const log: string[] = [];
  const all = ['a', 'b', 'c'].map((name) => jobs.latest(until(log, name)));
  await Promise.resolve();
  await jobs.abort();
  await Promise.all(all);
  expect(log).toContain('b begins aborted');
  expect(log.filter((line) => line.endsWith('ends'))).toEqual(['a ends', 'b ends', 'c ends']);
});

test('jobs in turn wait for each other, also for one that fails, and none is aborted', async () => {
  const jobs = new JobQueue();
  const log: string[] = [];
  const work = (name: string) => async (signal: AbortSignal) => {
    log.push(`${name} begins`);
    await Promise.resolve();
    expect(signal.aborted).toBe(false);
    log.push(`${name} ends`);
    if (name === 'a') throw new RangeError(name);
    return name;
  };
  const first = jobs.inTurn(work('a'));
  const second = jobs.inTurn(work('b'));
  await expect(first).rejects.toThrow(RangeError);
  await expect(second).resolves.toBe('b');
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('aborting nothing resolves', async () => {
  await expect(new JobQueue().abort()).resolves.toBeUndefined();
});

test('a cancellation has no problem, a reason and a fault have one', () => {
  const controller = new AbortController();
  expect(stopOf(new RangeError('x'), controller.signal)?.code).toBe('question-failed');
  controller.abort();
  expect(stopOf(controller.signal.reason, controller.signal)).toBeNull();
  const told = new AbortController();
  told.abort(new UserError('data-gone'));
  expect(stopOf(new Error('late'), told.signal)?.code).toBe('data-gone');
});
