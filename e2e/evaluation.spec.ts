import type { Locator, Page } from '@playwright/test';
import { ENDLESS, expect, expectMoment, expectSound, hashWith, TINY, test, violations } from './distillery';

const evaluation = (page: Page): Locator => page.getByRole('region', { name: 'Evaluation', exact: true });
const progress = (page: Page): Locator => page.getByRole('progressbar', { name: 'Evaluation progress' });
const measure = (page: Page, id: string): Locator => page.locator(`[data-measure="${id}"] td`);

test('after a few steps both models are evaluated; the wrong answers can be filtered, searched and copied', async ({
  context,
  distillery,
  page,
}) => {
  test.setTimeout(240_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await distillery.button('Start').click();
  await distillery.reaches(3);
  const step = await distillery.pause();
  await distillery.button('Evaluate on more prompts…').click();
  await expect(page.getByRole('heading', { name: 'Evaluation', exact: true })).toBeFocused();
  const panel = evaluation(page);
  await expectMoment(panel, 'of 128 answers', () => distillery.button('Evaluate').click());
  await expect(panel).toContainText(`Student after ${step} steps · 64 validation prompts · greedy`, {
    timeout: 120_000,
  });
  await expect(progress(page)).toHaveCount(0);

  // The shipped teacher is nearly always right; a student of a few steps is not.
  await expect(measure(page, 'exact-match').first()).toHaveText(
    /^(9\d\.\d|100\.0)%9\d\.\d–(9\d\.\d|100\.0)%$/,
  );
  await expect(measure(page, 'exact-match').last()).toHaveText(/^0\.0%0\.0–[56]\.\d%$/);
  for (const id of ['chrf', 'length', 'cutOff', 'distinct-1', 'distinct-3', 'entropy'])
    for (const cell of await measure(page, id).all()) await expect(cell).toHaveText(/^\d/);
  for (const id of ['identical', 'topOne', 'forwardKl', 'jsd']) {
    await expect(measure(page, id).first()).toHaveText('—');
    await expect(measure(page, id).last()).toHaveText(/^\d/);
  }

  const rows = panel.locator('.answers-table tbody tr');
  await expect(rows).toHaveCount(25);
  await panel.getByLabel('Which answers to show').selectOption('wrong');
  await expect(panel.getByText('1–25 of 64', { exact: true })).toBeVisible();
  await panel.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(panel.getByText('26–50 of 64', { exact: true })).toBeVisible();
  await expect(rows.first().locator('mark, ins, del').first()).toBeVisible();
  await expect(rows.first().getByRole('cell').last()).toHaveText(/\w{3,}/);
  await panel.getByLabel('Search prompts and answers').fill('thousand');
  await expect(rows.first()).toContainText('thousand');
  const shown = Number((await panel.getByText(/^\d+–\d+ of \d+$/).textContent())?.split(' of ')[1]);
  await distillery.pressFor(
    `${shown} rows copied.`,
    panel.getByRole('button', { name: 'Copy as CSV', exact: true }),
  );
  const csv = await page.evaluate(() => navigator.clipboard.readText());
  expect(csv.trimEnd().split('\n')).toHaveLength(shown + 1);
  // No character of this task, so that no untrained student can babble it.
  await panel.getByLabel('Search prompts and answers').fill('0000');
  await expect(panel.getByText('No prompt fits these filters.', { exact: true })).toBeVisible();
  await panel.getByLabel('Search prompts and answers').fill('');

  await expectSound(page, 'evaluation');

  // The report of the run has the numbers, and no controls.
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const report = page.locator('#report');
  await expect(report.getByRole('heading', { name: 'Evaluation', exact: true })).toBeVisible();
  await expect(report).toContainText(`Student after ${step} steps · 64 validation prompts · greedy`);
  await expect(report.locator('[data-measure="exact-match"] td').first()).toHaveText(/^(9\d\.\d|100\.0)%/);
  await expect(report.getByRole('button')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
});

test('before a run the student is untrained; an evaluation beside a run can be cancelled, and the run goes on', async ({
  distillery,
  page,
}) => {
  test.setTimeout(240_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await distillery.button('Evaluate on more prompts…').click();
  const panel = evaluation(page);
  await panel.getByRole('radio', { name: 'sampled' }).check();
  const temperature = panel.getByLabel('Temperature', { exact: true });
  await temperature.fill('hot');
  await expect(panel.getByText('A number, please.')).toBeVisible();
  await expect(distillery.button('Evaluate')).toBeDisabled();
  await temperature.fill('0.7');
  await distillery.button('Evaluate').click();
  await expect(panel).toContainText(
    'Student before any training · 64 validation prompts · sampled (temperature 0.7, top-p 1, seed 1)',
    { timeout: 120_000 },
  );

  await distillery.button('Start').click();
  await expect(panel).toContainText('This is about an earlier run.');
  await distillery.reaches(1);
  await panel.getByRole('radio', { name: '1000' }).check();
  await distillery.button('Evaluate').click();
  await expect(panel).toContainText(/Student after \d+ steps? · \d+ of 2000 answers/, { timeout: 60_000 });
  await distillery.button('Cancel evaluation').click();
  await expect(progress(page)).toHaveCount(0);
  const before = await distillery.steps();
  await distillery.reaches(before + 2);
  // The result before the cancelled one is still there.
  await expect(panel).toContainText('Student before any training');
  await distillery.button('Close the evaluation').click();
  await expect(panel).toHaveCount(0);
});
