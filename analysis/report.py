"""The report: one HTML page that needs no network, and the files behind it."""

from __future__ import annotations

import base64
import html
import os
from pathlib import Path

import pandas as pd

from .artefacts import Artefacts
from .figures import EXPERIMENTS
from .results import BadInput, Results
from .style import wiring_order

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #666; --page: #fff; --line: #ddd; --box: #f6f6f4; --link: #0b5cad }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e6; --soft: #a5a5a0; --page: #16181a; --line: #3a3d40; --box: #202326; --link: #7ab8f5 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif }
h1 { font-size: 1.7rem; margin: 0 0 .3rem } h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem }
p.lead, figcaption, dt { color: var(--soft) } a { color: var(--link) }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap }
td.number, th.number { text-align: right }
figure { margin: 0 } figure img { width: 100%; height: auto; background: #fff; border-radius: 6px }
figcaption { margin: .6rem 0 } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem }
dd { margin: 0; overflow-wrap: anywhere } pre { background: var(--box); padding: .8rem; overflow-x: auto; border-radius: 6px }
.warning { background: var(--box); border-left: 4px solid #D55E00; padding: .6rem .9rem }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dt { margin-top: .5rem } }
"""


def _escape(value: object) -> str:
    return html.escape(str(value))


def _table(data: pd.DataFrame) -> str:
    def cell(tag: str, value: object, number: bool) -> str:
        return f"<{tag}{' class=number' if number else ''}>{_escape(value)}</{tag}>"

    numeric = [pd.api.types.is_numeric_dtype(data[column]) for column in data.columns]
    head = "".join(cell("th", column, number) for column, number in zip(data.columns, numeric))
    rows = "".join("<tr>" + "".join(cell("td", value, number) for value, number in zip(row, numeric)) + "</tr>"
                   for row in data.itertuples(index=False))
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _download(path: Path, text: str) -> str:
    kinds = {".png": "image/png", ".svg": "image/svg+xml", ".csv": "text/csv"}
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<a download="{_escape(path.name)}" href="data:{kinds[path.suffix]};base64,{data}">{text}</a>'


def accuracy_table(results: Results) -> pd.DataFrame:
    """Final accuracies in percent per wiring: mean ± standard deviation over seeds."""
    rows = results.completed()
    lines = []
    for wiring in wiring_order(rows["wiring"]):
        group = rows[rows["wiring"] == wiring]
        line = {"wiring": wiring, "trials": len(group)}
        for metric in ("train_accuracy", "validation_accuracy"):
            values = 100 * group[metric]
            spread = f" ± {values.std():.1f}" if len(group) > 1 else ""
            line[metric.replace("_", " ").replace("train ", "training ") + ", %"] = f"{values.mean():.1f}{spread}"
        line["seconds per trial"] = f"{group['seconds'].mean():.2f}"
        lines.append(line)
    return pd.DataFrame(lines)


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _facts(results: Results) -> str:
    attributes, trials = results.attributes, results.trials
    counts = trials["status"].value_counts()
    facts = {
        "sweep": f"{results.name}: {attributes.get('sweep_description', '')}",
        "trials": f"{results.planned} planned, " + ", ".join(f"{counts.get(s, 0)} {s}" for s in ("completed", "diverged", "failed")),
        "seeds": ", ".join(str(s) for s in sorted(set(trials["seed"]))) if len(trials) else "none",
        "data": str(attributes.get("data_checksums", "")).replace("\n", "; "),
        "computing": f"{_duration(trials['seconds'].sum())} in all, {trials['threads'].max() if len(trials) else 0} thread(s) a trial, on "
                     + ", ".join(sorted(set(trials["host"]))),
        "program": f"quanvas {attributes.get('program_version')}, revision {attributes.get('git_revision')}",
        "compiler": f"{attributes.get('compiler')} {attributes.get('flags')}",
        "libraries": attributes.get("libraries"),
    }
    return "<dl>" + "".join(f"<dt>{_escape(k)}</dt><dd>{_escape(v)}</dd>" for k, v in facts.items()) + "</dl>"


def _section(stem: str, artefacts: Artefacts, folder: Path) -> str:
    csv = folder / f"{stem}.csv"
    artefacts.data.to_csv(csv, index=False)
    links = " · ".join(_download(path, path.suffix[1:].upper()) for path in [*artefacts.files, csv])
    body = _table(artefacts.data)
    if artefacts.files:
        picture = base64.b64encode(artefacts.files[0].read_bytes()).decode("ascii")
        body = f'<img alt="{_escape(artefacts.title)}" src="data:image/png;base64,{picture}">'
    return (f'<section id="{stem}"><h2>{_escape(artefacts.title)}</h2><figure>{body}'
            f"<figcaption>{_escape(artefacts.caption)}<br>{links}</figcaption></figure></section>")


def write(all_results: list[Results], folder: Path, stems: list[str]) -> tuple[Path, dict[str, Artefacts], list[str]]:
    """Draws the named experiments from whichever results can show them; returns the page, what was made and what was not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError("no permission to write")
        return _write(all_results, folder, stems)
    except OSError as error:
        raise BadInput(f"{folder}: the report cannot be written there ({error}); choose another folder with -o") from error


def _write(all_results: list[Results], folder: Path, stems: list[str]) -> tuple[Path, dict[str, Artefacts], list[str]]:
    made: dict[str, Artefacts] = {}
    absent: list[str] = []
    for stem in stems:
        reasons = {results.path: EXPERIMENTS[stem].missing(results) for results in all_results}
        usable = [results for results in all_results if not reasons[results.path]]
        if usable:
            made[stem] = EXPERIMENTS[stem].make(usable[0], folder)
        else:
            absent.append(f"{stem} is not shown: " + "; ".join(f"{path.name}: {why}" for path, why in reasons.items()) + ".")

    parts = [f"<h1>{_escape(', '.join(r.name for r in all_results))}</h1>",
             '<p class="lead">Residual quanvolutional neural networks: what was run, and what came out.</p>']
    for results in all_results:
        parts += [f'<p class="warning">{_escape(sentence)}</p>' for sentence in results.gaps()]
    parts += [f'<p class="warning">{_escape(sentence)}</p>' for sentence in absent]
    for results in all_results:
        parts += [f"<h2>Final accuracy: {_escape(results.name)}</h2>", _table(accuracy_table(results)),
                  "<p class=lead>Mean ± standard deviation over seeds.</p>"]
    parts += [_section(stem, artefacts, folder) for stem, artefacts in made.items()]
    for results in all_results:
        parts += [f"<h2>What was run: {_escape(results.name)}</h2>", _facts(results),
                  f"<details><summary>sweep file</summary><pre>{_escape(results.attributes.get('sweep', ''))}</pre></details>"]
    title = _escape("Quanvas: " + ", ".join(r.name for r in all_results))
    page = folder / "report.html"
    page.write_text(f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
                    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
                    f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n", encoding="utf-8")
    return page, made, absent
