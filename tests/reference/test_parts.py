"""The reference itself: its random numbers against published ones, its gradients against differences, its gold values against what it finds now."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from gold import histories  # noqa: E402
from models import build  # noqa: E402
from optimization import loss_of  # noqa: E402
from streams import philox  # noqa: E402
from training import DEFAULTS, forward  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


# Known answers that Random123 1.09 publishes for philox4x32 of ten rounds (tests/kat_vectors).
@pytest.mark.parametrize("counter, key, words", [
    ([0] * 4, (0, 0), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
    ([0xffffffff] * 4, (0xffffffff, 0xffffffff), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
    ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], (0xa4093822, 0x299f31d0), [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1])])
def test_philox_gives_the_published_numbers(counter, key, words):
    assert philox(np.array([counter], dtype=np.uint64), key).tolist() == [words]


@pytest.mark.parametrize("settings", [
    {"wiring": "X+O2", "gradient": "exact", "depths": [2, 1]}, {"wiring": "O1+O2", "gradient": "exact", "channel": "all", "depths": [1], "pad": "centre"},
    {"wiring": "X+O1", "gradient": "exact", "head": "quantum", "head_padding": "spatial", "head_wires": "last", "output": "linear"},
    {"model": "qcq_cnn", "filter": "trainable", "dropout": 0.0}, {"model": "qcq_cnn", "filter": "trainable", "noise": "amplitude_damping(0.2)"},
    {"model": "qcnn"}, {"model": "qcnn", "qcnn_input": "amplitudes"}], ids=str)
def test_gradients_are_those_of_differences(settings):
    network, random = build({**DEFAULTS, "classes": 3, "seed": 1, **settings}), np.random.default_rng(0)
    noisy = "noise" in settings
    x = random.uniform(0.1, 1, (2, 1, 28, 28)) * (random.uniform(size=(2, 1, 28, 28)) < 0.5)
    x, classes = (x[:1], np.array([2])) if noisy else (x, np.array([2, 0]))

    def loss():
        for layer in network.layers:
            layer.begin(False, 0)  # the same, without dropout
        return loss_of(DEFAULTS, forward(network, x), classes)[0].mean()

    loss()
    gradient = loss_of(DEFAULTS, forward(network, x), classes)[2]
    for layer in reversed(network.layers):
        gradient = layer.backward(gradient)
    for parameter in network.trained:
        for at in random.choice(parameter.value.size, 1 if noisy else min(3, parameter.value.size), replace=False):
            entry, losses = np.unravel_index(at, parameter.value.shape), []
            for step in (1e-5, -1e-5):
                parameter.value[entry] += step
                losses.append(loss())
                parameter.value[entry] -= step
            assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(parameter.gradient[entry], rel=1e-4, abs=1e-8)


def test_the_gold_values_of_tests_train_are_its_own():
    def lines(text: str) -> list[list[str]]:
        return [line.split() for line in text.splitlines() if not line.startswith("#")]
    found, expected = lines((ROOT / "tests/train/reference_histories.txt").read_text()), lines(histories())
    assert len(found) == len(expected)
    for one, other in zip(found, expected):
        if one[0] == "trial":
            assert one == other
        else:
            assert one[0] == other[0]
            np.testing.assert_allclose(np.array(one[1:], float), np.array(other[1:], float), rtol=1e-9, atol=1e-13)
