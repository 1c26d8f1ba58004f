"""The report: draws experiments from results, writes the files behind them, and one page that shows all."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pandas as pd

from . import page
from .artefacts import Artefacts
from .experiments import Absent, Pool
from .figures import EXPERIMENTS, PAPERS, papers_of
from .results import BadInput, Results

MOST_GROUPS = 24  # of trials in a table of final accuracies

OF_DATA = ("labels", "classes", "samples_per_class", "train_fraction", "test_fraction", "test_per_class")  # what mostly follows from the data set
STATUSES = ("completed", "diverged", "failed", "lost", "stopped")


def accuracy_table(results: Results) -> pd.DataFrame:
    """Final accuracies in percent, mean ± standard deviation over seeds, for each group of trials that differ in the seed alone; empty where
    there are more than MOST_GROUPS."""
    rows = results.completed()
    varied = [name for name in results.parameters if name != "seed" and rows[name].nunique() > 1 and not _follows(rows, name)] or ["wiring"]
    groups = rows.groupby(varied if len(varied) > 1 else varied[0], sort=False)
    if not 0 < groups.ngroups <= MOST_GROUPS:
        return pd.DataFrame()
    lines = []
    for values, group in groups:
        line = dict(zip(varied, values if isinstance(values, tuple) else (values,))) | {"trials": len(group)}
        for metric, name in (("train_accuracy", "training accuracy, %"), ("validation_accuracy", "validation accuracy, %"),
                             ("best_test_accuracy", "test accuracy, %")):
            if rows[metric].isna().all():
                continue
            accuracies = 100 * group[metric]
            line[name] = f"{accuracies.mean():.1f}" + (f" ± {accuracies.std():.1f}" if len(group) > 1 else "")
        lines.append(line | {"seconds per trial": f"{group['seconds'].mean():.2f}"})
    return pd.DataFrame(lines)


def _follows(rows: pd.DataFrame, name: str) -> bool:
    """Whether the data set, which varies, says this parameter's value as well."""
    return name in OF_DATA and rows["dataset"].nunique() > 1 and bool((rows.groupby("dataset")[name].nunique() == 1).all())


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _facts(results: Results) -> dict[str, object]:
    attributes, trials = results.attributes, results.trials
    counts = trials["status"].value_counts()
    seeds = sorted(set(trials["seed"]))
    workers = trials[["host", "rank"]].drop_duplicates().groupby("host").size()
    return {
        "sweep": f"{results.name}: {attributes.get('sweep_description', '')}",
        "trials": f"{results.planned} planned, " + ", ".join(f"{counts.get(s, 0)} {s}" for s in STATUSES if s in counts or s == "completed"),
        "seeds": f"{len(seeds)}: {', '.join(map(str, seeds[:20]))}{', ...' if len(seeds) > 20 else ''}",
        "data": str(attributes.get("data_checksums", "")).replace("\n", "; "),
        "computing": f"{_duration(trials['seconds'].sum())} in all, {trials['threads'].max() if len(trials) else 0} thread(s) a trial",
        "machine": ", ".join(f"{host} ({count} worker{'s' if count > 1 else ''})" for host, count in workers.items()),
        "results written": datetime.fromtimestamp(results.path.stat().st_mtime).strftime("%Y-%m-%d %H:%M"),
        "program": f"quanvas {attributes.get('program_version')}, revision {attributes.get('git_revision')}",
        "compiler": f"{attributes.get('compiler')} {attributes.get('flags')}",
        "libraries": attributes.get("libraries"),
    }


def _lead(pool: Pool) -> str:
    trials = sum(len(results.trials) for results in pool)
    seconds = sum(results.trials["seconds"].sum() for results in pool)
    datasets = sorted({name for results in pool for name in results.trials["dataset"]})
    revisions = sorted({str(results.attributes.get("git_revision")) for results in pool})
    subjects = " and ".join(paper.subject for paper in papers_of(pool)) or "no trials"
    return (f"{subjects[0].upper()}{subjects[1:]} on {', '.join(datasets)}: {trials} trials of {len(pool)} sweep{'s' if len(pool) > 1 else ''}, "
            f"{_duration(seconds)} of computing, revision {', '.join(revisions)}.")


def _what_was_run(results: Results) -> str:
    accuracies = accuracy_table(results)
    shown = "" if accuracies.empty else (f"<h3>Final accuracy</h3>{page.table(accuracies)}<p class=notes>Mean ± standard deviation over seeds.</p>")
    return (f'<section id="run-{page.escape(results.name)}"><h2>What was run: {page.escape(results.name)}</h2>{page.facts(_facts(results))}{shown}'
            f"<details><summary>sweep file</summary><pre>{page.escape(results.attributes.get('sweep', ''))}</pre></details></section>")


def stems_of(pool: Pool) -> list[str]:
    """The experiments of the papers that the results have trials of."""
    return [stem for paper in papers_of(pool) for stem in paper.experiments]


def write(pool: Pool, folder: Path, stems: list[str]) -> tuple[Path, dict[str, Artefacts], list[str]]:
    """Draws the named experiments; returns the page, what was made, and a sentence for each that the results cannot show."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError("no permission to write")
        return _write(pool, folder, stems)
    except OSError as error:
        raise BadInput(f"{folder}: the report cannot be written there ({error}); choose another folder with -o") from error


def _write(pool: Pool, folder: Path, stems: list[str]) -> tuple[Path, dict[str, Artefacts], list[str]]:
    made: dict[str, Artefacts] = {}
    absent: list[str] = []
    for stem in stems:
        try:
            made[stem] = EXPERIMENTS[stem].make(pool, folder)
        except Absent as reason:
            absent.append(f"{stem} is not shown: {reason}.")

    body = "".join(page.warning(sentence) for results in pool for sentence in results.gaps())
    contents = {}
    parts = [(paper, {stem: made[stem] for stem in made if stem in paper.experiments}) for paper in PAPERS]
    parts = [(paper, of_paper) for paper, of_paper in parts if of_paper]
    for paper, of_paper in parts:
        if len(parts) > 1:
            anchor = f"paper-{paper.name.lower()}"
            body += page.part(anchor, paper.heading)
            contents[anchor] = paper.heading
        for stem, artefacts in of_paper.items():
            csv = folder / f"{stem}.csv"
            artefacts.data.to_csv(csv, index=False)
            body += page.section(stem, artefacts, csv)
            contents[stem] = artefacts.title
    if absent:
        body += '<section id="missing"><h2>What is missing</h2>' + "".join(page.warning(sentence) for sentence in absent) + "</section>"
        contents["missing"] = "What is missing"
    for results in pool:
        body += _what_was_run(results)
        contents[f"run-{results.name}"] = f"What was run: {results.name}"
    file = folder / "report.html"
    name = pool[0].name if len(pool) == 1 else f"{' and '.join(paper.name for paper in papers_of(pool)) or 'nothing'}, claims and figures"
    file.write_text(page.document(f"Quanvas: {name}", _lead(pool), contents, body), encoding="utf-8")
    return file, made, absent
