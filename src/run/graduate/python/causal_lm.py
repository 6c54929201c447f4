"""Any two causal language models of `transformers` with one vocabulary, behind the interface of model.py.

LoRA by peft, and parameters that are split over ranks (FSDP 2).
"""
from __future__ import annotations

import contextlib
import inspect
import os
from argparse import Namespace
from pathlib import Path

import torch
from torch import Tensor, nn

from config import ProjectError
from files import whole
from model import Reader, load_transformer


class ChatReader(Reader):
    """A tokenizer of `transformers`: prompts as its chat template shows them, or as they are."""

    def __init__(self, tokenizer, ends: list[int], width: int, room: int) -> None:
        pad = ends[0] if tokenizer.pad_token_id is None else tokenizer.pad_token_id
        super().__init__(pad, ends, width, room)
        self.tokenizer = tokenizer

    def shown(self, prompt: str | list[dict]) -> str:
        """The text that the model reads; `prompt` is a text or a list of messages."""
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        if self.tokenizer.chat_template:
            return self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        return "\n".join(message["content"] for message in messages)

    def prompt(self, prompt: str | list[dict]) -> list[int]:
        plain = not self.tokenizer.chat_template
        return self.tokenizer(self.shown(prompt), add_special_tokens=plain)["input_ids"]

    def encode(self, text: str | list[dict]) -> list[int]:
        content = text if isinstance(text, str) else text[-1]["content"]
        return self.tokenizer(content, add_special_tokens=False)["input_ids"]

    def decode(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids)


class CausalLM(nn.Module):
    """A model of `transformers`; logits are cut to `width`, the part that teacher and student share."""

    def __init__(self, model: nn.Module, reader: ChatReader, dtype: torch.dtype, width: int) -> None:
        super().__init__()
        self.model, self.reader, self.dtype, self.width = model, reader, dtype, width
        # Its name in transformers 5.24, and before.
        base = model.get_base_model() if hasattr(model, "get_base_model") else model
        self.past = "cache" if "cache" in inspect.signature(base.forward).parameters else "past_key_values"

    def forward(self, ids: Tensor, mask: Tensor, cache: dict | None = None, keep: int = 0,
                states: list[Tensor] | None = None) -> Tensor:
        """Logits [batch, n or keep, vocabulary], as Transformer.forward of model.py."""
        positions = (mask.cumsum(1)[:, -ids.shape[1]:] - 1).clamp(min=0)
        asked = {} if states is None else {"output_hidden_states": True}
        past = {} if cache is None else {self.past: cache.get("past")}
        with self.autocast(ids):
            out = self.model(input_ids=ids, attention_mask=mask.long(), position_ids=positions,
                             use_cache=cache is not None, logits_to_keep=keep, **past, **asked)
        if cache is not None:
            cache["past"] = getattr(out, self.past)
        if states is not None:
            states.extend(state[:, -keep:].float() for state in out.hidden_states)
        return out.logits[..., : self.width].float()

    def autocast(self, like: Tensor) -> torch.autocast:
        return torch.autocast(like.device.type, torch.bfloat16, enabled=self.dtype == torch.bfloat16)

    def head(self, states: Tensor) -> Tensor:
        """Logits [..., vocabulary] of states [..., width] that come out of a block."""
        parts = dict(self.model.base_model.named_children())
        norms = [parts[name] for name in ("norm", "ln_f", "final_layernorm") if name in parts]
        if not norms:
            raise ProjectError("The teacher's last norm was not found, which an early exit needs. Choose "
                               "another method, or another teacher.")
        with self.autocast(states):
            states = states.to(norms[0].weight.dtype)
            return self.model.get_output_embeddings()(norms[0](states))[..., : self.width].float()

    def save(self, folder: Path, like: Path, card: Path, writes: bool) -> None:
        """Writes a Hugging Face folder, of an adapter alone; every rank takes part, one `writes`."""
        state = {name: whole(p) for name, p in self.model.state_dict().items()}
        if writes:
            self.model.save_pretrained(folder, state_dict=state)
            self.reader.tokenizer.save_pretrained(folder)


