import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { strFromU8 } from 'fflate';
import { findTorchPython } from '../tools/find-python';
import { Distillery, drop, ENDLESS, expect, expectSound, hashWith, reload, TINY, test } from './distillery';
import { makeFolder, removeFolder } from './folder';

test.describe.configure({ timeout: 180_000 });

/** Sums with their results, in columns that have to be asked for. */
const PAIRS = Array.from({ length: 60 }, (_, i) => `${i},${i} plus one,makes ${i + 1}`).join('\n');

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Your data' });

async function openDialog({ page }: Distillery): Promise<Locator> {
  await page.getByRole('button', { name: /^(Use your own|Choose other) data…$/ }).click();
  await expect(dialog(page).getByRole('button', { name: 'Choose a file' })).toBeFocused();
  return dialog(page);
}

async function paste(distillery: Distillery, text: string): Promise<Locator> {
  const box = await openDialog(distillery);
  await box.getByLabel('Or paste rows or text').fill(text);
  await box.getByRole('button', { name: 'Read what was pasted' }).click();
  return box;
}

/** Pastes the sums, says which columns they are, and uses them. */
async function useSums(distillery: Distillery): Promise<void> {
  const box = await paste(distillery, PAIRS);
  await expect(box.getByText('60 of 60 rows can be used.')).toBeVisible();
  await box.getByLabel('Prompts are in').selectOption({ label: 'Column 2' });
  await box.getByLabel('Responses are in').selectOption({ label: 'Column 3' });
  await box.getByLabel('Name', { exact: true }).fill('Plus one');
  await box.getByRole('button', { name: 'Use this data' }).click();
  await expect(box).toBeHidden();
}

test('pasted pairs are looked at, used, trained on, survive a reload, are deleted and brought back', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { method: 'sft', steps: ENDLESS }));
  const box = await paste(distillery, PAIRS);
  // Three columns without names: nothing can be used before it is said which count.
  const use = box.getByRole('button', { name: 'Use this data' });
  await expect(box.getByText('Which columns?').first()).toBeVisible();
  await expect(use).toBeDisabled();
  await box.getByLabel('Prompts are in').selectOption({ label: 'Column 2' });
  await expect(use).toBeDisabled();
  await box.getByLabel('Responses are in').selectOption({ label: 'Column 3' });
  await expect(use).toBeEnabled();
  await expect(box.getByText('48 for training, 6 for validation, 6 for testing')).toBeVisible();
  await expect(box.getByRole('region', { name: 'As the models will see it' })).toContainText('0 plus one');
  await box.getByLabel('Name', { exact: true }).fill('Plus one');
  await use.click();

  await expect(page).toHaveURL(/task=own&ownData=\d+/);
  await expect(page.getByText('Plus one: pairs, 60 examples')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Examples of the task' })).toContainText('makes');
  await distillery.button('Start').click();
  await distillery.reaches(3);
  await distillery.pause();
  await page.getByLabel('A prompt for both models').fill('7 plus one');
  await distillery.button('Ask').click();
  // There is no teacher to answer beside the student.
  const { answers } = distillery;
  await expect(answers).toContainText('Student');
  await expect(answers).not.toContainText('Teacher');

  await reload(page);
  await expect(distillery.phase).toHaveText('Paused');
  await distillery.button('Reset').click();
  await expect(distillery.phase).toHaveText('Ready when you are');
  await expect(page.getByText('Plus one: pairs, 60 examples')).toBeVisible();
  const kept = await openDialog(distillery);
  await kept.getByRole('button', { name: 'Delete “Plus one”' }).click();
  await expect(kept.getByText('“Plus one” was deleted.')).toBeVisible();
  await expect(kept.getByRole('button', { name: 'Use “Plus one”' })).toBeHidden();
  await kept.getByRole('button', { name: 'Undo' }).click();
  await expect(kept.getByRole('button', { name: 'Use “Plus one”' })).toBeVisible();
  await page.keyboard.press('Escape');
  await distillery.button('Start').click();
  await distillery.reaches(1);
});

