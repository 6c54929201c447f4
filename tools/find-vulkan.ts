/** Finds what opens a graphics adapter outside browsers: Vulkan's loader, which finds the drivers. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY_FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/local/lib'];

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    // Chromium has one in its own folder, which no other program finds.
    .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
    .map(({ name }) => join(folder, name));

/** The path of Vulkan's loader on Linux; the system's own interface where adapters do without it; null where it is missing. */
export function findVulkan(): string | null {
  if (process.platform !== 'linux') return process.platform === 'darwin' ? 'Metal' : 'Direct3D';
  return (
    LIBRARY_FOLDERS.filter((folder) => existsSync(folder))
      // Debian has a folder for each processor.
      .flatMap((folder) => [folder, ...foldersIn(folder)])
      .map((folder) => join(folder, 'libvulkan.so.1'))
      .find((path) => existsSync(path)) ?? null
  );
}
