import json
import subprocess

import pytest
from made_results import ROOT, WIRINGS, write_results

from analysis import claims, conventions, experiments, judge, qcq_claims, results, resqunn_claims
from analysis.judge import CONTRADICTED, FOLLOWS, REPRODUCED, UNTESTED

# Accuracies as the paper has them, in points.
PAPER = {"none": 0.10, "X+O1": 0.50, "O1+O2": 0.81, "X+O2": 0.97, "(X+O1)+O2": 0.97}


def as_in_the_paper(trial: dict) -> float:
    value = PAPER[trial["wiring"]] + 0.002 * (trial["seed"] % 3)
    return value - 0.66 if trial.get("trainable") == "frozen" and trial["wiring"] == "O1+O2" else value


def fig09_trials(seeds: int = 10) -> list[dict]:
    return [{"wiring": w, "trainable": t, "seed": s} for w in WIRINGS for t in ("all", "frozen") for s in range(seeds)]


def evaluated(tmp_path, accuracy) -> dict[str, str]:
    """Verdicts by claim, of a pool with figure 9's trials alone."""
    pool = [results.read(write_results(tmp_path / "r.h5", trials=fig09_trials(), accuracy=accuracy, sweep_name="fig09"))]
    table = claims.evaluate(pool, resqunn_claims.CLAIMS)
    assert list(table.columns) == claims.COLUMNS
    return dict(zip(table["claim"], table["verdict"]))


def test_accuracies_like_the_papers_reproduce_it(tmp_path):
    verdicts = evaluated(tmp_path, as_in_the_paper)
    for claim in ("Without residuals two layers do not train", "Every residual wiring is better than none (training)",
                  "O1+O2 is better than X+O1 (training, in points)", "X+O2 and (X+O1)+O2 perform alike (validation)",
                  "X+O2 and (X+O1)+O2 are better than the others (training)", "X+O1: trained and frozen layers perform alike (training)",
                  "O1+O2: trained layers are better than frozen ones (training, in points)"):
        assert verdicts[claim] == REPRODUCED, claim
    assert verdicts["With the quantum head none does not train"] == UNTESTED


def test_accuracies_the_other_way_round_contradict_it(tmp_path):
    verdicts = evaluated(tmp_path, lambda trial: 1.05 - as_in_the_paper(trial))
    for claim in ("Without residuals two layers do not train", "Every residual wiring is better than none (training)",
                  "O1+O2 is better than X+O1 (training, in points)", "X+O2 and (X+O1)+O2 are better than the others (training)"):
        assert verdicts[claim] == CONTRADICTED, claim


def test_holm_corrects_over_the_differences_of_a_figure(tmp_path):
    pool = [results.read(write_results(tmp_path / "r.h5", trials=fig09_trials(), accuracy=as_in_the_paper, sweep_name="fig09"))]
    table = claims.evaluate(pool, resqunn_claims.CLAIMS)
    family = table[(table["figure"] == "fig09") & table["p (Holm)"].notna()]
    assert len(family) == 4
    assert family["p (Holm)"].to_numpy() == pytest.approx(2 * family["p"].to_numpy()), "points and percent of a comparison are one hypothesis"
    assert table[table["claim"].str.contains("alike")]["p (Holm)"].isna().all()


def test_every_claim_names_its_experiment_and_keys_are_of_one_statement():
    assert len(resqunn_claims.CLAIMS) >= 30 and len(qcq_claims.CLAIMS) >= 30
    for claim in [*resqunn_claims.CLAIMS, *qcq_claims.CLAIMS]:
        assert claim.sentence and claim.paper and isinstance(claim.selection, experiments.Selection)
    tried = conventions.tried_claims()
    assert len({claim.key for claim in tried}) == len(tried)
    assert not any("relative" in claim.sentence for claim in tried)


def test_the_claims_are_tested_on_what_the_program_writes(experiments):
    pool = [results.read(file) for file in experiments]
    table = claims.evaluate(pool, resqunn_claims.CLAIMS)
    assert UNTESTED not in set(claims.evaluate(pool, qcq_claims.CLAIMS)["verdict"])
    untested = table[table["verdict"] == UNTESTED]["claim"]
    assert untested.str.contains("relative").all()  # of so few images an accuracy may be 0, which nothing is relative to
    by_claim = table.set_index("claim")["verdict"]
    assert by_claim["Without residuals gradients reach the last layer only"] == FOLLOWS
    assert by_claim["Gradients reach both of two layers under exactly two wirings"] == FOLLOWS
    assert by_claim["Gradients reach all of three layers under exactly two wirings"] == FOLLOWS
    assert by_claim["Measurement blocks gradients"] == CONTRADICTED


