"""Trains the student of config.yaml: python3 train.py, or torchrun --standalone --nproc_per_node N train.py.

Ranks share the rows of each batch. The loss is the mean over all response tokens of the global batch, and
random numbers belong to (step, row, position), so the run is the same on any number of ranks. Ctrl-C saves,
and the same command goes on.
"""
import math
import os
import signal
import sys
import time
from argparse import Namespace

import torch
import torch.distributed as dist
from torch import Tensor, nn

import more_methods  # noqa: F401  It adds its parts to the tables of methods.py.
import rng
from causal_lm import gathered, load_models
from config import ProjectError, read_config
from data import Batches, chrf, read_data
from files import load_checkpoint, save_checkpoint, whole
from methods import ADVANCES, Collector, batch_loss, read_method, settings_at
from report import Log
from skd import sample

SUPERVISED = {"sampler": "dataset", "loss": "cross-entropy", "weight": "none", "schedule": "constant"}


class Ranks:
    """The processes of a run, as torchrun or accelerate starts them."""

    def __init__(self) -> None:
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = torch.device("cpu")
        if torch.cuda.is_available():
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
            torch.cuda.set_device(self.device)
        if self.world > 1:
            dist.init_process_group("nccl" if self.device.type == "cuda" else "gloo")

    def gather(self, items: list) -> list:
        """The lists of all ranks in one."""
        lists: list = [items] * self.world
        if self.world > 1:
            dist.all_gather_object(lists, items)
        return [item for one in lists for item in one]

    def join(self, values: Tensor) -> Tensor:
        """Values [count, ...] of all ranks, without gradient."""
        return torch.cat(self.gather([values.detach().cpu()])).to(self.device)

    def total(self, *numbers: float) -> list[float]:
        """Sums over all ranks."""
        return [sum(column) for column in zip(*self.gather([numbers]))]


def learning_rate(at: Namespace) -> float:
    """Linear warm-up, then constant or half a cosine (arXiv 1608.03983) to `min_lr_rate` times the peak."""
    if at.step <= at.warmup_steps:
        return at.learning_rate * at.step / at.warmup_steps
    progress = min(1.0, (at.step - at.warmup_steps) / max(1, at.max_steps - at.warmup_steps))
    floor = 1.0 if at.lr_scheduler_type == "constant" else at.min_lr_rate
    return at.learning_rate * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))


