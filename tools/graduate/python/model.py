"""GPT-2 with a key-value cache, its tokenizer of single characters, and both as a Hugging Face folder."""
from __future__ import annotations

import json
import math
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
GELU = {"gelu": "none", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}


class ProjectError(Exception):
    """A fault that the user can repair; its text says what happened and what to do."""


class Conv1D(nn.Module):
    """x · weight + bias with weight [in, out], as GPT-2 stores it. Biases are loaded and saved, not trained."""

    def __init__(self, size_in: int, size_out: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size_in, size_out))
        self.register_buffer("bias", torch.zeros(size_out))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x.reshape(-1, x.shape[-1]), self.weight).view(*x.shape[:-1], -1)


class LayerNorm(nn.Module):
    """Layer normalisation, epsilon 1e-5. Only the last norm of a model has a trained gain."""

    def __init__(self, width: int, trained: bool = False) -> None:
        super().__init__()
        if trained:
            self.weight = nn.Parameter(torch.ones(width))
        else:
            self.register_buffer("weight", torch.ones(width))
        self.register_buffer("bias", torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:], self.weight, self.bias, 1e-5)


class Block(nn.Module):
    """A pre-norm block: causal multi-head attention, then the feed-forward network."""

    def __init__(self, width: int, heads: int, gelu: str) -> None:
        super().__init__()
        self.heads, self.gelu = heads, gelu
        self.ln_1, self.ln_2 = LayerNorm(width), LayerNorm(width)
        self.attn = nn.ModuleDict({"c_attn": Conv1D(width, 3 * width), "c_proj": Conv1D(width, width)})
        self.mlp = nn.ModuleDict({"c_fc": Conv1D(width, 4 * width), "c_proj": Conv1D(4 * width, width)})

    def forward(self, x: Tensor, visible: Tensor, cache: Tensor | None, positions: Tensor | None) -> Tensor:
        """x [batch, n, width]; visible [batch or 1, 1, n, columns]; cache [2, batch, columns, heads, depth]."""
        batch, length, width = x.shape
        packed = self.attn["c_attn"](self.ln_1(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = packed.unbind(2)
        if cache is not None:
            rows = torch.arange(batch, device=x.device).unsqueeze(1)
            cache[0][rows, positions], cache[1][rows, positions] = key, value
            key, value = cache[:, :, : visible.shape[-1]].unbind(0)
        scores = query.transpose(1, 2) @ key.permute(0, 2, 3, 1) / math.sqrt(width // self.heads)
        weights = scores.masked_fill(~visible, -math.inf).softmax(-1)
        mixed = (weights @ value.transpose(1, 2)).transpose(1, 2).reshape(batch, length, width)
        x = x + self.attn["c_proj"](mixed)
        hidden = F.gelu(self.mlp["c_fc"](self.ln_2(x)), approximate=self.gelu)
        return x + self.mlp["c_proj"](hidden)


class Transformer(nn.Module):
    """A decoder-only transformer whose head is its token embedding. Parameters have GPT-2's names."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        if config.get("model_type") != "gpt2" or config.get("activation_function") not in GELU:
            raise ProjectError("model.py reads GPT-2 with a GELU only; config.json describes another model.")
        self.config, width, self.heads = config, config["n_embd"], config["n_head"]
        self.context, gelu = config["n_positions"], GELU[config["activation_function"]]
        self.wte, self.wpe = nn.Embedding(config["vocab_size"], width), nn.Embedding(self.context, width)
        self.h = nn.ModuleList(Block(width, self.heads, gelu) for _ in range(config["n_layer"]))
        self.ln_f = LayerNorm(width, trained=True)

    def cache(self, batch: int, columns: int) -> Tensor:
        """Room for keys and values [layers, 2, batch, columns, heads, depth]."""
        width = self.wte.weight.shape[1]
        shape = (len(self.h), 2, batch, columns, self.heads, width // self.heads)
        return torch.zeros(shape, device=self.wte.weight.device)

    def forward(self, ids: Tensor, cache: Tensor | None = None, positions: Tensor | None = None, columns: int = 0) -> Tensor:
        """Logits [batch, n, vocabulary] after each of the tokens `ids` [batch, n].

        With a cache the tokens stand at `positions` [batch, n], which are all below `columns`; a token reads those
        before it, and writes its own keys and values over what was there.
        """
        at = torch.arange(ids.shape[1], device=ids.device).unsqueeze(0) if positions is None else positions
        seen = torch.arange(columns or ids.shape[1], device=ids.device)
        visible = (seen <= at.unsqueeze(-1)).unsqueeze(1)
        # Drafts behind the last position are never kept: any embedding will do.
        x = self.wte(ids) + self.wpe(at.clamp(max=self.context - 1))
        for layer, block in enumerate(self.h):
            x = block(x, visible, None if cache is None else cache[layer], at)
        return self.ln_f(x) @ self.wte.weight.T


@dataclass(frozen=True)
class Tokenizer:
    """One id a character."""

    ids: dict[str, int]
    pad: int
    bos: int
    eos: int

    def encode(self, text: str) -> list[int]:
        unknown = sorted(set(text) - set(self.ids))
        if unknown:
            raise ProjectError(f"The tokenizer does not know {' '.join(unknown)} in {text!r}. Correct the data.")
        return [self.ids[character] for character in text]

    def decode(self, ids: list[int]) -> str:
        """The text up to the first end; a padding or beginning before it becomes a sign that no text holds."""
        texts = {i: text for text, i in self.ids.items()} | {self.pad: "\ue000", self.bos: "\ue001"}
        return "".join(texts[i] for i in (ids[: ids.index(self.eos)] if self.eos in ids else ids))


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a file, float32."""
    data = bytearray(path.read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        values = torch.frombuffer(data[start + first : start + end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = values.float().reshape(entry["shape"])
    return tensors


def write_safetensors(path: Path, tensors: dict[str, Tensor]) -> None:
    """Writes float32 tensors; the old file stays until the new one is whole."""
    header, parts, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in tensors.items():
        parts.append(tensor.detach().float().cpu().contiguous().numpy().tobytes())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(parts[-1])]}
        offset += len(parts[-1])
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    replace_file(path, len(text).to_bytes(8, "little") + text + b"".join(parts))


def replace_file(path: Path, content: bytes) -> None:
    """Writes a file so that it is either the old or the new one, whatever happens."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ProjectError(f"{path} could not be written ({error.strerror}); what was there before still is. "
                           "Make room, then start again: training goes on.") from error


def load_folder(folder: Path) -> tuple[Transformer, Tokenizer]:
    """A model in float32 and its tokenizer, from a Hugging Face folder."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        ids = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
        tensors = read_safetensors(folder / "model.safetensors")
        model = Transformer(config)
        names = {name.removeprefix("transformer."): tensor for name, tensor in tensors.items()}
        model.load_state_dict({name: names[name] for name in model.state_dict()})
    except FileNotFoundError as error:
        raise ProjectError(f"{error.filename} is missing. Copy it back, or graduate the link again.") from error
    except (KeyError, ValueError, RuntimeError) as error:
        raise ProjectError(f"{folder} holds no whole GPT-2 ({error}). Copy it back, or graduate the link again.") from error
    special = (config[f"{name}_token_id"] for name in ("pad", "bos", "eos"))
    return model, Tokenizer(ids, *special)


def save_folder(model: Transformer, like: Path, folder: Path, card: Path) -> None:
    """Writes a model as a Hugging Face folder: other files as in the folder `like`, README.md from `card`."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in like.iterdir():
        if file.name not in ("model.safetensors", "README.md"):
            shutil.copyfile(file, folder / file.name)
    shutil.copyfile(card, folder / "README.md")
    names = {f"transformer.{name}": tensor for name, tensor in model.state_dict().items()}
    write_safetensors(folder / "model.safetensors", names)
