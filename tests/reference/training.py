"""Trains a network and keeps its history, as `quanvas train --json` prints it."""

import numpy as np

from images import Images, draw, pixel_map
from models import Network, build
from optimization import clip, loss_of, optimizer_of, rate_factor
from streams import Stream

DEFAULTS = {"model": "resqunn", "dataset": "synthetic", "classes": 10, "labels": [], "samples_per_class": 200, "train_fraction": 0.8,
            "test_fraction": 0.0, "test_per_class": 0, "stratify": "none", "mri_protocol": "paper", "layers": 2, "wiring": "none", "depths": [4, 1],
            "trainable": "all", "head": "classical", "head_wires": "first", "head_padding": "flat", "head_depth": 1, "gradient": "detached",
            "pixel_scale": "unit", "encoding_repeat": "every", "channel": "mean", "pad": "top_left", "filter": "fixed", "filter_circuit": "random",
            "filter_layers": 1, "feature_map": "zz", "reps": 1, "observable": "zz", "qcnn_input": "angles", "dropout": 0.5, "dropout_of": "values", "noise": "none", "noise_in": "both", "init": "uniform_2pi", "output": "softmax",
            "epochs": 30, "batch_size": 16, "learning_rate": 0.01, "optimizer": "adam", "quantum_learning_rate": 0.0, "momentum": 0.0, "nesterov": "off",
            "weight_decay": 0.0, "clip_grad_norm": 0.0, "schedule": "constant", "step_size": 10, "gamma": 0.1, "warmup_epochs": 0,
            "loss": "cross_entropy", "label_smoothing": 0.0, "patience": 0, "seed": 0}


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
    factor = rate_factor(spec, epoch)
    for first in range(0, len(order), spec["batch_size"]):
        batch = order[first:first + spec["batch_size"]]
        loss, hit, gradient = loss_of(spec, forward(network, x[batch]), classes[batch])
        for layer in reversed(network.layers[network.frozen:]):
            gradient = layer.backward(gradient)
        norms.append([np.sqrt(np.sum(weights.gradient**2)) if reached else 0.0 for weights, reached in network.tracked])
        if spec["clip_grad_norm"]:
            clip(network.trained, spec["clip_grad_norm"])
        optimizer.step(factor)
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
    optimizer = optimizer_of(spec, network.trained)
    history: dict[str, list] = {f"{name}_{what}": [] for name in sets for what in ("loss", "accuracy")}
    gradient_norms: list[list[float]] = []
    for epoch in range(spec["epochs"]):
        losses, hits, norms = one_epoch(network, optimizer, *sets["train"], spec, epoch)
        gradient_norms.append(norms)
        for name, (x, classes) in sets.items():
            if name != "train":
                for layer in network.layers:
                    layer.begin(False, epoch)
                losses, hits, _ = loss_of(spec, forward(network, x), classes)
            history[f"{name}_loss"].append(float(np.mean(losses)))
            history[f"{name}_accuracy"].append(float(np.mean(hits)))
        accuracies = history["validation_accuracy"]
        if spec["patience"] and len(accuracies) - 1 - accuracies.index(max(accuracies)) >= spec["patience"]:
            break
    return {"history": history, "gradient_norms": gradient_norms, "gradient_reached": [reached for _, reached in network.tracked],
            "parameters_trained": sum(p.value.size for p in network.trained)}
