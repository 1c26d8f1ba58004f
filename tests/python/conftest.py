"""The package as the build assembles it."""

import os
import sys
from pathlib import Path

import pytest

PACKAGES = Path(os.environ.get("QUANVAS", Path(__file__).resolve().parents[2] / "build/src/quanvas")).resolve().parents[1] / "python"
if list((PACKAGES / "quanvas").glob("_core*.so")):
    sys.path.insert(0, str(PACKAGES))
else:
    collect_ignore_glob = ["test_*.py"]  # QUANVAS_PYTHON=OFF


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder that PYTHONPATH names."""
    return PACKAGES
