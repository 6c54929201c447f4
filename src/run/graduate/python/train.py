"""Trains the student as config.yaml says: python3 train.py, or torchrun --standalone --nproc_per_node N train.py.

Ranks share the rows of each batch. The loss is the mean over all response tokens of the global batch, and random numbers
belong to (step, row, position), so the run is the same on any number of ranks. Ctrl-C saves; the same command goes on.
"""
import importlib
import io
import json
import math
import os
import pickle
import platform
import signal
import sys
import time
from argparse import Namespace
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn

import rng
from causal_lm import gathered, load_pair, shard
from config import read_config
from data import Batches, chrf, read_data
from methods import Collector, read_method, response_logits, settings_at, weighted_loss
from model import ProjectError, load_transformer, replace_file
from skd import sample

SUPERVISED = {"sampler": "dataset", "loss": "cross-entropy", "weight": "none", "schedule": "constant"}
# Settings that may differ from the checkpoint's.
FREE = {"config", "steps", "fresh", "logging_steps", "save_steps", "log_completions", "report_to", "fsdp"}


class Ranks:
    """The processes of a run, as torchrun or accelerate starts them."""

    def __init__(self) -> None:
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        cuda = torch.cuda.is_available()
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
        if cuda:
            torch.cuda.set_device(self.device)
        if self.world > 1:
            dist.init_process_group("nccl" if cuda else "gloo")

    def gather(self, items: list) -> list:
        """The lists of all ranks in one."""
        lists: list = [items] * self.world
        if self.world > 1:
            dist.all_gather_object(lists, items)
        return [item for one in lists for item in one]

    def join(self, values: Tensor) -> Tensor:
        """Values [count] of all ranks."""
        return torch.cat(self.gather([values.cpu()])).to(self.device)

    def total(self, *numbers: float) -> list[float]:
        """Sums over all ranks."""
        return [sum(column) for column in zip(*self.gather([numbers]))]


def learning_rate(at: Namespace) -> float:
    """Linear warm-up, then constant or half a cosine (arXiv 1608.03983) down to `min_lr_rate` times the peak."""
    if at.step <= at.warmup_steps:
        return at.learning_rate * at.step / at.warmup_steps
    progress = min(1.0, (at.step - at.warmup_steps) / max(1, at.max_steps - at.warmup_steps))
    floor = 1.0 if at.lr_scheduler_type == "constant" else at.min_lr_rate
    return at.learning_rate * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))


def whole(tensor: Tensor) -> Tensor:
    """All of a tensor that may be split over ranks."""
    return tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor


def like(target: Tensor, values: Tensor) -> Tensor:
    """Values of all of `target`, split over ranks as it is; a number of steps stays whole."""
    if not hasattr(target, "full_tensor") or values.dim() == 0:
        return values
    from torch.distributed.tensor import distribute_tensor
    return distribute_tensor(values.to(target.device), target.device_mesh, target.placements)


