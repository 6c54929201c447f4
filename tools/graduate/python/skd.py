"""Speculative Knowledge Distillation (W. Xu et al., arXiv 2410.11325, Algorithm 1): interleaved sampling and its loss.

The student proposes each token; the teacher replaces what it ranks K-th or lower. The loss is the mean of
D(teacher, student) over all response tokens, accepted and replaced alike; no gradient flows through sampling.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from model import Transformer

# u in [0, 1) times this times the total stays below the total: a token of probability 0 is never drawn.
BELOW_ONE = 1 - 2**-22
# AdaSwitch: divergences in the moving average.
WINDOW = 8


@dataclass(frozen=True)
class Sampling:
    """How logits become the distribution that tokens are drawn from; temperature 0 is greedy."""

    temperature: float
    top_p: float


@dataclass(frozen=True)
class Voice:
    """A model that writes, with the random number of each row and response position [batch, response]."""

    model: Transformer
    sampling: Sampling
    uniforms: Tensor


@dataclass(frozen=True)
class Rollout:
    """Responses [batch, response]; `mask` is true up to and including the end.

    `accepted` and `proposed` tell of the student's proposals; the logits [batch, response, vocabulary] are the teacher's.
    """

    tokens: Tensor
    mask: Tensor
    accepted: Tensor | None = None
    proposed: Tensor | None = None
    teacher_logits: Tensor | None = None


def warp(logits: Tensor, sampling: Sampling) -> Tensor:
    """[rows, vocabulary] -> unnormalised probabilities, 0 outside the nucleus (Holtzman et al., arXiv 1904.09751)."""
    if sampling.temperature < 1e-6:
        return torch.nn.functional.one_hot(logits.argmax(-1), logits.shape[-1]).float()
    probabilities = (logits / sampling.temperature).softmax(-1)
    if sampling.top_p >= 1:
        return probabilities
    return probabilities * (mass_above(probabilities) < sampling.top_p)


def mass_above(probabilities: Tensor) -> Tensor:
    """For each token the mass of those that are strictly more probable [rows, vocabulary]."""
    ordered = probabilities.sort(-1, descending=True).values
    before = torch.cat([torch.zeros_like(ordered[:, :1]), ordered.cumsum(-1)], -1)
    more_probable = torch.searchsorted((-ordered).contiguous(), (-probabilities).contiguous())
    return before.gather(-1, more_probable)


def draw(weights: Tensor, uniform: Tensor) -> Tensor:
    """Tokens [rows] by inversion of the distribution function; weights [rows, vocabulary], uniform [rows]."""
    cumulative = weights.cumsum(-1)
    threshold = (uniform * BELOW_ONE).unsqueeze(-1) * cumulative[:, -1:]
    return (cumulative <= threshold).sum(-1)


# A rule gives [rows] of bool from the teacher's and the student's logits [rows, vocabulary] and the proposals [rows].
Rule = Callable[[Tensor, Tensor, Tensor], Tensor]


def top_k_rule(top_k: int) -> Rule:
    """SKD: fewer than K tokens are more probable to the teacher."""
    return lambda teacher, _, proposed: (teacher > teacher.gather(-1, proposed.unsqueeze(-1))).sum(-1) < top_k


def nucleus_rule(top_p: float) -> Rule:
    """A variant: the tokens that are more probable to the teacher hold less than `top_p`."""
    return lambda teacher, _, proposed: (
        mass_above(teacher.softmax(-1)).gather(-1, proposed.unsqueeze(-1)).squeeze(-1) < top_p
    )


def switch_rule(factor: float) -> Rule:
    """AdaSwitch (arXiv 2510.07842): the student's until KL(p, q) exceeds `factor` times its moving average, then never.

    It counts on being asked once for each position, so it goes with blocks of one token.
    """
    recent: list[Tensor] = []
    still = None

    def rule(teacher: Tensor, student: Tensor, _: Tensor) -> Tensor:
        nonlocal still
        found = divergence("forward-kl", teacher, student)
        near = found <= factor * torch.stack(recent).mean(0) if recent else torch.ones_like(found, dtype=torch.bool)
        still = near if still is None else still & near
        recent.append(found)
        del recent[:-WINDOW]
        return still

    return rule


@torch.no_grad()
def sample_alone(voice: Voice, prompts: Tensor, limit: int, eos: int, pad: int, keep_logits: bool = False) -> Rollout:
    """Responses of one model to prompts [batch, prompt], at most `limit` tokens long."""
    (batch, before), kept = prompts.shape, []
    cache = voice.model.cache(batch, before + limit)
    at = torch.arange(before, device=prompts.device).expand(batch, before)
    ids, alive = prompts, torch.ones(batch, dtype=torch.bool, device=prompts.device)
    tokens, mask = torch.full_like(voice.uniforms, pad, dtype=torch.long), torch.zeros_like(voice.uniforms, dtype=torch.bool)
    for i in range(limit):
        logits = voice.model(ids, cache, at, before + i)[:, -1]
        token = torch.where(alive, draw(warp(logits, voice.sampling), voice.uniforms[:, i]), pad)
        tokens[:, i], mask[:, i] = token, alive
        if keep_logits:
            kept.append(logits)
        alive = alive & (token != eos)
        if not alive.any():
            break
        ids, at = token.unsqueeze(1), torch.full_like(at[:, :1], before + i)
    return Rollout(tokens, mask, teacher_logits=torch.stack(kept, 1) if kept else None)


@torch.no_grad()
def sample_interleaved(
    student: Voice, teacher: Voice, rule: Rule, prompts: Tensor, limit: int, eos: int, pad: int, block: int = 1
) -> Rollout:
    """The student drafts `block` tokens, the teacher scores them in one pass, the longest accepted prefix is kept and
    the first rejected token replaced. Rows go on at their own positions; random numbers belong to (row, position), so
    the sequences are those of `block` = 1.
    """
    (batch, before), device = prompts.shape, prompts.device
    response, vocabulary = student.uniforms.shape[1], student.model.wte.weight.shape[0]
    room, row = before + limit + block, torch.arange(batch, device=device)
    caches = [voice.model.cache(batch, room) for voice in (student, teacher)]
    if before > 1:
        at = torch.arange(before - 1, device=device).expand(batch, before - 1)
        for voice, cache in zip((student, teacher), caches):
            voice.model(prompts[:, :-1], cache, at, before - 1)
    tokens = torch.full((batch, response), pad, dtype=torch.long, device=device)
    mask, accepted = (torch.zeros_like(tokens, dtype=torch.bool) for _ in range(2))
    proposed, known = torch.zeros_like(tokens), torch.zeros(batch, response, vocabulary, device=device)
    # Committed tokens and the last of them, by row; a row is alive until its end or the limit.
    count, last, alive, rounds = torch.zeros_like(row), prompts[:, -1], torch.ones_like(row, dtype=torch.bool), 0
    while alive.any():
        rounds += 1
        columns, inputs, drafts, own_logits = min(room, before + rounds * block), [last], [], []
        at = before - 1 + count.unsqueeze(1) + torch.arange(block, device=device)
        for j in range(block):
            own_logits.append(student.model(inputs[j].unsqueeze(1), caches[0], at[:, j : j + 1], columns)[:, 0])
            uniform = student.uniforms[row, (count + j).clamp(max=response - 1)]
            drafts.append(draw(warp(own_logits[j], student.sampling), uniform))
            inputs.append(drafts[j])
        scored = teacher.model(torch.stack(inputs[:-1], 1), caches[1], at, columns)
        # Rows all of whose tokens of this block were kept so far.
        going = alive
        for j, draft in enumerate(drafts):
            place = count.clamp(max=response - 1)
            kept = rule(scored[:, j], own_logits[j], draft)
            token = torch.where(kept, draft, draw(warp(scored[:, j], teacher.sampling), teacher.uniforms[row, place]))
            here, there = row[going], place[going]
            tokens[here, there], mask[here, there] = token[going], True
            accepted[here, there], proposed[here, there] = kept[going], draft[going]
            known[here, there] = scored[going, j]
            count, last = count + going.long(), torch.where(going, token, last)
            goes_on = (token != eos) & (count < limit)
            alive, going = alive & (~going | goes_on), going & kept & goes_on
    return Rollout(tokens, mask, accepted, proposed, known)


def kl(log_a: Tensor, log_b: Tensor) -> Tensor:
    return (log_a.exp() * (log_a - log_b)).sum(-1)


def mixture(log_a: Tensor, log_b: Tensor, share: float) -> Tensor:
    """log(share·a + (1 − share)·b)."""
    return torch.logaddexp(log_a + math.log(share), log_b + math.log1p(-share))


def divergence(kind: str, teacher: Tensor, student: Tensor, temperature: float = 1.0, share: float = 0.5) -> Tensor:
    """D(p, q) in nats from logits [..., vocabulary] -> [...]; no gradient flows into the teacher's.

    `share` is beta of the generalised Jensen-Shannon divergence (arXiv 2306.13649) or alpha of the skew divergences
    (arXiv 2402.03898); the total variation distance has no unit.
    """
    p, q = (teacher.detach() / temperature).log_softmax(-1), (student / temperature).log_softmax(-1)
    if kind == "forward-kl":
        return kl(p, q)
    if kind == "reverse-kl":
        return kl(q, p)
    if kind == "jsd":
        middle = mixture(p, q, share)
        return share * kl(p, middle) + (1 - share) * kl(q, middle)
    if kind == "tvd":
        return (p.exp() - q.exp()).abs().sum(-1) / 2
    if kind == "skew-forward-kl":
        return kl(p, mixture(p, q, share))
    if kind == "skew-reverse-kl":
        return kl(q, mixture(q, p, share))
    raise ValueError(f"unknown divergence {kind}")
