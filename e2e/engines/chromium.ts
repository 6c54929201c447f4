/** Chromium by Playwright. */
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { type Driver, type Launch, SIZE } from './driver';

/** Chromium as it is: on Linux without WebGPU where there is no graphics card. */
export const launchChromium = (launch: Launch): Promise<Driver> => start(launch, []);

/** Chromium with WebGPU on SwiftShader, its software adapter. */
export const launchChromiumWithWebGPU = (launch: Launch): Promise<Driver> =>
  start(launch, ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);

async function start({ program, downloads }: Launch, options: readonly string[]): Promise<Driver> {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', ...options] });
  const page = await browser.newPage({ viewport: SIZE, acceptDownloads: true });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('download', (download) => void download.saveAs(join(downloads, download.suggestedFilename())));
  return {
    version: `Chromium ${browser.version()}`,
    goto: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(expression),
    click: (xpath) => page.locator(`xpath=${xpath}`).first().click(),
    type: (xpath, text) => page.locator(`xpath=${xpath}`).first().fill(text),
    takeErrors: () => errors.splice(0),
    close: () => browser.close(),
  };
}
