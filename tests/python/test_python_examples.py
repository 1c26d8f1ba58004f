"""The scripts of examples/ run as they stand, and so do the lines of Python in the README and in docs/python.md."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FASHION = Path("/usr/share/datasets/fashion-mnist")


def run(packages, folder, *command):
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    return subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)


def skip_without(code: str):
    for module in ("torch", "sklearn"):
        if re.search(rf"\b{module}\b", code) and not importlib.util.find_spec(module):
            pytest.skip(f"{module} is not here")
    if str(FASHION) in code and not FASHION.is_dir():
        pytest.skip(f"{FASHION} is not here")


@pytest.mark.parametrize("name", ["own_circuit", "hybrid_network", "sweep_comparison"])
def test_examples(packages, tmp_path, name):
    path = ROOT / f"examples/{name}.py"
    skip_without(path.read_text())
    done = run(packages, tmp_path, path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_lines_of_pages(packages, tmp_path, page):
    blocks = [block for block in re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.S) if "import quanvas" in block or "quanvas.torch" in block]
    assert blocks
    for block in blocks:
        skip_without(block)
        done = run(packages, tmp_path, "-c", block)
        assert done.returncode == 0, done.stderr


def test_the_program_runs_the_bell_pair(program):
    done = subprocess.run([program, "circuit", ROOT / "examples/bell.qasm", "--observable", "Z0 Z1"], capture_output=True, text=True)
    assert done.returncode == 0 and "+1.0000000000" in done.stdout
