"""Trains the student as config.yaml says: python3 train.py, or torchrun --standalone --nproc_per_node N train.py.

Ranks share the rows of each batch. The loss is the mean over all response tokens of the global batch, and random numbers
belong to (step, row, position), so the run is the same on any number of ranks. Ctrl-C saves; the same command goes on.
"""
from __future__ import annotations

import argparse
import dataclasses
import io
import json
import math
import os
import pickle
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import yaml
from torch import Tensor

import rng
from methods import Collector, plan_at, read_method, response_logits, summed_loss
from model import ProjectError, Transformer, load_folder, replace_file, save_folder
from skd import Sampling, Voice, sample_alone


CHOICES = {
    "divergence": ("forward-kl", "reverse-kl", "jsd", "tvd", "skew-forward-kl", "skew-reverse-kl"),
    "acceptance": ("top-k", "nucleus"), "teacher_text": ("greedy", "sampled"),
    "lr_scheduler_type": ("cosine", "constant"), "report_to": ("none", "tensorboard"),
}
AT_LEAST_ONE = ("max_prompt_length", "max_completion_length", "num_speculative_tokens", "max_steps", "train_batch_size",
                "sft_batch_size", "logging_steps", "save_steps")


@dataclasses.dataclass(frozen=True)
class Config:
    """config.yaml, whose comments explain each."""

    method: str
    seed: int
    student: str
    teacher: str
    train_file: str
    sft_file: str
    test_file: str
    output_dir: str
    max_prompt_length: int
    max_completion_length: int
    student_temperature: float
    student_top_p: float
    teacher_temperature: float
    teacher_top_p: float
    teacher_text: str
    acceptance: str
    acceptance_top_k: int
    acceptance_top_k_final: int
    acceptance_top_p: float
    num_speculative_tokens: int
    lmbda: float
    lmbda_final: float
    stage_fraction: float
    switch_factor: float
    divergence: str
    beta: float
    skew_alpha: float
    loss_temperature: float
    loss_temperature_final: float
    alpha: float
    rejected_weight: float
    max_steps: int
    train_batch_size: int
    learning_rate: float
    warmup_steps: int
    lr_scheduler_type: str
    min_lr_rate: float
    weight_decay: float
    max_grad_norm: float
    sft_steps: int
    sft_batch_size: int
    sft_learning_rate: float
    logging_steps: int
    save_steps: int
    log_completions: bool
    report_to: str
    changes: list

    @staticmethod
    def read(path: Path) -> Config:
        try:
            values = dict(yaml.safe_load(path.read_text("utf-8")))
        except (TypeError, ValueError, yaml.YAMLError) as error:
            raise ProjectError(f"{path} is no list of settings ({error}). Correct it, or graduate the link again.") from error
        fields = {field.name: field.type for field in dataclasses.fields(Config)}
        wrong = [name for name in {*fields, *values} if name not in fields or name not in values]
        if wrong:
            raise ProjectError(f"{path} lacks, or does not know, {', '.join(sorted(wrong))}. Correct the names.")
        for name, kind in fields.items():
            try:  # YAML takes 1e-4 for a text.
                values[name] = values[name] if kind in ("list", "bool") else {"int": int, "float": float, "str": str}[kind](values[name])
            except (TypeError, ValueError) as error:
                raise ProjectError(f"{name} in {path} must be a number, not {values[name]!r}.") from error
        wrong = [name for name, known in CHOICES.items() if values[name] not in known]
        if wrong:
            raise ProjectError(f"{wrong[0]} in {path} must be one of {', '.join(CHOICES[wrong[0]])}, not {values[wrong[0]]}.")
        small = [name for name in AT_LEAST_ONE if values[name] < 1]
        if small:
            raise ProjectError(f"{small[0]} in {path} must be at least 1, not {values[small[0]]}.")
        return Config(**values)

    def at(self, step: int) -> Config:
        """With the changes during the run that are due."""
        due = [change for change in self.changes if change["step"] <= step]
        return dataclasses.replace(self, **{k: v for change in due for k, v in change.items() if k != "step"})


