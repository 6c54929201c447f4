"""Random numbers as a function of their address (seed, stream, step, row, position), without hidden state.

Threefry-2x32 with 20 rounds, from J. Salmon, M. Moraes, R. Dror and D. Shaw, "Parallel random numbers: as
easy as 1, 2, 3" (SC 2011). Neither the number of ranks nor a restart changes which number a token gets.
"""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Streams: what a number is for.
BATCH, STUDENT_TOKEN, TEACHER_TOKEN, SFT_BATCH, MIXTURE, TEACHER_TEXT, PROJECTION = 1, 2, 3, 5, 8, 9, 10
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def threefry2x32(key0: int, key1: int, counter0: np.ndarray, counter1: np.ndarray) -> list[np.ndarray]:
    """Two uint32 arrays for a key of two words and a counter of two such arrays, all of one shape."""
    keys = np.array([key0, key1, 0x1BD11BDA ^ key0 ^ key1], dtype=np.uint32)
    a, b = counter0 + keys[0], counter1 + keys[1]
    for group in range(5):
        for bits in ROTATIONS[group % 2]:
            a = a + b
            b = ((b << np.uint32(bits)) | (b >> np.uint32(32 - bits))) ^ a
        a = a + keys[(group + 1) % 3]
        b = b + keys[(group + 2) % 3] + np.uint32(group + 1)
    return [a, b]


def uniform(seed: int, stream: int, steps: int | Sequence[int], rows: Sequence[int],
            positions: int) -> np.ndarray:
    """float32 [rows, positions] in [0, 1), multiples of 2**-24.

    `steps` is one number for all rows, or one a row; rows and positions are below 65,536.
    """
    first = np.asarray(rows, np.uint32).reshape(-1, 1) * np.uint32(65_536)
    counter1 = first + np.arange(positions, dtype=np.uint32)
    counter0 = np.broadcast_to(np.asarray(steps, np.uint32).reshape(-1, 1), counter1.shape)
    word, _ = threefry2x32(seed, stream, counter0, counter1)
    return (word >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


def normal(seed: int, stream: int, count: int) -> np.ndarray:
    """float32 [count] of the standard normal distribution, two a counter (Box-Muller)."""
    counters = np.arange((count + 1) // 2, dtype=np.uint32)
    first, second = threefry2x32(seed, stream, counters, np.zeros_like(counters))
    radius, angle = np.sqrt(-2 * np.log((first + 1.0) / 2**32)), 2 * np.pi * (second / 2**32)
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)
    return pairs.reshape(-1)[:count].astype(np.float32)
