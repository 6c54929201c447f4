import { expect, test } from 'vitest';
import { UserError } from '../../errors/user-error';
import { LatestJob, stopOf } from './job';

/** Work that ends when its signal is aborted, and says so in `log`. */
const until = (log: string[], name: string) => async (signal: AbortSignal) => {
  log.push(`${name} begins${signal.aborted ? ' aborted' : ''}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  await Promise.resolve();
  log.push(`${name} ends`);
};

test('a newer job begins when the one before has ended', async () => {
  const jobs = new LatestJob();
  const log: string[] = [];
  const first = jobs.start(until(log, 'a'));
  await Promise.resolve();
  const second = jobs.start(until(log, 'b'));
  await first;
  await Promise.resolve();
  expect(log).toEqual(['a begins', 'a ends', 'b begins']);
  await jobs.abort();
  await second;
  expect(log.at(-1)).toBe('b ends');
});

test('jobs that were superseded before they began find their signal aborted', async () => {
  const jobs = new LatestJob();
  const log: string[] = [];
  const all = ['a', 'b', 'c'].map((name) => jobs.start(until(log, name)));
  await Promise.resolve();
  await jobs.abort();
  await Promise.all(all);
  expect(log).toContain('b begins aborted');
  expect(log.filter((line) => line.endsWith('ends'))).toEqual(['a ends', 'b ends', 'c ends']);
});

test('aborting nothing resolves', async () => {
  await expect(new LatestJob().abort()).resolves.toBeUndefined();
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
