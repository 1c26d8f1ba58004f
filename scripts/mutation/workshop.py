"""The scratch copy of the tree: built once, then with one mutant at a time."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .operators import Mutant

KILLED, SURVIVED, NOT_COMPILED = "killed", "survived", "not compiled"
SHORTEST_LIMIT = 20  # seconds that tests are given at least
SLOWER = 5  # times what they take without a mutant


@dataclass
class Verdict:
    status: str
    reason: str
    seconds: float


def call(command: list[str], folder: Path, limit: float | None = None) -> tuple[int | None, str]:
    """Exit code, or None where the limit ended it, and what was printed."""
    try:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=limit,
                              check=False)
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout


def last_lines(text: str, count: int = 15) -> str:
    return "\n".join(text.splitlines()[-count:])


def test_program(file: str) -> str:
    """Of a file src/FOLDER/NAME."""
    return "test_" + "_".join(Path(file).parts[1:-1])


def python_tests(root: Path, file: str) -> list[str]:
    """tests/FOLDER/test_NAME*.py of a file FOLDER/NAME.py, or, where there are none, those of its package."""
    for path in [Path(file).with_suffix(""), *list(Path(file).parents)[:-1]]:
        if found := sorted((root / "tests" / path.parent).glob(f"test_{path.name}*.py")):
            return [str(test.relative_to(root)) for test in found]
    sys.exit(f"scripts/mutate: there is no tests/{Path(file).parent}/test_{Path(file).stem}.py; name tests after --tests")


def test_command(root: Path, file: str, given: str | None) -> list[str]:
    if file.endswith(".py"):
        tests = given.split() if given else python_tests(root, file)
        return [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return [f"build/tests/{test_program(file)}", "--gtest_fail_fast", "--gtest_brief=1", *([f"--gtest_filter={given}"] if given else [])]


class Workshop:
    def __init__(self, root: Path, scratch: Path, cmake: list[str], tests: str | None):
        self.root, self.scratch, self.cmake, self.tests = root, scratch, cmake, tests
        self.limits: dict[str, float] = {}

    def copy(self) -> None:
        """Brings the scratch copy to the state of the working tree; files that are the same keep their times."""
        _, listed = call(["git", "ls-files", "--cached", "--others", "--exclude-standard"], self.root)
        for name in listed.splitlines():
            source, target = self.root / name, self.scratch / name
            if source.is_file() and not (target.is_file() and target.read_bytes() == source.read_bytes()):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
                target.touch()

    def build(self, file: str) -> tuple[bool, str]:
        if file.endswith(".py"):
            return True, ""
        code, text = call(["cmake", "--build", "build", "--target", test_program(file)], self.scratch)
        return code == 0, text

    def prepare(self, file: str) -> None:
        """Builds and runs the tests of an unchanged file; ends the program where they do not pass."""
        command = test_command(self.scratch, file, self.tests)
        if str(command) in self.limits:
            return
        if not file.endswith(".py") and not (self.scratch / "build/build.ninja").exists():
            code, text = call(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DQUANVAS_BENCHMARKS=OFF", *self.cmake], self.scratch)
            if code:
                sys.exit(f"scripts/mutate: CMake fails in {self.scratch}:\n{last_lines(text)}")
        built, text = self.build(file)
        if not built:
            sys.exit(f"scripts/mutate: the unchanged code does not build:\n{last_lines(text)}")
        start = time.monotonic()
        code, text = call(command, self.scratch)
        if code:
            sys.exit(f"scripts/mutate: the tests of {file} fail without any mutant ({' '.join(command)}):\n{last_lines(text)}")
        self.limits[str(command)] = max(SHORTEST_LIMIT, SLOWER * (time.monotonic() - start))

    def judge(self, mutant: Mutant) -> Verdict:
        path, start = self.scratch / mutant.file, time.monotonic()
        path.write_text(mutant.applied())
        try:
            built, _ = self.build(mutant.file)
            if not built:
                return Verdict(NOT_COMPILED, "", time.monotonic() - start)
            command = test_command(self.scratch, mutant.file, self.tests)
            code, text = call(command, self.scratch, self.limits[str(command)])
        finally:
            path.write_text(mutant.text)
        return Verdict(SURVIVED if code == 0 else KILLED, first_failure(code, text), time.monotonic() - start)


def first_failure(code: int | None, text: str) -> str:
    if code == 0:
        return ""
    if code is None or code < 0:
        return "time limit" if code is None else f"signal {-code}"
    lines = text.splitlines()
    return next((line.strip() for line in lines if line.startswith(("[  FAILED  ]", "FAILED", "ERROR"))), lines[-1].strip() if lines else "no output")
