"""Parts of the methods of single papers, for the tables of methods.py and skd.py."""
from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

import methods
import rng
import skd
from methods import Batch, Collector, compared, labels, rule_of, soft_targets
from skd import Rollout, Rule, divergence, kl, log_probability, mixture

# AdaSwitch: divergences in the moving average.
WINDOW = 8
# AdaKD: how far a temperature moves, between T/eᶜ for the hardest and T·eᶜ for the easiest token.
RANGE = 0.6
# CMKD: the temperature of soft ranks, in standard deviations of the logits (ours).
RANK_TEMPERATURE = 0.2
# Relative difficulty: above this probability a model is sure of a token.
SURE = 0.7


# Samplers.

def switch_rule(factor: float) -> Rule:
    """AdaSwitch (arXiv 2510.07842): the student's until KL(p, q) exceeds `factor` times its mean, then never.

    It counts on being asked once for each position, so it goes with blocks of one token.
    """
    recent: list[Tensor] = []
    still = [torch.tensor(True)]

    def rule(teacher: Tensor, student: Tensor, _: Tensor) -> Tensor:
        recent.append(divergence("forward-kl", teacher, student))
        before = recent[-WINDOW - 1 : -1]
        near = recent[-1] <= factor * torch.stack(before).mean(0) if before else True
        still[0] = still[0].to(teacher.device) & near
        return still[0].expand(len(teacher))

    return rule


def replayed(collector: Collector, at: Namespace, rows: Sequence[int], prompts: list,
             drawn: list[int]) -> Rollout | None:
    """DistiLLM (arXiv 2402.03898): new responses of the student, or ever more often some of earlier steps.

    Where any row of the global batch is drawn, the student writes all of them, to be kept; or rows that were
    kept before stand in, with their prompts. All ranks keep the same.
    """
    seed, kept, size = collector.seed, collector.kept, at.replay_buffer_size
    if not (rng.uniform(seed, rng.MIXTURE, at.step, range(at.train_batch_size), 1) < at.lmbda).any():
        return None
    chance = float(rng.uniform(seed, rng.MIXTURE, at.step, [0], 2)[0, 1])
    if len(kept) < size or chance < 1 - (at.step - 1) / at.max_steps:
        out = collector.write(at, rows, prompts, list(range(len(rows))))
        written = [[row, prompt, ids[mask].tolist()]
                   for row, prompt, ids, mask in zip(rows, prompts, out.tokens, out.mask)]
        kept += [pair for _, *pair in sorted(collector.ranks.gather(written), key=lambda one: one[0])]
        del kept[:-size]
        return Rollout(*(part[drawn] for part in out[:4]), None) if drawn else None
    shares = rng.uniform(seed, rng.MIXTURE, at.step, rows, 3)[:, 2]
    old = [kept[int(float(share) * len(kept))] for share in shares]
    for i in drawn:
        prompts[i] = old[i][0]
    if not drawn:
        return None
    tokens, mask = collector.padded([old[i][1] for i in drawn])
    return Rollout(tokens, mask, mask, tokens, None)


# Divergences of log-probabilities p (teacher) and q (student) [..., vocabulary].

def alpha_beta(p: Tensor, q: Tensor, alpha: float, beta: float) -> Tensor:
    """ABKD (arXiv 2505.04560); powers below 0.01 count as 0, whose limits double precision gives."""
    a, b = (power if power >= 0.01 else 1e-6 for power in (alpha, beta))
    p, q = p.double(), q.double()
    mean = (a * ((a + b) * p).exp() + b * ((a + b) * q).exp()) / (a + b)
    return ((mean - (a * p + b * q).exp()).sum(-1) / (a * b)).float()


def alpha_mixture(p: Tensor, q: Tensor, share: float, power: float) -> Tensor:
    """AMiD (arXiv 2510.15982): KL(p, r), r ∝ (share·p^g + (1 − share)·q^g)^(1/g), g = (1 − power)/2."""
    g = (1 - power) / 2
    # Near 0 it is geometric.
    r = share * p + (1 - share) * q if abs(g) < 0.01 else mixture(g * p, g * q, share) / g
    return kl(p, r.log_softmax(-1))


def todi(p: Tensor, q: Tensor) -> Tensor:
    """ToDi (arXiv 2505.16297): forward and reverse KL, weighed entry by entry by p/(p + q)."""
    share = torch.sigmoid(p - q).detach()
    return ((share * p.exp() - (1 - share) * q.exp()) * (p - q)).sum(-1)


