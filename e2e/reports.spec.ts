/** What the browser's own command prints: the report of what is shown, or the page as it is; a lesson as a file. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { DEFAULT_EXPERIMENT } from '../src/experiment/fields';
import { encodeHandIn, writeHandIn } from '../src/experiment/hand-in';
import { encodeHash } from '../src/experiment/url';
import { expect, TINY, test, violations } from './distillery';

const HAND_IN = writeHandIn({
  ...{ name: 'Aiko', created: 1_764_400_000_000, made: 1_764_500_000_000, page: '0.2.0' },
  settings: encodeHash({ ...DEFAULT_EXPERIMENT, seed: 1001, steps: 320 }),
  ...{ step: 320, finished: true, recording: '1'.padStart(16, '0') },
  scores: [['chrf', 0.5]],
  ...{ stride: 10, loss: [2, 1], acceptance: [0.1, 0.5], score: [[320, 0.5]] },
});

/** As the browser's own command begins: the script of the reports may still be on its way, and is asked again. */
async function beginPrinting(page: Page, heading: string): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  const printed = page.locator('#report').getByRole('heading', { level: 1 });
  const text = async (): Promise<string | null> => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    return (await printed.count()) === 1 ? printed.textContent() : null;
  };
  await expect.poll(text).toContain(heading);
}

async function endPrinting(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('#report')).toHaveCount(0);
}

test('without a run a class prints as its report, other dialogs as themselves', async ({
  distillery,
  page,
}) => {
  await page.goto(`?backend=wasm#handin=${encodeHandIn(HAND_IN)}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Add to the class' }).click();
  const dialog = page.getByRole('dialog', { name: 'Class' });
  if (!(await dialog.isVisible())) await distillery.button('Class').click();
  await beginPrinting(page, '1');
  await expect(page.locator('#report')).toContainText('Aiko');
  await expect(dialog).toBeHidden();
  await endPrinting(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  for (const [button, name] of [
    ['Lessons', 'Lessons'],
    ['Runs', 'Runs'],
  ] as const) {
    await distillery.button(button).click();
    const other = page.getByRole('dialog', { name });
    await expect(other).toBeVisible();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect(page.locator('#report')).toHaveCount(0);
    await expect(other).toBeVisible();
    await expect(distillery.button('Start')).toBeHidden();
    await endPrinting(page);
    await page.keyboard.press('Escape');
    await expect(other).toBeHidden();
  }
});

for (const [locale, title, predicted] of [
  ['en-US', 'The dial K', 'predicted'],
  ['ja-JP', JSON.parse(readFileSync('public/lessons/ja/5.json', 'utf8')).title, '予想'],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test('a lesson prints with what was predicted, settings and link, and is saved as one file', async ({
      page,
    }) => {
      await page.goto(`?backend=wasm#${TINY.wasm}&lesson=5`);
      const panel = page.locator('.column-lesson');
      await panel.getByRole('radio').first().check();
      await beginPrinting(page, title);
      const report = page.locator('#report');
      await expect(report.getByText(predicted)).toHaveCount(1);
      await expect(report.getByRole('link').first()).toHaveAttribute('href', /&lesson=5$/);
      expect(await report.getByRole('link').count()).toBeGreaterThan(1);
      expect(await violations(page)).toEqual([]);
      await endPrinting(page);

      await panel.getByRole('heading', { level: 2 }).focus();
      const last = panel.getByRole('button', { name: /^(?:Save a report as HTML|レポートを HTML で保存)$/ });
      for (let at = 0; at < 12 && !(await last.isVisible()); at++) await page.keyboard.press('PageDown');
      const [download] = await Promise.all([page.waitForEvent('download'), last.click()]);
      expect(download.suggestedFilename()).toBe('distillery-lesson-5-report.html');
      const html = readFileSync(await download.path(), 'utf8');
      expect(html).not.toContain('<script');
      const saved = await page.context().newPage();
      await saved.setContent(html);
      await expect(saved.getByRole('heading', { level: 1, name: title })).toBeVisible();
      expect(await violations(saved)).toEqual([]);
    });
  });
}
