"""Quanvolution as a transformer of scikit-learn (which is optional: nothing else needs it)."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from quanvas._core import initial_angles
from quanvas._patches import patch_circuit
from quanvas._transform import transform as transform_images

__all__ = ["Quanvolution"]


class Quanvolution(TransformerMixin, BaseEstimator):
    """Quanvolved features of images for a Pipeline: X [N, pixels] (square images, or of `image_shape`), [N, H, W] or [N, C, H, W] -> [N, features].

    fit() draws the fixed circuit's weights (`weights_`) from `random_state` (a whole number) and learns nothing from the images. The other parameters
    are those of quanvas.transform.
    """

    def __init__(self, kernel: int = 2, stride: int | None = None, padding: int = 0, ansatz: str = "random", encoding: str = "ry", layers: int = 1,
                 scale: float | None = None, observables: Any = None, channels: str = "separate", channel: str = "all",
                 image_shape: tuple[int, ...] | None = None, random_state: int = 0, threads: int | None = None) -> None:
        self.kernel, self.stride, self.padding = kernel, stride, padding
        self.ansatz, self.encoding, self.layers, self.scale = ansatz, encoding, layers, scale
        self.observables, self.channels, self.channel = observables, channels, channel
        self.image_shape, self.random_state, self.threads = image_shape, random_state, threads

    def _images(self, X: Any) -> np.ndarray:
        images = np.asarray(X)
        if images.ndim != 2:
            return images
        side = int(round(images.shape[1] ** 0.5))
        if self.image_shape is None and side * side != images.shape[1]:
            raise ValueError(f"X: shape {list(images.shape)}, whose rows are no square images; image_shape=(height, width) says what they are")
        return images.reshape(len(images), *(self.image_shape or (side, side)))

    def fit(self, X: Any, y: Any = None) -> Quanvolution:
        images = self._images(X)
        values = self.kernel**2 * (images.shape[1] if self.channels == "together" and images.ndim == 4 else 1)
        self.circuit_ = patch_circuit(values, self.ansatz, self.encoding, layers=self.layers, scale=self.scale, seed=self.random_state)
        self.weights_ = initial_angles(len(self.circuit_.weights), seed=self.random_state)
        self.n_features_in_ = int(np.prod(images.shape[1:]))
        return self

    def transform(self, X: Any) -> np.ndarray:
        check_is_fitted(self, "weights_")
        images = self._images(X)
        maps = transform_images(images, self.circuit_, weights=self.weights_, kernel=self.kernel, stride=self.stride, padding=self.padding,
                                observables=self.observables, channels=self.channels, channel=self.channel, threads=self.threads)
        return maps.reshape(len(maps), -1)