class Batches:
    """Examples in an order that is shuffled anew each epoch, from counters alone: any step can be repeated."""

    def __init__(self, data: list[dict], size: int, seed: int, stream: int) -> None:
        self.data, self.size, self.seed, self.stream, self.orders = data, size, seed, stream, {}

    def at(self, step: int, rows: list[int]) -> list[dict]:
        return [self.example((step - 1) * self.size + row) for row in rows]

    def example(self, index: int) -> dict:
        count = len(self.data)
        epoch = index // count
        if epoch not in self.orders:
            width = min(count, 65_535)
            keys = rng.uniform(self.seed, self.stream, epoch, range(math.ceil(count / width)), width)
            self.orders = {epoch: np.argsort(keys.reshape(-1)[:count], kind="stable")}
        return self.data[self.orders[epoch][index % count]]


def learning_rate(step: int, peak: float, steps: int, warmup: int, schedule: str, floor: float) -> float:
    """Linear warm-up, then constant or half a cosine (arXiv 1608.03983) down to `floor` times the peak."""
    if step <= warmup:
        return peak * step / warmup
    progress = min(1.0, (step - warmup) / max(1, steps - warmup))
    return peak if schedule == "constant" else peak * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))


def chrf(answers: list[str], references: list[str]) -> float:
    """chrF of a corpus (Popović 2015) as sacreBLEU computes it: character 1- to 6-grams without white space, beta 2."""
    answered, expected, matched = [0] * 6, [0] * 6, [0] * 6
    for pair in zip(answers, references):
        ours, theirs = (re.sub(r"\s+", "", text) for text in pair)
        for n in range(min(6, len(theirs))):
            mine, right = (Counter(text[i: i + n + 1] for i in range(len(text) - n)) for text in (ours, theirs))
            answered[n] += sum(mine.values())
            expected[n] += sum(right.values())
            matched[n] += sum((mine & right).values())
    orders = [n for n in range(6) if answered[n] and expected[n]]
    precision = sum(matched[n] / answered[n] for n in orders) / max(1, len(orders))
    recall = sum(matched[n] / expected[n] for n in orders) / max(1, len(orders))
    return 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0


