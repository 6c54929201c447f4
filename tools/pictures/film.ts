/** Takes pictures of a real run: the first screen's experiment in the built page. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from '../browsers';

export interface Shot {
  readonly image: Buffer;
  /** Of the student; 0 before the first. */
  readonly step: number;
}

export interface Film {
  readonly ready: Shot;
  /** In their order, some hundred. */
  readonly running: readonly Shot[];
  readonly finished: Shot;
  /** A replaced token has been chosen: the inspector shows both models' distributions. */
  readonly inspected: Shot;
}

const SIZE = { width: 1440, height: 900 };

/** Milliseconds from one picture to the next. */
const PAUSE = 400;

async function stepOf(page: Page): Promise<number> {
  return Number(await page.locator('output[aria-label="Step"]').textContent()) || 0;
}

async function shoot(page: Page): Promise<Shot> {
  const step = await stepOf(page);
  return { image: await page.screenshot({ animations: 'allow' }), step };
}

export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--enable-unsafe-webgpu'],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/**
 * @param address of the page, with the backend and the experiment that it shall run
 * @param onStep hears of the progress
 */
export async function film(browser: Browser, address: string, onStep: (step: number) => void): Promise<Film> {
  const context = await browser.newContext({ viewport: SIZE, colorScheme: 'light', locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(address);
  const phase = page.locator('[data-phase]');
  await phase.getByText('Ready when you are').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  const ready = await shoot(page);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const running: Shot[] = [];
  const isOver = (): Promise<boolean> => page.getByRole('button', { name: 'Pause', exact: true }).isHidden();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  do {
    const shot = await shoot(page);
    if (shot.step > 0) running.push(shot);
    onStep(shot.step);
    await page.waitForTimeout(PAUSE);
  } while (!(await isOver()));
  const finished = await shoot(page);
  const replaced = page.locator('[data-cell].tok-replaced');
  await ((await replaced.count()) ? replaced : page.locator('[data-cell]')).first().click();
  await page.waitForTimeout(1000);
  const inspected = await shoot(page);
  await context.close();
  return { ready, running, finished, inspected };
}
