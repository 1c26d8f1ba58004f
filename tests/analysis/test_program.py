"""The analysis on what the program itself writes."""

import subprocess

import numpy as np
import pytest

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
