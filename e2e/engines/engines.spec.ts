import { expect, test } from '@playwright/test';
import { findChromium, findFirefox, findWebKitDriver } from '../../tools/browsers';
import type { Backend } from '../distillery';
import { makeFolder, removeFolder } from '../folder';
import { launchChromium } from './chromium';
import type { Driver, Launch } from './driver';
import { launchFirefox, launchFirefoxWithWebGPU } from './firefox';
import { ISOLATION_CHECKS, Isolation, THREAD_CHECKS } from './isolation';
import { EnginePage } from './page';
import { STATIONS, Walk, WEBGPU_STATIONS } from './walk';
import { launchWebKit } from './webkit';

interface Engine {
  readonly name: string;
  readonly program: string | null;
  readonly launch: (launch: Launch) => Promise<Driver>;
  readonly backend?: Backend;
  readonly stations?: typeof STATIONS;
  /** Of isolation and threads; Chromium's are among the other tests. */
  readonly checks?: typeof ISOLATION_CHECKS;
}

const ENGINES: readonly Engine[] = [
  { name: 'Chromium', program: findChromium(), launch: launchChromium },
  { name: 'Firefox', program: findFirefox(), launch: launchFirefox, checks: THREAD_CHECKS },
  { name: 'WebKit', program: findWebKitDriver(), launch: launchWebKit, checks: ISOLATION_CHECKS },
  // Its WebGPU is another than Chromium's, in which the other tests run.
  {
    ...{ name: 'Firefox with WebGPU', program: findFirefox(), launch: launchFirefoxWithWebGPU },
    ...{ backend: 'webgpu', stations: WEBGPU_STATIONS },
  },
];

/** `npm test` prints the reasons at its end. */
const notTested = (name: string, why: string): string => `${name}: not tested here (${why})`;

for (const { name, program, launch, backend = 'wasm', stations = STATIONS, checks = [] } of ENGINES) {
  test.describe
    .serial(name, () => {
      test.skip(!program, notTested(name, 'not installed'));
      test.describe.configure({ timeout: 300_000 });
      let downloads = '';
      let driver: Driver | null = null;
      let page: EnginePage;
      let walk: Walk;
      let isolation: Isolation;

      test.beforeAll(async ({ baseURL }) => {
        downloads = makeFolder();
        driver = await launch({ program: program ?? '', downloads });
        process.stdout.write(`${driver.version}\n`);
        const address = new URL('../watched/', baseURL).href;
        page = new EnginePage(driver);
        walk = new Walk(page, address, downloads, backend);
        isolation = new Isolation(page, new URL('../', baseURL).href, checks === THREAD_CHECKS);
        if (backend === 'wasm') return;
        await driver.goto(address);
        const adapter = await driver.evaluate('navigator.gpu?.requestAdapter().then(Boolean) ?? false');
        test.skip(!adapter && !process.env.CI, notTested(name, 'no adapter'));
      });

      test.afterAll(async () => {
        await driver?.close();
        await removeFolder(downloads);
      });

      const passes = (title: string, work: () => Promise<void>): void =>
        test(title, async () => {
          await work().catch(async (error: unknown) => {
            process.stdout.write(`${name}: ${await page.says()}\n`);
            throw error;
          });
          expect(await page.problems()).toEqual([]);
        });
      for (const [station, work] of stations) passes(station, () => work(walk));
      for (const [check, work] of checks) passes(check, () => work(isolation));
    });
}
