"""A method is four parts: a sampler (who writes), a loss (at a token), a token weight, and a schedule.

methods.json names the parts of every method of Distillery. The tables here hold those of SKD and its
baselines; more_methods.py adds those of other papers.
"""
from __future__ import annotations

import json
import math
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

import rng
from config import HERE, ProjectError
from skd import (DIVERGENCES, Rollout, Rule, Voice, divergence, log_probability, nucleus_rule, sample,
                 top_k_rule)


def between(first: float, last: float, progress: float) -> float:
    return first + (last - first) * progress


def half_up(value: float) -> int:
    return math.floor(value + 0.5)


def rule_of(at: Namespace) -> Rule:
    """How a proposed token is verified."""
    return top_k_rule(at.acceptance_top_k) if at.acceptance == "top-k" else nucleus_rule(at.acceptance_top_p)


# Sampler -> who writes: a writer, and where another verifies it that one, its rule, the tokens of a draft.
# A sampler whose name ends in -mixture takes each sequence from the data with probability 1 - lmbda.
SAMPLERS: dict[str, Callable[[Namespace, Voice, Voice], tuple]] = {
    "dataset": lambda at, student, teacher: (),
    "teacher-text": lambda at, student, teacher: (teacher,),
    "teacher": lambda at, student, teacher: (teacher,),
    "student": lambda at, student, teacher: (student,),
    "interleaved": lambda at, student, teacher: (student, teacher, rule_of(at), at.num_speculative_tokens),
}
# Schedule -> what it changes, from the settings, with the step and its progress from 0 to 1, and its state.
SCHEDULES: dict[str, Callable[[Namespace, dict], dict]] = {
    "constant": lambda at, _: {},
    "anneal-k": lambda at, _: {
        "acceptance_top_k": half_up(between(at.acceptance_top_k, at.acceptance_top_k_final, at.progress))},
    "anneal-mixture": lambda at, _: {"lmbda": between(at.lmbda, at.lmbda_final, at.progress)},
    "anneal-temperature": lambda at, _: {
        "loss_temperature": between(at.loss_temperature, at.loss_temperature_final, at.progress)},
    "two-stage": lambda at, _: (
        {"source": "dataset", "stage": 1} if at.step <= half_up(at.stage_fraction * at.max_steps) else {}),
}
# Schedule -> its state after a step: from that before it, the settings, the loss, and a way to measure the
# validation loss. A step is planned from the reports up to the second one before it, as in the page.
ADVANCES: dict[str, Callable[[dict, Namespace, float, Callable[[], float]], dict]] = {}


def settings_at(config: Namespace, parts: dict[str, str], step: int, state: dict) -> Namespace:
    """Settings of a step, 1-based, with the parts of the method, due changes, and what its schedule moves."""
    source = parts["sampler"].removesuffix("-mixture")
    at = Namespace(**{**vars(config), **parts})
    for change in config.changes:
        vars(at).update(change if change["step"] <= step else {})
    progress = min(1.0, (step - 1) / max(1, at.max_steps - 1))
    vars(at).update(step=step, progress=progress, source=source, stage=2)
    vars(at).update(SCHEDULES[at.schedule](at, state))
    at.lmbda = at.lmbda if source != parts["sampler"] else 1.0
    return at


@dataclass
class Batch:
    """Sequences of a step on this rank: prompts, and `tokens` of responses and their `mask` [rows, response].

    `proposed` is -1 where the student proposed nothing, `own` [rows, 1] is true where it wrote; `teacher` are
    logits. `states` has the inner states of both models, by role, where the method reads them.
    """

    collector: Collector
    at: Namespace
    prompts: list
    tokens: Tensor
    mask: Tensor
    proposed: Tensor
    own: Tensor
    teacher: Tensor | None
    states: dict[str, list[Tensor]]
    accepted: int = 0
    verified: int = 0


def response_logits(model: nn.Module, prompts: list, tokens: Tensor, states: list | None = None) -> Tensor:
    """Logits [rows, response, vocabulary] that predict `tokens` [rows, response] behind these prompts."""
    ids, mask = (part.to(tokens.device) for part in model.reader.prompts(prompts))
    ids, mask = torch.cat([ids, tokens[:, :-1]], 1), F.pad(mask, (0, tokens.shape[1] - 1), value=True)
    return model(ids, mask, keep=tokens.shape[1], states=states)