def taid(p: Tensor, q: Tensor, share: float) -> Tensor:
    """TAID (arXiv 2501.16937): KL to a target between both, share 1 of which is the teacher."""
    return kl(((1 - share) * q + share * p).log_softmax(-1).detach(), q)


def veto(p: Tensor, q: Tensor, strength: float) -> Tensor:
    """Veto (arXiv 2601.07155): KL to the teacher times a power of the student."""
    return kl((p + strength * q).log_softmax(-1).detach(), q)


# Losses at a token [rows, response], from the batch and the student's logits z [rows, response, vocabulary].

def entropy(logits: Tensor) -> Tensor:
    """Nats [...] from logits [..., vocabulary]."""
    return -(logits.softmax(-1) * logits.log_softmax(-1)).sum(-1)


def policy_gradient(batch: Batch, z: Tensor) -> Tensor:
    """−A·log q(y) with A = log p(y) − log q(y) without gradient; its value is −A."""
    own = log_probability(z, batch.tokens)
    cost = (own - log_probability(batch.teacher, batch.tokens)).detach()
    return cost + cost * (own - own.detach())


def entropy_aware(batch: Batch, z: Tensor) -> Tensor:
    """EOPD (arXiv 2603.07079): KL(p, q) besides where the teacher is undecided."""
    forks = entropy(batch.teacher) > batch.at.fork_entropy
    return policy_gradient(batch, z) + forks * divergence("forward-kl", batch.teacher, z)


def contrastive(batch: Batch, z: Tensor) -> Tensor:
    """DistiLLM-2 (arXiv 2503.07067): skew KL one way on given text, the other way on the student's own."""
    push, pull = (compared(batch, z, kind) for kind in ("skew-reverse-kl", "skew-forward-kl"))
    return torch.where(batch.own, push, pull)


