"""What an experiment of the report produces."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Artefacts:
    """files: the pictures, PNG first. data: what is behind them, also written as CSV. caption: what is seen."""

    title: str
    caption: str
    data: pd.DataFrame
    files: list[Path] = field(default_factory=list)


def save_figure(figure, folder: Path, stem: str) -> list[Path]:
    """Writes PNG and SVG, which are the same for the same data."""
    files = [folder / f"{stem}.png", folder / f"{stem}.svg"]
    for file in files:
        metadata = {"Date": None} if file.suffix == ".svg" else {"Software": None}
        figure.savefig(file, metadata=metadata)
    return files
