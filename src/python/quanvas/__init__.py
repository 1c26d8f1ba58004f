"""Quantum circuits and quanvolutional networks on CPUs: the engine of the program `quanvas`, for NumPy and PyTorch, and its sweeps and results.

Circuit, input and weight build and run circuits, transform() quanvolves the images of a data set; quanvas.torch has modules of PyTorch, quanvas.sklearn
a transformer of scikit-learn. train() and Sweep run the program, load() and histories() read what it wrote, quanvas.analysis compares it.
"""

from typing import TYPE_CHECKING, Any

from quanvas._core import Angle, Circuit, RandomStream, initial_angles, initial_weights, input, usable_cores, weight
from quanvas._transform import transform


if TYPE_CHECKING:
    from quanvas._program import ProgramError, Sweep, Training, program, train
    from quanvas._results import histories, load

_LATER = {"ProgramError": "_program", "Sweep": "_program", "Training": "_program", "program": "_program", "train": "_program",
          "histories": "_results", "load": "_results"}

__all__ = ["Angle", "Circuit", "ProgramError", "RandomStream", "Sweep", "Training", "histories", "initial_angles", "initial_weights", "input", "load", "program",
           "train", "transform", "usable_cores", "weight"]


def __getattr__(name: str) -> Any:
    """What needs pandas is imported when it is asked for."""
    import importlib

    if name == "analysis":
        return importlib.import_module("quanvas.analysis")
    if name in _LATER:
        return getattr(importlib.import_module(f"quanvas.{_LATER[name]}"), name)
    raise AttributeError(f"module `quanvas` has no attribute `{name}`")
