/**
 * Serves the build from a sub-path and nothing else, with the headers that isolate the page, as `npm start` does. Under a
 * second path there are no special headers, as most static hosts send none (isolation.spec.ts). A third path has the same
 * build with a script before the page's own that collects its errors (engines/watch.js). Under a fourth a new version of
 * the page comes out at each POST (new-version.spec.ts).
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { ISOLATION } from '../src/service-worker/isolation';

const BASE = '/labs/distillery/';
const BARE = '/labs/bare/';
const WATCHED = '/labs/watched/';
/** Followed by a name, so that each test has versions of its own. */
const RELEASES = '/labs/releases/';
const WATCH = 'e2e/engines/watch.js';
const BUILD = normalize(process.env.DISTILLERY_DIST ?? 'dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** The number of the newest version by path, from 1. */
const releases = new Map<string, number>();

const releaseOf = (pathname: string): string | undefined =>
  pathname.startsWith(RELEASES) ? /^(?:\/[\w-]+){3}\//.exec(pathname)?.[0] : undefined;

function fileOf(pathname: string): string | null {
  const base = releaseOf(pathname) ?? [BASE, BARE, WATCHED].find((start) => pathname.startsWith(start));
  if (!base) return null;
  if (pathname === `${WATCHED}watch.js`) return WATCH;
  const path = join(BUILD, decodeURIComponent(pathname.slice(base.length)) || 'index.html');
  const inside = path.startsWith(BUILD + sep);
  return inside && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
}

/** A file with what is added under its path; null where it is served as it is. */
function changed(pathname: string, path: string): string | null {
  // The service worker keeps the page under its file's name.
  const isPage = path.endsWith('index.html');
  const text = (): string => readFileSync(path, 'utf8');
  if (isPage && pathname.startsWith(WATCHED))
    return text().replace('<head>', '<head><script src="watch.js"></script>');
  const release = releaseOf(pathname);
  if (release === undefined || !(isPage || path.endsWith('service-worker.js'))) return null;
  const version = releases.get(release) ?? 1;
  // The page says its version, and the service worker knows it for another page than before.
  return text()
    .replace('<html', `<html data-version="${version}"`)
    .replace(/"revision":"\w+"(?=,"url":"index\.html")/, `"revision":"version-${version}"`);
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const release = releaseOf(pathname);
  if (request.method === 'POST' && release !== undefined) {
    releases.set(release, (releases.get(release) ?? 1) + 1);
    response.writeHead(204).end();
    return;
  }
  const path = fileOf(pathname);
  if (!path) {
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const headers = { 'content-type': type, ...(pathname.startsWith(BARE) ? {} : ISOLATION) };
  const text = changed(pathname, path);
  if (text !== null) {
    response.writeHead(200, headers).end(text);
    return;
  }
  response.writeHead(200, { ...headers, 'content-length': statSync(path).size });
  createReadStream(path).pipe(response);
});

server.listen(0, 'localhost', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.stdout.write(`Listening on port ${port}\n`);
});