class Training:
    """A run: the models, the optimizer, and how far it is. Supervised steps come before the method's."""

    def __init__(self, config: Namespace, ranks: Ranks) -> None:
        self.config, self.ranks, self.method, self.step = config, ranks, read_method(config.method), 0
        self.root = config.config.resolve().parent
        self.output = self.root / config.output_dir
        if config.train_batch_size < ranks.world:
            raise ProjectError(f"{ranks.world} ranks cannot share {config.train_batch_size} rows: too few.")
        self.student, self.teacher = load_models(config, self.root, ranks.device)
        self.trained = {name: p for name, p in self.student.named_parameters() if p.requires_grad}
        # The supervised steps as a configuration of their own.
        self.sft = Namespace(**{**vars(config), "learning_rate": config.sft_learning_rate, "min_lr_rate": 0.1,
                                "lr_scheduler_type": "cosine", "max_steps": config.sft_steps, "changes": [],
                                "warmup_steps": min(config.warmup_steps, config.sft_steps)})
        data = read_data(self.root / config.train_file)
        sft = read_data(self.root / config.sft_file) if config.sft_steps else []
        self.batches = Batches(data, config.train_batch_size, config.seed, rng.BATCH)
        self.sft_batches = Batches(sft, config.sft_batch_size, config.seed, rng.SFT_BATCH)
        self.collector = Collector(config.seed, self.student, self.teacher, data, ranks)
        # What the schedule of the method knows: after the step before the last one, and after the last one.
        self.states: list[dict] = [{}, {}]
        self.reset_optimizer()

    def reset_optimizer(self) -> None:
        """AdamW (arXiv 1711.05101) whose decay spares gains and biases."""
        groups = [{"params": [p for p in self.trained.values() if (p.dim() > 1) == matrix],
                   "weight_decay": self.config.weight_decay * matrix} for matrix in (True, False)]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), eps=1e-8)

    def update(self, loss: Tensor, rate: float) -> float:
        """One step on this rank's part of the loss; gives the norm of the gradient."""
        split = any(hasattr(p, "full_tensor") for p in self.trained.values())
        # FSDP takes the mean over ranks.
        (loss * self.ranks.world if split else loss).backward()
        if self.ranks.world > 1 and not split:
            gradients = [p.grad for p in self.trained.values() if p.grad is not None]
            flat = nn.utils.parameters_to_vector(gradients)
            dist.all_reduce(flat)
            nn.utils.vector_to_parameters(flat, gradients)
        norm = nn.utils.clip_grad_norm_(self.trained.values(), self.config.max_grad_norm or math.inf)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.optimizer.zero_grad()
        return float(whole(norm))

    def train_step(self) -> dict:
        """Takes the next step and gives its line of the log."""
        started, self.step, ranks = time.perf_counter(), self.step + 1, self.ranks
        config, parts, batches = self.config, self.method, self.batches
        if self.step <= config.sft_steps:
            config, parts, batches = self.sft, SUPERVISED, self.sft_batches
        step = self.step if config is self.sft else self.step - config.sft_steps
        if step == 1:
            self.reset_optimizer()
        at = settings_at(config, parts, step, self.states[0])
        rows = range(ranks.rank, batches.size, ranks.world)
        with gathered(self.student):
            batch = self.collector.collect(at, rows, batches.at(step, rows))
        loss, rate = batch_loss(batch, self.student), learning_rate(at)
        tokens, accepted, verified, total = ranks.total(
            int(batch.mask.sum()), batch.accepted, batch.verified, loss.item())
        if not math.isfinite(total):
            raise ProjectError(f"The loss of step {self.step} is {total}. Lower learning_rate, take --fresh.")
        line = {"step": self.step, "loss": total, "grad_norm": self.update(loss, rate), "learning_rate": rate,
                "num_tokens": int(tokens), "completions/mean_length": tokens / batches.size}
        if verified:
            line["acceptance_rate"] = accepted / verified
        if at.schedule in ADVANCES:
            state = ADVANCES[at.schedule](self.states[1], at, total, self.validation_loss)
            self.states = [self.states[1], state]
        if config.log_completions:
            answers = [(row, ids[kept].tolist()) for row, ids, kept in zip(rows, batch.tokens, batch.mask)]
            line["completions"] = [ids for _, ids in sorted(ranks.gather(answers))]
        return {**line, "step_time": time.perf_counter() - started}

    @torch.no_grad()
    def validation_loss(self) -> float:
        """Mean cross-entropy of the student on validation responses, in nats; every rank reads them all."""
        examples = read_data(self.root / self.config.validation_file)[:64]
        at = settings_at(self.sft, SUPERVISED, 1, {})
        loss = batch_loss(self.collector.collect(at, range(len(examples)), examples), self.student)
        return self.ranks.total(loss.item())[0]

    def score(self) -> dict[str, float]:
        """Greedy answers to the test prompts."""
        tests, answers, one = read_data(self.root / self.config.test_file), [], self.collector.reader
        with gathered(self.student):
            for start in range(self.ranks.rank * 64, len(tests), self.ranks.world * 64):
                prompts = [test["prompt"] for test in tests[start : start + 64]]
                voice = self.collector.voice(self.student, prompts)
                out = sample(voice, one.room, self.collector.ends, one.pad)
                kept = out.mask & ~torch.isin(out.tokens, self.collector.ends)
                answers += [(start + i, one.decode(ids[written].tolist()))
                            for i, (ids, written) in enumerate(zip(out.tokens, kept))]
        texts = [text for _, text in sorted(self.ranks.gather(answers))]
        references = [test["completion"] for test in tests]
        same = sum(text == reference for text, reference in zip(texts, references))
        return {"chrf": chrf(texts, references), "exact_match": same / len(texts)}


def train(training: Training, last: int) -> None:
    """Trains to the step `last`, saving every save_steps, at the end, and when it is broken off."""
    stop: list[int] = []
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: stop.append(number))
    log = Log(training, last)
    while training.step < last:
        log.add(training.train_step())
        stopped = training.ranks.total(len(stop))[0] > 0
        if stopped or training.step == last or training.step % training.config.save_steps == 0:
            save_checkpoint(training)
        if stopped:
            log.stopped()
            return
    log.finish(training.score())


def main() -> int:
    try:
        config = read_config()
        training = Training(config, Ranks())
        if (training.output / "checkpoint.pt").exists() and not config.fresh:
            load_checkpoint(training)
        # With the steps that a change adds.
        more = [change["max_steps"] for change in config.changes if "max_steps" in change]
        total = config.sft_steps + [config.max_steps, *more][-1]
        train(training, min(total, config.steps or total))
        return 0
    except ProjectError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error}. What was saved before still is.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
