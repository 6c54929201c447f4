/**
 * Threads of the processor in an engine: whether the page is isolated, what it says about it, what a dying thread does, and
 * which backend an address gets. Chromium's are in ../isolation.spec.ts and ../backend.spec.ts.
 */
import { expect } from '@playwright/test';
import { ENDLESS, hashWith, TINY } from '../distillery';
import type { Driver } from './driver';
import { button, type EnginePage, MINUTE, quoted } from './page';

const BACKEND = '[aria-label="Backend"]';
const SETTINGS = hashWith(TINY.wasm, { steps: ENDLESS });
/** Rows that two threads share. */
const SHARED_ROWS = 16;
const TWO_THREADS = 'backend=wasm&threads=2';

export class Isolation {
  readonly #page: EnginePage;
  readonly #driver: Driver;
  readonly #labs: string;
  readonly #sharesMemory: boolean;
  #seed = 100;

  /**
   * @param labs address above the sites of ../serve.ts
   * @param sharesMemory whether threads of an isolated page can share memory in this engine
   */
  constructor(page: EnginePage, labs: string, sharesMemory: boolean) {
    this.#page = page;
    this.#driver = page.driver;
    this.#labs = labs;
    this.#sharesMemory = sharesMemory;
  }

  /** Settings of which no run is kept, so that none is offered. */
  #hash(changes: Readonly<Record<string, number>> = {}): string {
    this.#seed += 1;
    return hashWith(SETTINGS, { seed: this.#seed, ...changes });
  }

  /** Opens the page as in a new tab, which remembers nothing. */
  async #open(site: string, query: string, changes: Readonly<Record<string, number>> = {}): Promise<void> {
    await this.#driver.evaluate('location.protocol === "about:" || sessionStorage.clear()');
    await this.#page.load(`${this.#labs}${site}/?${query}#${this.#hash(changes)}`);
  }

