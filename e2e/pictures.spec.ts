import { ENDLESS, expect, expectSound, hashWith, test, violations } from './distillery';

/** Fast steps, and enough pictures for a sheet. */
const TINY_PICTURES =
  'v=3&seed=1&task=fashion&method=hinton-kd&labels=100&lossTemperature=4&studentWidth=16&studentLayers=1&studentHeads=2' +
  '&batchSize=16&evaluatePrompts=8&evaluateEvery=20';
const cells = '[data-part="strip"] [data-cell]';

test('a task of pictures is chosen, its method with it, started, paused and stepped', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', 'v=3&seed=1&batchSize=16&studentWidth=16&evaluatePrompts=8');
  await page.getByLabel('Task', { exact: true }).selectOption('Clothes');
  // Its examples are pictures, and SKD, which writes text, has given way.
  const samples = page.getByRole('list', { name: 'Examples of the task' });
  await expect(samples.locator('img')).not.toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Method', exact: true })).toHaveValue('hinton-kd');
  const skd = page.getByRole('combobox', { name: 'Method', exact: true }).locator('option[value="skd"]');
  await expect(skd).toBeDisabled();
  await expect(page.locator('[data-teacher-card]')).toContainText('accuracy');
  await expect(page.locator(cells)).toHaveCount(0);

  await distillery.button('Start').click();
  await expect(page.locator(cells)).toHaveCount(16, { timeout: 60_000 });
  await distillery.reaches(2);
  const paused = await distillery.pause();
  await distillery.button('Step').click();
  await distillery.reaches(paused + 1);
  expect(await distillery.steps()).toBe(paused + 1);
  await expect(page.getByRole('figure', { name: 'Acceptance rate' })).toHaveCount(0);
  expect(await distillery.failure()).toBeNull();
});