test('a link to data that is not here says what to do and starts nothing; the same data makes it work', async ({
  context,
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { method: 'sft', steps: ENDLESS }));
  await useSums(distillery);
  await expect(page).toHaveURL(/ownData=\d+/);
  const link = page.url();
  const kept = await openDialog(distillery);
  await kept.getByRole('button', { name: 'Delete “Plus one”' }).click();
  await expect(kept.getByText('Nothing yet.')).toBeVisible();

  const other = await context.newPage();
  await other.goto(link);
  const note = other.getByRole('alert').filter({ hasText: 'This cannot start yet' });
  await expect(note).toContainText('not in this browser');
  await expect(note).toContainText('get the file from the sender of the link');
  await expect(new Distillery(other).phase).toHaveText('Ready when you are');
  await other.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(note).toBeFocused();
  await expect(other.getByRole('button', { name: 'Start', exact: true })).toBeVisible();

  // Another format, other line ends, a header: the same data.
  const rows = Array.from({ length: 60 }, (_, i) => `"${i} plus one";"makes ${i + 1}"`);
  await drop(other, [
    { name: 'sums.csv', contents: Buffer.from(`prompt;response\r\n${rows.join('\r\n')}\r\n`) },
  ]);
  await dialog(other).getByRole('button', { name: 'Use this data' }).click();
  await expect(note).toBeHidden();
  expect(other.url()).toBe(link);
  await other.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(other.getByRole('button', { name: 'Pause', exact: true })).toBeEnabled({ timeout: 60_000 });
});

