/**
 * `npm start`: builds the page, serves the build on this computer only, and opens it in the browser where there is one.
 * Ctrl-C ends it.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, preview } from 'vite';

const FIRST_PORT = 4173;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** The program that opens an address in the default browser; null where there is no screen. */
function opener(): readonly [string, ...string[]] | null {
  const { env, platform } = process;
  switch (platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      // The empty argument is the title that `start` takes first.
      return ['cmd', '/c', 'start', ''];
    default:
      return (env.DISPLAY || env.WAYLAND_DISPLAY) && isOnPath('xdg-open') ? ['xdg-open'] : null;
  }
}

const isOnPath = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

function openBrowser(address: string): void {
  const found = opener();
  if (!found) return;
  const [program, ...options] = found;
  const child = spawn(program, [...options, address], { stdio: 'ignore', detached: true });
  // No browser opened: the address is printed, and that is enough.
  child.on('error', () => {});
  child.unref();
}

await build({ logLevel: 'error' });
// Takes the next free port when the first is in use.
const server = await preview({
  preview: { host: 'localhost', port: FIRST_PORT, strictPort: false, open: false },
});
const address = server.resolvedUrls?.local[0];
if (!address) throw new Error('The server did not say where it listens.');
print(`\n  Distillery is at ${address}\n  Ctrl-C ends it.\n`);
openBrowser(address);

const end = (): void => {
  void server.close().finally(() => process.exit(0));
};
process.once('SIGINT', end);
process.once('SIGTERM', end);
