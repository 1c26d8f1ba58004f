"""The experiments of the report, in its order, paper by paper. Each module has

    IN_REPORT                          the name of its paper and a number: experiments of a paper come in the order of these
    TITLE                              what it shows, in a line
    make(pool, folder) -> Artefacts    from the results of one or several sweeps; raises experiments.Absent, saying why, where these do
                                       not suffice

and the name of its sweep file in sweeps/, where it has one of its own. A file in this folder is all that is needed: every module here is
an experiment.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from ..experiments import QCQ_MODELS, Pool, with_models
from ..results import Results


def _experiments(paper: str) -> dict[str, ModuleType]:
    """The modules of this folder that belong to the paper, by name and in their order."""
    modules = {found.name: importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)}
    return {name: module for name, module in sorted(modules.items(), key=lambda item: item[1].IN_REPORT[1]) if module.IN_REPORT[0] == paper}


@dataclass(frozen=True)
class Paper:
    """name: short, for titles. subject: what it is about, in a few words. models: those that its experiments train."""

    name: str
    heading: str
    subject: str
    models: Sequence[str]
    experiments: dict[str, ModuleType]


PAPERS = (
    Paper("ResQuNN", "ResQuNN (arXiv 2402.09146)", "residual quanvolutional neural networks", ("resqunn",), _experiments("ResQuNN")),
    Paper("QCQ-CNN", "QCQ-CNN", "quantum-classical-quantum convolutional neural networks", (*QCQ_MODELS, "qcnn"), _experiments("QCQ-CNN")),
)
EXPERIMENTS = {stem: module for paper in PAPERS for stem, module in paper.experiments.items()}


def sweeps_of(paper: Paper, pool: Pool) -> list[Results]:
    """The results of the paper's own sweeps, which have the names of its experiments."""
    return [results for results in with_models(pool, paper.models) if results.name in paper.experiments]


def papers_of(pool: Pool) -> list[Paper]:
    """The papers whose sweeps the results are of."""
    return [paper for paper in PAPERS if sweeps_of(paper, pool)]
