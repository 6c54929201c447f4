"""GPT-2 with a key-value cache, its tokenizer of single characters, and both as a Hugging Face folder."""
from __future__ import annotations

import json
import math
import os
import shutil
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ProjectError(Exception):
    """A fault that the user can repair; its text says what happened and what to do."""


class Conv1D(nn.Module):
    """x · weight + bias with weight [in, out], as GPT-2 stores it."""

    def __init__(self, size_in: int, size_out: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size_in, size_out))
        self.bias = nn.Parameter(torch.zeros(size_out))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x.reshape(-1, x.shape[-1]), self.weight).view(*x.shape[:-1], -1)


class Cache:
    """Keys and values [2, batch, heads, columns, depth] of a layer, in memory that grows by many columns at a time."""

    def __init__(self) -> None:
        self.columns, self.room = 0, None

    def extend(self, fresh: Tensor) -> Tensor:
        """Adds columns and gives all."""
        start, self.columns = self.columns, self.columns + fresh.shape[3]
        if self.room is None:
            self.room = fresh[..., :0, :]
        if (size := self.room.shape[3]) < self.columns:
            self.room = F.pad(self.room, (0, 0, 0, self.columns + 64 - size))
        self.room[..., start : self.columns, :] = fresh
        return self.room[..., : self.columns, :]


class Block(nn.Module):
    """A pre-norm block: causal multi-head attention, then the feed-forward network."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.ln_1, self.ln_2 = heads, nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.ModuleDict({"c_attn": Conv1D(width, 3 * width), "c_proj": Conv1D(width, width)})
        self.mlp = nn.ModuleDict({"c_fc": Conv1D(width, 4 * width), "c_proj": Conv1D(4 * width, width)})

    def forward(self, x: Tensor, visible: Tensor, cache: Cache | None) -> Tensor:
        """x [batch, n, width], visible [batch, 1, n, columns]; `cache` has the columns before the last n."""
        batch, length, width = x.shape
        packed = self.attn["c_attn"](self.ln_1(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, *fresh = packed.permute(2, 0, 3, 1, 4)
        keys, values = fresh if cache is None else cache.extend(torch.stack(fresh))
        scores = query @ keys.transpose(-1, -2) / math.sqrt(width // self.heads)
        weights = scores.masked_fill(~visible, -math.inf).softmax(-1)
        x = x + self.attn["c_proj"]((weights @ values).transpose(1, 2).reshape(batch, length, width))
        return x + self.mlp["c_proj"](F.gelu(self.mlp["c_fc"](self.ln_2(x))))


class Transformer(nn.Module):
    """A decoder-only transformer whose head is its token embedding. Parameters have GPT-2's names."""

    def __init__(self, config: dict, reader: CharacterReader) -> None:
        super().__init__()
        self.context, width, self.reader = config["n_positions"], config["n_embd"], reader
        self.wte, self.wpe = nn.Embedding(config["vocab_size"], width), nn.Embedding(self.context, width)
        self.h = nn.ModuleList(Block(width, config["n_head"]) for _ in range(config["n_layer"]))
        self.ln_f = nn.LayerNorm(width)

    def forward(self, ids: Tensor, mask: Tensor, cache: dict | None = None, keep: int = 0) -> Tensor:
        """Logits [batch, n or keep, vocabulary] after `ids` [batch, n], the last n of the columns of `mask`.

        A token sees the columns before it where `mask` [batch, columns] is true, whose number is its position. `cache`
        has the keys and values of the columns before `ids`, and gets theirs.
        """
        columns = torch.arange(mask.shape[1], device=ids.device)
        visible = (mask.unsqueeze(1) & (columns <= columns[-ids.shape[1]:].unsqueeze(1))).unsqueeze(1)
        # Drafts behind the last position are never kept: any embedding will do.
        positions = (mask.cumsum(1)[:, -ids.shape[1]:] - 1).clamp(0, self.context - 1)
        x = self.wte(ids) + self.wpe(positions)
        for layer, block in enumerate(self.h):
            x = block(x, visible, None if cache is None else cache.setdefault(layer, Cache()))
        return self.ln_f(x[:, -keep:]) @ self.wte.weight.T

    def save(self, folder: Path, like: Path, card: Path, writes: bool) -> None:
        """Writes a Hugging Face folder, if this rank `writes`: other files as in the folder `like`, README.md from `card`."""
        if not writes:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for file in like.iterdir():
            if file.name not in ("model.safetensors", "README.md"):
                shutil.copyfile(file, folder / file.name)
        shutil.copyfile(card, folder / "README.md")
        write_safetensors(folder / "model.safetensors", {f"transformer.{name}": t for name, t in self.state_dict().items()})


