"""The small changes: wrong operators, comparisons, constants, conditions, swapped arguments, removed statements. They are made on the text, by
patterns, in a file that clang-format has laid out (binary operators stand between spaces) or in Python."""

import re
from dataclasses import dataclass, field

from .code import code_of


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int  # from 1
    start: int  # what is replaced, in the text
    end: int
    replacement: str
    kind: str
    text: str = field(repr=False)  # of the whole file, unchanged

    def applied(self) -> str:
        return self.text[:self.start] + self.replacement + self.text[self.end:]


SWAPS = {"comparison": {" == ": " != ", " != ": " == ", " < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > "},
         "logic": {" && ": " || ", " || ": " && "},
         "arithmetic": {" + ": " - ", " - ": " + ", " * ": " / ", " / ": " * ", " % ": " / ", " += ": " -= ", " -= ": " += ", " *= ": " /= ",
                        " /= ": " *= ", " // ": " * "}}
PYTHON_LOGIC = {" and ": " or ", " or ": " and ", " in ": " not in ", " not in ": " in ", " is not ": " is ", " is ": " is not "}
WORDS = {"true": "false", "false": "true", "True": "False", "False": "True", "min": "max", "max": "min", "min_element": "max_element",
         "max_element": "min_element", "lower_bound": "upper_bound", "upper_bound": "lower_bound", "floor": "ceil", "ceil": "floor", "any_of": "all_of",
         "all_of": "any_of", "any": "all", "all": "any"}
WORD = re.compile(r"(?<![\w.])(?:std::(?:ranges::)?|np\.)?(" + "|".join(WORDS) + r")\b(?=\(|(?<=rue)|(?<=alse))")
INTEGER = re.compile(r"(?<![\w.'])(\d+)(?![\w.'])")
REAL = re.compile(r"(?<![\w.'])(\d+\.\d+)(?![\w.'])")
STEP = re.compile(r"\+\+|--")
NOT = re.compile(r"!(?=[\w(])")
PYTHON_NOT = re.compile(r"(?<=[ (])not (?!in\b)")
# A call of two plain arguments; a declaration's have types before them.
CALL = re.compile(r"(?<!def )\b\w+[({]([^(){},;]+), ([^(){},;]+)[)}]")
DECLARED = re.compile(r"^(const )?[\w:<>]+[&*]? [&*]?\w+$|^(auto|const)\b")
CHOICE = re.compile(r" \? ([^?:;]+?) : ([^?:;,]+?)(?=[;,)]|$)", re.M)
PYTHON_CHOICE = re.compile(r"(?<= if )([^:\n\[\](){}]+?)(?= else )")
CONDITION = re.compile(r"\b(?:if|elif) ?(?:constexpr )?(?=\()")
PYTHON_CONDITION = re.compile(r"^\s*(?:if|elif) (?P<condition>[^\n]+):$", re.M)
STATEMENT = re.compile(r"^(?P<indent>\s+)(?P<body>(?:if \(.*\) )?(?:\+\+|--)?[\w*][^\n]*;)\s*$", re.M)
DECLARATION = re.compile(r"return [^;]|(const|constexpr|static|auto|using|throw|case|default|else|for|while|struct|class|enum|friend|template|virtual"
                         r"|explicit|inline|mutable|typename)\b|[\w:]+(<.*>)?[&*]* [&*]?\w+(\[.*\])?( =|;|\{|\(|,)|public|private|require\(.*,$")
PYTHON_STATEMENT = re.compile(r"^(?P<indent>\s+)(?P<body>(?!return|import|from|def|class|if|for|while|with|else|elif|try|except|raise|yield|pass|@|global"
                              r"|nonlocal|assert)[A-Za-z_][^\n]*)$", re.M)


def balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))


def closing(code: str, opening: int) -> int:
    """Behind the parenthesis that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(code)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            return at + 1
    return len(code)


def word_changes(code: str, python: bool):
    """(start, end, replacement, kind)"""
    for kind, table in [*SWAPS.items(), *([("logic", PYTHON_LOGIC)] if python else [])]:
        for old, new in table.items():
            for match in re.finditer(re.escape(old), code):
                yield match.start(), match.end(), new, kind
    for match in WORD.finditer(code):
        yield match.start(1), match.end(1), WORDS[match[1]], "word"
    for match in INTEGER.finditer(code):
        yield match.start(), match.end(), "0" if match[1] == "1" else str(int(match[1]) + 1), "constant"
    for match in REAL.finditer(code):
        yield match.start(), match.end(), str(float(match[1]) + 1), "constant"
    for match in STEP.finditer(code) if not python else ():
        yield match.start(), match.end(), "--" if match.group() == "++" else "++", "arithmetic"
    for match in (PYTHON_NOT if python else NOT).finditer(code):
        yield match.start(), match.end(), "", "logic"


def phrase_changes(code: str, text: str, python: bool):
    """The same for conditions, arguments and choices; text that is kept comes from `text`, where strings stand."""
    for match in CALL.finditer(code):
        first, second = text[slice(*match.span(1))], text[slice(*match.span(2))]
        if first != second and first.strip() and second.strip() and not DECLARED.match(first.strip()) and not DECLARED.match(second.strip()):
            if "=" not in match.group():
                yield match.start(1), match.end(2), f"{second}, {first}", "arguments"
    if python:
        for match in PYTHON_CONDITION.finditer(code):
            start, end = match.span("condition")
            yield start, end, f"not ({text[start:end]})", "condition"
        for match in PYTHON_CHOICE.finditer(code):
            yield match.start(1), match.end(1), f"not ({text[slice(*match.span(1))]})", "condition"
        return
    for match in CHOICE.finditer(code):
        first, second = text[slice(*match.span(1))], text[slice(*match.span(2))]
        if balanced(first) and balanced(second):
            yield match.start(), match.end(), f" ? {second} : {first}", "condition"
    for match in CONDITION.finditer(code):
        end = closing(code, match.end())
        if ";" not in code[match.end():end] and code[match.end() + 1] != "!":
            yield match.end(), end, f"(!{text[match.end():end]})", "condition"


def removals(code: str, text: str, python: bool):
    for match in (PYTHON_STATEMENT if python else STATEMENT).finditer(code):
        body = match["body"]
        after = code[match.end():].lstrip()
        starts_there = python or re.search(r"[;{}:)]\s*$|else\s*$", code[:match.start()]) or not code[:match.start()].strip()
        if not balanced(body) or not starts_there or after.startswith("else") or (not python and DECLARATION.match(body)):
            continue
        start, end = match.span("body")
        yield start, end, "pass" if python else ";", "removal"


def mutants_of(file: str, text: str, lines: set[int] | None = None) -> list[Mutant]:
    """All mutants of a file, or those on the given lines."""
    python = file.endswith(".py")
    code = code_of(text, python)
    found = {}
    for changes in (word_changes(code, python), phrase_changes(code, text, python), removals(code, text, python)):
        for start, end, replacement, kind in changes:
            line = text.count("\n", 0, start + len(text[start:end]) - len(text[start:end].lstrip("\n"))) + 1
            if text[start:end] != replacement and (lines is None or line in lines):
                found.setdefault((start, end, replacement), Mutant(file, line, start, end, replacement, kind, text))
    return sorted(found.values(), key=lambda mutant: (mutant.start, mutant.end, mutant.replacement))

