"""What an experiment of the report produces."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Artefacts:
    """caption: what is seen. data: what is behind it, also written as CSV. files: the pictures, each as PNG and SVG of one stem; without
    any the data are shown as a table. notes: how to read it, where that takes more than a caption."""

    title: str
    caption: str
    data: pd.DataFrame
    files: list[Path] = field(default_factory=list)
    notes: str = ""


def save_figure(figure, folder: Path, stem: str) -> list[Path]:
    """Writes PNG and SVG, which are the same for the same data."""
    files = [folder / f"{stem}.png", folder / f"{stem}.svg"]
    for file in files:
        metadata = {"Date": None} if file.suffix == ".svg" else {"Software": None}
        figure.savefig(file, metadata=metadata)
    return files
