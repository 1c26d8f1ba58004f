"""Circuits and quanvolutions as modules of PyTorch, with the simulator of `quanvas` behind them (torch is optional: nothing else needs it).

Weights are parameters, and gradients by weights and inputs are exact (adjoint method). Modules compute on the CPU in float32 or float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from quanvas import _core
from quanvas._core import Circuit
from quanvas._patches import patch_circuit

__all__ = ["CircuitLayer", "Quanv2d"]

GRADIENTS = ("exact", "detached")


def _array(tensor: torch.Tensor, what: str) -> Any:
    if not tensor.is_cpu:
        raise ValueError(f"{what} on the device {tensor.device}: quanvas computes on the CPU; move it by .cpu() before and back after")
    return tensor.detach().numpy()


class _Function(torch.autograd.Function):
    """A forward pass of a layer, which keeps what its backward pass needs."""

    @staticmethod
    def forward(ctx: Any, input: torch.Tensor, weight: torch.Tensor, layer: _Angles, through: bool) -> torch.Tensor:  # type: ignore[override]
        ctx.threads = layer.threads or torch.get_num_threads()
        output, ctx.kept = layer._run(_array(input, "input"), _array(weight, "weight"), True, through, ctx.threads)
        return torch.from_numpy(output)

    @staticmethod
    def backward(ctx: Any, upstream: torch.Tensor) -> tuple[torch.Tensor | None, ...]:  # type: ignore[override]
        if torch.is_grad_enabled():
            raise RuntimeError("quanvas: derivatives of gradients are not computed; call backward() and torch.autograd.grad() without create_graph=True")
        wanted = ctx.needs_input_grad
        inputs, weight = ctx.kept.backward(_array(upstream, "gradient"), wanted[0], wanted[1], ctx.threads)
        return None if inputs is None else torch.from_numpy(inputs), None if weight is None else torch.from_numpy(weight), None, None


class _Angles(nn.Module):
    """The weights of a circuit, and how they start."""

    weight: nn.Parameter

    def __init__(self, count: int, gradient: str, init: str, seed: int | None, threads: int | None, dtype: torch.dtype | None) -> None:
        super().__init__()
        if gradient not in GRADIENTS:
            raise ValueError(f'gradient = "{gradient}": one of {", ".join(GRADIENTS)}')
        dtype = dtype or torch.get_default_dtype()
        if dtype not in (torch.float32, torch.float64):
            raise ValueError(f"dtype = {dtype}: torch.float32 or torch.float64")
        self.gradient, self.init, self.seed, self.threads = gradient, init, seed, threads
        self.weight = nn.Parameter(torch.empty(count, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draws the weights anew: from torch's generator (torch.manual_seed), or as the program does for `seed`."""
        seed = int(torch.randint(2**62, ()).item()) if self.seed is None else self.seed
        values = _core.initial_angles(self.weight.numel(), init=self.init, seed=seed, dtype="float64")
        with torch.no_grad():
            self.weight.copy_(torch.from_numpy(values))

    def _run(self, input: Any, weight: Any, keep: bool, through: bool, threads: int) -> tuple[Any, Any]:
        raise NotImplementedError

    def _apply_to(self, input: torch.Tensor) -> torch.Tensor:
        weight = self.weight
        through = input.requires_grad and self.gradient == "exact"
        if torch.is_grad_enabled() and (through or weight.requires_grad):
            return _Function.apply(input if through else input.detach(), weight, self, through)
        threads = self.threads or torch.get_num_threads()
        return torch.from_numpy(self._run(_array(input, "input"), _array(weight, "weight"), False, False, threads)[0])


class CircuitLayer(_Angles):
    """A circuit as a layer: input [..., inputs] -> output [..., observables], its weights trained.

    circuit: quanvas.Circuit. observables: as for Circuit.expectations; None for Z of each wire. gradient: "exact", or "detached" to stop gradients at
    the layer's input. init, seed: how weights start (quanvas.initial_angles); without a seed they follow torch.manual_seed. threads: None for
    torch.get_num_threads(). Raises ValueError for shapes and dtypes that do not fit.
    """

    def __init__(self, circuit: Circuit, observables: str | Sequence[str] | None = None, *, gradient: str = "exact", init: str = "uniform_2pi",
                 seed: int | None = None, threads: int | None = None, dtype: torch.dtype | None = None) -> None:
        super().__init__(len(circuit.weights), gradient, init, seed, threads, dtype)
        self.circuit, self.observables = circuit.copy(), observables
        self.in_features = len(circuit.inputs)
        self.out_features = circuit.count_observables(observables)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        shape = input.shape
        if len(shape) == 0 or shape[-1] != self.in_features:
            raise ValueError(f"CircuitLayer: input of shape {list(shape)}, where [..., {self.in_features}] is taken")
        if len(shape) == 2:
            return self._apply_to(input)
        return self._apply_to(input.reshape(-1, self.in_features)).reshape(*shape[:-1], self.out_features)

    def _run(self, input: Any, weight: Any, keep: bool, through: bool, threads: int) -> tuple[Any, Any]:
        return _core.circuit_forward(self.circuit, input, weight, self.observables, keep, threads)

    def extra_repr(self) -> str:
        parts = [f"in_features={self.in_features}", f"out_features={self.out_features}", f"wires={self.circuit.wires}", f"weights={self.weight.numel()}"]
        return ", ".join(parts + _other(observables=(self.observables, None), gradient=(self.gradient, "exact"), noise=(self.circuit.noise, "")))