class Training:
    """A run: the models, the optimizer, and how far it is. Supervised steps come first, then those of the method."""

    def __init__(self, config: Config, root: Path, rank: int, world: int, device: torch.device) -> None:
        self.config, self.root, self.rank, self.world, self.device = config, root, rank, world, device
        self.method, self.output = read_method(config.method), root / config.output_dir
        self.student, self.tokenizer = load_folder(root / config.student)
        teacher, other = load_folder(root / config.teacher)
        if other != self.tokenizer or teacher.wte.weight.shape[0] != self.student.wte.weight.shape[0]:
            raise ProjectError("Teacher and student have two vocabularies; their distributions cannot be compared. Use two "
                               "models of one tokenizer.")
        if config.train_batch_size < world:
            raise ProjectError(f"A batch of {config.train_batch_size} cannot be shared by {world} ranks. Start fewer.")
        self.student, self.teacher = self.student.to(device), teacher.to(device).requires_grad_(False)
        data, sft = read_data(root / config.train_file), read_data(root / config.sft_file) if config.sft_steps else []
        self.batches = Batches(data, config.train_batch_size, config.seed, rng.BATCH)
        self.sft = Batches(sft, config.sft_batch_size, config.seed, rng.SFT_BATCH)
        self.collector = Collector(config, self.student, self.teacher, self.tokenizer, data)
        self.step, self.checkpoint = 0, self.output / "checkpoint.pt"
        self.reset_optimizer()

    def reset_optimizer(self) -> None:
        """AdamW (arXiv 1711.05101) whose decay spares the gain."""
        parameters = list(self.student.parameters())
        groups = [{"params": [p for p in parameters if p.dim() == 2], "weight_decay": self.config.weight_decay},
                  {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), eps=1e-8)

    @property
    def total(self) -> int:
        """Steps of the whole run, with those that a change adds."""
        steps = self.config.max_steps
        for change in self.config.changes:
            if change["step"] <= steps + 1:
                steps = max(change.get("max_steps", steps), change["step"] - 1)
        return self.config.sft_steps + steps

    def shared(self, *numbers: float) -> list[float]:
        """Sums over all ranks."""
        values = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        if self.world > 1:
            dist.all_reduce(values)
        return values.tolist()

    def update(self, summed: Tensor, tokens: float, rate: float) -> tuple[float, float]:
        """One step on the sum of this rank's losses over the number of tokens of all ranks; gives loss and gradient norm."""
        self.optimizer.zero_grad()
        (summed / tokens).backward()
        if self.world > 1:
            gradients = [p.grad for p in self.student.parameters()]
            flat = torch.cat([gradient.flatten() for gradient in gradients])
            dist.all_reduce(flat)
            for gradient, part in zip(gradients, flat.split([gradient.numel() for gradient in gradients])):
                gradient.copy_(part.view_as(gradient))
        limit = self.config.max_grad_norm or math.inf
        norm = torch.nn.utils.clip_grad_norm_(self.student.parameters(), limit)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        return self.shared(float(summed.detach()))[0] / tokens, float(norm)

    def train_step(self) -> dict:
        """Takes the next step and gives its line of the log."""
        started, self.step = time.perf_counter(), self.step + 1
        supervised = self.step <= self.config.sft_steps
        step = self.step if supervised else self.step - self.config.sft_steps
        if step == 1:
            self.reset_optimizer()
        config = self.config.at(0 if supervised else step)
        batches = self.sft if supervised else self.batches
        rows = list(range(self.rank, batches.size, self.world))
        self.collector.config, method = config, self.method
        if supervised:
            method = {"sampler": "dataset", "loss": "cross-entropy", "weight": "none", "schedule": "constant"}
            schedule = config.sft_learning_rate, config.sft_steps, min(config.warmup_steps, config.sft_steps), "cosine", 0.1
        else:
            schedule = (config.learning_rate, config.max_steps, config.warmup_steps, config.lr_scheduler_type, config.min_lr_rate)
        plan, rate = plan_at(method, config, step), learning_rate(step, *schedule)
        found = self.collector.collect(plan, step, rows, batches.at(step, rows))
        tokens, accepted, replaced = self.shared(float(found.mask.sum()), found.accepted, found.replaced)
        logits = response_logits(self.student, found.sequences, found.mask.shape[1])
        loss, norm = self.update(summed_loss(plan, config, found, logits), tokens, rate)
        if not math.isfinite(loss):
            raise ProjectError(f"The loss of step {self.step} is no finite number. Lower learning_rate and start anew with --fresh.")
        line = {"step": self.step, "loss": loss, "grad_norm": norm, "learning_rate": rate, "num_tokens": int(tokens)}
        if accepted + replaced:
            line["acceptance_rate"] = accepted / (accepted + replaced)
        if config.log_completions:
            answers = [row[kept].tolist() for row, kept in zip(found.sequences[:, -found.mask.shape[1]:], found.mask)]
            line["completions"] = [ids for _, ids in sorted(self.gather(list(zip(rows, answers))))]
        return line | {"step_time": time.perf_counter() - started}

    def gather(self, items: list) -> list:
        """The lists of all ranks in one."""
        if self.world == 1:
            return items
        lists: list = [None] * self.world
        dist.all_gather_object(lists, items)
        return [item for one in lists for item in one]

    def score(self) -> dict[str, float]:
        """Greedy answers to the test prompts."""
        tests, answers = list(enumerate(read_data(self.root / self.config.test_file))), []
        mine, one, room = tests[self.rank:: self.world], self.tokenizer, self.collector.response
        for start in range(0, len(mine), 64):
            part = mine[start: start + 64]
            voice = Voice(self.student, Sampling(0.0, 1.0), torch.zeros(len(part), room, device=self.device))
            out = sample_alone(voice, self.collector.prompts([example["prompt"] for _, example in part]), room, one.eos, one.pad)
            answers += [(i, one.decode(ids)) for (i, _), ids in zip(part, out.tokens.tolist())]
        texts = [text for _, text in sorted(self.gather(answers))]
        references = [example["completion"] for _, example in tests]
        same = sum(text == reference for text, reference in zip(texts, references))
        return {"chrf": chrf(texts, references), "exact_match": same / max(1, len(texts))}

    def save(self) -> None:
        """Rank 0 writes the checkpoint and the student's folder."""
        if self.rank == 0:
            self.output.mkdir(parents=True, exist_ok=True)
            buffer = io.BytesIO()
            # PyTorch 1.13 reads no floats safely, so settings are a text and learning rates are left out.
            torch.save({"step": self.step, "config": json.dumps(dataclasses.asdict(self.config)),
                        "student": self.student.state_dict(), "moments": self.optimizer.state_dict()["state"]}, buffer)
            replace_file(self.checkpoint, buffer.getvalue())
            save_folder(self.student, self.root / self.config.student, self.output / "student", self.root / "README.md")

    def resume(self) -> None:
        """Goes on from the checkpoint, on any number of ranks."""
        try:
            saved = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        except (EOFError, RuntimeError, pickle.UnpicklingError) as error:
            raise ProjectError(f"{self.checkpoint} is damaged. Start anew with --fresh.") from error
        free = {"logging_steps", "save_steps", "log_completions", "report_to"}
        now = dataclasses.asdict(self.config)
        changed = [name for name, value in json.loads(saved["config"]).items() if now.get(name) != value and name not in free]
        if changed:
            raise ProjectError(f"{self.checkpoint} is of other settings ({', '.join(changed)}). Set them back, name another "
                               "output_dir, or start anew with --fresh.")
        self.student.load_state_dict(saved["student"])
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": saved["moments"], "param_groups": groups})
        self.step = saved["step"]


