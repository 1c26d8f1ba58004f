"""The report as HTML: one page that needs no network. Functions from what is shown to text; what is shown is decided in report.py."""

from __future__ import annotations

import base64
import html
from pathlib import Path

import pandas as pd

from .artefacts import Artefacts

CSS = Path(__file__).with_name("page.css")
KINDS = {".png": "image/png", ".svg": "image/svg+xml", ".csv": "text/csv"}
LONG = 28  # characters beyond which a column of text wraps
MOST_ROWS = 60  # of data behind a figure that the page shows; more are in the CSV alone
SIGNS = {"reproduced": "✓", "direction only": "~", "not reproduced": "○", "contradicted": "✗", "not tested": "–"}
# A picture stands in the page once: the link to download it takes its address from the picture.
SCRIPT = 'for (const link of document.querySelectorAll("a[data-image]")) link.href = document.getElementById(link.dataset.image).src;'


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
    return (f'<div class="scroll"><table{" class=cards" if cards else ""}><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>")


def _address(path: Path) -> str:
    return f"data:{KINDS[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _download(path: Path) -> str:
    return f'<a download="{escape(path.name)}" href="{_address(path)}">{escape(path.name)}</a>'


def _pictures(artefacts: Artefacts) -> tuple[str, list[str]]:
    """Each picture, as SVG where there is one, and the links to download the files."""
    images, links = [], []
    for path in artefacts.files:
        twin = path.with_suffix(".svg")
        shown = path.suffix == ".svg" or twin not in artefacts.files
        if shown:
            images.append(f'<img id="image-{escape(path.stem)}" alt="{escape(artefacts.title)}: {escape(artefacts.caption)}" src="{_address(path)}">')
            links.append(f'<a download="{escape(path.name)}" data-image="image-{escape(path.stem)}">{escape(path.name)}</a>')
        else:
            links.append(_download(path))
    return "".join(images), links


def section(stem: str, artefacts: Artefacts, csv: Path) -> str:
    """An experiment with its pictures or table, caption and downloads."""
    images, links = _pictures(artefacts)
    body = images or table(artefacts.data, cards=stem.endswith("claims"))
    notes = f'<details><summary>how to read this</summary><p class="notes">{escape(artefacts.notes)}</p></details>' if artefacts.notes else ""
    behind = (f"<details><summary>the numbers</summary>{table(artefacts.data)}</details>"
              if images and len(artefacts.data) <= MOST_ROWS else "")
    downloads = f'<p class="downloads">{"".join([*links, _download(csv)])}</p>'
    caption = f"<figcaption>{escape(artefacts.caption)}</figcaption>"
    body = f"{caption}{notes}{body}" if stem.endswith("claims") else f"{body}{caption}{notes}"
    return f'<section id="{stem}"><h2>{escape(artefacts.title)}</h2><figure>{body}</figure>{behind}{downloads}</section>'


def part(anchor: str, title: str) -> str:
    """The heading of what is about one paper."""
    return f'<h2 class="part" id="{escape(anchor)}">{escape(title)}</h2>'


def facts(values: dict[str, object]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in values.items() if str(v)) + "</dl>"


def warning(sentence: str) -> str:
    return f'<p class="warning">{escape(sentence)}</p>'


def document(title: str, lead: str, contents: dict[str, str], body: str) -> str:
    """The whole page. contents: anchor -> words of the table of contents."""
    entries = "<ol>" + "".join(f'<li><a href="#{escape(anchor)}">{escape(words)}</a></li>' for anchor, words in contents.items()) + "</ol>"
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f'<title>{escape(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
            f'<style>{CSS.read_text(encoding="utf-8")}</style></head><body><div class="layout"><nav class="side" aria-label="Contents">{entries}</nav>'
            f'<main><header><h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p></header>'
            f'<details class="contents"><summary>Contents</summary><nav aria-label="Contents">{entries}</nav></details>{body}</main></div>'
            f"<script>{SCRIPT}</script></body></html>\n")
