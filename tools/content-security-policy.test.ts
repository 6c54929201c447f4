import { createHash } from 'node:crypto';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, enforceContentSecurityPolicy } from './content-security-policy';

test('nothing but the own origin may be asked, and no text becomes script', () => {
  const directives = new Map(
    contentSecurityPolicy([])
      .split('; ')
      .map((directive): [string, string] => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
  );
  expect(directives.get('default-src')).toBe("'self'");
  expect(directives.get('connect-src')).toBe("'self'");
  expect(directives.get('script-src')).toBe("'self' 'wasm-unsafe-eval'");
  expect([...directives.values()].join(' ')).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
});

test('the built page carries the policy before anything else, with the hash of its inline style', async () => {
  const id = '/page/index.html';
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    root: '/page',
    build: { write: false, rolldownOptions: { input: id } },
    plugins: [
      {
        name: 'page',
        resolveId: (source) => (source === id ? id : null),
        load: (source) =>
          source === id
            ? '<!doctype html><html><head><style>html { color: red; }</style></head><body></body></html>'
            : null,
      },
      enforceContentSecurityPolicy(),
    ],
  });
  const [page] = [output].flat().flatMap((result) => ('output' in result ? result.output : []));
  const html = page?.type === 'asset' ? String(page.source) : '';
  const [, style = ''] = /<style>([^<]+)<\/style>/.exec(html) ?? [];
  expect(style).toContain('red');
  expect(html).toMatch(/<head>\s*<meta http-equiv="Content-Security-Policy"/);
  expect(html).toContain(createHash('sha256').update(style).digest('base64'));
});
