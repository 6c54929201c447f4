import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, expect, test } from 'vitest';
import { refuseImportsOfEntry } from './refuse-imports-of-entry';

let folder: string | null = null;

afterEach(() => {
  if (folder) rmSync(folder, { recursive: true });
  folder = null;
});

/** Builds a page with one worker from sources by file name, `worker.js` being the worker's entry. */
async function buildWorker(sources: Readonly<Record<string, string>>): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'refuse-imports-of-entry-'));
  const page = 'new Worker(new URL("./worker.js", import.meta.url), { type: "module" });';
  for (const [name, text] of Object.entries({ 'page.js': page, ...sources })) {
    writeFileSync(join(folder, name), text);
  }
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es', plugins: () => [refuseImportsOfEntry()] },
    build: { rolldownOptions: { input: join(folder, 'page.js') } },
  });
}

const SHARED = 'export const shared = () => postMessage("shared");';
const LAZY = 'import { shared } from "./shared.js"; export const lazy = () => shared();';

test('a worker whose lazy chunk shares code with the entry is refused', async () => {
  const worker = 'import { shared } from "./shared.js"; shared(); import("./lazy.js").then((m) => m.lazy());';
  const refused = buildWorker({ 'worker.js': worker, 'shared.js': SHARED, 'lazy.js': LAZY });
  await expect(refused).rejects.toThrow(/lazy.* imports .*worker.*\.js, an entry/);
});

test('a lazy chunk that imports the entry itself is refused', async () => {
  const worker = 'export const own = 1; import("./lazy.js").then((m) => postMessage(m.lazy));';
  const lazy = 'import { own } from "./worker.js"; export const lazy = own + 1;';
  await expect(buildWorker({ 'worker.js': worker, 'lazy.js': lazy })).rejects.toThrow(/an entry/);
});

test('a worker whose lazy chunks share nothing with the entry is built', async () => {
  const worker = 'import("./lazy.js").then((m) => m.lazy());';
  await buildWorker({ 'worker.js': worker, 'shared.js': SHARED, 'lazy.js': LAZY });
});
