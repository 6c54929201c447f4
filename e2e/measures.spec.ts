import type { Locator, Page } from '@playwright/test';
import { expect, hashWith, TINY, test, violations } from './distillery';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Measures of distillation' });

async function measure(page: Page): Promise<void> {
  await panel(page).getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(panel(page).getByRole('status')).toHaveText('Measured.', { timeout: 120_000 });
}

test('a finished run is measured as a drafter and for its similarity; an identity test can be cancelled', async ({
  distillery,
  page,
}) => {
  test.setTimeout(240_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 2 }));
  await distillery.button('Measure the distillation').click();
  await expect(panel(page).getByText('There is no student yet', { exact: false })).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Measure', exact: true })).toBeDisabled();

  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const choose = (name: string): Promise<void> =>
    panel(page).getByRole('radio', { name, exact: true }).check({ force: true });
  await choose('left out');
  await measure(page);
  const row = (name: string): Locator => panel(page).locator(`[data-measure="${name}"]`);
  // The name, before, after.
  await expect(row('tokensPerCall').locator('td')).toHaveText([/^\d\.\d+/, /^\d\.\d+/]);
  await expect(row('draftOverlap').locator('td').first()).toHaveText(/^\d+\.\d%\d/);
  const lists = panel(page).getByRole('list', { name: /tokens in \d+ calls of the teacher$/ });
  await expect(lists).toHaveCount(8);
  await expect(lists.first().getByRole('listitem').first()).toContainText('from the teacher');

  await choose('Similarity');
  await choose('32');
  await measure(page);
  await expect(row('rse').locator('td').last()).toHaveText(/^\d\.\d\d/);
  await expect(row('topOne').locator('td').nth(2)).toHaveText('100.0%');
  expect(await violations(page)).toEqual([]);

  await choose('Identity');
  await panel(page).getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(panel(page).getByText(/^Training a teacher with a name: steps \d+ of \d+$/)).toBeVisible({
    timeout: 60_000,
  });
  await panel(page).getByRole('button', { name: 'Cancel measurement' }).click();
  await expect(panel(page).getByRole('progressbar')).toHaveCount(0);
  // The worker is free again: the other result is still shown, and the run can resume.
  await choose('Drafting');
  await expect(row('tokensPerCall')).toBeVisible();
  await distillery.button('Start').click();
  await expect(panel(page).getByText('This is about an earlier run.')).toBeVisible();
  await distillery.reaches(1);
});
