"""A method is four parts: a sampler (who writes), a loss (at a token), a token weight, and a schedule (what changes).

methods.json names the parts of every method of Distillery; those with a part that is not here cannot run here.
"""
from __future__ import annotations

import json
import math
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

import rng
from config import HERE
from model import ProjectError
from skd import Rollout, Rule, Voice, divergence, nucleus_rule, sample, switch_rule, top_k_rule

# Sampler -> who writes, and whether each sequence is the data's instead with probability 1 - lmbda.
SAMPLERS = {
    "dataset": ("dataset", False), "teacher-text": ("teacher-text", False), "teacher": ("teacher", False),
    "student": ("student", False), "student-mixture": ("student", True), "interleaved": ("interleaved", False),
    "interleaved-mixture": ("interleaved", True), "adaptive-switch": ("adaptive-switch", False),
}


def between(first: float, last: float, progress: float) -> float:
    return first + (last - first) * progress


def half_up(value: float) -> int:
    return math.floor(value + 0.5)


def decayed(first: float, last: float, progress: float) -> float:
    """Exponentially from one share to another, as in ImitKD (arXiv 2009.07253)."""
    first, last = (first, last) if first == last else (max(first, 1e-3), max(last, 1e-3))
    return first * (last / first) ** progress if first else 0.0


# Schedule -> what it changes, from the settings and the progress of the run from 0 to 1.
SCHEDULES: dict[str, Callable[[Namespace, float], dict]] = {
    "constant": lambda c, at: {},
    "anneal-k": lambda c, at: {"acceptance_top_k": half_up(between(c.acceptance_top_k, c.acceptance_top_k_final, at))},
    "anneal-mixture": lambda c, at: {"lmbda": between(c.lmbda, c.lmbda_final, at)},
    "decay-data": lambda c, at: {"lmbda": 1 - decayed(1 - c.lmbda, 1 - c.lmbda_final, at)},
    "anneal-temperature": lambda c, at: {"loss_temperature": between(c.loss_temperature, c.loss_temperature_final, at)},
    "two-stage": lambda c, at: {"source": "dataset"} if c.step <= half_up(c.stage_fraction * c.max_steps) else {},
    "anneal-veto": lambda c, at: {"veto_strength": c.veto_strength * (1 - at)},
}


def settings_at(config: Namespace, parts: dict[str, str], step: int) -> Namespace:
    """The settings of a step, 1-based, with the parts of the method, due changes, and what its schedule moves."""
    source, mixed = SAMPLERS[parts["sampler"]]
    due = [change for change in config.changes if change["step"] <= step]
    at = Namespace(**{**vars(config), **parts, **{k: v for change in due for k, v in change.items()}})
    at.step, at.source, at.lmbda = step, source, at.lmbda if mixed else 1.0
    moved = SCHEDULES[at.schedule](at, min(1.0, (step - 1) / max(1, at.max_steps - 1)))
    return Namespace(**{**vars(at), **moved})


@dataclass
class Batch:
    """Sequences of a step on this rank: `prompts`, and what the student learns at [rows, response] tokens of responses.

    `proposed` is -1 where the student proposed nothing, `own` [rows, 1] is true where it wrote; `teacher` are logits.
    `gather` joins the values [count] of all ranks.
    """

    at: Namespace
    prompts: list
    tokens: Tensor
    mask: Tensor
    proposed: Tensor
    own: Tensor
    teacher: Tensor | None
    accepted: int
    gather: Callable[[Tensor], Tensor]


def rule_of(at: Namespace) -> Rule:
    return top_k_rule(at.acceptance_top_k) if at.acceptance == "top-k" else nucleus_rule(at.acceptance_top_p)


def response_logits(model: nn.Module, prompts: list, tokens: Tensor) -> Tensor:
    """Logits [rows, response, vocabulary] that predict `tokens` [rows, response], behind prompts as the model reads them."""
    ids, mask = (part.to(tokens.device) for part in model.reader.prompts(prompts))
    ids, mask = torch.cat([ids, tokens[:, :-1]], 1), F.pad(mask, (0, tokens.shape[1] - 1), value=True)
    return model(ids, mask, keep=tokens.shape[1])


