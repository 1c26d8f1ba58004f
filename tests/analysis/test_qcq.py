"""The QCQ-CNN paper's figures, table and claims, of made-up results whose answer is known: trials as its sweep files have them."""

import json
import subprocess

import numpy as np
import pandas as pd
import pytest
from made_results import EPOCHS, QCQ_SWEEPS, ROOT, expand, write_results

from analysis import claims, experiments, judge, qcq, qcq_claims, report, results, stats
from analysis.__main__ import main
from analysis.experiments import QCQ_FIG06, QCQ_MODELS, QCQ_NOISE, Absent
from analysis.figures import EXPERIMENTS, PAPERS, papers_of, qcq_fig09, qcq_fig11, qcq_table1, qcq_variants
from analysis.judge import CONTRADICTED, DIRECTION, REPRODUCED, UNTESTED

MODEL = {"mlp": 0.80, "quanvo_mlp": 0.82, "cnn": 0.84, "qccnn": 0.86, "qcq_cnn": 0.91, "qcnn": 0.75}
DRAWN = ("qcq_fig01", "qcq_fig04")
REDUCED = {"samples_per_class": 65, "train_fraction": 0.769, "test_fraction": 0.0, "test_per_class": 100}


def scatter(trial: dict) -> float:
    """A few tenths of a point, by seed and whatever else sets the trial apart."""
    words = "".join(str(trial.get(name)) for name in ("model", "dataset", "mri_protocol", "noise", "noise_in", "shots", "reps", "filter", "batch_size", "dropout"))
    return np.random.default_rng([trial["seed"], sum(words.encode())]).normal(0, 0.003)


def as_in_the_paper(trial: dict) -> np.ndarray:
    """Depth 5 is best, and noise costs next to nothing."""
    final = MODEL[trial["model"]] + {1: 0, 2: 0.03, 3: 0.01}[trial.get("reps", 1)] + scatter(trial)
    return final - 0.2 * np.exp(-np.arange(EPOCHS) / 1.5)


def the_other_way_round(trial: dict) -> np.ndarray:
    noisy = 0.3 if trial.get("noise", "none") != "none" else 0
    return 1.6 - as_in_the_paper(trial) - noisy


def seconds(trial: dict) -> float:
    return 2 * {1: 1, 2: 1.2, 3: 1.44}[trial.get("reps", 1)] * (1 + scatter(trial))


def of_sweep(tmp_path, name: str, accuracy=as_in_the_paper, **given) -> results.Results:
    return results.read(write_results(tmp_path / f"{name}.h5", trials=expand(name, **given), accuracy=accuracy, seconds=seconds, sweep_name=name))


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made-up")
    return [of_sweep(folder, name) for name in QCQ_SWEEPS]


@pytest.mark.parametrize("stem", [stem for stem in PAPERS[1].experiments if stem not in DRAWN])
def test_every_experiment_is_made_of_the_trials_of_its_sweep(pool, tmp_path, stem):
    artefacts = EXPERIMENTS[stem].make(pool, tmp_path)
    assert artefacts.caption and len(artefacts.data)
    assert stem in ("qcq_claims", "qcq_table1", "qcq_settings") or {file.name for file in artefacts.files} == {f"{stem}.png", f"{stem}.svg"}
    if stem not in ("qcq_claims", "qcq_settings"):
        assert "10 seeds" in artefacts.caption and "training" in artefacts.caption


@pytest.mark.parametrize("name", ["qcq_fig06", "qcq_fig07", "qcq_fig08"])
def test_a_figure_is_drawn_from_its_own_sweep_alone(tmp_path, name):
    artefacts = EXPERIMENTS[name].make([of_sweep(tmp_path, name)], tmp_path)
    assert set(artefacts.data["group"]) == {experiments.MODEL_NAMES[model] for model in QCQ_MODELS}
    assert "Batches of 4 (MLP, Quanvo+MLP, CNN, QCCNN), 1 (QCQ-CNN)." in artefacts.caption


def verdicts(pool) -> dict[str, str]:
    table = claims.evaluate(pool, qcq_claims.CLAIMS)
    assert list(table.columns) == claims.COLUMNS
    return {claim.key: verdict for claim, verdict in zip(qcq_claims.CLAIMS, table["verdict"])}


def test_accuracies_like_the_papers_reproduce_it(pool):
    assert {key: verdict for key, verdict in verdicts(pool).items() if verdict != REPRODUCED} == {}


def test_accuracies_the_other_way_round_contradict_it(tmp_path):
    found = verdicts([of_sweep(tmp_path, name, the_other_way_round) for name in QCQ_SWEEPS])
    assert {key: verdict for key, verdict in found.items() if verdict != CONTRADICTED and not key.startswith("time")} == {}
    assert found["time_2"] == found["time_3"] == REPRODUCED


