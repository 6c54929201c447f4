"""Times a step of a project against a plain loop: python3 time_step.py PROJECT ROUNDS [--SETTING VALUE ...].

The plain loop is that of the benchmark (bench/peers/pytorch.py), with the same models and prompts. One thread. No row ends
before the limit, so that every step writes and learns as many tokens. In turns, medians of the rounds in milliseconds.
"""
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path

import torch

PLAIN = Path(__file__).parents[2] / "bench/peers/pytorch.py"
NAMES = {"attn.c_attn": "attention", "attn.c_proj": "attentionOut", "mlp.c_fc": "expand", "mlp.c_proj": "contract"}
# Drafted tokens a block.
BLOCK = 4


def plain_tensors(role: str, model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The parameters of a model of the project under the names of the plain loop."""
    tensors = {f"{role}.embedding": model.wte.weight, f"{role}.positions": model.wpe.weight, f"{role}.gain": model.ln_f.weight}
    for layer, block in enumerate(model.h):
        weights = dict(block.named_parameters())
        tensors.update({f"{role}.{layer}.{name}": weights[f"{path}.weight"] for path, name in NAMES.items()})
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}


def main() -> None:
    project, rounds, settings = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    torch.set_num_threads(1)
    sys.path.insert(0, str(project))
    from config import read_config
    from train import Ranks, Training
    spec = importlib.util.spec_from_file_location("plain", PLAIN)
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)

    def training_with(block: int) -> Training:
        config = read_config(["--config", str(project / "config.yaml"), *settings, "--num_speculative_tokens", str(block)])
        training = Training(config, Ranks())
        training.step = config.sft_steps
        training.collector.ends = torch.tensor([-1])
        return training

    single, blocks = training_with(1), training_with(BLOCK)
    size = {role: {"width": model.wte.weight.shape[1], "heads": model.h[0].heads, "layers": len(model.h)}
            for role, model in (("student", single.student), ("teacher", single.teacher))}
    student, teacher = (plain.Transformer(plain_tensors(role, model), role, size[role])
                        for role, model in (("student", single.student), ("teacher", single.teacher)))
    reader, config = single.student.reader, single.config
    trainer, room = plain.Trainer(student, reader.width), min(reader.room, config.max_completion_length)

    def plain_step() -> None:
        step = single.step - config.sft_steps + 1
        prompts, _ = reader.prompts([example["prompt"] for example in single.batches.at(step, range(single.batches.size))])
        tokens, _, _, logits = plain.draw_pair(student, teacher, prompts, room, config.acceptance_top_k)
        trainer.update(torch.cat([prompts, tokens], 1), logits.softmax(-1))

    ways = {"plain": plain_step, "project": single.train_step, f"project, blocks of {BLOCK}": blocks.train_step}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 3):
        for name, step in ways.items():
            started = time.perf_counter()
            step()
            if turn >= 3:
                times[name].append(1000 * (time.perf_counter() - started))
    base = times["plain"]
    print(json.dumps({"torch": torch.__version__, "ms": {name: round(statistics.median(each), 1) for name, each in times.items()},
                      "ratio": {name: round(statistics.median(a / b for a, b in zip(each, base)), 3)
                                for name, each in times.items()}}, indent=1))


main()
