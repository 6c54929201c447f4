/** Back and Forward of the browser: views, panels and dialogs, and experiments that addresses open. */
import { ENDLESS, expect, hashWith, TINY, test } from './distillery';

test('a dialog that opens as soon as another one has closed stays open', async ({ distillery, page }) => {
  await distillery.open('wasm', TINY.wasm);
  await distillery.button('Runs').click();
  await page.getByRole('dialog', { name: 'Your runs' }).getByRole('button', { name: 'Close' }).waitFor();
  // Both within one task: the browser tells of the first one's end after it.
  await page.evaluate(() => {
    for (const name of ['dialog [aria-label="Close"]', '[aria-label="Keyboard shortcuts"]'])
      document.querySelector<HTMLElement>(name)?.click();
  });
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(shortcuts).toBeVisible();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  await expect(shortcuts).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(shortcuts).toBeHidden();
});

test('Back and Forward walk the views, panels and dialogs, and keep the settings', async ({
  distillery,
  page,
}) => {
  await page.goto('about:blank');
  await distillery.open('wasm', TINY.wasm);
  const evaluation = page.getByRole('heading', { name: 'Evaluation', exact: true });
  const compare = page.getByRole('button', { name: 'Compare', exact: true });
  const models = page.getByRole('dialog', { name: 'Your models' });

  await compare.click();
  await expect(compare).toHaveAttribute('aria-current', 'page');
  await page.goBack();
  await expect(compare).not.toHaveAttribute('aria-current', 'page');
  await expect(distillery.button('Start')).toBeVisible();
  await page.goForward();
  await expect(compare).toHaveAttribute('aria-current', 'page');
  // The other view's button is the same way back.
  await distillery.button('One run').click();
  await expect(distillery.button('Start')).toBeVisible();

  await distillery.button('Evaluate on more prompts…').press('Enter');
  await expect(evaluation).toBeFocused();
  await distillery.button('Your models…').first().click();
  await expect(models).toBeVisible();
  await page.goBack();
  await expect(models).toBeHidden();
  await expect(evaluation).toBeVisible();
  // Settings that were changed meanwhile stay, and the address tells them.
  const steps = await distillery.setting('Steps');
  await steps.fill('321');
  await steps.press('Enter');
  await page.goBack();
  await expect(evaluation).toBeHidden();
  const entry = (): Promise<string> => page.evaluate(() => JSON.stringify(history.state));
  const withoutPanel = await entry();
  await expect(steps).toHaveValue('321');
  await expect(page).toHaveURL(/steps=321/);
  await page.goForward();
  await expect(evaluation).toBeVisible();
  await expect(page).toHaveURL(/steps=321/);

  // Closing is going back: the next Back leaves the page, and nothing holds it.
  await page.getByRole('button', { name: 'Close the evaluation' }).click();
  await expect(evaluation).toBeHidden();
  // The panel closes at once, the browser arrives later: a Back in between would be the same step.
  await expect.poll(entry).toBe(withoutPanel);
  await page.goBack();
  await expect(page).toHaveURL('about:blank');
});

test('Back withdraws a question, and Forward does not ask it again', async ({ distillery, page }) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  // A database of a later version cannot be opened: without storage a run would be lost.
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('distillery', 1000);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
  );
  await distillery.button('Start').click();
  await distillery.reaches(25);
  await distillery.pause();
  await distillery.button('Reset').click();
  const question = page.getByRole('dialog', { name: 'Drop this run?' });
  await expect(question).toBeVisible();
  await page.goBack();
  await expect(question).toBeHidden();
  await page.goForward();
  await expect(distillery.phase).toHaveText('Paused');
  await expect(question).toBeHidden();
});

test('another address opens its experiment, and Back the one before', async ({ distillery, page }) => {
  await distillery.open('wasm', TINY.wasm);
  const seed = await distillery.setting('Seed');
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    hashWith(TINY.wasm, { seed: 77 }),
  );
  await expect(seed).toHaveValue('77');
  await distillery.button('Evaluate on more prompts…').click();
  await page.goBack();
  await expect(seed).toHaveValue('77');
  await page.goBack();
  await expect(seed).toHaveValue('1');
  await page.goForward();
  await expect(seed).toHaveValue('77');
});
