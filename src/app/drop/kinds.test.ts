import { expect, it, vi } from 'vitest';
import { kindOf } from './kinds';
import { registerRoute, routeFiles } from './routes';

const files = (...names: string[]): File[] => names.map((name) => new File(['x'], name));

it('tells models, data and anything else apart by the ends of the names', () => {
  expect(kindOf(files('a.safetensors'))).toBe('model');
  expect(kindOf(files('model.ZIP'))).toBe('model');
  expect(kindOf(files('README.md', 'merges.txt', 'config.json'))).toBe('model');
  expect(kindOf(files('card.json', 'a.safetensors'))).toBe('model');
  expect(kindOf(files('pairs.json'))).toBe('data');
  expect(kindOf(files('a.csv'))).toBe('data');
  expect(kindOf(files('a.jsonl'))).toBe('data');
  expect(kindOf(files('a.png'))).toBeNull();
  expect(kindOf([])).toBeNull();
});

it('sends files to whoever has registered for them', () => {
  const route = vi.fn();
  registerRoute('data', route);
  const dropped = files('a.csv', 'b.png');
  routeFiles(dropped);
  expect(route).toHaveBeenCalledExactlyOnceWith(dropped);
  routeFiles([]);
  expect(route).toHaveBeenCalledOnce();
});
