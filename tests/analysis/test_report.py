import json
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from made_results import ROOT, WIRINGS, write_results

from analysis import report, results, style
from analysis.__main__ import main
from analysis.figures import EXPERIMENTS, fig08, table2
from analysis.web import assets


class Page(HTMLParser):
    """What a page loads, and what it shows."""

    def __init__(self, text: str):
        super().__init__()
        self.sources, self.tables, self.text = [], 0, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.sources += [value for name, value in attributes if name in ("src", "href")]
        self.tables += tag == "table"

    def handle_data(self, data):
        self.text.append(data)


TABLES = ("claims", "table2", "table3", "qcq_claims", "qcq_table1", "qcq_settings")


@pytest.mark.parametrize("stem", EXPERIMENTS)
def test_every_experiment_is_made_of_what_the_program_writes(whole_report, stem):
    folder = whole_report[0]
    assert len(pd.read_csv(folder / f"{stem}.csv"))
    pictures = [f for f in folder.iterdir() if f.suffix in (".png", ".svg") and (f.stem == stem or f.stem.startswith(f"{stem}_"))]
    assert bool(pictures) == (stem not in TABLES)
    for file in pictures:
        assert file.stat().st_size > 3000
        if file.suffix == ".svg":
            assert tree.parse(file).getroot().tag.endswith("svg")
        else:
            pixels = plt.imread(file)
            assert len(np.unique(pixels.reshape(-1, pixels.shape[-1])[::17], axis=0)) > 20


def test_the_report_shows_every_experiment(whole_report):
    folder, said, complained = whole_report
    assert complained == ""
    assert "claims:" in said and "Measurement blocks gradients" in said and "report.html" in said
    text = (folder / "report.html").read_text()
    for stem in EXPERIMENTS:
        assert f'<section id="{stem}">' in text
    assert len(text) < 4e6


def test_fig08_draws_the_same_picture_twice(results_file, tmp_path):
    read = [results.read(results_file)]
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    first, second = fig08.make(read, tmp_path / "a").files, fig08.make(read, tmp_path / "b").files
    for one, other in zip(first, second):
        assert one.read_bytes() == other.read_bytes()


def test_fig08_data_are_means_and_bands(results_file, tmp_path):
    data = fig08.make([results.read(results_file)], tmp_path).data
    row = data[(data.metric == "train_accuracy") & (data.group == "O1+O2") & (data.epoch == 1)].iloc[0]
    assert row["mean"] == pytest.approx(100 * np.mean([0.1 + 0.02 * s for s in range(4)]))
    assert row["low"] < row["mean"] < row["high"]
    assert row["seeds"] == 4


def test_table2_tells_match_from_mismatch(results_file, tmp_path):
    assert list(table2.make([results.read(results_file)], tmp_path).data["equal"]) == ["yes"] * 5

    def shrink(rows):
        rows["feature_height"][0] = 5

    changed = table2.make([results.read(write_results(tmp_path / "r.h5", change=shrink))], tmp_path)
    assert list(changed.data["equal"]) == ["no"] + ["yes"] * 4
    assert "4 of 5" in changed.caption


def test_report_is_self_contained(results_file, tmp_path):
    assert main(["report", str(results_file), "-o", str(tmp_path / "out")]) == 0
    text = (tmp_path / "out/report.html").read_text()
    page = Page(text)
    beside = {file.name for file in (tmp_path / "out").iterdir()}  # which downloads lead to without scripts
    assert page.sources and all(source.startswith(("data:", "#")) or source in beside for source in page.sources)
    assert not re.search(r"url\(\s*['\"]?(?!data:)", text)
    assert page.tables >= 2
    assert "made up & <small>" in "".join(page.text)
    assert "<small>" not in text


def test_a_sweep_of_none_of_the_papers_shows_nothing_of_them(tmp_path):
    file = write_results(tmp_path / "r.h5", sweep_name="mine")
    assert main(["report", str(file), "-o", str(tmp_path / "out")]) == 0
    text = (tmp_path / "out/report.html").read_text()
    for word in ("the paper", "Figure", "arXiv", "not tested", "ResQuNN"):
        assert word not in text.split("<script")[0]
    assert not list((tmp_path / "out").glob("*.svg"))
    for part in ("Best configurations", "What matters", "By wiring", "Learning curves", "All trials"):
        assert part in text


