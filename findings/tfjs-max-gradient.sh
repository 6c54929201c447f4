#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the gradient of tf.max is too large where the maximum occurs more than once.
#
# Expected: the tied entries share the gradient: ½, ½ in TensorFlow's reduce_max, PyTorch's amax and JAX' max. Any subgradient
#           sums to the gradient that came in.
# Seen:     every tied entry gets the whole of it: the gradient of max over n equal entries sums to n. So with tf.min.
# Matters:  after a clip, a relu, or with quantised or one-hot values ties are the rule; gradients grow by the number of ties. A
#           test against finite differences on random numbers never meets one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
console.warn = () => {};
const tf = require('@tensorflow/tfjs');
const x = tf.relu(tf.tensor1d([-3, -2, -1, 0]));
const gradient = [...tf.grad((values) => tf.max(values))(x).dataSync()];
console.log('x =', [...x.dataSync()], ' d max(x) / dx =', gradient);
// Moving all entries by h moves the maximum by h: the derivative along (1, 1, 1, 1) is 1.
const along = gradient.reduce((sum, value) => sum + value, 0);
console.log('along (1, 1, 1, 1):', along, 'where 1 is right');
assert.deepStrictEqual(gradient, [1, 1, 1, 1]);
assert.deepStrictEqual([...tf.grad((values) => tf.min(values))(x).dataSync()], [1, 1, 1, 1]);
JS
node "$work/run.cjs" 2> /dev/null || { node "$work/run.cjs"; exit 1; }
