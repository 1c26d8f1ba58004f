"""Designs, comparisons, rankings and importance of made-up sweeps whose answers are known, and the commands that print them."""

import csv
import io
import json
import re
import subprocess

import numpy as np
import pandas as pd
import pytest
from made_results import EPOCHS, write_results

import analysis
from analysis import claims, questions, results
from analysis.__main__ import main
from analysis.design import recognise
from analysis.judge import CONTRADICTED, NOT, REPRODUCED
from analysis.metrics import METRICS

NOISE = np.random.default_rng(0).normal(0, 0.005, 10_000)
GRID = '[sweep]\nname = "grid"\n[axes]\nwiring = ["O1+O2", "none"]\nbatch_size = [4, 8, 16]\nseed = {range = [0, 9]}\n'
SOBOL = ('[sweep]\nsampling = "sobol"\nsamples = 48\n[axes]\nlearning_rate = {interval = [0.001, 0.1], scale = "log"}\nbatch_size = [4, 8, 16]\n'
         "seed = {range = [0, 2]}\n")


def grid(wirings=("O1+O2", "none"), seeds=10) -> list[dict]:
    return [{"wiring": w, "batch_size": b, "seed": s} for w in wirings for b in (4, 8, 16) for s in range(seeds)]


def wiring_matters(trial: dict) -> float:
    """O1+O2 gains 20 points, and a batch of 16 loses 10 with it alone; seeds differ by up to 9 points."""
    noise = NOISE[len(trial["wiring"]) * 1000 + trial["batch_size"] * 50 + trial["seed"]]
    return 0.5 + 0.01 * trial["seed"] + 0.2 * (trial["wiring"] == "O1+O2") - 0.1 * (trial["wiring"] == "O1+O2" and trial["batch_size"] == 16) + noise


@pytest.fixture
def file(tmp_path):
    return write_results(tmp_path / "results.h5", trials=grid(), accuracy=wiring_matters, sweep=GRID, sweep_name="grid", axes="wiring,batch_size,seed")


def test_axes_replicates_and_what_follows_are_told_apart(tmp_path):
    trials = [{"wiring": w, "batch_size": 4 if w == "none" else 8, "head": h, "head_depth": d, "dataset": "mnist", "seed": s}
              for w in ("none", "O1+O2") for h in ("classical", "quantum") for d in ((1,) if h == "classical" else (1, 2)) for s in range(2)]
    text = "[axes]\nwiring = ['none', 'O1+O2']\nbatch_size = [4, 8]\npad = ['top_left', 'centre']\nseed = [0, 1]\n"
    design = recognise(results.read(write_results(tmp_path / "r.h5", trials=trials, sweep=text, axes="wiring,batch_size,pad,seed")))
    assert design.names == ["wiring", "head", "head_depth"] and design.replicate == ("seed",)
    assert design.follows == {"batch_size": "wiring"} and design.kind == "incomplete grid"
    assert any(s.startswith("pad has 2 values") for s in design.idle) and any(s.startswith("head_depth has one value where head is classical") for s in design.idle)


def test_what_repeats_a_configuration_is_read_from_the_sweep(tmp_path):
    text = '[sweep]\nreplicate = ["batch_size", "seed"]\n' + GRID.partition("\n")[2]
    design = recognise(results.read(write_results(tmp_path / "r.h5", trials=grid(), sweep=text.replace('name = "grid"\n', ""))))
    assert design.replicate == ("batch_size", "seed") and design.names == ["wiring"]


def test_samples_are_recognised_with_their_scale(tmp_path):
    design = recognise(results.read(sobol_file(tmp_path)))
    assert design.kind == "sobol" and design.axis("learning_rate").logarithmic and design.axis("learning_rate").grouped
    assert design.axis("batch_size").sampled and not design.axis("batch_size").grouped


def sobol_file(tmp_path):
    rng = np.random.default_rng(3)
    points = [{"learning_rate": float(f"{10 ** rng.uniform(-3, -1):.6g}"), "batch_size": int(rng.choice([4, 8, 16]))} for _ in range(48)]
    trials = [{**point, "seed": s} for point in points for s in range(3)]
    return write_results(tmp_path / "s.h5", trials=trials, sweep=SOBOL, axes="learning_rate,batch_size,seed",
                         accuracy=lambda t: 0.9 - 0.2 * (np.log10(t["learning_rate"]) + 2) ** 2 + 0.01 * t["seed"])


