import { expect, test } from '@playwright/test';
import { findChromium, findFirefox, findWebKitDriver } from '../../tools/browsers';
import type { Backend } from '../distillery';
import { makeFolder, removeFolder } from '../folder';
import { launchChromium } from './chromium';
import type { Driver, Launch } from './driver';
import { launchFirefox, launchFirefoxWithWebGPU } from './firefox';
import { STATIONS, Walk, WEBGPU_STATIONS } from './walk';
import { launchWebKit } from './webkit';

interface Engine {
  readonly name: string;
  readonly program: string | null;
  readonly launch: (launch: Launch) => Promise<Driver>;
  readonly backend?: Backend;
  readonly stations?: typeof STATIONS;
}

const ENGINES: readonly Engine[] = [
  { name: 'Chromium', program: findChromium(), launch: launchChromium },
  { name: 'Firefox', program: findFirefox(), launch: launchFirefox },
  { name: 'WebKit', program: findWebKitDriver(), launch: launchWebKit },
  // Its WebGPU is another than Chromium's, in which the other tests run.
  {
    ...{ name: 'Firefox with WebGPU', program: findFirefox(), launch: launchFirefoxWithWebGPU },
    ...{ backend: 'webgpu', stations: WEBGPU_STATIONS },
  },
];

/** `npm test` prints the reasons at its end. */
const notTested = (name: string, why: string): string => `${name}: not tested here (${why})`;

for (const { name, program, launch, backend = 'wasm', stations = STATIONS } of ENGINES) {
  test.describe
    .serial(name, () => {
      test.skip(!program, notTested(name, 'not installed'));
      test.describe.configure({ timeout: 300_000 });
      let downloads = '';
      let driver: Driver | null = null;
      let walk: Walk;

      test.beforeAll(async ({ baseURL }) => {
        downloads = makeFolder();
        driver = await launch({ program: program ?? '', downloads });
        process.stdout.write(`${driver.version}\n`);
        const address = new URL('../watched/', baseURL).href;
        walk = new Walk(driver, address, downloads, backend);
        if (backend === 'wasm') return;
        await driver.goto(address);
        const adapter = await driver.evaluate('navigator.gpu?.requestAdapter().then(Boolean) ?? false');
        test.skip(!adapter && !process.env.CI, notTested(name, 'no adapter'));
      });

      test.afterAll(async () => {
        await driver?.close();
        await removeFolder(downloads);
      });

      for (const [station, work] of stations) {
        test(station, async () => {
          await work(walk).catch(async (error: unknown) => {
            process.stdout.write(`${name}: ${await walk.says()}\n`);
            throw error;
          });
          expect(await walk.problems()).toEqual([]);
        });
      }
    });
}
