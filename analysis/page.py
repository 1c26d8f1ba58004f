"""The report as HTML: one page that needs no network. Functions from what is shown to text; what is shown is decided in report.py. Pictures and files are
packed at the end of the page (analysis/web), and get to their places by script."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .artefacts import Artefacts

CSS = Path(__file__).with_name("page.css")
LONG = 28  # characters beyond which a column of text wraps
MOST_ROWS = 60  # of data behind a figure that the page shows; more are in the CSV alone
SIGNS = {"reproduced": "✓", "shown": "✓", "follows from the convention": "≡", "direction only": "~", "cannot tell": "?", "not reproduced": "○", "not shown": "○", "contradicted": "✗", "not tested": "–"}


def escape(value: object) -> str:
    return html.escape(str(value))


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.4g}"
    return str(value)


def _cell(column: str, value: object) -> str:
    if column == "verdict" and value in SIGNS:
        return f'<span class="badge {str(value).replace(" ", "-")}">{SIGNS[value]} {escape(value)}</span>'
    return escape(_text(value))


def table(data: pd.DataFrame, cards: bool = False) -> str:
    """A table that scrolls sideways where it is wide; with `cards` its rows become cards on a narrow page."""
    def kind(column: str) -> str:
        if pd.api.types.is_numeric_dtype(data[column]) and not pd.api.types.is_bool_dtype(data[column]):
            return "number"
        return "long" if data[column].astype(str).str.len().max() > LONG else ""

    kinds = {column: kind(column) for column in data.columns}
    head = "".join(f'<th scope="col" class="{kinds[c]}">{escape(c)}</th>' for c in data.columns)
    rows = "".join("<tr>" + "".join(f'<td class="{kinds[c]}" data-label="{escape(c)}">{_cell(c, value)}</td>' for c, value in zip(data.columns, row)) + "</tr>"
                   for row in data.itertuples(index=False, name=None))
    return (f'<div class="scroll" tabindex="0" role="region" aria-label="table"><table{" class=cards" if cards else ""}><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>")


def download(name: str) -> str:
    """A link to a packed file; it leads to the one beside the page where there are no scripts."""
    return f'<a download="{escape(name)}" data-file="{escape(name)}" href="{escape(name)}">{escape(name)}</a>'


def shown_pictures(artefacts: Artefacts) -> list[Path]:
    """Each picture once: as SVG where there is one."""
    return [path for path in artefacts.files if path.suffix == ".svg" or path.with_suffix(".svg") not in artefacts.files]


def _pictures(artefacts: Artefacts) -> tuple[str, list[str]]:
    """Each picture, and the links to download it; as PNG it is made of the drawing."""
    images, links = [], []
    for path in shown_pictures(artefacts):
        images.append(f'<img data-file="{escape(path.name)}" alt="{escape(artefacts.title)}: {escape(artefacts.caption)}">')
        links.append(download(path.name))
        if path.suffix == ".svg":
            png = path.with_suffix(".png").name
            links.append(f'<a download="{escape(png)}" data-picture="{escape(path.name)}" href="{escape(png)}">{escape(png)}</a>')
    return "".join(images), links


def collapsible(anchor: str, title: str, body: str) -> str:
    """A section that can be folded."""
    return (f'<section id="{escape(anchor)}"><details class="section" open><summary><h2>{escape(title)}</h2><a class="anchor" href="#{escape(anchor)}" '
            f'aria-label="link to {escape(title)}">#</a></summary>{body}</details></section>')


def section(stem: str, artefacts: Artefacts, csv: Path) -> str:
    """An experiment with its pictures or table, caption and downloads."""
    images, links = _pictures(artefacts)
    body = images or table(artefacts.data, cards=stem.endswith("claims"))
    notes = f'<details><summary>how to read this</summary><p class="notes">{escape(artefacts.notes)}</p></details>' if artefacts.notes else ""
    behind = (f"<details><summary>the numbers</summary>{table(artefacts.data)}</details>"
              if images and len(artefacts.data) <= MOST_ROWS else "")
    downloads = f'<p class="downloads">{"".join([*links, download(csv.name)])}</p>'
    caption = f"<figcaption>{escape(artefacts.caption)}</figcaption>"
    body = f"{caption}{notes}{body}" if stem.endswith("claims") else f"{body}{caption}{notes}"
    return collapsible(stem, artefacts.title, f"<figure>{body}</figure>{behind}{downloads}")


def part(anchor: str, title: str, body: str, folded: bool = False) -> str:
    """What is about one paper or one sweep, under a heading."""
    return (f'<details class="part" id="{escape(anchor)}"{"" if folded else " open"}><summary><h2 class="part">{escape(title)}</h2></summary>{body}</details>')


def facts(values: dict[str, object]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in values.items() if str(v)) + "</dl>"


def warning(sentence: str) -> str:
    return f'<p class="warning">{escape(sentence)}</p>'


@dataclass(frozen=True)
class Entry:
    """Of the table of contents; with entries below it, it can be folded."""

    anchor: str
    words: str
    below: tuple[Entry, ...] = ()


def _entries(entries: Sequence[Entry]) -> str:
    def item(entry: Entry) -> str:
        link = f'<a href="#{escape(entry.anchor)}">{escape(entry.words)}</a>'
        return f"<li>{link}</li>" if not entry.below else f"<li><details open><summary>{link}</summary>{_entries(entry.below)}</details></li>"

    return "<ol>" + "".join(map(item, entries)) + "</ol>"


def document(title: str, lead: str, contents: Sequence[Entry], body: str, bundle: str = "", refresh: int = 0) -> str:
    """The whole page. bundle: scripts and what they need. refresh: seconds after which a browser loads it again, 0 for never."""
    entries = _entries(contents)
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    tools = ('<div class="tools" role="search"><label>Search <input type="search" id="search"></label><span id="found" role="status"></span>'
             '<button type="button" id="theme">theme: system</button></div>')
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f'<title>{escape(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1">{again}<link rel="icon" href="data:,">'
            f'<style>{CSS.read_text(encoding="utf-8")}</style></head><body><a class="skip" href="#content">to the content</a><div class="layout">'
            f'<nav class="side" aria-label="Contents">{entries}</nav><main id="content"><header><h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p>{tools}</header>'
            f'<details class="contents"><summary>Contents</summary><nav aria-label="Contents">{entries}</nav></details>'
            '<noscript><p class="warning">Charts, pictures and the table of trials need JavaScript; the files beside this page hold them all.</p></noscript>'
            f"{body}</main></div>{bundle}</body></html>\n")
