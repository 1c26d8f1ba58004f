"""Loads the results of one sweep or of several, merged."""

from __future__ import annotations

from pathlib import Path

from .results import Results, read
from .tidy import merge


def load(*paths: Path | str) -> Results:
    """Of results files or the folders of sweeps. Raises BadInput for what cannot be read."""
    return merge([read(path) for path in paths])