class Collector:
    """Gets the sequences of one step, and what the teacher says about them."""

    def __init__(self, seed: int, student: nn.Module, teacher: nn.Module, data: list[dict], gather: Callable) -> None:
        self.seed, self.student, self.teacher, self.gather = seed, student, teacher, gather
        self.device = next(student.parameters()).device
        self.first = {repr(example["prompt"]): i for i, example in reversed(list(enumerate(data)))}
        self.reader, self.ends = student.reader, torch.tensor(student.reader.ends, device=self.device)

    def voice(self, model: nn.Module, prompts: list, address: tuple = (0, 0, None), warp: tuple = (0.0, 1.0)) -> Voice:
        """A model that answers: the stream, step and rows of its random numbers, temperature and top-p; greedy by itself."""
        stream, step, rows = address
        ids, mask = (part.to(self.device) for part in model.reader.prompts(prompts))
        uniforms = rng.uniform(self.seed, stream, step, rows or range(len(prompts)), self.reader.room)
        return Voice(model, ids, mask, torch.from_numpy(uniforms).to(self.device), *warp)

    def write(self, at: Namespace, rows: list[int], prompts: list) -> Rollout:
        """Has the source of the method answer prompts, which are the given rows of the global batch."""
        limit, one = at.max_completion_length, self.reader
        own, warp = (at.student_temperature, at.student_top_p), (at.teacher_temperature, at.teacher_top_p)
        student = self.voice(self.student, prompts, (rng.STUDENT_TOKEN, at.step, rows), own)
        teacher = self.voice(self.teacher, prompts, (rng.TEACHER_TOKEN, at.step, rows), warp)
        if at.source in ("student", "teacher"):
            return sample(student if at.source == "student" else teacher, limit, self.ends, one.pad)
        if at.source == "adaptive-switch":
            return sample(student, limit, self.ends, one.pad, teacher, switch_rule(at.switch_factor))
        if at.source == "interleaved":
            return sample(student, limit, self.ends, one.pad, teacher, rule_of(at), at.num_speculative_tokens)
        # The teacher's text: random numbers belong to the prompt, so a prompt gets the same answer in each epoch.
        steps, greedy = [self.first[repr(prompt)] for prompt in prompts], at.teacher_text == "greedy"
        voice = self.voice(self.teacher, prompts, (rng.TEACHER_TEXT, steps, [0] * len(rows)), (0.0, 1.0) if greedy else warp)
        return sample(voice, limit, self.ends, one.pad)

    def collect(self, at: Namespace, rows: list[int], examples: list[dict]) -> Batch:
        """`rows` of the global batch, with their examples."""
        prompts, one = [example["prompt"] for example in examples], self.reader
        drawn = rng.uniform(self.seed, rng.MIXTURE, at.step, rows, 1)[:, 0] < at.lmbda
        written = [i for i in range(len(rows)) if at.source != "dataset" and drawn[i]]
        data = [[*one.encode(example["completion"]), one.ends[0]] for example in examples]
        if max(map(len, data)) > one.room:
            raise ProjectError(f"A completion has more than {one.room - 1} tokens. Shorten it, or raise max_completion_length.")
        tokens = torch.tensor([ids + [one.pad] * (one.room - len(ids)) for ids in data], device=self.device)
        mask = torch.arange(one.room, device=self.device) < torch.tensor([[len(ids)] for ids in data], device=self.device)
        proposed, own, accepted, known = torch.full_like(tokens, -1), torch.zeros_like(mask[:, :1]), 0, None
        if written:
            out = self.write(at, [rows[i] for i in written], [prompts[i] for i in written])
            tokens[written], mask[written] = out.tokens, out.mask
            known = out.logits if len(written) == len(rows) else None
            if at.source == "interleaved":
                proposed[written], accepted = out.proposed, int(out.accepted.sum())
            elif at.source in ("student", "adaptive-switch"):
                proposed[written] = torch.where(out.accepted, out.tokens, -1)
                own[written] = at.source == "student"
        longest = int(mask.sum(1).max())
        tokens, mask, proposed = tokens[:, :longest], mask[:, :longest], proposed[:, :longest]
        teacher = None
        if at.weight != "none" or at.loss not in ("cross-entropy", "fixed-advantage"):
            with torch.no_grad():
                teacher = response_logits(self.teacher, prompts, tokens) if known is None else known[:, :longest]
        return Batch(at, prompts, tokens, mask, proposed, own, teacher, accepted, self.gather)


# Losses at a token [rows, response], from the batch and the student's logits z [rows, response, vocabulary].

def log_probability(logits: Tensor, tokens: Tensor) -> Tensor:
    return logits.log_softmax(-1).gather(-1, tokens.unsqueeze(-1)).squeeze(-1)


def compared(batch: Batch, z: Tensor, kind: str = "") -> Tensor:
    """The divergence of the settings, or another one, at the loss temperature."""
    at, kind = batch.at, kind or batch.at.divergence
    numbers = {"jsd": (at.beta,), "alpha-beta": (at.ab_alpha, at.ab_beta), "alpha-mixture": (at.skew_alpha, at.assistant_alpha),
               "taid": (at.target_start,), "veto": (at.veto_strength,)}.get(kind, (at.skew_alpha,))
    return divergence(kind, batch.teacher, z, at.loss_temperature, *numbers)


def hinton(batch: Batch, z: Tensor) -> Tensor:
    """(1 − a)·CE + a·T²·KL (Hinton et al., arXiv 1503.02531)."""
    soft = batch.at.loss_temperature**2 * compared(batch, z, "forward-kl")
    return (1 - batch.at.alpha) * -log_probability(z, batch.tokens) + batch.at.alpha * soft