  /** The page is ready, trains, and says why it computes as it does. */
  async #trains(backend: RegExp, ...reasons: readonly string[]): Promise<void> {
    await this.#page.shows(BACKEND, backend);
    await this.#page.shows('[data-phase]', 'Ready when you are');
    await this.#driver.click(button('Step'));
    await this.#page.reaches(1);
    await this.#page.shows('[data-phase]', 'Paused');
    await this.#explains(...reasons);
  }

  async #explains(...reasons: readonly string[]): Promise<void> {
    await this.#driver.click(`//*[@aria-label="Backend"]//button`);
    for (const reason of reasons) await this.#page.shows('[popover]', reason);
  }

  /** As many threads as an isolated page has here. */
  get #threads(): RegExp {
    return this.#sharesMemory ? /2 threads$/ : /1 thread$/;
  }

  #trainsIsolated(): Promise<void> {
    const reason = this.#sharesMemory
      ? 'asks for 2 threads'
      : 'this browser shares no memory between threads';
    return this.#trains(this.#threads, reason);
  }

  #isIsolated(): Promise<unknown> {
    return this.#driver.evaluate('crossOriginIsolated');
  }

  /** Waits until the tab has loaded the page so many times, and the page has seen its service worker at work. */
  async #hasLoaded(times: number): Promise<void> {
    // While a page is being replaced a driver has none to ask.
    await expect(async () => {
      expect(await this.#driver.evaluate('[loads, settled]')).toEqual([times, true]);
    }).toPass({ timeout: MINUTE });
  }

  async withHeaders(): Promise<void> {
    await this.#open('watched', TWO_THREADS);
    expect(await this.#isIsolated()).toBe(true);
    await this.#trainsIsolated();
  }

  async losesThread(): Promise<void> {
    await this.#open('mortal', TWO_THREADS, { batchSize: SHARED_ROWS });
    await this.#page.shows(BACKEND, /2 threads$/);
    await this.#page.shows('[data-phase]', 'Ready when you are');
    await this.#driver.click(button('Start'));
    await this.#page.shows(BACKEND, /1 thread$/);
    const step = await this.#page.reaches(1);
    await this.#page.reaches(step + 5);
    await this.#driver.click(button('Pause'));
    await this.#page.shows('[data-phase]', 'Paused');
    await this.#explains('another one ended in the middle of its work');
  }

  /** In a page of the same host that is not isolated. */
  async inFrame(): Promise<void> {
    const site = `${this.#labs}watched-bare/`;
    await this.#driver.goto(`${site}frame.html`);
    const source = `./?backend=wasm#${this.#hash()}`;
    await this.#driver.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: ${quoted(source)}, width: 1200, height: 800 }))`,
    );
    const inside = (expression: string) =>
      `(({ document, PointerEvent, watched }) => ${expression})(frames[0])`;
    const backend = `document.querySelector('${BACKEND} button')`;
    const says = (part: string): Promise<unknown> =>
      this.#driver.evaluate(inside(`document.querySelector(${quoted(part)})?.textContent ?? ''`));
    await expect.poll(() => says(BACKEND), { timeout: MINUTE }).toMatch(/1 thread$/);
    await expect.poll(() => says('[data-phase]'), { timeout: MINUTE }).toContain('Ready when you are');
    // Only this document's elements can be pressed with the mouse.
    await this.#driver.evaluate(
      inside(`void ${backend}.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))`),
    );
    await expect.poll(() => says('[popover]')).toContain('in a frame of another one');
    expect(await this.#driver.evaluate(inside('watched'))).toEqual([]);
    const registered = `navigator.serviceWorker.getRegistration().then((found) => found !== undefined)`;
    expect(await this.#driver.evaluate(registered)).toBe(false);
  }

  async withServiceWorker(): Promise<void> {
    await this.#open('watched-bare', TWO_THREADS);
    await this.#hasLoaded(2);
    expect(await this.#isIsolated()).toBe(true);
    await this.#trainsIsolated();
    await this.#hasLoaded(2);

    await this.#open('watched-bare', TWO_THREADS);
    await this.#hasLoaded(1);
    expect(await this.#isIsolated()).toBe(true);
    await this.#page.shows(BACKEND, this.#threads);
    await this.#hasLoaded(1);
  }

  /** Its service worker adds no headers. */
  async neverIsolated(): Promise<void> {
    await this.#open('never-isolated', TWO_THREADS);
    await this.#hasLoaded(2);
    expect(await this.#isIsolated()).toBe(false);
    await this.#trains(/1 thread$/, 'Cross-Origin-Embedder-Policy: require-corp');
    await this.#hasLoaded(2);
  }

  async askedForBackends(): Promise<void> {
    // Where there is WebGPU, the walk takes it.
    if ((await this.#driver.evaluate('"gpu" in navigator')) !== true) {
      await this.#open('watched', 'backend=webgpu');
      await this.#page.shows('.note-bad', 'This browser has no WebGPU.');
    }
    await this.#open('watched', 'backend=rubbish');
    await this.#page.shows('.note', 'The address asks for the backend “rubbish”, which does not exist.');
    await this.#page.shows(BACKEND, /^WebAssembly/);
    await this.#open('watched', 'backend=cpu');
    await this.#page.shows(BACKEND, /^CPU/);
    await this.#explains('The address asks for it.');
  }
}

type Check = readonly [name: string, work: (isolation: Isolation) => Promise<void>];

/** What every engine can do. */
export const ISOLATION_CHECKS: readonly Check[] = [
  ['isolated by headers, takes the threads that there are', (isolation) => isolation.withHeaders()],
  ['takes the backend that the address asks for', (isolation) => isolation.askedForBackends()],
  ['in a frame, computes on one thread', (isolation) => isolation.inFrame()],
  ['isolated by the service worker, is loaded once more', (isolation) => isolation.withServiceWorker()],
  ['never isolated, is not loaded again and again', (isolation) => isolation.neverIsolated()],
];

/** What takes threads. */
export const THREAD_CHECKS: readonly Check[] = [
  ...ISOLATION_CHECKS,
  ['goes on without a thread that ends in the middle of its work', (isolation) => isolation.losesThread()],
];
