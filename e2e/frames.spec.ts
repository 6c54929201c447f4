/** In a frame of 480 × 360 everything is in sight: recordings, pictures, charts, in both languages. */
import type { Page } from '@playwright/test';
import { expect, hashWith, TINY, test } from './distillery';

const WIDTH = 480;
const HEIGHT = 360;

/** The lower and right edges of what is outside of the frame, and how far the page would scroll. */
const outside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    for (const element of [document.documentElement, ...document.querySelectorAll('#run, :has(> #run)')]) {
      const { scrollHeight, scrollWidth, id } = element;
      if (scrollHeight > innerHeight) faults.push(`${id} is ${scrollHeight} high`);
      if (scrollWidth > innerWidth) faults.push(`${id} is ${scrollWidth} wide`);
    }
    for (const element of document.querySelectorAll('[data-cell], section, figure, button, p')) {
      const { bottom, right } = element.getBoundingClientRect();
      const isSeen = element.checkVisibility({ visibilityProperty: true });
      if (isSeen && (bottom > innerHeight || right > innerWidth))
        faults.push(`${element.tagName} ends at ${right}, ${bottom}: ${element.textContent}`);
    }
    return faults;
  });

const RECORDED = ['recording=classroom', 'recording=labels', 'recording=conversation&show=score'];

for (const locale of ['en-US', 'ja-JP']) {
  test.describe(locale, () => {
    test.use({ locale, viewport: { width: WIDTH, height: HEIGHT } });

    for (const recorded of RECORDED) {
      test(`a frame with ${recorded} scrolls nowhere`, async ({ page }) => {
        await page.goto(`?backend=wasm#v=3&seed=1&view=embed&${recorded}`);
        await expect(page.locator('[data-part="time"] p')).toBeVisible();
        const shown = recorded.includes('show=') ? 'svg.recharts-surface' : '[data-cell]:visible';
        await expect(page.locator(shown).first()).toBeVisible();
        await page.getByRole('slider').first().focus();
        await page.keyboard.press('End');
        expect(await outside(page)).toEqual([]);
      });
    }

    test('a frame with a run of pictures scrolls nowhere', async ({ distillery, page }) => {
      const hash = hashWith(TINY.wasm, { task: 'digits', method: 'hinton-kd', steps: 2, batchSize: 64 });
      await page.goto(`?backend=wasm#${hash}&view=embed`);
      await expect(distillery.phase).toHaveAttribute('data-phase', 'idle');
      expect(await outside(page)).toEqual([]);
      await page.getByRole('button').first().click();
      await expect(page.locator('[data-part="time"]')).toBeVisible();
      const cells = page.locator('[data-cell]');
      await expect(cells.first()).toBeVisible();
      expect(await outside(page)).toEqual([]);
      // The last picture that there is room for is followed by none that the keys reach.
      const visible = await page.locator('[data-cell]:visible').count();
      expect(visible).toBeGreaterThan(8);
      await cells.first().focus();
      await page.keyboard.press('End');
      await expect(cells.nth(visible - 1)).toBeFocused();
    });
  });
}
