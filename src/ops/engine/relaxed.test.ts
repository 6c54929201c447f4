import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { buildEngine } from '../../../tools/build-engine';
import { hasRelaxedSimd } from './relaxed';

/** Multiplies [9, 40]·[40, 24] with both modules; prints the largest difference, and the largest result. */
const SCRIPT = `
const { readFileSync } = require('node:fs');
const [m, k, n] = [9, 40, 24];
const resultOf = (file) => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(readFileSync(file));
  const { allocate, pack, product } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const [a, b, packed, out] = [m * k, k * n, k * n, m * n].map((count) => allocate(4 * count));
  const floats = (at, count) => new Float32Array(memory.buffer, at, count);
  floats(a, m * k).forEach((_, i, all) => { all[i] = Math.sin(i); });
  floats(b, k * n).forEach((_, i, all) => { all[i] = Math.cos(i); });
  pack(b, packed, k, n);
  product(a, 4 * k, packed, out, 4 * n, m, k, n, 0);
  return floats(out, m * n);
};
const [plain, relaxed] = process.argv.slice(1).map(resultOf);
const gap = Math.max(...plain.map((value, i) => Math.abs(value - relaxed[i])));
console.log(JSON.stringify({ gap, size: Math.max(...plain) }));
`;

test('the module with relaxed SIMD computes what the other does, but for rounding', async () => {
  const files = await Promise.all([buildEngine(), buildEngine(false, true)]);
  // Later versions of Node need no flag, and refuse one that they do not know.
  const flags = hasRelaxedSimd() ? [] : ['--experimental-wasm-relaxed-simd'];
  const { gap, size } = JSON.parse(
    execFileSync(process.execPath, [...flags, '-e', SCRIPT, ...files], { encoding: 'utf8' }),
  );
  expect(size).toBeGreaterThan(1);
  expect(gap).toBeLessThan(1e-5);
});
