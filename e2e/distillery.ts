/** The page as the tests see it, and what must hold in every one of them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';

declare global {
  interface Window {
    readonly axe: typeof import('axe-core');
  }
}

export type Backend = 'webgpu' | 'wasm';

/** The smallest experiments there are: WebGPU runs in software here, some 0.8 ms a dispatch. */
export const TINY: Readonly<Record<Backend, string>> = {
  webgpu:
    'v=1&seed=1&studentWidth=8&studentLayers=1&studentHeads=1&batchSize=1&responseLimit=3&evaluatePrompts=1&evaluateEvery=10000',
  wasm: 'v=1&seed=1&studentWidth=16&studentLayers=1&studentHeads=2&batchSize=2&responseLimit=8&evaluatePrompts=2&evaluateEvery=10000',
};

/** Training steps that no test sees the end of: a fast machine takes hundreds of the smallest ones a second. */
export const ENDLESS = 100_000;

/** Settings of `from` with some of them changed. */
export function hashWith(from: string, changes: Readonly<Record<string, string | number>>): string {
  const values = new URLSearchParams(from);
  for (const [name, value] of Object.entries(changes)) values.set(name, String(value));
  return values.toString();
}

/**
 * Does something, and returns when an element has had this text since, however short. It is watched from inside: a fast
 * machine goes through a text between two looks from outside.
 */
