"""What `cmake --install` puts where, and that it works from there: completions, manual pages, the report's package."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def prefix(tmp_path_factory, program) -> Path:
    """An installed tree, under a path with a space in it."""
    build = program.parents[1]
    if not (build / "CMakeCache.txt").is_file():
        pytest.skip(f"{build} is no build folder")
    folder = tmp_path_factory.mktemp("installed") / "a prefix"
    subprocess.run(["cmake", "--install", build, "--prefix", folder], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("file", ["bin/quanvas", "share/quanvas/analysis/__main__.py", "share/quanvas/sweeps/smoke.toml", "share/quanvas/slurm/README.md",
                                  "share/quanvas/README.md", "share/quanvas/LICENSE", "share/quanvas/docs/findings.md", "share/man/man1/quanvas.1",
                                  "share/man/man1/quanvas-sweep.1", "share/man/man1/quanvas-completion.1",
                                  "share/bash-completion/completions/quanvas", "share/zsh/site-functions/_quanvas",
                                  "share/fish/vendor_completions.d/quanvas.fish"])
def test_the_installed_tree_is_whole(prefix, file):
    assert (prefix / file).stat().st_size > 0


def test_submit_finds_the_reports_package(prefix, tmp_path):
    sweep = prefix / "share/quanvas/sweeps/smoke.toml"
    run = subprocess.run([prefix / "bin/quanvas", "submit", sweep, "--out", tmp_path / "out", "--dry-run"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert f"cd '{prefix}/share/quanvas' && python3 -m analysis report" in run.stdout


def test_the_installed_package_runs_the_installed_program(prefix, tmp_path):
    packages = prefix / "lib/python3/dist-packages"
    if not list(packages.glob("quanvas/_core*.so")):
        pytest.skip("built without the Python module")
    code = "import quanvas, quanvas.analysis; print(quanvas.program()); print(quanvas.train(dataset='synthetic', samples_per_class=5, epochs=1).status)"
    environment = {name: value for name, value in os.environ.items() if name != "QUANVAS_PROGRAM"} | {"PYTHONPATH": str(packages)}
    run = subprocess.run(["/usr/bin/python3", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.stdout.split("\n")[:2] == [str(prefix / "bin/quanvas"), "completed"], run.stderr
    assert not list(packages.glob("analysis*")), "no module of a common name"
    help_text = subprocess.run(["/usr/bin/python3", "-m", "quanvas", "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert help_text.returncode == 0 and "compare" in help_text.stdout, help_text.stderr


def test_without_the_reports_package_submit_refuses(prefix, tmp_path):
    program = tmp_path / "quanvas"
    shutil.copy(prefix / "bin/quanvas", program)
    command = [program, "submit", ROOT / "sweeps/smoke.toml", "--out", tmp_path / "out", "--dry-run"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 2 and "--no-report" in run.stderr and run.stderr.count("\n") == 1
    assert subprocess.run([*command, "--no-report"], capture_output=True).returncode == 0


def test_missing_python_packages_are_named(prefix):
    # Without its site Python has no packages but its own.
    run = subprocess.run(["python3", "-S", "-E", "-m", "analysis", "list"], cwd=prefix / "share/quanvas", capture_output=True, text=True)
    assert run.returncode == 2 and run.stderr.count("\n") == 1
    assert "lacks h5py" in run.stderr and "pip install h5py" in run.stderr and "python3-statsmodels" in run.stderr


def complete(file: Path, *words: str) -> set[str]:
    """What bash offers for the last of these words."""
    quoted = " ".join(f"'{word}'" for word in words)
    script = f"source '{file}'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _quanvas; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    return set(subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True).stdout.split())


def test_bash_completes_commands_options_and_values(prefix):
    file = prefix / "share/bash-completion/completions/quanvas"
    assert complete(file, "quanvas", "s") == {"sweep", "submit", "status", "show"}
    assert complete(file, "quanvas", "help", "wir") == {"wirings"}
    assert complete(file, "quanvas", "sweep", "--j") == {"--jobs"}
    assert complete(file, "quanvas", "train", "--optimizer", "ad") >= {"adam", "adamw"}
    assert complete(file, "quanvas", "data", "fashion") == {"fashion_mnist"}
    assert complete(file, "quanvas", "sweep", "swe") == set()  # left to the names of files


@pytest.mark.parametrize("shell, file", [("zsh", "share/zsh/site-functions/_quanvas"), ("fish", "share/fish/vendor_completions.d/quanvas.fish")])
def test_other_shells_read_their_completions(prefix, shell, file):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    run = subprocess.run([shell, "-n", prefix / file], capture_output=True, text=True)
    assert run.returncode == 0 and run.stderr == ""


def test_manual_pages_are_read_without_a_warning(prefix):
    if not shutil.which("man"):
        pytest.skip("no man here")
    for page in ("quanvas.1", "quanvas-sweep.1"):
        run = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", prefix / "share/man/man1" / page], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                             env={**os.environ, "MANPAGER": "cat", "PAGER": "cat", "LC_ALL": "C.UTF-8"})
        assert run.returncode == 0 and run.stderr == "" and "SYNOPSIS" in run.stdout
