/** WebKitGTK by selenium over its own WebDriver, on a display of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Builder, By, Key, until, type WebElement } from 'selenium-webdriver';
import { type Driver, type Launch, SIZE } from './driver';

const STARTING = 30_000;
const WAIT = 30_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A home for the browser whose folder of downloads is `downloads`. */
function makeHome(downloads: string): string {
  const home = join(downloads, '.home');
  mkdirSync(join(home, '.config'), { recursive: true });
  writeFileSync(join(home, '.config', 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return home;
}

async function startServer(program: string, port: number, home: string): Promise<ChildProcess> {
  const screen = `-screen 0 ${SIZE.width}x${SIZE.height}x24`;
  const server = spawn('xvfb-run', ['-a', '-s', screen, program, `--port=${port}`], {
    stdio: 'ignore',
    // A group of its own: xvfb-run, the display, the driver and the browser end together.
    detached: true,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, '.config') },
  });
  let failed: Error | null = null;
  server.on('error', (error) => {
    failed = error;
  });
  for (const end = Date.now() + STARTING; Date.now() < end && !failed; ) {
    if (
      await fetch(`http://127.0.0.1:${port}/status`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return server;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw failed ?? new Error(`${program} did not answer within ${STARTING / 1000} s.`);
}

export async function launchWebKit({ program, downloads }: Launch): Promise<Driver> {
  const port = await freePort();
  const server = await startServer(program, port, makeHome(downloads));
  const end = (): void => {
    if (server.pid) process.kill(-server.pid);
  };
  try {
    const browser = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({ browserName: 'MiniBrowser' })
      .build();
    await browser
      .manage()
      .window()
      .setRect({ x: 0, y: 0, ...SIZE });
    const version = (await browser.getCapabilities()).getBrowserVersion() ?? 'of unknown version';
    const find = async (xpath: string): Promise<WebElement> => {
      const element = await browser.wait(until.elementLocated(By.xpath(xpath)), WAIT);
      await browser.wait(until.elementIsVisible(element), WAIT);
      return browser.wait(until.elementIsEnabled(element), WAIT);
    };
    // What moves while the page is being filled is not pressed where it was.
    const findStill = async (xpath: string): Promise<WebElement> => {
      const element = await find(xpath);
      let before = '';
      await browser.wait(async () => {
        const { x, y } = await element.getRect();
        const still = before === `${x} ${y}`;
        before = `${x} ${y}`;
        return still;
      }, WAIT);
      return element;
    };
    return {
      version: `WebKitGTK ${version}`,
      goto: (url) => browser.get(url),
      evaluate: (expression) => browser.executeScript(`return (${expression});`),
      click: async (xpath) => (await findStill(xpath)).click(),
      type: async (xpath, text) => {
        const box = await find(xpath);
        await box.clear();
        // It knows the end of a line as a key only.
        await box.sendKeys(text.replaceAll('\n', Key.ENTER));
      },
      // It tells a driver nothing of the console: the page's own watch has to do (watch.js of the server).
      takeErrors: () => [],
      close: async () => {
        await browser.quit().finally(end);
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}
