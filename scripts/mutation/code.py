"""Source text as code: what is comment or string is blanked out, and functions are found by their braces or, in Python, by their syntax."""

import ast
import bisect
import io
import re
import tokenize

CPP_BLANK = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^[ \t]*#[^\n]*', re.S | re.M)
# Not behaviour that a test could see: promises checked at compile time or in the checked build, and instantiations.
CPP_SILENT = re.compile(r"^\s*(static_assert|assert\(|template (class|struct|void|std|const|[\w:]+<)|using |namespace )")
ACCESS = re.compile(r"\b(public|private|protected):")
CONTROL = re.compile(r"\b(if|for|while|switch|catch|else|do)\b|\]\s*(\(|$)|\]\s*<")


def blanked(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def code_of(text: str, python: bool) -> str:
    """The text with spaces for everything that is no code; lines and columns stay."""
    if not python:
        lines = CPP_BLANK.sub(blanked, text).split("\n")
        return "\n".join(" " * len(line) if CPP_SILENT.match(line) else line for line in lines)
    rows = [list(line) for line in text.split("\n")]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING):
            (row, column), (last_row, last_column) = token.start, token.end
            for r in range(row - 1, last_row):
                first, last = column if r == row - 1 else 0, last_column if r == last_row - 1 else len(rows[r])
                rows[r][first:last] = " " * (last - first)
    return "\n".join("".join(row) for row in rows)


def cpp_functions(code: str) -> list[tuple[int, int]]:
    """(first line, last line), counted from 1, of every braced block with a parameter list before it."""
    starts = [0] + [match.end() for match in re.finditer("\n", code)]
    functions, blocks, header = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at = match.start()
        if match.group() == "{":
            before = ACCESS.sub(blanked, code[header:at])
            is_function = "(" in before and not CONTROL.search(before) and not before.rstrip().endswith(("=", ",", "("))
            first = header + len(before) - len(before.lstrip())
            blocks.append((is_function, first))
        elif match.group() == "}" and blocks:
            is_function, first = blocks.pop()
            if is_function:
                functions.append((bisect.bisect(starts, first), bisect.bisect(starts, at)))
        header = match.end()
    return functions


def functions_of(text: str, python: bool) -> list[tuple[int, int]]:
    if python:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return [(node.lineno, node.end_lineno) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return cpp_functions(code_of(text, python))


def lines_with_functions(changed: set[int], functions: list[tuple[int, int]]) -> set[int]:
    """The changed lines, and all lines of the innermost function around each."""
    lines = set(changed)
    for line in changed:
        around = [(last - first, first, last) for first, last in functions if first <= line <= last]
        if around:
            _, first, last = min(around)
            lines |= set(range(first, last + 1))
    return lines