test('own data shows the way to a teacher: train, keep, teach, and where one is', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', TINY.wasm);
  await useSums(distillery);
  const path = page.getByRole('region', { name: 'A teacher for your data' });
  const here = path.locator('[aria-current="step"]');
  await expect(here).toContainText('Train a teacher');
  // Nothing has failed, and no teacher is offered that this data does not have.
  await expect(page.locator('.note-bad')).toHaveCount(0);
  const teacher = await distillery.setting('Teacher model');
  await expect(teacher.locator('option')).toHaveText(['None yet']);
  await expectSound(page, 'the way to a teacher');
  await distillery.button('Start').click();
  await expect(path).toBeFocused();

  await path.getByRole('button', { name: 'Set up training a teacher' }).click();
  await expect(page).toHaveURL(/task=own/);
  await expect(page).toHaveURL(/method=sft/);
  await expect(path).toContainText('Press Start');
  for (const [name, value] of [
    ['Width', '16'],
    ['Layers', '1'],
    ['Batch size', '2'],
    ['Steps', `${ENDLESS}`],
  ] as const) {
    const box = await distillery.setting(name);
    await box.fill(value);
    await box.press('Enter');
  }
  await distillery.button('Start').click();
  await distillery.reaches(2);
  await distillery.pause();
  await expect(here).toContainText('Keep it');

  await path.getByRole('button', { name: 'Keep this model…' }).click();
  const models = page.getByRole('dialog', { name: 'Your models' });
  await models.getByRole('button', { name: 'Keep this model' }).click();
  await expect(models.getByRole('heading', { level: 3 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(here).toContainText('Have it teach');
  await path.getByRole('button', { name: /^Have “.*” teach$/ }).click();
  await expect(path).toContainText('a smaller student learns from it');
  // What was trained is kept, so nothing is lost by going on.
  await distillery.button('Reset').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await expect(path).toContainText('The student is learning from');

  // Data and teacher go along into PyTorch, which this link alone could not give.
  await distillery.pause();
  const files = await distillery.saveProject();
  const texts = (name: string): string => strFromU8(files[`distillery-skd/${name}`] ?? new Uint8Array());
  const row = JSON.parse(texts('data.jsonl').split('\n')[0] ?? '');
  expect(row.completion).toBe(`makes ${Number.parseInt(row.prompt, 10) + 1}`);
  expect(JSON.parse(texts('teacher/config.json'))).toMatchObject({ n_embd: 16, n_layer: 1 });
  const python = findTorchPython();
  if (!python) return;
  const folder = makeFolder();
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const trained = spawnSync(python, [join(folder, 'distillery-skd/train.py'), '--steps', '1'], {
      encoding: 'utf8',
    });
    expect(trained.status, trained.stderr).toBe(0);
    expect(trained.stdout).toContain('Test prompts:');
  } finally {
    await removeFolder(folder);
  }
});

test('damaged files: each says what is wrong with it, and the page goes on', async ({ distillery, page }) => {
  await distillery.open('wasm', TINY.wasm);
  const box = dialog(page);
  const alert = box.getByRole('alert').filter({ hasText: /./ });
  await drop(page, [{ name: 'photo.csv', contents: Buffer.from([0, 1, 2, 0, 3, 0, 255, 0]) }]);
  await expect(alert).toContainText('does not look like text');
  await drop(page, [{ name: 'sheet.xlsx', contents: Buffer.from('PK\u0003\u0004rest') }]);
  await expect(alert).toContainText('packed file');
  await drop(page, [{ name: 'words.csv', contents: Buffer.from('house\ntree\n') }]);
  await expect(alert).toContainText('only one column');
  await drop(page, [{ name: 'empty.txt', contents: Buffer.from('\n\n') }]);
  await expect(alert).toContainText('nothing in it but blank lines');

  const damaged = ['"open,b', 'alone', '😀,smile', '1 plus one,again'];
  const rows = Array.from({ length: 40 }, (_, i) => `${i} plus one,makes ${i + 1}`);
  await drop(page, [{ name: 'damaged.csv', contents: Buffer.from([...rows, ...damaged].join('\n')) }]);
  await expect(box.getByText('40 of 44 rows can be used.')).toBeVisible();
  await box.getByText('quotation marks that do not match').click();
  await expect(box.getByText('line 41')).toBeVisible();

  await drop(page, [{ name: 'few.csv', contents: Buffer.from(rows.slice(0, 9).join('\n')) }]);
  await expect(
    box.getByText('At least 30 usable rows are needed, and there are 9: 21 rows more, please.'),
  ).toBeVisible();
  await expect(box.getByRole('button', { name: 'Use this data' })).toBeHidden();

  // Read as running text, the same rows are too short as well; another file is chosen.
  await box.getByLabel('Read as').selectOption('Running text');
  await expect(box.getByText('windows can be used')).toBeVisible();
  await box.getByRole('button', { name: 'Other data' }).click();
  await expect(box.getByLabel('Or paste rows or text')).toBeVisible();
});

test('what a file leaves open is asked, and can be chosen by hand', async ({ distillery, page }) => {
  await distillery.open('wasm', TINY.wasm);
  const box = dialog(page);
  const use = box.getByRole('button', { name: 'Use this data' });
  const words = Array.from({ length: 40 }, (_, i) => `fish${i},x;poisson${i},y`);
  await drop(page, [{ name: 'two.csv', contents: Buffer.from(words.join('\n')) }]);
  await expect(box.getByText('More than one sign could separate the cells.')).toBeVisible();
  await expect(use).toBeDisabled();
  await expectSound(page, 'delimiter asked');
  await box.getByLabel('Cells are separated by').selectOption('commas');
  await expect(box.getByText('separated by commas')).toBeVisible();
  await expect(box.getByText('Which columns?')).toBeVisible();
  await box.getByLabel('Cells are separated by').selectOption('semicolons');
  await expect(use).toBeEnabled();

  const list = Array.from({ length: 40 }, (_, i) => `fish${i}\tpoisson${i}`);
  await drop(page, [{ name: 'list.tsv', contents: Buffer.from(['text\tTekst', ...list].join('\n')) }]);
  await expect(box.getByText('41 of 41 rows can be used.')).toBeVisible();
  await expect(box.getByText('Does the first row hold the names of the columns')).toBeVisible();
  await expect(use).toBeDisabled();
  await box.getByLabel('The first row holds').selectOption('names of the columns');
  await expect(box.getByText('40 of 40 rows can be used.')).toBeVisible();
  await expect(use).toBeEnabled();
});

test('a Japanese file of a spreadsheet, and cells that are too long', async ({ distillery, page }) => {
  await distillery.open('wasm', TINY.wasm);
  const box = dialog(page);
  // “質問,回答” and rows of “りんご<number>,赤い”, in Shift_JIS.
  const header = Buffer.from('8ebf96e2' + '2c' + '89f1939a' + '0a', 'hex');
  const row = (i: number): Buffer =>
    Buffer.concat([
      Buffer.from('82e882f182b2', 'hex'),
      Buffer.from(`${i},`),
      Buffer.from('90d482a2', 'hex'),
      Buffer.from('\n'),
    ]);
  const rows = Array.from({ length: 40 }, (_, i) => row(i));
  await drop(page, [{ name: 'sheet.csv', contents: Buffer.concat([header, ...rows]) }]);
  await expect(box.getByText('40 of 40 rows can be used.')).toBeVisible();
  await expect(box.getByRole('region', { name: 'First rows of the file' })).toContainText('りんご0');
  await expect(box.getByText('it was recognised by its letters')).toBeVisible();
  await box.getByLabel('Encoding').selectOption('Windows-1252 (Western European)');
  await expect(box.getByRole('region', { name: 'First rows of the file' })).not.toContainText('りんご0');
  await box.getByLabel('Encoding').selectOption('What it looks like');
  await expect(box.getByRole('region', { name: 'First rows of the file' })).toContainText('りんご0');

  const long = Array.from({ length: 40 }, (_, i) => `${'a long beginning '.repeat(5)}${i}\tanswer ${i}`);
  await drop(page, [{ name: 'long.tsv', contents: Buffer.from(long.join('\n')) }]);
  await expect(box.getByText('0 of 40 rows can be used.')).toBeVisible();
  await box.getByLabel('Prompts of more than 63 characters').selectOption('keep the last 63 characters');
  await expect(box.getByText('40 of 40 rows can be used.')).toBeVisible();
  await expect(box.getByText('40 prompts were cut to 63 characters.')).toBeVisible();
  await expectSound(page, 'cut prompts');
});

test('answers that are read from right to left, with characters that are not seen', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { method: 'sft', steps: ENDLESS }));
  const words = ['می\u200cخواهم', 'کتاب\u200cها', 'نمی\u200cدانم'];
  const rows = Array.from({ length: 40 }, (_, i) => `word ${i}\t${words[i % 3]}`);
  const box = await paste(distillery, rows.join('\n'));
  await expect(box.getByText('zero width non-joiner')).toBeVisible();
  await box.getByRole('button', { name: 'Use this data' }).click();
  await distillery.button('Start').click();
  await distillery.reaches(3);
  await distillery.pause();
  const tokens = page.getByRole('group', { name: /^Sequence 1,/ }).locator('[dir]');
  await expect(tokens).toHaveAttribute('dir', 'rtl');
  const joiner = page.getByRole('button', { name: /zero width non-joiner/ }).first();
  await expect(joiner).toHaveAttribute('title', 'zero width non-joiner');
  await page.locator('[data-cell="0:0"]').click();
  const first = await page.locator('[data-cell="0:0"]').boundingBox();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-cell="0:1"]')).toBeFocused();
  const second = await page.locator('[data-cell="0:1"]').boundingBox();
  expect(second?.x).toBeLessThan(first?.x ?? 0);
  await expectSound(page, 'from right to left');
});

test('no accessibility violations in the dialog and the task card, light and dark, wide and narrow', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', TINY.wasm);
  const damaged = `${PAIRS}\nalone\n😀,a,b\n`;
  const box = await paste(distillery, damaged);
  await expect(box.getByText('60 of 62 rows can be used.')).toBeVisible();
  for (const summary of await box.locator('summary').all()) await summary.click();
  await expectSound(page, 'preview');
  await box.getByLabel('Prompts are in').selectOption({ label: 'Column 2' });
  await box.getByLabel('Responses are in').selectOption({ label: 'Column 3' });
  await box.getByRole('button', { name: 'Use this data' }).click();
  await expect(box).toBeHidden();
  await expectSound(page, 'task card and note');
  await openDialog(distillery);
  await expectSound(page, 'kept data');
});
