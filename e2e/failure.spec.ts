import { ENDLESS, expect, hashWith, reload, TINY, test } from './distillery';

const LONG = hashWith(TINY.wasm, { steps: ENDLESS });

test('a teacher that cannot be fetched is a readable failure, and a second Start works', async ({
  distillery,
  page,
  watch,
}) => {
  watch.tolerate(/Failed to load resource/);
  await page.route('**/teachers/**', (route) => route.abort('connectionfailed'));
  await distillery.open('wasm', LONG);
  await distillery.button('Start').click();
  const alert = page.getByRole('alert').filter({ hasText: 'A download did not arrive' });
  await expect(alert).toContainText('the network did not answer');
  await page.unroute('**/teachers/**');
  await distillery.button('Start').click();
  await distillery.reaches(1);
  await expect(alert).toHaveCount(0);
});

test('a damaged teacher file is a readable failure', async ({ distillery, page }) => {
  await page.route('**/teachers/*.safetensors', (route) =>
    route.fulfill({ body: Buffer.from('<!doctype html><title>404</title>') }),
  );
  await distillery.open('wasm', LONG);
  await distillery.button('Start').click();
  await expect(page.getByRole('alert').filter({ hasText: 'The teacher’s file is damaged' })).toBeVisible();
});

test('a worker that crashes in a run leaves a message and a way on', async ({ distillery, page, watch }) => {
  watch.tolerate(/killed by the test/);
  await distillery.open('wasm', LONG);
  await distillery.button('Start').click();
  await distillery.reaches(2);
  const steps = await distillery.pause();
  const [worker] = page.workers();
  if (!worker) throw new Error('The page has no worker.');
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by the test');
    });
  });
  const alert = page.getByRole('alert').filter({ hasText: 'The background worker stopped' });
  await expect(alert).toContainText('killed by the test');
  await alert.getByRole('button', { name: `Resume from step ${steps}` }).click();
  await distillery.reaches(steps + 1);
  await expect(alert).toHaveCount(0);
});

for (const [what, script] of [
  ['worker', '**/worker-*.js'],
  ['part that speaks to the worker', '**/connection-*.js'],
] as const) {
  test(`a script of the ${what} that does not load leaves a message, and Start tries again`, async ({
    distillery,
    page,
    watch,
  }) => {
    watch.tolerate(/Failed to load resource|worker/i);
    await page.route(script, (route) => route.abort());
    await page.goto(`?backend=wasm#${LONG}`);
    const alert = page.getByRole('alert').filter({ hasText: 'The background worker stopped' });
    await expect(alert).toBeVisible();
    await page.unroute(script);
    await distillery.button('Start').click();
    await distillery.reaches(1);
    await expect(alert).toHaveCount(0);
  });
}

test('a diverged run stops with a message, and goes on from the last good state', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(LONG, { warmUpSteps: 0, clipNorm: 0 }));
  await distillery.button('Start').click();
  await distillery.reaches(2);
  const steps = await distillery.pause();
  // No learning rate that the page lets through overflows float32, so the cosine schedule is made to give one.
  const [worker] = page.workers();
  if (!worker) throw new Error('The page has no worker.');
  await worker.evaluate(() => {
    const { cos } = Math;
    Math.cos = () => 1e38;
    Object.assign(Math, { soundCos: cos });
  });
  await distillery.button('Resume').click();
  const alert = page.getByRole('alert').filter({ hasText: 'The loss diverged' });
  await expect(alert).toContainText(/diverged at step \d+/, { timeout: 60_000 });
  await worker.evaluate(() => {
    Object.assign(Math, { cos: Reflect.get(Math, 'soundCos') });
  });
  await alert.getByRole('button', { name: `Resume from step ${steps}` }).click();
  await distillery.reaches(steps + 2);
  await expect(alert).toHaveCount(0);
});

test('after a reload in the middle of a run it waits where it was', async ({ distillery, page }) => {
  await distillery.open('wasm', LONG);
  await distillery.button('Start').click();
  await distillery.reaches(2);
  const steps = await distillery.pause();
  await reload(page);
  await expect(distillery.phase).toHaveText('Paused');
  await expect(distillery.output('Step')).toHaveText(String(steps));
  await distillery.button('Resume').click();
  await distillery.reaches(steps + 1);
});

test('a part of the page that does not load says so in its place, and Try again loads it', async ({
  distillery,
  page,
  watch,
}) => {
  watch.tolerate(/Failed to load resource|dynamically imported module|part-not-loaded/);
  await page.route('**/MeasuresPanel-*.js', (route) => route.abort());
  await distillery.open('wasm', LONG);
  await distillery.button('Measure the distillation').click();
  const alert = page.getByRole('alert').filter({ hasText: 'This part of the page could not be loaded' });
  await expect(alert).toBeVisible();
  await page.unroute('**/MeasuresPanel-*.js');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Measure' }).first()).toBeVisible();
});
