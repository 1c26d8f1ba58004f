"""Sections that answer: questions, the best configurations, what matters, comparisons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import claims, judge, page, questions
from ..compared_output import frame
from ..comparison import Compared, compare_outcome
from ..design import level_text
from ..errors import BadInput
from ..importance import importance_of
from ..phrases import count_text, effect_text, interval_text, sentence, value_text
from ..ranking import Ranking, best
from .view import Section, View, notes_html

MOST_ROWS = 12
MOST_SENTENCES = 3
PROBLEM = ("dataset", "mri_protocol", "labels", "classes", "split")  # axes that state the problem: the best is sought for each of their values


def answers(view: View) -> Section | None:
    """The sweep's own questions, with a verdict each."""
    asked = questions.claims_of(view.results)
    if not asked:
        return None
    table = claims.evaluate([view.results], asked).drop(columns="figure").rename(columns={"claim": "question", "paper": "expected", "ours": "found"})
    table["verdict"] = table["verdict"].replace({judge.REPRODUCED: "shown", judge.NOT: "not shown"})
    rules = judge.RULES.replace("not reproduced", "not shown").replace("reproduced", "shown").replace("the paper gives a number", "the question claims a number")
    shown = claims.readable(table)
    return Section(view.anchor("questions"), "Questions", page.table(shown, cards=True) + f'<details><summary>how to read this</summary><p class="notes">'
                   f"{page.escape(rules)}</p></details>" + view.csv(table, "questions"))


def _best_table(ranking: Ranking) -> pd.DataFrame:
    lines = []
    for place, row in ranking.table.head(MOST_ROWS).iterrows():
        unit = ranking.chosen_by.unit
        line = {"rank": place + 1} | {axis: level_text(row[axis]) for axis in ranking.axes}
        line[ranking.chosen_by.label] = f"{value_text(row['chosen_mean'], '' if unit != '%' else unit).rstrip('%')} {interval_text(row['chosen_low'], row['chosen_high'], unit)}"
        if "reported_mean" in ranking.table:
            line[ranking.reported.label] = "" if np.isnan(row["reported_mean"]) else (
                f"{value_text(row['reported_mean'], ranking.reported.unit).rstrip('%')} {interval_text(row['reported_low'], row['reported_high'], ranking.reported.unit)}")
        line[f"{ranking.replicates}s"] = int(row["n"])
        line["can it be the best?"] = "not known" if np.isnan(row["p_best"]) else f"{'yes' if row['may_be_best'] else 'no'} (p = {row['p_best']:.3f})"
        lines.append(line)
    return pd.DataFrame(lines)


def _one_ranking(view: View, given: dict[str, object], key: str) -> str:
    ranking = best(view.results, given=given)
    title = ", ".join(f"{k} {v}" for k, v in given.items())
    head = f"<h3>{page.escape(title)}</h3>" if title else ""
    link = view.csv(ranking.table, f"best{key}")
    more = f"<p class=notes>{len(ranking.table) - MOST_ROWS} more in the file.</p>" if len(ranking.table) > MOST_ROWS else ""
    return f"{head}<p class=answer>{page.escape(ranking.sentence())}</p>{page.table(_best_table(ranking))}{more}{notes_html(ranking.notes)}<p class=downloads>{link}</p>"


def best_configurations(view: View) -> Section:
    problems = [name for name in view.design.names if name in PROBLEM]
    try:
        if problems:
            settings = view.results.completed()[problems].drop_duplicates().to_dict("records")
            body = "".join(_one_ranking(view, setting, f"_{number}") for number, setting in enumerate(settings, 1))
        else:
            body = _one_ranking(view, {}, "")
    except BadInput as reason:
        body = page.warning(str(reason))
    how = ("Of each configuration the hypothesis is tested that no other is better, against the largest of the studentized differences by which others exceed it, by changing the "
           "signs of paired differences; those not rejected hold the best one with 95% probability, however many there are to choose from (Gupta 1965; Hsu 1981).")
    return Section(view.anchor("best"), "Best configurations", body + f'<details><summary>how to read this</summary><p class="notes">{how}</p></details>')


