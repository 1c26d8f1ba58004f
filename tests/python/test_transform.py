"""quanvas.transform and the transformer of scikit-learn."""

import numpy as np
import pytest
import quanvas


def patches_of(images: np.ndarray) -> np.ndarray:
    """[N, H, W] -> [N, rows, columns, 4] of kernel 2 and stride 2."""
    n, height, width = images.shape
    cut = images[:, :height // 2 * 2, :width // 2 * 2].reshape(n, height // 2, 2, width // 2, 2)
    return cut.transpose(0, 1, 3, 2, 4).reshape(n, height // 2, width // 2, 4)


@pytest.mark.parametrize("kind", ["u1", "f4", "f8"])
def test_features_are_the_circuits_values_of_every_patch(kind):
    images = np.random.default_rng(0).integers(0, 256, (300, 9, 8)).astype(kind)
    circuit = quanvas.Circuit.from_ansatz(4, "random", encoding="ry", seed=3)
    weights = quanvas.initial_angles(4, seed=3)
    features = quanvas.transform(images, seed=3, dtype="f8")
    scaled = images / 255 if kind == "u1" else images.astype("f8")
    expected = circuit.expectations(patches_of(scaled).reshape(-1, 4), weights).reshape(300, 4, 4, 4).transpose(0, 3, 1, 2)
    assert np.allclose(features, expected, atol=1e-12)
    assert np.allclose(quanvas.transform(images[:, None], circuit, weights=weights), expected, atol=1e-5 if kind == "u1" else 1e-3)
    assert np.array_equal(quanvas.transform(images, seed=3, threads=1), quanvas.transform(images, seed=3, threads=3))


def test_a_pipeline_of_scikit_learn():
    pytest.importorskip("sklearn")
    from quanvas.sklearn import Quanvolution
    from sklearn.base import clone
    from sklearn.datasets import load_digits
    from sklearn.linear_model import RidgeClassifier
    from sklearn.pipeline import make_pipeline

    digits = load_digits()
    X = digits.data / 16
    pipeline = clone(make_pipeline(Quanvolution(random_state=2), RidgeClassifier())).fit(X[:1200], digits.target[:1200])
    assert pipeline.score(X[1200:], digits.target[1200:]) > 0.8
    assert np.array_equal(pipeline[0].transform(X), quanvas.transform(digits.images / 16, seed=2).reshape(len(X), -1))
    with pytest.raises(ValueError, match="image_shape"):
        Quanvolution().fit(X[:, :63])
    assert Quanvolution(image_shape=(7, 9)).fit_transform(X[:, :63]).shape == (1797, 4 * 3 * 4)
