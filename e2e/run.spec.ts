import { type Backend, type Distillery, ENDLESS, expect, hashWith, reload, TINY, test } from './distillery';

/** Start, watch it learn, pause, step, change K, resume, reset. */
async function mainFlow(distillery: Distillery, backend: Backend): Promise<void> {
  await distillery.open(backend, hashWith(TINY[backend], { steps: ENDLESS }));
  await expect(distillery.output('Step')).toHaveText('—');
  await expect(distillery.backend).toContainText(backend === 'webgpu' ? 'WebGPU' : 'WebAssembly');

  await distillery.button('Start').click();
  await distillery.reaches(1, 200_000);
  await expect(distillery.output('Loss')).toHaveText(/^\d/);
  await expect(distillery.output('Token acceptance rate')).toHaveText(/^\d+%$/);
  await expect(distillery.output('chrF')).toHaveText(/^0\.\d\d$/);
  const loss = (await distillery.output('Loss').textContent()) ?? '';
  await distillery.reaches(3);
  await expect(distillery.output('Loss')).not.toHaveText(loss);

  // Long enough for the run to be saved once during it: reading back must not get in the steps' way.
  if (backend === 'webgpu') await distillery.page.waitForTimeout(6_000);
  const paused = await distillery.pause();
  await expect(distillery.phase).toHaveText('Paused');
  await distillery.page.waitForTimeout(2000);
  expect(await distillery.steps()).toBe(paused);

  await distillery.button('Step').click();
  await distillery.reaches(paused + 1);
  await expect(distillery.phase).toHaveText('Paused');
  expect(await distillery.steps()).toBe(paused + 1);

  // With K = 0 no proposal stands, with a K above the vocabulary's size every one does.
  const k = await distillery.setting('K (accepted ranks)');
  for (const [value, rate] of [
    ['0', '0%'],
    ['100', '100%'],
  ] as const) {
    await k.fill(value);
    await k.press('Enter');
    const before = await distillery.steps();
    await distillery.button('Step').click();
    await distillery.reaches(before + 1);
    await expect(distillery.output('Token acceptance rate')).toHaveText(rate);
  }
  await expect(distillery.page.getByText('Restart needed')).toHaveCount(0);

  const stepped = await distillery.steps();
  await distillery.button('Resume').click();
  await distillery.reaches(stepped + 2);
}

test('WASM: a run starts, learns, pauses, steps, follows a change of K, resumes, and resets', async ({
  distillery,
  page,
}) => {
  test.setTimeout(240_000);
  await mainFlow(distillery, 'wasm');

  await distillery.reaches(22);
  await distillery.pause();
  await distillery.button('Reset').click();
  // A paused run has been saved: it is in the list, and nothing is asked.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(distillery.output('Step')).toHaveText(/^(?:0|—)$/);
  await expect(distillery.phase).toHaveText('Ready when you are');

  await distillery.button('Step').click();
  await distillery.reaches(1);
  await expect(distillery.phase).toHaveText('Paused');
  expect(await distillery.steps()).toBe(1);
});

test('WebGPU: a run starts, learns, pauses, steps, follows a change of K and resumes', async ({
  distillery,
}) => {
  test.setTimeout(480_000);
  await mainFlow(distillery, 'webgpu');
});

test('a run of few steps finishes and can be started anew', async ({ distillery }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 2, sftSteps: 2, sftBatchSize: 1 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  expect(await distillery.steps()).toBe(2);
  await distillery.pressUntil('Start', 'Finished', 60_000);
});

test('a finished student stays: a reload brings it back, and another start loses nothing', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 24, batchSize: 1, studentWidth: 8 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 120_000 });
  await expect(page.getByText('step 24', { exact: true })).toBeVisible();
  await expect(distillery.button('Step')).toBeDisabled();
  await reload(page);
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  expect(await distillery.steps()).toBe(24);
  await expect(distillery.button('Keep this model…')).toBeVisible();

  // It is in the list of runs: the next run goes from its start to its end without a question.
  await distillery.pressUntil('Start', 'Finished', 60_000);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a preset chosen during a run waits as a whole', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS, topK: 7 }));
  await distillery.button('Step').click();
  await distillery.reaches(1);
  await page.getByRole('button', { name: /^Real words/ }).click();
  const summary = page.getByRole('status').filter({ hasText: 'take effect at the next start' });
  await expect(summary).toContainText('Task');
  // K could change at once, but is not the running task's.
  await expect(summary).toContainText('K (accepted ranks)');
  await summary.getByRole('button', { name: 'Keep the running ones' }).click();
  await expect(summary).toHaveCount(0);
  await expect(page.getByLabel('K (accepted ranks)', { exact: true })).toHaveValue('7');
});

test('a setting that cannot change live waits for a restart and says so', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await distillery.button('Step').click();
  await distillery.reaches(1);
  await expect(distillery.phase).toHaveText('Paused');
  const seed = await distillery.setting('Seed');
  await seed.fill('7');
  await seed.press('Enter');
  await expect(page.getByText('Restart needed')).toBeVisible();
  await distillery.button('Keep the running ones').click();
  await expect(page.getByText('Restart needed')).toHaveCount(0);
  await expect(seed).toHaveValue('1');
});

test('keys run, pause, step, and list themselves, but not while typing', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  const seed = await distillery.setting('Seed');
  await seed.focus();
  await page.keyboard.press('s');
  await page.keyboard.press('k');
  await expect(distillery.phase).toHaveText('Ready when you are');
  await seed.blur();

  await page.keyboard.press('s');
  await distillery.reaches(1);
  await expect(distillery.phase).toHaveText('Paused');
  expect(await distillery.steps()).toBe(1);
  await page.keyboard.press('Space');
  await distillery.reaches(2);
  await page.keyboard.press('k');
  await expect(distillery.phase).toHaveText('Paused');
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
});
