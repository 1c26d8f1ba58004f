"""Figure 8 of the QCQ-CNN paper: the five models on brain MRI, under the paper's protocol and without copies of training images."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, qcq, qcq_plots
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG08, Pool

IN_REPORT = ("QCQ-CNN", 80)
TITLE = "QCQ-CNN, Figure 8: five models on brain MRI"

PROTOCOLS = ("Under the paper's protocol the smaller class is doubled before the images are divided, so that copies of training images are validated and "
             "tested on; under the clean one each image is kept once, and training images alone are doubled.")


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = QCQ_FIG08.find(pool)
    blocks = [(title.removeprefix("brain MRI, "), qcq_plots.model_lines(group)) for title, group in qcq.panels(rows)]
    figure, data = plots.training_rows(results, blocks, plots.over_seeds("Five models on brain MRI", rows))
    files = save_figure(figure, folder, "qcq_fig08")
    plt.close(figure)
    words = " ".join(f"After the last epoch, {block}: {plots.finals(data[data['block'] == block])}." for block, _ in blocks)
    return Artefacts(TITLE, f"{words} {PROTOCOLS} {plots.BANDS} {qcq.setting(rows)} {qcq_plots.batches(rows)}", data, files)
