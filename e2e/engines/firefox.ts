/** Firefox by puppeteer over WebDriver BiDi. */
import puppeteer, { type ElementHandle } from 'puppeteer-core';
import { type Driver, type Launch, SIZE } from './driver';

export async function launchFirefox({ program, downloads }: Launch): Promise<Driver> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: program,
    defaultViewport: SIZE,
    extraPrefsFirefox: {
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
  const find = async (xpath: string): Promise<ElementHandle> => {
    const element = await page.waitForSelector(`xpath/${xpath}`, { visible: true });
    if (!element) throw new Error(`There is no ${xpath}.`);
    return element;
  };
  return {
    version: (await browser.version()).replace('firefox/', 'Firefox '),
    goto: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(expression),
    click: async (xpath) => (await find(xpath)).click(),
    type: async (xpath, text) => {
      const box = await find(xpath);
      await box.click({ count: 3 });
      await box.type(text);
    },
    takeErrors: () => errors.splice(0),
    close: () => browser.close(),
  };
}
