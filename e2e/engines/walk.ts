/** One visit to the page, in stations that follow on each other: what a browser has to be able to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { type Backend, ENDLESS, hashWith, TINY } from '../distillery';
import type { Driver } from './driver';
import { button, type EnginePage, MINUTE, quoted } from './page';

const PAIRS = ['prompt,response', ...Array.from({ length: 32 }, (_, i) => `${i},${i + 1}`)].join('\n');

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
  readonly #page: EnginePage;
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
  constructor(page: EnginePage, address: string, downloads: string, backend: Backend = 'wasm') {
    this.#page = page;
    this.#driver = page.driver;
    this.#address = backend === 'wasm' ? address : `${address}?backend=${backend}`;
    this.#downloads = downloads;
    this.#backend = backend;
    this.#settings = hashWith(TINY[backend], { steps: ENDLESS });
  }

  async #gone(selector: string): Promise<void> {
    const count = `document.querySelectorAll(${quoted(selector)}).length`;
    await expect.poll(() => this.#driver.evaluate(count), { timeout: MINUTE }).toBe(0);
  }

  #load(hash: string): Promise<void> {
    return this.#page.load(`${this.#address}#${hash}`);
  }

  async #reaches(step: number): Promise<void> {
    this.#step = await this.#page.reaches(step);
  }

  async open(): Promise<void> {
    await this.#load(this.#settings);
    await this.#page.shows('[data-phase]', 'Ready when you are');
    const named = this.#backend === 'wasm' ? /^WebAssembly, \d+ threads?$/ : /^WebGPU/;
    await this.#page.shows('[aria-label="Backend"]', named);
    expect(await this.#driver.evaluate('crossOriginIsolated')).toBe(true);
  }

  async tenSteps(): Promise<void> {
    await this.#driver.click(button('Start'));
    await this.#reaches(10);
    await this.#page.shows('output[aria-label="Loss"]', /^\d/);
    await this.#page.shows('output[aria-label="Token acceptance rate"]', /^\d+%$/);
  }

  async pause(): Promise<void> {
    await this.#driver.click(button('Pause'));
    await this.#page.shows('[data-phase]', 'Paused');
    await this.#reaches(10);
    const curves = 'document.querySelectorAll(".recharts-line-curve").length';
    await expect.poll(() => this.#driver.evaluate(curves)).toBeGreaterThan(1);
    // By now the threads have answered; where the browser delivers no shared memory there is one.
    process.stdout.write(`${this.#driver.version}: ${await this.#page.text('[aria-label="Backend"]')}\n`);
  }

  async inspectToken(): Promise<void> {
    await this.#driver.click('//*[@data-cell]');
    await this.#page.shows('aside[aria-label="Inspector"]', 'sequence 1, token 1');
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
    await this.#page.shows('[role="status"]', 'Measured.', 3 * MINUTE);
    await this.#page.shows('[data-measure="tokensPerCall"] td', /^\d\.\d+/);
  }

  async evaluate(): Promise<void> {
    await this.#driver.click(button('Evaluate on more prompts…'));
    await this.#driver.click(button('Evaluate'));
    await this.#page.shows(
      'section',
      `Student after ${this.#step} steps · 64 validation prompts`,
      2 * MINUTE,
    );
    await this.#page.shows('[data-measure="exact-match"] td', /^(9\d|100)\.\d%/);
  }

  async keepAndExport(): Promise<void> {
    await this.#driver.click(button('Keep this model…'));
    await this.#driver.type('//dialog[@open]//form//input', 'Walked');
    await this.#driver.click('//dialog[@open]//button[@type="submit"]');
    await this.#page.shows('dialog[open]', '“Walked” is kept.');
    await this.#driver.click(`//dialog[@open]${button('safetensors')}`);
    await expect(() => {
      expect(headerOf(join(this.#downloads, 'walked.safetensors'))).toHaveProperty(['wte.weight']);
    }).toPass({ timeout: MINUTE });
    await this.#driver.click(`//dialog[@open]${button('Close')}`);
    await this.#gone('dialog[open]');
  }

  async reloadAndResume(): Promise<void> {
    await this.#load(this.#settings);
    await this.#page.shows('[data-phase]', 'Ready when you are');
    await this.#driver.click(button(`Resume from step ${this.#step}`));
    await this.#reaches(this.#step + 2);
    await this.#driver.click(button('Pause'));
    await this.#page.shows('[data-phase]', 'Paused');
    await this.#reaches(this.#step);
  }

  async ownData(): Promise<void> {
    await this.#load(hashWith(this.#settings, { method: 'sft' }));
    await this.#page.shows('[data-phase]', 'Ready when you are');
    await this.#driver.click(button('Use your own data…'));
    await this.#driver.type(labelled('Or paste rows or text'), PAIRS);
    await this.#driver.click(button('Read what was pasted'));
    await this.#page.shows('dialog[open]', '32 of 32 rows can be used.');
    await this.#driver.click(button('Use this data'));
    await this.#gone('dialog[open]');
    await this.#driver.click(button('Start'));
    await this.#reaches(2);
    await this.#driver.click(button('Pause'));
    await this.#page.shows('[data-phase]', 'Paused');
  }

  async compare(): Promise<void> {
    const settings = hashWith(TINY.wasm, { task: 'arithmetic', steps: 4, responseLimit: 3 });
    await this.#load(`${settings}&compare=method:skd,supervised-kd&seeds=1&budget=updates`);
    await this.#driver.click(button('Start the comparison'));
    await this.#page.shows(
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
