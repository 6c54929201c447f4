"""A method is four parts: a sampler (who writes), a loss (at a token), a token weight, and a schedule (what changes).

methods.json names the parts of every method of Distillery; those with a part that is not here cannot run here.
"""
from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

import rng
from model import ProjectError, Tokenizer, Transformer
from skd import (Rollout, Rule, Sampling, Voice, divergence, nucleus_rule, sample_alone, sample_interleaved, switch_rule,
                 top_k_rule)

# Sampler -> who writes, and whether each sequence is the data's instead with probability 1 - lmbda.
SAMPLERS = {
    "dataset": ("dataset", False), "teacher-text": ("teacher-text", False), "teacher": ("teacher", False),
    "student": ("student", False), "student-mixture": ("student", True), "interleaved": ("interleaved", False),
    "interleaved-mixture": ("interleaved", True), "adaptive-switch": ("adaptive-switch", False),
}
LOSSES = ("divergence", "cross-entropy", "hinton")
WEIGHTS = ("none", "mask-rejected")
SCHEDULES = ("constant", "anneal-k", "anneal-mixture", "decay-data", "anneal-temperature", "two-stage")


def read_method(name: str) -> dict[str, str]:
    """The parts of a method. Raises ProjectError where one of them is not here."""
    table = json.loads((Path(__file__).parent / "methods.json").read_text("utf-8"))
    here = {"sampler": SAMPLERS, "loss": LOSSES, "weight": WEIGHTS, "schedule": SCHEDULES}
    missing = {one: [f"{part} {parts[part]}" for part in here if parts[part] not in here[part]]
               for one, parts in table.items()}
    if name in table and not missing[name]:
        return table[name]
    why = f"needs what this project has not got: {', '.join(missing[name])}" if name in table else "is no method"
    raise ProjectError(f"{name} {why}. Set method to one of {', '.join(one for one in table if not missing[one])}.")


@dataclass(frozen=True)
class Plan:
    """The parts of a method in one step, with all that a schedule changes filled in."""

    source: str
    share: float
    loss: str
    weight: str
    divergence: str
    top_k: int
    temperature: float


def plan_at(method: dict[str, str], config, step: int) -> Plan:
    """`step` is 1-based."""
    source, mixed = SAMPLERS[method["sampler"]]
    schedule, progress = method["schedule"], min(1.0, (step - 1) / max(1, config.max_steps - 1))

    def between(first: float, last: float) -> float:
        return first + (last - first) * progress

    share = config.lmbda
    if schedule == "anneal-mixture":
        share = between(config.lmbda, config.lmbda_final)
    elif schedule == "decay-data" and config.lmbda != config.lmbda_final:
        first, last = max(1 - config.lmbda, 1e-3), max(1 - config.lmbda_final, 1e-3)
        share = 1 - first * (last / first) ** progress
    first_stage = schedule == "two-stage" and step <= math.floor(config.stage_fraction * config.max_steps + 0.5)
    top_k = between(config.acceptance_top_k, config.acceptance_top_k_final) if schedule == "anneal-k" else config.acceptance_top_k
    anneals = schedule == "anneal-temperature"
    temperature = between(config.loss_temperature, config.loss_temperature_final) if anneals else config.loss_temperature
    return Plan(source, 0.0 if first_stage else share if mixed else 1.0, method["loss"], method["weight"],
                method.get("divergence", config.divergence), math.floor(top_k + 0.5), temperature)


@dataclass(frozen=True)
class Collected:
    """Sequences of a step [rows, prompt + response]; the rest is [rows, response, ...]. -1: nothing was proposed."""

    sequences: Tensor
    mask: Tensor
    proposed: Tensor
    accepted: int
    replaced: int
    teacher_logits: Tensor | None


