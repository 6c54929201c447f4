import { expect, hashWith, TINY, test, violations } from './distillery';

test('the pad of α and β moves by pointer, arrow keys and names, and links keep the place', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', hashWith(TINY.wasm, { method: 'abkd' }));
  const pad = page.getByRole('slider', { name: 'α to the right, β upwards' });
  const place = (alpha: string, beta: string) =>
    expect(pad).toHaveAttribute('aria-valuetext', `α ${alpha}, β ${beta}`);
  await place('0.20', '0.70');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Forward KL (1, 0)' }).click();
  await place('1.00', '0.00');
  await expect(page).toHaveURL(/[&]abAlpha=1&abBeta=0(&|$)/);
  await pad.press('ArrowRight');
  await place('1.00', '0.00');
  await pad.press('ArrowLeft');
  await pad.press('ArrowUp');
  await place('0.95', '0.05');
  const box = await pad.boundingBox();
  await pad.click({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 4 } });
  await place('0.50', '0.75');
  await expect(await distillery.setting('β of α-β')).toHaveValue('0.75');
});
