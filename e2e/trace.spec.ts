import type { Locator, Page } from '@playwright/test';
import { ENDLESS, expect, expectSound, hashWith, TINY, test } from './distillery';

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

test('one token at a time and Play the student, by keys alone, before a run and between its steps', async ({
  distillery,
  page,
}) => {
  test.setTimeout(300_000);
  const { keyboard } = page;
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  const trace = region(page, 'One token at a time');
  const position = trace.getByText(/^Token \d+ of \d+ · moment \d+ of \d+$/);
  const numbers = async (): Promise<number[]> =>
    ((await position.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];
  const press = async (key: string, moment: number): Promise<void> => {
    await keyboard.press(key);
    await expect(position).toHaveText(new RegExp(`moment ${moment} of`));
  };

  await distillery.button('One token at a time…').press('Enter');
  await expect(page.getByRole('heading', { name: 'One token at a time', exact: true })).toBeFocused();
  await expect(position).toHaveText(/moment 1 of/, { timeout: 60_000 });
  await expect(trace).toContainText('There is no run yet.');
  await expect(trace).toContainText(/The student draws\. Its random number 0\.\d{3} falls on “.+”/);
  await press('ArrowRight', 2);
  await expect(trace).toContainText(/[<≥] K?.*(so it stays|so it is struck out)/);
  await press('PageUp', 1);
  await press('PageDown', 2);
  const [, tokens = 0, , moments = 0] = await numbers();
  await press('End', moments);
  await expect(trace).toContainText(/The student learns here: .+ is .+ nats/);
  expect((await numbers())[0]).toBe(tokens);
  await press('Home', 1);
  // It goes on by itself until a key says otherwise.
  await keyboard.press(' ');
  await expect(trace.getByRole('button', { name: 'Pause playing' })).toBeVisible();
  await expect(position).not.toHaveText(/moment 1 of/);
  await keyboard.press('ArrowLeft');
  await expect(trace.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  // The run was not started by the space bar.
  await expect(distillery.phase).toHaveText('Ready when you are');

  // A sequence of the strip, from the token that is selected.
  await distillery.button('Step').press('Enter');
  await expect(distillery.tokens().first()).toBeVisible({ timeout: 60_000 });
  await expect(distillery.button('Resume')).toBeVisible({ timeout: 60_000 });
  await page.locator('[data-cell="1:1"]').press('Enter');
  await distillery.button('One token at a time…').press('Enter');
  await expect(trace).toContainText(
    'This is sequence 2 of step 1, drawn again by the student that wrote it.',
  );
  await expect(position).toHaveText(/^Token 2 of/);
  await trace.getByRole('button', { name: 'Last moment' }).press('Enter');
  const strip = await page.locator('[data-cell^="1:"] .said').allTextContents();
  expect(await trace.locator('fieldset .tok .said').allTextContents()).toEqual(strip);
  await expectSound(page, 'one token at a time');

  // The strip is held, and the student learns on.
  await distillery.button('Resume').press('Enter');
  await distillery.reaches(4);
  await distillery.pause();
  await distillery.button('One token at a time…').press('Enter');
  await expect(trace).toContainText('The student has learned since step 1:', { timeout: 60_000 });

  await distillery.button('Play the student…').press('Enter');
  const play = region(page, 'Play the student');
  await expect(page.getByRole('heading', { name: 'Play the student', exact: true })).toBeFocused();
  const next = play.getByLabel('Next character');
  await expect(next).toBeVisible({ timeout: 60_000 });
  // With K = 0 nothing stands; the answer has room for eight tokens.
  await play.getByLabel('K', { exact: true }).fill('0');
  await expect(next).toBeVisible();
  await next.pressSequentially('aaaaaaaa');
  await expect(play.getByRole('heading', { name: 'Result' })).toBeFocused({ timeout: 60_000 });
  const row = (name: RegExp): Locator => play.getByRole('row', { name });
  await expect(row(/^You/)).toHaveText(/^You0 \/ [1-8]0%[\d.]+ nats$/);
  await expect(row(/^Student/)).toHaveText(/^Student \(Student after \d+ steps\)0 \/ [1-8]0%/);

  // With K as large as the vocabulary everything stands: a token of the grid, and Enter for the end.
  await play.getByLabel('K', { exact: true }).fill('30');
  await expect(play).toContainText('This holds from the next game on.');
  await play.getByRole('button', { name: 'Play again' }).press('Enter');
  await expect(next).toBeVisible({ timeout: 60_000 });
  await next.pressSequentially('?');
  await expect(play).toContainText('No token of these models is “?”.');
  const grid = play.getByRole('group', { name: 'Tokens to propose' });
  await grid.getByRole('button', { name: 'end', exact: true }).focus();
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await expect(play).toContainText(/stays: \d+ tokens? (is|are) likelier|stays: 1 token/);
  await expectSound(page, 'play the student');
  await next.press('Enter');
  await expect(row(/^You/)).toHaveText(/^You2 \/ 2100%/);

  // Back closes them one by one.
  await page.goBack();
  await expect(play).toHaveCount(0);
  await expect(trace).toHaveCount(1);
  await page.goBack();
  await expect(trace).toHaveCount(0);
});
