/** Runs engines in pages of Chromium, each in a browser of its own, from a site that Vite builds for the occasion. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { findChromium } from '../../tools/browsers';
import { buildEngine } from '../../tools/build-engine';
import type { Case } from '../cases';
import type { Contestant } from '../contestants';
import type { Host } from '../host';
import type { Opened, Preparation, Sample } from '../session';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

const ALWAYS = [
  '--enable-unsafe-webgpu',
  // Containers rarely let Chromium build its sandbox; the page is ours.
  ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
];
const HARDWARE = process.platform === 'linux' ? ['--enable-features=Vulkan'] : [];
const SOFTWARE = ['--use-webgpu-adapter=swiftshader'];

/** Flags for a graphics card where Chromium gets an adapter from it, else for its software adapter. */
async function findArguments(executablePath: string, address: string): Promise<string[]> {
  const hardware = process.platform !== 'linux' || existsSync('/dev/dri') || existsSync('/dev/nvidia0');
  if (!hardware) return [...ALWAYS, ...SOFTWARE];
  const args = [...ALWAYS, ...HARDWARE];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    const found = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
    return found ? args : [...ALWAYS, ...SOFTWARE];
  } finally {
    await browser.close();
  }
}

class PageHost implements Host {
  readonly contestant: Contestant;
  readonly #browser: Browser;
  readonly #page: Page;

  constructor(contestant: Contestant, browser: Browser, page: Page) {
    this.contestant = contestant;
    this.#browser = browser;
    this.#page = page;
  }

  open(): Promise<Opened> {
    return this.#page.evaluate((contestant) => globalThis.bench.open(contestant), this.contestant);
  }

  prepare(work: Case['work']): Promise<Preparation> {
    return this.#page.evaluate((what) => globalThis.bench.prepare(what), work);
  }

  run(units: number): Promise<Sample> {
    return this.#page.evaluate((count) => globalThis.bench.run(count), units);
  }

  async dispose(): Promise<void> {
    await this.#page.evaluate(() => globalThis.bench.dispose());
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

export interface BrowserBench {
  readonly newHost: (contestant: Contestant) => Promise<Host>;
  readonly close: () => Promise<void>;
}

/** What makes a page cross-origin isolated. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** @throws Error when there is no Chromium */
export async function openBrowser(): Promise<BrowserBench> {
  const executablePath = findChromium();
  if (executablePath === null)
    throw new Error('No Chromium was found: install one, or name it in CHROMIUM_PATH.');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const settings = {
    configFile: false as const,
    root: ROOT,
    base: './',
    logLevel: 'error' as const,
    worker: { format: 'es' as const },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1e5 },
  };
  await buildEngine();
  await build(settings);
  const serve = (headers: Record<string, string>) =>
    preview({ ...settings, preview: { port: 0, host: '127.0.0.1', headers } });
  const servers = { isolated: await serve(ISOLATION), plain: await serve({}) };
  const addressOf = (server: PreviewServer): string => {
    const address = server.resolvedUrls?.local[0];
    if (address === undefined) throw new Error('The page could not be served.');
    return address;
  };
  const args = await findArguments(executablePath, addressOf(servers.plain));
  const browsers: Browser[] = [];
  return {
    newHost: async (contestant) => {
      const browser = await chromium.launch({ executablePath, args });
      browsers.push(browser);
      const page = await browser.newPage();
      page.setDefaultTimeout(0);
      await page.goto(addressOf(contestant.isolated ? servers.isolated : servers.plain));
      await page.waitForFunction(() => 'bench' in globalThis);
      return new PageHost(contestant, browser, page);
    },
    close: async () => {
      await Promise.all(browsers.map((browser) => browser.close()));
      await Promise.all([servers.isolated.close(), servers.plain.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
