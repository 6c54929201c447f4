/** Runs are kept: after a reload, after the death of the browser, in the list, as files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from '../tools/browsers';
import { Distillery, drop, ENDLESS, expect, expectSound, hashWith, reload, TINY, test } from './distillery';
import { makeFolder, removeFolder } from './folder';

/** A run that is checked and has several evaluations. */
const SHORT = hashWith(TINY.wasm, { steps: 24, evaluateEvery: 8, evaluatePrompts: 4 });

/** Everything of a run that the page shows. */
async function shown(page: Page) {
  const table = page.getByRole('button', { name: 'Show Loss as a table' });
  if (await table.isVisible()) await table.click();
  return {
    figures: await page.locator('section[aria-label="Live figures"] output').allTextContents(),
    strip: await page.locator('[data-cell]').allTextContents(),
    answers: await page.getByRole('region', { name: 'Held-out' }).getByRole('listitem').allTextContents(),
    loss: await page.getByRole('figure', { name: 'Loss', exact: true }).getByRole('row').allTextContents(),
  };
}

/** What is shown of a run that does not go on, once its last step is drawn. */
async function settled(page: Page, step: number) {
  let last = await shown(page);
  await expect(async () => {
    const before = last;
    await page.waitForTimeout(250);
    last = await shown(page);
    expect(last.loss.some((row) => row.startsWith(`${step}`))).toBe(true);
    expect(last).toEqual(before);
  }).toPass();
  return last;
}

async function openRuns(page: Page) {
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  return page.getByRole('dialog', { name: 'Your runs' });
}

test('a run is the same after a reload, finished or paused', async ({ distillery, page }) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', SHORT);
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await expect(page.locator('[data-cell]').first()).toBeVisible();
  const finished = await settled(page, 24);
  await reload(page);
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  await expect.poll(() => shown(page)).toEqual(finished);
  // The student is there, too: it answers as trained.
  await page.getByRole('region', { name: 'Try it' }).getByRole('button', { name: '42' }).click();
  await expect(distillery.answers).toContainText('after 24 steps', { timeout: 60_000 });

  await page.goto(`?backend=wasm#${hashWith(SHORT, { seed: 2 })}`);
  await page.reload();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  for (const step of [1, 2, 3]) {
    await distillery.button('Step').isEnabled();
    if (step === 1) {
      await distillery.button('Reset').click();
    }
    await distillery.button('Step').click();
    await distillery.reaches(step);
    await expect(distillery.phase).toHaveText('Paused');
  }
  const paused = await settled(page, 3);
  await reload(page);
  await expect(distillery.phase).toHaveText('Paused', { timeout: 60_000 });
  await expect.poll(() => shown(page)).toEqual(paused);
  await distillery.button('Resume').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
});

test('the list opens, names, compares, extends, saves and deletes runs', async ({ distillery, page }) => {
  test.setTimeout(240_000);
  await distillery.open('wasm', SHORT);
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const k = await distillery.setting('K (accepted ranks)');
  await k.fill('9');
  await k.press('Enter');
  await distillery.pressUntil('Start', 'Finished', 60_000);

  const dialog = await openRuns(page);
  const rows = dialog.getByRole('list', { name: 'Runs' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('finished, 24 steps');
  await rows
    .first()
    .getByRole('button', { name: /^Name and notes/ })
    .click();
  await dialog.getByLabel('Name', { exact: true }).fill('K is nine');
  await dialog.getByLabel('Notes', { exact: true }).fill('for Monday');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(rows.first()).toContainText('K is nine');
  await expect(rows.first()).toContainText('for Monday');

  for (const row of [0, 1])
    await rows
      .nth(row)
      .getByRole('button', { name: /^Compare/ })
      .click();
  const pair = dialog.getByRole('region', { name: /K is nine/ });
  await expect(pair.getByRole('row', { name: /K \(accepted ranks\)/ })).toContainText('9');
  await expect(pair.getByRole('figure')).toHaveCount(3);
  await expectSound(page, 'the list of runs with two compared');
  await pair.getByRole('button', { name: 'Close' }).click();

  const download = page.waitForEvent('download');
  await rows
    .first()
    .getByRole('button', { name: /^Save recording/ })
    .click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('K-is-nine.distillery');
  const contents = readFileSync(await file.path());

  await rows
    .first()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(rows).toHaveCount(1);
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(2);

  await rows
    .nth(1)
    .getByRole('button', { name: /^Add steps/ })
    .click();
  await dialog.getByLabel('Steps to add').fill('6');
  await dialog.getByRole('button', { name: 'Add and resume' }).click();
  await distillery.reaches(30);
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });

  // Another browser knows nothing of the run but what is in the file.
  const other = await (await page.context().browser()?.newContext())?.newPage();
  if (!other) throw new Error('no browser');
  await other.goto(page.url());
  const there = new Distillery(other);
  await expect(there.phase).toHaveText('Ready when you are', { timeout: 60_000 });
  await drop(other, [{ name: 'broken.distillery', contents: contents.subarray(0, contents.length / 2) }]);
  await expect(other.getByText('“broken.distillery” is damaged')).toBeVisible();
  await drop(other, [{ name: 'a.distillery', contents }]);
  await expect(there.output('Step')).toHaveText('24');
  await expect(there.phase).toHaveText('Finished');
  await expect(other.locator('[data-cell]').first()).toBeVisible();
  await other.context().close();
});

