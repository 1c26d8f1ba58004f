"""Type hints and stubs, as editors read them."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
import quanvas
from quanvas import _core

SOURCES = Path(__file__).resolve().parents[2] / "src/python/quanvas"


def mypy(tmp_path, *arguments) -> str:
    if not importlib.util.find_spec("mypy"):
        pytest.skip("mypy is not here")
    config = tmp_path / "mypy.ini"  # without reading all of torch, which takes half a minute
    config.write_text("[mypy]\nignore_missing_imports = true\nfollow_imports = silent\n"
                      "[mypy-torch.*,sklearn.*,pandas.*,scipy.*,matplotlib.*]\nfollow_imports = skip\n")
    command = [sys.executable, "-m", "mypy", "--config-file", config, "--cache-dir", tmp_path / "cache", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={"MYPYPATH": str(SOURCES.parent)}).stdout


def test_the_package_is_typed(tmp_path):
    files = [SOURCES / name for name in ("__init__.py", "_patches.py", "_transform.py", "_core.pyi", "torch.py", "sklearn.py")]
    assert mypy(tmp_path, "--disallow-untyped-defs", "--disallow-incomplete-defs", *files).strip() == "Success: no issues found in 6 source files"


def test_wrong_calls_are_found(tmp_path):
    file = tmp_path / "user.py"
    file.write_text("import quanvas\nc = quanvas.Circuit(2).ry(2 * quanvas.input(0) + 0.5, 0)\nc.expectations([[0.1]], threads=1)\nc.rx('a', 0)\n")
    out = mypy(tmp_path, file)
    assert "user.py:4" in out and out.count("error:") == 1


def test_the_stub_names_what_the_module_has():
    stub = (SOURCES / "_core.pyi").read_text()
    missing = [name for name in dir(_core.Circuit) if not name.startswith("_") and f"def {name}(" not in stub]
    missing += [name for name in dir(_core) if not name.startswith("_") and f"def {name}(" not in stub and f"class {name}:" not in stub]
    assert missing == []


def test_everything_public_is_documented():
    public = [getattr(quanvas, name) for name in quanvas.__all__] + [getattr(quanvas.Circuit, name) for name in dir(quanvas.Circuit) if name[0] != "_"]
    assert [thing for thing in public if not thing.__doc__] == []
