import { expect, test } from 'vitest';
import { withIsolation } from './isolation';

test('an answer gets the headers of an isolated page and keeps its own', async () => {
  const answer = new Response('text', {
    status: 404,
    statusText: 'Gone fishing',
    headers: { 'content-type': 'text/plain', 'content-length': '4' },
  });
  const isolated = withIsolation(answer);
  expect(isolated.status).toBe(404);
  expect(isolated.statusText).toBe('Gone fishing');
  expect(Object.fromEntries(isolated.headers)).toEqual({
    'content-type': 'text/plain',
    'content-length': '4',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(await isolated.text()).toBe('text');
});

test('an answer without a body stays without one', () => {
  expect(withIsolation(new Response(null, { status: 204 })).body).toBeNull();
});
