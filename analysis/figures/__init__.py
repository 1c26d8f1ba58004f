"""The experiments of the report, in its order. Each module has

    TITLE                          what it shows, in a line
    missing(results) -> str        "" or why these results cannot show it
    make(results, folder) -> Artefacts

and the name of its sweep file in sweeps/, where it has one of its own.
"""

from . import fig08, table2

EXPERIMENTS = {"fig08": fig08, "table2": table2}
