/** Firefox by puppeteer over WebDriver BiDi. */
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { type Driver, type Launch, SIZE } from './driver';

/** The software adapter of Debian's Chromium, for machines without any Vulkan driver of their own. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

const vulkanDriver = (): NodeJS.ProcessEnv =>
  !process.env.VK_ICD_FILENAMES && !existsSync('/usr/share/vulkan/icd.d') && existsSync(SWIFTSHADER)
    ? { VK_ICD_FILENAMES: SWIFTSHADER }
    : {};

/** Firefox as it is: on Linux without WebGPU. */
export const launchFirefox = (launch: Launch): Promise<Driver> => start(launch, {});

/** Firefox with its own WebGPU, which is off by default on Linux. */
export const launchFirefoxWithWebGPU = (launch: Launch): Promise<Driver> =>
  start(launch, { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true });

async function start({ program, downloads }: Launch, preferences: object): Promise<Driver> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: program,
    defaultViewport: SIZE,
    env: { ...process.env, ...vulkanDriver() },
    extraPrefsFirefox: {
      ...preferences,
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
    },
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error instanceof Error ? error.message : String(error)));
  // A locator waits until the element is enabled and has stopped moving.
  const find = (xpath: string) => page.locator(`xpath/${xpath}`);
  return {
    version: (await browser.version()).replace('firefox/', 'Firefox '),
    goto: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(expression),
    click: async (xpath) => find(xpath).click(),
    type: async (xpath, text) => {
      const box = find(xpath);
      await box.click({ count: 3 });
      await page.keyboard.type(text);
    },
    takeErrors: () => errors.splice(0),
    close: () => browser.close(),
  };
}
