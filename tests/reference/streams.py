"""Random numbers as the program documents them (src/base/random.hpp), written from the paper: Philox 4x32-10 of Salmon, Moraes, Dror and Shaw,
"Parallel random numbers: as easy as 1, 2, 3" (SC'11)."""

import math

import numpy as np

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)  # the golden ratio and sqrt(3) - 1
WORD = 0xFFFFFFFF
BLOCKS = 64  # made at a time


def philox(counters: np.ndarray, key: tuple[int, int]) -> np.ndarray:
    """Ten rounds of Philox 4x32 on counters [block, 4], as 32-bit words in 64 bits."""
    a, b, c, d = (counters[:, i].astype(np.uint64) for i in range(4))
    k0, k1 = key
    low, shift = np.uint64(WORD), np.uint64(32)
    for _ in range(10):
        first, second = a * np.uint64(MULTIPLIERS[0]), c * np.uint64(MULTIPLIERS[1])
        a, b, c, d = (second >> shift) ^ b ^ np.uint64(k0), second & low, (first >> shift) ^ d ^ np.uint64(k1), first & low
        k0, k1 = (k0 + KEY_STEPS[0]) & WORD, (k1 + KEY_STEPS[1]) & WORD
    return np.stack([a, b, c, d], axis=1)


def fnv1a(name: str) -> int:
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & WORD
    return value


class Stream:
    """The stream of a seed, a name and a replicate: block b is Philox of (b low, b high, hash of the name, replicate) under the seed."""

    def __init__(self, seed: int, name: str, replicate: int = 0):
        self.key, self.name, self.replicate = (seed & WORD, seed >> 32), fnv1a(name), replicate
        self.words, self.blocks = [], 0

    def bits(self) -> int:
        if not self.words:
            numbers = np.arange(self.blocks, self.blocks + BLOCKS, dtype=np.uint64)
            counters = np.zeros((BLOCKS, 4), dtype=np.uint64)
            counters[:, 0], counters[:, 1] = numbers & np.uint64(WORD), numbers >> np.uint64(32)
            counters[:, 2], counters[:, 3] = self.name, self.replicate
            self.words = philox(counters, self.key).ravel().tolist()[::-1]
            self.blocks += BLOCKS
        return self.words.pop()

    def word64(self) -> int:
        high = self.bits()
        return high << 32 | self.bits()

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        return low + (high - low) * ((self.word64() >> 11) / 2.0**53)

    def normal(self) -> float:
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return radius * math.cos(2 * math.pi * self.uniform())

    def below(self, count: int) -> int:
        limit = 2**64 // count * count  # words from there on would favour small numbers
        while (word := self.word64()) >= limit:
            pass
        return word % count

    def shuffled(self, items) -> list:
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items
