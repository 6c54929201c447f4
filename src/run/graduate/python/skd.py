"""Speculative Knowledge Distillation (W. Xu et al., arXiv 2410.11325, Algorithm 1): sampling and divergences.

The student proposes each token; the teacher replaces what it ranks K-th or lower. The loss is the mean of
D(teacher, student) over all response tokens, accepted and replaced alike; no gradient flows through sampling.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# u in [0, 1) times this times the total stays below the total: a token of probability 0 is never drawn.
BELOW_ONE = 1 - 2**-22


@dataclass
class Voice:
    """A model that writes, its prompts and their mask [batch, prompt], random numbers [batch, response]."""

    model: nn.Module
    prompts: Tensor
    mask: Tensor
    uniforms: Tensor
    temperature: float = 0.0
    top_p: float = 1.0
    cache: dict = field(default_factory=dict)

    def read(self, ids: Tensor, written: Tensor) -> Tensor:
        """Logits [batch, n, vocabulary] after each of `ids` [batch, n], the last columns of `written`."""
        return self.model(ids, torch.cat([self.mask, written], 1), self.cache)

    def draw(self, logits: Tensor, place: Tensor) -> Tensor:
        """Tokens [batch] by inversion from logits [batch, vocabulary] at positions [batch]; greedy at 0."""
        if self.temperature < 1e-6:
            return logits.argmax(-1)
        weights = (logits / self.temperature).softmax(-1)
        if self.top_p < 1:  # Nucleus (Holtzman et al., arXiv 1904.09751).
            weights = weights * (mass_above(weights) < self.top_p)
        cumulative = weights.cumsum(-1)
        uniform = self.uniforms.gather(1, place.clamp(max=self.uniforms.shape[1] - 1).unsqueeze(1))
        return (cumulative <= uniform * BELOW_ONE * cumulative[:, -1:]).sum(-1)


class Rollout(NamedTuple):
    """Responses [batch, response], their mask with the end in it, what was accepted, and the proposals.

    `logits` [batch, response, vocabulary] are the verifier's, where there is one.
    """

    tokens: Tensor
    mask: Tensor
    accepted: Tensor
    proposed: Tensor
    logits: Tensor | None


def mass_above(probabilities: Tensor) -> Tensor:
    """For each token the mass of those that are strictly more probable [rows, vocabulary]."""
    ordered = probabilities.sort(-1, descending=True).values
    before = F.pad(ordered.cumsum(-1), (1, 0))
    return before.gather(-1, torch.searchsorted((-ordered).contiguous(), (-probabilities).contiguous()))


# [rows] of bool from the teacher's and the student's logits [rows, vocabulary] and proposals [rows].
Rule = Callable[[Tensor, Tensor, Tensor], Tensor]


def top_k_rule(top_k: int) -> Rule:
    """SKD: fewer than K tokens are more probable to the teacher."""
    return lambda teacher, _, token: (teacher > teacher.gather(-1, token.unsqueeze(-1))).sum(-1) < top_k


def nucleus_rule(top_p: float) -> Rule:
    """A variant: the tokens that are more probable to the teacher hold less than `top_p`."""
    return lambda teacher, _, token: mass_above(teacher.softmax(-1)).gather(-1, token[:, None])[:, 0] < top_p


@torch.no_grad()
def sample(writer: Voice, limit: int, ends: Tensor, pad: int, verifier: Voice | None = None,
           rule: Rule | None = None, block: int = 1) -> Rollout:
    """At most `limit` tokens a row, to one of `ends` [count]: the writer's, or the verifier's instead.

    The writer drafts `block` tokens, the verifier scores them in one pass, the longest prefix that `rule`
    accepts is kept and the first rejected token replaced. Rows go on at their own positions: the mask hides
    the cache's columns of rejected drafts. Random numbers belong to (row, position), so the sequences are
    those of `block` = 1.
    """
    voices, limit = [writer, verifier] if verifier else [writer], min(limit, writer.uniforms.shape[1])
    tokens = torch.full_like(writer.uniforms, pad, dtype=torch.long)
    mask, accepted, proposed, known = tokens != tokens, tokens != tokens, torch.zeros_like(tokens), None
    # Tokens so far by row; a row is alive until its end or the limit. Columns of the cache behind the prompt.
    count, alive, written = torch.zeros_like(tokens[:, 0]), ~mask[:, 0], mask[:, :0]
    last = [voice.prompts[:, -1] for voice in voices]
    for voice in voices:
        head, voice.mask = voice.prompts[:, :-1], voice.mask[:, :-1]
        if head.shape[1]:
            voice.read(head, written)
    while alive.any():
        inputs, logits = [last[0]], []
        for j in range(block):
            seen = F.pad(written, (0, j + 1), value=True)
            logits.append(writer.read(inputs[j].unsqueeze(1), seen)[:, 0])
            inputs.append(writer.draw(logits[j], count + j))
        scored = verifier.read(torch.stack([last[-1], *inputs[1:-1]], 1), seen) if verifier else None
        if verifier and known is None:
            known = scored.new_zeros(*tokens.shape, scored.shape[-1])
        # Rows all of whose tokens of this block were kept so far, and how many of them.
        going, new, token = alive, torch.zeros_like(count), last[0]
        for j, draft in enumerate(inputs[1:]):
            kept = rule(scored[:, j], logits[j], draft) if rule else going
            chosen = torch.where(kept, draft, verifier.draw(scored[:, j], count)) if verifier else draft
            row, place = going.nonzero()[:, 0], count[going]
            tokens[row, place], mask[row, place] = chosen[going], True
            accepted[row, place], proposed[row, place] = kept[going], draft[going]
            if verifier:
                known[row, place] = scored[going, j]
            count, new, token = count + going, new + going, torch.where(going, chosen, token)
            goes_on = ~torch.isin(chosen, ends) & (count < limit)
            alive, going = alive & (~going | goes_on), going & kept & goes_on
        last = [token for _ in voices]
        written = torch.cat([written, torch.arange(block, device=token.device) < new.unsqueeze(1)], 1)
    return Rollout(tokens, mask, accepted, proposed, known)


def kl(log_a: Tensor, log_b: Tensor) -> Tensor:
    """KL(a, b) in nats from log-probabilities [..., vocabulary] -> [...]."""
    return (log_a.exp() * (log_a - log_b)).sum(-1)


def mixture(log_a: Tensor, log_b: Tensor, share: float) -> Tensor:
    """log(share·a + (1 − share)·b)."""
    return torch.logaddexp(log_a + math.log(share), log_b + math.log1p(-share))


def jensen_shannon(p: Tensor, q: Tensor, beta: float) -> Tensor:
    """The generalised Jensen-Shannon divergence (arXiv 2306.13649)."""
    middle = mixture(p, q, beta)
    return beta * kl(p, middle) + (1 - beta) * kl(q, middle)


# Functions of log-probabilities p (teacher) and q (student) [..., vocabulary] and settings, with their names.
DIVERGENCES: dict[str, tuple[Callable[..., Tensor], tuple[str, ...]]] = {
    "forward-kl": (kl, ()),
    "reverse-kl": (lambda p, q: kl(q, p), ()),
    "jsd": (jensen_shannon, ("beta",)),
    "tvd": (lambda p, q: (p.exp() - q.exp()).abs().sum(-1) / 2, ()),
    "skew-forward-kl": (lambda p, q, a: kl(p, mixture(p, q, a)), ("skew_alpha",)),  # arXiv 2402.03898
    "skew-reverse-kl": (lambda p, q, a: kl(q, mixture(q, p, a)), ("skew_alpha",)),
}


def divergence(kind: str, teacher: Tensor, student: Tensor, temperature: float | Tensor = 1.0,
               *numbers: float) -> Tensor:
    """D(p, q) in nats from logits [..., vocabulary] -> [...]; no gradient flows into the teacher's."""
    p, q = (teacher.detach() / temperature).log_softmax(-1), (student / temperature).log_softmax(-1)
    return DIVERGENCES[kind][0](p, q, *numbers)


def log_probability(logits: Tensor, tokens: Tensor) -> Tensor:
    """log p(token) [...] from logits [..., vocabulary] and tokens [...]."""
    return logits.log_softmax(-1).gather(-1, tokens.unsqueeze(-1)).squeeze(-1)
