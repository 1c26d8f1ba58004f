"""Layers of networks in NumPy, with loops and index arithmetic spelt out. Each has forward(x) and backward(upstream), which sets its parameters'
gradients and returns that by x; begin(training, epoch) comes before a pass."""

import numpy as np

from circuits import Circuit, Run
from noise import Noise, NoisyRun
from streams import Stream


class Parameter:
    def __init__(self, values, angles: bool = False):
        self.value, self.angles = np.array(values, dtype=float), angles
        self.gradient = np.zeros_like(self.value)


class Layer:
    parameters: list[Parameter] = []

    def begin(self, training: bool, epoch: int) -> None:
        pass


def uniform(stream: Stream, shape: tuple, bound: float) -> Parameter:
    return Parameter(np.reshape([stream.uniform(-bound, bound) for _ in range(int(np.prod(shape)))], shape))


def angles(stream: Stream, init: str, count: int) -> Parameter:
    one = {"uniform_2pi": lambda: stream.uniform(0, 2 * np.pi), "uniform_pi": lambda: stream.uniform(0, np.pi), "uniform_1": stream.uniform,
           "normal_1": stream.normal, "normal_0.1": lambda: 0.1 * stream.normal(), "zeros": lambda: 0.0}[init]
    return Parameter([one() for _ in range(count)], angles=True)


class Dense(Layer):
    def __init__(self, inputs: int, outputs: int, stream: Stream):
        self.weight, self.bias = uniform(stream, (outputs, inputs), inputs**-0.5), uniform(stream, (outputs,), inputs**-0.5)
        self.parameters = [self.weight, self.bias]

    def forward(self, x):
        self.x = x
        return x.reshape(len(x), -1) @ self.weight.value.T + self.bias.value

    def backward(self, upstream):
        self.weight.gradient = upstream.T @ self.x.reshape(len(self.x), -1)
        self.bias.gradient = upstream.sum(axis=0)
        return (upstream @ self.weight.value).reshape(self.x.shape)


class Convolution(Layer):
    """3x3, stride 1, no padding."""

    def __init__(self, inputs: int, outputs: int, stream: Stream):
        bound = (inputs * 9) ** -0.5
        self.weight, self.bias = uniform(stream, (outputs, inputs, 3, 3), bound), uniform(stream, (outputs,), bound)
        self.parameters = [self.weight, self.bias]

    def windows(self, x):
        """(row, column of the kernel, what it meets there)"""
        rows, columns = x.shape[2] - 2, x.shape[3] - 2
        return [(r, c, x[:, :, r:r + rows, c:c + columns]) for r in range(3) for c in range(3)]

    def forward(self, x):
        self.x = x
        return sum(np.einsum("oi,birc->borc", self.weight.value[:, :, r, c], part) for r, c, part in self.windows(x)) + self.bias.value[:, None, None]

    def backward(self, upstream):
        by_x = np.zeros_like(self.x)
        self.weight.gradient, self.bias.gradient = np.zeros_like(self.weight.value), upstream.sum(axis=(0, 2, 3))
        for (r, c, part), (_, _, gradient) in zip(self.windows(self.x), self.windows(by_x)):
            self.weight.gradient[:, :, r, c] = np.einsum("borc,birc->oi", upstream, part)
            gradient += np.einsum("oi,borc->birc", self.weight.value[:, :, r, c], upstream)
        return by_x


class Relu(Layer):
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, upstream):
        return np.where(self.x > 0, upstream, 0)