class Training:
    """A run: the models, the optimizer, and how far it is. Supervised steps come first, then those of the method."""

    def __init__(self, config: Namespace, ranks: Ranks) -> None:
        self.config, self.ranks, self.method = config, ranks, read_method(config.method)
        self.root, self.step = config.config.resolve().parent, 0
        self.output = self.root / config.output_dir
        self.student, self.teacher = self.load_models()
        self.trained = {name: p for name, p in self.student.named_parameters() if p.requires_grad}
        if config.train_batch_size < ranks.world:
            raise ProjectError(f"A batch of {config.train_batch_size} cannot be shared by {ranks.world} ranks. Start fewer.")
        # The supervised steps as a configuration of their own.
        peak = {"learning_rate": config.sft_learning_rate, "lr_scheduler_type": "cosine", "min_lr_rate": 0.1}
        self.sft = Namespace(**{**vars(config), **peak, "changes": [], "max_steps": config.sft_steps, "train_batch_size":
                                config.sft_batch_size, "warmup_steps": min(config.warmup_steps, config.sft_steps)})
        data, sft = read_data(self.root / config.train_file), read_data(self.root / config.sft_file) if config.sft_steps else []
        self.batches = Batches(data, config.train_batch_size, config.seed, rng.BATCH)
        self.sft_batches = Batches(sft, config.sft_batch_size, config.seed, rng.SFT_BATCH)
        self.collector = Collector(config.seed, self.student, self.teacher, data, ranks.join)
        self.reset_optimizer()

    def load_models(self) -> list[nn.Module]:
        """Student and teacher: two of this project's own, or any two that `transformers` loads."""
        names, device = (self.config.student, self.config.teacher), self.ranks.device
        if all(is_own(self.root / name) for name in names):
            models = [load_transformer(self.root / name, self.config.max_prompt_length).to(device) for name in names]
            if models[0].reader.ids != models[1].reader.ids:
                raise ProjectError("Teacher and student have two vocabularies; their distributions cannot be compared. Use "
                                   "two models of one tokenizer.")
        else:
            names = [str(self.root / name) if (self.root / name).exists() else name for name in names]
            models = load_pair(names, self.config, device)
        models[1].requires_grad_(False)
        # accelerate's configuration asks for it by the environment.
        self.fsdp = self.config.fsdp or os.environ.get("ACCELERATE_USE_FSDP") == "true"
        if self.fsdp:
            shard(models[0])
        return models

    def reset_optimizer(self) -> None:
        """AdamW (arXiv 1711.05101) whose decay spares gains and biases."""
        decays = self.config.weight_decay
        groups = [{"params": [p for p in self.trained.values() if (p.dim() > 1) == matrix], "weight_decay": decays * matrix}
                  for matrix in (True, False)]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), eps=1e-8)

    @property
    def total(self) -> int:
        """Steps of the whole run, with those that a change adds."""
        planned = [self.config.max_steps, *(change["max_steps"] for change in self.config.changes if "max_steps" in change)]
        return self.config.sft_steps + planned[-1]

    def update(self, loss: Tensor, rate: float) -> float:
        """One step on this rank's part of the loss; gives the norm of the gradient."""
        # FSDP takes the mean over ranks.
        (loss * self.ranks.world if self.fsdp else loss).backward()
        if self.ranks.world > 1 and not self.fsdp:
            gradients = [p.grad for p in self.trained.values() if p.grad is not None]
            flat = torch.cat([gradient.flatten() for gradient in gradients])
            dist.all_reduce(flat)
            for gradient, part in zip(gradients, flat.split([gradient.numel() for gradient in gradients])):
                gradient.copy_(part.view_as(gradient))
        norm = nn.utils.clip_grad_norm_(self.trained.values(), self.config.max_grad_norm or math.inf)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.optimizer.zero_grad()
        return float(whole(norm))

    def train_step(self) -> dict:
        """Takes the next step and gives its line of the log."""
        started, self.step = time.perf_counter(), self.step + 1
        config, parts, batches, step = self.config, self.method, self.batches, self.step - self.config.sft_steps
        if step < 1:
            config, parts, batches, step = self.sft, SUPERVISED, self.sft_batches, self.step
        if step == 1:
            self.reset_optimizer()
        at, rows = settings_at(config, parts, step), list(range(self.ranks.rank, batches.size, self.ranks.world))
        with gathered(self.student):
            batch = self.collector.collect(at, rows, batches.at(step, rows))
        loss, counted = weighted_loss(batch, response_logits(self.student, batch.prompts, batch.tokens))
        verified = int((batch.mask & (batch.proposed >= 0)).sum()) if at.source == "interleaved" else 0
        tokens, counted, accepted, verified, total = self.ranks.total(
            int(batch.mask.sum()), float(counted), batch.accepted, verified, loss.item())
        norm, rate = self.update(loss / counted, learning_rate(at)), learning_rate(at)
        if not math.isfinite(total):
            raise ProjectError(f"The loss of step {self.step} is no finite number. Lower learning_rate and take --fresh.")
        line = {"step": self.step, "loss": total / counted, "grad_norm": norm, "learning_rate": rate, "num_tokens": int(tokens),
                "completions/mean_length": tokens / batches.size, "step_time": time.perf_counter() - started}
        if verified:
            line["acceptance_rate"] = accepted / verified
        if config.log_completions:
            answers = [ids[kept].tolist() for ids, kept in zip(batch.tokens, batch.mask)]
            line["completions"] = [ids for _, ids in sorted(self.ranks.gather(list(zip(rows, answers))))]
        return line

    def score(self) -> dict[str, float]:
        """Greedy answers to the test prompts."""
        tests, answers, one = list(enumerate(read_data(self.root / self.config.test_file))), [], self.collector.reader
        mine = tests[self.ranks.rank :: self.ranks.world]
        with gathered(self.student):
            for start in range(0, len(mine), 64):
                part = mine[start : start + 64]
                voice = self.collector.voice(self.student, [example["prompt"] for _, example in part])
                out = sample(voice, one.room, self.collector.ends, one.pad)
                kept = out.mask & ~torch.isin(out.tokens, self.collector.ends)
                answers += [(i, one.decode(ids[written].tolist())) for (i, _), ids, written in zip(part, out.tokens, kept)]
        texts = [text for _, text in sorted(self.ranks.gather(answers))]
        references = [example["completion"] for _, example in tests]
        same = sum(text == reference for text, reference in zip(texts, references))
        return {"chrf": chrf(texts, references), "exact_match": same / len(texts)}

    def save(self) -> None:
        """Writes the checkpoint and the student's folder."""
        state = self.optimizer.state_dict()["state"]
        # PyTorch 1.13 reads no floats safely, so settings are a text and learning rates are left out.
        saved = {"step": self.step, "config": json.dumps(self.settings()),
                 "student": {name: whole(p.detach()) for name, p in self.trained.items()},
                 "moments": {i: {name: whole(value) for name, value in one.items()} for i, one in state.items()}}
        self.output.mkdir(parents=True, exist_ok=True)
        if self.ranks.rank == 0:
            buffer = io.BytesIO()
            torch.save(saved, buffer)
            replace_file(self.output / "checkpoint.pt", buffer.getvalue())
        self.student.save(self.output / "student", self.root / self.config.student, self.root / "README.md", self.ranks.rank == 0)

    def settings(self) -> dict:
        return {name: value for name, value in vars(self.config).items() if name not in FREE}

    @torch.no_grad()
    def resume(self) -> None:
        """Goes on from the checkpoint, on any number of ranks."""
        path = self.output / "checkpoint.pt"
        try:
            saved = torch.load(path, map_location="cpu", weights_only=True)
        except (EOFError, RuntimeError, pickle.UnpicklingError) as error:
            raise ProjectError(f"{path} is damaged. Start anew with --fresh.") from error
        changed = [name for name, value in json.loads(saved["config"]).items() if self.settings().get(name) != value]
        if changed:
            raise ProjectError(f"{path} is of other settings ({', '.join(changed)}). Set them back, name another output_dir, or "
                               "start anew with --fresh.")
        for name, p in self.trained.items():
            p.copy_(like(p, saved["student"][name]))
        ordered = [p for group in self.optimizer.param_groups for p in group["params"]]
        state = {i: {name: like(ordered[i], value) for name, value in moments.items()} for i, moments in saved["moments"].items()}
        self.optimizer.load_state_dict({"state": state, "param_groups": self.optimizer.state_dict()["param_groups"]})
        self.step = saved["step"]


