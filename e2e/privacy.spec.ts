/** “Nothing leaves your browser” is enforced by the page's Content-Security-Policy, in the worker as well. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Backend, expect, TINY, test } from './distillery';

/** Runs `work` beside a server of another origin that would answer everybody; returns how often it was asked. */
async function besideForeignServer(work: (address: string) => Promise<void>): Promise<number> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('foreign');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  try {
    await work(`http://localhost:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
  }
  return requests;
}

/** Resolves to what became of a request; runs in the page or in the worker. */
const request = (address: string): Promise<string> =>
  fetch(address).then(
    ({ status }) => `answered ${status}`,
    () => 'refused',
  );

test('a request to another origin is refused, from the page and from the worker', async ({
  distillery,
  page,
  watch,
}) => {
  watch.tolerate(/Content Security Policy|foreign request/);
  await distillery.open('wasm', TINY.wasm);
  const [worker] = page.workers();
  if (!worker) throw new Error('no worker');
  const requests = await besideForeignServer(async (address) => {
    expect(await page.evaluate(request, address)).toBe('refused');
    expect(await worker.evaluate(request, address)).toBe('refused');
    // The page's own files are there: what is refused is the other origin.
    const own = new URL('icon.svg', page.url()).href;
    expect(await page.evaluate(request, own)).toBe('answered 200');
    expect(await worker.evaluate(request, own)).toBe('answered 200');
  });
  expect(requests).toBe(0);
});

test('no script is made from text, in the page or in the worker', async ({ distillery, page, watch }) => {
  watch.tolerate(/Content Security Policy/);
  await distillery.open('wasm', TINY.wasm);
  const [worker] = page.workers();
  if (!worker) throw new Error('no worker');
  // From a function of the page itself: what a debugger evaluates is exempt from the policy while it runs.
  const attempt = (): Promise<string> =>
    new Promise((resolve) =>
      setTimeout(() => {
        try {
          resolve(String(new Function('return 1')()));
        } catch {
          resolve('refused');
        }
      }),
    );
  expect(await page.evaluate(attempt)).toBe('refused');
  expect(await worker.evaluate(attempt)).toBe('refused');
});

for (const backend of ['wasm', 'webgpu'] satisfies Backend[]) {
  test(`a run keeps to the policy, ${backend}`, async ({ distillery, page }) => {
    test.slow();
    await page.addInitScript(() => {
      const violations: string[] = [];
      Object.assign(globalThis, { violations });
      document.addEventListener('securitypolicyviolation', (event) => {
        violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    // Violations in the worker are errors of the console, which fail every test.
    await distillery.open(backend, TINY[backend]);
    await distillery.button('Step').click();
    await distillery.reaches(1);
    await expect(distillery.chart('Loss').locator('svg').first()).toBeVisible();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'violations'))).toEqual([]);
  });
}
