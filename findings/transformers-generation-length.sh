#!/usr/bin/env bash
# transformers 5.24.0 (torch 2.15.0): generate(max_length=6) writes 20 tokens, if the model's folder says max_new_tokens 20.
#
# Expected: what the caller asks for counts, and above all a whole GenerationConfig of the caller's replaces the folder's.
# Seen:     settings that the caller's configuration leaves open are filled in from generation_config.json, and max_new_tokens wins over
#           max_length: 23 tokens instead of 6, with a configuration as with the argument. max_new_tokens=4 is heeded.
# Matters:  one line in a model's folder undoes a limit of time, cost or positions; with GPT-2 and max_length = n_positions it ends in an
#           index error inside the embedding. transformers 4.57.6 does the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 transformers==5.24.0
cd "$work"
"$work/v/bin/python" - <<'PY' 2>/dev/null
import torch
from transformers import AutoModelForCausalLM, GenerationConfig, GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
config = GPT2Config(vocab_size=30, n_positions=32, n_embd=8, n_layer=1, n_head=1, bos_token_id=1, eos_token_id=None, pad_token_id=0)
GPT2LMHeadModel(config).save_pretrained("m")
GenerationConfig(max_new_tokens=20, bos_token_id=1, pad_token_id=0).save_pretrained("m")
model = AutoModelForCausalLM.from_pretrained("m")
prompt = torch.tensor([[1, 5, 6]])

def length(**asked):
    return model.generate(prompt, attention_mask=torch.ones_like(prompt), **asked).shape[1]

own = GenerationConfig(max_length=6, bos_token_id=1, pad_token_id=0)
found = {
    "nothing asked": length(),
    "max_length=6": length(max_length=6),
    "generation_config=GenerationConfig(max_length=6)": length(generation_config=own),
    "max_length=6, max_new_tokens=None": length(max_length=6, max_new_tokens=None),
    "max_new_tokens=4": length(max_new_tokens=4),
}
for asked, tokens in found.items():
    print(f"{asked}: {tokens} tokens, 3 of them the prompt")
assert list(found.values()) == [23, 23, 23, 6, 7]
PY
