/** A browser that refuses storage, locks and service workers, as “block all cookies” does. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Distillery, ENDLESS, expect, hashWith, TINY, test } from './distillery';
import { makeFolder, removeFolder } from './folder';

const HASH = hashWith(TINY.wasm, { steps: ENDLESS });

test('without storage and service workers the page trains on one thread, says why and loads once', async ({
  baseURL,
  launchOptions,
  playwright,
}) => {
  // Chromium’s “block all cookies”: localStorage, IndexedDB and service workers throw.
  const profile = makeFolder();
  mkdirSync(join(profile, 'Default'));
  writeFileSync(
    join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }),
  );
  const context = await playwright.chromium.launchPersistentContext(profile, {
    ...launchOptions,
    serviceWorkers: 'allow',
    viewport: { width: 1440, height: 900 },
  });
  const [page = await context.newPage()] = context.pages();
  const uncaught: string[] = [];
  let loads = 0;
  page.on('pageerror', ({ message }) => uncaught.push(message));
  page.on('load', () => loads++);
  await page.goto(new URL(`../bare/?backend=wasm#${HASH}`, baseURL).href);
  const distillery = new Distillery(page);
  await expect(distillery.backend).toContainText(/1 thread$/);
  const refusals = await page.evaluate(async () => {
    const refused = async (work: () => unknown): Promise<boolean> => {
      try {
        await work();
        return false;
      } catch {
        return true;
      }
    };
    return [
      await refused(() => localStorage.length),
      await refused(
        () =>
          new Promise((resolve, reject) =>
            Object.assign(indexedDB.open('probe'), { onsuccess: resolve, onerror: reject }),
          ),
      ),
      await refused(() => navigator.serviceWorker.register('service-worker.js')),
    ];
  });
  expect(refusals).toEqual([true, true, true]);
  await distillery.backend.getByRole('button').first().click();
  await expect(page.getByText(/Cross-Origin-Embedder-Policy: require-corp/)).toBeVisible();
  await page.keyboard.press('Escape');
  await distillery.button('Start').click();
  await distillery.reaches(5);
  const step = await distillery.pause();
  await distillery.button('Resume').click();
  await distillery.reaches(step + 5);
  expect({ loads, uncaught }).toEqual({ loads: 1, uncaught: [] });
  await context.close();
  await removeFolder(profile);
});
