import { expect, test } from 'vitest';
import { frameCode } from './frame-code';

test('the code of a frame holds the link and a title, and nothing that ends an attribute', () => {
  const code = frameCode('https://example.org/"a"/?x=<b>#v=3&seed=1&view=embed', 'A & "B"');
  expect(code).toMatch(/^<iframe src="[^"<>]*" title="[^"<>]*" width="480" height="360" [^<>]*><\/iframe>$/);
  expect(code).toContain('#v=3&#38;seed=1&#38;view=embed');
});
