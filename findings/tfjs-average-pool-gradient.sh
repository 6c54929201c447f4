#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the gradient of avgPool with 'same' padding is too small at the border.
#
# Expected: a window at the border averages the pixels that are inside the image, so each gets its share of the gradient;
#           moving all pixels by h moves every average by h, and the gradient of the sum of n averages sums to n.
# Seen:     the forward pass divides by the number of pixels inside, the gradient by the size of the whole window: for a 3 × 3
#           picture, 2 × 2 windows and stride 1, the gradient sums to 6.25 instead of 9. On the cpu and wasm backends alike.
# Matters:  the last row and column of every pooled map learn at half or a quarter of the rate. Sizes that divide evenly, the
#           usual ones of a test, show nothing.
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

async function main() {
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const pooled = (x) => tf.avgPool(x, 2, 1, 'same').sum();
    const x = tf.ones([1, 3, 3, 1]);
    const gradient = tf.grad(pooled)(x);
    const total = gradient.sum().dataSync()[0];
    const moved = (pooled(x.add(1)).dataSync()[0] - pooled(x).dataSync()[0]) / 1;
    console.log(`${backend}: moving every pixel by 1 moves the sum by ${moved}, the gradient says ${total}`);
    assert.strictEqual(moved, 9);
    assert.strictEqual(total, 6.25);
  }
}
main();
JS
node "$work/run.cjs" 2> /dev/null || { node "$work/run.cjs"; exit 1; }
