"""Holds the project's second way to `transformers`: python check_transformers.py PROJECT, with transformers, peft and tokenizers.

Makes tiny random models in a temporary folder, without the Hub.
"""
import json
import string
import sys
import tempfile
from pathlib import Path

import torch
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

project = Path(sys.argv[1]).resolve()
sys.path.insert(0, str(project))

from config import ProjectError, read_config
from files import load_checkpoint, save_checkpoint
from skd import sample
from train import Ranks, Training

TEMPLATES = ("{% for m in messages %}<u>{{ m['content'] }}{% endfor %}<a>", "{% for m in messages %}<u>{{ m['content'] }}\n{% endfor %}<a>")
CHARACTERS = ["<p>", "<s>", "</s>", "<u>", "<a>", "\n", *string.ascii_letters, *" -=ûéèàêô'"]
SIZES = {"num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 48, "hidden_size": 32,
         "max_position_embeddings": 256, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}


def save(folder: Path, model, characters: list[str], template: str | None) -> None:
    model.save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel({one: i for i, one in enumerate(characters)}, unk_token="<p>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"<u>|<a>|[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    saved = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<p>", bos_token="<s>", eos_token="</s>")
    saved.chat_template = template
    saved.save_pretrained(folder)


def training(folder: Path, **settings) -> Training:
    settings = {"train_file": "data.jsonl", "test_file": "few.jsonl", "changes": "[]", "sft_steps": 0, "max_prompt_length": 64,
                "max_completion_length": 48, "train_batch_size": 3, "log_completions": "true", "dtype": "float32",
                "max_steps": 3, "warmup_steps": 0, "output_dir": folder / "output", "student": folder / "student",
                "teacher": folder / "teacher", **settings}
    options = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    return Training(read_config(["--config", str(project / "transformers.yaml"), *options]), Ranks())


def steps(run: Training) -> list[dict]:
    return [run.train_step() for _ in range(3)]


with tempfile.TemporaryDirectory() as name:
    folder, count = Path(name), len(CHARACTERS)
    torch.manual_seed(0)
    save(folder / "teacher", LlamaForCausalLM(LlamaConfig(vocab_size=count + 3, **SIZES)), CHARACTERS, TEMPLATES[1])
    save(folder / "student", LlamaForCausalLM(LlamaConfig(vocab_size=count + 9, **SIZES)), CHARACTERS, TEMPLATES[0])
    gpt2 = GPT2Config(vocab_size=count, n_embd=32, n_layer=2, n_head=4, n_positions=256, bos_token_id=1, eos_token_id=2)
    save(folder / "gpt2", GPT2LMHeadModel(gpt2), CHARACTERS, None)
    save(folder / "other", GPT2LMHeadModel(gpt2), [*CHARACTERS[:6], *reversed(CHARACTERS[6:])], None)
    (project / "few.jsonl").write_text("".join((project / "test.jsonl").read_text("utf-8").splitlines(True)[:8]), "utf-8")

    for names in (("student", "teacher"), ("gpt2", "gpt2")):
        run = training(folder, student=folder / names[0], teacher=folder / names[1])
        prompts, one = [example["prompt"] for example in run.batches.data[:5]], run.student.reader
        voice = run.collector.voice(run.student, prompts)
        ids, mask = voice.prompts, voice.mask
        ours = sample(voice, 20, run.collector.ends, one.pad).tokens[:, :20]
        theirs = run.student.model.generate(ids, attention_mask=mask.long(), max_new_tokens=20, do_sample=False, pad_token_id=one.pad,
                                            suppress_tokens=list(range(run.student.width, run.student.model.config.vocab_size)) or None)
        assert mask.all(1).sum() < len(mask), "prompts of several lengths"
        assert torch.equal(ours[:, : theirs.shape[1] - ids.shape[1]], theirs[:, ids.shape[1] :]), names
        one_by_one, in_blocks = (steps(training(folder, student=folder / names[0], teacher=folder / names[1],
                                                num_speculative_tokens=block)) for block in (1, 4))
        assert [line["completions"] for line in one_by_one] == [line["completions"] for line in in_blocks], names
        assert 0 < one_by_one[0]["acceptance_rate"] < 1
    assert run.teacher.width == count and training(folder).student.width == count + 3

    shown = [model.reader.shown("one") for model in (training(folder).student, training(folder).teacher)]
    assert shown == ["<u>one<a>", "<u>one\n<a>"], shown
    assert training(folder).student.reader.shown([{"role": "user", "content": "two"}]) == "<u>two<a>"

    try:
        training(folder, student=folder / "other", teacher=folder / "gpt2")
        raise AssertionError("two vocabularies were taken")
    except ProjectError as error:
        assert "two vocabularies" in str(error) and ", 6." in str(error), error

    run = training(folder, lora_rank=4, dtype="bfloat16")
    assert all("lora_" in name for name in run.trained)
    before = {name: p.detach().clone() for name, p in run.trained.items()}
    lines = steps(run)
    save_checkpoint(run)
    assert any(not torch.equal(before[name], p) for name, p in run.trained.items()), lines
    assert (folder / "output/student/adapter_model.safetensors").exists()
    run = training(folder, lora_rank=4, dtype="bfloat16")
    load_checkpoint(run)
    assert run.step == 3

    for method in json.loads((project / "methods.json").read_text("utf-8")):
        try:
            assert steps(training(folder, method=method))[-1]["num_tokens"] > 0
        except ProjectError as error:
            assert "is not in this project" in str(error), error
    (project / "few.jsonl").unlink()
print(f"passed with transformers {transformers.__version__}, torch {torch.__version__}")
