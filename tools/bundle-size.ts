/** Holds the build to its budgets: what the first screen and the worker make a user download, gzipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUILD = process.env.DISTILLERY_DIST ?? 'dist';

const html = readFileSync(join(BUILD, 'index.html'), 'utf8');
const named = (pattern: RegExp): string[] => [...html.matchAll(pattern)].map(([, path = '']) => path);

/** Everything that `index.html` itself asks for; what is imported later is not the first screen's. */
const scripts = named(/<(?:script|link rel="modulepreload")[^>]*\s(?:src|href)="([^"]+\.js)"/g);
const styles = named(/<link rel="stylesheet"[^>]*\shref="([^"]+\.css)"/g);
/** The worker's entry and all that it imports statically. */
const workers = readdirSync(join(BUILD, 'assets')).filter((name) => /^worker-[\w-]{8}\.js$/.test(name));
for (const name of workers) {
  const imports = readFileSync(join(BUILD, 'assets', name), 'utf8').matchAll(/(?:from|import)"\.\/([^"]+)"/g);
  for (const [, imported = ''] of imports) if (!workers.includes(imported)) workers.push(imported);
}

const BUDGETS = [
  { what: 'script of the first screen', files: scripts, limit: 150_000 },
  { what: 'styles', files: styles, limit: 40_000 },
  { what: 'worker', files: workers.map((name) => `assets/${name}`), limit: 250_000 },
] as const;

let failed = false;
for (const { what, files, limit } of BUDGETS) {
  const size = files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(BUILD, file)), { level: 9 }).length,
    0,
  );
  // Nothing found means that the build changed its shape, not that it is small.
  const good = files.length > 0 && size <= limit;
  failed ||= !good;
  process.stdout.write(
    `${good ? '✓' : '✗'} ${what}: ${(size / 1000).toFixed(1)} kB gzipped of ${limit / 1000} kB (${files.join(', ') || 'no file found'})\n`,
  );
}
process.exitCode = failed ? 1 : 0;
