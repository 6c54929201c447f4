#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0: the gradient of a gradient lacks terms, without an error, behind exp, tanh, sigmoid and softmax.
#
# Expected: grad(grad(f)) is f″, as in TensorFlow, PyTorch and JAX, or an error where an operation cannot do it.
# Seen:     operations whose gradient is written with their own result (exp′ = exp) keep that result as a constant, so the
#           second gradient lacks the terms through it. Alone they end in an error (“y = f(x) does not depend on x”); as a part
#           of anything else the rest is returned: for x·eˣ at 1 5.44 instead of 8.15. x³ and log are right.
# Matters:  gradient penalties, matching of input gradients, meta learning and teachers that learn through their student's
#           step: the loss falls, and along the wrong direction.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > "$work/run.cjs" <<'JS'
const assert = require('node:assert');
console.warn = () => {};
const tf = require('@tensorflow/tfjs');

const second = (f, x) => tf.grad(tf.grad(f))(tf.scalar(x)).dataSync()[0];
const s = 1 / (1 + Math.exp(-1));
const slope = s * (1 - s);
const CASES = {
  'x³': { f: (x) => x.mul(x).mul(x), right: 6 },
  'x·log x': { f: (x) => x.mul(x.log()), right: 1 },
  'x·eˣ': { f: (x) => x.mul(x.exp()), right: 3 * Math.E, seen: 2 * Math.E },
  'x·sigmoid(x)': { f: (x) => x.mul(x.sigmoid()), right: 2 * slope + slope * (1 - 2 * s), seen: 2 * slope },
};
for (const [name, { f, right, seen = right }] of Object.entries(CASES)) {
  const got = second(f, 1);
  console.log(`${name} at 1: ${got.toFixed(4)}, right is ${right.toFixed(4)}`);
  assert(Math.abs(got - seen) < 1e-4, name);
}
assert.throws(() => second((x) => x.exp(), 1), /Cannot compute gradient of y=f\(x\) with respect to x/);
console.log('eˣ alone: an error');
JS
node "$work/run.cjs" 2> /dev/null || { node "$work/run.cjs"; exit 1; }