class Collector:
    """Gets the sequences of one step, and what the teacher says about them."""

    def __init__(self, seed: int, student: nn.Module, teacher: nn.Module, data: list[dict], ranks) -> None:
        self.seed, self.student, self.teacher, self.ranks = seed, student, teacher, ranks
        self.reader, self.ends = student.reader, torch.tensor(student.reader.ends, device=ranks.device)
        self.first = {repr(example["prompt"]): i for i, example in reversed(list(enumerate(data)))}
        # Prompts and responses of earlier steps, the oldest first, the same on every rank.
        self.kept: list[list] = []

    def voice(self, model: nn.Module, prompts: list, address: tuple = (0, 0, None),
              warp: tuple = (0.0, 1.0)) -> Voice:
        """A model that answers: the stream, step and rows of its random numbers, temperature and top-p."""
        stream, step, rows = address
        ids, mask = (part.to(self.ranks.device) for part in model.reader.prompts(prompts))
        uniforms = rng.uniform(self.seed, stream, step, rows or range(len(prompts)), self.reader.room)
        return Voice(model, ids, mask, torch.from_numpy(uniforms).to(self.ranks.device), *warp)

    def write(self, at: Namespace, rows: Sequence[int], prompts: list, drawn: list[int]) -> Rollout | None:
        """Has the source answer those prompts, rows of the global batch, that are `drawn`."""
        rows, prompts = [rows[i] for i in drawn], [prompts[i] for i in drawn]
        if not drawn:
            return None
        warp, address = (at.teacher_temperature, at.teacher_top_p), (rng.TEACHER_TOKEN, at.step, rows)
        if at.source == "teacher-text":
            # Random numbers belong to the prompt, so a prompt gets the same answer in each epoch.
            address = (rng.TEACHER_TEXT, [self.first[repr(prompt)] for prompt in prompts], [0] * len(rows))
            warp = (0.0, 1.0) if at.teacher_text == "greedy" else warp
        own = (at.student_temperature, at.student_top_p)
        student = self.voice(self.student, prompts, (rng.STUDENT_TOKEN, at.step, rows), own)
        writer, *verified = SAMPLERS[at.source](at, student, self.voice(self.teacher, prompts, address, warp))
        return sample(writer, at.max_completion_length, self.ends, self.reader.pad, *verified)

    def padded(self, responses: list[list[int]]) -> tuple[Tensor, Tensor]:
        """Responses and their mask [rows, room]."""
        room, lengths = self.reader.room, torch.tensor([[len(ids)] for ids in responses])
        if lengths.max() > room:
            raise ProjectError(f"A completion has more than {room - 1} tokens. Shorten it, or raise "
                               "max_completion_length.")
        tokens = torch.tensor([ids + [self.reader.pad] * (room - len(ids)) for ids in responses])
        return tokens.to(self.ranks.device), (torch.arange(room) < lengths).to(self.ranks.device)

    def collect(self, at: Namespace, rows: Sequence[int], examples: list[dict]) -> Batch:
        """The batch of these rows of the global batch, with their examples."""
        prompts, texts = zip(*((example["prompt"], example["completion"]) for example in examples))
        prompts, one = list(prompts), self.reader
        tokens, mask = self.padded([[*one.encode(text), one.ends[0]] for text in texts])
        proposed, own, counts = torch.full_like(tokens, -1), torch.zeros_like(mask[:, :1]), (0, 0)
        shares = rng.uniform(self.seed, rng.MIXTURE, at.step, rows, 1)[:, 0]
        drawn = [i for i, share in enumerate(shares) if at.source != "dataset" and share < at.lmbda]
        out = WRITERS.get(at.source, Collector.write)(self, at, rows, prompts, drawn)
        if out:
            tokens[drawn], mask[drawn], own[drawn] = out.tokens, out.mask, at.source in OWN
        if out and at.source == "interleaved":
            proposed[drawn], counts = out.proposed, (int(out.accepted.sum()), int(out.mask.sum()))
        elif out and not at.source.startswith("teacher"):
            proposed[drawn] = torch.where(out.accepted, out.tokens, -1)
        longest = int(mask.sum(1).max())
        tokens, mask, proposed = (part[:, :longest] for part in (tokens, mask, proposed))
        states = {"student": [], "teacher": []} if {at.loss, at.weight} & READS_STATES else {}
        known = out.logits if out and len(drawn) == len(rows) and not states else None
        teacher = None if known is None else known[:, :longest]
        if teacher is None and (at.weight != "none" or at.loss not in WITHOUT_TEACHER):
            with torch.no_grad():
                teacher = response_logits(self.teacher, prompts, tokens, states.get("teacher"))
        return Batch(self, at, prompts, tokens, mask, proposed, own, teacher, states, *counts)


