"""Every #include of src/ stays in its room (src/floors.txt), and files keep to their size."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_PACKAGE = ROOT / "src/python/quanvas"
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
# The C++ library has no suffix; POSIX and the compiler's intrinsics have .h.
STANDARD = re.compile(r"[a-z_]+|(sys/[a-z]+|unistd|fcntl|poll|sched|signal|xmmintrin)\.h")


class Floors:
    """The rules of a floors.txt."""

    def __init__(self, text: str):
        self.floors, self.only, self.headers = {}, {}, {}
        for line in text.splitlines():
            kind, _, rest = line.partition(" ")
            name, _, values = rest.partition(":")
            if kind == "floor":
                self.floors[name.strip()] = set(values.split())
            elif kind == "only":
                self.only[tuple(name.split())] = set(values.split())
            elif kind == "header":
                self.headers[name.strip()] = set(values.split())
            elif line and not line.startswith("#"):
                raise ValueError(f"not a rule: {line}")

    def folder_of(self, path: Path) -> str:
        """The folder of the rules that a file (relative to src/) belongs to: the innermost one that has a row."""
        folders = [str(parent) for parent in path.parents]
        return next((folder for folder in folders if folder in self.floors), path.parts[0])

    def complaint(self, file: Path, bracket: str, header: str) -> str:
        """Why `file` (relative to src/) may not include `header`, or ""."""
        folder = self.folder_of(file)
        if bracket == '"':
            target = self.folder_of(Path(header))
            if target == folder:
                return ""
            if target not in self.floors.get(folder, set()):
                return f"{folder} may not include {target}"
            allowed = self.only.get((folder, target))
            return f"{folder} may include only {', '.join(sorted(allowed))} of {target}" if allowed and header not in allowed else ""
        for prefix, allowed in self.headers.items():
            if header == prefix or (prefix.endswith("/") and header.startswith(prefix)):
                stem = str(file.with_suffix(""))
                return "" if allowed & {folder, file.parts[0], stem} else f"{stem} may not include <{header}>"
        return "" if STANDARD.fullmatch(header) else f"<{header}> is in no rule of floors.txt"


def folders() -> list[Path]:
    """Those of C++."""
    return [p for p in (ROOT / "src").rglob("*") if p.is_dir() and p != PYTHON_PACKAGE and PYTHON_PACKAGE not in p.parents]


def complaints(source: Path, floors: Floors) -> list[str]:
    found = []
    for file in sorted(source.rglob("*.[ch]pp")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if match := INCLUDE.match(line):
                if reason := floors.complaint(file.relative_to(source), *match.groups()):
                    found.append(f"{file.relative_to(source)}:{number}: {reason}")
    return found


@pytest.fixture(scope="module")
def floors() -> Floors:
    return Floors((ROOT / "src/floors.txt").read_text())


def test_every_include_stays_in_its_room(floors):
    assert complaints(ROOT / "src", floors) == []


def test_sources_are_named_so_that_they_are_checked():
    stray = [str(p) for p in (ROOT / "src").rglob("*")
             if p.is_file() and PYTHON_PACKAGE not in p.parents and p.suffix not in {".hpp", ".cpp", ".txt"}]
    assert stray == []


def test_folders_and_floors_are_the_same(floors):
    assert sorted(floors.floors) == sorted(str(p.relative_to(ROOT / "src")) for p in folders())


@pytest.mark.parametrize("file, line", [
    ("sim/a.hpp", '#include "trial/spec.hpp"'),
    ("sim/plan/a.hpp", '#include "sim/engine/lane.hpp"'),
    ("sim/engine/a.cpp", '#include "sim/simulator.hpp"'),
    ("hybrid/a.cpp", '#include "sim/engine/lane.hpp"'),
    ("store/a.cpp", '#include "sim/circuit/gates.hpp"'),
    ("data/a.cpp", '#include "nn/layer.hpp"'),
    ("dispatch/a.cpp", "#include <mpi.h>"),
    ("train/a.cpp", "#include <hdf5.h>"),
    ("base/a.cpp", "#include <Eigen/Core>"),
    ("base/a.cpp", "#include <curl/curl.h>"),
    ("base/a.cpp", "#include <sqlite3.h>"),
    ("data/a.cpp", "#include <zlib.h>"),
])
def test_a_wrong_include_is_found(floors, tmp_path, file, line):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(f"// A file.\n{line}\n")
    assert len(complaints(tmp_path, floors)) == 1


@pytest.mark.parametrize("file, line", [("sim/a.hpp", '#include "base/error.hpp"'), ("data/a.cpp", '#include "nn/tensor.hpp"'),
                                        ("store/h5_handle.cpp", "#include <hdf5.h>"), ("sim/a.cpp", "#include <vector>"),
                                        ("cli/a.cpp", "#include <sys/stat.h>")])
def test_a_right_include_passes(floors, tmp_path, file, line):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n")
    assert complaints(tmp_path, floors) == []


@pytest.mark.parametrize("file", sorted((ROOT / "src").rglob("*.[ch]pp")), ids=lambda f: str(f.relative_to(ROOT)))
def test_files_open_with_their_subject(file):
    lines = file.read_text().splitlines()
    if file.suffix == ".hpp":
        assert lines[0].startswith("// ")
        assert "#pragma once" in lines


def test_every_folder_has_tests():
    untested = {folder.name for folder in folders()
                if not list((ROOT / "tests" / folder.relative_to(ROOT / "src")).glob("test_*.py" if folder.name == "python" else "*_test.cpp"))}
    assert untested == set()
