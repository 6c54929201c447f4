#!/usr/bin/env bash
# transformers 5.24.0: generate(do_sample=True) draws from the 50 likeliest tokens, while generation_config.top_k is None.
#
# Expected: with nothing set, tokens are drawn from the model's whole distribution; None says that there is no limit.
# Seen:     2,000 draws from a fresh model over 2,000 tokens give 50 different ones; with top_k=0 more than 1,000.
# Matters:  "the student's own samples" of on-policy distillation are samples of another distribution, and an estimate of the
#           reverse KL from them is biased; tokens beyond the 50 are never proposed, however likely together.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 transformers==5.24.0
"$work/v/bin/python" - <<'PY'
import logging

import torch
from transformers import GPT2Config, GPT2LMHeadModel

logging.disable(logging.WARNING)
torch.manual_seed(0)
config = GPT2Config(
    vocab_size=2000, n_positions=8, n_embd=16, n_layer=1, n_head=1, bos_token_id=0, eos_token_id=None, pad_token_id=0
)
model = GPT2LMHeadModel(config).eval()
start = torch.zeros(2000, 1, dtype=torch.long)

def different(**settings):
    return model.generate(start, do_sample=True, max_new_tokens=1, **settings)[:, 1].unique().numel()

plain, whole = different(), different(top_k=0)
print("generation_config.top_k:", model.generation_config.top_k)
print("different tokens in 2,000 draws:", plain, "and with top_k=0:", whole)
assert model.generation_config.top_k is None
assert plain == 50 and whole > 1000
PY
