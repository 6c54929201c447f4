import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { says } from '../src/test-support/says';
import { exportModel } from './export-model';

const work = mkdtempSync(join(tmpdir(), 'export-model-'));
const at = (name: string): string => join(work, name);
afterAll(() => rmSync(work, { recursive: true }));

test('a shipped teacher goes out in every format, and comes back from each that can be read', async () => {
  for (const name of ['first.safetensors', 'folder', 'archive.zip', 'model.onnx', 'model.gguf']) {
    await exportModel('arithmetic-weak', at(name));
  }
  expect(readdirSync(at('folder'))).toContain('tokenizer.json');
  const first = readFileSync(at('first.safetensors'));
  for (const name of ['first.safetensors', 'folder', 'archive.zip']) {
    const back = at(`back-from-${name}.safetensors`);
    await exportModel(at(name), back);
    expect(readFileSync(back).equals(first), name).toBe(true);
  }
  await expect(exportModel(at('model.onnx'), at('x.onnx'))).rejects.toThrow(
    says(/ONNX, which cannot be read/),
  );
  await expect(exportModel(at('model.gguf'), at('x.onnx'))).rejects.toThrow(
    says(/GGUF, which cannot be read/),
  );
});

test('nothing is written over, and a model that is not there is named', async () => {
  await exportModel('arithmetic-weak', at('once.onnx'));
  await expect(exportModel('arithmetic-weak', at('once.onnx'))).rejects.toThrow(
    /once\.onnx is there already/,
  );
  await expect(exportModel('nowhere', at('new.onnx'))).rejects.toThrow(
    /no file, folder or teacher “nowhere”/,
  );
});
