/** Finds the browsers for the tests. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const { env } = process;

/** What a browser is called: in the PATH, below the folder of applications on macOS, and below the folders of programs on Windows. */
interface Names {
  readonly path: readonly string[];
  readonly mac: readonly string[];
  readonly windows: readonly string[];
}

const CHROMIUM: Names = {
  path: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  mac: ['Chromium', 'Google Chrome', 'Google Chrome for Testing', 'Microsoft Edge'].map(
    (name) => `${name}.app/Contents/MacOS/${name}`,
  ),
  windows: [
    'Google/Chrome/Application/chrome.exe',
    'Chromium/Application/chrome.exe',
    'Microsoft/Edge/Application/msedge.exe',
  ],
};

const FIREFOX: Names = {
  path: ['firefox-esr', 'firefox'],
  mac: ['Firefox.app/Contents/MacOS/firefox'],
  windows: ['Mozilla Firefox/firefox.exe'],
};

const inPath = (names: readonly string[]): string[] =>
  [...(env.PATH ?? '').split(delimiter), '/usr/bin'].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  );

function standardPlaces({ path, mac, windows }: Names): string[] {
  switch (process.platform) {
    case 'darwin':
      return mac.map((name) => join('/Applications', name));
    case 'win32':
      return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => windows.map((name) => join(folder, name)));
    default:
      return inPath(path);
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
  const places = asked ? [asked] : [...standardPlaces(CHROMIUM), chromium.executablePath()];
  return places.find(isProgram) ?? null;
}

/** The path of Firefox: FIREFOX_PATH or an installed one. */
export function findFirefox(): string | null {
  const asked = env.FIREFOX_PATH;
  return (asked ? [asked] : standardPlaces(FIREFOX)).find(isProgram) ?? null;
}

/** The path of WebKitGTK's driver, which runs on Linux only and needs a virtual display. */
export function findWebKitDriver(): string | null {
  if (process.platform !== 'linux' || !inPath(['xvfb-run']).some(isProgram)) return null;
  return inPath(['WebKitWebDriver']).find(isProgram) ?? null;
}
