#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): the maximum of 1, NaN and 2 is NaN or 2, depending on the operator and on where the NaN stands.
#
# Expected: NaN, as numpy's max (and the reference evaluator of onnx 1.23.2), or at least one rule for all places.
# Seen:     ReduceMax gives NaN when it comes first and 2 when it comes later; MaxPool ignores it; TopK puts it first; ArgMax
#           points at 2 unless NaN comes first.
# Matters:  a running maximum of activations or logits finds a diverged model or does not, by the order of its entries; greedy decoding
#           by ArgMax and by TopK take different tokens.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
"$work/v/bin/python" - <<'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, ValueInfoProto, helper
from onnx.reference import ReferenceEvaluator

def model(operator, shape, **attributes):
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)]
    names = ["x"]
    constants = []
    outputs = ["y"]
    if operator == "TopK":
        constants = [helper.make_tensor("k", TensorProto.INT64, [1], [1])]
        names, outputs = ["x", "k"], ["value", "y"]
    node = helper.make_node(operator, names, outputs, **attributes)
    graph = helper.make_graph([node], "graph", inputs, [ValueInfoProto(name="y")], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)

def run(operator, values, shape=(3,), **attributes):
    made = model(operator, shape, **attributes)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    x = np.array(values, np.float32).reshape(shape)
    return float(np.ravel(session.run(["y"], {"x": x})[0])[0])

N = float("nan")
first, later = [N, 1, 2], [1, N, 2]
found = {
    "ReduceMax": (run("ReduceMax", first, keepdims=0), run("ReduceMax", later, keepdims=0)),
    "MaxPool": tuple(run("MaxPool", values, (1, 1, 3), kernel_shape=[3]) for values in (first, later)),
    "index by ArgMax": (run("ArgMax", first, keepdims=0), run("ArgMax", later, keepdims=0)),
    "index by TopK": (run("TopK", first), run("TopK", later)),
}
for name, pair in found.items():
    print(f"{name}: {pair[0]:g} for NaN 1 2, {pair[1]:g} for 1 NaN 2")
reference = ReferenceEvaluator(model("ReduceMax", [3], keepdims=0)).run(None, {"x": np.array(later, np.float32)})[0]
print("ReduceMax of 1 NaN 2 by onnx' reference:", float(reference))
assert np.isnan(reference)
np.testing.assert_equal(
    found,
    {"ReduceMax": (N, 2.0), "MaxPool": (2.0, 2.0), "index by ArgMax": (0.0, 2.0), "index by TopK": (0.0, 1.0)},
)
PY
