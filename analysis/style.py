"""How every figure looks: one set of matplotlib settings, and one colour, dash and marker per wiring and per model everywhere.

The colours are those of Okabe and Ito, which people with any kind of colour vision can tell apart; dashes and markers say
the same without colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, YELLOW, GREY = "#56B4E9", "#E69F00", "#555555"


@dataclass(frozen=True)
class Look:
    color: str
    dashes: str | tuple
    marker: str


_WIRINGS = {
    "none": Look(GREY, "-", "o"),
    "X+O1": Look(YELLOW, (0, (5, 1.5)), "s"),
    "O1+O2": Look(ORANGE, (0, (1.2, 1.2)), "^"),
    "X+O2": Look(BLUE, (0, (6, 1.5, 1.2, 1.5)), "D"),
    "(X+O1)+O2": Look(GREEN, "-", "v"),
}
_THREE_LAYERS = ["(O1+O2)+O3", "((X+O1)+O2)+O3", "(X+O2)+O3", "(X+O1)+O3", "O2+O3", "O1+O3", "X+O1,O2+O3", "O1+O2,O1+O3", "X+O2,O1+O3",
                 "(X+O1)+O2,(X+O1)+O3"]
_OTHERS = [Look(color, dashes, marker) for dashes, marker in (("-", "P"), ((0, (3, 1)), "X")) for color in
           (PURPLE, SKY, BLUE, ORANGE, GREEN)]


def look(wiring: str) -> Look:
    """The look of a wiring, the same in every figure. Beyond three layers looks are shared."""
    if wiring in _WIRINGS:
        return _WIRINGS[wiring]
    place = _THREE_LAYERS.index(wiring) if wiring in _THREE_LAYERS else sum(wiring.encode())
    return _OTHERS[place % len(_OTHERS)]


_MODELS = {
    "mlp": Look(GREY, (0, (5, 1.5)), "o"),
    "quanvo_mlp": Look(YELLOW, (0, (3, 1, 1, 1)), "s"),
    "cnn": Look(ORANGE, (0, (1.2, 1.2)), "^"),
    "qccnn": Look(BLUE, (0, (6, 1.5, 1.2, 1.5)), "D"),
    "qcq_cnn": Look(GREEN, "-", "v"),
    "qcnn": Look(PURPLE, "-", "P"),
}
_DATASETS = [Look(BLUE, "-", "o"), Look(ORANGE, (0, (5, 1.5)), "s"), Look(GREEN, (0, (6, 1.5, 1.2, 1.5)), "D"), Look(PURPLE, (0, (1.2, 1.2)), "^")]


def model_look(model: str) -> Look:
    """The look of a model of the QCQ-CNN paper, the same in every figure."""
    return _MODELS[model]


def dataset_look(place: int) -> Look:
    """The look of a data set in figures that tell data sets apart, by its place among them."""
    return _DATASETS[place % len(_DATASETS)]


def wiring_order(wirings) -> list[str]:
    """The paper's order first, then the rest by length and name."""
    known = list(_WIRINGS)
    return sorted(set(wirings), key=lambda w: (known.index(w) if w in known else len(known), len(w), w))


def use() -> None:
    plt.rcParams.update({
        "figure.dpi": 100, "savefig.dpi": 160, "savefig.bbox": "tight", "savefig.facecolor": "white",
        "font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10, "legend.fontsize": 10,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.7,
        "axes.axisbelow": True, "lines.linewidth": 1.7, "svg.hashsalt": "quanvas", "svg.fonttype": "path", "legend.frameon": False,
    })
