"""For main.ts: loads one exported model with the libraries that are installed, and holds it to the page's numbers.

Reads a JSON request from standard input: the folder, the ONNX file, where to save, and of some prompts the token ids, the ids of prompt
and answer, and the logits at all positions but the last. Prints what it found; any difference ends it.
"""
import json
import sys

import numpy as np
import onnxruntime
import tokenizers
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

TOLERANCE = 1e-4

request = json.load(sys.stdin)
folder, cases = request["folder"], request["cases"]
length, limit = request["promptLength"], request["responseLength"]
torch.set_num_threads(1)
transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)
plain = tokenizers.Tokenizer.from_file(f"{folder}/tokenizer.json")
session = onnxruntime.InferenceSession(request["onnx"], providers=["CPUExecutionProvider"])
worst = {"transformers": 0.0, "onnxruntime": 0.0}

for case in cases:
    encoded = tokenizer(case["prompt"], padding="max_length", max_length=length, return_tensors="pt").input_ids
    assert encoded.tolist() == [case["ids"][:length]], (case["prompt"], encoded.tolist())
    assert plain.encode(case["prompt"]).ids == [i for i in case["ids"][:length] if i != tokenizer.pad_token_id]

    ids, expected = torch.tensor([case["ids"]]), np.array([case["logits"]], np.float32)
    with torch.no_grad():
        found = {"transformers": model(ids[:, :-1], attention_mask=torch.ones_like(ids[:, :-1])).logits.numpy()}
    found["onnxruntime"], = session.run(["logits"], {"input_ids": ids[:, :-1].numpy()})
    for name, logits in found.items():
        assert logits.shape == expected.shape
        worst[name] = max(worst[name], float(np.abs(logits - expected).max()))

    answer = model.generate(encoded, attention_mask=torch.ones_like(encoded), max_new_tokens=limit)[0]
    answer = answer[: len(case["ids"])].tolist()
    assert answer == case["ids"], (case["prompt"], answer)
    assert tokenizer.decode(answer[length:], skip_special_tokens=True) == case["answer"]

assert max(worst.values()) < TOLERANCE, worst
model.save_pretrained(request["saved"])
tokenizer.save_pretrained(request["saved"])
differences = ", ".join(f"{name} {value:.1e}" for name, value in worst.items())
print(f"{len(cases)} prompts: ids and greedy answers equal, logits differ by at most {differences}")
