"""GPT-2 with a key-value cache, its tokenizer of single characters, and both as a Hugging Face folder."""
from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from config import ProjectError
from files import read_safetensors, write_safetensors


class Conv1D(nn.Module):
    """x · weight + bias with weight [in, out], as GPT-2 stores it."""

    def __init__(self, size_in: int, size_out: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size_in, size_out))
        self.bias = nn.Parameter(torch.zeros(size_out))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x.reshape(-1, x.shape[-1]), self.weight).view(*x.shape[:-1], -1)


class Block(nn.Module):
    """A pre-norm block: causal multi-head attention, then the feed-forward network."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.ln_1, self.ln_2 = heads, nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.ModuleDict({"c_attn": Conv1D(width, 3 * width), "c_proj": Conv1D(width, width)})
        self.mlp = nn.ModuleDict({"c_fc": Conv1D(width, 4 * width), "c_proj": Conv1D(4 * width, width)})

    def forward(self, x: Tensor, visible: Tensor, past: list[Tensor] | None) -> Tensor:
        """x [batch, n, width], visible [batch, 1, n, columns]; `past` has keys and values of those before."""
        batch, length, width = x.shape
        packed = self.attn["c_attn"](self.ln_1(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, *fresh = packed.permute(2, 0, 3, 1, 4)
        if past is not None:
            past[:] = [torch.cat(pair, 2) for pair in zip(past, fresh)] if past else fresh
        keys, values = past or fresh
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

    def forward(self, ids: Tensor, mask: Tensor, cache: dict | None = None, keep: int = 0,
                states: list[Tensor] | None = None) -> Tensor:
        """Logits [batch, n or keep, vocabulary] after `ids` [batch, n], the last n of the columns of `mask`.

        A token sees the columns before it where `mask` [batch, columns] is true: their number is its
        position. `cache` has keys and values of the columns before `ids`, and gets theirs. `states` gets what
        goes into each block, and what the logits are computed from, as `hidden_states` of transformers.
        """
        columns = torch.arange(mask.shape[1], device=ids.device)
        visible = (mask.unsqueeze(1) & (columns <= columns[-ids.shape[1]:].unsqueeze(1))).unsqueeze(1)
        # Drafts behind the last position are never kept: any embedding will do.
        positions = (mask.cumsum(1)[:, -ids.shape[1]:] - 1).clamp(0, self.context - 1)
        inner = [self.wte(ids) + self.wpe(positions)]
        for layer, block in enumerate(self.h):
            inner.append(block(inner[-1], visible, None if cache is None else cache.setdefault(layer, [])))
        inner[-1] = self.ln_f(inner[-1])
        if states is not None:
            states.extend(state[:, -keep:] for state in inner)
        return inner[-1][:, -keep:] @ self.wte.weight.T

    def head(self, states: Tensor) -> Tensor:
        """Logits [..., vocabulary] of states [..., width] that come out of a block."""
        return self.ln_f(states) @ self.wte.weight.T

    def save(self, folder: Path, like: Path, card: Path, writes: bool) -> None:
        """Writes a Hugging Face folder if this rank `writes`: as the folder `like`, README.md from `card`."""
        if not writes:
            return
        shutil.copytree(like, folder, ignore=shutil.ignore_patterns("model.safetensors"), dirs_exist_ok=True)
        shutil.copyfile(card, folder / "README.md")
        tensors = {f"transformer.{name}": tensor for name, tensor in self.state_dict().items()}
        write_safetensors(folder / "model.safetensors", tensors)


class Reader:
    """A tokenizer: prompts of at most `width` tokens, responses of at most `room` up to one of `ends`."""

    def __init__(self, pad: int, ends: list[int], width: int, room: int) -> None:
        self.pad, self.ends, self.width, self.room = pad, ends, width, room

    def prompts(self, prompts: list) -> tuple[Tensor, Tensor]:
        """Ids and mask [rows, prompt], padded on the left to the longest."""
        rows = [self.prompt(prompt) for prompt in prompts]
        longest = max(map(len, rows))
        if longest > self.width:
            raise ProjectError(f"A prompt has {longest} tokens, more than the {self.width} of "
                               "max_prompt_length. Shorten it.")
        ids = torch.tensor([[self.pad] * (longest - len(row)) + row for row in rows])
        return ids, torch.arange(longest) >= torch.tensor([[longest - len(row)] for row in rows])


class CharacterReader(Reader):
    """One id a character; prompts are [pad ... pad bos prompt]: the model has learned to see the pads."""

    def __init__(self, ids: dict[str, int], config: dict, width: int) -> None:
        room = config["n_positions"] + 1 - width
        super().__init__(config["pad_token_id"], [config["eos_token_id"]], width, room)
        self.ids, self.bos = ids, config["bos_token_id"]

    def shown(self, prompt: str) -> str:
        return prompt

    def prompt(self, prompt: str) -> list[int]:
        ids = [self.bos, *self.encode(prompt)]
        return [self.pad] * (self.width - len(ids)) + ids

    def encode(self, text: str) -> list[int]:
        if unknown := sorted(set(text) - set(self.ids)):
            raise ProjectError(f"The tokenizer lacks {' '.join(unknown)}, in {text!r}. Correct the data.")
        return [self.ids[character] for character in text]

    def decode(self, ids: list[int]) -> str:
        """The text of a response; a padding or beginning in it becomes a sign that no text holds."""
        texts = {i: text for text, i in self.ids.items()} | {self.pad: "\ue000", self.bos: "\ue001"}
        return "".join(texts[i] for i in ids)


def load_transformer(folder: Path, prompt_length: int) -> Transformer:
    """A model in float32 with its tokenizer, from a Hugging Face folder; it trains no bias or inner gain."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        ids = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
        model = Transformer(config, CharacterReader(ids, config, prompt_length))
        tensors = read_safetensors(folder / "model.safetensors")
        model.load_state_dict({name.removeprefix("transformer."): tensor for name, tensor in tensors.items()})
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        again = "Copy it back, or graduate the link again."
        raise ProjectError(f"{folder} holds no whole GPT-2 ({error}). {again}") from error
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(parameter.dim() == 2 or name == "ln_f.weight")
    return model
