"""The claims of the ResQuNN paper (arXiv 2402.09146)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import experiments
from .claims import Claim
from .experiments import TWO_LAYERS, Selection
from .judge import Alike, Exceeds, Group, Rows, Structure, Trains, reached


def _wiring(wiring: str, **more: object) -> Group:
    return {"head": "classical", "layers": 2, "wiring": wiring, "trainable": "all", **more}


def _frozen(wiring: str) -> Group:
    return _wiring(wiring, trainable="frozen")


_ONE_TRAINED: Group = {"layers": 1, "trainable": "all"}
_ONE_FROZEN: Group = {"layers": 1, "trainable": "frozen"}
METRICS = {"train_accuracy": "training", "validation_accuracy": "validation"}
_BEST = ("X+O2", "(X+O1)+O2")
_ALIKE_FROZEN = ("none", "X+O1", "X+O2", "(X+O1)+O2")
_HEAD = {"head_wires": "first", "head_padding": "flat", "head_depth": 1}


def _sized(key: str, sentence: str, selection: Selection, pair: tuple[Group, Group], numbers: Mapping[str, float]) -> list[Claim]:
    """A claim with a number for each metric, read as points and as relative change."""
    return [Claim(f"{key}_{METRICS[metric]}", f"{sentence} ({METRICS[metric]}, {reading})", f"+{number:g}{unit}", selection,
                  Exceeds(metric, [pair], number, relative))
            for metric, number in numbers.items()
            for reading, unit, relative in (("in points", " points", False), ("relative", "%", True))]


def _each_metric(key: str, sentence: str, paper: str, selection: Selection, test: Callable[[str], Exceeds | Alike]) -> list[Claim]:
    return [Claim(f"{key}_{word}", f"{sentence} ({word})", paper, selection, test(metric)) for metric, word in METRICS.items()]


def _quantum(wiring: str) -> Group:
    return {"head": "quantum", "layers": 2, "wiring": wiring, **_HEAD}


def _quantum_claims() -> list[Claim]:
    claims = [Claim(f"quantum_{'trains' if learns else 'idle'}_{wiring}", f"With the quantum head {wiring} {'trains' if learns else 'does not train'}",
                    "trains" if learns else "does not train", experiments.FIG10, Trains(_quantum(wiring), 25, learns))
              for wiring, learns in (("none", False), ("X+O1", False), ("X+O2", False), ("O1+O2", True), ("(X+O1)+O2", True))]
    best = [(_quantum("(X+O1)+O2"), _quantum(other)) for other in TWO_LAYERS if other != "(X+O1)+O2"]
    return claims + _each_metric("quantum_best", "With the quantum head (X+O1)+O2 is better than every other wiring", "best", experiments.FIG10,
                                 lambda metric: Exceeds(metric, best))


def _only_the_last(sample: Rows) -> tuple[str, bool]:
    found = reached(sample)
    text = ", ".join(f"layer {' and '.join(str(k + 1) for k, r in enumerate(row.layers_reached) if r)} of {row.layers}"
                     for row in found.itertuples())
    return text, all(not any(flags[:-1]) and flags[-1] for flags in found["layers_reached"])


def _whole(sample: Rows) -> list[str]:
    found = reached(sample)
    return [row.wiring for row in found.itertuples() if all(row.layers_reached)]


def _exactly(sample: Rows, expected: set[str], wirings: int) -> tuple[str, bool | None]:
    """Whether gradients reach all layers of these wirings of a family and of no other."""
    whole, run = _whole(sample), sample.frame["wiring"].nunique()
    return f"{len(whole)} of {run}: {', '.join(whole) or 'none'}", set(whole) == expected if run == wirings else None


def _exactly_two_of_two(sample: Rows) -> tuple[str, bool | None]:
    return _exactly(sample, {"O1+O2", "(X+O1)+O2"}, len(TWO_LAYERS))


def _two_of_fifteen(sample: Rows) -> tuple[str, bool | None]:
    return _exactly(sample, {"(O1+O2)+O3", "((X+O1)+O2)+O3"}, 15)


def _blocked(sample: Rows) -> tuple[str, bool]:
    found = reached(Rows(sample.results, sample.frame[sample.frame["gradient"] == "exact"]))
    whole = sum(all(flags) for flags in found["layers_reached"])
    return f"through expectation values gradients reach every layer of {whole} of {len(found)} wirings", whole < len(found)


CLAIMS = [
    Claim("last_only", "Without residuals gradients reach the last layer only", "last layer", experiments.FIG03, Structure(_only_the_last, by_convention=True)),
    Claim("two_of_two", "Gradients reach both of two layers under exactly two wirings", "O1+O2, (X+O1)+O2", experiments.FIG07,
          Structure(_exactly_two_of_two, by_convention=True)),
    Claim("two_of_fifteen", "Gradients reach all of three layers under exactly two wirings", "2 of 15", experiments.FAMILY3,
          Structure(_two_of_fifteen, by_convention=True)),
    Claim("blocked", "Measurement blocks gradients", "no gradient passes", experiments.EXACT, Structure(_blocked)),
    *_sized("trainable", "One trained quanvolutional layer is better than a frozen one", experiments.FIG02, (_ONE_TRAINED, _ONE_FROZEN),
            {"train_accuracy": 36.0, "validation_accuracy": 36.0}),
    Claim("none_idle", "Without residuals two layers do not train", "does not train", experiments.FIG08, Trains(_wiring("none"), 10, False)),
    *_each_metric("beats_none", "Every residual wiring is better than none", "better", experiments.FIG08,
                  lambda metric: Exceeds(metric, [(_wiring(w), _wiring("none")) for w in TWO_LAYERS[1:]])),
    *_sized("o1o2_xo1", "O1+O2 is better than X+O1", experiments.FIG08, (_wiring("O1+O2"), _wiring("X+O1")),
            {"train_accuracy": 31.0, "validation_accuracy": 45.0}),
    *_each_metric("best_alike", "X+O2 and (X+O1)+O2 perform alike", "alike", experiments.FIG08,
                  lambda metric: Alike(metric, [(_wiring(_BEST[0]), _wiring(_BEST[1]))])),
    *_each_metric("best", "X+O2 and (X+O1)+O2 are better than the others", "best", experiments.FIG08,
                  lambda metric: Exceeds(metric, [(_wiring(b), _wiring(w)) for b in _BEST for w in TWO_LAYERS if w not in _BEST])),
    *[claim for wiring in _ALIKE_FROZEN
      for claim in _each_metric(f"frozen_alike_{wiring}", f"{wiring}: trained and frozen layers perform alike", "alike", experiments.FIG09,
                                lambda metric, w=wiring: Alike(metric, [(_wiring(w), _frozen(w))]))],
    *_sized("frozen_o1o2", "O1+O2: trained layers are better than frozen ones", experiments.FIG09, (_wiring("O1+O2"), _frozen("O1+O2")),
            {"train_accuracy": 66.0, "validation_accuracy": 64.0}),
    *_quantum_claims(),
]
