"""Images of one's own through the program: every form of the same images trains the same, their content names a trial, and data that have
changed are refused."""

import json
import os
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import h5py
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHORT = ["--classes", "2", "--samples_per_class", "8", "--epochs", "2", "--layers", "1", "--threads", "1"]


@pytest.fixture(scope="module")
def program():
    path = Path(os.environ.get("QUANVAS", ROOT / "build/src/quanvas")).resolve()
    if not path.exists():
        pytest.skip(f"{path} is not built")
    return path


def call(program, *words, cwd=None):
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, cwd=cwd)


def train(program, dataset, *more):
    run = call(program, "train", "--dataset", dataset, *SHORT, *more, "--json")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def curves(record):
    """All that training computes, without times."""
    history = {name: values for name, values in record["history"].items() if "seconds" not in name}
    return history, record["gradient_norms"], record["feature_shape"]


def png(pixels):
    """The bytes of a PNG of [height, width] or [height, width, 3]."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2 if pixels.ndim == 3 else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def idx(values):
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def made(seed, count=24, side=32, channels=None):
    """Images of two classes, in turn: bright above or below."""
    random = np.random.default_rng(seed)
    shape = (count, side, side) + ((channels,) if channels else ())
    images = random.integers(0, 100, shape, dtype=np.uint8)
    labels = (np.arange(count) % 2).astype(np.uint8)
    images[labels == 0, : side // 2] += 120
    images[labels == 1, side // 2:] += 120
    return images, labels


def write_files(folder, images, labels):
    for i, (image, label) in enumerate(zip(images, labels)):
        path = folder / str(label) / f"{i:04}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(image))


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """The same images and labels in every form that is read."""
    root = tmp_path_factory.mktemp("forms")
    parts = {"train": made(1), "test": made(2, count=12)}
    for name in ("folders", "idx", "cifar", "npy"):
        (root / name).mkdir()
    for part, (images, labels) in parts.items():
        write_files(root / "folders" / {"train": "Training", "test": "testing"}[part], images, labels)
        (root / "idx" / f"letters-{part}-images-idx3-ubyte").write_bytes(idx(images))
        (root / "idx" / f"letters-{part}-labels-idx1-ubyte").write_bytes(idx(labels))
        planes = np.repeat(images[:, None], 3, axis=1).reshape(len(images), -1)
        name = {"train": "data_batch_1.bin", "test": "test_batch.bin"}[part]
        (root / "cifar" / name).write_bytes(np.concatenate([labels[:, None], planes], axis=1).tobytes())
        np.save(root / "npy" / f"x_{part}.npy", images)
        np.save(root / "npy" / f"y_{part}.npy", labels.astype(np.int64))
    (train_x, train_y), (test_x, test_y) = parts["train"], parts["test"]
    arrays = {"train_images": train_x, "train_labels": train_y[:, None], "test_images": test_x, "test_labels": test_y[:, None]}
    np.savez(root / "medmnist.npz", val_images=train_x[:4], val_labels=train_y[:4, None], **arrays)
    np.savez_compressed(root / "floats.npz", x_train=(train_x / 255).astype(np.float32), y_train=train_y.astype(float),
                        x_test=(test_x / 255)[..., None], y_test=test_y)
    with h5py.File(root / "set.h5", "w") as file:
        for name, values in arrays.items():
            file.create_dataset(name, data=values, compression="gzip")
    with h5py.File(root / "groups.h5", "w") as file:
        for name, values in arrays.items():
            file[name.replace("_", "/")] = values
    rows = [f"folders/{folder}/{label}/{i:04}.png,class {label},{part}" for part, folder in (("train", "Training"), ("test", "testing"))
            for i, label in enumerate(parts[part][1])]
    (root / "table.csv").write_text("path,label,part\n" + "\n".join(rows) + "\n")
    return root


FORMS = ["folders", "idx", "cifar", "npy", "medmnist.npz", "floats.npz", "set.h5", "groups.h5", "table.csv"]


@pytest.fixture(scope="module")
def reference(program, forms):
    return train(program, forms / "idx", "--test_per_class", "4", "--stratify", "label")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_same_images_trains_the_same(program, forms, reference, form):
    record = train(program, forms / form, "--test_per_class", "4", "--stratify", "label")
    assert curves(record) == curves(reference)


@pytest.mark.parametrize("form", FORMS)
def test_the_program_says_what_it_found(program, forms, form):
    run = call(program, "data", forms / form, "--json")
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["parts"]["train"]["images_per_class"] == [12, 12]
    assert found["parts"]["test"]["images_per_class"] == [6, 6]
    assert found["parts"]["train"]["sizes"].startswith("32x32")
    assert found["class_names"] == (["class 0", "class 1"] if form == "table.csv" else ["0", "1"])
    text = call(program, "data", forms / form).stdout
    assert found["parts"]["train"]["checksum"] in text and found["kind"] in text


def test_images_are_named_by_their_content(program, forms, tmp_path):
    here = train(program, forms / "idx")
    shutil.copytree(forms / "idx", tmp_path / "moved")
    assert train(program, tmp_path / "moved")["key"] == here["key"]
    assert train(program, forms / "npy")["key"] == here["key"]  # the same images, in the same order
    images, labels = made(1)
    images[0, 0, 0] += 1
    (tmp_path / "moved" / "letters-train-images-idx3-ubyte").write_bytes(idx(images))
    assert train(program, tmp_path / "moved")["key"] != here["key"]


def sweep_file(folder, dataset):
    folder.mkdir(exist_ok=True)
    path = folder / "s.toml"
    path.write_text("[sweep]\nname = 'own'\n[fixed]\nclasses = 2\nsamples_per_class = 8\nepochs = 1\nlayers = 1\n"
                    f"dataset = '{dataset}'\n[axes]\nseed = [1, 2]\n")
    return path


def test_a_sweep_of_own_images_resumes_and_refuses_others(program, forms, tmp_path):
    shutil.copy(forms / "medmnist.npz", tmp_path / "mine.npz")
    sweep = sweep_file(tmp_path, "mine.npz")
    run = call(program, "sweep", sweep, "--out", tmp_path / "out", "--quiet", cwd="/")  # paths are relative to the sweep file
    assert run.returncode == 0, run.stderr
    again = call(program, "sweep", sweep, "--out", tmp_path / "out", cwd="/")
    assert again.returncode == 0 and "2 of 2" in again.stdout + again.stderr
    with np.load(tmp_path / "mine.npz") as file:
        arrays = dict(file)
    arrays["train_images"] = arrays["train_images"][::-1]
    np.savez(tmp_path / "mine.npz", **arrays)
    refused = call(program, "sweep", sweep, "--out", tmp_path / "out", cwd="/")
    assert refused.returncode == 2
    known = json.loads((tmp_path / "out" / "data.json").read_text())["parts"][0]["checksum"]
    assert known in refused.stderr and "has changed" in refused.stderr and "--out" in refused.stderr
    # What is on disk is read without the images.
    (tmp_path / "mine.npz").unlink()
    assert call(program, "status", tmp_path / "out").returncode == 0
    shown = call(program, "show", tmp_path / "out", "0")
    assert shown.returncode == 0 and "mine.npz" in shown.stdout


@pytest.mark.parametrize("model", ["resqunn", "qccnn", "qcq_cnn"])
def test_colours_and_sizes(program, tmp_path, model):
    images, labels = made(3, side=20, channels=3)
    np.savez(tmp_path / "colours.npz", images=images, labels=labels)
    # 28x28 is as small as QCQ-CNN's convolutions take.
    sizes = ["28"] if model == "qcq_cnn" else ["0", "24x32"]
    for size in sizes:
        record = train(program, tmp_path / "colours.npz", "--model", model, "--colour", "rgb", "--image_size", size) \
            if model == "resqunn" else json.loads(call(program, "train", "--dataset", tmp_path / "colours.npz", "--model", model, "--classes", "2",
                                                       "--samples_per_class", "6", "--epochs", "1", "--colour", "rgb", "--image_size", size,
                                                       "--json").stdout)
        assert record["status"] == "completed"
    grey = np.zeros_like(images)
    grey[...] = images[..., :1]
    np.savez(tmp_path / "greys.npz", images=grey, labels=labels)
    if model == "resqunn":
        one = train(program, tmp_path / "greys.npz")
        np.savez(tmp_path / "one.npz", images=grey[..., 0], labels=labels)
        assert curves(train(program, tmp_path / "one.npz")) == curves(one)


@pytest.mark.parametrize("size", ["7", "64"])
def test_sizes_of_the_catalogue(program, size):
    assert train(program, "synthetic", "--image_size", size)["status"] == "completed"


@pytest.mark.parametrize("words, reasons", [
    (["--dataset", "nowhere/at all"], ["no data set `nowhere/at all`", "QUANVAS_DATA", "quanvas help data"]),
    (["--dataset", "MNIST"], ["did you mean `mnist`"]),
    (["--dataset", "mnist", "--dataset_checksum", "0" * 32], ["mnist", "checksums of its own"]),
    (["--image_size", "28x"], ["28x", "HxW"]),
    (["--model", "qcnn", "--colour", "rgb", "--dataset", "synthetic"], ["qcnn", "grey"]),
])
def test_what_cannot_be_is_refused(program, tmp_path, words, reasons):
    run = call(program, "train", *words, "--epochs", "1", cwd=tmp_path)
    assert run.returncode == 2
    for reason in reasons:
        assert reason in run.stderr or (reason == "QUANVAS_DATA" and "data" in run.stderr)


def save(**arrays):
    return lambda path: np.savez(path, **arrays)


@pytest.mark.parametrize("write, reasons", [
    (save(images=np.zeros((4, 3, 8, 8), np.uint8), labels=[0, 1, 0, 1]), ["[4, 3, 8, 8]", "np.transpose(x, (0, 2, 3, 1))"]),
    (save(images=np.zeros((4, 8, 8), np.uint8), labels=[0, 1, 0]), ["labels", "[3]", "[4, 8, 8]"]),
    (save(images=np.zeros((4, 8, 8), np.uint8), labels=[0, 1, 0, -1]), ["label -1 of image 3"]),
    (save(images=np.full((4, 8, 8), -1.0), labels=[0, 1, 0, 1]), ["a pixel of -1"]),
    (save(images=np.full((4, 8, 8), np.nan), labels=[0, 1, 0, 1]), ["a pixel of nan"]),
    (save(pictures=np.zeros((4, 8, 8), np.uint8)), ["no array", "pictures [4, 8, 8]"]),
    (save(images=np.zeros((4, 8, 8), np.uint8)), ["images but no labels"]),
    (save(images=np.array(["a"]), labels=[0]), ["images.npy", "type <U1"]),
    (lambda path: path.write_bytes(b"PK\x03\x04 and no more"), ["ZIP archive"]),
    (lambda path: path.write_bytes(b"a text"), ["no kind of data set", "class folders", "HDF5"]),
])
def test_arrays_that_do_not_fit_are_refused(program, tmp_path, write, reasons):
    path = tmp_path / "set.npz"
    write(path)
    run = call(program, "data", path)
    assert run.returncode == 2 and str(path) in run.stderr
    for reason in reasons:
        assert reason in run.stderr


def test_a_damaged_archive_is_refused_wherever_it_is_damaged(program, tmp_path, forms):
    whole = bytearray((forms / "medmnist.npz").read_bytes())
    for at in range(100, len(whole), len(whole) // 6):
        damaged = whole.copy()
        damaged[at] ^= 0x55
        (tmp_path / "set.npz").write_bytes(damaged)
        assert call(program, "data", tmp_path / "set.npz").returncode == 2


def test_bad_files_are_named_and_left_out_where_asked(program, tmp_path):
    images, labels = made(5)
    write_files(tmp_path / "set", images, labels)
    (tmp_path / "set" / "0" / "broken.png").write_bytes(png(images[0])[:200])
    (tmp_path / "set" / "0" / "THUMBS.DB").write_bytes(b"x")
    refused = call(program, "train", "--dataset", tmp_path / "set", *SHORT)
    assert refused.returncode == 2 and "broken.png" in refused.stderr and "--bad_images skip" in refused.stderr
    shown = call(program, "data", tmp_path / "set")
    assert shown.returncode == 0 and "broken.png" in shown.stdout and "THUMBS" not in shown.stdout
    assert train(program, tmp_path / "set", "--bad_images", "skip")["status"] == "completed"


def test_masks_of_0_and_1_are_said_to_be_black(program, tmp_path):
    images = np.random.default_rng(0).integers(0, 2, (8, 8, 8))
    for name, kind in (("bytes", np.uint8), ("truth", bool), ("wide", np.int32)):
        np.savez(tmp_path / f"{name}.npz", images=images.astype(kind), labels=np.arange(8) % 2)
        found = json.loads(call(program, "data", tmp_path / f"{name}.npz", "--json").stdout)
        assert any("multiply them by 255" in remark for remark in found["remarks"]), name
    np.savez(tmp_path / "reals.npz", images=images.astype(np.float32), labels=np.arange(8) % 2)
    assert not json.loads(call(program, "data", tmp_path / "reals.npz", "--json").stdout)["remarks"]


def test_parts_of_bytes_and_of_numbers_up_to_1_are_alike(program, tmp_path):
    images, labels = made(5)
    parts = {"x_train": images, "y_train": labels, "x_test": images, "y_test": labels}
    np.savez(tmp_path / "bytes.npz", **parts)
    np.savez(tmp_path / "mixed.npz", **(parts | {"x_train": images.astype(np.float64) / 255}))
    first, second = (json.loads(call(program, "data", tmp_path / f"{name}.npz", "--json").stdout)["parts"]["train"]["checksum"]
                     for name in ("bytes", "mixed"))
    assert first == second
