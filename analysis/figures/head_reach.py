"""Beside Figure 10: which class scores of the quantum head depend on the features at all, and on which of its angles."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .. import program, style
from ..artefacts import Artefacts, save_figure
from ..experiments import TWO_LAYERS, Pool

IN_REPORT = ("ResQuNN", 130)
TITLE = "What reaches the quantum head's measured wires"

READINGS = [(wires, padding) for wires in ("first", "last") for padding in ("flat", "spatial")]


def _scores(wiring: str, wires: str, padding: str) -> list[dict]:
    return program.read_json("model", "--wiring", wiring, "--head", "quantum", "--classes", "4", "--head_wires", wires, "--head_padding", padding,
                             "--format", "json")["scores"]


def make(pool: Pool, folder: Path) -> Artefacts:
    scores = {(w, *reading): _scores(w, *reading) for w in TWO_LAYERS for reading in READINGS}
    style.use()
    figure, axes = plt.subplots(1, len(READINGS), figsize=(11, 3.6), sharey=True, layout="constrained")
    for panel, (wires, padding) in zip(axes, READINGS):
        for row, wiring in enumerate(TWO_LAYERS):
            for column, score in enumerate(scores[wiring, wires, padding]):
                reached = score["features_reach"]
                panel.plot(column, row, marker="s", markersize=15, color=style.BLUE if reached else "white", markeredgecolor=style.BLUE if reached else "#999999")
                panel.text(column, row, score["wire"], ha="center", va="center", fontsize=9, color="white" if reached else "#555555")
        angles = {i for score in scores[TWO_LAYERS[0], wires, padding] for i, reached in enumerate(score["angles_reach"]) if reached}
        total = len(scores[TWO_LAYERS[0], wires, padding][0]["angles_reach"])
        panel.set_title(f"{wires} four wires measured\n{padding} padding\n{len(angles)} of {total} angles matter")
        panel.set_xlim(-0.7, 3.7)
        panel.set_ylim(len(TWO_LAYERS) - 0.5, -0.5)
        panel.set_xticks([])
        panel.set_yticks(range(len(TWO_LAYERS)), TWO_LAYERS)
        panel.tick_params(length=0)
        panel.grid(False)
        for side in ("left", "bottom"):
            panel.spines[side].set_visible(False)
    figure.suptitle("Measured wires of the quantum head (numbers); filled: features reach it", fontsize=12)
    files = save_figure(figure, folder, "head_reach")
    plt.close(figure)
    lines = [{"wiring": w, "head_wires": wires, "head_padding": padding, "wires that features reach": sum(s["features_reach"] for s in found),
              "measured wires": len(found), "angles that matter": sum(map(any, zip(*(s["angles_reach"] for s in found)))), "angles": len(found[0]["angles_reach"])}
             for (w, wires, padding), found in scores.items()]
    data = pd.DataFrame(lines)
    literal = data[(data["head_wires"] == "first") & (data["head_padding"] == "flat")].set_index("wiring")["wires that features reach"]
    return Artefacts(TITLE, "With the first four wires measured and zeros after the features, features reach "
                            + ", ".join(f"{literal[w]} of the four wires under {w}" for w in TWO_LAYERS)
                            + ": what is measured elsewhere is the same for every image, whatever the gradients do. Wire 0 is the most significant bit of "
                              "a feature's place, and the chain of CNOTs hands nothing back to lower wires. From derivatives of each score, in the program.",
                     data, files)
