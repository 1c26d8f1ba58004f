"""Losses, optimisers, schedules and clipping, by the formulas of PyTorch's documentation; tests/nn/torch_test.cpp has PyTorch's own numbers."""

import numpy as np

from layers import Parameter


class Optimizer:
    def __init__(self, spec: dict, parameters: list[Parameter]):
        self.spec, self.parameters, self.t = spec, parameters, 0
        self.a, self.b = ([np.zeros_like(p.value) for p in parameters] for _ in range(2))

    def step(self, factor: float) -> None:
        self.t += 1
        for i, parameter in enumerate(self.parameters):
            rate = (parameter.angles and self.spec["quantum_learning_rate"] or self.spec["learning_rate"]) * factor
            self.move(i, parameter, parameter.gradient + self.spec["weight_decay"] * parameter.value, rate)


class Sgd(Optimizer):
    def move(self, i, parameter, g, rate):
        momentum = self.spec["momentum"]
        self.a[i] = momentum * self.a[i] + g
        parameter.value = parameter.value - rate * (g + momentum * self.a[i] if self.spec["nesterov"] == "on" else self.a[i])


class Adam(Optimizer):
    """Algorithm 1 of Kingma and Ba."""

    def move(self, i, parameter, g, rate):
        self.a[i] = 0.9 * self.a[i] + 0.1 * g
        self.b[i] = 0.999 * self.b[i] + 0.001 * g**2
        m, v = self.a[i] / (1 - 0.9**self.t), self.b[i] / (1 - 0.999**self.t)
        parameter.value = parameter.value - rate * m / (np.sqrt(v) + 1e-8)


class AdamW(Adam):
    """Algorithm 2 of Loshchilov and Hutter, with PyTorch's reading of the decay: times the learning rate."""

    def move(self, i, parameter, g, rate):
        parameter.value = parameter.value * (1 - rate * self.spec["weight_decay"])
        super().move(i, parameter, parameter.gradient, rate)


class RmsProp(Optimizer):
    def move(self, i, parameter, g, rate):
        self.a[i] = 0.99 * self.a[i] + 0.01 * g**2
        self.b[i] = self.spec["momentum"] * self.b[i] + g / (np.sqrt(self.a[i]) + 1e-8)
        parameter.value = parameter.value - rate * self.b[i]


def optimizer_of(spec: dict, parameters: list[Parameter]) -> Optimizer:
    return {"adam": Adam, "sgd": Sgd, "adamw": AdamW, "rmsprop": RmsProp}[spec["optimizer"]](spec, parameters)


def clip(parameters: list[Parameter], most: float) -> None:
    norm = np.sqrt(sum(np.sum(p.gradient**2) for p in parameters))
    for parameter in parameters:
        parameter.gradient = parameter.gradient * min(1.0, most / (norm + 1e-6))


def rate_factor(spec: dict, epoch: int) -> float:
    """PyTorch's LinearLR over the warm-up, then StepLR or CosineAnnealingLR from where it ended."""
    warmup = spec["warmup_epochs"]
    if epoch < warmup:
        return 1 / 3 + (1 - 1 / 3) * epoch / warmup
    epoch -= warmup
    return {"constant": lambda: 1.0, "step": lambda: spec["gamma"] ** (epoch // spec["step_size"]),
            "cosine": lambda: (1 + np.cos(np.pi * epoch / (spec["epochs"] - warmup))) / 2}[spec["schedule"]]()


def cross_entropy(spec, scores, targets):
    """Of the softmax of the scores against smoothed targets."""
    smoothing = spec["label_smoothing"]
    targets = (1 - smoothing) * targets + smoothing / scores.shape[1]
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(targets * logarithms).sum(axis=1), np.exp(logarithms) - targets


def mse(spec, scores, targets):
    return np.mean((scores - targets) ** 2, axis=1), 2 * (scores - targets) / scores.shape[1]


def hinge(spec, scores, targets):
    violation = (1 - targets) * np.maximum(0, 1 - (scores * targets).sum(axis=1, keepdims=True) + scores)
    violated = (violation > 0).astype(float)
    return violation.mean(axis=1), (violated - targets * violated.sum(axis=1, keepdims=True)) / scores.shape[1]


def loss_of(spec: dict, scores: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each image, with whether the highest score is that of its class, and the gradient of the mean loss by the scores."""
    losses, gradient = {"cross_entropy": cross_entropy, "mse": mse, "hinge": hinge}[spec["loss"]](spec, scores, np.eye(scores.shape[1])[classes])
    return losses, scores.argmax(axis=1) == classes, gradient / len(scores)
