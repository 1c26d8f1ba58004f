"""The analysis on what the program itself writes."""

import subprocess

import numpy as np
import pytest

from analysis import program as quanvas
from analysis import results


@pytest.fixture(scope="module")
def sweep(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "s.toml").write_text("[sweep]\nname = 'small'\n[fixed]\ndataset = 'synthetic'\nsamples_per_class = 6\nepochs = 3\n"
                                   "[axes]\nwiring = ['none', 'X+O1', 'O1+O2', 'X+O2', '(X+O1)+O2']\nseed = [1, 2]\n")
    subprocess.run([program, "sweep", "s.toml", "--out", "out", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "out" / "results.h5"


def test_results_are_read(sweep):
    read = results.read(sweep)
    assert read.gaps() == []
    assert len(read.completed(wiring="O1+O2")) == 2
    assert read.history["train_loss"].shape == (10, 3)
    assert read.gradient_norms.shape == (10, 3, 2)
    reached = read.gradient_reached[read.completed(wiring="none").index]
    assert np.array_equal(reached, [[0, 1], [0, 1]])
    assert "synthetic train " in read.attributes["data_checksums"]
    finals = read.trials["train_loss"].to_numpy()
    assert np.array_equal(finals, read.history["train_loss"][:, -1])


def drawn(program, row: dict, layer: int) -> list[dict]:
    """The gates that the program draws of a layer of this trial."""
    return quanvas.read_json("circuit", *quanvas.trial_options(row, "circuit"), "--layer", str(layer), "--format", "json")["operations"]


def test_a_trial_is_drawn_as_it_was_run(program):
    row = {"model": "qcq_cnn", "feature_map": "rx", "reps": 2, "filter_layers": 2, "observable": "z0", "seed": 5, "shots": 100, "noise": "bit_flip(0.1)", "key": "0"}
    classifier = [operation["name"] for operation in drawn(program, row, 2)]
    assert classifier.count("rx") == 2 and classifier.count("ry") == 6 and "h" not in classifier
    assert drawn(program, row, 1) != drawn(program, {**row, "seed": 6}, 1)  # the random filter
    assert "<Z0>" in quanvas.text("model", *quanvas.trial_options(row, "model"), "--format", "dot")


def test_a_head_is_drawn_with_the_wires_of_its_features(program):
    row = {"model": "resqunn", "head": "quantum", "channel": "all", "wiring": "none", "depths": [1, 1], "gradient": "exact", "classes": 4, "layers": 2}
    wires = {wire for operation in drawn(program, row, 3) for wire in operation["wires"]}
    assert len(wires) == 10  # 16 maps of 7x7 in 1024 amplitudes, as 28x28 pixels
    wider = {wire for operation in drawn(program, {**row, "layers": 1, "depths": [1], "head_padding": "spatial"}, 2) for wire in operation["wires"]}
    assert len(wider) == 12  # 4 maps, each padded to 28x28
