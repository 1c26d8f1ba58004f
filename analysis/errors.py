"""What can be wrong, or missing."""

from __future__ import annotations


class BadInput(Exception):
    """Something outside is wrong; the message says what, where and what to try. Ends in exit code 2."""


class Absent(Exception):
    """An experiment cannot be shown, a question not be answered; the message says why."""
