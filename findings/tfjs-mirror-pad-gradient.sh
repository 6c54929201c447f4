#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the gradient of mirrorPad leaves out the mirrored copies.
#
# Expected: an entry that the padding repeats gets the gradients of all its copies, as in TensorFlow and PyTorch.
# Seen:     the gradient of the middle is cut out and passed on: [1, 1, 1] for the sum of 'reflect'-padded [a, b, c], where
#           [1, 3, 1] is right (the padded row is b a b c b). So with 'symmetric'.
# Matters:  reflection padding stands before convolutions to avoid borders; the pixels near them learn from half of what they do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
console.warn = () => {};
const tf = require('@tensorflow/tfjs');

const RIGHT = { reflect: [1, 3, 1], symmetric: [2, 1, 2] };
for (const [mode, right] of Object.entries(RIGHT)) {
  const sum = (x) => tf.mirrorPad(x, [[1, 1]], mode).sum();
  const x = [1, 2, 4];
  const gradient = [...tf.grad(sum)(tf.tensor1d(x)).dataSync()];
  const moved = x.map((_, i) => {
    const more = tf.tensor1d(x.map((value, j) => value + Number(i === j)));
    return sum(more).dataSync()[0] - sum(tf.tensor1d(x)).dataSync()[0];
  });
  console.log(`${mode}: gradient ${gradient}, moving one entry by 1 moves the sum by ${moved}`);
  assert.deepStrictEqual(moved, right);
  assert.deepStrictEqual(gradient, [1, 1, 1]);
}
JS
node "$work/run.cjs" 2> /dev/null || { node "$work/run.cjs"; exit 1; }
