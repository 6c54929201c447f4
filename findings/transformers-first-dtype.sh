#!/usr/bin/env bash
# transformers 5.24.0 (torch 2.15.0): one float16 tensor in a file of float32 ones makes all weights float16, if its name comes first.
#
# Expected: float32, which holds all of them exactly (and which transformers 4 gave), or each tensor as it is stored.
# Seen:     without a dtype in config.json the type of the alphabetically first tensor is that of the model: a half-precision bias of the
#           first attention layer rounds every other weight; a half-precision embedding, whose name comes later, changes nothing.
# Matters:  files of mixed types are usual (norms or routers in float32, the rest in half precision), and no warning says that
#           0.2 % of each number are gone. from_pretrained(…, dtype=torch.float32) mends it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 transformers==5.24.0
cd "$work"
"$work/v/bin/python" - <<'PY' 2>/dev/null
import json

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
GPT2LMHeadModel(GPT2Config(vocab_size=30, n_positions=8, n_embd=8, n_layer=1, n_head=1)).save_pretrained("m")
config = json.load(open("m/config.json"))
config.pop("dtype")
json.dump(config, open("m/config.json", "w"))
tensors = load_file("m/model.safetensors")

def load(halved):
    stored = {name: tensor.half() if name == halved else tensor for name, tensor in tensors.items()}
    save_file(stored, "m/model.safetensors", {"format": "pt"})
    model = AutoModelForCausalLM.from_pretrained("m")
    embedding = model.transformer.wte.weight
    lost = (embedding.float() - tensors["transformer.wte.weight"]).abs().max().item()
    types = {str(parameter.dtype) for parameter in model.parameters()}
    print(f"half: {halved}. Model: {types}, largest change of the embedding {lost:.1e}")
    return types

assert load(None) == {"torch.float32"}
assert load("transformer.wpe.weight") == {"torch.float32"}
assert load("transformer.h.0.attn.c_attn.bias") == {"torch.float16"}
PY
