"""For main.ts: takes steps of a graduated project and counts what they cost; under torchrun on every rank.

    python3 measure.py PROJECT STEPS --train_batch_size 16 …

Prints one JSON object of rank 0. Counts are of the step after STEPS; `cpu_seconds` is the median processor time of those, which are not
counted. Needs PyTorch 2.
"""
import itertools
import json
import statistics
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist
from torch.utils.flop_counter import FlopCounterMode

root, steps, settings = Path(sys.argv[1]).resolve(), int(sys.argv[2]), sys.argv[3:]
sys.path.insert(0, str(root))

from config import read_config  # noqa: E402
from train import Ranks, Training  # noqa: E402

torch.set_num_threads(1)
ranks = Ranks()
reduce, sent = dist.all_reduce, 0


def counted_reduce(tensor, *rest, **named):
    global sent
    sent += tensor.numel() * tensor.element_size()
    return reduce(tensor, *rest, **named)


def nbytes(tensors):
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


dist.all_reduce = counted_reduce
training = Training(read_config(["--config", str(root / "config.yaml"), *settings]), ranks)
passes = {"student": [], "teacher": []}
for name, made in passes.items():
    getattr(training, name).register_forward_pre_hook(
        lambda _, inputs, made=made: None if torch.is_grad_enabled() else made.append(list(inputs[0].shape)))

batches, collect = [], training.collector.collect


def kept_collect(*inputs):
    batches.append(collect(*inputs))
    return batches[-1]


training.collector.collect = kept_collect
seconds = []
for _ in range(steps):
    started = time.process_time()
    training.train_step()
    seconds.append(time.process_time() - started)

own = {parameter.untyped_storage().data_ptr() for parameter in training.student.parameters()}
kept = {}


def keep(tensor):
    storage = tensor.untyped_storage()
    if storage.data_ptr() not in own:
        kept[storage.data_ptr()] = storage.nbytes()
    return tensor


sent = 0
for made in passes.values():
    made.clear()
with FlopCounterMode(display=False) as operations, torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
    training.train_step()

batch = batches[-1]
tokens = int(batch.mask.sum())
parameters = [parameter for parameter in training.student.parameters() if parameter.requires_grad]
moments = [value for state in training.optimizer.state.values() for value in state.values() if torch.is_tensor(value) and value.dim()]
# Passes without gradients in their order: rows, new tokens a row, how many of these passes.
runs = {name: [[*shape, len(list(same))] for shape, same in itertools.groupby(made)] for name, made in passes.items()}
if ranks.rank == 0:
    print(json.dumps({
        "tokens": tokens, "acceptance": batch.accepted / tokens, "passes": runs,
        "operations": operations.get_total_flops(), "saved_bytes": sum(kept.values()), "sent_bytes": sent,
        "weight_bytes": nbytes(parameters), "moment_bytes": nbytes(moments),
        "cpu_seconds": statistics.median(seconds), "torch": torch.__version__,
    }))
