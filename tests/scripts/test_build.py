"""How CMake finds what Quanvas is built with, and what a build knows of its version, without building anything."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def configure(folder: Path, *options: str) -> subprocess.CompletedProcess:
    """Everything but the libraries that the options hide is found, and no time is spent on compilers."""
    quick = [f"-DCMAKE_{language}_COMPILER_WORKS=1" for language in ("C", "CXX")]
    return subprocess.run(["cmake", "-S", ROOT, "-B", folder, *quick, *options], capture_output=True, text=True)


def test_all_that_is_missing_is_said_at_once(tmp_path):
    hidden = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("fmt", "HDF5", "MPI", "GTest", "Boost")]
    run = configure(tmp_path, *hidden, "-DQUANVAS_TESTS=ON", "-DQUANVAS_BENCHMARKS=OFF")
    assert run.returncode != 0
    told = run.stderr[run.stderr.index("These are missing:"):]
    for name in ("fmt 9", "HDF5", "MPI", "GoogleTest", "Boost 1.74", "libfmt-dev", "-DQUANVAS_MPI=OFF", "-DQUANVAS_TESTS=OFF"):
        assert name in told
    for found in ("Eigen", "Random123", "zlib", "benchmark"):
        assert found not in told


def test_the_python_module_is_built_where_its_libraries_are(tmp_path):
    wanted = configure(tmp_path, "-DCMAKE_DISABLE_FIND_PACKAGE_pybind11=ON", "-DQUANVAS_PYTHON=ON", "-DQUANVAS_TESTS=OFF", "-DQUANVAS_BENCHMARKS=OFF")
    assert wanted.returncode != 0
    for told in ("pybind11 with Python 3.11", "pybind11-dev", "-DQUANVAS_PYTHON=OFF"):
        assert told in wanted.stderr
    by_chance = configure(tmp_path, "-DQUANVAS_PYTHON=AUTO")
    assert by_chance.returncode == 0 and "without QUANVAS_PYTHON" in by_chance.stdout


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The sources as a release has them, without .git; and the commit that they are of."""
    folder = tmp_path_factory.mktemp("releases") / "quanvas"
    folder.mkdir()
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    if head.returncode:
        pytest.skip("these sources are no repository")
    tar = subprocess.run(["git", "archive", "HEAD", "cmake", ".gitattributes"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "x", "-C", folder], input=tar.stdout, check=True)
    return folder, head.stdout.strip()


def revision_of(folder: Path) -> str:
    (folder / "in").write_text("@QUANVAS_REVISION@")
    subprocess.run(["cmake", f"-DSOURCE_DIR={folder}", f"-DIN={folder}/in", f"-DOUT={folder}/out", "-P", ROOT / "cmake/WriteRevision.cmake"],
                   check=True, capture_output=True)
    return (folder / "out").read_text().strip()


def test_a_release_archive_knows_its_revision(archive):
    folder, head = archive
    assert revision_of(folder) == head[:12]


def test_the_repository_around_an_archive_is_not_taken_for_its_own(archive):
    folder, head = archive
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", folder.parent]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "another project"], check=True)
    assert revision_of(folder) == head[:12]