def what_matters(view: View) -> Section | None:
    found = importance_of(view.found, view.design)
    if found.table.empty:
        return None
    rows = [{"name": row.term, "value": row.share, "kind": row.kind, "note": "" if np.isnan(row.p) else f"p = {row.p_holm if not np.isnan(row.p_holm) else row.p:.2g}"}
            for row in found.table.itertuples() if row.share >= 0.05 or row.kind in ("axis", "rest")]
    chart = view.chart("bars", "importance", f"{found.sentence()} Shares by functional analysis of variance, less what noise alone would explain; interactions are marked with x.",
                       height=90 + 30 * len(rows), rows=rows, xLabel=f"share of the variance of {view.metric.words}, %", unit="%")
    return Section(view.anchor("matters"), "What matters", f"<p class=answer>{page.escape(found.sentence())}</p>{chart}{notes_html(found.notes)}"
                   f"<p class=downloads>{view.csv(found.table, 'importance')}</p>")


def _pairs_table(compared: Compared) -> pd.DataFrame:
    unit = compared.metric.difference_unit
    lines = []
    for pair in compared.pairs:
        found = pair.found
        lines.append({"level": pair.first, "against": pair.second, f"difference{f', {unit}' if unit else ''}": f"{found.difference.mean:+.3g}",
                      "95% interval": interval_text(found.difference.low, found.difference.high, unit, True), "p (Holm)": "" if np.isnan(pair.p_holm) else f"{pair.p_holm:.3g}",
                      "d": effect_text(found.effect), "Cliff's delta": effect_text(pair.delta), f"{compared.unit}s": found.pairs,
                      "for 80% power": count_text(found.needed)})
    return pd.DataFrame(lines)


def _count(pairs: int) -> str:
    return f"all {pairs} comparisons" if pairs > 1 else "the comparison in numbers"


def compared_html(view: View, compared: Compared) -> str:
    """Sentence, levels with intervals, and every pair."""
    most = 100 if view.metric.unit == "%" and compared.levels["high"].max() > 97 else None
    rows = [{"name": row.level, "mean": row.mean, "low": row.low, "high": row.high, "note": f"{row.n} {compared.unit}s"} for row in compared.levels.itertuples()]
    chart = view.chart("dots", f"levels-{compared.by}", f"{view.metric.words.capitalize()} by {compared.by}: mean over {compared.unit}s and 95% interval. "
                       + "; ".join(f"{row['name']}: {value_text(row['mean'], view.metric.unit)}" for row in rows[:8]) + ".", height=100 + 34 * len(rows), rows=rows,
                       xLabel=view.metric.label, unit=view.metric.unit, most=most)
    order = sorted(compared.pairs, key=lambda pair: (pair.p_holm if not np.isnan(pair.p_holm) else 1, -abs(pair.found.difference.mean)))
    sentences = "".join(f"<li>{page.escape(sentence(compared, pair))}</li>" for pair in order[:MOST_SENTENCES])
    answer = f"<ul class=answer>{sentences}</ul>" if sentences else "<p class=answer>No two levels were run under the same conditions, so none can be compared.</p>"
    numbers = f"<details><summary>{_count(len(compared.pairs))}</summary>{page.table(_pairs_table(compared))}</details>" if compared.pairs else ""
    return (f"{answer}{chart}{numbers}{notes_html(compared.notes)}"
            f"<p class=downloads>{view.csv(frame(compared), f'compare_{compared.by}')}</p>")


def comparisons(view: View) -> list[Section]:
    """A section for each axis."""
    sections = []
    for axis in view.design.axes:
        try:
            compared = compare_outcome(view.found, view.design, axis.name)
        except BadInput:
            continue
        sections.append(Section(view.anchor(f"by-{axis.name}"), f"By {axis.name}", compared_html(view, compared)))
    return sections
