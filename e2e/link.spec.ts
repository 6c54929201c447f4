import { LINK_VERSION } from '../src/experiment/url';
import { Distillery, expect, expectSound, hashWith, TINY, test } from './distillery';

test('Share copies a link; opened in a new page it restores every setting and starts nothing', async ({
  distillery,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const wanted = hashWith(TINY.wasm, {
    seed: 4_000_000_000,
    steps: 123,
    trainSize: 77,
    method: 'on-policy-kd',
    divergence: 'jsd',
    jsdBeta: 0.25,
    studentTemperature: 0.7,
    learningRate: 0.002,
    schedule: 'constant',
  });
  await distillery.open('wasm', wanted);
  // Half by link, half by hand.
  const steps = await distillery.setting('Steps');
  await steps.fill('456');
  await steps.press('Enter');
  await distillery.pressFor('Link copied', distillery.button('Share'));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const shared = new URLSearchParams(new URL(link).hash.slice(1));
  for (const [name, value] of new URLSearchParams(hashWith(wanted, { steps: 456 }))) {
    // Links of earlier versions are shared in the present one.
    expect(shared.get(name), name).toBe(name === 'v' ? String(LINK_VERSION) : value);
  }

  const other = new Distillery(await context.newPage());
  await other.page.goto(link);
  await expect(other.phase).toHaveText('Ready when you are');
  for (const [label, value] of [
    ['Seed', '4000000000'],
    ['Steps', '456'],
    ['Training prompts', '77'],
    ['JSD β', '0.25'],
    ['Student temperature', '0.7'],
    ['Learning rate', '0.002'],
    ['Width', '16'],
    ['Batch size', '2'],
    ['Longest response', '8'],
  ] as const) {
    await expect(await other.setting(label), label).toHaveValue(value);
  }
  await expect(await other.setting('Divergence')).toHaveValue('jsd');
  await expect(other.page.getByRole('combobox', { name: 'Method', exact: true })).toHaveValue('on-policy-kd');

  // Nothing was started: no step, no teacher fetched.
  await other.page.waitForTimeout(1500);
  await expect(other.output('Step')).toHaveText('—');
  await expect(other.button('Start')).toBeVisible();
  expect(
    await other.page.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/teachers/')),
    ),
  ).toBe(false);
  // The link that the second page would share is the same.
  expect(new URL(other.page.url()).hash).toBe(new URL(link).hash);
});

test('a run that was changed on the way is shared as it was, or its settings are', async ({
  distillery,
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = async (): Promise<string> =>
    new URL(await page.evaluate(() => navigator.clipboard.readText())).hash;
  await distillery.open('wasm', hashWith(TINY.wasm, { steps: 12 }));
  await distillery.button('Step').click();
  await distillery.reaches(1);
  await expect(distillery.button('Resume')).toBeVisible();
  const k = page.getByLabel('K (accepted ranks)', { exact: true });
  await k.fill('10');
  await k.press('Enter');
  await distillery.button('Step').click();
  await distillery.reaches(2);

  const question = page.getByRole('dialog', { name: 'Share which?' });
  await distillery.button('Share').click();
  await expect(question).toContainText('step 2: K 3 → 10');
  await expectSound(page, 'the question which to share');
  await question.getByRole('button', { name: /^The run on the screen/ }).press('Enter');
  await expect.poll(clipboard).toContain('at=2:topK=10');
  const shared = await clipboard();
  expect(shared).not.toContain('&topK=');
  await distillery.button('Share').click();
  await question.getByRole('button', { name: /^The settings I am editing/ }).click();
  await expect.poll(clipboard).toContain('topK=10');
  expect(await clipboard()).not.toContain('at=');

  // The mark is in the charts, in words, and in their tables.
  const loss = distillery.chart('Loss');
  await expect(loss.locator('.keys-row')).toContainText('step 2: K 3 → 10');
  await loss.getByRole('button', { name: 'Show Loss as a table' }).click();
  await expect(loss.getByRole('row', { name: /^2 / })).toContainText('K 3 → 10');

  // The opened link gives the same run: each change happens at its step, and is shared again as it came.
  const other = new Distillery(await context.newPage());
  await other.page.goto(page.url().replace(/#.*/, shared));
  await expect(other.phase).toHaveText('Ready when you are');
  await expect(other.page.getByRole('region', { name: 'During the run' })).toContainText('step 2: K 3 → 10');
  const otherK = other.page.getByLabel('K (accepted ranks)', { exact: true });
  await expect(otherK).toHaveValue('3');
  await other.button('Step').click();
  await other.reaches(1);
  await other.button('Step').click();
  await other.reaches(2);
  await expect(otherK).toHaveValue('10');
  await expect(other.chart('Loss').locator('.keys-row')).toContainText('step 2: K 3 → 10');
  await other.button('Resume').click();
  await expect(other.phase).toHaveText('Finished', { timeout: 90_000 });
  await expect(otherK).toHaveValue('3');
  await other.button('Share').click();
  await expect(other.page.getByText('Link copied')).toBeVisible();
  expect(new URL(await other.page.evaluate(() => navigator.clipboard.readText())).hash).toBe(shared);
});

for (const [what, hash] of [
  ['a hash with markup', 'v=1&seed=<img src=x onerror=alert(1)>&task="><script>alert(1)</script>'],
  [
    'a hash of absurd sizes',
    'v=1&seed=1&studentWidth=1e99&studentLayers=-5&batchSize=999999&steps=1e12&topK=NaN',
  ],
  ['a hash of unreadable bytes', '%E0%A4%A&&&=&v=1&seed=%'],
  ['a hash of another version', 'v=999&seed=5&steps=3'],
  ['a hash of foreign names', 'v=1&seed=1&__proto__=1&constructor=2&toString=3'],
  ['a very long hash', `v=1&seed=1&steps=${'9'.repeat(40_000)}`],
] as const) {
  test(`${what} opens the page with safe settings and one notice, and starts nothing`, async ({
    distillery,
    page,
  }) => {
    page.on('dialog', () => expect(false, 'a script of the hash ran').toBe(true));
    await distillery.open('wasm', hash);
    await expect(page.locator('.note')).toHaveCount(1);
    await expect(page.locator('.note')).toHaveText(/\S.{10,}/);
    await expect(distillery.output('Step')).toHaveText('—');
    await expect(distillery.button('Start')).toBeEnabled();
    const width = Number(await (await distillery.setting('Width')).inputValue());
    expect(width).toBeGreaterThanOrEqual(8);
    expect(width).toBeLessThanOrEqual(256);
  });
}

test('an unknown backend in the address is named, and the page chooses by itself', async ({
  distillery,
  page,
}) => {
  await page.goto('?backend=abacus');
  await expect(page.locator('.note')).toContainText('abacus');
  await expect(distillery.phase).toHaveText('Ready when you are');
  // Only a software adapter here, which is slower than WebAssembly.
  await expect(distillery.backend).toContainText('WASM');
});
