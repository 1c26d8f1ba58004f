"""The experiments of the report, in its order, paper by paper. Each module has

    TITLE                              what it shows, in a line
    make(pool, folder) -> Artefacts    from the results of one or several sweeps; raises experiments.Absent, saying why, where these do
                                       not suffice

and the name of its sweep file in sweeps/, where it has one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from ..experiments import QCQ_MODELS, Pool, with_models
from . import (claims, conventions, exact_gradient, fig01, fig02, fig03, fig04, fig05, fig06, fig07, fig08, fig09, fig10, fig11, head_reach,
               qcq_claims, qcq_fig01, qcq_fig02, qcq_fig04, qcq_fig06, qcq_fig07, qcq_fig08, qcq_fig09, qcq_fig10, qcq_fig11, qcq_settings,
               qcq_table1, qcq_variants, table2, table3, wirings)


def _named(*modules: ModuleType) -> dict[str, ModuleType]:
    return {module.__name__.rpartition(".")[2]: module for module in modules}


@dataclass(frozen=True)
class Paper:
    """name: short, for titles. subject: what it is about, in a few words. models: those that its experiments train."""

    name: str
    heading: str
    subject: str
    models: Sequence[str]
    experiments: dict[str, ModuleType]


PAPERS = (
    Paper("ResQuNN", "ResQuNN (arXiv 2402.09146)", "residual quanvolutional neural networks", ("resqunn",), _named(
        claims, fig01, fig02, fig03, fig04, fig05, fig06, fig07, wirings, fig08, fig09, fig10, head_reach, fig11, exact_gradient, conventions,
        table2, table3)),
    Paper("QCQ-CNN", "QCQ-CNN", "quantum-classical-quantum convolutional neural networks", (*QCQ_MODELS, "qcnn"), _named(
        qcq_claims, qcq_table1, qcq_fig01, qcq_fig02, qcq_fig04, qcq_fig06, qcq_fig07, qcq_fig08, qcq_fig09, qcq_fig10, qcq_fig11, qcq_variants,
        qcq_settings)),
)
EXPERIMENTS = {stem: module for paper in PAPERS for stem, module in paper.experiments.items()}


def papers_of(pool: Pool) -> list[Paper]:
    """The papers that the results have trials of."""
    return [paper for paper in PAPERS if with_models(pool, paper.models)]
