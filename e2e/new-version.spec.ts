/** A new version of the page comes out while a tab shows the old one. */
import type { Page } from '@playwright/test';
import { Distillery, ENDLESS, expect, expectSound, hashWith, TINY, test } from './distillery';

const HASH = hashWith(TINY.wasm, { steps: ENDLESS });

/** The page with its service worker at work, under an address of this test alone. */
const addressOf = ({ testId, retry }: { readonly testId: string; readonly retry: number }): string =>
  `../releases/${testId}-${retry}/`;

const versionOf = (page: Page): Promise<string | null> => page.locator('html').getAttribute('data-version');

/** Publishes the next version, and has the browser fetch it beside the present one. */
async function publish(page: Page, address: string): Promise<void> {
  expect((await page.request.post(address)).status()).toBe(204);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const waits = (): boolean => registration.waiting !== null && registration.installing === null;
    while (!waits()) await new Promise((resolve) => setTimeout(resolve, 10));
  });
}

test.use({ serviceWorkers: 'allow' });

test('a run goes on, the visitor is asked after it, and other tabs keep their version', async ({
  context,
  page,
}, info) => {
  const address = addressOf(info);
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(`${address}?backend=wasm#${HASH}`);
  const distillery = new Distillery(page);
  await expect(distillery.phase).toHaveText('Ready when you are');
  expect(await versionOf(page)).toBe('1');
  await distillery.button('Start').click();
  await distillery.reaches(1);

  await publish(page, address);
  const offer = page.getByRole('status').filter({ hasText: 'A new version of this page is ready' });
  const step = await distillery.steps();
  await distillery.reaches(step + 20);
  await expect(offer).toHaveCount(0);
  const paused = await distillery.pause();
  await expect(offer).toBeVisible();
  expect(loads).toBe(1);
  await expectSound(page, 'a new version is offered');

  const other = await context.newPage();
  await other.goto(`${address}?backend=wasm#${HASH}`);
  expect(await versionOf(other)).toBe('1');
  await expect(other.getByText('A new version of this page is ready')).toBeVisible();
  await offer.getByRole('button', { name: 'Reload' }).click();
  await expect(offer).toContainText('also open in 1 other tab,');
  expect([loads, await versionOf(page)]).toEqual([1, '1']);

  await other.close();
  await offer.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-version', '2');
  // The run comes back as it was.
  await expect(distillery.phase).toHaveText('Paused', { timeout: 60_000 });
  expect(await distillery.steps()).toBe(paused);
  expect(loads).toBe(2);

  await publish(page, address);
  await offer.getByRole('button', { name: 'Dismiss' }).click();
  await expect(offer).toHaveCount(0);
  await page.close();
  const later = await context.newPage();
  // The old version ends when its last tab is gone, which takes the browser a moment.
  await expect
    .poll(
      async () => {
        await later.goto('about:blank');
        await later.goto(address);
        return versionOf(later);
      },
      { intervals: [0, 200] },
    )
    .toBe('3');
  await expect(later.getByText('A new version of this page is ready')).toHaveCount(0);
});
