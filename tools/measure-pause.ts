/**
 * Measures how soon Pause is carried out on the WebAssembly backend, where the thread that computes also hears commands, in
 * a Chromium without a window. Three columns, each with median and maximum: the processor time of the worker's tasks of at
 * least a millisecond (a command waits for the end of one, whatever else the machine does); milliseconds until the worker
 * has heard a command; and until the page says “Paused”, which it does when the state of the run is saved.
 *
 *     npm run build && npx tsx tools/measure-pause.ts [presses]
 */
import { type Browser, chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { DEFAULT_EXPERIMENT, type Experiment } from '../src/experiment/fields';
import { PRESETS } from '../src/experiment/presets';
import { encodeHash } from '../src/experiment/url';
import { findChromium } from './browsers';

declare global {
  interface Window {
    newestWorker: Worker;
  }
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor's time. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

interface Press {
  readonly heard: number;
  readonly paused: number;
}

const PRESSES = Number(process.argv[2] ?? 24);
const LARGEST = PRESETS.find(({ id }) => id === 'train-teacher')?.experiment ?? DEFAULT_EXPERIMENT;

const NEVER = { evaluateEvery: 10_000, evaluatePrompts: 1, steps: 10_000 } as const;
/** Evaluations take nearly all the time: each tiny step is followed by one. */
const ALWAYS = {
  evaluateEvery: 1,
  evaluatePrompts: 1_000,
  batchSize: 1,
  steps: 10_000,
  patience: 0,
} as const;

const CASES: readonly (readonly [name: string, experiment: Experiment])[] = [
  ['first screen, in an evaluation', { ...DEFAULT_EXPERIMENT, ...ALWAYS }],
  ['largest preset, in an evaluation', { ...LARGEST, ...ALWAYS }],
  ['first screen, in a step', { ...DEFAULT_EXPERIMENT, ...NEVER }],
  ['largest preset, in a step', { ...LARGEST, ...NEVER }],
];

/** Presses Pause, together with an empty change of settings, which the worker answers as soon as it hears it. */
const pause = (page: Page): Promise<Press> =>
  page.evaluate(async () => {
    const status = document.querySelector('[data-phase]');
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent?.trim() === 'Pause',
    );
    if (!status || !button) throw new Error('there is nothing to pause');
    const began = performance.now();
    const paused = new Promise<number>((resolve) => {
      new MutationObserver((_, observer) => {
        if (status.getAttribute('data-phase') !== 'paused') return;
        observer.disconnect();
        resolve(performance.now() - began);
      }).observe(status, { attributes: true });
    });
    const listening = new AbortController();
    const heard = new Promise<number>((resolve) => {
      window.newestWorker.addEventListener(
        'message',
        ({ data }) => {
          if (data.type !== 'changes') return;
          listening.abort();
          resolve(performance.now() - began);
        },
        { signal: listening.signal },
      );
    });
    window.newestWorker.postMessage({ type: 'tune', settings: {} });
    button.click();
    return { heard: await heard, paused: await paused };
  });

async function open(page: Page, address: string, experiment: Experiment): Promise<void> {
  await page.addInitScript(() => {
    window.Worker = class extends Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        // The others are threads of the engine.
        if (given[1]?.name === 'distillery') window.newestWorker = this;
      }
    };
  });
  await page.goto(`${address}?backend=wasm#${encodeHash(experiment)}`);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page
    .locator('output[aria-label="Step"]')
    .filter({ hasText: /^[1-9]/ })
    .waitFor({ timeout: 120_000 });
}

async function press(page: Page): Promise<Press[]> {
  const presses: Press[] = [];
  while (presses.length < PRESSES) {
    // Presses fall on every part of a step and of a batch.
    await page.waitForTimeout(200 + 400 * Math.random());
    presses.push(await pause(page));
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.locator('[data-phase]:not([data-phase="paused"])').first().waitFor({ state: 'attached' });
  }
  return presses;
}

/** The processor time of the worker's tasks while `work` goes on, in milliseconds. */
async function workerTasks(browser: Browser, work: () => Promise<void>): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const workers = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name?.startsWith('DedicatedWorker'))
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return events.flatMap(({ name, pid, tid, tdur = 0 }) =>
    /RunTask/.test(name) && tdur >= 1000 && workers.has(`${pid}:${tid}`) ? [tdur / 1000] : [],
  );
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value = Number.NaN): string => `${value.toFixed(0)} ms`;
  return `${round(sorted[Math.floor(sorted.length / 2)])} | ${round(sorted.at(-1))}`;
}

const server = await preview({ preview: { host: 'localhost', port: 4273, strictPort: false, open: false } });
const address = server.resolvedUrls?.local[0];
const program = findChromium();
if (!address || !program) throw new Error('There is no server or no Chromium.');
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
try {
  process.stdout.write(
    `| ${PRESSES} presses each | tasks, median | most | heard, median | most | paused and saved, median | most |\n|---|---|---|---|---|---|---|\n`,
  );
  for (const [name, experiment] of CASES) {
    const page = await browser.newPage();
    await open(page, address, experiment);
    let presses: Press[] = [];
    const tasks = await workerTasks(browser, async () => {
      presses = await press(page);
    });
    const columns = [tasks, presses.map(({ heard }) => heard), presses.map(({ paused }) => paused)];
    process.stdout.write(`| ${name} | ${columns.map(summary).join(' | ')} |\n`);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
