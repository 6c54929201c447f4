/** Threads of the processor: whether the page is isolated, what it says about it, and what a dying thread does. */
import type { Page } from '@playwright/test';
import { Distillery, ENDLESS, expect, hashWith, TINY, test } from './distillery';

/** The same build under an address whose server sends no special headers. */
const BARE = '../bare/';
/** As many rows as two threads share. */
const HASH = hashWith(TINY.wasm, { steps: ENDLESS, batchSize: 16 });

/** Opens the page and waits until it is ready and says how many threads it has. */
async function open(page: Page, address: string, threads: RegExp): Promise<Distillery> {
  await page.goto(`${address}#${HASH}`);
  const distillery = new Distillery(page);
  await expect(distillery.backend).toContainText(threads);
  await expect(distillery.phase).toHaveText('Ready when you are');
  return distillery;
}

async function expectReason(distillery: Distillery, reason: RegExp): Promise<void> {
  await distillery.backend.getByRole('button').first().click();
  await expect(distillery.page.getByText(reason)).toBeVisible();
}

const isIsolated = (page: Page): Promise<boolean> => page.evaluate(() => crossOriginIsolated);

test.describe('with the headers of an isolated page', () => {
  for (const threads of [2, 3]) {
    test(`${threads} threads train where they are asked for`, async ({ page }) => {
      const distillery = await open(
        page,
        `?backend=wasm&threads=${threads}`,
        new RegExp(`${threads} threads`),
      );
      expect(await isIsolated(page)).toBe(true);
      await expectReason(distillery, new RegExp(`asks for ${threads} threads`));
      await distillery.button('Step').click();
      await distillery.reaches(1);
    });
  }

  test('one thread is enough where it is asked for', async ({ page }) => {
    const distillery = await open(page, '?backend=wasm&threads=1', /1 thread$/);
    await expectReason(distillery, /asks for 1 thread/);
  });

  test('what is no number of threads is said to be none', async ({ page }) => {
    await page.goto(`?backend=wasm&threads=many#${HASH}`);
    await expect(page.getByText('The address asks for “many” threads')).toBeVisible();
  });

  test('a thread that ends in the middle of a round is done without', async ({ page }) => {
    const distillery = await open(page, '../mortal/?backend=wasm&threads=2', /2 threads/);
    await distillery.button('Start').click();
    await expect(distillery.backend).toContainText('1 thread');
    const step = await distillery.steps();
    await distillery.reaches(step + 5);
    await distillery.pause();
    await expectReason(distillery, /another one ended in the middle of its work/);
  });
});

test.describe('without them', () => {
  test('one thread computes, and the page says what its host can do', async ({ page }) => {
    const distillery = await open(page, `${BARE}?backend=wasm`, /1 thread$/);
    expect(await isIsolated(page)).toBe(false);
    await expectReason(distillery, /Cross-Origin-Embedder-Policy: require-corp/);
    await distillery.button('Step').click();
    await distillery.reaches(1);
  });

  test('in a frame, one thread computes and no service worker is registered', async ({ page }) => {
    const { href } = new URL(BARE, test.info().project.use.baseURL);
    await page.route('**/frame.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${href}?backend=wasm#${HASH}" width="1200" height="800"></iframe>`,
      }),
    );
    await page.goto(`${BARE}frame.html`);
    const frame = page.frameLocator('iframe');
    const backend = frame.getByLabel('Backend', { exact: true });
    await expect(backend).toContainText('1 thread');
    await backend.getByRole('button').first().click();
    await expect(frame.getByText(/in a frame of another one/)).toBeVisible();
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
  });
});

