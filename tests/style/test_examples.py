"""The examples in the opening comments of public headers are compiled and run, as they are there, by an examples test."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"// For example \((\S+) runs it\):\n((?://     .*\n)+)")
HEADERS = [file for folder in ("sim", "sim/circuit", "hybrid") for file in sorted((ROOT / "src" / folder).glob("*.hpp"))
           if MARK.search(file.read_text())]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.stem)
def test_the_example_is_run_as_it_is(header):
    for test, code in MARK.findall(header.read_text()):
        example = [line.removeprefix("//").strip() for line in code.splitlines()]
        run = lines((ROOT / test).read_text())
        assert any(run[i:i + len(example)] == example for i in range(len(run))), f"{test} lacks the lines of {header}"


def test_the_public_headers_have_examples():
    expected = {"circuit", "observable", "noise_model", "simulator", "sampled_simulator", "gradients", "shots",
                "quanv2d", "circuit_layer", "residual_block", "ansatz", "encoding"}
    assert expected <= {header.stem for header in HEADERS}
