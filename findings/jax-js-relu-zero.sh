#!/usr/bin/env bash
# @jax-js/jax 0.1.25: the derivative of relu at 0 is 1.
#
# Expected: 0, as in JAX, PyTorch and TensorFlow; for maximum(x, 0) ½, as in JAX, whichever argument comes first.
# Seen:     grad of relu is 1 at 0. At a tie maximum gives the whole derivative to its first argument: 1 for maximum(x, 0),
#           0 for maximum(0, x).
# Matters:  zeros are no rare case: padding, biases and projections that start at zero, units that are off. They get a
#           gradient here and none in JAX, so that a ported model trains differently from its first step.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @jax-js/jax@0.1.25
cat > "$work/run.mjs" <<'JS'
import assert from 'node:assert';
import { grad, init, defaultDevice, nn, numpy as np } from '@jax-js/jax';

await init('wasm');
defaultDevice('wasm');
const slopes = async (f) => [...(await grad((x) => np.sum(f(x)))(np.array([-1, 0, 1])).data())];
const relu = await slopes((x) => nn.relu(x));
const first = await slopes((x) => np.maximum(x, 0));
const second = await slopes((x) => np.maximum(np.zeros([3]), x));
console.log('at -1, 0, 1: relu', relu, ' maximum(x, 0)', first, ' maximum(0, x)', second);
assert.deepStrictEqual(relu, [0, 1, 1]);
assert.deepStrictEqual([first[1], second[1]], [1, 0]);
JS
node "$work/run.mjs"
