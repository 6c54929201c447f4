"""For project.test.ts: takes first steps of several configurations of a project in one process, and makes its faults.

Reads a JSON request from standard input and prints a JSON answer.
"""
import json
import resource
import shutil
import signal
import sys
from argparse import Namespace
from pathlib import Path

import torch

request = json.load(sys.stdin)
root = Path(request["project"])
sys.path.insert(0, str(root))

import methods
from config import read_config
from data import chrf
from config import ProjectError
from files import load_checkpoint, save_checkpoint
from train import Ranks, Training, train

torch.set_num_threads(1)


def training(name, **changes):
    options = [part for setting, value in changes.items() for part in (f"--{setting}", str(value))]
    return Training(read_config(["--config", str(root / name), *options]), Ranks())


def message(action):
    try:
        action()
    except ProjectError as error:
        return str(error)
    return ""


answer = {"steps": {}, "states": {}, "parts": {"sampler": list(methods.SAMPLERS), "loss": list(methods.LOSSES),
                                 "weight": list(methods.WEIGHTS), "schedule": list(methods.SCHEDULES)}}
for name, count in request["configs"].items():
    run = training(name, **request["settings"])
    answer["steps"][name] = [run.train_step() for _ in range(count)]

# What schedules make of reports.
for schedule, advance in methods.ADVANCES.items():
    state, answer["states"][schedule] = {}, []
    for step, loss in enumerate(request["reports"], 1):
        at = Namespace(step=step, progress=(step - 1) / 200, warmup_steps=3, eval_steps=1, keep_fraction=0.7)
        state = advance(state, at, loss, lambda: loss)
        answer["states"][schedule].append(state)

prompts, tokens, first = request["prompts"], torch.tensor(request["responses"]), next(iter(request["configs"]))
with torch.no_grad():
    answer["logits"] = {name: methods.response_logits(model, prompts, tokens).tolist()
                        for name, model in (("teacher", run.teacher), ("student", training(first).student))}
answer["chrf"] = chrf(*request["texts"])
run.student = run.collector.student = run.teacher
answer["score"] = run.score()

# A student whose vocabulary has another order, and one without weights.
other = root / "other"
shutil.copytree(root / "student", other)
tokenizer = json.loads((other / "tokenizer.json").read_text("utf-8"))
ids = tokenizer["model"]["vocab"]
one, two = list(ids)[-2:]
ids[one], ids[two] = ids[two], ids[one]
(other / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")
answer["faults"] = {
    "vocabularies": message(lambda: training(first, student="other")),
    "teacher": message(lambda: training(first, teacher="nowhere")),
    "method": message(lambda: training(first, method="fitnet")),
    "name": message(lambda: training(first, method="magic")),
    "data": message(lambda: training(first, train_file="methods.json")),
    "config": message(lambda: read_config(["--config", str(root / "broken.yaml")])),
}

# A disk that takes no more than a kilobyte a file.
saved = training(first, output_dir="full", max_steps=2)
train(saved, 1)
before = (saved.output / "checkpoint.pt").read_bytes()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
answer["faults"]["disk"] = message(lambda: save_checkpoint(saved))
answer["kept"] = (saved.output / "checkpoint.pt").read_bytes() == before
changed = training(first, output_dir="full", max_steps=3)
answer["faults"]["settings"] = message(lambda: load_checkpoint(changed))
sys.stdout.write("\n" + json.dumps(answer) + "\n")
