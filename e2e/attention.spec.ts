import type { Locator, Page } from '@playwright/test';
import { type Distillery, ENDLESS, expect, expectSound, hashWith, TINY, test } from './distillery';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Attention maps', exact: true });
const map = (page: Page, model: 'Teacher' | 'Student'): Locator =>
  page.getByRole('figure', { name: `Attention map: ${model}`, exact: true });
/** How many colours the cells of a map have. */
const colours = (of: Locator): Promise<number> =>
  of.locator('canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return new Set(Array.from(pixels, (_, i) => (i % 4 === 0 ? pixels.slice(i, i + 4).join() : ''))).size - 1;
  });

/** Opens the panel from the inspector, and waits for its maps. */
async function open(distillery: Distillery): Promise<void> {
  const { page } = distillery;
  await distillery.button('Attention of both models…').click();
  await expect(page.getByRole('heading', { name: 'Attention maps', exact: true })).toBeFocused();
  await expect(map(page, 'Student')).toBeVisible({ timeout: 60_000 });
}

/** Lets the test hold back questions about attention on their way to the worker, as a slow device would. */
async function holdQuestions(
  page: Page,
): Promise<{ count: () => Promise<number>; release: () => Promise<void> }> {
  const held = await page.evaluateHandle(() => {
    const { postMessage } = Worker.prototype;
    const questions: (() => void)[] = [];
    Worker.prototype.postMessage = function (this: Worker, command: unknown, ...rest: unknown[]) {
      const send = () => Reflect.apply(postMessage, this, [command, ...rest]);
      const isQuestion =
        typeof command === 'object' && command && 'type' in command && command.type === 'attend';
      if (isQuestion) questions.push(send);
      else send();
    };
    const release = (): void => {
      Worker.prototype.postMessage = postMessage;
      for (const send of questions) send();
    };
    return { questions, release };
  });
  return {
    count: () => held.evaluate(({ questions }) => questions.length),
    release: () => held.evaluate(({ release }) => release()),
  };
}

test('during a run both models’ maps stand side by side, follow the training, and are read by keyboard', async ({
  distillery,
  page,
}) => {
  test.setTimeout(300_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: ENDLESS }));
  await distillery.button('Start').click();
  await distillery.reaches(2);
  await open(distillery);
  for (const model of ['Teacher', 'Student'] as const)
    await expect.poll(() => colours(map(page, model)), { message: model }).toBeGreaterThan(10);
  const boxes = await Promise.all([map(page, 'Teacher').boundingBox(), map(page, 'Student').boundingBox()]);
  expect(boxes[0]?.y).toBe(boxes[1]?.y);

  // By itself, without a press of Refresh.
  const moment = panel(page).getByText(/^Student after \d+ steps$/);
  const first = await moment.textContent();
  await expect(moment).not.toHaveText(first ?? '', { timeout: 60_000 });

  // The last layers meet; the student has but one.
  const layer = map(page, 'Teacher').getByLabel('Layer');
  await expect(layer).toHaveValue('3');
  const head = map(page, 'Teacher').getByLabel('Head');
  await head.focus();
  await page.keyboard.press('ArrowDown');
  await expect(head).toHaveValue('0');
  await expect(map(page, 'Student').getByLabel('Head')).toHaveValue('mean');

  // A text with padding in front of it: that of the strip may have none.
  const tokens = panel(page).getByRole('group', { name: /^Token that looks back/ });
  await panel(page).getByLabel('A prompt of your own').fill('7');
  await panel(page).getByLabel('Response', { exact: true }).fill('sept');
  // While the maps are being renewed, a question of the user's own is not lost.
  const held = await holdQuestions(page);
  await expect.poll(held.count).toBe(1);
  await distillery.button('Show').click();
  await expect.poll(held.count).toBe(2);
  await held.release();
  await expect(tokens.getByRole('button')).toHaveCount('⊢seven=sept⏎'.length, { timeout: 60_000 });
  const chosen = tokens.locator('[aria-pressed="true"]');
  const row = panel(page).getByRole('list').last().getByRole('listitem');
  await chosen.focus();
  await page.keyboard.press('Home');
  await expect(chosen).toHaveText(/^start, token \d+/);
  await expect(row).toHaveCount(2);
  await expect(row.first()).toHaveText(/^padding, \d+ tokens together/);
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toBeFocused();
  await expect(row).toHaveCount(3);
  await expect(row.last()).toHaveText(/Teacher \d+(\.\d)?%Student \d+(\.\d)?%$/);
  await expect(panel(page).locator('[data-divergence="row"] dd')).toHaveText(/^\d\S* nats$/);

  // The map itself: its rows by arrow keys and by a click.
  const slider = map(page, 'Student').getByRole('slider', { name: 'Student: row of the map' });
  await slider.focus();
  await page.keyboard.press('End');
  await expect(tokens.getByRole('button').last()).toHaveAttribute('aria-pressed', 'true');
  await map(page, 'Teacher')
    .locator('canvas')
    .click({ position: { x: 3, y: 3 } });
  await expect(tokens.getByRole('button').first()).toHaveAttribute('aria-pressed', 'true');

  // Every token of the padding by itself.
  await panel(page)
    .getByLabel(/^Padding as one token/)
    .uncheck();
  await expect(tokens.getByRole('button').first()).toHaveText(/^padding, token 1/);

  await distillery.pause();
  await expect(panel(page)).toContainText(`Student after ${await distillery.steps()} steps`);
  await expectSound(page, 'attention maps');
});

test('before a run it reads what is typed, with the student that a run would begin with; nonsense is refused', async ({
  distillery,
  page,
}) => {
  test.setTimeout(150_000);
  await distillery.open('wasm', TINY.wasm);
  await open(distillery);
  await expect(panel(page)).toContainText('Student before any training');
  const tokens = panel(page).getByRole('group', { name: /^Token that looks back/ });
  await panel(page).getByLabel('A prompt of your own').fill('7');
  await panel(page).getByLabel('Response', { exact: true }).fill('sept');
  await distillery.button('Show').click();
  await expect(tokens.getByRole('button', { name: 's, token 42', exact: true })).toBeVisible({
    timeout: 60_000,
  });
  await expect(tokens.getByRole('button')).toHaveCount('⊢seven=sept⏎'.length);

  await panel(page).getByLabel('Response', { exact: true }).fill('こんにちは');
  await distillery.button('Show').click();
  await expect(panel(page).getByRole('alert')).toHaveText(/do not know “こ”/);
  await expect(tokens.getByRole('button')).toHaveCount('⊢seven=sept⏎'.length);

  // A token of the strip leads to the row that it was predicted from.
  await distillery.button('Step').click();
  await expect(distillery.tokens().first()).toBeVisible({ timeout: 60_000 });
  await distillery.tokens().nth(1).click();
  await distillery.button('Attention of both models…').click();
  await expect(panel(page)).toContainText('Student after 1 step', { timeout: 60_000 });
  await expect(panel(page).getByRole('heading', { level: 3 }).last()).toContainText('(token 42)');
});
