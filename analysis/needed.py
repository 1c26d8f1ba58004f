"""The Python packages that the analysis is made with, asked for at once: what is missing is named, with how to get it."""

from __future__ import annotations

import importlib.util
import sys

NEEDED = ("h5py", "matplotlib", "numpy", "pandas", "scipy", "statsmodels")


def require_packages() -> None:
    """Raises ImportError; ends the program with the message alone where this is one (python3 -m analysis)."""
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if not absent:
        return
    message = (f"analysis: {sys.executable} lacks {', '.join(absent)}; `pip install {' '.join(absent)}`, or Debian's "
               f"{' '.join(f'python3-{name}' for name in absent)}, brings them")
    if sys.argv[:1] == ["-m"]:
        print(message, file=sys.stderr)
        sys.exit(2)
    raise ImportError(message)
