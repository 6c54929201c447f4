"""The examples of a run, in the order of its batches, and the score of answers to them."""
import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np

import rng
from config import ProjectError


def read_data(path: Path) -> list[dict]:
    """Examples {"prompt", "completion"}, one a line."""
    examples, number = [], 0
    try:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            example = json.loads(line)
            examples.append({name: example[name] for name in ("prompt", "completion")})
    except FileNotFoundError as error:
        raise ProjectError(f"{path} is missing. Copy it back, or graduate the link again.") from error
    except (ValueError, KeyError, TypeError) as error:
        why = "is no JSON with prompt and completion. Correct it."
        raise ProjectError(f"Line {number} of {path} {why}") from error
    if not examples:
        raise ProjectError(f"{path} has no example. Add one a line.")
    return examples


class Batches:
    """Examples in an order shuffled anew each epoch, from counters alone: any step can be repeated."""

    def __init__(self, data: list[dict], size: int, seed: int, stream: int) -> None:
        self.data, self.size, self.seed, self.stream, self.orders = data, size, seed, stream, {}

    def at(self, step: int, rows: list[int]) -> list[dict]:
        return [self.example((step - 1) * self.size + row) for row in rows]

    def example(self, index: int) -> dict:
        epoch, place = divmod(index, len(self.data))
        if epoch not in self.orders:
            width = min(len(self.data), 65_535)
            keys = rng.uniform(self.seed, self.stream, epoch, range(math.ceil(len(self.data) / width)), width)
            self.orders = {epoch: np.argsort(keys.reshape(-1)[: len(self.data)], kind="stable")}
        return self.data[self.orders[epoch][place]]


def chrf(answers: list[str], references: list[str]) -> float:
    """chrF of a corpus (Popović 2015) as sacreBLEU computes it: 1- to 6-grams without white space, beta 2."""
    counts = np.zeros((6, 3))  # Of each order: in answers, in references, in both.
    for texts in zip(answers, references):
        pair = [re.sub(r"\s+", "", text) for text in texts]
        for n in range(min(6, len(pair[1]))):
            mine, right = (Counter(text[i : i + n + 1] for i in range(len(text) - n)) for text in pair)
            counts[n] += sum(mine.values()), sum(right.values()), sum((mine & right).values())
    counts = counts[(counts[:, :2] > 0).all(1)]
    precision, recall = (counts[:, 2:] / counts[:, :2]).mean(0) if len(counts) else (0.0, 0.0)
    return float(5 * precision * recall / (4 * precision + recall)) if precision + recall else 0.0
