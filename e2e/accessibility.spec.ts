import { expect, hashWith, TINY, test, violations } from './distillery';

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

test('no accessibility violations: first screen, run, inspector, tables and dialogs, light and dark, wide and narrow', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 10_000 }));
  const check = async (state: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize(viewport);
        expect.soft(await violations(page), `${state}, ${colorScheme}, ${size}`).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect.soft(overflow, `${state}, ${size}: sideways scrolling`).toBeLessThanOrEqual(0);
      }
    }
    await page.setViewportSize(SIZES.desktop);
  };
  await check('first screen');

  await distillery.button('Start').click();
  await distillery.reaches(2);
  await distillery.pause();
  await distillery.tokens().first().click();
  for (const summary of await page.locator('details.more > summary').all()) await summary.click();
  await check('paused run with the inspector');

  await distillery.chart('Loss').getByRole('button', { name: 'Show Loss as a table' }).click();
  await distillery.button('Keyboard shortcuts').click();
  await check('table and dialog');
});