def test_the_plotting_library_is_the_pinned_one(tmp_path, monkeypatch):
    (tmp_path / "echarts.min.js").write_text("other")
    monkeypatch.setattr(assets, "ECHARTS", tmp_path / "echarts.min.js")
    assets.plotting_library.cache_clear()
    with pytest.raises(results.BadInput, match="not the pinned version"):
        assets.plotting_library()
    assets.plotting_library.cache_clear()


def test_report_names_what_is_missing(tmp_path, capsys):
    def linear(rows):
        rows["output"][::2] = "linear"

    file = write_results(tmp_path / "r.h5", statuses={0: "failed"}, change=linear)
    assert main(["report", str(file), "-o", str(tmp_path / "out"), "--only", "fig08,fig09,table2", "--json"]) == 0
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert said["made"] == ["table2"]
    assert said["missing"] == ["fig08 is not shown: fig08: the trials differ in output as well, which would be mixed.",
                               "fig09 is not shown: fig08: no completed trial with trainable frozen."]
    assert "1 trials failed" in captured.err
    page = "".join(Page((tmp_path / "out/report.html").read_text()).text)
    assert "fig08 is not shown" in page and "1 trials failed; the first: a reason <b>." in page


def test_a_figure_prefers_the_sweep_of_its_own_name(tmp_path):
    other = results.read(write_results(tmp_path / "a.h5", accuracy=lambda _: 0.5, sweep_name="fig09"))
    own = results.read(write_results(tmp_path / "b.h5", accuracy=lambda _: 0.7, sweep_name="fig08"))
    for pool in ([other, own], [own, other]):
        assert set(fig08.make(pool, tmp_path).data.query("metric == 'train_accuracy'")["mean"]) == {70.0}
    assert set(fig08.make([other], tmp_path).data.query("metric == 'train_accuracy'")["mean"]) == {50.0}


def test_accuracies_are_grouped_by_all_that_varies(tmp_path):
    trials = [{"wiring": w, "head_depth": d, "seed": s} for w in ("none", "O1+O2") for d in (1, 2) for s in range(3)]
    read = results.read(write_results(tmp_path / "r.h5", trials=trials))
    table = report.accuracy_table(read)
    assert list(table.columns[:3]) == ["wiring", "head_depth", "trials"] and list(table["trials"]) == [3] * 4
    many = [{"wiring": w, "learning_rate": 0.01 * (d + 1)} for w in WIRINGS for d in range(6)]
    assert report.accuracy_table(results.read(write_results(tmp_path / "m.h5", trials=many))).empty


def test_without_the_program_its_drawings_are_named_as_missing(results_file, tmp_path, monkeypatch):
    monkeypatch.setenv("QUANVAS", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("analysis.program.BUILT", tmp_path / "nowhere")
    _, made, absent = report.write([results.read(results_file)], tmp_path / "out", ["wirings", "fig08"])
    assert list(made) == ["fig08"]
    assert "wirings is not shown: the program is needed" in absent[0]


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


def test_every_wiring_has_a_look_of_its_own(program):
    listed = subprocess.run([program, "wirings", "--layers", "3", "--json"], check=True, capture_output=True, text=True)
    family = list(dict.fromkeys([*WIRINGS, *(w["wiring"] for w in json.loads(listed.stdout))]))
    looks = [style.look(wiring) for wiring in family]
    assert len({(look.color, look.marker) for look in looks}) == len(looks) == 15
    assert style.wiring_order(reversed(list(WIRINGS))) == list(WIRINGS)


def test_figures_have_their_sweeps():
    drawings = {"fig01", "fig04", "fig05", "fig06", "qcq_fig01", "qcq_fig04"}
    for stem in EXPERIMENTS:
        if "fig" in stem and stem not in drawings or stem in ("exact_gradient", "conventions", "qcq_table1", "qcq_variants"):
            assert (Path(ROOT) / "sweeps" / f"{stem}.toml").is_file()
