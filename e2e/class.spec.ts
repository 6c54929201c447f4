/** A class without a server: seeds of one's own, hand-ins, and the lecturer's view of them. */
import { readFileSync } from 'node:fs';
import { DEFAULT_EXPERIMENT } from '../src/experiment/fields';
import { encodeHandIn, writeHandIn } from '../src/experiment/hand-in';
import { encodeHash } from '../src/experiment/url';
import {
  type DroppedFile,
  drop,
  expect,
  expectSound,
  hashWith,
  reload,
  TINY,
  test,
  violations,
} from './distillery';

/** The text of a hand-in; K differs between even and odd ones. */
function handIn(id: number, name = `Student ${id}`): string {
  const points = Array.from({ length: 32 }, (_, i) => (i + 1) / 40 + (id % 7) / 100);
  const score = Math.round(500 + 400 * Math.sin(id) ** 2) / 1000;
  return writeHandIn({
    ...{ name, created: 1_764_400_000_000, made: 1_764_500_000_000 + id, page: '0.2.0' },
    settings: encodeHash({ ...DEFAULT_EXPERIMENT, seed: 1000 + id, steps: 320, topK: id % 2 === 0 ? 3 : 10 }),
    ...{ step: 320, finished: true, recording: id.toString(16).padStart(16, '0') },
    scores: [
      ['chrf', score],
      ['exact-match', score / 2],
    ],
    ...{
      stride: 10,
      loss: points.map((point) => 2 / (1 + point)),
      acceptance: points.map((x) => Math.min(1, x)),
    },
    score: points
      .filter((_, i) => i % 4 === 3)
      .map((point, i): [number, number] => [40 * (i + 1), point * score]),
  });
}

const file = (name: string, text: string): DroppedFile => ({
  name: `${name}.handin.json`,
  contents: Buffer.from(text),
});

