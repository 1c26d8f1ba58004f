"""A file has one subject and at most 300 lines, a function at most 60: C++ and Python, tests included."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 60
NO_FUNCTION = re.compile(r"\s*(namespace|class|struct|enum|union|extern|if|for|while|switch|else|do|try|catch)\b")
FILES = sorted(file for folder in ("src", "tests", "analysis") for suffix in (".hpp", ".cpp", ".py")
               for file in (ROOT / folder).rglob(f"*{suffix}"))


def cpp_functions(text: str) -> Iterator[tuple[int, int]]:
    """First line (from 1) and number of lines of every function at namespace or class level, of formatted text: there
    the nearest line above a closing brace with the same indentation opens it."""
    lines = text.splitlines()
    for end, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if line.strip() != "}" or indent > 2:
            continue
        start = next((i for i in range(end - 1, -1, -1) if lines[i].strip() and not lines[i].startswith("#")
                      and len(lines[i]) - len(lines[i].lstrip()) <= indent), 0)
        if "(" in lines[start] and not NO_FUNCTION.match(lines[start]):
            yield start + 1, end - start + 1


def python_functions(text: str) -> Iterator[tuple[int, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def long_functions(file: Path) -> list[str]:
    functions = python_functions if file.suffix == ".py" else cpp_functions
    return [f"{file.name}:{line}: {length} lines" for line, length in functions(file.read_text())
            if length > MOST_LINES_OF_A_FUNCTION]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_keep_to_their_size(file):
    assert len(file.read_text().splitlines()) <= MOST_LINES_OF_A_FILE
    assert long_functions(file) == []


@pytest.mark.parametrize("opening", ["int f(int a) {", "Class::Class(int a) : a_(a) {", "  void g() const {",
                                     "std::vector<int> long_name(const std::vector<int>& a,\n                     int b) {"])
def test_a_long_function_is_found(tmp_path, opening):
    file = tmp_path / "a.cpp"
    indent = "  " if opening.startswith("  ") else ""
    file.write_text(opening + "\n" + f"{indent}  a += 1;\n" * 70 + indent + "}\n")
    assert len(long_functions(file)) == 1


def test_a_table_is_no_function(tmp_path):
    file = tmp_path / "a.cpp"
    file.write_text("constexpr std::array kRows{\n" + "    row(1, 2),\n" * 70 + "};\n")
    assert long_functions(file) == []
