"""The report: draws experiments from results, writes the files behind them, and one page that shows all."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from . import overview, page
from .artefacts import Artefacts
from .design import recognise
from .errors import Absent, BadInput
from .experiments import Pool
from .figures import EXPERIMENTS, PAPERS, Paper, papers_of, sweeps_of
from .results import Results
from .overview import static
from .web import assets

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
        "program": f"quanvas {attributes.get('program_version')}, revision {', '.join(results.revisions)}",
        "compiler": f"{attributes.get('compiler')} {attributes.get('flags')}",
        "libraries": attributes.get("libraries"),
    }


def _lead(pool: Pool) -> str:
    trials = sum(len(results.trials) for results in pool)
    seconds = sum(results.trials["seconds"].sum() for results in pool)
    datasets = sorted({name for results in pool for name in results.trials["dataset"]})
    revisions = sorted({revision for results in pool for revision in results.revisions})
    subjects = " and ".join(paper.subject for paper in papers_of(pool))
    described = str(pool[0].attributes.get("sweep_description", "")) if len(pool) == 1 else ""
    subject = f"{subjects[0].upper()}{subjects[1:]} on {', '.join(datasets)}" if subjects else described.rstrip(".") or f"Sweeps on {', '.join(datasets)}"
    return (f"{subject}{'' if subject.endswith('?') else ':'} {trials} trials of {len(pool)} sweep{'s' if len(pool) > 1 else ''}, {_duration(seconds)} of computing, "
            f"revision {', '.join(revisions)}.")


def stems_of(pool: Pool) -> list[str]:
    """The experiments of the papers whose sweeps the results are of."""
    return [stem for paper in papers_of(pool) for stem in paper.experiments]


@dataclass(frozen=True)
class Live:
    """A sweep that is under way. progress: a sentence for the head of the page. refresh: seconds after which a browser loads the page again, 0 for never."""

    progress: str = ""
    refresh: int = 0


@dataclass
class _Report:
    """What comes together on the page."""

    pool: Pool
    folder: Path
    made: dict[str, Artefacts] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    charts: dict[str, object] = field(default_factory=dict)
    runs: dict[str, object] = field(default_factory=dict)

    def draw(self, stems: list[str]) -> None:
        """The papers' experiments, of their own sweeps where there are some."""
        for stem in stems:
            paper = next(paper for paper in PAPERS if stem in paper.experiments)
            try:
                self.made[stem] = EXPERIMENTS[stem].make(sweeps_of(paper, self.pool) or self.pool, self.folder)
            except Absent as reason:
                self.absent.append(f"{stem} is not shown: {reason}.")

    def paper(self, paper: Paper) -> tuple[str, page.Entry] | None:
        of_paper = {stem: self.made[stem] for stem in self.made if stem in paper.experiments}
        if not of_paper:
            return None
        body, entries = "", []
        for stem, artefacts in of_paper.items():
            csv = self.folder / f"{stem}.csv"
            artefacts.data.to_csv(csv, index=False)
            self.files |= {path.name: path for path in (*page.shown_pictures(artefacts), csv)}
            body += page.section(stem, artefacts, csv)
            entries.append(page.Entry(stem, artefacts.title))
        anchor = f"paper-{paper.name.lower()}"
        return page.part(anchor, paper.heading, body), page.Entry(anchor, paper.heading, tuple(entries))

    def sweep(self, results: Results, name: str, folded: bool) -> tuple[str, page.Entry]:
        """What one sweep found, whatever it is about."""
        view = overview.view_of(results, self.folder, name)
        found = [_what_was_run(results, name), *overview.sections(view)]
        self.files |= view.files
        self.charts |= view.charts
        self.runs |= view.runs
        body = "".join(page.collapsible(section.anchor, section.title, section.html) for section in found)
        title = f"Sweep {results.name}" if results.name else "Sweep"
        return page.part(f"sweep-{name}", title, body, folded), page.Entry(f"sweep-{name}", title, tuple(page.Entry(s.anchor, s.title) for s in found))

    def missing(self) -> tuple[str, page.Entry] | None:
        if not self.absent:
            return None
        return (page.collapsible("missing", "What is missing", "".join(page.warning(sentence) for sentence in self.absent)), page.Entry("missing", "What is missing"))


def _what_was_run(results: Results, name: str) -> overview.Section:
    accuracies = accuracy_table(results)
    shown = "" if accuracies.empty else (f"<details><summary>final accuracies</summary>{page.table(accuracies)}<p class=notes>Mean ± standard deviation over seeds.</p>"
                                           "</details>")
    gaps = "".join(page.warning(sentence) for sentence in results.gaps())
    idle = "".join(f"<p class=note>{page.escape(sentence)}</p>" for sentence in recognise(results).idle)
    facts = _facts(results)
    first = {key: facts.pop(key) for key in ("sweep", "trials", "seeds", "computing")}
    return overview.Section(f"run-{name}", f"What was run: {results.name}", f"{gaps}{page.facts(first)}{idle}<details><summary>machine, program, data</summary>{page.facts(facts)}"
                            f"</details>{shown}<details><summary>sweep file</summary><pre tabindex='0' role='region' aria-label='sweep file'>{page.escape(results.attributes.get('sweep', ''))}</pre></details>")


def _names(pool: Pool) -> list[str]:
    """For anchors and files: each sweep's own."""
    names: list[str] = []
    for results in pool:
        name = re.sub(r"[^A-Za-z0-9_]+", "_", results.name) or "sweep"
        while name in names:
            name += "_2"
        names.append(name)
    return names


def write(pool: Pool, folder: Path, stems: list[str], live: Live = Live(), for_print: bool = False) -> tuple[Path, dict[str, Artefacts], list[str]]:
    """Draws the named experiments of the papers and the report of each sweep; returns the page, what was made of the experiments, and a sentence for each that
    the results cannot show. live: of a sweep that is under way. for_print: every chart as SVG and PNG as well."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError("no permission to write")
        return _write(_Report(pool, folder), stems, live, for_print)
    except OSError as error:
        raise BadInput(f"{folder}: the report cannot be written there ({error}); choose another folder with -o") from error


def _write(report: _Report, stems: list[str], live: Live, for_print: bool) -> tuple[Path, dict[str, Artefacts], list[str]]:
    report.draw(stems)
    parts = [report.paper(paper) for paper in PAPERS]
    parts.append(report.missing())
    folded = any(parts[:-1])
    parts += [report.sweep(results, name, folded) for results, name in zip(report.pool, _names(report.pool))]
    parts = [part for part in parts if part]
    pool = report.pool
    name = pool[0].name if len(pool) == 1 else f"{' and '.join(paper.name for paper in papers_of(pool)) or ', '.join(r.name for r in pool)}, " \
                                               f"{'claims and figures' if papers_of(pool) else 'what they found'}"
    if for_print:
        static.write(report.charts, report.folder)
    bundle = assets.bundle({"charts": report.charts, "runs": report.runs}, report.files)
    body = page.warning(live.progress) if live.progress else ""
    text = page.document(f"Quanvas: {name}", _lead(pool), [entry for _, entry in parts], body + "".join(body for body, _ in parts), bundle, live.refresh)
    file = report.folder / "report.html"
    partial = file.with_suffix(".html.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)  # whole or as before, for a browser that loads it meanwhile
    return file, report.made, report.absent
