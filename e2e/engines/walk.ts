/** One visit to the page, in stations that follow on each other: what a browser has to be able to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { type Backend, ENDLESS, hashWith, TINY } from '../distillery';
import type { Driver } from './driver';

const MINUTE = 60_000;

const PAIRS = ['prompt,response', ...Array.from({ length: 32 }, (_, i) => `${i},${i + 1}`)].join('\n');

const quoted = (text: string): string => JSON.stringify(text);
const button = (name: string): string =>
  `//button[(normalize-space()=${quoted(name)} or @aria-label=${quoted(name)}) and not(@disabled)]`;
const choice = (name: string): string => `//label[normalize-space()=${quoted(name)}]`;
const labelled = (name: string): string =>
  `//*[@id=//label[normalize-space()=${quoted(name)}]/@for or @aria-label=${quoted(name)}]`;

/** The header of a safetensors file. */
function headerOf(path: string): unknown {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  return JSON.parse(bytes.subarray(8, 8 + length).toString());
}

export class Walk {
  readonly #driver: Driver;
  readonly #address: string;
  readonly #downloads: string;
  readonly #backend: Backend;
  readonly #settings: string;
  #step = 0;

  /**
   * @param address of the page, without a hash
   * @param backend insisted on where the page would not choose it by itself
   */
  constructor(driver: Driver, address: string, downloads: string, backend: Backend = 'wasm') {
    this.#driver = driver;
    this.#address = backend === 'wasm' ? address : `${address}?backend=${backend}`;
    this.#downloads = downloads;
    this.#backend = backend;
    this.#settings = hashWith(TINY[backend], { steps: ENDLESS });
  }

  /** Errors of the console and the page, and failures that the page shows, since the last call. */
  async problems(): Promise<readonly string[]> {
    const watched = await this.#driver.evaluate('[...window.watched.splice(0)]');
    const shown = await this.#driver.evaluate(
      '[...document.querySelectorAll(".note-bad")].map((note) => note.textContent)',
    );
    return [...(watched as string[]), ...(shown as string[]), ...this.#driver.takeErrors()];
  }

  /** What the page says of itself, for a report of a failure. */
  async says(): Promise<string> {
    const parts = '[data-phase], .note, output[aria-label], dialog[open]';
    const texts = `[...document.querySelectorAll(${quoted(parts)})].map((part) => part.textContent).join(' | ')`;
    return `${await this.#driver.evaluate('location.hash')} ${await this.#driver.evaluate(texts)}`;
  }

