"""The package as the build assembles it."""

import os
import sys
import sysconfig
from pathlib import Path

import pytest

PACKAGES = Path(os.environ.get("QUANVAS", Path(__file__).resolve().parents[2] / "build/src/quanvas")).resolve().parents[1] / "python"
if (PACKAGES / "quanvas" / f"_core{sysconfig.get_config_var('EXT_SUFFIX')}").is_file():
    sys.path.insert(0, str(PACKAGES))
else:
    collect_ignore_glob = ["test_*.py"]  # QUANVAS_PYTHON=OFF, or built for another Python


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder that PYTHONPATH names."""
    return PACKAGES