def is_own(folder: Path) -> bool:
    """Whether a folder is of this project, and no other model of `transformers`."""
    config = folder / "config.json"
    return folder.is_dir() and (not config.exists() or '"distillery"' in config.read_text("utf-8"))


class Log:
    """log.jsonl, the terminal, and TensorBoard, Trackio or W&B; only rank 0 writes."""

    def __init__(self, training: Training, last: int) -> None:
        self.path, self.last, self.config, self.board = training.output / "log.jsonl", last, training.config, None
        training.output.mkdir(parents=True, exist_ok=True)
        kept = self.path.read_text("utf-8").splitlines(True) if self.path.exists() else []
        replace_file(self.path, "".join(line for line in kept if json.loads(line)["step"] <= training.step).encode())
        if self.config.report_to == "tensorboard":
            from torch.utils.tensorboard import SummaryWriter
            self.board = SummaryWriter(str(training.output / "runs"))
        elif self.config.report_to != "none":
            self.board = importlib.import_module(self.config.report_to)
            self.board.init(project="distillery", config=training.settings())

    def add(self, line: dict) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        step, numbers = line["step"], {name: value for name, value in line.items() if name not in ("step", "completions")}
        if self.config.report_to == "tensorboard":
            for name, value in numbers.items():
                self.board.add_scalar(name, value, step)
        elif self.board:
            self.board.log(numbers, step=step)
        if step % self.config.logging_steps == 0 or step == self.last:
            done, left = 30 * step // self.last, (self.last - step) * line["step_time"]
            print(f"{'#' * done}{'.' * (30 - done)} {step}/{self.last}  loss {line['loss']:.4f}  {left:.0f} s left",
                  end="\r" if sys.stdout.isatty() and step < self.last else "\n", flush=True)


def machine(ranks: Ranks) -> dict:
    """What computes the run."""
    kind = torch.cuda.get_device_name() if ranks.device.type == "cuda" else f"processor, {torch.get_num_threads()} threads"
    return {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count(),
            "system": f"{sys.platform} {platform.machine()}", "backend": f"torch {torch.__version__}",
            "adapter": f"{kind}, {ranks.world} ranks"}


def train(training: Training, last: int) -> None:
    """Trains to the step `last`, saving every save_steps, at the end, and when it is broken off."""
    stop: list[int] = []
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: stop.append(number))
    log = Log(training, last) if training.ranks.rank == 0 else None
    if log:
        for role, model in (("student", training.student), ("teacher", training.teacher)):
            print(f"The {role} reads {model.reader.shown(training.batches.data[0]['prompt'])!r}")
    while training.step < last:
        line = training.train_step()
        if log:
            log.add(line)
        stopped = training.ranks.total(len(stop))[0] > 0
        if stopped or training.step == last or training.step % training.config.save_steps == 0:
            training.save()
        if stopped:
            if log:
                print(f"Stopped after step {training.step}; it is saved. The same command goes on.", flush=True)
            return
    scores = training.score()
    if log:
        report = {"step": training.step, **scores, "machine": machine(training.ranks)}
        replace_file(training.output / "scores.json", json.dumps(report).encode())
        print(f"Test prompts: {', '.join(f'{name} {value:.3f}' for name, value in scores.items())}. "
              f"The student is in {training.output / 'student'}.")


def main() -> int:
    try:
        config = read_config()
        training = Training(config, Ranks())
        if (training.output / "checkpoint.pt").exists() and not config.fresh:
            training.resume()
        train(training, min(training.total, config.steps or training.total))
        return 0
    except ProjectError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}. What was saved before still is.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
