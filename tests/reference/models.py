"""The networks, by their papers and by what `quanvas params` says of each parameter. A network is a list of layers; `tracked` names the quantum layers
whose gradient norms are recorded, first those nearest to the image, with whether training gives them a gradient."""

from dataclasses import dataclass

import numpy as np

from circuits import Circuit, constant
from layers import (Amplitudes, AreaMeans, CircuitLayer, Convolution, Dense, Dropout, Layer, MaxPool, PairSlots, Parameter, Quanvolution, Relu, Softmax,
                    angles)
from noise import Noise
from streams import Stream


@dataclass
class Network:
    layers: list[Layer]
    tracked: list[tuple[Parameter, bool]]
    trained: list[Parameter]  # what the optimiser moves
    frozen: int = 0  # layers at the front that nothing trains


def skips_of(wiring: str, layers: int) -> dict[int, int]:
    """{layer: index of the activation that is added to its output}, of a wiring in the paper's notation."""
    skips = {}
    for part in [] if wiring == "none" else wiring.split(","):
        terms = part.replace("(", "").replace(")", "").split("+")
        for before, term in zip(terms, terms[1:]):
            skips[int(term[1:])] = 0 if before == "X" else int(before[1:])
    assert all(layer <= layers for layer in skips)
    return skips


def placed(small, shape: tuple, centre: bool):
    """The part of an array of `shape` in which the smaller map lies, as a slice."""
    top, left = ((shape[-2] - small.shape[-2]) // 2, (shape[-1] - small.shape[-1]) // 2) if centre else (0, 0)
    return slice(None), slice(None), slice(top, top + small.shape[-2]), slice(left, left + small.shape[-1])


class ResidualQuanvolutions(Layer):
    """A_0 = X, O_k = Q_k(A_{k-1}), A_k = O_k or A_j + O_k, the smaller map zero-padded and its channels repeated for their children."""

    def __init__(self, spec: dict, quanvolutions: list[Quanvolution], skips: dict[int, int]):
        self.quanvolutions, self.skips = quanvolutions, skips
        self.centre, self.exact = spec["pad"] == "centre", spec["gradient"] == "exact"

    def begin(self, training, epoch):
        for quanvolution in self.quanvolutions:
            quanvolution.begin(training, epoch)

    def padded(self, small, shape):
        sum_of = np.zeros(shape)
        sum_of[placed(small, shape, self.centre)] = np.repeat(small, shape[1] // small.shape[1], axis=1)
        return sum_of

    def cut(self, large, small):
        part = large[placed(small, large.shape, self.centre)]
        return part.reshape(part.shape[0], small.shape[1], -1, *part.shape[2:]).sum(axis=2)

    def forward(self, x):
        self.activations, self.outputs = [x], [None]
        for k, quanvolution in enumerate(self.quanvolutions, 1):
            output = quanvolution.forward(self.activations[-1])
            self.outputs.append(output)
            if k in self.skips:
                added = self.activations[self.skips[k]]
                shape = tuple(np.maximum(added.shape, output.shape))
                output = self.padded(added, shape) + self.padded(output, shape)
            self.activations.append(output)
        return self.activations[-1]

    def backward(self, upstream):
        gradients = [np.zeros_like(activation) for activation in self.activations]
        gradients[-1] = upstream
        for k in range(len(self.quanvolutions), 0, -1):
            by_output = gradients[k]
            if k in self.skips:
                gradients[self.skips[k]] += self.cut(gradients[k], self.activations[self.skips[k]])
                by_output = self.cut(gradients[k], self.outputs[k])
            by_input = self.quanvolutions[k - 1].backward(by_output)
            if self.exact:
                gradients[k - 1] += by_input
        return gradients[0]


def add_noise(spec: dict, layers: list) -> None:
    for layer in layers:
        if isinstance(layer, CircuitLayer) and spec["noise"] != "none":
            layer.noise, layer.noisy_training = Noise(spec["noise"]), spec["noise_in"] == "both"


def reached_layers(skips: dict[int, int], layers: int, exact: bool) -> list[bool]:
    reached, activations = [False] * layers, {layers}
    for k in range(layers, 0, -1):
        reached[k - 1] = k in activations
        if reached[k - 1]:
            activations |= {skips.get(k, k)} | ({k - 1} if exact else set())
    return reached


def quanvolution(spec: dict, k: int) -> Quanvolution:
    """Eq. 8 of ResQuNN: RY(x) and RX(theta) on each wire and a chain of CNOTs, repeated."""
    depth, circuit = spec["depths"][min(k, len(spec["depths"])) - 1], Circuit(4)
    for repetition in range(depth):
        if repetition == 0 or spec["encoding_repeat"] == "every":
            circuit.encode("ry", 1.0)
        for wire in range(4):
            circuit.rotate("rx", wire)
        circuit.chain()
    share = {"mean": np.full(4, 0.25), "sum": np.ones(4), "first": np.eye(4)[0], "last": np.eye(4)[3], "all": None}[spec["channel"]]
    return Quanvolution(circuit, angles(Stream(spec["seed"], "quanv", k), spec["init"], circuit.weights), share)


def quantum_head(spec: dict, features: np.ndarray) -> list[Layer]:
    _, channels, rows, columns = features.shape
    side = 28
    at = np.arange(channels * rows * columns)
    if spec["head_padding"] == "spatial":
        c, y, x = np.unravel_index(at, (channels, rows, columns))
        at = (c * max(side, rows) + y) * max(side, columns) + x
        places = channels * max(side, rows) * max(side, columns)
    else:
        places = len(at)
    wires = int(max(places, side * side) - 1).bit_length()
    circuit = Circuit(wires)
    for _ in range(spec["head_depth"]):
        for wire in range(wires):
            circuit.rotate("ry", wire)
        circuit.chain()
    first = 0 if spec["head_wires"] == "first" else wires - spec["classes"]
    weights = angles(Stream(spec["seed"], "head"), spec["init"], circuit.weights)
    return [Amplitudes(wires, at), CircuitLayer(circuit, [(first + c,) for c in range(spec["classes"])], weights, amplitudes=True)]


def resqunn(spec: dict) -> Network:
    skips = skips_of(spec["wiring"], spec["layers"])
    quanvolutions = [quanvolution(spec, k) for k in range(1, spec["layers"] + 1)]
    add_noise(spec, quanvolutions)
    block = ResidualQuanvolutions(spec, quanvolutions, skips)
    features = block.forward(np.zeros((1, 1, 28, 28)))
    head = quantum_head(spec, features) if spec["head"] == "quantum" else [Dense(features.size, spec["classes"], Stream(spec["seed"], "head"))]
    reached = reached_layers(skips, spec["layers"], spec["gradient"] == "exact")
    if spec["trainable"] == "frozen":
        reached = [False] * len(reached)
    weights = [layer.weights for layer in quanvolutions]
    trained = [w for w, r in zip(weights, reached) if r] + [p for layer in head for p in layer.parameters]
    return Network([block, *head] + ([Softmax()] if spec["output"] == "softmax" else []), list(zip(weights, reached)), trained, frozen=int(not any(reached)))


def random_layers(circuit: Circuit, layers: int, stream: Stream) -> None:
    """As many rotations a layer as wires, each with probability 0.7; otherwise first a CNOT."""
    for _ in range(layers * circuit.wires):
        while stream.uniform() < 0.3:
            control, target = stream.below(circuit.wires), stream.below(circuit.wires - 1)
            circuit.add("cx", control, target + (target >= control))
        name = ("rx", "ry", "rz")[stream.below(3)]
        circuit.rotate(name, stream.below(circuit.wires))


def quantum_filter(spec: dict) -> Quanvolution:
    circuit = Circuit(4)
    circuit.encode("ry", np.pi)
    if spec["filter_circuit"] == "random":
        random_layers(circuit, spec["filter_layers"], Stream(spec["seed"], "filter circuit"))
    else:
        for _ in range(spec["filter_layers"]):
            for wire in range(4):
                circuit.rotate("rz", wire)
                circuit.rotate("ry", wire)
            circuit.chain()
    return Quanvolution(circuit, angles(Stream(spec["seed"], "filter"), spec["init"], circuit.weights))


def zz_feature_map(circuit: Circuit) -> None:
    """Of two features in two repetitions (Havlicek and others)."""
    for _ in range(2):
        for wire in (0, 1):
            circuit.add("h", wire)
        for wire in (0, 1):
            circuit.add("p", wire, angle=("x", wire, 2.0))
        circuit.add("cx", 0, 1)
        circuit.add("p", 1, angle=("x", 2, 2.0))
        circuit.add("cx", 0, 1)


def classifier(spec: dict) -> CircuitLayer:
    """A feature map, then RealAmplitudes."""
    circuit = Circuit(2)
    if spec["feature_map"] == "zz":
        zz_feature_map(circuit)
    else:
        circuit.encode(spec["feature_map"], np.pi)
    for repetition in range(spec["reps"] + 1):
        if repetition:
            circuit.chain()
        for wire in (0, 1):
            circuit.rotate("ry", wire)
    weights = angles(Stream(spec["seed"], "classifier"), spec["init"], circuit.weights)
    return CircuitLayer(circuit, [(0, 1) if spec["observable"] == "zz" else (0,)], weights)


def qcnn_circuit(encode: bool) -> Circuit:
    """Convolutions between neighbours on a ring, then pooling of the first half onto the second, from 8 wires down to 1."""
    circuit = Circuit(8)
    if encode:
        circuit.encode("ry", np.pi)

    def pooling(a, b):
        circuit.add("rz", b, angle=constant(-np.pi / 2))
        circuit.add("cx", b, a)
        circuit.rotate("rz", a)
        circuit.rotate("ry", b)
        circuit.add("cx", a, b)
        circuit.rotate("ry", b)

    active = list(range(8))
    while len(active) > 1:
        pairs = list(zip(active, active[1:] + active[:1]))
        for a, b in pairs[::2] + pairs[1::2]:
            pooling(a, b)
            circuit.add("cx", b, a)
            circuit.add("rz", a, angle=constant(np.pi / 2))
        half = len(active) // 2
        for a, b in zip(active[:half], active[half:]):
            pooling(a, b)
        active = active[half:]
    return circuit


def chain(spec: dict) -> Network:
    """The models of QCQ-CNN's comparison, layer by layer."""
    model, seed, classes = spec["model"], spec["seed"], spec["classes"]
    has_filter = model in ("quanvo_mlp", "qccnn", "qcq_cnn")
    layers: list[Layer] = [quantum_filter(spec)] if has_filter else []
    channels = 4 if has_filter else 1
    if model in ("cnn", "qccnn", "qcq_cnn"):
        for number, outputs in enumerate((8, 16) if model == "qcq_cnn" else (16, 32), 1):
            layers += [Convolution(channels, outputs, Stream(seed, f"conv{number}")), Relu(), MaxPool()]
            channels = outputs
    if model == "qcnn":
        circuit = qcnn_circuit(spec["qcnn_input"] == "angles")
        amplitudes = spec["qcnn_input"] == "amplitudes"
        layers += [AreaMeans((28, 28), (16, 16) if amplitudes else (2, 4))] + ([Amplitudes(8, np.arange(256))] if amplitudes else [])
        layers += [CircuitLayer(circuit, [(7,)], angles(Stream(seed, "qcnn"), spec["init"], circuit.weights), amplitudes)]
    x = np.zeros((1, 1, 28, 28))
    for layer in layers:
        x = layer.forward(x)
    if model == "qcq_cnn":
        layers += [Dropout(spec["dropout"], spec["dropout_of"], seed), Dense(x.size, 2, Stream(seed, "dense1")), *([PairSlots()] if spec["feature_map"] == "zz" else []),
                   classifier(spec), Dense(1, classes, Stream(seed, "dense2"))]
    else:
        layers += [Dense(x.size, classes, Stream(seed, "dense1"))]
    add_noise(spec, layers)
    frozen = has_filter and spec["filter"] == "fixed"
    tracked = [(layer.weights, not (frozen and layer is layers[0])) for layer in layers if isinstance(layer, CircuitLayer)]
    trained = [p for layer in layers[frozen:] for p in layer.parameters]
    return Network(layers + ([Softmax()] if spec["output"] == "softmax" else []), tracked, trained, frozen=int(frozen))


def build(spec: dict) -> Network:
    return resqunn(spec) if spec["model"] == "resqunn" else chain(spec)
