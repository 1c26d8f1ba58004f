"""The comparison with PennyLane: ratios, and what it says where it cannot run. PennyLane itself is not needed."""

import json
import sys

from analysis.peers import pennylane

LINES = [{"name": "W1", "precision": "float", "threads": 1, "milliseconds": 0.5},
         {"name": "W1", "precision": "float", "threads": 2, "milliseconds": 0.25},
         {"name": "W1-mnist", "precision": "float", "threads": 1, "milliseconds": 0.1}]


def test_ratios_are_of_one_thread_and_of_workloads_that_both_have():
    assert pennylane.ratios(LINES, {"W1": 20.0}) == [
        {"name": "W1", "precision": "float", "quanvas_milliseconds": 0.5, "pennylane_milliseconds": 20.0, "ratio": 40.0}]


def test_without_pennylane_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    bench = tmp_path / "bench.json"
    bench.write_text(json.dumps(LINES))
    monkeypatch.setitem(sys.modules, "pennylane", None)
    assert pennylane.main([str(bench)]) == 2
    assert "pip install" in capsys.readouterr().err


def test_a_file_that_is_no_benchmark_is_named(tmp_path, capsys):
    bench = tmp_path / "bench.json"
    bench.write_text("workload")
    assert pennylane.main([str(bench)]) == 2
    assert str(bench) in capsys.readouterr().err


def test_the_median_of_three_steps_at_least():
    steps = []
    assert pennylane.milliseconds(lambda: steps.append(1), 0) >= 0
    assert len(steps) == 4
