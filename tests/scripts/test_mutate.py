"""scripts/mutate: what it changes and what it leaves alone, and one whole run on code in Python."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from mutation import program  # noqa: E402
from mutation.code import code_of, functions_of, lines_with_functions  # noqa: E402
from mutation.operators import mutants_of  # noqa: E402

CPP = """#include <a + b>
// true and 1 + 1
int twice(int x, const char* text) {
  if (x == 0 && text) return f("1 < 2", 'x');
  y += std::max(x, 3);  // 1 + 1
  return x < 0 ? y : z;
}

class Part {
 public:
  int size() const { return size_ + 1; }
};
"""
PYTHON = '''def share(part, whole):
    """Of 1 + 1."""
    if whole == 0:
        return 0.0
    return part / whole
'''


def lines_of(file: str, text: str, lines=None) -> set[str]:
    return {mutant.applied().splitlines()[mutant.line - 1].strip() for mutant in mutants_of(file, text, lines)}


def test_every_kind_of_change_is_made():
    assert lines_of("a.cpp", CPP) == {
        'if (x != 0 && text) return f("1 < 2", \'x\');', 'if (x == 0 || text) return f("1 < 2", \'x\');', 'if (x == 1 && text) return f("1 < 2", \'x\');',
        'if (!(x == 0 && text)) return f("1 < 2", \'x\');', 'if (x == 0 && text) return f(\'x\', "1 < 2");',
        "y -= std::max(x, 3);  // 1 + 1", "y += std::min(x, 3);  // 1 + 1", "y += std::max(3, x);  // 1 + 1", "y += std::max(x, 4);  // 1 + 1",
        ";", ";  // 1 + 1", "return x <= 0 ? y : z;", "return x < 1 ? y : z;", "return x < 0 ? z : y;", "int size() const { return size_ - 1; }",
        "int size() const { return size_ + 0; }"}


def test_python_has_its_own_words():
    assert lines_of("a.py", PYTHON) == {"if whole != 0:", "if whole == 1:", "if not (whole == 0):", "return 1.0", "return part * whole"}


def test_comments_strings_and_directives_are_no_code():
    assert [line.strip() for line in code_of(CPP, python=False).splitlines()[:3]] == ["", "", "int twice(int x, const char* text) {"]
    assert "1 < 2" not in code_of(CPP, python=False)
    assert "1 + 1" not in code_of(PYTHON, python=True)


def test_a_changed_line_stands_for_its_function():
    assert functions_of(CPP, python=False) == [(3, 7), (11, 11)]
    assert lines_with_functions({5}, functions_of(CPP, python=False)) == {3, 4, 5, 6, 7}
    assert lines_with_functions({10}, functions_of(CPP, python=False)) == {10}
    assert lines_with_functions({3}, functions_of(PYTHON, python=True)) == {1, 2, 3, 4, 5}
    assert lines_of("a.cpp", CPP, {11}) == {"int size() const { return size_ - 1; }", "int size() const { return size_ + 0; }"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "part").mkdir()
    (tmp_path / "part/share.py").write_text(PYTHON)
    (tmp_path / "tests/part").mkdir(parents=True)
    (tmp_path / "tests/part/test_share.py").write_text("import sys\nsys.path.insert(0, '.')\nfrom part.share import share\n"
                                                       "def test_share():\n    assert share(1, 2) == 0.5\n")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(program, "ROOT", tmp_path)
    return tmp_path


def test_a_run_says_what_no_test_notices(project, capsys):
    report = project / "report.txt"
    assert program.main(["part/share.py", "--scratch", str(project / "build-scratch"), "--report", str(report)]) == 1
    printed = capsys.readouterr().out
    assert "survived: part/share.py:4 constant\n    -        return 0.0\n    +        return 1.0" in printed
    assert "killed: part/share.py:5 arithmetic" in report.read_text()
    assert (project / "part/share.py").read_text() == PYTHON


def test_only_functions_that_changed(project, capsys):
    (project / "part/share.py").write_text(PYTHON + "\n\ndef other(a):\n    return a + 1\n")
    assert program.main(["--since", "HEAD", "--list"]) == 0
    assert capsys.readouterr().out.endswith("2 mutants\n")


def test_bad_arguments_are_named(project, capsys):
    with pytest.raises(SystemExit, match="no file of this project"):
        program.main(["missing.cpp"])
    with pytest.raises(SystemExit) as ended:
        program.main([])
    assert ended.value.code == 2
    assert "name files" in capsys.readouterr().err