class MaxPool(Layer):
    """2x2; the first of equal values counts."""

    def forward(self, x):
        self.shape, rows, columns = x.shape, x.shape[2] // 2, x.shape[3] // 2
        windows = x[:, :, :2 * rows, :2 * columns].reshape(x.shape[0], x.shape[1], rows, 2, columns, 2).transpose(0, 1, 2, 4, 3, 5)
        self.windows = windows.reshape(*windows.shape[:4], 4)
        return self.windows.max(axis=-1)

    def backward(self, upstream):
        rows, columns = upstream.shape[2:]
        chosen = np.eye(4)[self.windows.argmax(axis=-1)] * upstream[..., None]
        by_x = np.zeros(self.shape)
        by_x[:, :, :2 * rows, :2 * columns] = chosen.reshape(*upstream.shape, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(
            *upstream.shape[:2], 2 * rows, 2 * columns)
        return by_x


class Dropout(Layer):
    """In training, 32 random bits a feature, or a channel of a map, of the stream of the epoch; below p * 2^32 it is left out."""

    def __init__(self, probability: float, of: str, seed: int):
        self.probability, self.of, self.seed = probability, of, seed

    def begin(self, training, epoch):
        self.stream = Stream(self.seed, "dropout", epoch) if training else None

    def forward(self, x):
        self.factors = np.ones(x.shape)
        if self.stream:
            shape = x.shape[:2] + (1,) * (x.ndim - 2) if self.of == "channels" else x.shape
            kept = np.array([self.stream.bits() >= round(self.probability * 2**32) for _ in range(int(np.prod(shape)))])
            self.factors = np.broadcast_to(kept.reshape(shape), x.shape) / (1 - self.probability)
        return x * self.factors

    def backward(self, upstream):
        return upstream * self.factors


class Softmax(Layer):
    def forward(self, x):
        exponentials = np.exp(x - x.max(axis=1, keepdims=True))
        self.p = exponentials / exponentials.sum(axis=1, keepdims=True)
        return self.p

    def backward(self, upstream):
        return self.p * (upstream - np.sum(self.p * upstream, axis=1, keepdims=True))


class CircuitLayer(Layer):
    """Inputs, or amplitudes, [batch, slot] -> expectation values [batch, observable]; with noise in every pass or, where that acts in inference alone,
    in all but training."""

    noise: Noise | None = None
    noisy_training = True
    training = False

    def __init__(self, circuit: Circuit, observables: list[tuple], weights: Parameter, amplitudes: bool = False):
        self.circuit, self.observables, self.weights, self.amplitudes = circuit, observables, weights, amplitudes
        self.parameters = [weights]

    def begin(self, training, epoch):
        self.training = training

    def forward(self, x):
        self.shape, flat = x.shape, x.reshape(len(x), -1)
        if self.noise and (self.noisy_training or not self.training):
            self.run = NoisyRun(self.circuit, flat, self.weights.value, self.observables, self.noise)
        else:
            self.run = Run(self.circuit, flat, self.weights.value, self.observables, self.amplitudes)
        return self.run.expectations()

    def backward(self, upstream):
        by_input, self.weights.gradient = self.run.gradients(upstream)
        return by_input.reshape(self.shape)


class Quanvolution(CircuitLayer):
    """2x2 patches, stride 2, of every channel, through one circuit. The wires' <Z> of a patch become one map by `share` [wire], or, where that is
    None, a channel each."""

    def __init__(self, circuit: Circuit, weights: Parameter, share: np.ndarray | None = None):
        super().__init__(circuit, [(wire,) for wire in range(4)], weights)
        self.share = share

    def forward(self, x):
        batch, channels, height, width = self.map_shape = x.shape
        rows, columns = height // 2, width // 2
        patches = x[:, :, :2 * rows, :2 * columns].reshape(batch, channels, rows, 2, columns, 2).transpose(0, 1, 2, 4, 3, 5)
        values = super().forward(patches.reshape(-1, 4)).reshape(batch, channels, rows, columns, 4)
        if self.share is not None:
            return values @ self.share
        return values.transpose(0, 1, 4, 2, 3).reshape(batch, 4 * channels, rows, columns)

    def backward(self, upstream):
        batch, channels, height, width = self.map_shape
        rows, columns = height // 2, width // 2
        if self.share is not None:
            by_value = upstream[..., None] * self.share
        else:
            by_value = upstream.reshape(batch, channels, 4, rows, columns).transpose(0, 1, 3, 4, 2)
        patches = super().backward(by_value.reshape(-1, 4)).reshape(batch, channels, rows, columns, 2, 2)
        by_x = np.zeros(self.map_shape)
        by_x[:, :, :2 * rows, :2 * columns] = patches.transpose(0, 1, 2, 4, 3, 5).reshape(batch, channels, 2 * rows, 2 * columns)
        return by_x


class Amplitudes(Layer):
    """Features divided by their norm, at the amplitudes `at`; |0...0> where all are zero."""

    def __init__(self, wires: int, at: np.ndarray):
        self.size, self.at = 2**wires, at

    def forward(self, x):
        self.shape, flat = x.shape, x.reshape(len(x), -1)
        self.norms = np.sqrt(np.sum(flat**2, axis=1, keepdims=True))
        self.y = np.zeros((len(x), self.size))
        self.y[:, self.at] = flat / np.where(self.norms == 0, 1, self.norms)
        self.y[:, 0] += (self.norms == 0)[:, 0]
        return self.y

    def backward(self, upstream):
        across = upstream - self.y * np.sum(self.y * upstream, axis=1, keepdims=True)
        return np.where(self.norms == 0, 0, across[:, self.at] / np.where(self.norms == 0, 1, self.norms)).reshape(self.shape)


class PairSlots(Layer):
    """x, y -> x, y, (pi - x)(pi - y): the angles of the ZZ feature map of two features."""

    def forward(self, x):
        self.x = x
        return np.column_stack([x, (np.pi - x[:, 0]) * (np.pi - x[:, 1])])

    def backward(self, upstream):
        return upstream[:, :2] - upstream[:, 2:] * (np.pi - self.x[:, ::-1])


class AreaMeans(Layer):
    """Means over equal areas: a pixel counts by the share of it that lies in the area."""

    def __init__(self, inputs: tuple[int, int], outputs: tuple[int, int]):
        def overlap(pixels, means):
            edges = np.arange(means + 1) * pixels / means
            return np.array([[max(0, min(edges[m + 1], p + 1) - max(edges[m], p)) for p in range(pixels)] for m in range(means)]) * means / pixels
        self.rows, self.columns = overlap(inputs[0], outputs[0]), overlap(inputs[1], outputs[1])

    def forward(self, x):
        return np.einsum("rh,bchw,sw->bcrs", self.rows, x, self.columns)

    def backward(self, upstream):
        return np.einsum("rh,bcrs,sw->bchw", self.rows, upstream, self.columns)
