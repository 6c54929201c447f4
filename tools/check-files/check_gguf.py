"""For main.ts: asks a GGUF file in llama.cpp, and holds answers and first probabilities to the page's.

Reads a JSON request as check.py does. llama.cpp's GELU is an approximation, so log-probabilities agree to two decimals only.
"""
import json
import sys

import gguf
import numpy as np
import xllamacpp

TOLERANCE = 0.01

request = json.load(sys.stdin)
reader = gguf.GGUFReader(request["gguf"])
assert {tensor.tensor_type.name for tensor in reader.tensors} == {"F32"}

parameters = xllamacpp.CommonParams()
parameters.model.path = request["gguf"]
parameters.n_ctx, parameters.n_parallel, parameters.cpuparams.n_threads = 128, 1, 1
server = xllamacpp.Server(parameters)


def complete(prompt):
    options = {"prompt": prompt, "n_predict": request["responseLength"], "temperature": 0, "logprobs": 1}
    answers = []
    server.handle_completions(json.dumps(options), answers.append)
    return json.loads(answers[0])["choices"][0]


length, worst = request["promptLength"], 0.0
for case in request["cases"]:
    ids = case["ids"][:length]
    start = ids.index(1) + 1
    # A list of ids, and of ids and a text that llama.cpp splits itself.
    whole, split = complete(ids), complete([*ids[:start], case["prompt"]])
    assert whole["text"] == split["text"] == case["answer"], (case["prompt"], whole["text"], split["text"])
    first = whole["logprobs"]["content"][0]
    logits = np.array(case["logits"][length - 1])
    expected = logits[first["id"]] - np.log(np.exp(logits - logits.max()).sum()) - logits.max()
    worst = max(worst, abs(first["logprob"] - float(expected)))
assert worst < TOLERANCE, worst
print(f"{len(request['cases'])} greedy answers equal, first log-probabilities differ by at most {worst:.1e}")
