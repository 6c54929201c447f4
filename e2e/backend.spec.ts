/** The backend that an address asks for. */
import { ENDLESS, expect, hashWith, TINY, test } from './distillery';

const HASH = hashWith(TINY.wasm, { steps: ENDLESS });

test('the address chooses the backend; one that does not exist is said and none is forced', async ({
  distillery,
  page,
}) => {
  await page.goto(`?backend=cpu#${HASH}`);
  await expect(distillery.backend).toContainText('CPU');
  await distillery.backend.getByRole('button').first().click();
  await expect(page.getByText('The address asks for it.')).toBeVisible();
  await page.keyboard.press('Escape');
  await distillery.button('Step').click();
  await distillery.reaches(1);

  await page.goto(`?backend=rubbish#${HASH}`);
  await expect(
    page.getByText('The address asks for the backend “rubbish”, which does not exist.'),
  ).toBeVisible();
  await expect(distillery.backend).toContainText('WebAssembly');
  await distillery.button('Step').click();
  await distillery.reaches(1);
});
