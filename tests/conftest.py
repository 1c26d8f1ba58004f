"""For all tests: sweeps run in one process unless a test asks for more."""

import os

os.environ.setdefault("QUANVAS_JOBS", "1")
