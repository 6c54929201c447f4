#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): Bernoulli draws 1 with probability 1 − p.
#
# Expected: ones with the probability that the input says, as the operator is described and as onnx' own reference evaluator and
#           torch.bernoulli draw.
# Seen:     p = 0 gives nothing but ones, p = 1 nothing but zeros, p = 0.1 nine tenths of ones.
# Matters:  a mask that hides a tenth of the tokens or patches (word dropout, masked prediction, scheduled sampling) hides nine tenths in
#           the exported model. At p = 0.5, where such a thing is tried first, nothing shows.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
"$work/v/bin/python" - <<'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

COUNT = 100_000
node = helper.make_node("Bernoulli", ["p"], ["y"], seed=1.0)
inputs = [helper.make_tensor_value_info("p", TensorProto.FLOAT, [COUNT])]
outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [COUNT])]
graph = helper.make_graph([node], "graph", inputs, outputs)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
reference = ReferenceEvaluator(model)
for p in (0.0, 0.1, 0.5, 0.9, 1.0):
    given = {"p": np.full(COUNT, p, np.float32)}
    ones, right = session.run(None, given)[0].mean(), reference.run(None, given)[0].mean()
    print(f"p = {p}: {ones:.3f} ones, {right:.3f} by the reference evaluator")
    assert abs(ones - (1 - p)) < 0.01 and abs(right - p) < 0.01
PY