def test_a_larger_gain_than_the_papers_is_of_its_direction_alone(tmp_path):
    found = verdicts([of_sweep(tmp_path, "qcq_fig08", lambda trial: as_in_the_paper(trial) + 0.05 * (trial["model"] == "qcq_cnn"))])
    for protocol in ("paper", "clean"):
        assert found[f"gain_brain_mri_{protocol}_test"] == DIRECTION
        assert found[f"best_brain_mri_{protocol}_test"] == REPRODUCED
    assert found["best_mnist_test"] == found["time_2"] == UNTESTED


def test_without_test_images_validation_stands_alone(tmp_path):
    found = verdicts([of_sweep(tmp_path, "qcq_fig08", **REDUCED)])
    assert found["best_brain_mri_clean_validation"] == REPRODUCED and found["best_brain_mri_clean_test"] == UNTESTED
    table = claims.evaluate([of_sweep(tmp_path, "qcq_fig08", **REDUCED)], qcq_claims.CLAIMS)
    assert (table["ours"] == "no test accuracy after the best epoch in the results").sum() == 4


def test_holm_corrects_over_the_differences_of_a_figure(pool):
    table = claims.evaluate(pool, qcq_claims.CLAIMS)
    family = table[table["figure"] == "qcq_fig06"]
    assert len(family) == 2
    assert family["p (Holm)"].to_numpy() == pytest.approx(2 * family["p"].to_numpy())
    assert table[table["claim"].str.contains("noise")]["p (Holm)"].isna().all()


def test_table1_compares_on_the_same_seeds(pool, tmp_path):
    made = qcq_table1.make(pool, tmp_path)
    assert len(made.data) == 20 and list(made.data["model"][:5]) == [experiments.MODEL_NAMES[model] for model in QCQ_MODELS]
    rows = pool[0].completed(dataset="mnist").pivot_table(index="seed", columns="model", values="best_test_accuracy")
    cnn = made.data[(made.data["data set"] == "MNIST") & (made.data["model"] == "CNN")].iloc[0]
    assert cnn["test accuracy, %"] == f"{100 * rows['cnn'].mean():.1f} ± {100 * rows['cnn'].std():.1f}"
    p = stats.permutation_p((rows["qcq_cnn"] - rows["cnn"]).to_numpy())
    assert (cnn["p"], cnn["p (Holm)"]) == (f"{p:.3g}", f"{4 * p:.3g}")
    assert made.data[made.data["model"] == "QCQ-CNN"]["p"].eq("").all()
    assert "5000 training, 1250 validation, 1000 test images" in made.caption and "all images, 20% of them test" in made.caption


def test_the_reduced_set_says_how_many_images_it_is(tmp_path):
    pool = [of_sweep(tmp_path, "qcq_table1", **REDUCED)]
    made = qcq_table1.make(pool, tmp_path)
    assert "100 training, 30 validation, 200 test images" in made.caption
    assert "brain MRI, paper's protocol and brain MRI, clean protocol: 100 training, 30 validation images" in made.caption
    by_data = made.data[made.data["compared in"] != ""].groupby("data set")["compared in"].unique()
    assert {title: list(where) for title, where in by_data.items()} == {
        "MNIST": ["test"], "Fashion-MNIST": ["test"], "brain MRI, paper's protocol": ["validation"], "brain MRI, clean protocol": ["validation"]}


def test_noise_is_shown_by_level_and_where_it_acts(pool, tmp_path):
    data = qcq_fig09.make(pool, tmp_path).data
    assert len(data) == 4 * (1 + 3 * 2)
    assert sorted(set(zip(data["gamma"], data["delta"]))) == [(0, 0), (0.005, 0.01), (0.01, 0.02), (0.02, 0.03)]
    rows = next(r for r in pool if r.name == "qcq_fig09").completed(dataset="mnist", noise=QCQ_NOISE[2], noise_in="inference")
    line = data[(data["data set"] == "MNIST") & (data["gamma"] == 0.02) & (data["noise in"] == "noise in inference alone")].iloc[0]
    assert line["mean"] == pytest.approx(100 * rows["best_test_accuracy"].mean()) and line["seeds"] == 10


def test_time_is_relative_to_the_shallowest(pool, tmp_path):
    data = qcq_fig11.make(pool, tmp_path).data
    times = data[data["metric"] == "additional seconds, %"].groupby("depth")["mean"].mean()
    assert times.to_dict() == pytest.approx({3: 0, 5: 20, 7: 44}, abs=0.6)


def test_variants_differ_in_one_thing_and_are_compared_with_the_figures_model(pool, tmp_path):
    data = qcq_variants.make(pool, tmp_path).data
    mnist = data[data["data set"] == "MNIST"]
    assert list(mnist["variant"]) == [qcq_variants.FIRST, "dropout 0", "batches of 4", "batches of 16", "observable z0", "trainable filter"]
    assert mnist["p (Holm)"].isna().to_list() == [True] + 5 * [False]


