"""docs/additions.md against the tree: files and names that it sends a reader to are there, and so are the tests that it promises."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "additions.md").read_text().splitlines() if line.startswith("| ")][1:]
IDENTIFIER = re.compile(r"k[A-Z]\w*|[A-Z]\w+|[a-z]+(_[a-z]+)+|reads|make")


def text_of(path: Path) -> str:
    return path.read_text() if path.is_file() else "\n".join(each.read_text() for each in sorted(path.rglob("*.*")) if each.suffix in (".py", ".hpp", ".cpp"))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_files_and_names_are_there(row):
    quoted = re.findall(r"`([^`]+)`", row[1])
    paths = [ROOT / name for name in quoted if "/" in name or name == "sweeps"]
    assert paths
    for path in paths:
        assert path.exists(), path
    texts = "\n".join(text_of(path) for path in paths)
    for name in quoted:
        if IDENTIFIER.fullmatch(name):
            assert re.search(rf"\b{name}\b", texts), f"{name} is in none of {', '.join(str(path) for path in paths)}"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_at_most_three_places(row):
    assert int(row[2].split()[0]) <= 3


# Tables whose every row some test goes over, by what the test calls to get them.
OVER_ALL_ROWS = {"gates": "kGates", "noise channels": "noise_channels()", "ansätze": "ansatze()", "encodings": "encodings()", "optimisers": "optimizers()", "losses": "losses()",
                 "metrics": "metrics()", "models": "models()", "data sets": "catalog()", "axes": "kAxes", "workloads": "workloads()"}


@pytest.mark.parametrize("table", OVER_ALL_ROWS)
def test_some_test_goes_over_all_rows(table):
    loop = re.compile(r"for \([^;)]*: [^)]*" + re.escape(OVER_ALL_ROWS[table]) + r"|Values(In)?\([^)]*" + re.escape(OVER_ALL_ROWS[table]))
    assert any(loop.search(path.read_text()) for path in (ROOT / "tests").rglob("*_test.cpp")), f"no test goes over all {table}"
