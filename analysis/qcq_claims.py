"""The claims of the QCQ-CNN paper. Those about a data set are judged on each, and on brain MRI under both protocols: the paper's, under which
copies of training images are tested on, and one without copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import experiments
from .claims import Claim
from .experiments import QCQ_FIG10, QCQ_FIG11, QCQ_MODELS, QCQ_NOISE, QCQ_TABLE1, Selection
from .judge import METRICS, Alike, Exceeds, Group, Takes
from .qcq import PANELS, TESTED, Panel, depth

_METRICS = ("validation_accuracy", TESTED)
_OVER_OTHERS = [({"model": "qcq_cnn"}, {"model": other}) for other in QCQ_MODELS if other != "qcq_cnn"]
_FIGURES = {"mnist": experiments.QCQ_FIG06, "fashion_mnist": experiments.QCQ_FIG07, "brain_mri": experiments.QCQ_FIG08}
_LAST_SHOTS = 1024


def _key(panel: Panel) -> str:
    return "_".join(panel.where.values())


def _each_metric(key: str, sentence: str, paper: str, panel: Panel, selection: Selection, test: Callable[[str], Exceeds | Alike]) -> list[Claim]:
    return [Claim(f"{key}_{_key(panel)}_{METRICS[metric]}", f"{panel.title}: {sentence} ({METRICS[metric]})", paper, selection.on(panel.title, **panel.where),
                  test(metric)) for metric in _METRICS]


def _reps(reps: int) -> Group:
    return {"reps": reps}


_EXACT: Group = {"noise": "none", "shots": 0}
_NOISY = [{"noise": noise, "noise_in": where, "shots": _LAST_SHOTS} for where in ("both", "inference") for noise in QCQ_NOISE]


def _of_data_set(panel: Panel) -> list[Claim]:
    own = replace(QCQ_TABLE1, stem=_FIGURES[panel.where["dataset"]].stem)
    claims = _each_metric("best", "QCQ-CNN is better than every other model", "best", panel, own, lambda metric: Exceeds(metric, _OVER_OTHERS))
    if panel.where["dataset"] == "brain_mri":
        claims += _each_metric("gain", "QCQ-CNN is better than every other model by 5 points", "+5 points", panel, own,
                               lambda metric: Exceeds(metric, _OVER_OTHERS, 5.0))
    claims += _each_metric("noise", f"at {_LAST_SHOTS} shots noise costs little, at every level", "little", panel, QCQ_FIG10,
                           lambda metric: Alike(metric, [(noisy, _EXACT) for noisy in _NOISY], costs=True))
    return claims + _each_metric("depth", f"depth {depth(2)} is better than {depth(1)} and {depth(3)}", "best", panel, QCQ_FIG11,
                                 lambda metric: Exceeds(metric, [(_reps(2), _reps(1)), (_reps(2), _reps(3))]))


CLAIMS = [
    *[claim for panel in PANELS for claim in _of_data_set(panel)],
    *[Claim(f"time_{reps}", f"Training takes {number:g}% longer at depth {depth(reps)} than at depth {depth(1)}", f"+{number:g}%", QCQ_FIG11,
            Takes((_reps(reps), _reps(1)), number)) for reps, number in ((2, 20.0), (3, 44.0))],
]

NOTES = ("Validation accuracy is that after the last epoch; test accuracy that after the epoch with the highest validation accuracy (the first of equals). Of "
         "training times the median seconds of an epoch are compared, evaluation included, as the mean over the data sets; they hang on the machine.")
