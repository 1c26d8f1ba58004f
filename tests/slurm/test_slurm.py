"""Sweeps under a real SLURM; skipped where it cannot run."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parent / "run"
CANNOT = 3


def scenarios() -> list[str]:
    """The names in `run`, which is not imported: it needs packages that collecting tests should not."""
    table = next(node.value for node in ast.parse(RUN.read_text()).body if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "SCENARIOS")
    return [key.value for key in table.keys]


@pytest.fixture(scope="module")
def outcomes():
    program = Path(os.environ.get("QUANVAS", RUN.parents[2] / "build/src/quanvas")).resolve()
    if not program.is_file():
        pytest.skip(f"{program} is not built")
    run = subprocess.run([sys.executable, RUN, "--install", "--json"], capture_output=True, text=True, env={**os.environ, "QUANVAS": str(program)}, timeout=1200)
    if run.returncode == CANNOT:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.stdout, run.stderr
    return {outcome["scenario"]: outcome for outcome in json.loads(run.stdout)}


@pytest.mark.parametrize("scenario", scenarios())
def test_sweeps_end_as_they_do_without_slurm(outcomes, scenario):
    assert not outcomes[scenario]["problem"]