class Reader:
    """A model's tokenizer: prompts of at most `width` tokens, responses of at most `room` that end in one of `ends`."""

    def __init__(self, pad: int, ends: list[int], width: int, room: int) -> None:
        self.pad, self.ends, self.width, self.room = pad, ends, width, room

    def prompts(self, prompts: list) -> tuple[Tensor, Tensor]:
        """Ids and mask [rows, prompt], padded on the left to the longest."""
        rows = [self.prompt(prompt) for prompt in prompts]
        longest = max(map(len, rows))
        if longest > self.width:
            raise ProjectError(f"A prompt has {longest} tokens, more than the {self.width} of max_prompt_length. Shorten it.")
        ids = torch.tensor([[self.pad] * (longest - len(row)) + row for row in rows])
        return ids, torch.arange(longest) >= torch.tensor([[longest - len(row)] for row in rows])


class CharacterReader(Reader):
    """One id a character; prompts are [pad ... pad bos prompt], which the model has learned to see, pads too."""

    def __init__(self, ids: dict[str, int], config: dict, width: int) -> None:
        super().__init__(config["pad_token_id"], [config["eos_token_id"]], width, config["n_positions"] + 1 - width)
        self.ids, self.bos = ids, config["bos_token_id"]

    def shown(self, prompt: str) -> str:
        return prompt

    def prompt(self, prompt: str) -> list[int]:
        ids = [self.bos, *self.encode(prompt)]
        return [self.pad] * (self.width - len(ids)) + ids

    def encode(self, text: str) -> list[int]:
        unknown = sorted(set(text) - set(self.ids))
        if unknown:
            raise ProjectError(f"The tokenizer does not know {' '.join(unknown)} in {text!r}. Correct the data.")
        return [self.ids[character] for character in text]

    def decode(self, ids: list[int]) -> str:
        """The text of a response; a padding or beginning in it becomes a sign that no text holds."""
        texts = {i: text for text, i in self.ids.items()} | {self.pad: "\ue000", self.bos: "\ue001"}
        return "".join(texts[i] for i in ids)


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a file of float32."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = {name: entry for name, entry in json.loads(data[8:start]).items() if name != "__metadata__"}
    values = torch.frombuffer(bytearray(data[start:]), dtype=torch.float32)
    spans = {name: [offset // 4 for offset in entry["data_offsets"]] for name, entry in header.items()}
    return {name: values[slice(*spans[name])].reshape(entry["shape"]) for name, entry in header.items()}


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


def load_transformer(folder: Path, prompt_length: int) -> Transformer:
    """A model in float32 and its tokenizer, from a Hugging Face folder. Biases and inner gains are not trained."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        ids = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
        model = Transformer(config, CharacterReader(ids, config, prompt_length))
        tensors = read_safetensors(folder / "model.safetensors")
        model.load_state_dict({name.removeprefix("transformer."): tensor for name, tensor in tensors.items()})
    except FileNotFoundError as error:
        raise ProjectError(f"{error.filename} is missing. Copy it back, or graduate the link again.") from error
    except (KeyError, ValueError, RuntimeError) as error:
        raise ProjectError(f"{folder} holds no whole GPT-2 ({error}). Copy it back, or graduate the link again.") from error
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(parameter.dim() == 2 or name == "ln_f.weight")
    return model
