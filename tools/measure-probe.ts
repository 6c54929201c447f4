/**
 * Measures the choice between WebGPU and the processor on software adapters: how long it took in a fresh page, what it
 * decided, and the time of the first screen's step on both backends, in Chromium (SwiftShader) and Firefox (Vulkan's own).
 *
 *     npm run build && npx tsx tools/measure-probe.ts [pages] [steps on WebGPU]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { launchChromiumWithWebGPU } from '../e2e/engines/chromium';
import type { Driver, Launch } from '../e2e/engines/driver';
import { launchFirefoxWithWebGPU } from '../e2e/engines/firefox';
import { DEFAULT_EXPERIMENT } from '../src/experiment/fields';
import { encodeHash } from '../src/experiment/url';
import { findChromium, findFirefox } from './browsers';

const PAGES = Number(process.argv[2] ?? 5);
const STEPS = { webgpu: Number(process.argv[3] ?? 5), wasm: 50 } as const;
/** Milliseconds that a page may take for anything. */
const LIMIT = 300_000;

/** No evaluation in between. */
const HASH = encodeHash({
  ...DEFAULT_EXPERIMENT,
  ...{ steps: 10_000, evaluateEvery: 10_000, evaluatePrompts: 1 },
});

/** Asks the page until the answer is not null. */
async function until(driver: Driver, expression: string): Promise<string> {
  for (const end = Date.now() + LIMIT; Date.now() < end; ) {
    const answer = await driver.evaluate(expression);
    if (typeof answer === 'string') return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the page has no ${expression}`);
}

const READY = `document.querySelector('[data-phase="idle"]') ? 'idle' : null`;

/** What a page without a remembered measurement decides, and how it says so. */
async function decision(driver: Driver, address: string): Promise<string> {
  await driver.goto(address);
  await driver.evaluate('sessionStorage.clear()');
  await driver.goto(`${address}?`);
  await until(driver, READY);
  return until(driver, `sessionStorage.getItem('distillery.probe')`);
}

/** Milliseconds of a step after the first. */
async function stepTime(driver: Driver, address: string, backend: 'webgpu' | 'wasm'): Promise<number> {
  await driver.goto('about:blank');
  await driver.goto(`${address}?backend=${backend}#${HASH}`);
  await until(driver, READY);
  await driver.click(`//button[normalize-space()="Start"]`);
  const step = `Number(document.querySelector('output[aria-label="Step"]').textContent.replace(/\\D/g, ''))`;
  const now = async (least: number): Promise<{ at: number; step: number }> => {
    const answer = await until(
      driver,
      `${step} >= ${least} ? JSON.stringify({ at: performance.now(), step: ${step} }) : null`,
    );
    return JSON.parse(answer);
  };
  const first = await now(2);
  const last = await now(first.step + STEPS[backend]);
  return (last.at - first.at) / (last.step - first.step);
}

const BROWSERS: readonly (readonly [string | null, (launch: Launch) => Promise<Driver>])[] = [
  [findChromium(), launchChromiumWithWebGPU],
  [findFirefox(), launchFirefoxWithWebGPU],
];

const server = await preview({ preview: { host: 'localhost', port: 4274, strictPort: false, open: false } });
const address = server.resolvedUrls?.local[0];
if (!address) throw new Error('There is no server.');
const downloads = mkdtempSync(join(tmpdir(), 'distillery-probe-'));
try {
  for (const [program, launch] of BROWSERS) {
    if (!program) continue;
    const driver = await launch({ program, downloads });
    process.stdout.write(`${driver.version}\n`);
    for (let page = 0; page < PAGES; page++) {
      process.stdout.write(`  decided: ${await decision(driver, address)}\n`);
    }
    for (const backend of ['wasm', 'webgpu'] as const) {
      const time = await stepTime(driver, address, backend);
      process.stdout.write(`  a step on ${backend}: ${time.toFixed(0)} ms\n`);
    }
    await driver.close();
  }
} finally {
  rmSync(downloads, { recursive: true });
  await server.close();
}
