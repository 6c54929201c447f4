import type { Locator } from '@playwright/test';
import { expect, expectSound, hashWith, reload, TINY, test } from './distillery';

const STEPS = 40;
const HASH = hashWith(TINY.wasm, { steps: STEPS, evaluateEvery: 10, trainSize: 100 });

const dragOver = async (area: Locator, from: readonly [number, number], to: readonly [number, number]) => {
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  if (!box) throw new Error('the area is not to be seen');
  const { mouse } = area.page();
  await mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
  await mouse.down();
  await mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 6 });
  await mouse.up();
};

test('expected curves: by pointer and by keys, undone, kept through Start and a reload, compared', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', HASH);
  await expect(page.locator('[data-start-time]')).toHaveText(/^about \d+ s on this device$/);

  // With a pointer: a whole stroke is one change.
  const loss = distillery.chart('Loss');
  await loss.getByRole('button', { name: 'Draw what you expect: Loss' }).click();
  const surface = loss.getByRole('slider', { name: 'What you expect: Loss' });
  await dragOver(surface, [0.01, 0.2], [0.99, 0.8]);
  await surface.focus();
  await page.keyboard.press('End');
  const end = await surface.getAttribute('aria-valuetext');
  expect(end).toMatch(/^step 40: 0\.\d+ nats$/);
  await loss.getByRole('button', { name: 'Undo' }).click();
  await expect(surface).toHaveAttribute('aria-valuetext', 'step 40: nothing drawn');
  await dragOver(surface, [0.01, 0.2], [0.99, 0.8]);
  await expect(surface).toHaveAttribute('aria-valuetext', end ?? '');

  // With keys alone.
  const score = distillery.chart('chrF');
  await score.getByRole('button', { name: 'Draw what you expect: chrF' }).focus();
  await page.keyboard.press('Enter');
  const byKeys = score.getByRole('slider', { name: 'What you expect: chrF' });
  await expect(byKeys).toBeFocused();
  for (const key of ['ArrowDown', 'End', 'PageUp', 'PageUp', 'ArrowLeft', 'ArrowLeft', 'Shift+ArrowDown'])
    await page.keyboard.press(key);
  await expect(byKeys).toHaveAttribute('aria-valuetext', /^step 36: 0\.\d+$/);
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('End');
  await expect(byKeys).toHaveAttribute('aria-valuetext', 'step 40: 0.680');
  await expectSound(page, 'drawn curves');

  await reload(page);
  await expect(distillery.phase).toHaveText('Ready when you are');
  await surface.focus();
  await page.keyboard.press('End');
  await expect(surface).toHaveAttribute('aria-valuetext', end ?? '');

  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await expect(loss.getByText(/^expected, mean distance \d\.\d+ nats$/)).toBeVisible();
  await expect(loss.getByRole('status').filter({ hasText: /mean distance/ })).toHaveText(
    /^Loss: mean distance \d\.\d+ nats from what you expected\.$/,
  );
  await expect(score.getByText(/^expected, mean distance 0\.\d+$/)).toBeVisible();
  await loss.getByRole('button', { name: 'Show Loss as a table' }).click();
  await expect(loss.getByRole('columnheader', { name: 'expected' })).toBeVisible();
});

test('charts: score, axis, smoothing and zoom, by menu, keys and pointer; remembered for the visit', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', HASH);
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });

  const loss = distillery.chart('Loss');
  const area = loss.getByRole('region', { name: /^Loss, steps/ });
  const acceptance = distillery.chart('Token acceptance rate').getByRole('region', { name: /steps/ });
  await expect(loss.getByText('moving average, 13 steps')).toBeVisible();
  await dragOver(area, [0.4, 0.4], [0.7, 0.5]);
  await expect(area).not.toHaveAccessibleName(/steps 0 to 40/);
  const shown = /steps \d+ to \d+/.exec((await area.getAttribute('aria-label')) ?? '')?.[0] ?? '?';
  // All charts of the run show the same steps.
  await expect(acceptance).toHaveAccessibleName(new RegExp(shown));
  await area.dblclick();
  await expect(area).toHaveAccessibleName(/steps 0 to 40/);

  await area.focus();
  await page.keyboard.press('+');
  await expect(area).toHaveAccessibleName(/steps 10 to 30/);
  await page.keyboard.press('ArrowRight');
  await expect(area).toHaveAccessibleName(/steps 15 to 35/);
  await loss.getByRole('button', { name: /Show the whole run/ }).click();
  await expect(acceptance).toHaveAccessibleName(/steps 0 to 40/);

  await loss.getByRole('button', { name: 'How Loss is drawn' }).click();
  const menu = page.locator('[popover]:popover-open');
  await menu.getByRole('radio', { name: 'logarithmic' }).check({ force: true });
  await menu.getByRole('radio', { name: 'exponential' }).check({ force: true });
  await menu.getByRole('radio', { name: 'narrow' }).check({ force: true });
  await expect(menu.getByText(/the newest \d steps? ha(s|ve) half of the weight/)).toBeVisible();
  await expectSound(page, 'menu of a chart');
  await page.keyboard.press('Escape');
  await expect(loss.getByText(/^exponential average, half-life \d steps?$/)).toBeVisible();

  await distillery.chart('chrF').getByRole('button', { name: 'How chrF is drawn' }).click();
  await menu.getByLabel('Score').selectOption('Exact match');
  await page.keyboard.press('Escape');
  await expect(distillery.chart('Accuracy')).toBeVisible();

  await reload(page);
  await expect(distillery.chart('Accuracy')).toBeVisible();
  await expect(distillery.output('chrF')).toHaveCount(1);
});
