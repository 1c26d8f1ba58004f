"""Whole trainings of the program, in double precision, against those of the implementation in this folder, which shares no code with it. Every
parameter of a trial is changed at least once: the record must change, and into what the reference says it becomes."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from images import made_up, write_mri  # noqa: E402
from training import train  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("QUANVAS", ROOT / "build/src/quanvas"))
RELATIVE, ABSOLUTE = 1e-9, 1e-12

RESQUNN = {"wiring": "O1+O2", "depths": [2, 1], "samples_per_class": 8, "batch_size": 4, "learning_rate": 0.05, "seed": 3}
QUANTUM_HEAD = {**RESQUNN, "head": "quantum", "head_wires": "last", "output": "linear"}
# With larger steps QCQ-CNN's trainings are chaotic: they multiply the last bit of a double by ten thousand in an epoch.
QCQ_CNN = {"model": "qcq_cnn", "samples_per_class": 10, "batch_size": 3, "learning_rate": 0.005, "output": "linear", "seed": 0}
NOISY = {**QCQ_CNN, "samples_per_class": 5, "epochs": 1, "noise": "amplitude_damping(0.1)"}
PLAIN = {name: value for name, value in RESQUNN.items() if name not in ("wiring", "depths")}
BASES = {"resqunn": RESQUNN, "plain": PLAIN, "head": QUANTUM_HEAD, "qcq_cnn": QCQ_CNN, "noisy": NOISY,
         "qcnn": {"model": "qcnn", "samples_per_class": 8, "seed": 1}}
LONGER = [("papers' setting", {**RESQUNN, "depths": [4, 1], "samples_per_class": 20, "epochs": 3}),
          ("exact gradients", {**RESQUNN, "depths": [4, 1], "samples_per_class": 20, "epochs": 2, "gradient": "exact"}),
          ("qcq_cnn", {**QCQ_CNN, "samples_per_class": 20, "epochs": 3, "test_per_class": 6})]

# (base, what is changed)
CHANGES = [
    *[("plain", {"model": model}) for model in ("mlp", "cnn", "quanvo_mlp", "qccnn")],
    *[("resqunn", change) for change in (
        {"split": "test", "samples_per_class": 6}, {"labels": [1, 0]},
        {"samples_per_class": 0}, {"samples_per_class": 11}, {"train_fraction": 0.6}, {"test_fraction": 0.25}, {"test_per_class": 3},
        {"stratify": "label"}, {"stratify": "label", "test_fraction": 0.2}, {"mri_protocol": "clean"}, {"mri_protocol": "clean", "samples_per_class": 0},
        {"mri_protocol": "clean", "samples_per_class": 0, "test_per_class": 2, "stratify": "label"}, {"layers": 1, "wiring": "none"},
        {"layers": 3, "wiring": "(O1+O2)+O3"}, {"layers": 3, "wiring": "X+O1,O2+O3"},
        {"wiring": "none"}, {"wiring": "X+O1"}, {"wiring": "X+O2"}, {"wiring": "(X+O1)+O2"}, {"wiring": "X+O1", "gradient": "exact"}, {"depths": [1, 2]},
        {"depths": [2]}, {"trainable": "frozen"}, {"gradient": "exact"}, {"pixel_scale": "pi"}, {"pixel_scale": "two_pi"}, {"pixel_scale": "raw"},
        {"pixel_scale": "standard"}, {"encoding_repeat": "once"}, {"channel": "sum"}, {"channel": "first"}, {"channel": "last"}, {"channel": "all"},
        {"channel": "all", "wiring": "X+O2", "gradient": "exact"}, {"pad": "centre"}, {"init": "uniform_pi"}, {"init": "uniform_1"}, {"init": "normal_1"},
        {"init": "normal_0.1"}, {"init": "zeros"}, {"output": "linear"}, {"epochs": 1}, {"batch_size": 5}, {"learning_rate": 0.001}, {"optimizer": "sgd"},
        {"optimizer": "sgd", "momentum": 0.9}, {"optimizer": "sgd", "momentum": 0.9, "nesterov": "on"}, {"optimizer": "rmsprop"},
        {"optimizer": "rmsprop", "momentum": 0.5}, {"weight_decay": 0.1}, {"optimizer": "adamw", "weight_decay": 0.1}, {"clip_grad_norm": 0.001},
        {"optimizer": "sgd", "clip_grad_norm": 0.02}, {"quantum_learning_rate": 0.2}, {"schedule": "cosine"},
        {"schedule": "step", "step_size": 1}, {"schedule": "step", "step_size": 1, "gamma": 0.5}, {"warmup_epochs": 1},
        {"warmup_epochs": 1, "schedule": "cosine", "epochs": 4}, {"loss": "mse"}, {"loss": "mse", "output": "linear"}, {"loss": "hinge"},
        {"label_smoothing": 0.1}, {"layers": 3, "wiring": "X+O1", "weight_decay": 0.5, "optimizer": "sgd"},
        {"patience": 2, "epochs": 9}, {"seed": 4})],
    *[("head", change) for change in ({"head": "classical"}, {"head_wires": "first"}, {"head_padding": "spatial"}, {"head_depth": 2}, {"wiring": "X+O2"})],
    *[("qcq_cnn", change) for change in (
        {"filter": "trainable"}, {"filter_circuit": "layered"}, {"filter_layers": 2}, {"feature_map": "rx"}, {"feature_map": "ry"}, {"reps": 2}, {"observable": "z0"}, {"dropout": 0.2}, {"dropout_of": "channels"},
        {"dropout": 0.0}, {"init": "normal_1"})],
    *[("noisy", change) for change in (
        {"noise": "depolarizing1(0.02), depolarizing2(0.1)"}, {"noise": "depolarizing(0.02), depolarizing2(0.1)"}, {"noise": "bit_flip(0.05), phase_damping(0.3)"},
        {"noise": "phase_flip(0.05), readout_error(0.02, 0.1)"}, {"noise_in": "inference"})],
    ("qcnn", {"qcnn_input": "amplitudes"}),
    *[("resqunn", {"samples_per_class": 2, "epochs": 1, "depths": [1, 1], **change}) for change in (
        {"noise": "depolarizing1(0.02), depolarizing2(0.1)"}, {"noise": "amplitude_damping(0.1), readout_error(0.02, 0.1)", "gradient": "exact"},
        {"noise": "bit_flip(0.05)", "noise_in": "inference"}, {"noise": "phase_damping(0.3)", "trainable": "frozen"})],
]
ELSEWHERE = {"dataset": "the gold values of tests/train are those of another one",
             "dataset_checksum": "what the images are, given by the program alone: tests/data/test_own_data.py",
             "colour": "three channels, images of one here: tests/data/test_own_data.py, channels of layers in tests/model/random_description_test.cpp",
             "image_size": "28 here, others in tests/data/test_own_data.py; the means of areas in tests/data/image_file_test.cpp",
             "network": "described networks have a reference of their own: tests/model/random_description_test.cpp",
             "network_parameters": "as network",
             "classes": "two here, four in the gold values of tests/train",
             "bad_images": "acts on files that cannot be read: tests/data/image_folder_test.cpp",
             "precision": "test_single_precision_rounds below",
             "shots": "test_many_shots_come_near_to_exact_values below"}


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The training and the test part of a data set that the program finds."""
    root = tmp_path_factory.mktemp("data")
    training, testing = made_up([20, 24]), made_up([9, 12], first=17)  # some of one part are in the other, too
    os.environ["QUANVAS_DATA"] = str(root)
    yield [write_mri(root / "brain_mri", name, images) for name, images in (("Training", training), ("Testing", testing))]
    del os.environ["QUANVAS_DATA"]