def policy_gradient(batch: Batch, z: Tensor) -> Tensor:
    """−A·log q(y) with A = log p(y) − log q(y) without gradient; its value is −A."""
    own = log_probability(z, batch.tokens)
    cost = (own - log_probability(batch.teacher, batch.tokens)).detach()
    return cost + cost * (own - own.detach())


def entropy(logits: Tensor) -> Tensor:
    return -(logits.softmax(-1) * logits.log_softmax(-1)).sum(-1)


def entropy_aware(batch: Batch, z: Tensor) -> Tensor:
    """EOPD (arXiv 2603.07079): KL(p, q) besides where the teacher is undecided."""
    forks = entropy(batch.teacher) > batch.at.fork_entropy
    return policy_gradient(batch, z) + forks * divergence("forward-kl", batch.teacher, z)


def contrastive(batch: Batch, z: Tensor) -> Tensor:
    """DistiLLM-2 (arXiv 2503.07067): one skew divergence on the student's own text, the other on given text."""
    return torch.where(batch.own, compared(batch, z, "skew-reverse-kl"), compared(batch, z, "skew-forward-kl"))


LOSSES: dict[str, Callable[[Batch, Tensor], Tensor]] = {
    "divergence": compared, "hinton": hinton, "policy-gradient": policy_gradient, "entropy-aware": entropy_aware,
    "contrastive": contrastive, "cross-entropy": lambda batch, z: -log_probability(z, batch.tokens),
    "fixed-advantage": lambda batch, z: -batch.at.fixed_advantage * log_probability(z, batch.tokens),
}


# Token weights [rows, response]; no gradient flows through them.

def mask_rejected(batch: Batch, z: Tensor) -> Tensor:
    """SelecTKD (arXiv 2510.24021): the student's token is its most probable one where it neither wrote nor proposed one."""
    tokens = torch.where(batch.proposed < 0, z.argmax(-1), batch.proposed)
    flat = batch.teacher.flatten(0, 1)
    kept = rule_of(batch.at)(flat, flat, tokens.flatten()).view_as(tokens)
    return torch.where(kept, 1.0, batch.at.rejected_weight)


def early_tokens(batch: Batch, z: Tensor) -> Tensor:
    """IW-OPD (arXiv 2606.22600): the more of a sequence's disagreement lies before a token, the less it counts."""
    gaps = (log_probability(z, batch.tokens) - log_probability(batch.teacher, batch.tokens)).abs() * batch.mask
    before = gaps.cumsum(1) - gaps
    return 1 + batch.at.early_weight * (1 - before / gaps.sum(1, keepdim=True).clamp(min=1e-9))


def informative_tokens(batch: Batch, z: Tensor) -> Tensor:
    """TIP (arXiv 2604.14084): the tokens with the largest h + d − h·d; entropy h and KL d of the batch from 0 to 1."""
    scaled = []
    for value in (entropy(z), divergence("reverse-kl", batch.teacher, z)):
        everywhere = batch.gather(value[batch.mask])
        scaled.append(((value - everywhere.min()) / (everywhere.max() - everywhere.min() + 1e-6)).clamp(0, 1))
    score = scaled[0] + scaled[1] - scaled[0] * scaled[1]
    everywhere = batch.gather(score[batch.mask])
    return (score >= everywhere.topk(max(1, int(batch.at.keep_fraction * len(everywhere) + 1e-3))).values[-1]).float()


WEIGHTS: dict[str, Callable[[Batch, Tensor], Tensor]] = {
    "none": lambda batch, z: torch.ones_like(batch.mask, dtype=torch.float32), "mask-rejected": mask_rejected,
    "early-tokens": early_tokens, "informative-tokens": informative_tokens,
}


def weighted_loss(batch: Batch, z: Tensor) -> tuple[Tensor, Tensor]:
    """The sum of the loss over response tokens, each times its weight, and the number of tokens that share it.

    Weights that select share it among the tokens they keep.
    """
    with torch.no_grad():
        weights = WEIGHTS[batch.at.weight](batch, z) * batch.mask
    counted = weights if batch.at.weight == "informative-tokens" else batch.mask
    return (LOSSES[batch.at.loss](batch, z) * weights).sum(), counted.sum()


def read_method(name: str) -> dict[str, str]:
    """The parts of a method. Raises ProjectError where one of them is not here."""
    table = json.loads((HERE / "methods.json").read_text("utf-8"))
    here = {"sampler": SAMPLERS, "loss": LOSSES, "weight": WEIGHTS, "schedule": SCHEDULES}
    missing = {one: [f"{part} {parts[part]}" for part in here if parts[part] not in here[part]] for one, parts in table.items()}
    if missing.get(name) == []:
        return table[name]
    why = f"needs what this project has not got: {', '.join(missing[name])}" if name in table else "is no method"
    raise ProjectError(f"{name} {why}. Set method to one of {', '.join(one for one in table if not missing[one])}.")
