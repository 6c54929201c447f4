/** Serves the build from a sub-path and nothing else, as a static host would: no rewriting, no special headers. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const BASE = '/labs/distillery/';
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

function fileOf(url: string): string | null {
  const { pathname } = new URL(url, 'http://localhost');
  if (!pathname.startsWith(BASE)) return null;
  const path = join(BUILD, decodeURIComponent(pathname.slice(BASE.length)) || 'index.html');
  const inside = path.startsWith(BUILD + sep);
  return inside && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
}

const server = createServer((request, response) => {
  const path = fileOf(request.url ?? '/');
  if (!path) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': statSync(path).size,
  });
  createReadStream(path).pipe(response);
});

server.listen(0, 'localhost', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.stdout.write(`Listening on port ${port}\n`);
});
