/** How the page is shown: for a projector, in a frame, on a phone, on paper, and with parts that a link hides. */
import { readFileSync } from 'node:fs';
import type { Frame, Locator, Page } from '@playwright/test';
import jsQR from 'jsqr';
import { Distillery, ENDLESS, expect, expectSound, hashWith, TINY, test, violations } from './distillery';
import { overflow, textsBelow } from './fit';

const HASH = hashWith(TINY.wasm, { steps: ENDLESS, responseLimit: 40, batchSize: 4 });

const isInside = async (page: Page, element: Locator): Promise<boolean> => {
  const box = await element.boundingBox();
  const size = page.viewportSize();
  return box !== null && size !== null && box.y >= 0 && box.y + box.height <= size.height;
};

test('for a projector: large letters, nothing to scroll, a remote control walks the tokens', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`?backend=wasm#${HASH}`);
  await distillery.button('Present').click();
  await expect(page).toHaveURL(/&view=present/);
  await distillery.button('Start').click();
  await distillery.reaches(3);
  await distillery.pause();
  expect(await textsBelow(page, 20)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  for (const element of [distillery.chart('Token acceptance rate'), distillery.output('Step')])
    expect(await isInside(page, element)).toBe(true);
  const visible = page.locator('[data-cell]:visible');
  expect(
    await visible
      .locator('.tok-was, .tok-is')
      .evaluateAll((all) => Math.min(...all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)))),
  ).toBeGreaterThanOrEqual(24);
  expect(await isInside(page, visible.last())).toBe(true);

  // A remote control's keys: every visible token of the first sequence, then the next sequence's first one.
  const first = await page.locator('[data-cell^="0:"]').count();
  for (let i = 0; i <= first; i++) await page.keyboard.press('PageDown');
  await expect(page.locator('[data-cell="1:0"]')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('PageUp');
  await expect(page.locator(`[data-cell="0:${first - 1}"]`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('The student proposed');
  expect(await textsBelow(page, 20)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Home');
  await page.getByLabel('Shown large').selectOption('loss');
  await expect(distillery.chart('Loss')).toBeVisible();
  await expect(page).toHaveURL(/&show=loss/);
  await expectSound(page, 'the view for a projector');

  // Escape leaves as Back does, and Forward comes back.
  await page.keyboard.press('Escape');
  await expect(distillery.button('Present')).toBeVisible();
  await expect(page).not.toHaveURL(/view=present/);
  expect(await distillery.steps()).toBeGreaterThanOrEqual(3);
  // The browser goes back in its own time, after the view has changed.
  await page.waitForFunction(() => history.state?.place?.present === false);
  await page.goForward();
  await expect(distillery.button('Leave')).toBeVisible();
});

test('for a projector, with a lesson: a remote control turns its stations, and its charts are large', async ({
  distillery,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`?backend=wasm#${HASH}&lesson=4&view=present`);
  const lesson = page.getByRole('region', { name: 'The teacher’s red pencil' });
  const title = (name: string): Locator => lesson.getByRole('heading', { level: 3, name });
  const place = lesson.getByRole('status').last();
  /** Through the parts of a station to the next one. */
  const turn = async (key: string, name: string): Promise<void> => {
    do {
      const before = (await place.textContent()) ?? '';
      await page.keyboard.press(key);
      await expect(place).not.toHaveText(before);
    } while (!(await title(name).isVisible()));
  };
  await expect(title('One rule')).toBeVisible();
  await turn('PageDown', 'The pencil at work');
  // The station is about the sequences, then about a token, then about a chart.
  await expect(page.getByLabel('Shown large')).toHaveValue('strip');
  await turn('PageDown', 'Follow one sequence');
  await turn('PageDown', 'The pencil is put down');
  await expect(distillery.chart('Token acceptance rate')).toBeVisible();
  await turn('PageUp', 'Follow one sequence');
  expect(await textsBelow(page, 20)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await expectSound(page, 'a lesson for a projector');
});

interface Told {
  readonly source: string;
  readonly type: 'height' | 'result';
  readonly [field: string]: unknown;
}

test('in a frame of 480 × 360: it runs on one thread, tells its height and results, and hears nothing', async ({
  page,
}) => {
  const address = `./?backend=wasm#${hashWith(TINY.wasm, { steps: 6, evaluateEvery: 3 })}&view=embed`;
  await page.route('**/frame.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<script>
        told = [];
        addEventListener('message', ({ data, origin }) => told.push({ ...data, origin }));
      </script>
      <iframe src="${address}" width="480" height="360" title="Distillery"></iframe>`,
    }),
  );
  await page.goto('frame.html');
  const frame = page.frames().find((one) => one !== page.mainFrame()) as Frame;
  const told = (): Promise<Told[]> => page.evaluate(() => Reflect.get(window, 'told'));
  await expect(frame.getByText('Ready when you are')).toBeVisible();
  await expect.poll(told).toContainEqual(expect.objectContaining({ source: 'distillery', type: 'height' }));
  // Nothing that the other page says starts anything.
  await page.evaluate(() => {
    for (const type of ['start', 'toggle', 'distillery'])
      frames[0]?.postMessage({ type, source: 'distillery' }, '*');
  });
  await frame.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(frame.getByText('Finished')).toBeVisible({ timeout: 60_000 });
  const results = (await told()).filter(({ type }) => type === 'result');
  expect(results.at(-1)).toMatchObject({
    phase: 'finished',
    step: 6,
    total: 6,
    recorded: false,
    origin: new URL(page.url()).origin,
  });
  expect(results.at(-1)?.scores).toHaveProperty('exact-match');
  // It has no lower edge that scrolls into nothing.
  expect(await frame.evaluate(() => document.documentElement.scrollHeight)).toBe(360);
  expect(JSON.stringify(await told())).not.toContain('prompt');
  const [height] = (await told()).flatMap((one) => (one.type === 'height' ? [Number(one.height)] : []));
  expect(height).toBeLessThanOrEqual(360);
  expect(
    await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
  await expect(frame.locator('[data-cell]').first()).toBeVisible();
  await expect(frame.getByRole('link', { name: 'Open the whole page' })).not.toHaveAttribute(
    'href',
    /view=embed/,
  );
});

test('a frame shows the chart that its link names, soundly', async ({ distillery, page }) => {
  await page.setViewportSize({ width: 480, height: 360 });
  await page.goto(`?backend=wasm#${HASH}&view=embed&show=loss`);
  await distillery.button('Start').click();
  await expect(page.getByText(/Step \d+ of/)).toBeVisible();
  await distillery.button('Pause').click();
  await expect(distillery.chart('Loss').locator('svg.recharts-surface')).toBeVisible();
  expect(await isInside(page, distillery.chart('Loss'))).toBe(true);
  await expectSound(page, 'a frame');
});

test('a link hides parts and fixes a setting; all is within reach, and is shared again', async ({
  distillery,
  page,
}) => {
  test.setTimeout(180_000);
  await distillery.open('wasm', `${TINY.wasm}&hide=compare,charts,heldOut&lock=topK,steps`);
  await expect(distillery.button('Compare')).toBeHidden();
  await expect(distillery.chart('Loss')).toBeHidden();
  const k = page.getByLabel('K (accepted ranks)', { exact: true });
  await expect(k).toBeDisabled();
  await expect(page.getByText('The link that you opened keeps this setting as it is.').first()).toBeVisible();
  // A preset takes everything but the fixed settings.
  const steps = await (await distillery.setting('Steps')).inputValue();
  await page.getByRole('region', { name: 'Presets' }).getByRole('button').nth(2).click();
  await expect(await distillery.setting('Steps')).toHaveValue(steps);
  expect(await violations(page)).toEqual([]);

  await distillery.button('Share').click();
  const link = distillery.shareDialog.getByLabel('Link', { exact: true });
  await expect(link).toHaveValue(/&hide=compare,charts,heldOut&lock=steps,topK$|&lock=topK,steps$/);
  await distillery.shareDialog.getByRole('radio', { name: 'Frame' }).check();
  await distillery.shareDialog.getByLabel('Shown large').selectOption('score');
  await expect(link).toHaveValue(/&view=embed&show=score/);
  await expect(distillery.shareDialog.getByLabel('Code for a frame')).toHaveValue(/^<iframe src="http/);
  await expectSound(page, 'sharing');
  expect(await readQr(distillery.shareDialog.getByRole('img', { name: 'QR code of the link' }))).toBe(
    await link.inputValue(),
  );
  await page.keyboard.press('Escape');

  await distillery.button('Show everything').click();
  await expect(distillery.chart('Loss')).toBeVisible();
  await distillery.button('Change it anyway').first().click();
  await expect(page).not.toHaveURL(/hide=/);
  await page.reload();
  await expect(distillery.chart('Loss')).toBeVisible();
});

/** What a camera reads off the code on the screen. */
async function readQr(code: Locator): Promise<string | undefined> {
  const picture = await code.screenshot();
  const { data, width, height } = await code.page().evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(2 * image.width, 2 * image.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    return { ...{ width: canvas.width, height: canvas.height }, data: [...pixels.data] };
  }, picture.toString('base64'));
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  // The smaller one is what Safari leaves of an iPhone's screen.
  for (const [height, locale] of [
    [664, 'en'],
    [664, 'ja'],
    [844, 'en'],
  ] as const) {
    test(`every preset is above Start on one screen of 390 × ${height}, ${locale}`, async ({
      distillery,
      page,
    }) => {
      await page.setViewportSize({ width: 390, height });
      await distillery.open('wasm', 'v=3&seed=1');
      await page.getByLabel('Language').selectOption(locale);
      const presets = page.locator('[aria-labelledby="presets-title"]');
      const start = page.getByRole('button', { name: /^(?:Start|開始)$/ });
      const buttons = presets.getByRole('listitem').getByRole('button');
      const count = await buttons.count();
      for (let at = 0; at < count; at++) {
        // By keys: what has the focus comes into sight.
        await buttons.nth(at).focus();
        await page.keyboard.press('Enter');
        await expect(buttons.nth(at)).toHaveAttribute('aria-pressed', 'true');
        await expect(buttons.nth(at)).toBeInViewport({ ratio: 0.9 });
        expect(await page.evaluate(() => scrollY)).toBe(0);
        const [all, below] = [await presets.boundingBox(), await start.boundingBox()];
        expect(all && below && all.y + all.height - below.y, `preset ${at + 1}`).toBeLessThanOrEqual(0);
      }
      expect(await violations(page)).toEqual([]);
    });
  }

  test('presets and Start are on the first screen; the inspector comes where one taps', async ({
    distillery,
    page,
  }) => {
    await distillery.open('wasm', HASH);
    const presets = page.getByRole('region', { name: 'Presets' });
    expect(await isInside(page, presets)).toBe(true);
    expect(await isInside(page, distillery.button('Start'))).toBe(true);
    await distillery.button('Start').click();
    await distillery.reaches(2);
    await distillery.pause();
    const token = distillery.tokens().nth(3);
    const inspector = page.getByRole('heading', { name: 'Inspector' });
    const close = distillery.button('Close');
    await token.tap();
    await expect(inspector).toBeInViewport();
    await expect(token).toBeInViewport();
    // The buttons of the run are above the sheet.
    for (const name of ['Resume', 'Share', 'Runs']) await distillery.button(name).click({ trial: true });
    // The focus has stayed: arrows go on.
    await expect(token).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(distillery.tokens().nth(4)).toHaveAttribute('aria-pressed', 'true');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(close).toBeHidden();
    await expect(distillery.tokens().nth(4)).toBeFocused();
    await token.tap();
    await close.click();
    await expect(close).toBeHidden();
    await expect(token).toBeFocused();
    await token.tap();
    const head = close.locator('..');
    // This waits until the sheet has risen.
    await head.hover();
    const grip = (await head.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.down();
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2 + 100, { steps: 4 });
    await page.mouse.up();
    await expect(close).toBeHidden();
    // A panel that was opened from the sheet is in sight.
    await token.tap();
    await distillery.button('One token at a time…').tap();
    await expect(close).toBeHidden();
    await expect(page.getByRole('region', { name: 'One token at a time' })).toBeInViewport();
  });
});

test('twice as large, nothing is lost; where motion is unwanted, nothing moves', async ({
  distillery,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // 1280 × 720 at 200 %.
  await page.setViewportSize({ width: 640, height: 360 });
  await distillery.open('wasm', HASH);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
  for (const name of ['Start', 'Share', 'Compare']) {
    await distillery.button(name).scrollIntoViewIfNeeded();
    await expect(distillery.button(name)).toBeInViewport();
  }
  await distillery.button('Start').click();
  await distillery.reaches(1);
  const moving = (): Promise<number> => page.evaluate(() => document.getAnimations().length);
  expect(await moving()).toBe(0);
  await distillery.pause();
});

test('a run is printed as a report, and saved as one file without scripts', async ({ distillery, page }) => {
  test.setTimeout(120_000);
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 6, evaluateEvery: 3 }));
  await distillery.button('Start').click();
  await expect(distillery.phase).toHaveText('Finished', { timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    distillery.button('Save a report as HTML').click(),
  ]);
  const html = readFileSync(await download.path(), 'utf8');
  expect(html).not.toContain('<script');
  expect(html).toContain('#v=');

  // The browser's own command.
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const report = page.locator('#report');
  await expect(report.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(distillery.button('Start')).toBeHidden();
  for (const text of ['Date', 'Version', 'Device', 'Link', 'Held-out prompts', 'All settings', '6 of 6'])
    await expect(report.getByText(text).first(), text).toBeVisible();
  await expect(report.getByRole('img', { name: /^Curves of/ })).toBeVisible();
  expect(
    await report.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth),
  ).toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(report).toHaveCount(0);

  const saved = await page.context().newPage();
  await saved.setContent(html);
  const opened = new Distillery(saved);
  await expect(opened.page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await violations(saved)).toEqual([]);
});
