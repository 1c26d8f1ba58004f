"""The hyperparameters of the experiments of the QCQ-CNN paper, from the run's own record."""

from __future__ import annotations

from pathlib import Path

from ..artefacts import Artefacts
from ..experiments import QCQ_MODELS, RESQUNN_AXES, Pool
from .table3 import table

IN_REPORT = ("QCQ-CNN", 130)
TITLE = "QCQ-CNN: hyperparameters"


def make(pool: Pool, folder: Path) -> Artefacts:
    return table(TITLE, pool, [*QCQ_MODELS, "qcnn"], RESQUNN_AXES)
