"""The claims table of the QCQ-CNN paper."""

from __future__ import annotations

from pathlib import Path

from .. import claims, judge, qcq_claims
from ..artefacts import Artefacts
from ..experiments import Pool
from .claims import judged

IN_REPORT = ("QCQ-CNN", 10)
TITLE = "QCQ-CNN: the paper's claims"


def make(pool: Pool, folder: Path) -> Artefacts:
    return judged(TITLE, claims.evaluate(pool, qcq_claims.CLAIMS), f"{judge.RULES} {qcq_claims.NOTES}")
