"""Quantum circuits and quanvolutional networks on CPUs: the engine of the program `quanvas`, for NumPy and PyTorch."""

from quanvas import _core as _core