def test_a_model_of_two_batch_sizes_would_be_mixed(tmp_path):
    trials = expand("qcq_fig06")
    mixed = [*trials, *({**trial, "batch_size": 16} for trial in trials if trial["model"] == "cnn")]
    read = results.read(write_results(tmp_path / "r.h5", trials=mixed, accuracy=as_in_the_paper, sweep_name="qcq_fig06"))
    with pytest.raises(Absent, match="differ in batch_size as well"):
        QCQ_FIG06.find([read])


@pytest.mark.parametrize("both, expected", [(1.2, REPRODUCED), (1.6, DIRECTION), (1.0, judge.NOT), (0.8, CONTRADICTED)])
def test_times_are_compared_by_data_set(both, expected):
    lines = [{"dataset": dataset, "mri_protocol": "paper", "seed": seed, "reps": reps,
              "median_epoch_seconds": scale * (both if reps == 2 else 1) * (1 + 0.02 * np.sin(7 * seed + reps))}
             for dataset, scale in (("a", 1), ("b", 100)) for reps in (1, 2) for seed in range(10)]
    finding = judge.Takes(({"reps": 2}, {"reps": 1}), 20.0).find(judge.Rows(None, pd.DataFrame(lines)))
    assert finding.comparison.pairs == 10
    assert finding.verdict(finding.comparison.p) == expected


def test_a_report_is_about_the_papers_it_has_results_of(tmp_path, pool, results_file):
    resqunn = results.read(results_file)
    assert [paper.name for paper in papers_of([resqunn])] == ["ResQuNN"]
    assert [paper.name for paper in papers_of(pool)] == ["QCQ-CNN"]
    assert not any(stem.startswith("qcq") for stem in report.stems_of([resqunn]))
    assert all(stem.startswith("qcq") for stem in report.stems_of(pool))
    page, made, absent = report.write([resqunn, pool[0]], tmp_path / "both", ["fig08", "table3", "qcq_table1", "qcq_settings"])
    text = page.read_text()
    assert not absent and "ResQuNN and QCQ-CNN, claims and figures" in text
    assert "Residual quanvolutional neural networks and quantum-classical-quantum convolutional neural networks on" in text
    assert text.index('id="paper-resqunn"') < text.index('id="fig08"') < text.index('id="paper-qcq-cnn"') < text.index('id="qcq_table1"')
    assert set(made["table3"].data["parameter"]).isdisjoint({"noise", "reps"}) and list(made["table3"].data.columns) == ["parameter", "fig08"]
    assert set(made["qcq_settings"].data["parameter"]).isdisjoint({"wiring", "head"}) and list(made["qcq_settings"].data.columns) == ["parameter", "qcq_table1"]


def test_a_report_of_one_paper_has_no_part_of_the_other(tmp_path, pool, capsys):
    file = pool[0].path
    assert main(["report", str(file), "-o", str(tmp_path), "--only", "qcq_claims,qcq_table1,qcq_fig06"]) == 0
    said = capsys.readouterr()
    assert "QCQ-CNN: the paper's claims" in said.out and said.err == ""
    text = (tmp_path / "report.html").read_text()
    assert "ResQuNN" not in text and "Quantum-classical-quantum" in text and text.count('<details class="part"') == 2  # the paper's, and what the sweep says by itself


def test_words_for_images_and_noise():
    row = {"dataset": "mnist", "mri_protocol": "paper", "classes": 2, "samples_per_class": 65, "train_fraction": 0.769, "test_fraction": 0.0, "test_per_class": 0}
    assert qcq.images(pd.DataFrame([row])) == "MNIST: 100 training, 30 validation images"
    assert qcq.strengths(QCQ_NOISE[1]) == (0.01, 0.02) and qcq.strengths("none") == (0, 0)
    assert [qcq.depth(reps) for reps in (1, 2, 3)] == [3, 5, 7]


def test_sweep_files_have_their_sizes_on_lines_of_their_own():
    for name in (*QCQ_SWEEPS, "qcq_fig06", "qcq_fig07", "qcq_fig08"):
        lines = (ROOT / "sweeps" / f"{name}.toml").read_text().splitlines()
        assert sum(line.startswith("dataset = ") for line in lines) == sum(line.startswith("samples_per_class = ") for line in lines) > 0
        assert len(expand(name)) == len({tuple(sorted(t.items())) for t in expand(name)}) > 0


@pytest.mark.parametrize("name, trials", [("qcq_table1", 200), ("qcq_fig02", 40), ("qcq_fig09", 280), ("qcq_fig10", 680), ("qcq_fig11", 120), ("qcq_variants", 240)])
def test_the_program_plans_what_the_figures_are_made_of(program, name, trials):
    run = subprocess.run([program, "plan", ROOT / "sweeps" / f"{name}.toml", "--json"], check=True, capture_output=True, text=True)
    planned = json.loads(run.stdout)["trials"]
    assert len(planned) == len(expand(name)) == trials