def read_data(path: Path) -> list[dict]:
    """Examples {"prompt", "completion"}, one a line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise ProjectError(f"{path} is missing. Copy it back, or graduate the link again.") from error
    examples = []
    for number, line in enumerate(lines, 1):
        try:
            example = json.loads(line)
            examples.append({"prompt": str(example["prompt"]), "completion": str(example["completion"])})
        except (ValueError, KeyError, TypeError) as error:
            raise ProjectError(f"Line {number} of {path} is no JSON with prompt and completion. Correct it.") from error
    if not examples:
        raise ProjectError(f"{path} has no example. Add one a line.")
    return examples


def train(training: Training, last: int) -> None:
    """Trains to the step `last`, saving every save_steps, at the end, and when it is broken off."""
    stop: list[int] = []
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: stop.append(number))
    config, first = training.config, training.rank == 0
    training.output.mkdir(parents=True, exist_ok=True)
    log, kept = training.output / "log.jsonl", []
    if first and log.exists():
        kept = [line for line in log.read_text("utf-8").splitlines(True) if json.loads(line)["step"] <= training.step]
    board = None
    if first and config.report_to == "tensorboard":
        from torch.utils.tensorboard import SummaryWriter
        board = SummaryWriter(str(training.output / "runs"))
    if first:
        replace_file(log, "".join(kept).encode())
    while training.step < last:
        line = training.train_step()
        if first:
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            for name in line.keys() - {"step", "completions"} if board else ():
                board.add_scalar(name, line[name], training.step)
            if training.step % config.logging_steps == 0 or training.step == last:
                left = (last - training.step) * line["step_time"]
                print(f"{training.step}/{last}  loss {line['loss']:.4f}  {left:.0f} s left", flush=True)
        stopped = training.shared(len(stop))[0] > 0
        if stopped or training.step == last or training.step % config.save_steps == 0:
            training.save()
        if stopped:
            if first:
                print(f"Stopped after step {training.step}; it is saved. The same command goes on.", flush=True)
            return
    scores = training.score()
    if first:
        replace_file(training.output / "scores.json", json.dumps({"step": training.step, **scores}).encode())
        print(f"Test prompts: {', '.join(f'{name} {value:.3f}' for name, value in scores.items())}. "
              f"The student is in {training.output / 'student'}.")


def main() -> int:
    options = argparse.ArgumentParser(description="Trains the student as config.yaml says.")
    options.add_argument("--config", type=Path, default=Path(__file__).parent / "config.yaml")
    options.add_argument("--steps", type=int, help="stop after so many steps; the schedule stays that of max_steps")
    options.add_argument("--fresh", action="store_true", help="start anew, over what output_dir holds")
    asked = options.parse_args()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    try:
        training = Training(Config.read(asked.config), asked.config.resolve().parent, rank, world, device)
        if training.checkpoint.exists() and not asked.fresh:
            training.resume()
        train(training, min(training.total, asked.steps or training.total))
        return 0
    except ProjectError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}. What was saved before still is.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