def adaptive_temperature(batch: Batch, z: Tensor) -> Tensor:
    """AdaKD (arXiv 2510.11615): T²·D at temperatures that are low at hard tokens and high at easy ones."""
    at, gaps = batch.at, hellinger(batch.teacher, z.detach())
    kept = hardest(batch, gaps, at.keep_fraction if at.weight == "hard-tokens" else 1.0)
    hard = gaps.clamp(min=1e-6)
    everywhere = batch.collector.ranks.join(hard[kept])
    median = everywhere.topk(len(everywhere) // 2 + 1).values[-1]
    temperature = at.loss_temperature * (-RANGE * (hard / median).log().tanh()).exp()
    return temperature**2 * compared(batch, z, temperature=temperature.unsqueeze(-1))


def soft_ranks(values: Tensor) -> Tensor:
    """About the rank of each of the values [..., count], up to a constant, differentiable and normalised."""
    gaps = values.unsqueeze(-2) - values.unsqueeze(-1)
    return F.layer_norm(torch.sigmoid(gaps / RANK_TEMPERATURE).sum(-1), values.shape[-1:])


def correlation(batch: Batch, z: Tensor) -> Tensor:
    """CMKD (arXiv 2410.06561): cross-entropy, and correlation with the teacher's logits and with their order.

    The order, among its most probable tokens, counts where the teacher wavers.
    """
    p, q = (F.layer_norm(logits, logits.shape[-1:]) for logits in (batch.teacher, z))
    top = p.topk(min(batch.at.correlation_top, p.shape[-1])).indices
    ranks = [soft_ranks(logits.gather(-1, top)) for logits in (p, q)]
    share = entropy(batch.teacher) / math.log(p.shape[-1])
    apart = (1 - share) * (1 - (p * q).mean(-1)) + share * (1 - (ranks[0] * ranks[1]).mean(-1))
    return -log_probability(z, batch.tokens) + 2 * batch.at.auxiliary_weight * apart


def comparative(batch: Batch, z: Tensor) -> Tensor:
    """CKD (arXiv 2311.02253): cross-entropy, and differences between the tokens' last states.

    No gradient flows through the mean state: over tokens of equal weight it would be 0.
    """
    ours, theirs = batch.states["student"][-1], batch.states["teacher"][-1]
    (width, other), join = (ours.shape[-1], theirs.shape[-1]), batch.collector.ranks.join
    if width != other:  # A fixed random map, the page's (ours).
        map_ = rng.normal(0, rng.PROJECTION, other * width).reshape(other, width) / math.sqrt(width)
        theirs = theirs @ torch.from_numpy(map_).to(theirs)
    gaps = ours - theirs
    centre = join(gaps[batch.mask]).mean(0)
    apart = 2 * (gaps - centre).square().mean(-1)
    return -log_probability(z, batch.tokens) + batch.at.auxiliary_weight * apart


# Token weights [rows, response], or bool where they select.

def hellinger(teacher: Tensor, student: Tensor) -> Tensor:
    """√(½·Σ(√p − √q)²) from logits [..., vocabulary], from 0 to 1 [...]."""
    roots = [(logits.log_softmax(-1) / 2).exp() for logits in (teacher, student)]
    return ((roots[0] - roots[1]).square().sum(-1) / 2).sqrt()


def hardest(batch: Batch, difficulty: Tensor, fraction: float) -> Tensor:
    """The hardest fraction of the global batch, with tokens as hard as the last of them, [rows, response]."""
    everywhere = batch.collector.ranks.join(difficulty[batch.mask])
    count = max(1, int(fraction * len(everywhere) + 1e-3))
    return (difficulty >= everywhere.topk(count).values[-1]) & batch.mask


def mask_rejected(batch: Batch, z: Tensor) -> Tensor:
    """SelecTKD (arXiv 2510.24021): its token is its likeliest where the student wrote and proposed none."""
    tokens = torch.where(batch.proposed < 0, z.argmax(-1), batch.proposed)
    flat = batch.teacher.flatten(0, 1)
    kept = rule_of(batch.at)(flat, flat, tokens.flatten()).view_as(tokens)
    return torch.where(kept, 1.0, batch.at.rejected_weight)


def early_tokens(batch: Batch, z: Tensor) -> Tensor:
    """IW-OPD (arXiv 2606.22600): a token counts less the more of its row's disagreement lies before it."""
    own, theirs = (log_probability(logits, batch.tokens) for logits in (z, batch.teacher))
    gaps = (own - theirs).abs() * batch.mask
    before = gaps.cumsum(1) - gaps
    return 1 + batch.at.early_weight * (1 - before / gaps.sum(1, keepdim=True).clamp(min=1e-9))


def informative_tokens(batch: Batch, z: Tensor) -> Tensor:
    """TIP (arXiv 2604.14084): the largest h + d − h·d; entropy h and KL d of the batch from 0 to 1."""
    scaled = []
    for value in (entropy(z), divergence("reverse-kl", batch.teacher, z)):
        everywhere = batch.collector.ranks.join(value[batch.mask])
        least, most = everywhere.min(), everywhere.max()
        scaled.append(((value - least) / (most - least + 1e-6)).clamp(0, 1))
    return hardest(batch, scaled[0] + scaled[1] - scaled[0] * scaled[1], batch.at.keep_fraction)


def relative_difficulty(batch: Batch, z: Tensor, of_labels: bool) -> Tensor:
    """Relative difficulty (arXiv 2407.03719), in two stages.

    First how little the teacher changes its mind after half of its blocks, then the tokens that exactly one
    of both models is sure of; `of_labels` the second stage selects.
    """
    if batch.at.stage == 1:
        states, model = batch.states["teacher"], batch.collector.teacher
        half = max(1, (len(states) - 1) // 2)
        # After the last block they are what the logits are computed from.
        early = model.head(states[half]) if half < len(states) - 1 else batch.teacher
        pair = (early, batch.teacher) if of_labels else (batch.teacher, early)
        return (-divergence("forward-kl", *pair)).exp()
    unsure = [log_probability(logits, batch.tokens).exp() <= SURE for logits in (batch.teacher, z)]
    return unsure[0] ^ unsure[1] if of_labels else (unsure[0] ^ unsure[1]).float()


# Schedules.

def decayed(first: float, last: float, progress: float) -> float:
    """Exponentially from one share to another, as in ImitKD (arXiv 2009.07253)."""
    first, last = (first, last) if first == last else (max(first, 1e-3), max(last, 1e-3))
    return first * (last / first) ** progress if first else 0.0


def smoothed(before: float | None, value: float) -> float:
    return value if before is None else 0.99 * before + 0.01 * value


def follow_validation(state: dict, at: Namespace, loss: float, validate: Callable[[], float]) -> dict:
    """DistiLLM: the student's share rises by a tenth when the validation loss is 0.1 above its lowest."""
    if at.step % at.eval_steps:
        return state
    now, lowest = validate(), state.get("lowest", math.inf)
    if now < lowest + 0.1:
        return {**state, "lowest": min(now, lowest)}
    return {"lmbda": min(1.0, methods.half_up(10 * state.get("lmbda", 0.0) + 1) / 10), "lowest": now}


def follow_focus(state: dict, at: Namespace, loss: float, validate: Callable[[], float]) -> dict:
    """AdaKD: the fraction kept shrinks or grows by a tenth as the smoothed loss falls or rises by a tenth."""
    average, keep = smoothed(state.get("average"), loss), state.get("keep", at.keep_fraction)
    reference = state.get("reference")
    if reference is None or 0.9 * reference <= average <= 1.1 * reference:
        first = average if reference is None and at.step > at.warmup_steps else reference
        return {"average": average, "keep": keep, "reference": first}
    factor = 0.9 if average < reference else 1.1
    return {"average": average, "keep": min(1.0, max(min(0.1, keep), keep * factor)), "reference": average}


def follow_target(state: dict, at: Namespace, loss: float, validate: Callable[[], float]) -> dict:
    """TAID: the target walks to the teacher at least as the run goes on, and faster while the loss falls."""
    before, lmbda = state.get("loss"), state.get("lmbda", 0.0)
    if before is None:
        return {"loss": loss}
    average = smoothed(state.get("average", 0.0), (before - loss) / (before + 1e-15))
    lmbda += 5e-4 / (1 + math.exp(-average)) * (1 - lmbda)
    return {"loss": loss, "average": average, "lmbda": min(1.0, max(at.progress, lmbda))}


skd.DIVERGENCES.update({
    "todi": (todi, ()), "alpha-beta": (alpha_beta, ("ab_alpha", "ab_beta")),
    "alpha-mixture": (alpha_mixture, ("skew_alpha", "assistant_alpha")),
    "taid": (taid, ("target_start",)), "veto": (veto, ("veto_strength",)),
})
methods.SAMPLERS.update({
    "adaptive-switch": lambda at, student, teacher: (student, teacher, switch_rule(at.switch_factor)),
    "replay": lambda at, student, teacher: (student,),
})
methods.WRITERS["replay"] = replayed
methods.OWN.add("replay")
methods.LOSSES.update({
    "policy-gradient": policy_gradient, "entropy-aware": entropy_aware, "contrastive": contrastive,
    "fixed-advantage": lambda batch, z: -batch.at.fixed_advantage * log_probability(z, batch.tokens),
    "weighted-labels": labels, "adaptive-temperature": adaptive_temperature, "correlation": correlation,
    "comparative": comparative,
})
methods.UNWEIGHTED["weighted-labels"] = soft_targets
methods.WITHOUT_TEACHER.add("fixed-advantage")
methods.READS_STATES |= {"comparative", "relative-difficulty", "label-difficulty"}
methods.WEIGHTS.update({
    "mask-rejected": mask_rejected, "early-tokens": early_tokens, "informative-tokens": informative_tokens,
    "hard-tokens": lambda batch, z: hardest(batch, hellinger(batch.teacher, z), batch.at.keep_fraction),
    "relative-difficulty": lambda batch, z: relative_difficulty(batch, z, of_labels=False),
    "label-difficulty": lambda batch, z: relative_difficulty(batch, z, of_labels=True),
})
methods.SCHEDULES.update({
    "decay-data": lambda at, _: {"lmbda": 1 - decayed(1 - at.lmbda, 1 - at.lmbda_final, at.progress)},
    "anneal-veto": lambda at, _: {"veto_strength": at.veto_strength * (1 - at.progress)},
    "auxiliary-warm-up": lambda at, _: {"auxiliary_weight": at.auxiliary_weight * min(1.0, 2 * at.progress)},
    "adaptive-mixture": lambda at, state: {"lmbda": state.get("lmbda", 0.0)},
    "adaptive-focus": lambda at, state: {"keep_fraction": state.get("keep", at.keep_fraction)},
    "adaptive-target": lambda at, state: {
        "target_start": methods.between(at.target_start, 1.0, max(at.progress, state.get("lmbda", 0.0)))},
})
methods.ADVANCES.update({"adaptive-mixture": follow_validation, "adaptive-focus": follow_focus,
                         "adaptive-target": follow_target})
