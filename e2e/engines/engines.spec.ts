import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findChromium, findFirefox, findWebKitDriver } from '../../tools/browsers';
import { launchChromium } from './chromium';
import type { Driver, Launch } from './driver';
import { launchFirefox } from './firefox';
import { STATIONS, Walk } from './walk';
import { launchWebKit } from './webkit';

const ENGINES = [
  { name: 'Chromium', program: findChromium(), launch: launchChromium },
  { name: 'Firefox', program: findFirefox(), launch: launchFirefox },
  { name: 'WebKit', program: findWebKitDriver(), launch: launchWebKit },
] satisfies readonly { name: string; program: string | null; launch: (launch: Launch) => Promise<Driver> }[];

for (const { name, program, launch } of ENGINES) {
  test.describe
    .serial(name, () => {
      test.skip(!program, `${name} is not installed.`);
      test.describe.configure({ timeout: 300_000 });
      let downloads = '';
      let driver: Driver | null = null;
      let walk: Walk;

      test.beforeAll(async ({ baseURL }) => {
        downloads = mkdtempSync(join(tmpdir(), 'distillery-engines-'));
        driver = await launch({ program: program ?? '', downloads });
        walk = new Walk(driver, new URL('../watched/', baseURL).href, downloads);
        process.stdout.write(`${driver.version}\n`);
      });

      test.afterAll(async () => {
        await driver?.close();
        rmSync(downloads, { recursive: true });
      });

      for (const [station, work] of STATIONS) {
        test(station, async () => {
          await work(walk);
          expect(await walk.problems()).toEqual([]);
        });
      }
    });
}
