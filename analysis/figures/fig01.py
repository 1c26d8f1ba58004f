"""Counterpart of the paper's Figure 1, the overview: the flow of the sweeps as they were run, with their own numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Absent, Pool, with_models
from ..results import Results

IN_REPORT = ("ResQuNN", 20)
TITLE = "Figure 1: the flow of a sweep"

HEAD = """digraph sweep {
  rankdir=LR;
  graph [fontname="Helvetica", fontsize=13, bgcolor="white", nodesep=0.25, ranksep=0.5];
  node [fontname="Helvetica", fontsize=11, shape=box, style="filled,rounded", color="#444444", fillcolor="#c7dff2"];
  edge [fontname="Helvetica", fontsize=9, color="#222222"];
"""


MOST_AXES = 5


def _axes(results: Results) -> str:
    """A line for each parameter that the trials differ in."""
    varied = [f"{name}: {results.trials[name].nunique()} values" for name in str(results.attributes.get("axes", "")).split(",")
              if name in results.trials and results.trials[name].nunique() > 1]
    if len(varied) > MOST_AXES:
        varied[MOST_AXES - 1:] = [f"and {len(varied) - MOST_AXES + 1} more parameters"]
    return "\\n".join(varied)


def _facts(results: Results) -> dict[str, object]:
    trials = results.trials
    return {"sweep": results.name, "trials": results.planned, "completed": int((trials["status"] == "completed").sum()),
            "workers": len(set(zip(trials["host"], trials["rank"]))), "trained weights, most": int(trials["parameters"].max()),
            "computing, s": round(float(trials["seconds"].sum()), 1)}


def make(pool: Pool, folder: Path) -> Artefacts:
    shown = with_models(pool, ["resqunn"])
    if not shown:
        raise Absent("no trial of ResQuNN in the results")
    data = pd.DataFrame([_facts(results) for results in shown])
    dot = HEAD
    for index, (results, facts) in enumerate(zip(shown, data.to_dict("records"))):
        dot += f'  s{index} [label="{results.name}.toml\\n{_axes(results)}\\n{facts["trials"]} trials", fillcolor="#ffffff"];\n  s{index} -> coordinator;\n'
    workers = int(data["workers"].max())
    dot += '  coordinator [label="coordinator\\nlongest trials first"];\n'
    for worker in range(min(workers, 4)):
        text = f"worker {worker + 1}" if worker < 3 or workers <= 4 else f"... worker {workers}"
        dot += f'  w{worker} [label="{text}\\ndraw images, build model,\\nsimulate circuits, train", fillcolor="#b8e0d4"];\n'
        dot += f'  coordinator -> w{worker} [dir=both];\n  w{worker} -> shards;\n'
    dot += f"""  shards [label="files of finished trials,\\nwhole or absent", fillcolor="#fff3c4"];
  results [label="results.h5\\n{data['completed'].sum()} of {data['trials'].sum()} trials", fillcolor="#fff3c4"];
  report [label="figures, statistics,\\nclaims, report"];
  shards -> results -> report;
}}
"""
    return Artefacts(TITLE, f"{len(shown)} sweeps with {data['trials'].sum()} trials, handed out by a coordinator to {workers} workers, took "
                            f"{data['computing, s'].sum():.0f} s of computing in all. The numbers are those of the results.", data,
                     program.draw_graph(dot, folder, "fig01"))
