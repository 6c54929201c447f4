import type { CDPSession } from '@playwright/test';
import { ENDLESS, expect, hashWith, TINY, test } from './distillery';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the wall clock, and of the processor's time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * The longest tasks of the page's main thread while `work` goes on, in milliseconds of processor time: on the wall
 * clock a task is also as long as the other processes of a busy machine make it wait.
 */
async function longestTasks(session: CDPSession, work: () => Promise<void>): Promise<number[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = events.filter(
    ({ name, pid, tid, tdur }) => name === 'RunTask' && tdur !== undefined && main.has(`${pid}:${tid}`),
  );
  // Nothing found would mean that the trace has changed its form.
  expect(tasks.length).toBeGreaterThan(20);
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}

test('training keeps the page’s own thread free, and its memory does not grow', async ({
  distillery,
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS, batchSize: 1, responseLimit: 3 }));
  await distillery.button('Start').click();
  await distillery.reaches(2);
  await page.waitForTimeout(2000);

  const from = await distillery.steps();
  const longest = await longestTasks(await browser.newBrowserCDPSession(), () => page.waitForTimeout(12_000));
  expect(await distillery.steps()).toBeGreaterThan(from);
  expect(longest.filter((milliseconds) => milliseconds > 100)).toEqual([]);

  const session = await page.context().newCDPSession(page);
  const measure = async (): Promise<{ heap: number; nodes: number }> => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes } = await session.send('Memory.getDOMCounters');
    return { heap: usedSize, nodes };
  };
  const before = await measure();
  await distillery.reaches((await distillery.steps()) + 30);
  const after = await measure();
  // The heap rises and falls by some 7 MB between the browser's own full collections.
  expect(after.heap - before.heap).toBeLessThan(15_000_000);
  expect(after.nodes - before.nodes).toBeLessThan(500);
});
