"""For all tests: the built program, and sweeps that run in one process unless a test asks for more."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QUANVAS_JOBS", "1")


@pytest.fixture(scope="session")
def program() -> Path:
    path = Path(os.environ.get("QUANVAS", Path(__file__).resolve().parents[1] / "build/src/quanvas")).resolve()
    if not path.is_file():
        pytest.skip(f"{path} is not built")
    os.environ["QUANVAS"] = str(path)
    return path
