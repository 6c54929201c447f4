#!/usr/bin/env bash
# trl 1.16.0: GKD's loss jumps by a factor of a thousand between β = 0 and β = 0.001.
#
# Expected: β moves between forward KL (0) and reverse KL (1), so that a β near an end gives nearly that divergence.
# Seen:     the generalised Jensen–Shannon divergence vanishes towards both ends, like β·KL and (1 − β)·KL, and only at exactly
#           0 and 1 the code switches to the divergence itself: 55.7 at 0, 0.056 at 0.001, 11.6 at ½, 0.056 at 0.999, 55.9 at 1.
# Matters:  a sweep over β is a sweep over the learning rate as well; 0.01 in place of 0 trains a hundred times more slowly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 trl==1.16.0 transformers==5.24.0
TRL_EXPERIMENTAL_SILENCE=1 "$work/v/bin/python" - <<'PY'
import torch
from trl.experimental.gkd import GKDTrainer

torch.manual_seed(0)
student, teacher = torch.randn(1, 64, 10), torch.randn(1, 64, 10)
loss = {
    beta: GKDTrainer.generalized_jsd_loss(student, teacher, beta=beta).item()
    for beta in (0.0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0)
}
for beta, value in loss.items():
    print(f"beta {beta}: {value:.5f}")
assert loss[0.0] / loss[0.001] > 900 and loss[1.0] / loss[0.999] > 900
assert loss[0.0] / loss[0.01] > 90
PY
