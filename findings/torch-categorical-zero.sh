#!/usr/bin/env bash
# torch 2.15.0: of an impossible token `Categorical` says log-probability −15.94 or −∞, by how it was made.
#
# Expected: the logarithm of 0 either way: −∞.
# Seen:     Categorical(logits=[0, −∞]) says −∞. Categorical(probs=[1, 0]) says −15.94, the logarithm of float32's ε; in float64 −36.04.
#           Its KL divergence from a distribution that needs the token is still ∞, while the cross-entropy by log_prob is a small number.
# Matters:  a teacher that is filtered to its top k or top p is such a distribution. The same distillation loss is 8 nats or infinite, by
#           the form in which it is written, and the finite one depends on the precision.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check torch==2.15.0 numpy==2.4.6
"$work/v/bin/python" - <<'PY'
import math
import torch
from torch.distributions import Categorical, kl_divergence

even = Categorical(probs=torch.tensor([0.5, 0.5]))
token = torch.tensor(1)
by_logits = Categorical(logits=torch.tensor([0.0, -math.inf]))
by_probs = Categorical(probs=torch.tensor([1.0, 0.0]))
precise = Categorical(probs=torch.tensor([1.0, 0.0], dtype=torch.float64))
cross_entropy = -(even.probs * by_probs.log_prob(torch.arange(2))).sum()
print("by logits", by_logits.log_prob(token).item(), "by probs", by_probs.log_prob(token).item(), "in float64", precise.log_prob(token).item())
print("KL", kl_divergence(even, by_probs).item(), "cross-entropy", cross_entropy.item())
assert by_logits.log_prob(token) == -math.inf
assert abs(by_probs.log_prob(token) + 15.9424) < 1e-3 and abs(precise.log_prob(token) + 36.0437) < 1e-3
assert kl_divergence(even, by_probs) == math.inf and abs(cross_entropy - 7.97) < 0.01
PY
