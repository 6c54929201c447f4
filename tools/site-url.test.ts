import { readFileSync } from 'node:fs';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { absoluteSiteAddresses } from './site-url';

const PAGE = readFileSync('index.html', 'utf8').replace(/<script[^>]*><\/script>/, '');

async function builtPage(site: string | undefined): Promise<string> {
  const id = '/page/index.html';
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    root: '/page',
    base: './',
    build: { write: false, rolldownOptions: { input: id } },
    plugins: [
      {
        name: 'page',
        resolveId: (source) => (source === id ? id : null),
        load: (source) => (source === id ? PAGE : null),
      },
      absoluteSiteAddresses(site),
    ],
  });
  const [page] = [output].flat().flatMap((result) => ('output' in result ? result.output : []));
  return page?.type === 'asset' ? String(page.source) : '';
}

test('without an address the picture of the card is relative, and no address is claimed', async () => {
  const html = await builtPage(undefined);
  expect(html).toContain('<meta property="og:image" content="./social.png"');
  expect(html).not.toMatch(/og:url|canonical/);
});

test.each(['https://me.example/distillery', 'https://me.example/distillery/'])(
  'with %s the card has absolute addresses',
  async (site) => {
    const html = await builtPage(site);
    expect(html).toContain('<meta property="og:image" content="https://me.example/distillery/social.png"');
    expect(html).toContain('<meta property="og:url" content="https://me.example/distillery/"');
    expect(html).toContain('<link rel="canonical" href="https://me.example/distillery/"');
  },
);

test.each(['distillery', '/distillery/', 'file:///distillery/', 'me.example/distillery'])(
  '%j is refused',
  (site) => {
    expect(() => absoluteSiteAddresses(site)).toThrow('SITE_URL');
  },
);
