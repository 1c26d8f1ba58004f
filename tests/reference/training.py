"""Trains a network and keeps its history, as `quanvas train --json` prints it."""

import numpy as np

from images import Images, draw, pixel_map
from models import Network, build
from streams import Stream

DEFAULTS = {"model": "resqunn", "dataset": "synthetic", "classes": 10, "labels": [], "samples_per_class": 200, "train_fraction": 0.8,
            "test_fraction": 0.0, "test_per_class": 0, "stratify": "none", "mri_protocol": "paper", "layers": 2, "wiring": "none", "depths": [4, 1],
            "trainable": "all", "head": "classical", "head_wires": "first", "head_padding": "flat", "head_depth": 1, "gradient": "detached",
            "pixel_scale": "unit", "encoding_repeat": "every", "channel": "mean", "pad": "top_left", "filter": "fixed", "filter_circuit": "random",
            "filter_layers": 1, "feature_map": "zz", "reps": 1, "observable": "zz", "qcnn_input": "angles", "dropout": 0.5, "noise": "none", "noise_in": "both", "init": "uniform_2pi", "output": "softmax",
            "epochs": 30, "batch_size": 16, "learning_rate": 0.01, "optimizer": "adam", "patience": 0, "seed": 0}


class Sgd:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate

    def step(self):
        for parameter in self.parameters:
            parameter.value = parameter.value - self.rate * parameter.gradient


class Adam:
    """Algorithm 1 of Kingma and Ba."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate, self.t = parameters, rate, 0
        self.m = [np.zeros_like(p.value) for p in parameters]
        self.v = [np.zeros_like(p.value) for p in parameters]

    def step(self):
        self.t += 1
        for i, parameter in enumerate(self.parameters):
            self.m[i] = 0.9 * self.m[i] + 0.1 * parameter.gradient
            self.v[i] = 0.999 * self.v[i] + 0.001 * parameter.gradient**2
            m, v = self.m[i] / (1 - 0.9**self.t), self.v[i] / (1 - 0.999**self.t)
            parameter.value = parameter.value - self.rate * m / (np.sqrt(v) + 1e-8)


def cross_entropy(scores: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """-log softmax(scores)[class], whether the highest score is that of the class, and the gradient of the mean loss by the scores."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    own = np.arange(len(scores)), classes
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[own]
    gradient = p.copy()
    gradient[own] -= 1
    return losses, scores.argmax(axis=1) == classes, gradient / len(scores)


def forward(network: Network, x: np.ndarray) -> np.ndarray:
    for layer in network.layers:
        x = layer.forward(x)
    return x


def one_epoch(network: Network, optimizer, x, classes, spec: dict, epoch: int) -> tuple[list, list, list[float]]:
    """Losses and hits of the images, each before the step it takes part in, and the tracked layers' norms, averaged over the steps."""
    for layer in network.layers:
        layer.begin(True, epoch)
    order = Stream(spec["seed"], "batches", epoch).shuffled(range(len(x)))
    losses, hits, norms = [], [], []
    for first in range(0, len(order), spec["batch_size"]):
        batch = order[first:first + spec["batch_size"]]
        loss, hit, gradient = cross_entropy(forward(network, x[batch]), classes[batch])
        for layer in reversed(network.layers[network.frozen:]):
            gradient = layer.backward(gradient)
        norms.append([np.sqrt(np.sum(weights.gradient**2)) if reached else 0.0 for weights, reached in network.tracked])
        optimizer.step()
        losses += list(loss)
        hits += list(hit)
    return losses, hits, list(np.mean(norms, axis=0))


def train(settings: dict, images: Images, other: Images | None = None) -> dict:
    spec = {**DEFAULTS, **settings}
    spec["classes"] = len(spec["labels"]) or spec["classes"]
    labels = spec["labels"] or list(range(spec["classes"]))
    sides = draw(spec, images, other)
    scale, offset = pixel_map(spec, images, sides.train)
    of_test = other if spec["test_per_class"] else images
    sets = {}
    for name, source, which in (("train", images, sides.train), ("validation", images, sides.validation), ("test", of_test, sides.test)):
        if which:
            sets[name] = (scale * source.pixels[which][:, None].astype(float) + offset, np.array([labels.index(source.labels[i]) for i in which]))

    network = build(spec)
    optimizer = {"adam": Adam, "sgd": Sgd}[spec["optimizer"]](network.trained, spec["learning_rate"])
    history: dict[str, list] = {f"{name}_{what}": [] for name in sets for what in ("loss", "accuracy")}
    gradient_norms: list[list[float]] = []
    for epoch in range(spec["epochs"]):
        losses, hits, norms = one_epoch(network, optimizer, *sets["train"], spec, epoch)
        gradient_norms.append(norms)
        for name, (x, classes) in sets.items():
            if name != "train":
                for layer in network.layers:
                    layer.begin(False, epoch)
                losses, hits, _ = cross_entropy(forward(network, x), classes)
            history[f"{name}_loss"].append(float(np.mean(losses)))
            history[f"{name}_accuracy"].append(float(np.mean(hits)))
        accuracies = history["validation_accuracy"]
        if spec["patience"] and len(accuracies) - 1 - accuracies.index(max(accuracies)) >= spec["patience"]:
            break
    return {"history": history, "gradient_norms": gradient_norms, "gradient_reached": [reached for _, reached in network.tracked],
            "parameters_trained": sum(p.value.size for p in network.trained)}