test.describe('with the service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the first visit is loaded again once and then isolated, later ones at once, and offline', async ({
    context,
    page,
  }) => {
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${BARE}?backend=wasm&threads=2#${HASH}`);
    const distillery = new Distillery(page);
    await expect(distillery.backend).toContainText('2 threads');
    expect(await isIsolated(page)).toBe(true);
    expect(loads).toBe(2);
    expect(page.url()).toContain(HASH);
    await distillery.button('Step').click();
    await distillery.reaches(1);

    const later = await context.newPage();
    let laterLoads = 0;
    later.on('load', () => laterLoads++);
    await open(later, `${BARE}?backend=wasm&threads=2`, /2 threads/);
    expect(laterLoads).toBe(1);

    await context.setOffline(true);
    await later.reload();
    const offline = new Distillery(later);
    await expect(offline.backend).toContainText('2 threads');
    await offline.button('Step').click();
    await offline.reaches(1);
  });

  test('a recording that was played before plays offline; another is refused with a sentence', async ({
    context,
    page,
    watch,
  }) => {
    watch.tolerate(/Failed to load resource/);
    const address = `${BARE}?backend=wasm&threads=2#v=3&seed=1&recording=`;
    await open(page, `${BARE}?backend=wasm&threads=2`, /2 threads/);
    await page.goto(`${address}classroom`);
    const distillery = new Distillery(page);
    await expect(distillery.phase).toHaveText('Recorded run');
    await context.setOffline(true);
    await page.reload();
    await expect(distillery.phase).toHaveText('Recorded run');
    await page.goto(`${address}first-steps`);
    await expect(page.getByText('first-steps.distillery could not be downloaded')).toBeVisible();
  });

  for (const [what, site, isolated] of [
    ['isolated by it', '../watched-bare/', true],
    ['never isolated', '../never-isolated/', false],
  ] as const) {
    test(`a page that is ${what} is loaded again once, and not again by itself`, async ({ page }) => {
      let loads = 0;
      page.on('load', () => loads++);
      const settled = () => page.waitForFunction(() => Reflect.get(window, 'settled') === true);
      await page.goto(`${site}?backend=wasm#${HASH}`);
      await expect.poll(() => loads).toBe(2);
      const distillery = new Distillery(page);
      await expect(distillery.backend).toContainText('WebAssembly');
      await settled();
      await page.reload();
      await expect(distillery.backend).toContainText('WebAssembly');
      await settled();
      expect(await isIsolated(page)).toBe(isolated);
      await distillery.button('Start').click();
      await distillery.reaches(5);
      expect(loads).toBe(3);
    });
  }

  test('a tab that remembers nothing is not loaded again where the page stays as it was', async ({
    page,
  }) => {
    await page.addInitScript(() => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (key, value) {
        if (key.startsWith('distillery.'))
          throw new DOMException('refused by the test', 'QuotaExceededError');
        setItem.call(this, key, value);
      };
    });
    let loads = 0;
    page.on('load', () => loads++);
    const distillery = await open(page, '../never-isolated/?backend=wasm', /1 thread$/);
    await page.waitForFunction(() => Reflect.get(window, 'settled') === true);
    await distillery.button('Start').click();
    await distillery.reaches(5);
    expect(loads).toBe(1);
  });

  test('everything is kept when asked for, and then works offline without having been used', async ({
    context,
    page,
  }) => {
    const distillery = await open(page, `${BARE}?backend=wasm&threads=2`, /2 threads/);
    await distillery.button('Lessons').click();
    const lessons = page.getByRole('dialog', { name: 'Lessons' });
    await lessons.getByRole('button', { name: /^Keep everything \(\d+\.\d MB\)$/ }).click();
    await expect(lessons.getByText(/is kept in this browser \(\d+\.\d MB\) and works offline/)).toBeVisible();
    await page.keyboard.press('Escape');
    await context.setOffline(true);
    await page.goto(`${BARE}?backend=wasm&threads=2#v=3&seed=1&recording=first-steps`);
    await page.reload();
    await expect(distillery.phase).toHaveText('Recorded run');
    await page.goto(`${BARE}?backend=wasm&threads=1#${hashWith(TINY.wasm, { task: 'summary' })}`);
    await page.reload();
    await distillery.button('Step').click();
    await distillery.reaches(1);
  });

  test('a visitor who has begun is not interrupted', async ({ page }) => {
    await page.addInitScript(() => {
      const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
      navigator.serviceWorker.register = async (...given) => {
        await new Promise((resolve) => Object.assign(window, { letRegister: resolve }));
        return register(...given);
      };
    });
    const distillery = await open(page, `${BARE}?backend=wasm`, /1 thread$/);
    await distillery.button('Start').click();
    await distillery.reaches(1);
    await page.waitForFunction(() => 'letRegister' in window);
    await page.evaluate(() => {
      Object.assign(window, { stayed: true });
      Reflect.get(window, 'letRegister')();
      return navigator.serviceWorker.ready;
    });
    const step = await distillery.steps();
    await distillery.reaches(step + 20);
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
    expect(await isIsolated(page)).toBe(false);
  });
});
