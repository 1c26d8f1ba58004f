"""Which trials each experiment of the papers is about, and how they are found among the results of one or several sweeps.

An experiment's trials often stand in more than one sweep (those of fig07 in fig08, fig09 and exact_gradient); a figure takes
them from its own sweep where there is one, else from the first whose trials suffice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from .errors import Absent
from .results import Results
from .samples import Rows

Pool = Sequence[Results]  # the results of one or several sweeps

MODEL_NAMES = {"resqunn": "ResQuNN", "mlp": "MLP", "quanvo_mlp": "Quanvo+MLP", "cnn": "CNN", "qccnn": "QCCNN", "qcq_cnn": "QCQ-CNN", "qcnn": "QCNN"}


# What models of the one paper read and those of the other do not.
RESQUNN_AXES = ("layers", "wiring", "depths", "trainable", "head", "head_wires", "head_padding", "head_depth", "gradient", "encoding_repeat", "channel", "pad")
QCQ_AXES = ("mri_protocol", "bad_images", "filter", "filter_circuit", "filter_layers", "reps", "observable", "qcnn_input", "dropout", "noise", "shots",
            "noise_in")


@dataclass(frozen=True)
class Selection:
    """The completed trials with these values (a list: any of them). Apart from the seed they may differ in `varies` alone, and in
    `follows` as long as trials that are alike in `varies` are alike there: the batch size of a model, the labels of a data set."""

    stem: str
    what: str
    where: Mapping[str, object]
    varies: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    def on(self, what: str, **where: object) -> Selection:
        """The part of it on a data set, which has these values as well."""
        return replace(self, what=f"{self.what} on {what}", where={**self.where, **where})

    def rows(self, results: Results) -> pd.DataFrame:
        """The index is the row of the results' arrays. A parameter that the results are too old to have restricts nothing."""
        rows = results.completed()
        for name, value in self.where.items():
            if name in rows:
                rows = rows[rows[name].isin(value if isinstance(value, list) else [value])]
        return rows

    def _mixes(self, rows: pd.DataFrame, name: str) -> bool:
        if name not in self.follows:
            return rows[name].nunique() > 1
        return bool((rows.groupby([v for v in self.varies if v in rows])[name].nunique() > 1).any())

    def missing(self, results: Results) -> str:
        """Why these results cannot show it, or ""."""
        rows = self.rows(results)
        if rows.empty:
            return f"no completed trial with {self.what}"
        for name in self.varies:
            if isinstance(wanted := self.where.get(name), list) and (absent := [v for v in wanted if v not in set(rows[name])]):
                return f"no completed trial with {name} {', '.join(map(str, absent))}"
        # A wiring without a sum has no padding to choose.
        mixed = [n for n in results.parameters if n not in (*self.varies, "wiring", "seed", "pad") and self._mixes(rows, n)]
        return f"the trials differ in {', '.join(mixed)} as well, which would be mixed" if mixed else ""

    def find(self, pool: Pool) -> tuple[Results, pd.DataFrame]:
        """The results to take them from, and their rows there; raises Absent."""
        reasons = []
        for results in sorted(pool, key=lambda r: r.name != self.stem):
            if not (reason := self.missing(results)):
                return results, self.rows(results)
            reasons.append(f"{results.name}: {reason}")
        raise Absent("; ".join(reasons))

    def sample(self, pool: Pool) -> Rows:
        """The trials as a claim asks for them; raises Absent."""
        return Rows(*self.find(pool))


def first_trial(pool: Pool, what: str, **where: object) -> dict[str, object]:
    """The parameters and key of the first completed trial with these values; raises Absent. Drawings show what was run."""
    for results in pool:
        rows = Selection("", what, where).rows(results)
        if len(rows):
            row = rows.iloc[0]
            return {name: row[name] for name in (*results.parameters, "key") if name in row}
    raise Absent(f"no completed trial with {what}")


def with_models(pool: Pool, models: Sequence[str]) -> list[Results]:
    """The results that have a trial of one of these models."""
    return [results for results in pool if results.trials["model"].isin(models).any()]


# ResQuNN

TWO_LAYERS = ["none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"]
_RESQUNN = {"model": "resqunn"}
_DETACHED = {**_RESQUNN, "gradient": "detached", "head": "classical"}

FIG02 = Selection("fig02", "one quanvolutional layer", {**_DETACHED, "layers": 1, "trainable": ["all", "frozen"]}, ("trainable",))
FIG03 = Selection("fig03", "two and three trained layers without residuals",
                  {**_DETACHED, "layers": [2, 3], "trainable": "all", "wiring": "none"}, ("layers", "depths"))
