/** What others read of the page: its card, its icons, its licences. */
import { expect, TINY, test } from './distillery';

test('the pictures of the card, of home screens and of the manifest are there', async ({ page, request }) => {
  await page.goto('');
  const named = await page.evaluate(() =>
    [
      ...document.querySelectorAll('meta[property="og:image"]'),
      ...document.querySelectorAll('link[rel="icon"], link[rel="apple-touch-icon"], link[rel="manifest"]'),
    ].map((element) => element.getAttribute('content') ?? element.getAttribute('href') ?? ''),
  );
  expect(named).toHaveLength(4);
  const manifest = await (await request.get('manifest.webmanifest')).json();
  const icons = (manifest.icons as { src: string }[]).map(({ src }) => src);
  expect(icons.length).toBeGreaterThan(2);
  for (const path of [...named, ...icons]) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(200);
    expect((await response.body()).length, path).toBeGreaterThan(200);
  }
  const sizes = await page.evaluate(
    async (paths) => {
      const size = async (src: string): Promise<string> => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      };
      return Promise.all(paths.map(size));
    },
    ['social.png', 'apple-touch-icon.png', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png'],
  );
  expect(sizes).toEqual(['1200x630', '180x180', '192x192', '512x512', '512x512']);
});

test('the end of the settings leads to the licences of page and worker', async ({
  distillery,
  page,
  context,
  watch,
}) => {
  // Browsers ask the root of the host for the icon of a text file.
  watch.tolerate(/favicon\.ico/);
  await distillery.open('wasm', TINY.wasm);
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Licences of its parts' }).click();
  const notices = (await opened).locator('body');
  await expect(notices).toContainText('The Distillery authors');
  for (const name of ['react-dom', 'recharts', '@tensorflow/tfjs-core', 'idb', 'fflate', 'n2words']) {
    await expect(notices).toContainText(`${name} `);
  }
});

test.describe('a Japanese browser', () => {
  test.use({ locale: 'ja-JP' });
  test('opens the page in Japanese', async ({ page }) => {
    await page.goto('');
    await expect(page.getByRole('button', { name: '開始', exact: true })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  });
});
