"""Under which of the conventions that the paper leaves open do its claims hold, and which convention decides?"""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from .. import conventions, judge, style
from ..artefacts import Artefacts, save_figure
from ..conventions import AXES, Verdicts
from ..experiments import Absent, Pool
from ..results import Results

IN_REPORT = ("ResQuNN", 160)
TITLE = "Robustness: under which conventions the claims hold"

SHADES = LinearSegmentedColormap.from_list("share", [style.ORANGE, "#ffffff", style.BLUE])


def _results(pool: Pool) -> Results:
    for results in pool:
        if results.name == "conventions":
            return results
    raise Absent("no results of sweeps/conventions.toml")


def make(pool: Pool, folder: Path) -> Artefacts:
    results = _results(pool)
    verdicts = conventions.judge(results)
    data = _table(verdicts)
    style.use()
    rows = len(verdicts.claims)
    figure, (bars, tiles) = plt.subplots(1, 2, figsize=(15.5, 0.33 * rows + 2.4), sharey=True, layout="constrained", gridspec_kw={"width_ratios": [1, 4.6]})
    _draw_shares(bars, verdicts)
    _draw_tiles(tiles, verdicts)
    combinations, trials = len(verdicts.holds), len(results.completed())
    figure.suptitle(f"Share of {combinations} sampled combinations of conventions under which each claim holds ({trials} trials)", fontsize=13)
    files = save_figure(figure, folder, "conventions")
    plt.close(figure)
    return Artefacts(TITLE, _caption(verdicts, combinations, trials), data, files)


def _levels(verdicts: Verdicts) -> list[tuple[str, str]]:
    order = {axis: list(dict.fromkeys(verdicts.holds[axis])) for axis in AXES}
    return [(axis, level) for axis in AXES for level in sorted(order[axis])]


def _draw_shares(axes: plt.Axes, verdicts: Verdicts) -> None:
    for row, claim in enumerate(verdicts.claims):
        share = verdicts.share(claim.key)
        axes.barh(row, 100 * share.mean, color=SHADES(share.mean), edgecolor="#666666", linewidth=0.7, height=0.66)
        axes.plot([100 * share.low, 100 * share.high], [row, row], color="#222222", linewidth=1.3)
        axes.text(103, row, f"{100 * share.mean:.0f}%", va="center", ha="left", fontsize=9)
    axes.set_yticks(range(len(verdicts.claims)), [claim.sentence.replace(", in points", "") for claim in verdicts.claims])
    axes.set_ylim(len(verdicts.claims) - 0.5, -0.5)
    axes.set_xlim(0, 120)
    axes.set_xticks([0, 50, 100])
    axes.set_xlabel("holds in % of all")
    axes.grid(axis="y", visible=False)


def _draw_tiles(axes: plt.Axes, verdicts: Verdicts) -> None:
    levels = _levels(verdicts)
    places, place = {}, 0.0
    for axis, level in levels:
        if places and axis != next(reversed(places))[0]:
            place += 0.5
        places[axis, level] = place
        place += 1
    for row, claim in enumerate(verdicts.claims):
        for (axis, level), left in places.items():
            share = verdicts.share(claim.key, axis, level)
            color = "#eeeeee" if share is None else SHADES(share.mean)
            axes.add_patch(Rectangle((left, row - 0.46), 0.96, 0.92, facecolor=color, edgecolor="#cccccc", linewidth=0.5))
            if share is not None:
                axes.text(left + 0.48, row, f"{100 * share.mean:.0f}", ha="center", va="center", fontsize=8,
                          color="white" if abs(share.mean - 0.5) > 0.42 else "#222222")
        if decisive := verdicts.decisive[claim.key]:
            mine = [left for (axis, _), left in places.items() if axis == decisive]
            axes.add_patch(Rectangle((min(mine) - 0.06, row - 0.48), max(mine) - min(mine) + 1.08, 0.96, fill=False, edgecolor="black", linewidth=1.9, zorder=3))
    axes.set_xlim(-0.1, place + 0.06)
    axes.set_xticks([left + 0.48 for left in places.values()], [level for _, level in places], rotation=55, ha="right", rotation_mode="anchor")
    for axis in AXES:
        mine = [left for (a, _), left in places.items() if a == axis]
        axes.text(np.mean(mine) + 0.48, -0.75, axis.replace("_", "\n", 1), ha="center", va="bottom", fontsize=9.5, fontweight="bold")
    axes.grid(False)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _table(verdicts: Verdicts) -> pd.DataFrame:
    lines = []
    for claim in verdicts.claims:
        share = verdicts.share(claim.key)
        line = {"claim": claim.sentence, "figure": claim.figure, "holds": share.mean, "low": share.low, "high": share.high,
                "decided by": verdicts.decisive[claim.key]}
        line |= {f"Cramer's V of {axis}": verdicts.strength[claim.key][axis] for axis in AXES}
        for axis, level in _levels(verdicts):
            of_level = verdicts.share(claim.key, axis, level)
            line[f"{axis} = {level}"] = of_level.mean if of_level else np.nan
        lines.append(line)
    return pd.DataFrame(lines)


def _caption(verdicts: Verdicts, combinations: int, trials: int) -> str:
    shares = {claim.key: verdicts.share(claim.key).mean for claim in verdicts.claims}
    always = sum(s >= 0.9 for s in shares.values())
    never = sum(s <= 0.1 for s in shares.values())
    decided = [verdicts.decisive[claim.key] for claim in verdicts.claims]
    counts = pd.Series([d for d in decided if d], dtype=object).value_counts()
    deciders = ", ".join(f"{axis} ({count})" for axis, count in counts.items()) or "none"
    return (f"Of {len(shares)} claims {always} hold under at least 90% of the combinations, {never} under at most 10%. Conventions that decide most, by number of "
            f"claims: {deciders}. A simple random sample of {combinations} combinations of eight conventions, {trials} trials; bars with Wilson's 95% interval; "
            f"tiles: the share among the combinations with that value; framed: the convention with the highest Cramer's V, where its chi-square test is "
            f"significant after Holm's correction over the eight. A claim holds where the means over seeds differ by more than {judge.MARGIN} points (are within "
            f"{judge.MARGIN} points, for accuracies said to be alike), and a model trains where its training accuracy is more than {judge.LEARNT} points above chance.")
