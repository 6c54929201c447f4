#!/usr/bin/env bash
# transformers 5.24.0: with num_assistant_tokens = 5 an assistant drafts one token at a time.
#
# Expected: the number of drafted tokens a round is the γ that is set, and a constant schedule keeps it there.
# Seen:     a draft also ends at the first token of which the assistant is less than 40 % sure. The limit is not in
#           generation_config, which shows None; an unsure assistant drafts 1 token a round until
#           assistant_confidence_threshold is set to 0, then 5.
# Matters:  the share of accepted tokens is measured over tokens of which the student was sure, and looks better than it is;
#           speed and acceptance at "γ = 5" are those of another γ, which changes with temperature and training.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 transformers==5.24.0
"$work/v/bin/python" - <<'PY'
import logging

import torch
import transformers.generation.candidate_generator as drafts
from transformers import GPT2Config, GPT2LMHeadModel

logging.disable(logging.WARNING)
torch.manual_seed(0)
config = GPT2Config(
    vocab_size=50, n_positions=128, n_embd=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=None, pad_token_id=0
)
teacher, student = GPT2LMHeadModel(config).eval(), GPT2LMHeadModel(config).eval()
start = torch.zeros(1, 1, dtype=torch.long)

lengths = []
draft = drafts.AssistedCandidateGenerator.get_candidates

def counted(self, ids, *rest, **named):
    found = draft(self, ids, *rest, **named)
    lengths.append(found[0].shape[1] - ids.shape[1])
    return found

drafts.AssistedCandidateGenerator.get_candidates = counted

def run(threshold):
    lengths.clear()
    settings = student.generation_config
    settings.num_assistant_tokens = 5
    settings.num_assistant_tokens_schedule = "constant"
    settings.assistant_confidence_threshold = threshold
    teacher.generate(start, assistant_model=student, do_sample=True, max_new_tokens=60)
    # The last rounds end with the text.
    return lengths[:8]

unset, zero = run(None), run(0.0)
print("drafted a round, threshold not set:", unset)
print("drafted a round, threshold 0:      ", zero)
assert unset == [1] * 8 and zero == [5] * 8, (unset, zero)
PY