test('a picture of the sheet is chosen by keys, and told class by class; a table says the same', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY_PICTURES, { steps: 3 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const sheet = page.locator(cells);
  await expect(sheet).toHaveCount(16);
  await sheet.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(sheet.nth(1)).toBeFocused();
  await expect(sheet.nth(1)).toHaveAttribute('aria-pressed', 'true');
  const inspector = page.getByRole('region', { name: 'One picture' });
  await expect(inspector.locator('img')).toBeVisible();
  await expect(inspector.getByRole('row')).toHaveCount(11);
  await expect(inspector.getByRole('columnheader', { name: 'Soft target, T = 4' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(sheet.last()).toBeFocused();
  await page.getByText('As a table').click();
  await expect(page.locator('[data-part="strip"] tbody tr')).toHaveCount(16);
  expect(await violations(page)).toEqual([]);
});

test('an evaluation shows what is taken for what, and its pictures', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY_PICTURES, { steps: 2 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await distillery.button('Evaluate on more prompts…').click();
  const panel = page.getByRole('region', { name: 'Evaluation', exact: true });
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  const matrix = page.getByRole('region', { name: 'What is taken for what' });
  await expect(matrix.getByRole('table')).toBeVisible({ timeout: 60_000 });
  const sum = async (): Promise<number> => {
    const texts = await matrix.locator('td').allTextContents();
    return texts.reduce((total, text) => total + Number(text), 0);
  };
  expect(await sum()).toBe(64);
  await matrix.getByRole('radio', { name: 'Teacher' }).check();
  expect(await sum()).toBe(64);
  await expect(panel.locator('.answers-table img').first()).toBeVisible();
  // Classes have no length and no n-grams.
  await expect(panel.locator('[data-measure="length"]')).toHaveCount(0);
});

test('a link brings the settings back, and a reload the run', async ({ distillery, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await distillery.open('wasm', hashWith(TINY_PICTURES, { steps: ENDLESS }));
  await distillery.button('Start').click();
  await distillery.reaches(2);
  const step = await distillery.pause();
  const link = await distillery.copyLink();
  expect(link).toContain('task=fashion');
  expect(link).toContain('labels=100');
  await page.reload();
  await expect(page.locator(cells)).toHaveCount(16, { timeout: 60_000 });
  await distillery.reaches(step);
  expect(await distillery.steps()).toBe(step);
});

test('a link with a method that writes text says what is used in its place', async ({ distillery, page }) => {
  await distillery.open('wasm', 'v=3&seed=1&task=digits');
  await expect(page.getByText(/writes or compares text/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Method', exact: true })).toHaveValue('hinton-kd');
});

test('two methods are compared on pictures', async ({ page }) => {
  const hash = hashWith(TINY_PICTURES, { steps: 6, batchSize: 8 });
  await page.goto(`?backend=wasm#${hash}&compare=method:sft,hinton-kd,skd&seeds=1&budget=updates`);
  await expect(page.getByText(/cannot be “skd”/)).toBeVisible();
  await page.getByRole('button', { name: 'Start the comparison', exact: true }).click();
  const rows = page.getByRole('region', { name: 'Results, table' }).locator('tbody tr');
  await expect(rows).toHaveCount(2, { timeout: 120_000 });
});

test('on a phone and in the dark everything fits', async ({ distillery, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await distillery.open('wasm', hashWith(TINY_PICTURES, { steps: 2 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await page.locator(cells).first().click();
  await expect(page.getByRole('region', { name: 'One picture' }).locator('img')).toBeVisible();
  await expectSound(page, 'pictures');
});

test('subclasses are learned, and an evaluation tells the digit that no model was told', async ({
  distillery,
  page,
}) => {
  const link =
    'v=3&seed=1&task=parity&method=lelp&subclasses=3&trainSize=64&studentWidth=16&studentLayers=1&studentHeads=2' +
    '&batchSize=16&steps=2&evaluatePrompts=8';
  await distillery.open('wasm', link);
  const method = page.getByRole('combobox', { name: 'Method', exact: true });
  await expect(method).toHaveValue('lelp');
  await expect(page.getByLabel('Subclasses', { exact: true })).toHaveValue('3');
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await distillery.button('Evaluate on more prompts…').click();
  const panel = page.getByRole('region', { name: 'Evaluation', exact: true });
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  const probe = panel.locator('[data-measure="probe"]');
  await expect(probe).toContainText('Hidden digit', { timeout: 60_000 });
  await expect(probe.locator('td')).toHaveText([/%/, /%/]);
  await expect(panel.getByText('10% is guessing')).toBeVisible();
  expect(await distillery.failure()).toBeNull();
});

const TINY_SCENES =
  'v=3&seed=1&task=scenes&method=rdd-labels&stageFraction=0.5&studentWidth=16&studentLayers=1&studentHeads=2&batchSize=4' +
  '&evaluatePrompts=8&evaluateEvery=20&steps=4';

test('scenes are answered patch by patch: chosen by keys, with weights, a table, and what is taken for what', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', TINY_SCENES);
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const scenes = page.locator(cells);
  await expect(scenes).toHaveCount(4);
  await expect(page.locator('[data-part="strip"]').getByText('Weight', { exact: true })).toBeVisible();
  await scenes.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(scenes.nth(1)).toHaveAttribute('aria-pressed', 'true');
  const inspector = page.getByRole('region', { name: 'One scene' });
  const patches = inspector.getByRole('group', { name: /Patches of the scene/ }).getByRole('button');
  await expect(patches).toHaveCount(49);
  await patches.first().click();
  await page.keyboard.press('ArrowDown');
  await expect(patches.nth(7)).toBeFocused();
  await expect(inspector.getByText(/Row 2, column 1/)).toBeVisible();
  // Ten digits, background, and the head.
  await expect(inspector.getByRole('row')).toHaveCount(12);
  await inspector.getByRole('radio', { name: 'Weight' }).check();
  await page.getByText('As a table').click();
  await expect(page.locator('[data-part="strip"] tbody tr')).toHaveCount(4);
  expect(await violations(page)).toEqual([]);

  await distillery.button('Evaluate on more prompts…').click();
  const panel = page.getByRole('region', { name: 'Evaluation', exact: true });
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  const matrix = page.getByRole('region', { name: 'What is taken for what' });
  await expect(matrix.getByRole('table')).toBeVisible({ timeout: 60_000 });
  const counts = await matrix.locator('td').allTextContents();
  expect(counts.reduce((total, text) => total + Number(text), 0)).toBe(64 * 49);
  await expect(panel.locator('[data-measure="mean-iou"]')).toContainText('%');
  expect(await distillery.failure()).toBeNull();
});

test('scenes fit a phone in the dark', async ({ distillery, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await distillery.open('wasm', TINY_SCENES);
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await distillery.button('Evaluate on more prompts…').click();
  const panel = page.getByRole('region', { name: 'Evaluation', exact: true });
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(panel.getByRole('region', { name: 'What is taken for what' })).toBeVisible({
    timeout: 60_000,
  });
  await page.locator(cells).first().click();
  await expect(page.getByRole('region', { name: 'One scene' }).getByRole('group')).not.toHaveCount(0);
  await expectSound(page, 'scenes');
});

test('views of a picture are shown with their prototypes, chosen by keys, and as a table', async ({
  distillery,
  page,
}) => {
  const link = 'v=3&seed=1&task=fashion&method=dino&studentWidth=16&studentLayers=1&studentHeads=2';
  await distillery.open(
    'wasm',
    hashWith(link, { batchSize: 8, evaluatePrompts: 8, evaluateEvery: 3, steps: 3, localCrops: 2 }),
  );
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 80_000 });
  const views = page.getByRole('region', { name: 'Views of one picture' });
  await expect(views.getByRole('listitem')).toHaveCount(4);
  const pictures = views.getByRole('radio');
  await pictures.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(pictures.nth(1)).toBeChecked();
  await views.getByText('As a table').click();
  await expect(views.locator('tbody tr')).toHaveCount(4);
  // A chart is drawn when it comes into sight.
  const chart = page.getByRole('figure', { name: 'Terms of the loss' });
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.getByText('Gauges of collapse')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await distillery.failure()).toBeNull();
});

test('a tiny teacher learns glyphs first; pictures are shown with theirs, and as a table', async ({
  distillery,
  page,
}) => {
  const link = 'v=3&seed=1&task=fashion&method=lw-kd&studentWidth=16&studentLayers=1&studentHeads=2';
  await distillery.open(
    'wasm',
    hashWith(link, { batchSize: 8, evaluatePrompts: 8, evaluateEvery: 3, steps: 3 }),
  );
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 80_000 });
  const pairs = page.getByRole('region', { name: 'Pictures and their glyphs' });
  await expect(pairs.getByRole('listitem')).toHaveCount(6);
  await expect(pairs.getByRole('img', { name: 'Glyph 6' })).toBeVisible();
  await pairs.getByText('As a table').click();
  await expect(pairs.locator('tbody tr')).toHaveCount(6);
  // A chart is drawn when it comes into sight.
  const chart = page.getByRole('figure', { name: 'Terms of the loss' });
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.getByText('Discriminator right')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await distillery.failure()).toBeNull();
});
