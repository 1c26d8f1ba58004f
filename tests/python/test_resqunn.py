"""ResQuNN written in PyTorch with Quanv2d trains as the program's own does, from the same weights and draws, to rounding."""

import json
import subprocess

import numpy as np
import pytest
import quanvas

torch = pytest.importorskip("torch")

from quanvas.torch import Quanv2d  # noqa: E402
from torch import nn  # noqa: E402

EPOCHS, SEED, PER_CLASS, CLASSES, BATCH = 4, 3, 25, 3, 16
OPTIONS = {"wiring": "O1+O2", "depths": "2,1", "classes": CLASSES, "seed": SEED}


class ResQuNN(nn.Module):
    """O1+O2 of two layers: the head sees the sum of both outputs, the smaller padded with zeros."""

    def __init__(self, gradient: str):
        super().__init__()
        self.layers = nn.ModuleList(Quanv2d(1, circuit=quanvas.Circuit.from_model("resqunn", k, **OPTIONS), channel="mean", gradient=gradient,
                                            dtype=torch.float64) for k in (1, 2))
        self.head = nn.Linear(14 * 14, CLASSES, dtype=torch.float64)
        start = quanvas.initial_weights("resqunn", precision="double", gradient=gradient, **OPTIONS)
        with torch.no_grad():
            for k, layer in enumerate(self.layers, 1):
                layer.weight.copy_(torch.tensor(start[f"quanv{k}"]))
            self.head.weight.copy_(torch.tensor(start["dense.weight"]).view(CLASSES, -1))
            self.head.bias.copy_(torch.tensor(start["dense.bias"]))

    def forward(self, x):
        first = self.layers[0](x)
        second = self.layers[1](first)
        return torch.softmax(self.head((first + nn.functional.pad(second, (0, 7, 0, 7))).flatten(1)), 1)


def draw(labels: np.ndarray):
    """The images that the program trains and validates with."""
    stream = quanvas.RandomStream(SEED, "data")
    drawn = []
    for label in range(CLASSES):
        members = np.flatnonzero(labels == label)
        drawn.append(members[stream.permutation(len(members))][:PER_CLASS])
    images = np.concatenate(drawn)
    images = images[stream.permutation(len(images))]
    return np.split(images, [round(0.8 * len(images))])


@pytest.mark.parametrize("gradient", ["detached", "exact"])
def test_the_training_curve_is_the_programs(program, tmp_path, gradient):
    source = np.random.default_rng(1)
    labels = np.repeat(np.arange(CLASSES), 40).astype("u1")
    images = (source.integers(0, 120, (len(labels), 28, 28)) + 40 * (labels[:, None, None] == np.arange(28)[:, None] // 10)).astype("u1")
    np.savez(tmp_path / "own.npz", images=images, labels=labels)
    options = [word for name, value in {**OPTIONS, "gradient": gradient, "samples_per_class": PER_CLASS, "batch_size": BATCH, "epochs": EPOCHS,
                                        "precision": "double"}.items() for word in (f"--{name}", str(value))]
    done = subprocess.run([program, "train", "--dataset", tmp_path / "own.npz", "--json", *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    history = json.loads(done.stdout)["history"]

    model = ResQuNN(gradient)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    train, validation = draw(labels)
    x, y = torch.tensor(images[:, None] / 255), torch.tensor(labels.astype(int))
    for epoch in range(EPOCHS):
        order = train[quanvas.RandomStream(SEED, "batches", epoch).permutation(len(train))]
        total = 0.0
        for batch in np.split(order, range(BATCH, len(order), BATCH)):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch], reduction="sum")
            (loss / len(batch)).backward()
            optimizer.step()
            total += loss.item()
        with torch.no_grad():
            scores = model(x[validation])
        assert total / len(train) == pytest.approx(history["train_loss"][epoch], rel=1e-9)
        assert nn.functional.cross_entropy(scores, y[validation]).item() == pytest.approx(history["validation_loss"][epoch], rel=1e-9)
        assert (scores.argmax(1) == y[validation]).double().mean().item() == pytest.approx(history["validation_accuracy"][epoch])
    assert history["train_loss"][-1] < history["train_loss"][0]
