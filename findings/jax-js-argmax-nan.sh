#!/usr/bin/env bash
# @jax-js/jax 0.1.25: argmax of three numbers, one of them NaN, is 3.
#
# Expected: the place of the NaN (JAX, numpy, PyTorch: 1), or at least a place within the array.
# Seen:     argmax of [1, NaN, 2] is 3, one past the end; max is NaN, as it should be.
# Matters:  greedy decoding of a model that has diverged gives a token that is in no vocabulary, and a lookup with it
#           fails far away from the cause.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --silent --no-audit --no-fund @jax-js/jax@0.1.25
cat > "$work/run.mjs" <<'JS'
import assert from 'node:assert';
import { defaultDevice, init, numpy as np } from '@jax-js/jax';

await init('wasm');
defaultDevice('wasm');
const [place] = await np.argmax(np.array([1, Number.NaN, 2])).data();
const [largest] = await np.max(np.array([1, Number.NaN, 2])).data();
console.log('argmax:', place, ' max:', largest);
assert.strictEqual(place, 3);
assert(Number.isNaN(largest));
JS
node "$work/run.mjs"
