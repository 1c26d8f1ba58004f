"""Writes the histories that tests/train/reference_test.cpp holds trainings against, as the implementation in this folder finds them:

    python3 tests/reference/gold.py > tests/train/reference_histories.txt
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from images import made_up  # noqa: E402
from training import train  # noqa: E402

IMAGES = {"synthetic": [12, 12, 12, 12], "brain_mri": [7, 12]}  # of each label; the names decide what is doubled
TRIALS = [
    "dataset=synthetic;wiring=O1+O2;classes=4;samples_per_class=10;epochs=3;batch_size=8;seed=7",
    "dataset=synthetic;wiring=O1+O2;gradient=exact;classes=4;samples_per_class=10;epochs=3;batch_size=8;seed=7",
    "dataset=synthetic;wiring=X+O2;head=quantum;head_wires=last;optimizer=sgd;learning_rate=0.5;stratify=label;classes=3;samples_per_class=8;epochs=2;seed=2",
    "dataset=synthetic;model=qcq_cnn;labels=3,1;classes=2;test_fraction=0.2;output=linear;learning_rate=0.005;samples_per_class=12;epochs=3;batch_size=4;seed=11",
    *[f"dataset=brain_mri;model=mlp;mri_protocol={protocol};classes=2;samples_per_class=0;test_fraction=0.2;epochs=2;batch_size=5;seed=1"
      for protocol in ("paper", "clean")],
]
HEAD = """# Written by tests/reference/gold.py; do not edit. For each trial its settings, its metrics epoch by epoch, and the gradient norms of its quantum
# layers, an epoch a line.
"""


def value_of(text: str):
    if "," in text:
        return [int(part) for part in text.split(",")]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def histories() -> str:
    lines = []
    for trial in TRIALS:
        settings = {name: value_of(text) for name, text in (field.split("=") for field in trial.split(";"))}
        record = train(settings, made_up(IMAGES[settings["dataset"]]))
        curves = [*record["history"].items(), *(("gradient_norms", norms) for norms in record["gradient_norms"])]
        lines += [f"trial {trial}"] + [" ".join([name, *(f"{value:.17g}" for value in values)]) for name, values in curves]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(histories())
