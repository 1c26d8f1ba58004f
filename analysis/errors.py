"""What can be wrong, or missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BadInput(Exception):
    """Something outside is wrong; the message says what, where and what to try. Ends in exit code 2."""


class Absent(Exception):
    """An experiment cannot be shown, a question not be answered; the message says why."""


def nearest(name: str, names: Iterable[str]) -> str:
    """A question after a name that is not there: "; did you mean X?", or nothing."""
    found = difflib.get_close_matches(name, list(names), 1)
    return f"; did you mean {found[0]}?" if found else ""