def test_levels_are_paired_over_everything_else(file):
    compared = analysis.compare(analysis.load(file), "wiring", baseline="none")
    pair = compared.pairs[0]
    assert (pair.first, pair.second, pair.found.pairs, compared.unit) == ("O1+O2", "none", 10, "seed")
    expected = np.mean([[wiring_matters({"wiring": "O1+O2", "batch_size": b, "seed": s}) - wiring_matters({"wiring": "none", "batch_size": b, "seed": s})
                         for b in (4, 8, 16)] for s in range(10)])
    assert pair.found.difference.mean == pytest.approx(100 * expected)
    assert pair.p_holm == 2 / 1024 and pair.correlation > 0.9
    assert list(compared.levels["level"]) == ["O1+O2", "none"]


def test_given_values_restrict_and_comparisons_are_corrected(file):
    compared = analysis.compare(analysis.load(file), "batch_size", given={"wiring": "O1+O2"}, equivalent=2)
    assert len(compared.pairs) == 3
    by_pair = {(p.first, p.second): p for p in compared.pairs}
    assert by_pair["16", "4"].found.difference.mean == pytest.approx(-10, abs=1) and by_pair["16", "4"].p_holm == pytest.approx(3 * 2 / 1024)
    assert by_pair["8", "4"].equivalence.shown and not by_pair["16", "4"].equivalence.shown


def test_few_seeds_are_said_to_be_too_few(tmp_path):
    read = analysis.load(write_results(tmp_path / "r.h5", trials=grid(seeds=5), accuracy=wiring_matters, sweep=GRID))
    assert any("5 seeds cannot tell" in note and "6 seeds could" in note for note in analysis.compare(read, "wiring").notes)


def test_the_best_are_ranked_with_certainty(file):
    ranking = analysis.best(analysis.load(file))
    assert {(row.wiring, row.batch_size) for row in ranking.table[ranking.table.may_be_best].itertuples()} == {("O1+O2", 4), ("O1+O2", 8)}
    assert ranking.table["chosen_mean"].is_monotonic_decreasing and "same validation accuracy" in " ".join(ranking.notes)


def test_a_sample_is_explained_by_what_it_follows(tmp_path):
    found = analysis.importance(analysis.load(sobol_file(tmp_path))).table.set_index("term")["share"]
    assert found["learning_rate"] > 90 and found["batch_size"] < 2
    compared = analysis.compare(analysis.load(sobol_file(tmp_path)), "learning_rate")
    assert len(compared.levels) == 4 and compared.unit == "configuration" and not compared.paired


def test_interactions_that_stand_out_are_found(file):
    table = analysis.importance(analysis.load(file)).table.set_index("term")
    assert table["share"].idxmax() == "wiring" and table.loc["wiring x batch_size", "p_holm"] < 1e-6
    assert table["share"].sum() == pytest.approx(100, abs=1)


def stopped(tmp_path):
    """The trials of `none` end after epoch 2 with half the accuracy of the others there, which goes on to fall below it."""
    def end(rows):
        rows["status"][rows["wiring"] == b"none"], rows["epochs_run"][rows["wiring"] == b"none"] = "stopped", 2

    text = GRID + "[early_stopping]\nmethod = 'asha'\nrungs = [2]\n"
    return write_results(tmp_path / "a.h5", trials=grid(), sweep=text, change=end,
                         accuracy=lambda t: np.array([0.4, 0.4] + [0.4] * (EPOCHS - 2)) if t["wiring"] == "none" else np.array([0.8, 0.8] + [0.3] * (EPOCHS - 2)))


def test_trials_that_were_stopped_early_are_compared_at_an_epoch_that_all_ran(tmp_path):
    read = analysis.load(stopped(tmp_path))
    compared = analysis.compare(read, "wiring", baseline="none")
    assert compared.epoch == 2 and compared.pairs[0].found.difference.mean == pytest.approx(40)
    ranking = analysis.best(read)
    assert set(ranking.table.get("wiring", ["O1+O2"])) == {"O1+O2"} and any("left out" in note for note in ranking.notes)