def convention_trials() -> list[dict]:
    """All combinations of four conventions and what is compared under each; what a group does not read is at its default, as the program has it."""
    trials = [{"pixel_scale": scale, "output": output, "pad": pad if wiring != "none" else "top_left", "head": head, "classes": 4 if head == "quantum" else 10,
             "head_wires": wires if head == "quantum" else "first", "wiring": wiring, "seed": seed}
            for scale in ("unit", "pi", "raw") for output in ("softmax", "linear") for pad in ("top_left", "centre") for wires in ("first", "last")
            for head in ("classical", "quantum") for wiring in WIRINGS for seed in (0, 1)]
    return list({tuple(trial.values()): trial for trial in trials}.values())


def test_the_convention_that_decides_is_found(tmp_path):
    def accuracy(trial):
        return 0.9 if trial["output"] == "linear" else PAPER[trial["wiring"]]

    judged = conventions.judge(results.read(write_results(tmp_path / "r.h5", trials=convention_trials(), accuracy=accuracy)))
    assert len(judged.holds) == 24
    assert judged.share("none_idle").mean == 0.5
    assert judged.share("none_idle", "output", "softmax").mean == 1
    assert judged.share("none_idle", "output", "linear").mean == 0
    assert judged.decisive["none_idle"] == "output"
    assert judged.strength["none_idle"]["output"] == pytest.approx(1)
    assert judged.share("best_alike_training").mean == 1 and judged.decisive["best_alike_training"] == ""


def test_a_group_is_looked_up_without_the_conventions_it_does_not_read(tmp_path):
    read = results.read(write_results(tmp_path / "r.h5", trials=convention_trials(), accuracy=as_in_the_paper))
    combination = conventions.Combination(conventions.Lookup(read.completed()), {"pixel_scale": "pi", "channel": "mean", "pad": "centre", "encoding_repeat": "every",
                                                             "init": "uniform_2pi", "output": "linear", "head_wires": "last", "head_padding": "flat"})
    assert len(combination.values({"head": "classical", "wiring": "none"}, "train_accuracy")) == 2
    with pytest.raises(experiments.Absent):
        combination.values({"head": "classical", "wiring": "O2+O3"}, "train_accuracy")


def planned(program, name: str) -> set[str]:
    run = subprocess.run([program, "plan", ROOT / "sweeps" / f"{name}.toml", "--json"], check=True, capture_output=True, text=True)
    return {trial["key"] for trial in json.loads(run.stdout)["trials"]}


def test_the_sweeps_that_reproduce_runs_hold_the_trials_of_every_figure(program):
    assert planned(program, "fig07") == planned(program, "fig08") <= planned(program, "fig09")
    assert planned(program, "qcq_fig06") | planned(program, "qcq_fig07") | planned(program, "qcq_fig08") == planned(program, "qcq_table1")
    assert planned(program, "fig03") | planned(program, "fig11") <= planned(program, "exact_gradient")


def test_the_wirings_of_exact_gradient_are_the_whole_families(program):
    run = subprocess.run([program, "plan", ROOT / "sweeps/exact_gradient.toml", "--json"], check=True, capture_output=True, text=True)
    found = {(t["parameters"]["layers"], t["parameters"]["head"], t["parameters"]["wiring"]) for t in json.loads(run.stdout)["trials"]}
    for layers in (2, 3):
        listed = subprocess.run([program, "wirings", "--layers", str(layers), "--json"], check=True, capture_output=True, text=True)
        family = {w["wiring"] for w in json.loads(listed.stdout)}
        for head in ("classical", "quantum"):
            assert {w for n, h, w in found if (n, h) == (layers, head)} == family


def test_the_conventions_sweep_is_large_enough(program):
    assert len(planned(program, "conventions")) >= 2000


def test_rules_are_told_with_the_margins_in_use():
    assert f"{judge.MARGIN} points" in judge.RULES and f"{judge.LEARNT} points above chance" in judge.RULES
