/** Finds a Chromium for the browser tests. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const { env } = process;

function standardPlaces(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Chromium', 'Google Chrome', 'Google Chrome for Testing', 'Microsoft Edge'].map(
        (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
      );
    case 'win32':
      return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Chromium', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]);
    default:
      return [...(env.PATH ?? '').split(delimiter), '/usr/bin'].flatMap((folder) =>
        NAMES.map((name) => join(folder, name)),
      );
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The path of a full Chromium (a headless shell has no WebGPU): CHROMIUM_PATH, an installed one, Playwright's own. */
export function findChromium(): string | null {
  const asked = env.CHROMIUM_PATH;
  const places = asked ? [asked] : [...standardPlaces(), chromium.executablePath()];
  return places.find(isProgram) ?? null;
}