def test_questions_are_answered_like_claims(tmp_path):
    text = GRID + ("[[question]]\nask = 'Do residuals help?'\ncompare = 'wiring'\nbaseline = 'none'\ndirection = 'higher'\n"
                   "[[question]]\ncompare = 'batch_size'\nbaseline = 4\nlevels = [8]\nmargin = 3\n"
                   "[[question]]\ncompare = 'batch_size'\nbaseline = 4\nlevels = [16]\ngiven = {wiring = 'O1+O2'}\ndirection = 'higher'\nmetric = 'train_accuracy'\n"
                   "[[question]]\ncompare = 'batch_size'\nbaseline = 4\nlevels = [8]\ndirection = 'higher'\n"
                   "[[question]]\ncompare = 'wiring'\nbaseline = 'none'\ndirection = 'higher'\nclaimed = 16.7\n")
    read = results.read(write_results(tmp_path / "r.h5", trials=grid(), accuracy=wiring_matters, sweep=text))
    table = claims.evaluate([read], questions.claims_of(read))
    assert list(table["verdict"]) == [REPRODUCED, REPRODUCED, CONTRADICTED, NOT, REPRODUCED]
    assert table["claim"][0] == "Do residuals help?" and table["paper"][1] == "within 3 points" and table["seeds"][0] == 10


def test_tables_are_tidy_and_typed(file, tmp_path):
    table = analysis.trials(analysis.load(file))
    assert len(table) == 60 and table["wiring"].dtype == "category" and table["batch_size"].dtype.kind == "i" and table["sweep"][0] == "grid"
    long = analysis.histories(analysis.load(file))
    assert len(long) == 60 * EPOCHS and list(long["epoch"][:EPOCHS]) == list(range(1, EPOCHS + 1)) and "gradient_norm_3" in long
    other = write_results(tmp_path / "o.h5", trials=grid(seeds=11), accuracy=wiring_matters, sweep_name="other")
    assert len(analysis.load(file, other).trials) == 66  # made-up keys count up, so that 60 are the same


def out(capsys, *arguments: object) -> str:
    assert main([str(a) for a in arguments]) == 0
    return capsys.readouterr().out


def test_comparisons_are_printed_in_four_forms(file, capsys):
    text = out(capsys, "compare", file, "--by", "wiring", "--baseline", "none")
    assert re.search(r"With wiring O1\+O2, validation accuracy is \d+\.\d points higher than with wiring none .* n = 10 seeds, p = 0\.0020", text)
    read = json.loads(out(capsys, "compare", file, "--by", "wiring", "--format", "json"))
    assert read["comparisons"][0]["n"] == 10 and read["paired"] and read["comparisons"][0]["sentence"].startswith("With wiring none")
    lines = list(csv.DictReader(io.StringIO(out(capsys, "compare", file, "--by", "batch_size", "--format", "csv"))))
    assert [(line["first"], line["second"]) for line in lines] == [("8", "4"), ("16", "4"), ("16", "8")]
    latex = out(capsys, "compare", file, "--by", "batch_size", "--format", "latex")
    assert r"\toprule" in latex and r"batch\_size" in latex and latex.count("{") == latex.count("}")


def test_best_and_tables_are_printed(file, capsys, tmp_path):
    assert "Best of 6 configurations" in out(capsys, "best", file)
    assert json.loads(out(capsys, "best", file, "--format", "json"))["may_be_best"] == 2
    assert len(pd.read_csv(io.StringIO(out(capsys, "table", file)))) == 60
    out(capsys, "merge", file, file, "--histories", "-o", tmp_path / "h.csv")
    assert len(pd.read_csv(tmp_path / "h.csv")) == 60 * EPOCHS