  /** All text of what a selector finds. */
  async #text(selector: string): Promise<string> {
    const text = await this.#driver.evaluate(
      `[...document.querySelectorAll(${quoted(selector)})].map((found) => found.textContent).join(" ")`,
    );
    return String(text);
  }

  async #shows(selector: string, text: RegExp | string, timeout = MINUTE): Promise<void> {
    const expected = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.#text(selector), { timeout }).toEqual(expected);
  }

  async #gone(selector: string): Promise<void> {
    const count = `document.querySelectorAll(${quoted(selector)}).length`;
    await expect.poll(() => this.#driver.evaluate(count), { timeout: MINUTE }).toBe(0);
  }

  /** Opens the page anew: another hash alone would not load it again. */
  async #load(hash: string): Promise<void> {
    await this.#driver.goto('about:blank');
    await this.#driver.goto(`${this.#address}#${hash}`);
  }

  async #reaches(step: number): Promise<void> {
    const steps = async (): Promise<number> => Number(await this.#text('output[aria-label="Step"]'));
    await expect.poll(steps, { timeout: 2 * MINUTE }).toBeGreaterThanOrEqual(step);
    this.#step = await steps();
  }

  async open(): Promise<void> {
    await this.#load(this.#settings);
    await this.#shows('[data-phase]', 'Ready when you are');
    const named = this.#backend === 'wasm' ? /^WebAssembly, \d+ threads?$/ : /^WebGPU/;
    await this.#shows('[aria-label="Backend"]', named);
    expect(await this.#driver.evaluate('crossOriginIsolated')).toBe(true);
  }

  async tenSteps(): Promise<void> {
    await this.#driver.click(button('Start'));
    await this.#reaches(10);
    await this.#shows('output[aria-label="Loss"]', /^\d/);
    await this.#shows('output[aria-label="Token acceptance rate"]', /^\d+%$/);
  }

  async pause(): Promise<void> {
    await this.#driver.click(button('Pause'));
    await this.#shows('[data-phase]', 'Paused');
    await this.#reaches(10);
    const curves = 'document.querySelectorAll(".recharts-line-curve").length';
    await expect.poll(() => this.#driver.evaluate(curves)).toBeGreaterThan(1);
    // By now the threads have answered; where the browser delivers no shared memory there is one.
    process.stdout.write(`${this.#driver.version}: ${await this.#text('[aria-label="Backend"]')}\n`);
  }

  async inspectToken(): Promise<void> {
    await this.#driver.click('//*[@data-cell]');
    await this.#shows('aside[aria-label="Inspector"]', 'sequence 1, token 1');
    const rows = 'document.querySelectorAll("aside[aria-label=Inspector] .bar-value").length';
    expect(await this.#driver.evaluate(rows)).toBe(20);
  }

  async attention(): Promise<void> {
    await this.#driver.click(button('Attention of both models…'));
    const coloured = `[...document.querySelectorAll('figure[aria-label^="Attention map"] canvas')].filter((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size > 10;
    }).length`;
    await expect.poll(() => this.#driver.evaluate(coloured), { timeout: MINUTE }).toBe(2);
  }

  async measure(): Promise<void> {
    await this.#driver.click(button('Measure the distillation'));
    await this.#driver.click(choice('left out'));
    await this.#driver.click(button('Measure'));
    await this.#shows('[role="status"]', 'Measured.', 3 * MINUTE);
    await this.#shows('[data-measure="tokensPerCall"] td', /^\d\.\d+/);
  }

  async evaluate(): Promise<void> {
    await this.#driver.click(button('Evaluate on more prompts…'));
    await this.#driver.click(button('Evaluate'));
    await this.#shows('section', `Student after ${this.#step} steps · 64 validation prompts`, 2 * MINUTE);
    await this.#shows('[data-measure="exact-match"] td', /^(9\d|100)\.\d%/);
  }

  async keepAndExport(): Promise<void> {
    await this.#driver.click(button('Keep this model…'));
    await this.#driver.type('//dialog[@open]//form//input', 'Walked');
    await this.#driver.click('//dialog[@open]//button[@type="submit"]');
    await this.#shows('dialog[open]', '“Walked” is kept.');
    await this.#driver.click(`//dialog[@open]${button('safetensors')}`);
    await expect(() => {
      expect(headerOf(join(this.#downloads, 'walked.safetensors'))).toHaveProperty(['wte.weight']);
    }).toPass({ timeout: MINUTE });
    await this.#driver.click(`//dialog[@open]${button('Close')}`);
    await this.#gone('dialog[open]');
  }

  async reloadAndResume(): Promise<void> {
    await this.#load(this.#settings);
    await this.#shows('[data-phase]', 'Ready when you are');
    await this.#driver.click(button(`Resume from step ${this.#step}`));
    await this.#reaches(this.#step + 2);
    await this.#driver.click(button('Pause'));
    await this.#shows('[data-phase]', 'Paused');
    await this.#reaches(this.#step);
  }

  async ownData(): Promise<void> {
    await this.#load(hashWith(this.#settings, { method: 'sft' }));
    await this.#shows('[data-phase]', 'Ready when you are');
    await this.#driver.click(button('Use your own data…'));
    await this.#driver.type(labelled('Or paste rows or text'), PAIRS);
    await this.#driver.click(button('Read what was pasted'));
    await this.#shows('dialog[open]', '32 of 32 rows can be used.');
    await this.#driver.click(button('Use this data'));
    await this.#gone('dialog[open]');
    await this.#driver.click(button('Start'));
    await this.#reaches(2);
    await this.#driver.click(button('Pause'));
    await this.#shows('[data-phase]', 'Paused');
  }

  async compare(): Promise<void> {
    const settings = hashWith(TINY.wasm, { task: 'arithmetic', steps: 4, responseLimit: 3 });
    await this.#load(`${settings}&compare=method:skd,supervised-kd&seeds=1&budget=updates`);
    await this.#driver.click(button('Start the comparison'));
    await this.#shows(
      'section[aria-label="Comparison"] [role="status"], [role="status"]',
      'Finished: 2 of 2 runs have results',
      4 * MINUTE,
    );
  }
}

export const STATIONS: readonly (readonly [name: string, work: (walk: Walk) => Promise<void>])[] = [
  ['opens and is ready', (walk) => walk.open()],
  ['takes ten steps', (walk) => walk.tenSteps()],
  ['pauses', (walk) => walk.pause()],
  ['shows what both models thought of a token', (walk) => walk.inspectToken()],
  ['draws the attention of both models', (walk) => walk.attention()],
  ['measures the student as a drafter', (walk) => walk.measure()],
  ['evaluates both models', (walk) => walk.evaluate()],
  ['keeps the model and saves its file', (walk) => walk.keepAndExport()],
  ['resumes the run after a reload', (walk) => walk.reloadAndResume()],
  ['trains on pasted data', (walk) => walk.ownData()],
  ['compares two runs to their end', (walk) => walk.compare()],
];

/** What WebGPU decides: the other stations do the same as with WebAssembly. */
export const WEBGPU_STATIONS = STATIONS.slice(0, 5);
