"""Every C++ file is formatted by clang-format with the settings of .clang-format."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSION = "14."


def clang_format() -> str | None:
    for name in ("clang-format-14", "clang-format"):
        if (path := shutil.which(name)) and f"version {VERSION}" in subprocess.run(
                [path, "--version"], capture_output=True, text=True).stdout:
            return path
    return None


@pytest.mark.skipif(clang_format() is None, reason="clang-format 14 is not there; others format otherwise")
def test_sources_are_formatted():
    files = sorted(str(file) for folder in ("src", "tests") for file in (ROOT / folder).rglob("*.[ch]pp"))
    run = subprocess.run([clang_format(), "--dry-run", "--Werror", *files], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[:3000] + "\nclang-format -i FILE... mends it"
