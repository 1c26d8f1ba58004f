"""Quantum circuits and quanvolutional networks on CPUs: the engine of the program `quanvas`, for NumPy and PyTorch.

Circuit, input and weight build and run circuits, transform() quanvolves the images of a data set; quanvas.torch has modules of PyTorch, quanvas.sklearn
a transformer of scikit-learn.
"""

from quanvas._core import Angle, Circuit, RandomStream, initial_angles, initial_weights, input, usable_cores, weight
from quanvas._transform import transform

__all__ = ["Angle", "Circuit", "RandomStream", "initial_angles", "initial_weights", "input", "transform", "usable_cores", "weight"]
