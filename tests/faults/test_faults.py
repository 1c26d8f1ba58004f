"""A short form of the fault injection, and whether its judge sees what it should."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import compare  # noqa: E402

TRIALS = np.array([(b"a" * 32, b"completed", 0.5, 1.0), (b"b" * 32, b"completed", 0.25, 2.0)],
                  dtype=[("key", "S32"), ("status", "S9"), ("train_loss", "f8"), ("seconds", "f8")])


def results(trials=TRIALS, loss=((1.0, np.nan), (3.0, 4.0))):
    return {"trials": trials.copy(), "history/train_loss": np.array(loss), "gradient_norms": np.zeros((len(trials), 2, 1)),
            "gradient_reached": np.ones((len(trials), 1), "i1")}


def test_equal_results_are_equal_but_for_their_times():
    other = results()
    other["trials"]["seconds"] = 9
    assert compare.difference(results(), other) == compare.Difference()


def test_a_changed_bit_a_missing_and_a_doubled_trial_are_seen():
    assert len(compare.difference(results(), results(loss=((1.0, np.nan), (3.0, np.nextafter(4.0, 5))))).changed) == 1
    assert compare.difference(results(), results(TRIALS[:1], [(1.0, np.nan)])).lost == 1
    assert compare.difference(results(), results(TRIALS[[0, 1, 1]], [(1.0, np.nan), (3.0, 4.0), (3.0, 4.0)])).doubled == 1
    assert compare.difference(results(), results(TRIALS[[1, 0]], [(3.0, 4.0), (1.0, np.nan)])) == compare.Difference()
    zero = results(loss=((0.0, np.nan), (3.0, 4.0)))
    assert len(compare.difference(zero, results(loss=((-0.0, np.nan), (3.0, 4.0)))).changed) == 1
    assert len(compare.difference(results(), {name: values for name, values in results().items() if name != "gradient_norms"}).changed) == 2
    failed = results()
    failed["trials"]["status"][1] = b"failed"
    assert compare.difference(results(), failed).lost == 1


def test_one_trial_can_be_left_out():
    other = results(loss=((1.0, np.nan), (9.0, 9.0)))
    assert compare.difference(compare.without(results(), "b" * 32), compare.without(other, "b" * 32)) == compare.Difference()


@pytest.fixture(scope="module")
def rows():
    program = Path(os.environ.get("QUANVAS", Path(__file__).parents[2] / "build/src/quanvas")).resolve()
    if not program.is_file():
        pytest.skip(f"{program} is not built")
    run = subprocess.run([sys.executable, Path(__file__).parent / "run", "--short", "--json"], capture_output=True, text=True,
                         env={**os.environ, "QUANVAS": str(program)}, timeout=900)
    assert run.stdout, run.stderr
    return {row["fault"]: row for row in json.loads(run.stdout)}


@pytest.mark.parametrize("fault", [line.split('"')[1] for line in (Path(__file__).parent / "run").read_text().split("FAULTS = [")[1].splitlines()
                                   if line.strip().startswith("Fault(")])
def test_nothing_is_lost(rows, fault):
    row = rows[fault]
    if row["skipped"]:
        pytest.skip(row["skipped"])
    assert not row["problems"]
    assert (row["lost"], row["doubled"], row["changed"]) == (0, 0, 0)
    assert row["times"] > 0
