"""Errors that end in one message and exit code 2."""

from __future__ import annotations


class BadInput(Exception):
    """Something outside is wrong; the message says what, where and what to try."""
