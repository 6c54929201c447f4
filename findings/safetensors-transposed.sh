#!/usr/bin/env bash
# safetensors 0.8.0 (Python, numpy 2.4.6): a transposed array comes back with its numbers in another order, without an error.
#
# Expected: `save` writes the array that numpy shows, as it did up to 0.7.0, or refuses it, as safetensors.torch does.
# Seen:     the memory of the array is written as it lies, under the shape of the view. np.asfortranarray and .T are enough.
# Matters:  weights are transposed whenever they go between GPT-2's [in, out] and PyTorch's [out, in]; the file is valid and
#           has the right shapes where the matrix is square. np.ascontiguousarray before saving mends it.
#           Reported as https://github.com/safetensors/safetensors/issues/825
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6
"$work/v/bin/python" - <<'PY'
import numpy as np
from safetensors.numpy import load, save

weights = np.arange(9, dtype=np.float32).reshape(3, 3)
read = load(save({"w": weights.T}))["w"]
print("saved:", weights.T.tolist())
print("read: ", read.tolist())
assert read.shape == weights.T.shape
assert np.array_equal(read, weights), "the transposition is kept now: this finding is out of date"
assert np.array_equal(load(save({"w": np.ascontiguousarray(weights.T)}))["w"], weights.T)
PY
