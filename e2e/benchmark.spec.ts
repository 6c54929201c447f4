import { expect, expectSound, test } from './distillery';

test('the page of the benchmark measures a backend, stops when asked and gives a report to copy', async ({
  context,
  page,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('bench.html?backend=wasm');
  await expectSound(page, 'the benchmark before it starts');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  // A row for each number of threads, where the browser has more than one.
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.filter({ hasText: 'SKD step of the first screen' }).first()).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped. What had been measured is below.')).toBeVisible();
  await expect(rows.nth(1)).toContainText('WebAssembly');

  await page.getByRole('button', { name: 'Copy the report' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  const { summaries, times } = JSON.parse(/```json\n(.*)\n```/.exec(report)?.[1] ?? '');
  const measured = summaries.filter(({ samples }: { samples: number }) => samples > 0);
  expect(measured.length).toBeGreaterThan(1);
  for (const { median } of measured) expect(median).toBeGreaterThan(0);
  expect(times.flatMap((each: { times: number[] }) => each.times).length).toBeGreaterThan(1);
  expect(report).toContain(await page.evaluate(() => navigator.userAgent));
  await expectSound(page, 'the benchmark with its report');

  await page.getByLabel('Language').selectOption('ja');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('この端末のベンチマーク');
  await page.getByRole('link', { name: 'Distillery' }).click();
  await expect(page.getByRole('button', { name: '開始' })).toBeVisible();
});

test('a backend that does not work is a sentence', async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(globalThis, 'Worker', {
      value: class {
        constructor() {
          throw new Error('no workers here');
        }
      },
    }),
  );
  await page.goto('bench.html');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('status')).toContainText('No way to compute was found');
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeEnabled();
});
