#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0 with its WebAssembly backend: NaN becomes an ordinary number in clipByValue, relu6, maximum and a fused relu.
#
# Expected: NaN stays NaN through element-wise operations, as on the cpu backend, in TensorFlow, PyTorch and numpy.
# Seen:     on wasm clipByValue, relu6 and relu fused into a product give 0 for NaN, and maximum(1, NaN) is 1, but maximum(NaN, 1)
#           is NaN. Plain relu keeps it: the same layer differs with and without fusing.
# Matters:  a model whose weights have diverged looks healthy behind the next activation; a check of the loss for NaN passes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund \
  @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
const path = require('node:path');
console.warn = () => {};
const tf = require('@tensorflow/tfjs');
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);

const nan = () => tf.tensor2d([[NaN]]);
const one = () => tf.tensor2d([[1]]);
const OPERATIONS = {
  'relu(NaN)': () => tf.relu(nan()),
  'NaN·1, then relu': () => tf.relu(tf.matMul(nan(), one())),
  'NaN·1 with relu fused': () => tf.fused.matMul({ a: nan(), b: one(), activation: 'relu' }),
  'relu6(NaN)': () => tf.relu6(nan()),
  'clipByValue(NaN, 0, 1)': () => tf.clipByValue(nan(), 0, 1),
  'maximum(NaN, 1)': () => tf.maximum(nan(), one()),
  'maximum(1, NaN)': () => tf.maximum(one(), nan()),
};
(async () => {
  const table = {};
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    for (const [name, operation] of Object.entries(OPERATIONS)) (table[name] ??= {})[backend] = operation().dataSync()[0];
  }
  console.table(table);
  const wasm = Object.values(table).map((row) => row.wasm);
  assert(Object.values(table).every((row) => Number.isNaN(row.cpu)));
  assert.deepStrictEqual(wasm, [NaN, NaN, 0, 0, 0, NaN, 1]);
})();
JS
node "$work/run.cjs" 2> /dev/null || { node "$work/run.cjs"; exit 1; }
