import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { LINK_VERSION } from '../src/experiment/url';
import { ENDLESS, expect, expectSound, hashWith, reload, TINY, test, violations } from './distillery';

/** Long enough that a fast machine does not finish a run between two looks at it. */
const STEPS = 600;
/** Points of a run's curve: means over six steps each. */
const POINTS = 100;

/** Short answers: a thousand test prompts take a tiny student seconds. */
const BASE = hashWith(TINY.wasm, { task: 'arithmetic', steps: STEPS, evaluateEvery: 200, responseLimit: 3 });
const hashOf = (changes: Readonly<Record<string, string | number>> = {}): string =>
  `${hashWith(BASE, changes)}&compare=method:skd,supervised-kd&seeds=2&budget=updates`;

class Comparison {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(hash: string): Promise<void> {
    await this.page.goto(`?backend=wasm#${hash}`);
    await expect(this.page.getByLabel('Backend', { exact: true })).toContainText('WebAssembly', {
      timeout: 60_000,
    });
  }

  /** How the whole stands, in words. */
  get state(): Locator {
    return this.page.getByRole('region', { name: 'Comparison', exact: true }).getByRole('status');
  }

  run(at: number): Locator {
    return this.page.getByRole('region', { name: 'Runs' }).getByRole('listitem').nth(at);
  }

  get rows(): Locator {
    return this.page.getByRole('region', { name: 'Results, table' }).locator('tbody tr');
  }

