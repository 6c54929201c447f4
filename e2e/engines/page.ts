/** The page as a driver of any engine sees it. */
import { expect } from '@playwright/test';
import type { Driver } from './driver';

export const MINUTE = 60_000;

export const quoted = (text: string): string => JSON.stringify(text);

export const button = (name: string): string =>
  `//button[(normalize-space()=${quoted(name)} or @aria-label=${quoted(name)}) and not(@disabled)]`;

export class EnginePage {
  readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  /** Opens an address anew: another hash alone would not load it again. */
  async load(address: string): Promise<void> {
    await this.driver.goto('about:blank');
    await this.driver.goto(address);
  }

  /** Errors of the console and the page, and failures that the page shows, since the last call. */
  async problems(): Promise<readonly string[]> {
    const watched = await this.driver.evaluate('[...window.watched.splice(0)]');
    const shown = await this.driver.evaluate(
      '[...document.querySelectorAll(".note-bad")].map((note) => note.textContent)',
    );
    return [...(watched as string[]), ...(shown as string[]), ...this.driver.takeErrors()];
  }

  /** What the page says of itself, for a report of a failure. */
  async says(): Promise<string> {
    const parts = '[data-phase], [aria-label="Backend"], .note, output[aria-label], dialog[open]';
    const texts = `[...document.querySelectorAll(${quoted(parts)})].map((part) => part.textContent).join(' | ')`;
    return `${await this.driver.evaluate('location.href')} ${await this.driver.evaluate(texts)}`;
  }

  /** All text of what a selector finds. */
  async text(selector: string): Promise<string> {
    const text = await this.driver.evaluate(
      `[...document.querySelectorAll(${quoted(selector)})].map((found) => found.textContent).join(" ")`,
    );
    return String(text);
  }

  async shows(selector: string, text: RegExp | string, timeout = MINUTE): Promise<void> {
    const expected = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.text(selector), { timeout }).toEqual(expected);
  }

  /** Waits for a step, and returns the newest one. */
  async reaches(step: number): Promise<number> {
    const steps = async (): Promise<number> => Number(await this.text('output[aria-label="Step"]'));
    await expect.poll(steps, { timeout: 2 * MINUTE }).toBeGreaterThanOrEqual(step);
    return steps();
  }
}
