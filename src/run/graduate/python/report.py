"""What a run says: log.jsonl, the terminal, scores.json, and TensorBoard, Trackio or W&B; of rank 0 alone."""
from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from collections.abc import Callable

import torch

from config import ProjectError
from files import replace_file, settings_of


def open_board(training) -> Callable[[dict, int], None]:
    """A function that shows the numbers of a step where `report_to` says."""
    kind = training.config.report_to
    if kind == "none":
        return lambda numbers, step: None
    try:
        if kind == "tensorboard":
            from torch.utils.tensorboard import SummaryWriter
            writer = SummaryWriter(str(training.output / "runs"))
            return lambda numbers, step: [writer.add_scalar(name, one, step) for name, one in numbers.items()]
        board = importlib.import_module(kind)
    except ImportError as error:
        raise ProjectError(f"report_to: {kind} needs a package that is not here ({error}). Install it, or "
                           "take --report_to none.") from error
    board.init(project="distillery", config=settings_of(training))
    return lambda numbers, step: board.log(numbers, step=step)


class Log:
    """The lines of a run up to the step `last`."""

    def __init__(self, training, last: int) -> None:
        self.training, self.last, self.writes = training, last, training.ranks.rank == 0
        self.path = training.output / "log.jsonl"
        if not self.writes:
            return
        training.output.mkdir(parents=True, exist_ok=True)
        old = self.path.read_text("utf-8").splitlines(True) if self.path.exists() else []
        kept = [line for line in old if json.loads(line)["step"] <= training.step]
        replace_file(self.path, "".join(kept).encode())
        self.show = open_board(training)
        for role, model in (("student", training.student), ("teacher", training.teacher)):
            print(f"The {role} reads {model.reader.shown(training.batches.data[0]['prompt'])!r}")

    def add(self, line: dict) -> None:
        """The line of a step; now and then a progress bar."""
        if not self.writes:
            return
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        step = line["step"]
        self.show({name: one for name, one in line.items() if name not in ("step", "completions")}, step)
        if step % self.training.config.logging_steps == 0 or step == self.last:
            done, left = 30 * step // self.last, (self.last - step) * line["step_time"]
            bar = f"{'#' * done}{'.' * (30 - done)} {step}/{self.last}"
            print(f"{bar}  loss {line['loss']:.4f}  {left:.0f} s left",
                  end="\r" if sys.stdout.isatty() and step < self.last else "\n", flush=True)

    def stopped(self) -> None:
        if self.writes:
            step = self.training.step
            print(f"Stopped after step {step}; it is saved. The same command goes on.", flush=True)

    def finish(self, scores: dict[str, float]) -> None:
        """Writes scores.json."""
        training = self.training
        if self.writes:
            report = {"step": training.step, **scores, "machine": machine(training.ranks)}
            replace_file(training.output / "scores.json", json.dumps(report).encode())
            print(f"Test prompts: {', '.join(f'{name} {value:.3f}' for name, value in scores.items())}. "
                  f"The student is in {training.output / 'student'}.")


def machine(ranks) -> dict:
    """What computes the run."""
    card = ranks.device.type == "cuda"
    kind = torch.cuda.get_device_name() if card else f"processor, {torch.get_num_threads()} threads"
    return {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count(),
            "system": f"{sys.platform} {platform.machine()}", "backend": f"torch {torch.__version__}",
            "adapter": f"{kind}, {ranks.world} ranks"}
