/** Earlier moments of a run, and the recordings that come with the page. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { readRecording } from '../src/run/recording/file';
import { expect, expectSound, hashWith, TINY, test } from './distillery';

/** A run that is checked and has several evaluations. */
const SHORT = hashWith(TINY.wasm, { steps: 40, evaluateEvery: 2, evaluatePrompts: 4 });

const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Moment of the run' });

/** What the page shows of the moment. */
const shown = async (page: Page): Promise<unknown> => ({
  figures: await page.locator('section[aria-label="Live figures"] output').allTextContents(),
  strip: await page.locator('[data-cell]').allTextContents(),
  answers: await page.getByRole('region', { name: 'Held-out' }).getByRole('listitem').allTextContents(),
});

test('the slider goes back to what was there, during a run and after it', async ({ distillery, page }) => {
  await distillery.open('wasm', SHORT);
  const seen: unknown[] = [];
  for (const step of [1, 2, 3]) {
    await distillery.button('Step').click();
    await distillery.reaches(step);
    await expect(distillery.phase).toHaveText('Paused');
    await expect(page.getByText(`step ${step}`, { exact: true })).toBeVisible();
    seen.push(await shown(page));
  }
  await slider(page).fill('1');
  expect(await shown(page)).toEqual(seen[0]);
  await page.keyboard.press('Escape');
  await expect.poll(() => shown(page)).toEqual(seen[2]);

  await distillery.button('Resume').click();
  await distillery.reaches(5);
  await slider(page).fill('2');
  await expect(page.getByText(/^You are looking at step 2 of \d+\./)).toBeVisible();
  expect(await shown(page)).toEqual(seen[1]);
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  expect(await shown(page)).toEqual(seen[1]);
  await slider(page).press('ArrowRight');
  expect(await shown(page)).toEqual(seen[2]);
  await expectSound(page, 'an earlier moment');
  await distillery.button('Newest').click();
  await expect(distillery.output('Step')).toHaveText('40');
});

test('a recording is fetched, played, marked, and gives way to a run of one’s own', async ({
  distillery,
  page,
  watch,
}) => {
  test.setTimeout(180_000);
  watch.tolerate(/Failed to load resource/);
  let refuses = true;
  await page.route('**/recordings/*', (route) => (refuses ? route.abort() : route.continue()));
  await page.goto('?backend=wasm#v=3&seed=1&recording=classroom');
  await expect(page.getByText('classroom.distillery could not be downloaded')).toBeVisible();
  refuses = false;
  await distillery.button('Try again').click();
  await expect(distillery.phase).toHaveText('Recorded run');
  await expect(page.getByText(/^Recorded on .*“Classroom”, WebAssembly on 1 thread/)).toBeVisible();
  // Played fast, it may be over before a slow machine has pressed Pause.
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('1');
  const early = await distillery.steps();
  await distillery.reaches(early + 5);
  await distillery.button('Pause playing').click();
  await slider(page).fill('200');
  await expect(distillery.output('Step')).toHaveText('200');
  await expect(page.locator('[data-cell]').first()).toBeVisible();
  await expectSound(page, 'a recording');
  expect(page.url()).toContain('task=phonemes');

  // Shared, it plays, and is a file.
  await distillery.button('Share').click();
  const link = distillery.shareDialog.getByRole('textbox', { name: 'Link' });
  const plays = distillery.shareDialog.getByRole('checkbox', { name: /^Opens with the recording/ });
  await expect(link).toHaveValue(/&recording=classroom$/);
  await plays.uncheck();
  await expect(link).not.toHaveValue(/recording/);
  const saving = page.waitForEvent('download');
  await distillery.shareDialog.getByRole('button', { name: 'Save the recording' }).click();
  const { facts } = await readRecording(readFileSync(await (await saving).path()), 'saved');
  expect([facts.experiment.task, facts.step]).toEqual(['phonemes', 400]);
  await page.keyboard.press('Escape');

  // Nobody's work is lost with it, so nothing is asked.
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Distilling', { timeout: 60_000 });
  await expect.poll(() => page.url()).not.toContain('recording');

  // A run of one's own is saved before a recording takes its place.
  await distillery.reaches(3);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await distillery.button('Watch a recording').click();
  await expect(distillery.phase).toHaveText('Recorded run');
  await expect(distillery.button('Play the recording')).toBeVisible();
  await expect(distillery.output('Step')).toHaveText('400');
  await distillery.button('Runs').click();
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toHaveCount(1);
});

test('a lesson’s station takes its numbers from a recording', async ({ distillery, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('?backend=wasm#v=3&seed=7&lesson=4');
  const panel = page.locator('.column-lesson');
  for (const _ of [1, 2, 3]) await panel.getByRole('button', { name: 'Next' }).click();
  await panel.getByRole('radio').first().check();
  await panel.getByRole('button', { name: 'Watch the recording' }).click();
  await expect(distillery.phase).toHaveText('Recorded run');
  await expect(panel.getByText(/^From \d+% to \d+%; chrF 0\.\d+/)).toBeVisible();
  await panel.getByRole('button', { name: 'Back to your own settings' }).click();
  await expect.poll(() => page.url()).toContain('seed=7');
});
