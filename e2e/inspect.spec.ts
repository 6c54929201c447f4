import { readFileSync } from 'node:fs';
import { ENDLESS, expect, hashWith, TINY, test } from './distillery';

test('a token is selected by keyboard, and the inspector shows both models’ ten likeliest', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await distillery.button('Step').click();
  await expect(distillery.tokens().first()).toBeVisible({ timeout: 60_000 });
  await distillery.tokens().first().focus();
  await page.keyboard.press('Enter');
  for (const model of ['Teacher', 'Student']) {
    const list = page.getByRole('list', { name: `${model}: ten likeliest next tokens` });
    await expect(list.locator('.bar-value')).toHaveCount(10);
  }
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText('Step 1, sequence 1, token 1', { exact: true })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(inspector.getByText('Step 1, sequence 1, token 2', { exact: true })).toBeVisible();
  await expect(distillery.tokens().nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(inspector.getByText(/^Step 1, sequence 2, token \d+$/)).toBeVisible();

  // The strip is held during training, until Escape.
  await distillery.button('Step').click();
  await distillery.reaches(2);
  await expect(inspector.getByText(/^Step 1, sequence 2/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(distillery.button('Follow')).toHaveCount(0);
});

test('both models answer a typed prompt, before a run and during one; an impossible prompt is refused', async ({
  distillery,
  page,
}) => {
  test.setTimeout(150_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  const prompt = page.getByLabel('A prompt for both models');
  const ask = async (text: string): Promise<void> => {
    await prompt.fill(text);
    await distillery.button('Ask').click();
  };
  const { answers } = distillery;

  await ask('42');
  await expect(answers).toContainText('before any training', { timeout: 60_000 });
  await expect(answers.locator('dd')).toHaveCount(2);
  for (const answer of await answers.locator('dd').all()) await expect(answer).toHaveText(/\S/);

  await ask('こんにちは');
  await expect(answers).toContainText('do not know');

  await distillery.button('Start').click();
  await distillery.reaches(1);
  await ask('17');
  await expect(answers).toContainText(/after \d+ steps/, { timeout: 60_000 });
  const before = await distillery.steps();
  await distillery.reaches(before + 1);
});

test('every chart has its data as a table', async ({ distillery }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 3, evaluateEvery: 2 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  for (const name of ['Loss', 'Token acceptance rate', 'chrF', 'Acceptance by position']) {
    const chart = distillery.chart(name);
    await chart.getByRole('button', { name: `Show ${name} as a table` }).click();
    await expect(chart.getByRole('row').nth(1)).toBeVisible();
    await expect(chart.getByRole('columnheader').first()).toHaveText(/\S/);
    await chart.getByRole('button', { name: `Show ${name} as a chart` }).click();
    await expect(chart.locator('svg.recharts-surface, svg[role]').first()).toBeVisible();
  }
});

test('the charts of a run are saved as one picture', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 3, evaluateEvery: 2 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const download = page.waitForEvent('download');
  await distillery.button('Save charts as PNG').click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('distillery-translation-run.png');
  const png = readFileSync(await saved.path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // Two rows of charts above the account of their origin: width, height.
  expect(png.readUInt32BE(16)).toBe(2400);
  expect(png.readUInt32BE(20)).toBeGreaterThan(1400);
});

test('a method without checking has no acceptance rate', async ({ distillery }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 2, method: 'supervised-kd' }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await expect(distillery.output('Loss')).toHaveText(/^\d/);
  await expect(distillery.output('Token acceptance rate')).toHaveText('—');
});
