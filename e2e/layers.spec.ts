import { ENDLESS, expect, hashWith, TINY, test, violations } from './distillery';

const SETTINGS = hashWith(TINY.wasm, {
  method: 'internal-pid',
  studentLayers: 2,
  steps: ENDLESS,
  stepsPerLayer: 2,
});

test('layers are matched by hand or automatically, and links keep the map', async ({ distillery, page }) => {
  await distillery.open('wasm', SETTINGS);
  const map = page.getByRole('group', { name: 'Layer map' });
  const first = map.getByLabel('Student layer 1');
  const second = map.getByLabel('Student layer 2');
  await expect(first).toHaveValue('2');
  await expect(second).toHaveValue('4');
  await first.selectOption('not matched');
  await expect(first).toHaveValue('0');
  await expect(second).toHaveValue('4');
  await expect(page).toHaveURL(/[&]layerMap=0-4(&|$)/);
  // A deeper student keeps what was chosen; the layer that is new is matched automatically.
  const layers = await distillery.setting('Layers');
  await layers.fill('3');
  await layers.press('Enter');
  await expect(first).toHaveValue('0');
  await expect(map.getByLabel('Student layer 3')).toHaveValue('4');
  await distillery.button('Match them automatically').click();
  await expect(first).toHaveValue('1');
  await expect(page).not.toHaveURL(/layerMap/);
});

test('a run layer by layer says which layer it trains, and draws every part', async ({
  distillery,
  page,
}) => {
  await distillery.open('wasm', SETTINGS);
  const chart = distillery.chart('Terms of the loss');
  for (const [step, layer] of [1, 1, 2].entries()) {
    await distillery.button('Step').click();
    await distillery.reaches(step + 1);
    await expect(chart).toContainText(`trained now: layer ${layer}`);
  }
  await chart.getByRole('button', { name: 'Show Terms of the loss as a table' }).click();
  const table = chart.getByRole('table');
  for (const name of ['Attention 1', 'Hidden 1', 'Attention 2', 'Hidden 2']) {
    await expect(table.getByRole('columnheader', { name, exact: true })).toBeVisible();
  }
  expect(await violations(page)).toEqual([]);
});
