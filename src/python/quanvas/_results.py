"""Results of sweeps as DataFrames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def load(*folders: str | Path) -> pd.DataFrame:
    """The trials of one sweep's output folder (or results.h5), or of several: a row a trial, with its parameters, metrics, status, host and times as typed
    columns. Raises quanvas.analysis.BadInput for what cannot be read."""
    from quanvas import analysis

    return analysis.trials(analysis.load(*folders))


def histories(*folders: str | Path) -> pd.DataFrame:
    """The epochs of the trials of one sweep's output folder, or of several: a row an epoch of a trial, with the losses, accuracies and gradient norms."""
    from quanvas import analysis

    return analysis.histories(analysis.load(*folders))
