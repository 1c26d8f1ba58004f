"""The command line of scripts/mutate, and its report."""

import argparse
import difflib
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from .code import functions_of, lines_with_functions
from .operators import Mutant, mutants_of
from .workshop import KILLED, NOT_COMPILED, SURVIVED, Verdict, Workshop

ROOT = Path(__file__).resolve().parents[2]
HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.M)
DESCRIPTION = """Changes the code a little at many places, one at a time, builds the affected test program and runs it: a change that no test
notices shows what is not tested (or that the change means nothing). Files of src/ are judged by the test program of their folder, files in Python by
the tests of their or their package's name. All is done in a scratch copy, which is kept, so that the next call builds
little. A mutant of a header builds whatever includes it, which may take minutes."""
EXAMPLES = """examples:
  scripts/mutate src/train/trainer.cpp --sample 20 --seed 1
  scripts/mutate --since main                       every function changed since main
  scripts/mutate analysis/stats.py --report out/mutants.txt
  scripts/mutate --list src/store/lock.cpp          the mutants, without running any

The exit code is 0 where none survives, 1 where some do, 2 where nothing could be run."""


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=DESCRIPTION, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="files or folders of src/ and Python files; with --since: only these")
    parser.add_argument("--since", metavar="REVISION", help="mutate only functions that were changed since this revision of git")
    parser.add_argument("--sample", type=int, metavar="N", help="try N of the mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default 0)")
    parser.add_argument("--tests", metavar="WHICH", help="of the tests only these: a filter of GoogleTest, or pytest's arguments")
    parser.add_argument("--scratch", type=Path, default=ROOT / "build-mutation", metavar="DIR", help="where to work (default build-mutation/)")
    parser.add_argument("--cmake", action="append", default=[], metavar="OPTION", help="for CMake, as in --cmake=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache; may be repeated")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write every mutant there, with its diff")
    parser.add_argument("--list", action="store_true", help="say which mutants there are and run none")
    options = parser.parse_args(arguments)
    if not options.files and not options.since:
        parser.error("name files, or a revision after --since")
    return options


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"scripts/mutate: git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def mutable(name: str) -> bool:
    return name.startswith("src/") and name.endswith((".cpp", ".hpp")) or name.endswith(".py") and not name.startswith("tests/")


def files_of(options: argparse.Namespace) -> list[str]:
    named = []
    for name in options.files:
        path = (ROOT / name).resolve() if not Path(name).is_absolute() else Path(name)
        if not path.exists() or ROOT not in [path, *path.parents]:
            sys.exit(f"scripts/mutate: {name} is no file of this project")
        named.append(path.relative_to(ROOT))
    names = git("diff", "--name-only", "--diff-filter=d", options.since, "--").split() if options.since else git("ls-files").split()
    chosen = [name for name in names if mutable(name) and (not named or any(path in [Path(name), *Path(name).parents] for path in named))]
    if not chosen:
        sys.exit("scripts/mutate: no file to mutate: it takes .cpp and .hpp files of src/ and Python files outside tests/")
    return chosen


def changed_lines(revision: str, name: str) -> set[int]:
    hunks = HUNK.findall(git("diff", "-U0", revision, "--", name))
    return {line for first, count in hunks for line in range(int(first), int(first) + int(count or 1))}


def collect(options: argparse.Namespace) -> list[Mutant]:
    mutants = []
    for name in files_of(options):
        text = (ROOT / name).read_text()
        lines = None
        if options.since:
            lines = lines_with_functions(changed_lines(options.since, name), functions_of(text, name.endswith(".py")))
        mutants += mutants_of(name, text, lines)
    if options.sample is not None and options.sample < len(mutants):
        chosen = sorted(random.Random(options.seed).sample(range(len(mutants)), options.sample))
        mutants = [mutants[i] for i in chosen]
    return mutants


def diff_of(mutant: Mutant) -> str:
    lines = difflib.unified_diff(mutant.text.splitlines(), mutant.applied().splitlines(), lineterm="", n=0)
    return "\n".join(f"    {line}" for line in list(lines)[3:])


def heading(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.line} {mutant.kind}"


def summary(verdicts: list[Verdict]) -> str:
    counts = Counter(verdict.status for verdict in verdicts)
    compiled = counts[KILLED] + counts[SURVIVED]
    share = f", {100 * counts[KILLED] / compiled:.0f}% of those that compile killed" if compiled else ""
    return f"{counts[KILLED]} killed, {counts[SURVIVED]} survived, {counts[NOT_COMPILED]} not compiled{share}"


def run(mutants: list[Mutant], workshop: Workshop, report) -> list[Verdict]:
    verdicts = []
    for number, mutant in enumerate(mutants, 1):
        workshop.prepare(mutant.file)
        verdict = workshop.judge(mutant)
        verdicts.append(verdict)
        line = f"{verdict.status}: {heading(mutant)}" + (f" ({verdict.reason})" if verdict.reason else "")
        print(f"[{number}/{len(mutants)}, {verdict.seconds:.0f} s] {line}", flush=True)
        if verdict.status == SURVIVED:
            print(diff_of(mutant), flush=True)
        if report:
            report.write(f"{line}\n{diff_of(mutant)}\n")
            report.flush()
    return verdicts


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    mutants = collect(options)
    if not mutants:
        print("scripts/mutate: there is nothing in these functions that it could change")
        return 0
    if options.list:
        for mutant in mutants:
            print(f"{heading(mutant)}\n{diff_of(mutant)}")
        print(f"{len(mutants)} mutants")
        return 0
    workshop = Workshop(ROOT, options.scratch.resolve(), options.cmake, options.tests)
    workshop.copy()
    report = options.report.open("w") if options.report else None
    try:
        verdicts = run(mutants, workshop, report)
        print(summary(verdicts))
        if report:
            report.write(f"{summary(verdicts)}\n")
    finally:
        if report:
            report.close()
    return 1 if any(verdict.status == SURVIVED for verdict in verdicts) else 0
