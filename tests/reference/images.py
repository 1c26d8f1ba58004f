"""Images by a formula, as files that the program reads, and the images that a trial draws of them (src/data/draw.hpp)."""

import math
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from streams import Stream

SIDE = 28


@dataclass
class Images:
    pixels: np.ndarray  # [image, 28, 28], 0..255
    labels: list[int]


def picture(label: int, number: int) -> np.ndarray:
    """A patterned rectangle on black; label and number move it and change the pattern. Integers alone, so that any language makes the same."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    top, left = 4 + 2 * label + number % 3, 6 + number % 5
    inside = (y >= top) & (y < top + 12) & (x >= left) & (x < left + 14 - label)
    return np.where(inside, 40 + (x * y * (label + 1) + 7 * number * (y + 1) + 13 * x) % 216, 0).astype(np.uint8)


def made_up(counts: list[int], first: int = 0) -> Images:
    """`counts[label]` images of each label, label by label; `first` is the number of each label's first."""
    labels = [label for label, count in enumerate(counts) for _ in range(count)]
    pixels = [picture(label, first + number) for label, count in enumerate(counts) for number in range(count)]
    return Images(np.array(pixels), labels)


def png(pixels: np.ndarray) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# The folders of the data set brain_mri in alphabetical order, as they are read, and their labels: 1 where there is a tumour.
MRI_FOLDERS = {"glioma_tumor": 1, "meningioma_tumor": 1, "no_tumor": 0, "pituitary_tumor": 1}


def write_mri(root: Path, part: str, images: Images) -> Images:
    """Writes images of labels 0 and 1 as a part of brain_mri, those with tumour over the three folders in turn. Returns them in the order in which
    they are read."""
    tumours = [folder for folder, label in MRI_FOLDERS.items() if label == 1]
    folders, turn = [], 0
    for label in images.labels:
        folders.append("no_tumor" if label == 0 else tumours[turn % 3])
        turn += label
    order = sorted(range(len(folders)), key=lambda i: (folders[i], i))
    for i in order:
        path = root / part / folders[i] / f"{i:04}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(images.pixels[i]))
    return Images(images.pixels[order], [images.labels[i] for i in order])


@dataclass
class Draw:
    train: list[int] = field(default_factory=list)
    validation: list[int] = field(default_factory=list)
    test: list[int] = field(default_factory=list)


def nearest(value: float) -> int:
    return math.floor(value + 0.5)


def divide(images: list[int], spec: dict, draw: Draw) -> None:
    tested = nearest(len(images) * spec["test_fraction"])
    trained = nearest((len(images) - tested) * spec["train_fraction"])
    draw.test += images[:tested]
    draw.train += images[tested:tested + trained]
    draw.validation += images[tested + trained:]


def alike(a: np.ndarray, b: np.ndarray) -> bool:
    return float(np.mean((a.astype(float) - b) ** 2)) <= 2.0**2


def distinct(images: Images, seen: list[np.ndarray]) -> set[int]:
    kept = set()
    for i, image in enumerate(images.pixels):
        if not any(alike(image, other) for other in seen):
            seen.append(image)
            kept.add(i)
    return kept


def draw_classes(images: Images, labels: list[int], kept: set[int], count: int, double: bool, stream: Stream) -> tuple[list[list[int]], int]:
    """The drawn images of each class in random order, and the class with the fewest images."""
    classes = [[i for i, of in enumerate(images.labels) if of == label and i in kept] for label in labels]
    fewest = min(range(len(classes)), key=lambda c: len(classes[c]))
    if double:
        classes[fewest] = 2 * classes[fewest]
    return [stream.shuffled(members)[:count or None] for members in classes], fewest


def draw(spec: dict, images: Images, other: Images | None = None) -> Draw:
    labels = spec["labels"] or list(range(spec["classes"]))
    paper, clean = (spec["dataset"] == "brain_mri" and spec["mri_protocol"] == protocol for protocol in ("paper", "clean"))
    everything, seen, stream = set(range(len(images.labels))), [], Stream(spec["seed"], "data")
    kept = distinct(images, seen) if clean else everything
    classes, fewest = draw_classes(images, labels, kept, spec["samples_per_class"], paper, stream)
    result = Draw()
    if spec["stratify"] == "label":
        for members in classes:
            divide(members, spec, result)
        result = Draw(*[stream.shuffled(side) for side in (result.train, result.validation, result.test)])
    else:
        divide(stream.shuffled([i for members in classes for i in members]), spec, result)
    if clean and spec["samples_per_class"] == 0:
        result.train = stream.shuffled(result.train + [i for i in result.train if images.labels[i] == labels[fewest]])
    if spec["test_per_class"]:
        stream = Stream(spec["seed"], "test data")
        kept = distinct(other, seen) if clean else set(range(len(other.labels)))
        classes, _ = draw_classes(other, labels, kept, spec["test_per_class"], False, stream)
        result.test = stream.shuffled([i for members in classes for i in members])
    return result


def pixel_map(spec: dict, images: Images, train: list[int]) -> tuple[float, float]:
    """Factor and offset that make a pixel a number."""
    if spec["pixel_scale"] == "standard":
        pixels = images.pixels[train].astype(float)
        return 1 / pixels.std(), -pixels.mean() / pixels.std()
    return {"unit": 1 / 255, "pi": math.pi / 255, "two_pi": 2 * math.pi / 255, "raw": 1.0}[spec["pixel_scale"]], 0.0
