import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { cellsOf, jpeg, png, pngHead, turnedLeft } from '../src/test-support/picture-files';
import { drop, ENDLESS, expect, expectSound, hashWith, test } from './distillery';
import { makeFolder, removeFolder } from './folder';

test.describe.configure({ timeout: 180_000 });

const TINY =
  'v=3&seed=1&studentWidth=16&studentLayers=1&studentHeads=2&batchSize=8&evaluatePrompts=4&evaluateEvery=10000';
const CLASSES = ['left', 'right', 'top'] as const;
const EACH = 20;

type Files = Readonly<Record<string, Buffer>>;

/** Sixty pictures in three folders. */
const PICTURES: Files = Object.fromEntries(
  CLASSES.flatMap((name) =>
    Array.from({ length: EACH }, (_, i) => [
      `shapes/${name}/${String(i).padStart(2, '0')}.png`,
      png(cellsOf(name, i)),
    ]),
  ),
);

const zip = (files: Files): Buffer => Buffer.from(zipSync({ ...files }));
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Your data' });

async function dropPictures(page: Page, files: Files, name = 'shapes.zip'): Promise<Locator> {
  await drop(page, [{ name, contents: zip(files) }]);
  return dialog(page);
}

test('a zip archive of pictures: previewed, trained on, kept as a teacher, distilled, shared', async ({
  context,
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY, { method: 'sft', steps: ENDLESS }));
  const box = await dropPictures(page, PICTURES);
  await expect(box.getByText('60 of 60 pictures can be used, of 3 classes.')).toBeVisible();
  await expect(box.getByText('48 for training, 6 for validation, 6 for testing')).toBeVisible();
  await expect(box.getByRole('region', { name: 'As the models will see it' }).locator('img')).toHaveCount(36);
  await expectSound(page, 'preview of pictures');
  await box.getByRole('button', { name: 'Use this data' }).click();
  await expect(page).toHaveURL(/task=own-pictures&ownData=\d+/);
  await expect(page.getByText('shapes: pictures, 60 examples')).toBeVisible();
  const samples = page.getByRole('list', { name: 'Examples of the task' });
  await expect(samples.locator('img')).not.toHaveCount(0);

  const path = page.getByRole('region', { name: 'A teacher for your data' });
  await distillery.button('Start').click();
  await distillery.reaches(2);
  await distillery.pause();
  const cells = page.locator('[data-part="strip"] [data-cell]');
  await expect(cells).toHaveCount(8);
  await cells.first().click();
  await expect(page.getByRole('region', { name: 'One picture' }).getByRole('row')).toHaveCount(4);
  await path.getByRole('button', { name: 'Keep this model…' }).click();
  const models = page.getByRole('dialog', { name: 'Your models' });
  await models.getByRole('button', { name: 'Keep this model' }).click();
  await expect(models.getByRole('heading', { level: 3 })).toBeVisible();
  await page.keyboard.press('Escape');
  await path.getByRole('button', { name: /^Have “.*” teach$/ }).click();
  await expect(page.getByRole('combobox', { name: 'Method', exact: true })).toHaveValue('hinton-kd');
  await distillery.button('Reset').click();
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await distillery.pause();
  await expect(path).toContainText('The student is learning from');
  const link = page.url();

  // Elsewhere the data is missing until the same pictures are dropped: other files, the same pixels.
  const other = await context.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Choose other data…' }).click();
  await dialog(other).getByRole('button', { name: 'Delete “shapes”' }).click();
  await expect(dialog(other).getByText('Nothing yet.')).toBeVisible();
  await other.keyboard.press('Escape');
  const note = other.getByRole('alert').filter({ hasText: 'This cannot start yet' });
  await expect(note).toContainText('not in this browser');
  const others = Object.entries(PICTURES).map(([name], i) => [
    name.replace('.png', '.jpg'),
    jpeg(cellsOf(CLASSES[Math.floor(i / EACH)] ?? 'left', i % EACH)),
  ]);
  await dropPictures(other, Object.fromEntries(others), 'again.zip');
  await dialog(other).getByRole('button', { name: 'Use this data' }).click();
  await expect(note).toBeHidden();
  expect(other.url()).toBe(link);
});