/** A browser of its own that can be killed, over a profile that outlives it. */
async function launch(profile: string): Promise<{ process: ChildProcess; browser: Browser }> {
  const child = spawn(
    findChromium() ?? chromium.executablePath(),
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  return { process: child, browser: await chromium.connectOverCDP(address) };
}

function kill(browser: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  browser.kill('SIGKILL');
  return ended;
}

test('the death of the browser in the middle of a run takes at most one step of its curves', async ({
  baseURL,
}) => {
  test.setTimeout(240_000);
  const profile = makeFolder();
  // Steps that take longer than it takes to write one.
  const hash = hashWith(TINY.wasm, { steps: ENDLESS, batchSize: 32, studentWidth: 32, responseLimit: 20 });
  const address = `${baseURL}?backend=wasm#${hash}`;
  try {
    const first = await launch(profile);
    const page = (await first.browser.contexts()[0]?.newPage()) as Page;
    await page.goto(address);
    const distillery = new Distillery(page);
    await expect(distillery.phase).toHaveText('Ready when you are', { timeout: 60_000 });
    await distillery.button('Start').click();
    await distillery.reaches(12);
    const last = await distillery.steps();
    await kill(first.process);

    const second = await launch(profile);
    const later = (await second.browser.contexts()[0]?.newPage()) as Page;
    await later.goto(address);
    const again = new Distillery(later);
    await expect(again.phase).toHaveText('Ready when you are', { timeout: 60_000 });
    const dialog = await openRuns(later);
    await dialog.getByRole('list', { name: 'Runs' }).getByRole('button', { name: /^Open/ }).click();
    await expect(dialog).toBeHidden();
    await expect(later.getByRole('button', { name: 'Show Loss as a table' })).toBeEnabled();
    await later.getByRole('button', { name: 'Show Loss as a table' }).click();
    const steps = await later
      .getByRole('figure', { name: 'Loss', exact: true })
      .getByRole('row')
      .allTextContents();
    expect(Math.max(...steps.map((row) => Number.parseInt(row, 10) || 0))).toBeGreaterThanOrEqual(last - 1);
    await kill(second.process);
  } finally {
    await removeFolder(profile);
  }
});

test('a second tab shows the run of the first as it goes, and takes it over', async ({
  distillery,
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await distillery.button('Start').click();
  await distillery.reaches(5);
  const second = await context.newPage();
  await second.goto(page.url());
  const other = new Distillery(second);
  await expect(other.phase).toHaveText('Ready when you are', { timeout: 60_000 });
  const dialog = await openRuns(second);
  await dialog.getByRole('list', { name: 'Runs' }).getByRole('button', { name: /^Open/ }).click();
  await expect(second.getByText('This run goes on in another tab')).toBeVisible();
  const before = await other.steps();
  await other.reaches(before + 5);
  await other.button('Take it over').click();
  await expect(other.button('Pause')).toBeVisible({ timeout: 60_000 });
  await other.reaches(before + 10);
  await expect(page.getByText('This run goes on in another tab')).toBeVisible();
  expect(await distillery.failure()).toBeNull();
  const paused = await other.pause();
  await expect(distillery.output('Step')).toHaveText(String(paused));

  // A tab that has been closed is not asked.
  await second.close();
  await expect(page.getByText('The tab of this run has been closed')).toBeVisible();
  await distillery.button('Take it over').click();
  await distillery.reaches(paused + 5);
  await expect(page.getByText('This run goes on in another tab')).toBeHidden();
});

/** Puts an account among those of runs, as the page does when one makes room. */
const giveUp = (page: Page, name: string, why: 'limit' | 'disk'): Promise<void> =>
  page.evaluate(
    ([name, why]) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('distillery');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const stored = request.result.transaction('savedRuns', 'readwrite');
          const givenUp = { kind: 'run', name, at: Date.UTC(2026, 10, 1), why };
          stored.objectStore('savedRuns').put({ id: `${name} given up`, givenUp });
          stored.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
    [name, why],
  );

test('the list says what made room, when and why, until that has been seen', async ({ distillery, page }) => {
  await distillery.open('wasm', SHORT);
  await giveUp(page, 'Brave heron', 'limit');
  await giveUp(page, 'Quiet otter', 'disk');
  await reload(page);
  await expect(distillery.phase).toHaveText('Ready when you are');
  const dialog = await openRuns(page);
  const box = dialog.getByRole('region', { name: 'Given up to make room' });
  await expect(box.getByRole('listitem')).toHaveCount(2);
  await expect(box).toContainText(/“Brave heron”, .*2026.*: 120 MB were reached/);
  await expect(box).toContainText(/“Quiet otter”, .*: the browser’s storage was full/);
  await expectSound(page, 'what was given up');
  await box.getByRole('button', { name: 'Clear these lines' }).click();
  await expect(box).toHaveCount(0);
  await page.keyboard.press('Escape');
  await reload(page);
  await expect(distillery.phase).toHaveText('Ready when you are');
  await openRuns(page);
  await expect(dialog.getByText('Given up to make room')).toHaveCount(0);
});
