/**
 * Serves the build from a sub-path and nothing else, as a static host would: no rewriting, no special headers.
 * A second path has the same build with a script before the page's own that collects its errors (engines/watch.js).
 */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const BASE = '/labs/distillery/';
const WATCHED = '/labs/watched/';
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

function fileOf(pathname: string): string | null {
  const base = [BASE, WATCHED].find((start) => pathname.startsWith(start));
  if (!base) return null;
  if (pathname === `${WATCHED}watch.js`) return WATCH;
  const path = join(BUILD, decodeURIComponent(pathname.slice(base.length)) || 'index.html');
  const inside = path.startsWith(BUILD + sep);
  return inside && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const path = fileOf(pathname);
  if (!path) {
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  if (pathname === WATCHED) {
    const html = readFileSync(path, 'utf8').replace('<head>', '<head><script src="watch.js"></script>');
    response.writeHead(200, { 'content-type': type }).end(html);
    return;
  }
  response.writeHead(200, { 'content-type': type, 'content-length': statSync(path).size });
  createReadStream(path).pipe(response);
});

server.listen(0, 'localhost', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.stdout.write(`Listening on port ${port}\n`);
});
