/**
 * Serves the build from sub-paths and nothing else: as `npm start` does, and as other hosts do (`SITES`). Under one more path
 * a new version of the page comes out at each POST (new-version.spec.ts).
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { FREE_SEATS, JOINED, POOL_WORDS } from '../src/ops/engine/layout';
import { ISOLATION } from '../src/service-worker/isolation';

interface Site {
  /** With the headers that isolate the page; most static hosts send none. */
  readonly isolated?: boolean;
  /** With a script before the page's own that collects its errors and counts its loads (engines/watch.js). */
  readonly watched?: boolean;
  /** A script that is served in place of the build's. */
  readonly instead?: { readonly of: RegExp; readonly script: string };
}

/** Takes pages over as the real one does, and adds nothing to any answer. */
const IDLE_SERVICE_WORKER = `addEventListener('activate', (event) => event.waitUntil(clients.claim()));`;

/** A thread of the engine that joins, takes a seat and ends without a word. */
const MORTAL_THREAD = `addEventListener('message', ({ data: { memory, pool } }) => {
  const words = new Int32Array(memory.buffer, pool, ${POOL_WORDS});
  Atomics.add(words, ${JOINED}, 1);
  postMessage('joined');
  while (Atomics.load(words, ${FREE_SEATS}) <= 0 || Atomics.sub(words, ${FREE_SEATS}, 1) <= 0);
  close();
});
postMessage('loaded');`;

const SITES: Readonly<Record<string, Site>> = {
  '/labs/distillery/': { isolated: true },
  '/labs/bare/': {},
  '/labs/watched/': { isolated: true, watched: true },
  '/labs/watched-bare/': { watched: true },
  '/labs/never-isolated/': {
    watched: true,
    instead: { of: /\/service-worker\.js$/, script: IDLE_SERVICE_WORKER },
  },
  '/labs/mortal/': {
    ...{ isolated: true, watched: true },
    instead: { of: /\/engine-thread-[^/]*\.js$/, script: MORTAL_THREAD },
  },
};
const RELEASE: Site = { isolated: true };

/** Followed by a name, so that each test has versions of its own. */
const RELEASES = '/labs/releases/';
/** Beside the build's own files, on sites that are watched. */
const ADDED: Readonly<Record<string, string>> = {
  'watch.js': 'e2e/engines/watch.js',
  'frame.html': 'e2e/engines/frame.html',
};
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

/** The path of the site that an address belongs to, and what is served there. */
function siteOf(pathname: string): readonly [base: string, site: Site] | null {
  const release = releaseOf(pathname);
  if (release !== undefined) return [release, RELEASE];
  return Object.entries(SITES).find(([base]) => pathname.startsWith(base)) ?? null;
}

function fileOf(pathname: string): string | null {
  const found = siteOf(pathname);
  if (!found) return null;
  const [base, { watched }] = found;
  const name = decodeURIComponent(pathname.slice(base.length));
  const added = watched ? ADDED[name] : undefined;
  if (added !== undefined) return added;
  const path = join(BUILD, name || 'index.html');
  const inside = path.startsWith(BUILD + sep);
  return inside && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
}

/** A file with what is added under its path; null where it is served as it is. */
function changed(pathname: string, path: string): string | null {
  const site = siteOf(pathname)?.[1];
  if (site?.instead?.of.test(pathname)) return site.instead.script;
  // The service worker keeps the page under its file's name.
  const isPage = path.endsWith('index.html');
  const text = (): string => readFileSync(path, 'utf8');
  if (isPage && site?.watched) return text().replace('<head>', '<head><script src="watch.js"></script>');
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
  const headers = { 'content-type': type, ...(siteOf(pathname)?.[1].isolated ? ISOLATION : {}) };
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
