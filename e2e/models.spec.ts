import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';
import { runtime } from '../src/test-support/onnx-runtime';
import {
  type Distillery,
  drop,
  ENDLESS,
  expect,
  expectSound,
  hashWith,
  reload,
  TINY,
  test,
} from './distillery';

// Each of these trains, and some of them twice.
test.describe.configure({ timeout: 180_000 });

const LONG = hashWith(TINY.wasm, { steps: ENDLESS });

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Your models' });

async function contentsOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

/** Runs a few steps and keeps the student. */
async function keep(distillery: Distillery, name: string): Promise<void> {
  await distillery.button('Start').click();
  await distillery.reaches(2);
  await distillery.pause();
  await distillery.button('Keep this model…').click();
  const box = dialogOf(distillery.page).getByRole('textbox');
  await expect(box).toBeFocused();
  await box.fill(name);
  await box.press('Enter');
  await expect(dialogOf(distillery.page).getByText(`“${name}” is kept.`)).toBeVisible();
}

test('a kept model survives a reload, teaches, is exported, deleted, brought back and imported again', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', LONG);
  await keep(distillery, 'My first model');

  await reload(page);
  await expect(distillery.phase).toHaveText('Paused');
  await distillery.button('Reset').click();
  await expect(distillery.phase).toHaveText('Ready when you are');
  const choice = page.getByLabel('Teacher model', { exact: true });
  await choice.selectOption({ label: 'My first model' });
  await expect(page).toHaveURL(/teacher=own&ownTeacher=\d+/);
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await distillery.pause();
  // Its width is that of the student it was.
  await distillery.backend.click();
  await expect(page.getByText(/parameters · width 16, 1 layer, 2 heads/).first()).toBeVisible();
  await page.keyboard.press('Escape');

  await distillery.button('Your models…').first().click();
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('button', { name: 'Have it teach' })).toHaveAttribute('aria-pressed', 'true');
  const [zip] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Hugging Face (.zip)' }).click(),
  ]);
  expect(zip.suggestedFilename()).toBe('my-first-model-hugging-face.zip');
  const archive = await contentsOf(zip);
  const [safetensors] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'safetensors' }).click(),
  ]);
  const plain = await contentsOf(safetensors);
  const [onnx] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'ONNX' }).click(),
  ]);
  expect(onnx.suggestedFilename()).toBe('my-first-model.onnx');
  runtime.env.wasm.numThreads = 1;
  const session = await runtime.InferenceSession.create(await contentsOf(onnx));
  expect([session.inputNames, session.outputNames]).toEqual([['input_ids'], ['logits']]);
  await session.release();
  const [gguf] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'GGUF' }).click(),
  ]);
  expect(gguf.suggestedFilename()).toBe('my-first-model.gguf');
  expect((await contentsOf(gguf)).toString('latin1', 0, 4)).toBe('GGUF');

  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByText('“My first model” was deleted.')).toBeVisible();
  await expect(dialog.getByText('Nothing is kept yet.')).toBeVisible();
  // The settings still name it: the page says so, and does not quietly take another.
  await expect(page.getByText('The teacher of these settings is missing')).toBeAttached();
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await expect(dialog.getByRole('heading', { name: 'My first model' })).toBeVisible();
  await expect(page.getByText('The teacher of these settings is missing')).toHaveCount(0);

  for (const file of [
    { name: 'model.zip', contents: archive },
    { name: 'again.safetensors', contents: plain },
  ]) {
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(dialog.getByText('Nothing is kept yet.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await drop(page, [file]);
    await expect(dialog.getByRole('heading', { level: 3 })).toHaveCount(1);
    await expect(dialog.getByRole('button', { name: 'Have it teach' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  }
});

test('a student begins as a kept model, and the shape of the model is its shape', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', LONG);
  await keep(distillery, 'Start here');
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Student begins as it' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByLabel('The student begins as', { exact: true })).toHaveValue(/^\d+$/);
  await expect(page.getByLabel('Width', { exact: true })).toHaveCount(0);
  await distillery.button('Restart with these').click();
  await distillery.reaches(1);
  expect(await distillery.failure()).toBeNull();
});

test('a link that names models which are not here says what to do, and Start does not take others', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(LONG, { teacher: 'own', ownTeacher: 12345, ownStudent: 6789 }));
  await expect(page.getByRole('alert').filter({ hasText: 'ask the sender' })).toHaveCount(2);
  await distillery.button('Start').click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'One of your models cannot be used' }),
  ).toContainText('ask the sender for the model’s file');
  await expect(distillery.output('Step')).toHaveText('0');
  await distillery.button('Take the task’s own teacher').click();
  await distillery.button('Begin with random weights').click();
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await expect(page.getByRole('alert').filter({ hasText: 'ask the sender' })).toHaveCount(0);
});

test('files that are no models are refused in a sentence each', async ({ distillery, page }) => {
  await distillery.open('wasm', LONG);
  const bomb = Buffer.alloc(100, 0x50);
  for (const [files, sentence] of [
    [[{ name: 'a.safetensors', contents: Buffer.from('hello') }], /is text, not the numbers/],
    [[{ name: 'a.safetensors', contents: Buffer.alloc(64, 0xff) }], /header is longer than/],
    [[{ name: 'a.zip', contents: bomb }], /not a whole zip archive/],
    [[{ name: 'config.json', contents: Buffer.from('{"model_type":"llama"}') }], /type “llama”/],
  ] as const) {
    await drop(page, files);
    await expect(dialogOf(page).getByRole('alert')).toHaveText(sentence);
  }
  await dialogOf(page).getByRole('button', { name: 'Close' }).click();
  await drop(page, [{ name: 'cat.gif', contents: Buffer.from('meow') }]);
  await expect(page.getByText('This page cannot use cat.gif.')).toBeVisible();
});

test('a database of the version before keeps the saved run', async ({ distillery, page, watch }) => {
  await distillery.open('wasm', LONG);
  await distillery.button('Start').click();
  await distillery.reaches(1);
  const steps = await distillery.pause();
  // What a user of version 0.1 has: the same run under its one key, without an id, and no stores for models and data. Written from an address of
  // the site that is not the page, which would open the database meanwhile.
  watch.tolerate(/favicon\.ico/);
  await page.goto('icon.svg');
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('distillery');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const database = request.result;
          const read = database.transaction('runs').objectStore('runs').getAll();
          read.onsuccess = () => {
            database.close();
            const run: unknown = { ...read.result[0], id: undefined, writer: undefined };
            indexedDB.deleteDatabase('distillery').onsuccess = () => {
              const old = indexedDB.open('distillery', 1);
              old.onerror = () => reject(old.error);
              old.onupgradeneeded = () => old.result.createObjectStore('runs').put(run, 'latest');
              old.onsuccess = () => {
                old.result.close();
                resolve();
              };
            };
          };
        };
      }),
  );
  await page.goto(`?backend=wasm#${LONG}`);
  await expect(distillery.button(`Resume from step ${steps}`)).toBeVisible();
  await keep(distillery, 'After the upgrade');
});

test('no accessibility violations in the dialog, light and dark, wide and narrow', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', LONG);
  await keep(distillery, 'A model with a name as long as a name may be, all in all yes');
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Have it teach' }).click();
  await page.locator('dialog input[type=file]').setInputFiles({
    name: 'bad.safetensors',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('hello'),
  });
  await expect(dialog.getByRole('alert')).toHaveText(/is text, not the numbers/);
  await expectSound(page, 'dialog of models');
});
