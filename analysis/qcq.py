"""What the figures and claims of the QCQ-CNN paper share: its data sets, the accuracy that is compared, and words for both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TESTED = "best_test_accuracy"
TEST_RULE = "Test accuracy is that after the epoch with the highest validation accuracy (the first of equals), as early stopping would keep it."


@dataclass(frozen=True)
class Panel:
    """A data set as the paper has it, and which trials are on it."""

    title: str
    where: Mapping[str, str]


PANELS = (
    Panel("MNIST", {"dataset": "mnist"}),
    Panel("Fashion-MNIST", {"dataset": "fashion_mnist"}),
    Panel("brain MRI, paper's protocol", {"dataset": "brain_mri", "mri_protocol": "paper"}),
    Panel("brain MRI, clean protocol", {"dataset": "brain_mri", "mri_protocol": "clean"}),
)


def panels(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Title and rows of each data set that there are trials on; the paper's data sets first, in its order."""
    found = []
    rest = rows
    for panel in PANELS:
        here = rest
        for name, value in panel.where.items():
            here = here[here[name] == value]
        if len(here):
            found.append((panel.title, here))
            rest = rest.drop(index=here.index)
    return found + [(str(name), group) for name, group in rest.groupby("dataset", sort=False)]


@dataclass(frozen=True)
class Measure:
    """An accuracy by its column, as an axis names it, and as a sentence does."""

    column: str
    label: str
    words: str


TEST = Measure(TESTED, "test accuracy, %", "test accuracy, after the epoch with the highest validation accuracy")
VALIDATION = Measure("validation_accuracy", "validation accuracy, %", "validation accuracy after the last epoch")


def measure(rows: pd.DataFrame) -> Measure:
    """The accuracy to compare: in the test where every trial has one, else in validation."""
    return VALIDATION if rows[TESTED].isna().any() else TEST


def _count(images: float, use: str) -> str:
    return f"{round(images)} {use}"


def _images(first: pd.Series) -> str:
    if first["samples_per_class"] == 0:
        tested = f"{first['test_fraction']:.0%} of them test, of the rest " if first["test_fraction"] > 0 else ""
        return f"all images, {tested}{first['train_fraction']:.0%} training and {1 - first['train_fraction']:.0%} validation"
    images = first["classes"] * first["samples_per_class"]
    test = first["test_fraction"] * images
    train = first["train_fraction"] * (images - test)
    parts = [_count(train, "training"), _count(images - test - train, "validation"), _count(test + first["classes"] * first["test_per_class"], "test")]
    return ", ".join(part for part in parts if not part.startswith("0 ")) + " images"


def images(rows: pd.DataFrame) -> str:
    """How many images are used for what, by data set where that differs: "MNIST: 5000 training, 1250 validation, 1000 test images"."""
    counts: dict[str, list[str]] = {}
    for title, group in panels(rows):
        counts.setdefault(_images(group.iloc[0]), []).append(title)
    return "; ".join(f"{' and '.join(titles)}: {count}" for count, titles in counts.items())


def setting(rows: pd.DataFrame) -> str:
    """Images, epochs and seeds in a sentence."""
    epochs = sorted({int(e) for e in rows["epochs"]})
    seeds = rows["seed"].nunique()
    return f"{images(rows)}. {' or '.join(map(str, epochs))} epochs, {seeds} seed{'s' if seeds > 1 else ''}."


def strengths(noise: str) -> tuple[float, float]:
    """Probabilities of depolarizing after one- and two-wire gates, of a noise model in the program's words."""
    def of(channel: str) -> float:
        found = re.search(rf"\b{channel}\(([^)]*)\)", noise)
        return float(found.group(1)) if found else 0.0

    return of("depolarizing1"), of("depolarizing2")


def noise_label(noise: str) -> str:
    """For an axis, on two lines."""
    one, two = strengths(noise)
    return "none" if noise == "none" else f"γ {one:g}\nδ {two:g}"


def depth(reps: int) -> int:
    """The paper's depth of an ansatz of so many repetitions: layers of rotations and of CNOTs."""
    return 2 * int(reps) + 1