@pytest.mark.parametrize("arguments, message", [
    (["compare", "FILE", "--by", "seed"], "`seed` repeats the configurations"), (["compare", "FILE", "--by", "depths"], "`depths` does not vary"),
    (["compare", "FILE", "--by", "wiring", "--given", "batch_size"], "takes KEY=VALUE"),
    (["compare", "FILE", "--by", "wiring", "--given", "batch_size=5"], "no trial has batch_size 5; there are 4, 8, 16"),
    (["compare", "FILE", "--by", "wiring", "--given", "batch=4"], "no parameter `batch`"),
    (["compare", "FILE", "--by", "wiring", "--given", "batch_size=four"], "takes numbers"),
    (["compare", "FILE", "--by", "wiring", "--baseline", "O3"], "no level O3"), (["compare", "FILE", "--by", "wiring", "--equivalent", "0"], "above zero"),
    (["best", "FILE", "--metric", "loss"], "no metric `loss`"), (["best", "FILE", "--metric", "test"], "no trial has `best_test_accuracy`"),
    (["merge", "FILE"], "two sweeps or more"), (["table", "FILE", "--format", "parquet"], "name a file with -o"),
    (["table", "FILE", "-o", "/nowhere/x.csv"], "cannot be written"), (["table", "/nowhere"], "no such file")])
def test_bad_input_is_one_message(file, capsys, arguments, message):
    assert main([a.replace("FILE", str(file)) for a in arguments]) == 2
    said = capsys.readouterr()
    assert message in said.err and said.err.count("\n") == 1 and said.out == ""


def test_the_program_takes_every_metric_in_a_question(program, tmp_path):
    def plan(metric: str) -> subprocess.CompletedProcess:
        sweep = tmp_path / "s.toml"
        sweep.write_text(f"[axes]\nbatch_size = [4, 8]\n[[question]]\ncompare = 'batch_size'\nbaseline = 4\nmargin = 1\nmetric = '{metric}'\n")
        return subprocess.run([program, "plan", sweep], capture_output=True, text=True, check=False)

    assert all(plan(metric).returncode == 0 for metric in METRICS)
    assert plan("accuracy").returncode == 2


def test_every_chart_is_drawn_for_print_too(file, tmp_path):
    assert main(["report", str(file), "-o", str(tmp_path / "out"), "--print"]) == 0
    for stem in ("grid-importance", "grid-levels-wiring", "grid-curves-wiring-validation_accuracy", "grid-response-batch_size", "grid-map-wiring-batch_size"):
        for ending in ("svg", "png"):
            assert (tmp_path / f"out/{stem}.{ending}").stat().st_size > 3000


def test_a_name_that_is_mistyped_is_answered_with_the_nearest(file, capsys):
    assert main(["compare", str(file), "--by", "batch_siz"]) == 2 and "did you mean batch_size?" in capsys.readouterr().err
    assert main(["best", str(file), "--metric", "accurcy_train"]) == 2 and capsys.readouterr().err.count("\n") == 1


def test_networks_that_declare_different_parameters_are_compared(program, tmp_path):
    layers = "layers = [{type = 'dense', outputs = 4, activation = 'tanh'}, {type = 'dense', outputs = '$classes'}]\n"
    (tmp_path / "s.toml").write_text(
        f"[networks.wide]\nlayers = [{{type = 'dense', outputs = '$width'}}, {{type = 'dense'}}]\n"
        f"parameters = {{width = {{type = 'integer', default = 8}}}}\n[networks.flat]\n{layers}"
        "[fixed]\ndataset = 'synthetic'\nsamples_per_class = 4\nepochs = 2\n[axes]\nseed = [0, 1]\n"
        "[[grid]]\nmodel = 'wide'\nwidth = [4, 10]\n[[grid]]\nmodel = 'flat'\n")
    subprocess.run([program, "sweep", tmp_path / "s.toml", "--out", tmp_path / "out", "--jobs", "1"], check=True, capture_output=True)
    trials = analysis.load(tmp_path / "out").table()
    assert sorted(trials.groupby("model")["width"].unique().explode()) == ["10", "4", "none"]
    assert "network" not in recognise(results.read(tmp_path / "out")).names
    assert set(analysis.compare(results.read(tmp_path / "out"), "width").levels["level"]) == {"4", "10", "none"}