# Sampler -> what writes in place of Collector.write. Samplers whose text is the student's own, losses that
# ask no teacher, losses and weights that read more of the models than logits.
WRITERS: dict[str, Callable[[Collector, Namespace, Sequence[int], list, list[int]], Rollout | None]] = {}
OWN, WITHOUT_TEACHER, READS_STATES = {"student"}, {"cross-entropy"}, set()


def compared(batch: Batch, z: Tensor, kind: str = "", temperature: Tensor | None = None) -> Tensor:
    """The divergence [rows, response] and temperature of the settings, or others."""
    at, kind = batch.at, kind or batch.at.divergence
    numbers = [getattr(at, name) for name in DIVERGENCES[kind][1]]
    heat = at.loss_temperature if temperature is None else temperature
    return divergence(kind, batch.teacher, z, heat, *numbers)


def labels(batch: Batch, z: Tensor) -> Tensor:
    """(1 − a)·CE [rows, response], the first part of Hinton's loss (arXiv 1503.02531)."""
    return (1 - batch.at.alpha) * -log_probability(z, batch.tokens)


def soft_targets(batch: Batch, z: Tensor) -> Tensor:
    """a·T²·KL(p, q) [rows, response], the second part of Hinton's loss."""
    return batch.at.alpha * batch.at.loss_temperature**2 * compared(batch, z, "forward-kl")


# Losses at a token [rows, response], from the batch and the student's logits z [rows, response, vocabulary].
LOSSES: dict[str, Callable[[Batch, Tensor], Tensor]] = {
    "divergence": compared,
    "cross-entropy": lambda batch, z: -log_probability(z, batch.tokens),
    "hinton": lambda batch, z: labels(batch, z) + soft_targets(batch, z),
}
# What some losses have besides, which token weights leave alone.
UNWEIGHTED: dict[str, Callable[[Batch, Tensor], Tensor]] = {}
# Token weights [rows, response]. Weights that select are bool: the loss is the mean over what they keep.
WEIGHTS: dict[str, Callable[[Batch, Tensor], Tensor]] = {"none": lambda batch, z: batch.mask}


def batch_loss(batch: Batch, student: nn.Module) -> Tensor:
    """This rank's part of the mean loss over response tokens of the global batch, each times its weight."""
    z = response_logits(student, batch.prompts, batch.tokens, batch.states.get("student"))
    with torch.no_grad():
        weights = WEIGHTS[batch.at.weight](batch, z) * batch.mask
    counted = weights if weights.dtype == torch.bool else batch.mask
    tokens, kept = batch.collector.ranks.total(int(batch.mask.sum()), int(counted.sum()))
    loss = (LOSSES[batch.at.loss](batch, z) * weights).sum() / max(kept, 1)
    if batch.at.loss in UNWEIGHTED:
        loss = loss + (UNWEIGHTED[batch.at.loss](batch, z) * batch.mask).sum() / tokens
    return loss


def read_method(name: str) -> dict[str, str]:
    """The parts of a method. Raises ProjectError where it is not here."""
    table = json.loads((HERE / "methods.json").read_text("utf-8"))
    here = [one for one, parts in table.items() if "missing" not in parts]
    if name in here:
        return table[name]
    why = f"is not in this project: {table[name]['missing']}" if name in table else "is no method"
    raise ProjectError(f"{name} {why}. Set method to one of {', '.join(here)}.")