class Quanv2d(_Angles):
    """A quanvolution: a circuit that slides over images [N, C, H, W] as the kernel of nn.Conv2d does -> [N, out_channels, rows, columns].

    in_channels: of the images. kernel_size, stride (None: kernel_size), padding: of square patches, with zeros around the images. circuit: takes the
    values of a patch, in the order [channel, row, column], as its inputs; or else `ansatz` names one, after `encoding`, with `repetitions` layers and
    the angle `scale` (radians) of a value of 1 (Circuit.from_ansatz says which there are, and what they have for None). observables: what is measured; None for Z of
    each wire. channels: "separate" gives each image channel patches of its own, "together" one patch of all. channel: what a patch's expectation
    values become: "all" (an output channel each), "mean", "sum", "first" or "last". gradient: "exact", or "detached" to stop gradients at the layer's
    input. init, seed, threads, dtype as for CircuitLayer. Raises ValueError for shapes that do not fit.
    """

    def __init__(self, in_channels: int, kernel_size: int = 2, stride: int | None = None, padding: int = 0, circuit: Circuit | None = None, *,
                 ansatz: str | None = None, encoding: str = "ry", repetitions: int = 1, scale: float | None = None, ansatz_seed: int = 0,
                 observables: str | Sequence[str] | None = None, channels: str = "separate", channel: str = "all", gradient: str = "exact",
                 init: str = "uniform_2pi", seed: int | None = None, threads: int | None = None, dtype: torch.dtype | None = None) -> None:
        for name, size, least in (("in_channels", in_channels, 1), ("kernel_size", kernel_size, 1), ("stride", kernel_size if stride is None else stride, 1), ("padding", padding, 0)):
            if not isinstance(size, int) or size < least:
                raise ValueError(f"Quanv2d: {name} = {size!r}: a whole number from {least} (patches are square)")
        if circuit is not None and ansatz is not None:
            raise ValueError("Quanv2d: a circuit and an ansatz are given; one of them is run")
        if circuit is None:
            values = kernel_size**2 * (in_channels if channels == "together" else 1)
            circuit = patch_circuit(values, ansatz or "rx_chain", encoding, layers=repetitions, scale=scale, seed=ansatz_seed)
        super().__init__(len(circuit.weights), gradient, init, seed, threads, dtype)
        self.circuit, self.observables = circuit.copy(), observables
        self.in_channels, self.kernel_size, self.padding = in_channels, kernel_size, padding
        self.stride = stride or kernel_size
        self.channels, self.channel = channels, channel
        self._make()
        self.out_channels = self._core.maps * (1 if channels == "together" else in_channels)

    def _make(self) -> None:
        self._core = _core.Quanvolution(self.circuit, self.observables, self.kernel_size, self.stride, self.padding, self.channels, self.channel)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_core"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._make()

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if input.dim() != 4 or input.shape[1] != self.in_channels:
            raise ValueError(f"Quanv2d: input of shape {list(input.shape)}, where [N, {self.in_channels}, H, W] is taken")
        return self._apply_to(input)

    def _run(self, input: Any, weight: Any, keep: bool, through: bool, threads: int) -> tuple[Any, Any]:
        return self._core.forward(input, weight, keep, through, threads)

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}", f"kernel_size={self.kernel_size}", f"stride={self.stride}", f"wires={self.circuit.wires}",
                 f"weights={self.weight.numel()}"]
        return ", ".join(parts + _other(padding=(self.padding, 0), observables=(self.observables, None), channels=(self.channels, "separate"),
                                        channel=(self.channel, "all"), gradient=(self.gradient, "exact"), noise=(self.circuit.noise, "")))


def _other(**values: tuple[object, object]) -> list[str]:
    """What differs from its default."""
    return [f"{name}={value!r}" for name, (value, default) in values.items() if value != default]
