"""Results files as fixtures: one made up, and those that the program writes."""

import contextlib
import io
import subprocess
from pathlib import Path

import pytest
from made_results import QCQ_SWEEPS, RESQUNN_SWEEPS, ROOT, name_data_sets, small_qcq_sweep, small_sweep, write_results


@pytest.fixture
def results_file(tmp_path):
    return write_results(tmp_path / "results.h5")


@pytest.fixture(scope="session")
def experiments(program, tmp_path_factory) -> list[Path]:
    """results.h5 of the sweeps that hold the trials of every experiment, made small."""
    folder = tmp_path_factory.mktemp("experiments")
    files = []
    for name in (*RESQUNN_SWEEPS, *QCQ_SWEEPS):
        sweep = folder / f"{name}.toml"
        text = (ROOT / "sweeps" / f"{name}.toml").read_text()
        sweep.write_text(small_qcq_sweep(text) if name in QCQ_SWEEPS else small_sweep(text))
        subprocess.run([program, "sweep", sweep, "--out", folder / name, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        files.append(folder / name / "results.h5")
        if name in QCQ_SWEEPS:
            name_data_sets(files[-1])
    return files


@pytest.fixture(scope="session")
def whole_report(experiments, tmp_path_factory) -> tuple[Path, str, str]:
    """The report of these results, drawn once for all tests that look at it: its folder, and what was said on standard output and error."""
    from analysis.__main__ import main

    folder = tmp_path_factory.mktemp("report")
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        assert main(["report", *map(str, experiments), "-o", str(folder)]) == 0
    return folder, out.getvalue(), err.getvalue()
