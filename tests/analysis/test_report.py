import json
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from conftest import ROOT, WIRINGS, write_results

from analysis import results, style
from analysis.__main__ import main
from analysis.figures import EXPERIMENTS, fig08, table2


class Page(HTMLParser):
    """What a page loads, and what it shows."""

    def __init__(self, text: str):
        super().__init__()
        self.sources, self.tables, self.open, self.text = [], 0, [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.sources += [value for name, value in attributes if name in ("src", "href")]
        self.tables += tag == "table"

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("stem", EXPERIMENTS)
def test_every_experiment_is_made(results_file, tmp_path, stem):
    artefacts = EXPERIMENTS[stem].make(results.read(results_file), tmp_path)
    assert artefacts.title and artefacts.caption and len(artefacts.data)
    for file in artefacts.files:
        assert file.stat().st_size > 5000
        if file.suffix == ".svg":
            assert tree.parse(file).getroot().tag.endswith("svg")
        else:
            pixels = plt.imread(file)
            assert len(np.unique(pixels.reshape(-1, pixels.shape[-1]), axis=0)) > 20


def test_fig08_draws_the_same_picture_twice(results_file, tmp_path):
    read = results.read(results_file)
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    first, second = fig08.make(read, tmp_path / "a").files, fig08.make(read, tmp_path / "b").files
    for one, other in zip(first, second):
        assert one.read_bytes() == other.read_bytes()


def test_fig08_data_are_means_and_bands(results_file, tmp_path):
    data = fig08.make(results.read(results_file), tmp_path).data
    row = data[(data.metric == "train_accuracy") & (data.wiring == "O1+O2") & (data.epoch == 1)].iloc[0]
    assert row["mean"] == pytest.approx(100 * np.mean([0.1 + 0.02 * s for s in range(4)]))
    assert row["low"] < row["mean"] < row["high"]
    assert row["seeds"] == 4


def test_fig08_refuses_to_mix_conventions(tmp_path):
    def mix(rows):
        rows["output"][::2] = "linear"

    assert "output" in fig08.missing(results.read(write_results(tmp_path / "r.h5", change=mix)))


def test_table2_tells_match_from_mismatch(results_file, tmp_path):
    assert list(table2.make(results.read(results_file), tmp_path).data["equal"]) == ["yes"] * 5

    def shrink(rows):
        rows["feature_height"][0] = 5

    changed = table2.make(results.read(write_results(tmp_path / "r.h5", change=shrink)), tmp_path)
    assert list(changed.data["equal"]) == ["no"] + ["yes"] * 4
    assert "4 of 5" in changed.caption


def test_report_is_self_contained(results_file, tmp_path, capsys):
    assert main(["report", str(results_file), "-o", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "Table 2" in shown and "report.html" in shown
    text = (tmp_path / "out/report.html").read_text()
    page = Page(text)
    assert page.sources and all(source.startswith("data:") for source in page.sources)
    assert not re.search(r"url\(\s*['\"]?(?!data:)", text)
    assert page.tables >= 2
    assert "made up & <small>" in "".join(page.text)
    assert "<small>" not in text


def test_report_names_what_is_missing(tmp_path, capsys):
    def quantum(rows):
        rows["head"] = "quantum"

    file = write_results(tmp_path / "r.h5", statuses={0: "failed"}, change=quantum)
    assert main(["report", str(file), "-o", str(tmp_path / "out"), "--json"]) == 0
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert said["made"] == ["table2"]
    assert "fig08 is not shown" in said["missing"][0]
    assert "1 trials failed" in captured.err
    page = "".join(Page((tmp_path / "out/report.html").read_text()).text)
    assert "fig08 is not shown" in page and "1 trials failed; the first: a reason <b>." in page


@pytest.mark.parametrize("arguments, message", [
    (["report", "none.h5", "-o", "out"], "no such file"),
    (["report", "RESULTS", "-o", "out", "--only", "fig99"], "no experiment `fig99`"),
    (["report", "RESULTS", "-o", "RESULTS/out"], "cannot be written"),
])
def test_bad_input_is_explained_in_a_line(results_file, tmp_path, arguments, message):
    arguments = [a.replace("RESULTS", str(results_file)) for a in arguments]
    run = subprocess.run([sys.executable, "-m", "analysis", *arguments], cwd=tmp_path, capture_output=True, text=True,
                         env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert run.returncode == 2
    assert message in run.stderr and run.stderr.count("\n") == 1
    assert run.stdout == ""


def test_every_wiring_has_a_look_of_its_own():
    looks = [style.look(wiring) for wiring in WIRINGS]
    assert len({look.color for look in looks}) == len(looks)
    assert len({look.marker for look in looks}) == len(looks)
    assert style.wiring_order(reversed(list(WIRINGS))) == list(WIRINGS)


def test_figures_have_their_sweeps():
    for stem in EXPERIMENTS:
        if stem.startswith("fig"):
            assert (Path(ROOT) / "sweeps" / f"{stem}.toml").is_file()