test('every kind of PNG and JPEG gives the same pixels; what cannot be read is said by name', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', TINY);
  const cells = cellsOf('left', 0);
  const kinds: Files = {
    'shapes/left/a-palette.png': png(cells, 'palette'),
    'shapes/left/b-sixteen-bit.png': png(cells, 'sixteen-bit'),
    'shapes/left/c-transparent.png': png(cells, 'alpha'),
    'shapes/left/d-turned.jpg': jpeg(turnedLeft(cells), { orientation: 6 }),
    'shapes/left/e-cmyk.jpg': jpeg(cells, { cmyk: true }),
    // 20 megapixels.
    'shapes/left/f-large.jpg': jpeg(cells, { blocks: 140 }),
  };
  const unusable: Files = {
    'shapes/top/broken.png': png(cells).subarray(0, 60),
    'shapes/top/poster.png': pngHead(6_000, 5_000),
    'shapes/top/page.png': Buffer.from('<!doctype html>'),
    'shapes/notes.txt': Buffer.from('notes'),
    'alone.png': png(cells),
    'shapes/.hidden.png': png(cells),
  };
  const box = await dropPictures(page, { ...PICTURES, ...kinds, ...unusable });
  await expect(box.getByText('60 of 71 pictures can be used, of 3 classes.')).toBeVisible({
    timeout: 60_000,
  });
  const left = (reason: string): Locator => box.locator('li', { hasText: reason }).first();
  for (const [reason, count, name] of [
    ['the same pixels occurred before', 6, 'shapes/left/a-palette.png'],
    ['cannot decode', 1, 'shapes/top/broken.png'],
    ['more than 25 megapixels', 1, 'shapes/top/poster.png'],
    ['not a PNG or JPEG', 2, 'shapes/notes.txt'],
    ['in no folder', 1, 'alone.png'],
  ] as const) {
    await expect(left(reason)).toContainText(`${count} `);
    await left(reason).locator('summary').click();
    await expect(left(reason)).toContainText(name);
  }
  await dropPictures(page, { 'notes/readme.txt': Buffer.from('x') }, 'notes.zip');
  await expect(box.getByRole('alert').filter({ hasText: /./ })).toContainText('no PNG or JPEG');
});

test('a folder gives the same data as its archive, and a table of pixels takes either column', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', TINY);
  const box = await dropPictures(page, PICTURES);
  await box.getByRole('button', { name: 'Use this data' }).click();
  await expect(page).toHaveURL(/ownData=\d+/);
  const url = page.url();
  const folder = makeFolder();
  try {
    for (const [name, contents] of Object.entries(PICTURES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), contents);
    }
    await page.getByRole('button', { name: 'Choose other data…' }).click();
    const choosing = page.waitForEvent('filechooser');
    await box.getByRole('button', { name: 'Choose a folder of pictures' }).click();
    await (await choosing).setFiles(join(folder, 'shapes'));
    await expect(box.getByText('60 of 60 pictures can be used, of 3 classes.')).toBeVisible();
    await box.getByRole('button', { name: 'Use this data' }).click();
    await expect(box).toBeHidden();
    expect(page.url()).toBe(url);
  } finally {
    await removeFolder(folder);
  }

  const row = (i: number): string =>
    [...Array.from({ length: 784 }, (_, at) => (at * (i + 1)) % 256), i % 2 ? 'odd' : 'even'].join(',');
  const rows = Array.from({ length: 40 }, (_, i) => row(i));
  await drop(page, [{ name: 'pixels.csv', contents: Buffer.from([...rows, '1,2,3'].join('\n')) }]);
  await expect(box.getByText('40 of 41 pictures can be used, of 2 classes.')).toBeVisible();
  await box.getByText('too few or too many cells').click();
  await expect(box.getByText('line 41')).toBeVisible();
  await box.getByLabel('The class is in').selectOption('the first column');
  await expect(box.getByText('a cell that is not a number from 0 to 255')).toBeVisible();
});

test('a browser without decoders says so', async ({ distillery, page }) => {
  await page.addInitScript(() => {
    const create = URL.createObjectURL;
    // Workers of this page begin in a blob.
    URL.createObjectURL = (blob) =>
      create(
        blob instanceof Blob && blob.type.includes('javascript')
          ? new Blob(['self.createImageBitmap = undefined;', blob], { type: blob.type })
          : blob,
      );
  });
  await distillery.open('wasm', TINY);
  const box = await dropPictures(page, PICTURES);
  await expect(box.getByRole('alert').filter({ hasText: /./ })).toContainText('cannot decode pictures');
});
