import { ENDLESS, expectSound, hashWith, TINY, test } from './distillery';

test('no accessibility violations: first screen, run, inspector, tables and dialogs, light and dark, wide and narrow', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await expectSound(page, 'first screen');

  await distillery.button('Start').click();
  await distillery.reaches(2);
  await distillery.pause();
  await distillery.tokens().first().click();
  for (const summary of await page.locator('details.more > summary').all()) await summary.click();
  await expectSound(page, 'paused run with the inspector');

  await distillery.chart('Loss').getByRole('button', { name: 'Show Loss as a table' }).click();
  await distillery.button('Keyboard shortcuts').click();
  await expectSound(page, 'table and dialog');
});
