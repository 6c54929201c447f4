import { expect, it, vi } from 'vitest';
import { importData } from '../store/data/import';
import { importModels } from '../store/models/actions';
import { holdsPictures, kindOf } from './kinds';
import { routeFiles } from './routes';

vi.mock('../store/data/import', () => ({ importData: vi.fn() }));
vi.mock('../store/models/actions', () => ({ importModels: vi.fn() }));

const files = (...names: string[]): File[] => names.map((name) => new File(['x'], name));

it('tells models, data and anything else apart by the ends of the names', () => {
  expect(kindOf(files('a.safetensors'))).toBe('model');
  expect(kindOf(files('model.ZIP'))).toBe('model');
  expect(kindOf(files('README.md', 'merges.txt', 'config.json'))).toBe('model');
  expect(kindOf(files('card.json', 'a.safetensors'))).toBe('model');
  expect(kindOf(files('pairs.json'))).toBe('data');
  expect(kindOf(files('a.csv'))).toBe('data');
  expect(kindOf(files('a.jsonl'))).toBe('data');
  expect(kindOf(files('a.png', 'b.JPEG', 'notes.doc'))).toBe('data');
  expect(kindOf(files('a.gif'))).toBeNull();
  expect(kindOf([])).toBeNull();
});

it('sends files to the action for their kind', () => {
  const data = files('a.csv', 'b.png');
  routeFiles(data);
  expect(importData).toHaveBeenCalledExactlyOnceWith(data);
  const model = files('a.safetensors');
  routeFiles(model);
  expect(importModels).toHaveBeenCalledExactlyOnceWith(model);
  routeFiles([]);
  expect(importData).toHaveBeenCalledOnce();
  expect(importModels).toHaveBeenCalledOnce();
});

it('tells an archive of pictures from one with a model by the list at its end', async () => {
  const archive = (...names: string[]): Blob => new Blob(['x'.repeat(1 << 17), ...names]);
  expect(await holdsPictures(archive('cat/1.png', 'dog/2.JPG'))).toBe(true);
  expect(await holdsPictures(archive('model.safetensors', 'curve.png'))).toBe(false);
  expect(await holdsPictures(archive('notes.txt'))).toBe(false);
});
