import { ENDLESS, expect, expectSound, hashWith, test, violations } from './distillery';

/** Fast steps, and enough sentences for a sheet. */
const TINY =
  'v=3&seed=1&task=sentences&method=hinton-kd&labels=200&lossTemperature=2&studentWidth=16&studentLayers=1&studentHeads=2' +
  '&batchSize=16&evaluatePrompts=8&evaluateEvery=20';
const cells = '[data-part="strip"] [data-cell]';

test('sentences are chosen as the task, started, paused and stepped', async ({ distillery, page }) => {
  await distillery.open('wasm', 'v=3&seed=1&batchSize=16&studentWidth=16&evaluatePrompts=8');
  await page.getByLabel('Task', { exact: true }).selectOption('Positive or negative');
  const samples = page.getByRole('list', { name: 'Examples of the task' });
  await expect(samples.getByRole('listitem').first()).toContainText(/(positive|negative)$/);
  await expect(page.getByRole('combobox', { name: 'Method', exact: true })).toHaveValue('hinton-kd');
  const methods = page.getByRole('combobox', { name: 'Method', exact: true });
  for (const refused of ['skd', 'fitnet', 'dino', 'kdiga']) {
    await expect(methods.locator(`option[value="${refused}"]`)).toBeDisabled();
  }
  await expect(page.locator('[data-teacher-card]')).toContainText('accuracy');
  await distillery.button('Start').click();
  await expect(page.locator(cells)).toHaveCount(16, { timeout: 60_000 });
  const paused = await distillery.pause();
  await distillery.button('Step').click();
  await distillery.reaches(paused + 1);
  await expect(page.getByRole('figure', { name: 'Acceptance rate' })).toHaveCount(0);
  expect(await distillery.failure()).toBeNull();
});

test('a sentence of the batch is chosen by keys and told class by class, and one of your own is answered', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY, { steps: 3 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const sheet = page.locator(cells);
  await expect(sheet).toHaveCount(16);
  await sheet.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(sheet.nth(1)).toBeFocused();
  await expect(sheet.nth(1)).toHaveAttribute('aria-pressed', 'true');
  const inspector = page.getByRole('region', { name: 'One sentence' });
  await expect(inspector.getByRole('row')).toHaveCount(3);
  await expect(inspector.getByRole('columnheader', { name: 'Soft target, T = 2' })).toBeVisible();
  await page.getByText('As a table').click();
  await expect(page.locator('[data-part="strip"] tbody tr')).toHaveCount(16);
  expect(await violations(page)).toEqual([]);
  const ask = page.locator('[data-part="try"]');
  await ask.getByRole('textbox').fill('The food was good.');
  await ask.getByRole('button', { name: 'Ask' }).click();
  await expect(ask.locator('dd').first()).toHaveText(/^(positive|negative)$/);
  await expect(ask.locator('dd').last()).toHaveText(/^(positive|negative)$/);
});

test('an evaluation shows what is taken for what, and the hidden site', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY, { steps: 2 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await distillery.button('Evaluate on more prompts…').click();
  const panel = page.getByRole('region', { name: 'Evaluation', exact: true });
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  const matrix = page.getByRole('region', { name: 'What is taken for what' });
  await expect(matrix.getByRole('table')).toBeVisible({ timeout: 60_000 });
  await expect(matrix.getByRole('columnheader', { name: 'positive' })).toBeVisible();
  const probe = panel.locator('[data-measure="probe"]');
  await expect(probe).toContainText('Hidden site');
  await expect(panel.getByText('a third is guessing')).toBeVisible();
  await expect(panel.locator('[data-measure="length"]')).toHaveCount(0);
});

test('a link brings the settings back, and a reload the run', async ({ distillery, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await distillery.open('wasm', hashWith(TINY, { steps: ENDLESS }));
  await distillery.button('Start').click();
  await distillery.reaches(2);
  const step = await distillery.pause();
  expect(await distillery.copyLink()).toContain('task=sentences');
  await page.reload();
  await expect(page.locator(cells)).toHaveCount(16, { timeout: 60_000 });
  await distillery.reaches(step);
  expect(await distillery.steps()).toBe(step);
});

test('two methods are compared on sentences', async ({ page }) => {
  const hash = hashWith(TINY, { steps: 6, batchSize: 8 });
  await page.goto(`?backend=wasm#${hash}&compare=method:sft,lelp,fitnet&seeds=1&budget=updates`);
  await expect(page.getByText(/cannot be “fitnet”/)).toBeVisible();
  await page.getByRole('button', { name: 'Start the comparison', exact: true }).click();
  const rows = page.getByRole('region', { name: 'Results, table' }).locator('tbody tr');
  await expect(rows).toHaveCount(2, { timeout: 120_000 });
});

test('on a phone and in the dark everything fits', async ({ distillery, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await distillery.open('wasm', hashWith(TINY, { steps: 2 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await page.locator(cells).first().click();
  await expect(page.getByRole('region', { name: 'One sentence' })).toBeVisible();
  await expectSound(page, 'sentences');
});
