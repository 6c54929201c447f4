"""Any two causal language models of `transformers` with one vocabulary, behind the interface of model.py."""
from __future__ import annotations

import contextlib
import inspect
from pathlib import Path

import torch
from torch import Tensor, nn

from model import ProjectError, Reader


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
        return self.tokenizer(self.shown(prompt), add_special_tokens=not self.tokenizer.chat_template)["input_ids"]

    def encode(self, text: str | list[dict]) -> list[int]:
        return self.tokenizer(text if isinstance(text, str) else text[-1]["content"], add_special_tokens=False)["input_ids"]

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

    def forward(self, ids: Tensor, mask: Tensor, cache: dict | None = None, keep: int = 0) -> Tensor:
        """Logits [batch, n or keep, vocabulary], as Transformer.forward of model.py."""
        positions = (mask.cumsum(1)[:, -ids.shape[1]:] - 1).clamp(min=0)
        past = {} if cache is None else {self.past: cache.get("past")}
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=self.dtype == torch.bfloat16):
            out = self.model(input_ids=ids, attention_mask=mask.long(), position_ids=positions, use_cache=cache is not None,
                             logits_to_keep=keep, **past)
        if cache is not None:
            cache["past"] = getattr(out, self.past)
        return out.logits[..., : self.width].float()

    def save(self, folder: Path, like: Path, card: Path, writes: bool) -> None:
        """Writes a Hugging Face folder, of the adapter alone where there is one; every rank takes part, one `writes`."""
        state = {name: p.full_tensor() if hasattr(p, "full_tensor") else p for name, p in self.model.state_dict().items()}
        if writes:
            self.model.save_pretrained(folder, state_dict=state)
            self.reader.tokenizer.save_pretrained(folder)


def load_pair(names: list[str], config, device: torch.device) -> list[CausalLM]:
    """Student and teacher, from folders or the Hub. Raises ProjectError where their vocabularies differ."""
    try:
        from transformers import AutoModelForCausalLM, AutoTokenizer
        dtype = getattr(torch, config.dtype)
        models = [AutoModelForCausalLM.from_pretrained(name, dtype=kind) for name, kind in zip(names, (torch.float32, dtype))]
        tokenizers = [AutoTokenizer.from_pretrained(name) for name in names]
    except ImportError as error:
        raise ProjectError(f"{' or '.join(names)} is no folder of this project, and other models need another package ({error}): "
                           "pip install -e '.[transformers]'.") from error
    except (OSError, ValueError) as error:
        raise ProjectError(f"{' or '.join(names)} could not be loaded: {error}") from error
    widths = [model.get_output_embeddings().weight.shape[0] for model in models]
    shared = min(widths)
    ids = [{(token, i) for token, i in tokenizer.get_vocab().items() if i < shared} for tokenizer in tokenizers]
    if other := sorted(ids[0] ^ ids[1], key=lambda pair: (pair[1], pair[0])):
        raise ProjectError(f"Teacher and student have two vocabularies: they differ in {len(other)} tokens, first in "
                           f"{other[0][0]!r}, {other[0][1]}. Distributions over them cannot be compared; use one tokenizer.")
    if widths[0] != widths[1]:
        print(f"Logits are {widths[0]} wide (student) and {widths[1]} (teacher); the first {shared} are compared.")
    if config.lora_rank:
        from peft import LoraConfig, get_peft_model
        models[0] = get_peft_model(models[0], LoraConfig(r=config.lora_rank, lora_alpha=2 * config.lora_rank,
                                                         target_modules="all-linear", task_type="CAUSAL_LM"))
    ends = list(dict.fromkeys(tokenizer.eos_token_id for tokenizer in tokenizers))
    readers = [ChatReader(one, ends, config.max_prompt_length, config.max_completion_length) for one in tokenizers]
    return [CausalLM(model.to(device), reader, dtype, shared) for model, reader in zip(models, readers)]


def shard(model: CausalLM) -> None:
    """Splits parameters and the optimizer's moments over the ranks, block by block (FSDP 2)."""
    from torch.distributed.fsdp import fully_shard
    kinds = set(getattr(model.model, "_no_split_modules", None) or ())
    for part in [*(one for one in model.modules() if type(one).__name__ in kinds), model.model]:
        fully_shard(part)


@contextlib.contextmanager
def gathered(model: nn.Module):
    """All parameters on every rank: rows end at different times, and ranks must not wait for each other in between."""
    parts = [part for part in model.modules() if hasattr(part, "unshard")]
    for part in parts:
        part.set_reshard_after_forward(False)
        part.unshard()
    yield
    for part in parts:
        part.set_reshard_after_forward(True)
        part.reshard()
