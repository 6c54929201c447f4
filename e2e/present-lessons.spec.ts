/** Lessons in the view for a projector: every part of every station fits the screen, and a remote control turns them all. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { LESSON_IDS } from '../src/experiment/lesson-link';
import { expect, TINY, test } from './distillery';
import { overflow, textsBelow } from './fit';

/** Progress in all lessons in which every answer has been asked for. */
const ANSWERED = JSON.stringify(
  Object.fromEntries(
    LESSON_IDS.map((id) => [
      id,
      { station: 0, chosen: {}, values: {}, revealed: Array.from({ length: 12 }, (_, at) => at) },
    ]),
  ),
);

/** “2 of 4 (1/2)” */
const countIn = (page: Page): Locator => page.locator('.column-lesson').getByRole('status').last();

const stationsOf = (language: string, id: string): number =>
  JSON.parse(readFileSync(`public/lessons/${language}/${id}.json`, 'utf8')).stations.length;

/** What is cut off, or would have to be scrolled to, as short lines. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    const panel = document.querySelector('.column-lesson');
    const columns = panel?.querySelector('article')?.parentElement;
    const shown = columns?.parentElement;
    for (const element of [panel, columns, shown, document.querySelector('main')])
      if (!element || element.scrollHeight > element.clientHeight)
        faults.push(`scrolls: ${element?.className}, ${element?.scrollHeight} > ${element?.clientHeight}`);
    if (!panel || !columns || !shown) return faults;
    if (panel.scrollWidth > panel.clientWidth) faults.push('the panel is too narrow');
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const walker = document.createTreeWalker(columns, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.checkVisibility() || node.parentElement.closest('[popover]')) continue;
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        const isHigher = line.top < top - 1 || line.bottom > bottom + 1;
        // A line is wholly on this part or on another one.
        const isSplit = line.left < right && line.right > left && (line.left < left || line.right > right);
        if (isHigher || isSplit) faults.push(`cut: ${node.textContent}`);
      }
    }
    return faults;
  });

for (const [language, locale] of [
  ['en', 'en-US'],
  ['ja', 'ja-JP'],
] as const) {
  test.describe(locale, () => {
    test.use({ locale, viewport: { width: 1280, height: 720 } });

    test('all stations of all lessons fit a projector, part by part', async ({ page }) => {
      test.setTimeout(240_000);
      // With all answers, which come after a prediction and a run.
      await page.addInitScript((all) => sessionStorage.setItem('distillery.lessons', all), ANSWERED);
      await page.goto(`?backend=wasm#${TINY.wasm}&view=present`);
      const count = countIn(page);
      for (const id of LESSON_IDS) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `v=3&seed=1&lesson=${id}&view=present`);
        const stations = stationsOf(language, id);
        const place = async (): Promise<readonly number[]> =>
          ((await count.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];
        const there = (station: number): RegExp => new RegExp(`^${station} (?:of|/) ${stations}(?!\\d)`);
        await expect(count).toHaveText(there(1));
        for (let isLast = false; !isLast; ) {
          const text = (await count.textContent()) ?? '';
          const [station = 0, , part = 1, parts = 1] = await place();
          const where = `lesson ${id}, ${text}`;
          expect.soft(await cutOff(page), where).toEqual([]);
          expect.soft(await textsBelow(page, 20), where).toEqual([]);
          expect.soft(await overflow(page), where).toBe(0);
          isLast = station === stations && part === parts;
          await page.keyboard.press('PageDown');
          if (!isLast) await expect(count, where).not.toHaveText(text);
        }
        // There are no more.
        await expect(count).toHaveText(there(stations));
      }
    });
  });
}

test('a remote control turns parts forwards and backwards, and the focus brings its part', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`?backend=wasm#${TINY.wasm}&lesson=2&view=present`);
  const count = countIn(page);
  await expect(count).toHaveText('1 of 4');
  // Remotes send one pair of keys or the other.
  for (const [key, text] of [
    ['PageDown', '2 of 4 (1/2)'],
    ['ArrowRight', '2 of 4 (2/2)'],
    ['PageDown', /^3 of 4/],
    ['ArrowLeft', '2 of 4 (2/2)'],
    ['PageUp', '2 of 4 (1/2)'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(count).toHaveText(text);
  }
  const action = page.getByRole('article').getByRole('button').last();
  await expect(action).not.toBeInViewport();
  await action.focus();
  await expect(count).toHaveText('2 of 4 (2/2)');
  await expect(action).toBeInViewport();
  // The page itself shows a station in one part.
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/view=present/);
  await expect(count).toHaveText('2 of 4');
});