  /** Presses Pause as soon as a run shows its first step: looked for from inside, because its steps take milliseconds. */
  async pauseInTraining(at: number): Promise<void> {
    const pause = await this.button('Pause').elementHandle();
    await this.run(at).evaluate(
      (run, button) =>
        new Promise<void>((resolve, reject) => {
          setTimeout(() => reject(new Error('the run was never seen in training')), 60_000);
          const look = (): void => {
            if (!/step [1-9]\d* of/.test(run.textContent ?? '')) requestAnimationFrame(look);
            else resolve((button as HTMLElement | null)?.click());
          };
          look();
        }),
      pause,
    );
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
}

test('two methods with two seeds: leave one out, reload in the middle, go on, sort, share', async ({
  page,
  distillery,
  context,
  browser,
}) => {
  test.setTimeout(540_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const comparison = new Comparison(page);
  await comparison.open(hashOf());

  // The link has set everything up and started nothing.
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(2);
  await expect(comparison.state).toHaveCount(0);
  expect(await violations(page)).toEqual([]);

  await comparison.button('Start the comparison').click();
  await expect(page.getByRole('heading', { name: 'Comparison', exact: true })).toBeFocused();
  await comparison.button('Exclude Supervised KD, seed 2').click();
  await expect(comparison.run(3)).toContainText('excluded');
  await comparison.pauseInTraining(0);
  await expect(comparison.state).toHaveText('Paused at run 1 of 4', { timeout: 60_000 });
  await expect(comparison.run(0)).toContainText('paused');
  const before = await comparison.run(0).textContent();
  await comparison.button('Include again: Supervised KD, seed 2').click();
  await expect(comparison.run(3)).toContainText('waiting');
  await expect(comparison.state).toHaveText('Paused at run 1 of 4');
  await comparison.button('Exclude Supervised KD, seed 2').click();
  await expect(comparison.run(3)).toContainText('excluded');

  await reload(page);
  await expect(comparison.state).toHaveText('Paused at run 1 of 4', { timeout: 60_000 });
  await expect(comparison.run(3)).toContainText('excluded');
  await expect(comparison.run(0)).toHaveText(before ?? '');

  await comparison.button('Resume').click();
  await expect(comparison.state).toHaveText('3 of 4 runs have results, 1 excluded', { timeout: 180_000 });

  await expect(comparison.rows).toHaveCount(2);
  await expect(comparison.rows.filter({ hasText: 'SKD' })).toContainText('2 / 2');
  const seconds = async (): Promise<number[]> =>
    (await comparison.rows.locator('td:nth-of-type(6)').allTextContents()).map(Number.parseFloat);
  const header = page.getByRole('columnheader', { name: 'Wall time, s' });
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  const ascending = await seconds();
  expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  expect(await seconds()).toEqual(ascending.toReversed());

  await expect(page.getByText(/^Seeds: 2 and 1\..*no claim/)).toBeVisible();
  await page.getByRole('button', { name: 'Show Loss as a table' }).click();
  await expect(page.getByRole('region', { name: 'Loss, data table' }).getByRole('row')).toHaveCount(
    1 + POINTS,
  );
  await expectSound(page, 'finished comparison');

  await distillery.pressFor('Copied.', comparison.button('Copy as CSV'));
  const csv = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\r\n');
  expect(csv).toHaveLength(5);
  expect(csv[4]).toMatch(new RegExp(`^supervised-kd,2,cancelled,${STEPS},,`));

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    comparison.button('Save charts as PNG').click(),
  ]);
  expect(download.suggestedFilename()).toBe('distillery-arithmetic-comparison.png');

  const [table] = await Promise.all([
    page.waitForEvent('download'),
    comparison.button('Save as CSV').click(),
  ]);
  const [columns = '', first = ''] = readFileSync(await table.path(), 'utf8').split('\r\n');
  expect(columns).toMatch(/,task,teacher,seeds,settings,changes,device,version,link$/);
  expect(first).toContain('wasm: ');
  expect(first).toMatch(/#v=\d+&.*compare=method:/);

  const [report] = await Promise.all([
    page.waitForEvent('download'),
    comparison.button('Save a report as HTML').click(),
  ]);
  const printed = await context.newPage();
  await printed.setContent(readFileSync(await report.path(), 'utf8'));
  await expect(printed.locator('tbody tr')).toHaveCount(2);
  await expect(printed.locator('tbody tr').filter({ hasText: 'SKD' })).toContainText('2 / 2');
  await expect(printed.getByRole('img', { name: /^Curves/ })).toBeVisible();
  expect(await violations(printed)).toEqual([]);
  await printed.close();

  // A finished comparison resumes with a run that is included again.
  await comparison.button('Include again: Supervised KD, seed 2').click();
  await expect(comparison.state).toHaveText('Finished: 4 of 4 runs have results', { timeout: 120_000 });
  await expect(comparison.rows.filter({ hasText: 'Supervised' })).toContainText('2 / 2');

  const link = await distillery.copyLink(
    page.getByRole('region', { name: 'Comparison', exact: true }).getByRole('button', { name: 'Share' }),
  );
  const shared = new URLSearchParams(new URL(link).hash.slice(1));
  for (const [name, value] of new URLSearchParams(hashOf())) {
    expect(shared.get(name), name).toBe(name === 'v' ? String(LINK_VERSION) : value);
  }

  // Somebody else, who has no comparison of their own.
  const elsewhere = await browser.newContext();
  const other = new Comparison(await elsewhere.newPage());
  await other.page.goto(link);
  await expect(other.page.getByRole('checkbox', { name: /^Speculative KD/ })).toBeChecked();
  await expect(other.page.getByRole('checkbox', { checked: true })).toHaveCount(2);
  await expect(other.page.getByRole('radio', { name: '2', exact: true })).toBeChecked();
  await expect(other.state).toHaveCount(0);
  await elsewhere.close();
});

test('a comparison and a single run ask before one ends the other', async ({ page, distillery }) => {
  test.setTimeout(300_000);
  const comparison = new Comparison(page);
  // Nothing samples, so that the steps are quick.
  await comparison.open(hashOf({ steps: ENDLESS, method: 'sft' }).replace('skd,', 'sft,'));
  await comparison.button('Start the comparison').click();
  await expect(comparison.run(0)).toContainText('step', { timeout: 60_000 });

  await comparison.button('One run').click();
  await distillery.button('Start').click();
  const dialog = page.getByRole('dialog', { name: 'Interrupt the comparison?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(distillery.button('Start')).toBeVisible();
  await distillery.button('Start').click();
  await dialog.getByRole('button', { name: 'Interrupt it' }).click();
  await distillery.reaches(3);

  // The name of the button may say that a comparison is running.
  await page.getByRole('button', { name: /^Compare/ }).click();
  await expect(comparison.state).toHaveText('Paused at run 1 of 4');
  await comparison.button('Resume').click();
  await page
    .getByRole('dialog', { name: 'Start the comparison?' })
    .getByRole('button', { name: 'Start it' })
    .click();
  await expect(comparison.state).toHaveText('Run 1 of 4');
  await comparison.button('One run').click();
  await expect(distillery.phase).toHaveText('Ready when you are');
});

test('two tabs each keep their own comparison', async ({ page, context }) => {
  test.setTimeout(300_000);
  const first = new Comparison(page);
  // Nothing samples, so that the steps are quick.
  const sft = (steps: number): string => hashOf({ steps, method: 'sft' }).replace('skd,', 'sft,');
  await first.open(sft(20_000));
  await first.button('Start the comparison').click();
  await expect(first.run(0)).toContainText('step', { timeout: 60_000 });

  const second = new Comparison(await context.newPage());
  await second.open(sft(2));
  const elsewhere = second.page.getByText(/^A comparison is in progress in another tab/);
  await expect(elsewhere).toBeVisible();
  await expect(second.state).toHaveCount(0);
  await second.button('Start the comparison').click();
  await second.button('Exclude the rest').click();
  await expect(second.state).toHaveText(/excluded$/);

  await reload(second.page);
  await expect(elsewhere).toBeVisible({ timeout: 60_000 });
  await expect(second.state).toHaveText(/excluded$/);
  await reload(page);
  await expect(first.state).toHaveText('Paused at run 1 of 4', { timeout: 60_000 });
  await first.button('Resume').click();
  await expect(first.state).toHaveText('Run 1 of 4');
});

test('a second tab shows the comparison of the first as it goes, and takes it over', async ({
  page,
  context,
}) => {
  test.setTimeout(300_000);
  const first = new Comparison(page);
  const hash = hashOf({ steps: 20_000, method: 'sft' }).replace('skd,', 'sft,');
  await first.open(hash);
  await first.button('Start the comparison').click();
  await expect(first.run(0)).toContainText('step', { timeout: 60_000 });

  const second = new Comparison(await context.newPage());
  await second.open(hash);
  await second.page.getByRole('button', { name: 'Runs', exact: true }).click();
  await second.page
    .getByRole('dialog', { name: 'Your runs' })
    .getByRole('list', { name: 'Comparisons' })
    .getByRole('button', { name: /^Open/ })
    .click();
  const note = (of: Comparison): Locator => of.page.getByText('This comparison goes on in another tab');
  await expect(note(second)).toBeVisible();
  await expect(second.state).toHaveText('Run 1 of 4');
  const steps = async (): Promise<number> =>
    Number(/step (\d+)/.exec((await second.run(0).textContent()) ?? '')?.[1] ?? 0);
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(0);
  const seen = await steps();
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(seen);
  await expect(second.button('Exclude the rest')).toHaveCount(0);

  await second.button('Take it over').click();
  await expect(second.button('Pause')).toBeVisible({ timeout: 60_000 });
  await expect(note(second)).toHaveCount(0);
  await expect(note(first)).toBeVisible({ timeout: 60_000 });
  await expect(first.state).toHaveText('Run 1 of 4');
  // What the second tab leaves is the first one's to resume.
  await second.page.close();
  await expect(first.button('Resume')).toBeVisible({ timeout: 60_000 });
  await first.button('Resume').click();
  await expect(first.button('Pause')).toBeVisible({ timeout: 60_000 });
});