export async function expectMoment(
  element: Locator,
  text: string,
  act: () => Promise<void>,
  timeout = 20_000,
): Promise<void> {
  const texts = await element.evaluateHandle((node) => {
    const had: (string | null)[] = [];
    new MutationObserver(() => had.push(node.textContent)).observe(node, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    return had;
  });
  await act();
  const seen = (): Promise<boolean> =>
    texts.evaluate((had, wanted) => had.some((one) => one?.includes(wanted)), text);
  await expect.poll(seen, { message: `has said “${text}”`, timeout }).toBe(true);
}

/** Reloads once the way back from a closed dialog has arrived: the browser ends a reload that meets it. */
export async function reload(page: Page): Promise<void> {
  const hasArrived = (): Promise<boolean> =>
    page.evaluate(
      () =>
        document.querySelector('dialog[open]') !== null || (history.state?.place?.dialog ?? null) === null,
    );
  await expect.poll(hasArrived, { message: 'the history is where the page is' }).toBe(true);
  await page.reload();
}

export class Distillery {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits until it is ready for Start. */
  async open(backend: Backend, hash: string): Promise<void> {
    await this.page.goto(`?backend=${backend}#${hash}`);
    await expect(this.backend).toContainText(backend === 'webgpu' ? 'WebGPU' : 'WebAssembly');
    await expect(this.phase).toHaveText('Ready when you are');
  }

  get backend(): Locator {
    return this.page.getByLabel('Backend', { exact: true });
  }

  get phase(): Locator {
    return this.page.locator('[data-phase]');
  }

  /** Presses a button and returns when the phase has taken this text since. */
  pressUntil(name: string, phase: string, timeout: number): Promise<void> {
    return expectMoment(this.phase, phase, () => this.button(name).click(), timeout);
  }

  /** Presses a button that answers with a message which goes away by itself. */
  async pressFor(message: string, button: Locator): Promise<void> {
    await expectMoment(this.page.locator('[data-toast]'), message, () => button.click());
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get shareDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Share' });
  }

  /** Opens what Share opens, copies the link, closes it again. The page needs the right to read the clipboard. */
  async copyLink(share: Locator = this.button('Share')): Promise<string> {
    await share.click();
    await this.shareDialog.getByRole('button', { name: 'Copy link' }).click();
    await expect(this.shareDialog.getByText('Copied.')).toBeVisible();
    const link = await this.page.evaluate(() => navigator.clipboard.readText());
    await this.page.keyboard.press('Escape');
    await expect(this.shareDialog).toBeHidden();
    return link;
  }

  /** Saves the run as a PyTorch project; its files by path. */
  async saveProject(): Promise<Readonly<Record<string, Uint8Array>>> {
    await this.button('Share').click();
    await this.shareDialog.getByText('Take it further…').click();
    const downloading = this.page.waitForEvent('download');
    await this.shareDialog.getByRole('button', { name: 'Save project (.zip)' }).click();
    const download = await downloading;
    await expect(this.shareDialog.getByText(`${download.suggestedFilename()} is saved.`)).toBeVisible();
    return unzipSync(readFileSync(await download.path()));
  }

  output(name: string): Locator {
    return this.page.locator(`output[aria-label="${name}"]`);
  }

  chart(name: string): Locator {
    return this.page.getByRole('figure', { name, exact: true });
  }

  /** The box of a setting, by its label; opens the group that hides it. */
  async setting(name: string): Promise<Locator> {
    const box = this.page.getByLabel(name, { exact: true });
    if (!(await box.isVisible())) {
      await this.page
        .locator('details.more', { has: this.page.getByText(name, { exact: true }) })
        .locator('summary')
        .click();
    }
    return box;
  }

  async steps(): Promise<number> {
    return Number(await this.output('Step').textContent());
  }

  /** What the page says when a run has stopped; null while it says nothing. */
  async failure(): Promise<string | null> {
    const [text = null] = await this.page.locator('.note-bad').allTextContents();
    return text;
  }

  /** Waits for a step, but not for one that will never come. */
  async reaches(step: number, timeout = 120_000): Promise<void> {
    const outcome = async (): Promise<string> => {
      if ((await this.steps()) >= step) return 'reached';
      return (await this.failure()) ?? 'under way';
    };
    await expect.poll(outcome, { timeout }).not.toBe('under way');
    expect(await outcome()).toBe('reached');
  }

  async pause(): Promise<number> {
    await this.button('Pause').click();
    // The steps on their way end first, and the state is saved: tens of seconds on a software adapter.
    await expect(this.button('Resume').or(this.button('Start'))).toBeVisible({ timeout: 120_000 });
    expect(await this.failure()).toBeNull();
    return this.steps();
  }

  /** What both models answered to a typed prompt. */
  get answers(): Locator {
    return this.page.getByRole('region', { name: 'Try it' }).locator('[aria-live]');
  }

  tokens(): Locator {
    return this.page.locator('[data-cell]');
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules about colours, all that a colour scheme can break. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Accessibility violations as short lines, so that a failure is readable. The page has no frames.
 *
 * @param rules null: all
 */
export async function violations(page: Page, rules: readonly string[] | null = null): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(
    (values) =>
      window.axe.run(document, {
        resultTypes: ['violations'],
        ...(values ? { runOnly: { type: 'rule', values: [...values] } } : {}),
      }),
    rules,
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`),
  );
}

/** Wide is as narrow as the page in two columns is likely to get. */
const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** No accessibility violation and no sideways scrolling in light and dark, wide and on a phone; leaves the size as it was. */
export async function expectSound(page: Page, state: string): Promise<void> {
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const where = `${state}, ${colorScheme}, ${size}`;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      const rules = colorScheme === 'dark' ? COLOUR_RULES : null;
      expect.soft(await violations(page, rules), where).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(overflow, `${where}: sideways scrolling`).toBeLessThanOrEqual(0);
    }
  }
  if (before) await page.setViewportSize(before);
}

export interface DroppedFile {
  readonly name: string;
  readonly contents: Buffer;
}

/** Drops files onto the page, as a file manager would. */
export async function drop(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const encoded = files.map(({ name, contents }) => ({ name, base64: contents.toString('base64') }));
  await page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    }
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, encoded);
}

/** Errors of the console, of the page, and requests to other origins; empty at the end of every test. */
export class Watch {
  readonly #problems: string[] = [];
  readonly #tolerated: RegExp[] = [];

  note(problem: string): void {
    this.#problems.push(problem);
  }

  /** For tests that cause an error on purpose. */
  tolerate(pattern: RegExp): void {
    this.#tolerated.push(pattern);
  }

  problems(): string[] {
    return this.#problems.filter((problem) => !this.#tolerated.some((pattern) => pattern.test(problem)));
  }
}

interface Fixtures {
  readonly distillery: Distillery;
  readonly watch: Watch;
}

export const test = base.extend<Fixtures>({
  watch: [
    async ({ context, baseURL }, use) => {
      const watch = new Watch();
      const { origin } = new URL(baseURL ?? '');
      context.on('console', (message) => {
        if (message.type() === 'error') watch.note(`console: ${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => watch.note(`uncaught: ${error.error().message}`));
      context.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(`${origin}/`) && !/^(?:data|blob):/.test(url))
          watch.note(`foreign request: ${url}`);
      });
      await use(watch);
      expect(watch.problems()).toEqual([]);
    },
    { auto: true },
  ],
  distillery: async ({ page }, use) => {
    await use(new Distillery(page));
  },
});

export { expect };