def program(settings: dict) -> dict:
    return json.loads(printed(json.dumps({"epochs": 2, "precision": "double", **settings})))


@functools.cache
def printed(settings: str) -> str:
    arguments = [str(PROGRAM), "train", "--json", "--threads", "1", "--dataset", "brain_mri", "--classes", "2"]
    for name, value in json.loads(settings).items():
        arguments += [f"--{name}", ",".join(map(str, value)) if isinstance(value, list) else str(value)]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def reference(settings: dict, parts) -> dict:
    training, testing = parts if settings.get("split", "train") == "train" else reversed(parts)
    return train({"dataset": "brain_mri", "classes": 2, "epochs": 2, **settings}, training, testing)


def numbers(record: dict) -> dict:
    """All of a record that the reference knows, but for times."""
    curves = {name: values for name, values in record["history"].items() if name != "epoch_seconds"}
    return {**curves, "gradient_norms": record["gradient_norms"], "gradient_reached": record["gradient_reached"],
            "parameters_trained": record["parameters_trained"]}


def hold(settings: dict, parts) -> None:
    found, expected = numbers(program(settings)), numbers(reference(settings, parts))
    assert found.keys() == expected.keys()
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=RELATIVE, atol=ABSOLUTE, err_msg=name)


@pytest.mark.parametrize("settings", [settings for _, settings in LONGER], ids=[name for name, _ in LONGER])
def test_a_training_is_the_reference_s(parts, settings):
    hold(settings, parts)


@pytest.mark.parametrize("base", BASES)
def test_what_changes_start_from_is_the_reference_s(parts, base):
    hold(BASES[base], parts)


@pytest.mark.parametrize("base, change", CHANGES, ids=[f"{base}-{'-'.join(f'{k}={v}' for k, v in change.items())}" for base, change in CHANGES])
def test_a_parameter_changes_the_record_as_the_reference_says(parts, base, change):
    settings = {**BASES[base], **change}
    assert numbers(program(settings)) != numbers(program(BASES[base]))
    hold(settings, parts)


def test_every_parameter_is_changed(parts):
    changed = {name for _, change in CHANGES for name in change} | ELSEWHERE.keys()
    assert sorted(changed) == sorted(program(RESQUNN)["parameters"])


def test_single_precision_rounds(parts):
    single, double = (program({**RESQUNN, "precision": precision})["history"]["train_loss"] for precision in ("float", "double"))
    assert single != double
    np.testing.assert_allclose(single, double, rtol=1e-5)


@pytest.mark.parametrize("base", [QCQ_CNN, {**RESQUNN, "samples_per_class": 4}, {**RESQUNN, "samples_per_class": 4, "gradient": "exact"}],
                         ids=["qcq_cnn", "detached", "exact"])
def test_many_shots_come_near_to_exact_values(parts, base):
    losses = {shots: np.array(program({**base, "optimizer": "sgd", "shots": shots})["history"]["validation_loss"]) for shots in (0, 10, 1000000)}
    near, far = (np.abs(losses[shots] - losses[0]).max() for shots in (1000000, 10))
    assert 0 < near < 0.01
    assert near < far