test('thirty hand-ins are one table and one chart; keys do it all, and a reload keeps it', async ({
  page,
}) => {
  await page.goto('');
  await page.getByRole('button', { name: 'Class', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Class' });
  await expect(dialog).toContainText('No hand-in yet');
  const altered = handIn(5).replace('["chrf",', '["chrf",9');
  const files = Array.from({ length: 29 }, (_, i) => file(`s${i}`, i === 5 ? altered : handIn(i)));
  await drop(page, [...files, file('again', handIn(7)), file('cut', handIn(40).slice(0, 300))]);
  await expect(dialog).toContainText('29 hand-ins added.');
  await expect(dialog).toContainText('not counted twice: 1 (Student 7)');
  await expect(dialog.getByRole('alert')).toContainText('“cut.handin.json” is damaged');

  // Links in any text.
  await dialog.getByText('Paste links').press('Enter');
  const box = dialog.getByLabel('Links, one a line or inside any text');
  await box.fill('no link here');
  await dialog.getByRole('button', { name: 'Add links' }).press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('There is no link of a hand-in');
  await box.fill(`Here: ${page.url()}#handin=${encodeHandIn(handIn(29, '=1+1 \u202ename'))}, thanks.`);
  await dialog.getByRole('button', { name: 'Add links' }).press('Enter');
  await expect(dialog).toContainText('1 hand-in added.');

  const rows = dialog.getByRole('table').locator('tbody tr');
  await expect(rows).toHaveCount(30);
  await expect(dialog).toContainText('30 runs, 2 settings');
  await expect(rows.filter({ hasText: 'changed after it was made' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'changed after it was made' })).toContainText('Student 5');
  await expect(dialog.getByRole('figure')).toHaveCount(3);
  await expect(dialog.getByRole('img', { name: /K \(accepted ranks\) 3: 15 runs, mean/ })).toBeVisible();
  // A line a run, and one a setting.
  await expect(dialog.getByRole('figure', { name: 'Loss' }).locator('.recharts-line')).toHaveCount(32);
  const byScore = dialog.getByRole('columnheader', { name: 'chrF' });
  await byScore.getByRole('button').press('Enter');
  await expect(byScore).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toContainText('Student 5');
  await expectSound(page, 'a class of thirty');

  await rows
    .first()
    .getByRole('button', { name: /^Remove/ })
    .press('Enter');
  await expect(rows).toHaveCount(29);
  await expect(dialog.getByRole('button', { name: 'Undo' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(rows).toHaveCount(30);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save as CSV' }).press('Enter');
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(31);
  expect(lines.at(-1)).toMatch(/^'=1\+1 name,/);
  const report = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save a report as HTML' }).press('Enter');
  expect(readFileSync(await (await report).path(), 'utf8')).toContain('Class: 30 runs');

  await page.keyboard.press('Escape');
  await reload(page);
  await page.getByRole('button', { name: 'Class', exact: true }).press('Enter');
  await expect(rows).toHaveCount(30);
  await dialog.getByRole('button', { name: 'Remove all' }).press('Enter');
  await expect(dialog).toContainText('No hand-in yet');
  await dialog.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(rows).toHaveCount(30);

  // A hand-in opens as a page that is only read; Back leaves it.
  await rows
    .filter({ hasText: 'Student 5' })
    .last()
    .getByRole('button', { name: 'Open: Student 5' })
    .press('Enter');
  const shown = page.getByRole('dialog', { name: 'A run that was handed in' });
  await expect(shown.getByRole('heading', { name: 'Student 5' })).toBeVisible();
  await expect(shown.getByRole('alert')).toContainText('changed after it was made');
  await shown.getByRole('button', { name: 'To the class', exact: true }).press('Enter');
  await expect(rows).toHaveCount(30);
  await page.goBack();
  await expect(dialog).toBeHidden();
});

test('five hundred hand-ins are read, sorted and removed without a wait', async ({ page }, {
  annotations,
}) => {
  await page.goto('');
  await page.getByRole('button', { name: 'Class', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Class' });
  const files = Array.from({ length: 500 }, (_, i) => file(`s${i}`, handIn(i)));
  const begin = Date.now();
  await drop(page, files);
  await expect(dialog).toContainText('500 hand-ins added.');
  await expect(dialog.getByRole('table').locator('tbody tr')).toHaveCount(100);
  const read = Date.now() - begin;
  /** Milliseconds from a press to the next frame that shows what it did. */
  const pressed = (name: RegExp): Promise<number> =>
    dialog
      .getByRole('button', { name })
      .first()
      .evaluate(async (button: HTMLElement) => {
        const start = performance.now();
        button.click();
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - start;
      });
  const times = {
    read,
    sort: await pressed(/^Seed/),
    remove: await pressed(/^Remove: /),
    all: await pressed(/^Show all/),
  };
  annotations.push({ type: 'milliseconds', description: JSON.stringify(times) });
  await expect(dialog.getByRole('table').locator('tbody tr')).toHaveCount(499);
  expect(times.sort).toBeLessThan(1_000);
  expect(times.remove).toBeLessThan(2_000);
});

test('a link for a class gives each visitor a seed; a run is handed in by link and file', async ({
  distillery,
  context,
  page,
}) => {
  const hash = `${hashWith(TINY.wasm, { steps: 6, evaluateEvery: 3 })}&class=1`;
  const other = await context.newPage();
  await distillery.open('wasm', hash);
  await other.goto(`?backend=wasm#${hash}`);
  const seedOf = async (one: typeof page): Promise<string> =>
    one.getByLabel('Seed', { exact: true }).inputValue();
  const seed = await seedOf(page);
  expect(await seedOf(other)).not.toBe(seed);
  await other.close();
  await page.reload();
  await expect(distillery.phase).toHaveText('Ready when you are');
  expect(await seedOf(page)).toBe(seed);
  await expect(page.getByText(`Yours is ${seed}`)).toBeVisible();
  // A preset is another experiment with the same seed.
  const presets = page.getByRole('region', { name: 'Presets' });
  await presets.getByRole('button', { name: 'Classroom' }).click();
  expect(await seedOf(page)).toBe(seed);
  await page.goto(`?backend=wasm#${hash}`);

  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await distillery.button('Share').click();
  const share = distillery.shareDialog;
  await expect(share.getByLabel('Link', { exact: true })).toHaveValue(
    new RegExp(`seed=${seed}&(?!.*class=1)`),
  );
  await share.getByLabel('Link for a class').check();
  await expect(share.getByLabel('Link', { exact: true })).toHaveValue(/&class=1$/);
  await share.getByText('Hand in this run').press('Enter');
  await share.getByLabel('Name or nickname (may stay empty)').fill('Aiko 愛子');
  const link = await share.getByLabel('Link of the hand-in').inputValue();
  expect(link.length).toBeLessThanOrEqual(2_000);
  await expect(share.getByRole('img', { name: 'QR code' })).toHaveCount(2);
  expect(await violations(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await share.getByRole('button', { name: 'Save hand-in as a file' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('Aiko-愛子.handin.json');
  const contents = readFileSync(await saved.path());

  // Whoever has the link sees the run, and can repeat it.
  await page.goto('about:blank');
  await page.goto(link);
  const shown = page.getByRole('dialog', { name: 'A run that was handed in' });
  await expect(shown.getByRole('heading', { name: 'Aiko 愛子' })).toBeVisible();
  await expect(shown).toContainText(seed);
  await expect(shown.getByRole('alert')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await expect(shown.getByRole('heading', { name: 'Aiko 愛子' })).toBeVisible();
  await shown.getByRole('button', { name: 'Add to the class' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Class' });
  await expect(dialog).toContainText('1 hand-in added.');
  await drop(page, [{ name: saved.suggestedFilename(), contents }]);
  await expect(dialog).toContainText('not counted twice: 1 (Aiko 愛子)');
  await dialog.getByRole('button', { name: /^Open: / }).press('Enter');
  await shown.getByRole('button', { name: 'Run it yourself' }).press('Enter');
  await expect(shown).toBeHidden();
  expect(await seedOf(page)).toBe(seed);
  await expect(await distillery.setting('Steps')).toHaveValue('6');
});