def is_own(folder: Path) -> bool:
    """Whether a folder is of this project, and no other model of `transformers`."""
    config = folder / "config.json"
    return folder.is_dir() and (not config.exists() or '"distillery"' in config.read_text("utf-8"))


def load_models(config: Namespace, root: Path, device: torch.device) -> list[nn.Module]:
    """Student and teacher: two of this project's own, or any two that `transformers` loads."""
    folders = [root / name for name in (config.student, config.teacher)]
    if all(is_own(folder) for folder in folders):
        models = [load_transformer(folder, config.max_prompt_length).to(device) for folder in folders]
        if models[0].reader.ids != models[1].reader.ids:
            raise ProjectError("Teacher and student have two vocabularies; their distributions cannot be "
                               "compared. Use two models of one tokenizer.")
    else:
        names = [str(folder) if folder.exists() else name for folder, name in
                 zip(folders, (config.student, config.teacher))]
        models = load_pair(names, config, device)
    models[1].requires_grad_(False)
    # accelerate's configuration asks for it by the environment.
    if config.fsdp or os.environ.get("ACCELERATE_USE_FSDP") == "true":
        if not isinstance(models[0], CausalLM):
            raise ProjectError("fsdp splits models of transformers; these are its own. Leave it out.")
        shard(models[0])
    return models


def load_pair(names: list[str], config: Namespace, device: torch.device) -> list[CausalLM]:
    """Student and teacher, from folders or the Hub. Raises ProjectError where their vocabularies differ."""
    try:
        from transformers import AutoModelForCausalLM, AutoTokenizer
        dtype = getattr(torch, config.dtype)
        models = [AutoModelForCausalLM.from_pretrained(name, dtype=kind)
                  for name, kind in zip(names, (torch.float32, dtype))]
        tokenizers = [AutoTokenizer.from_pretrained(name) for name in names]
    except ImportError as error:
        raise ProjectError(f"{' or '.join(names)} is no folder of this project; other models need another "
                           f"package ({error}): pip install -e '.[transformers]'.") from error
    except (OSError, ValueError) as error:
        raise ProjectError(f"{' or '.join(names)} could not be loaded: {error}") from error
    widths = [model.get_output_embeddings().weight.shape[0] for model in models]
    shared = min(widths)
    ids = [{(token, i) for token, i in one.get_vocab().items() if i < shared} for one in tokenizers]
    if other := sorted(ids[0] ^ ids[1], key=lambda pair: (pair[1], pair[0])):
        token, i = other[0]
        raise ProjectError(f"Teacher and student have two vocabularies: they differ in {len(other)} tokens, "
                           f"first in {token!r}, {i}. Distributions over them cannot be compared; use one "
                           "tokenizer.")
    if widths[0] != widths[1]:
        print(f"Logits are {widths[0]} (student) and {widths[1]} (teacher) wide; {shared} are compared.")
    if config.lora_rank:
        from peft import LoraConfig, get_peft_model
        adapter = LoraConfig(r=config.lora_rank, lora_alpha=2 * config.lora_rank, target_modules="all-linear",
                             task_type="CAUSAL_LM")
        models[0] = get_peft_model(models[0], adapter)
    ends = list(dict.fromkeys(tokenizer.eos_token_id for tokenizer in tokenizers))
    lengths = config.max_prompt_length, config.max_completion_length
    readers = [ChatReader(one, ends, *lengths) for one in tokenizers]
    return [CausalLM(model.to(device), reader, dtype, shared) for model, reader in zip(models, readers)]


def shard(model: CausalLM) -> None:
    """Splits parameters and the optimizer's moments over the ranks, block by block (FSDP 2)."""
    from torch.distributed.fsdp import fully_shard
    kinds = set(getattr(model.model, "_no_split_modules", None) or ())
    for part in [*(one for one in model.modules() if type(one).__name__ in kinds), model.model]:
        fully_shard(part)


@contextlib.contextmanager
def gathered(model: nn.Module):
    """All parameters on every rank: rows end at different times, and ranks must not wait in between."""
    parts = [part for part in model.modules() if hasattr(part, "unshard")]
    for part in parts:
        part.set_reshard_after_forward(False)
        part.unshard()
    yield
    for part in parts:
        part.set_reshard_after_forward(True)
        part.reshard()
