"""Files that are either the old or the new ones, whatever happens: checkpoints and safetensors."""
from __future__ import annotations

import io
import json
import os
import pickle
from pathlib import Path

import torch
from torch import Tensor

from config import ProjectError

# Settings that may differ from the checkpoint's.
FREE = {"config", "steps", "fresh", "logging_steps", "save_steps", "log_completions", "report_to", "fsdp"}


def replace_file(path: Path, content: bytes) -> None:
    """Writes a file so that it is either the old or the new one."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ProjectError(f"{path} could not be written ({error.strerror}); what was there before still is. "
                           "Make room, then start again: training goes on.") from error


def whole(tensor: Tensor) -> Tensor:
    """All of a tensor that may be split over ranks."""
    return tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor


def like(target: Tensor, values: Tensor) -> Tensor:
    """Values of all of `target`, split over ranks as it is; a number of steps stays whole."""
    if not hasattr(target, "full_tensor") or values.dim() == 0:
        return values
    from torch.distributed.tensor import distribute_tensor
    return distribute_tensor(values.to(target.device), target.device_mesh, target.placements)


def settings_of(training) -> dict:
    """The settings that a run keeps from its first step to its last."""
    return {name: value for name, value in vars(training.config).items() if name not in FREE}


def save_checkpoint(training) -> None:
    """Writes the checkpoint and the student's folder; every rank takes part."""
    moments = training.optimizer.state_dict()["state"]
    # PyTorch 1.13 reads no floats safely, so settings are a text and learning rates are left out.
    saved = {
        "step": training.step, "config": json.dumps(settings_of(training)),
        "method": json.dumps([training.states, training.collector.kept]),
        "student": {name: whole(p.detach()) for name, p in training.trained.items()},
        "moments": {i: {name: whole(value) for name, value in one.items()} for i, one in moments.items()},
    }
    training.output.mkdir(parents=True, exist_ok=True)
    writes, root, folder = training.ranks.rank == 0, training.root, training.output / "student"
    if writes:
        buffer = io.BytesIO()
        torch.save(saved, buffer)
        replace_file(training.output / "checkpoint.pt", buffer.getvalue())
    training.student.save(folder, root / training.config.student, root / "README.md", writes)


@torch.no_grad()
def load_checkpoint(training) -> None:
    """Goes on from the checkpoint, on any number of ranks."""
    path = training.output / "checkpoint.pt"
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True)
        before, (states, kept) = json.loads(saved["config"]), json.loads(saved["method"])
    except (EOFError, KeyError, RuntimeError, pickle.UnpicklingError) as error:
        raise ProjectError(f"{path} is damaged, or of another version. Start anew with --fresh.") from error
    if changed := [name for name, value in settings_of(training).items() if before.get(name) != value]:
        raise ProjectError(f"{path} is of other settings ({', '.join(changed)}). Set them back, name another "
                           "output_dir, or start anew with --fresh.")
    for name, p in training.trained.items():
        p.copy_(like(p, saved["student"][name]))
    ordered = [p for group in training.optimizer.param_groups for p in group["params"]]
    moments = {i: {name: like(ordered[i], value) for name, value in one.items()}
               for i, one in saved["moments"].items()}
    groups = training.optimizer.state_dict()["param_groups"]
    training.optimizer.load_state_dict({"state": moments, "param_groups": groups})
    training.step, training.states, training.collector.kept = saved["step"], states, kept


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a file of float32."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    values = torch.frombuffer(bytearray(data[start:]), dtype=torch.float32)
    spans = {name: [offset // 4 for offset in entry["data_offsets"]] for name, entry in header.items()}
    return {name: values[slice(*spans[name])].reshape(entry["shape"]) for name, entry in header.items()}


def write_safetensors(path: Path, tensors: dict[str, Tensor]) -> None:
    """Writes float32 tensors."""
    header, parts, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in tensors.items():
        parts.append(tensor.detach().float().cpu().contiguous().numpy().tobytes())
        span = [offset, offset + len(parts[-1])]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": span}
        offset = span[1]
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    replace_file(path, len(text).to_bytes(8, "little") + text + b"".join(parts))