class Collector:
    """Gets the sequences of one step, and what the teacher says about them."""

    def __init__(self, config, student: Transformer, teacher: Transformer, tokenizer: Tokenizer, data: list[dict]) -> None:
        self.config, self.student, self.teacher, self.tokenizer = config, student, teacher, tokenizer
        self.data, self.texts = data, {}
        self.device = student.wte.weight.device
        self.response = student.context + 1 - config.max_prompt_length
        self.first = {example["prompt"]: i for i, example in reversed(list(enumerate(data)))}

    def prompts(self, texts: list[str]) -> Tensor:
        """[pad ... pad bos prompt], [rows, prompt]."""
        length, one = self.config.max_prompt_length, self.tokenizer
        ids = [[one.bos, *one.encode(text)] for text in texts]
        if max(map(len, ids)) > length:
            raise ProjectError(f"A prompt has more than {length - 1} characters. Shorten it, or raise max_prompt_length.")
        return torch.tensor([[one.pad] * (length - len(row)) + row for row in ids], device=self.device)

    def responses(self, ids: list[list[int]]) -> Rollout:
        """Given responses, padded."""
        if max(map(len, ids)) > self.response:
            raise ProjectError(f"A completion has more than {self.response - 1} characters. Shorten it.")
        tokens = torch.tensor([row + [self.tokenizer.pad] * (self.response - len(row)) for row in ids], device=self.device)
        ends = torch.tensor([len(row) for row in ids], device=self.device)
        return Rollout(tokens, torch.arange(self.response, device=self.device) < ends.unsqueeze(1))

    def voice(self, model: Transformer, stream: int, steps, rows, temperature: float, top_p: float) -> Voice:
        uniforms = torch.from_numpy(rng.uniform(self.config.seed, stream, steps, rows, self.response)).to(self.device)
        return Voice(model, Sampling(temperature, top_p), uniforms)

    def write(self, plan: Plan, step: int, rows: list[int], texts: list[str]) -> Rollout:
        """Has the plan's source answer prompts, which are the given rows of the global batch."""
        c, prompts, one = self.config, self.prompts(texts), self.tokenizer
        limit = min(c.max_completion_length, self.response)
        student = self.voice(self.student, rng.STUDENT_TOKEN, step, rows, c.student_temperature, c.student_top_p)
        teacher = self.voice(self.teacher, rng.TEACHER_TOKEN, step, rows, c.teacher_temperature, c.teacher_top_p)
        if plan.source == "student":
            return sample_alone(student, prompts, limit, one.eos, one.pad)
        if plan.source == "teacher":
            return sample_alone(teacher, prompts, limit, one.eos, one.pad, keep_logits=True)
        if plan.source == "teacher-text":
            return self.teacher_texts(texts, limit)
        switches = plan.source == "adaptive-switch"
        rule: Rule = switch_rule(c.switch_factor) if switches else (
            top_k_rule(plan.top_k) if c.acceptance == "top-k" else nucleus_rule(c.acceptance_top_p))
        block = 1 if switches else c.num_speculative_tokens
        return sample_interleaved(student, teacher, rule, prompts, limit, one.eos, one.pad, block)

    def teacher_texts(self, texts: list[str], limit: int) -> Rollout:
        """The teacher's own responses; each prompt is answered once, with random numbers of its own."""
        new = sorted(set(texts) - set(self.texts))
        if new:
            c, sampled = self.config, self.config.teacher_text == "sampled"
            temperature, top_p = (c.teacher_temperature, c.teacher_top_p) if sampled else (0.0, 1.0)
            steps, rows = [self.first[text] for text in new], [0] * len(new)
            voice = self.voice(self.teacher, rng.TEACHER_TEXT, steps, rows, temperature, top_p)
            out = sample_alone(voice, self.prompts(new), limit, self.tokenizer.eos, self.tokenizer.pad)
            self.texts.update((text, out.tokens[i][out.mask[i]].tolist()) for i, text in enumerate(new))
        return self.responses([self.texts[text] for text in texts])

    def collect(self, plan: Plan, step: int, rows: list[int], examples: list[dict]) -> Collected:
        """`rows` of the global batch, with their examples."""
        texts = [example["prompt"] for example in examples]
        drawn = rng.uniform(self.config.seed, rng.MIXTURE, step, rows, 1)[:, 0] < plan.share
        own = [i for i in range(len(rows)) if plan.source != "dataset" and drawn[i]]
        out = self.responses([self.tokenizer.encode(example["completion"]) + [self.tokenizer.eos] for example in examples])
        tokens, mask, proposed, logits = out.tokens, out.mask, torch.full_like(out.tokens, -1), None
        accepted = replaced = 0
        if own:
            written = self.write(plan, step, [rows[i] for i in own], [texts[i] for i in own])
            tokens[own], mask[own] = written.tokens, written.mask
            logits = written.teacher_logits if len(own) == len(rows) else None
            if plan.source == "student":
                proposed[own] = written.tokens
            elif plan.source == "adaptive-switch":
                proposed[own] = torch.where(written.accepted, written.tokens, -1)
            elif written.accepted is not None:
                proposed[own] = written.proposed
                accepted = int(written.accepted.sum())
                replaced = int(written.mask.sum()) - accepted
        longest = int(mask.sum(1).max())
        tokens, mask, proposed = tokens[:, :longest], mask[:, :longest], proposed[:, :longest]
        sequences = torch.cat([self.prompts(texts), tokens], 1)
        if plan.loss == "cross-entropy" and plan.weight == "none":
            logits = None
        elif logits is None:
            with torch.no_grad():
                logits = response_logits(self.teacher, sequences, longest)
        return Collected(sequences, mask, proposed, accepted, replaced, None if logits is None else logits[:, :longest])


def response_logits(model: Transformer, sequences: Tensor, length: int) -> Tensor:
    """Logits [rows, length, vocabulary] that predict the last `length` tokens of sequences [rows, tokens]."""
    return model(sequences[:, :-1])[:, -length:]


def summed_loss(plan: Plan, config, collected: Collected, student_logits: Tensor) -> Tensor:
    """The loss summed over response tokens, each times its weight; student_logits [rows, response, vocabulary]."""
    tokens = collected.sequences[:, -student_logits.shape[1]:]
    teacher_logits = collected.teacher_logits
    share = config.beta if plan.divergence == "jsd" else config.skew_alpha
    per_token = torch.zeros_like(student_logits[..., 0])
    if plan.loss != "divergence":
        per_token = -student_logits.log_softmax(-1).gather(-1, tokens.unsqueeze(-1)).squeeze(-1)
    if plan.loss == "hinton":
        soft = divergence("forward-kl", teacher_logits, student_logits, plan.temperature)
        per_token = (1 - config.alpha) * per_token + config.alpha * plan.temperature**2 * soft
    elif plan.loss == "divergence":
        per_token = divergence(plan.divergence, teacher_logits, student_logits, plan.temperature, share)
    if plan.weight == "mask-rejected":
        # SelecTKD (arXiv 2510.24021): the student's token is its most probable one where it neither wrote nor proposed one.
        likeliest = student_logits.detach().argmax(-1)
        tokens = torch.where(collected.proposed < 0, likeliest, collected.proposed)
        rule = top_k_rule(plan.top_k) if config.acceptance == "top-k" else nucleus_rule(config.acceptance_top_p)
        flat = teacher_logits.flatten(0, 1)
        kept = rule(flat, flat, tokens.flatten()).view_as(tokens)
        per_token = per_token * torch.where(kept, 1.0, config.rejected_weight)
    return (per_token * collected.mask).sum()