FIG07 = Selection("fig07", "two trained layers", {**_DETACHED, "layers": 2, "trainable": "all", "wiring": TWO_LAYERS})
FIG08 = Selection("fig08", "two trained layers and a classical head",
                  {**_DETACHED, "layers": 2, "trainable": "all", "wiring": TWO_LAYERS})
FIG09 = Selection("fig09", "two trained and two frozen layers and a classical head",
                  {**_DETACHED, "layers": 2, "trainable": ["all", "frozen"], "wiring": TWO_LAYERS}, ("trainable",))
FIG10 = Selection("fig10", "a quantum head on two trained layers",
                  {**_RESQUNN, "gradient": "detached", "head": "quantum", "layers": 2, "trainable": "all", "wiring": TWO_LAYERS},
                  ("head_wires", "head_padding", "head_depth"))
FIG11 = Selection("fig11", "three trained layers under (O1+O2)+O3 and ((X+O1)+O2)+O3",
                  {**_DETACHED, "layers": 3, "trainable": "all", "wiring": ["(O1+O2)+O3", "((X+O1)+O2)+O3"]})
EXACT = Selection("exact_gradient", "detached and exact gradients", {**_RESQUNN, "gradient": ["detached", "exact"], "trainable": "all", "layers": [2, 3]},
                  ("gradient", "head", "head_wires", "classes", "layers", "depths"))
FAMILY3 = Selection("exact_gradient", "three layers and detached gradients", {**_DETACHED, "trainable": "all", "layers": 3})

# QCQ-CNN. Each data set is shown by itself, so that its settings may be its own; a model's, too.

QCQ_MODELS = ["mlp", "quanvo_mlp", "cnn", "qccnn", "qcq_cnn"]
QCQ_NOISE = ["depolarizing1(0.005), depolarizing2(0.01)", "depolarizing1(0.01), depolarizing2(0.02)", "depolarizing1(0.02), depolarizing2(0.03)"]
_DATA = ("dataset", "mri_protocol")
_OF_DATA = ("labels", "classes", "samples_per_class", "train_fraction", "test_fraction", "test_per_class")
_OF_MODEL = ("batch_size", "dropout", "filter_circuit", "filter_layers", "gradient", "init", "pixel_scale")
_QCQ = {"model": "qcq_cnn"}
_EXACT = {"noise": "none", "shots": 0}
_PLAIN = {"filter": "fixed", "observable": "zz"}
_SHALLOW = {**_PLAIN, "reps": 1}

_FIVE = {"model": QCQ_MODELS, **_SHALLOW, **_EXACT}
QCQ_FIG02 = Selection("qcq_fig02", "a QCNN", {"model": "qcnn", **_EXACT}, _DATA, _OF_DATA)
QCQ_FIG06 = Selection("qcq_fig06", "the five models on MNIST", {**_FIVE, "dataset": "mnist"}, ("model",), _OF_MODEL)
QCQ_FIG07 = Selection("qcq_fig07", "the five models on Fashion-MNIST", {**_FIVE, "dataset": "fashion_mnist"}, ("model",), _OF_MODEL)
QCQ_FIG08 = Selection("qcq_fig08", "the five models on brain MRI", {**_FIVE, "dataset": "brain_mri"}, ("model", "mri_protocol"), _OF_MODEL)
QCQ_TABLE1 = Selection("qcq_table1", "the five models", _FIVE, ("model", *_DATA), _OF_DATA + _OF_MODEL)
QCQ_FIG09 = Selection("qcq_fig09", "QCQ-CNN with noise and exact expectation values", {**_QCQ, **_SHALLOW, "shots": 0, "noise": ["none", *QCQ_NOISE]},
                      (*_DATA, "noise", "noise_in"), _OF_DATA)
QCQ_FIG10 = Selection("qcq_fig10", "QCQ-CNN with noise and shots", {**_QCQ, **_SHALLOW, "shots": [0, 128, 1024], "noise": ["none", *QCQ_NOISE]},
                      (*_DATA, "noise", "noise_in", "shots"), _OF_DATA)
QCQ_FIG11 = Selection("qcq_fig11", "QCQ-CNN at three depths", {**_QCQ, **_PLAIN, **_EXACT, "reps": [1, 2, 3]}, (*_DATA, "reps"), _OF_DATA)
QCQ_VARIANTS = Selection("qcq_variants", "QCQ-CNN and its variants", {**_QCQ, **_EXACT, "reps": 1, "filter": ["fixed", "trainable"]},
                         (*_DATA, "filter", "observable", "batch_size", "dropout"), _OF_DATA)
