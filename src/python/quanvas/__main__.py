"""`python3 -m quanvas` is the command line of the analysis: report, compare, best, table, merge, list."""

import sys

from quanvas.analysis.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
