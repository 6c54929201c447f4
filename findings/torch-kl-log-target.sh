#!/usr/bin/env bash
# torch 2.15.0: kl_div of a teacher without some tokens is right with probabilities and NaN with log-probabilities.
#
# Expected: log_target says only in which form the target comes; 0·log 0 is 0 in both, as the documentation of xlogy has it.
# Seen:     with log_target=True each token that the teacher's top K or top p has removed (log-probability −∞) gives NaN:
#           exp(−∞)·(−∞ − x). With probabilities the same divergence is 0.094. TRL 1.16.0's GKD loss uses the first form, and
#           is NaN for such a teacher at β = 0 and ½.
# Matters:  distilling from a teacher whose logits went through a top-K filter, or whose file stores its K best logits only.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 trl==1.16.0 transformers==5.24.0
TRL_EXPERIMENTAL_SILENCE=1 "$work/v/bin/python" - <<'PY'
import math

import torch
import torch.nn.functional as F
from trl.experimental.gkd import GKDTrainer

student = torch.tensor([2.0, 1.0, 0.0])
teacher = torch.tensor([1.0, 0.0, -torch.inf])
mine = student.log_softmax(0)
plain = F.kl_div(mine, teacher.softmax(0), reduction="sum").item()
logged = F.kl_div(mine, teacher.log_softmax(0), reduction="sum", log_target=True).item()
print("from probabilities:", plain, " from log-probabilities:", logged)
assert abs(plain - 0.0943) < 1e-3 and math.isnan(logged)

gkd = [
    GKDTrainer.generalized_jsd_loss(student.view(1, 1, 3), teacher.view(1, 1, 3), beta=beta).item()
    for beta in (0.0, 0.5)
]
print("TRL's generalized JSD, beta 0 and 0.5:", gkd)
assert all(math.isnan(loss) for loss in gkd)
PY
