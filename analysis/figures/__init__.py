"""The experiments of the report, in its order. Each module has

    TITLE                              what it shows, in a line
    make(pool, folder) -> Artefacts    from the results of one or several sweeps; raises experiments.Absent, saying why, where these do
                                       not suffice

and the name of its sweep file in sweeps/, where it has one of its own.
"""

from . import (claims, conventions, exact_gradient, fig01, fig02, fig03, fig04, fig05, fig06, fig07, fig08, fig09, fig10, fig11, head_reach,
               table2, table3, wirings)

EXPERIMENTS = {module.__name__.rpartition(".")[2]: module for module in (
    claims, fig01, fig02, fig03, fig04, fig05, fig06, fig07, wirings, fig08, fig09, fig10, head_reach, fig11, exact_gradient, conventions,
    table2, table3)}
