"""The [[question]] sections of a sweep file as claims, so that they get verdicts by the same rules as those of the papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import metrics, stats
from .claims import Claim
from .comparison import compare_outcome
from .design import Design, level_text, recognise
from .errors import Absent, BadInput
from .experiments import Pool
from .judge import Alike, Exceeds
from .metrics import METRICS
from .outcomes import outcome
from .results import Results
from .samples import Group
from .sweep_text import axis_text


@dataclass(frozen=True)
class Asked:
    """The trials of a sweep that a question is about: those with the values `given`. Groups differ in one axis, and are compared as
    analysis/comparison.py has it: paired over everything else."""

    stem: str
    results: Results
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return " and ".join(f"{name} {axis_text(value)}" for name, value in self.given.items()) or self.results.name

    def sample(self, pool: Pool) -> Asked:
        return self

    def compare(self, pair: tuple[Group, Group], metric: str, relative: bool = False) -> stats.Comparison:
        """Raises Absent where the two levels have nothing in common."""
        (axis, first), (_, second) = (next(iter(group.items())) for group in pair)
        design = recognise(self.results)
        try:
            found = compare_outcome(outcome(self.results, design, METRICS[metric], self.given), design, axis, level_text(second))
        except BadInput as reason:
            raise Absent(str(reason)) from reason
        for of_pair in found.pairs:
            if of_pair.first == level_text(first):
                return of_pair.found
        raise Absent(f"{axis} {first} and {second} were never run under the same other settings")


def _levels(question: Mapping, axis: str, design: Design, baseline: object) -> list:
    if "levels" in question:
        return [axis_text(level) for level in question["levels"]]
    return [level for level in design.axis(axis).levels if level_text(level) != level_text(baseline)]


def _words(question: Mapping, levels: list, metric: metrics.Metric) -> tuple[str, str]:
    """The question as a statement, and what is expected."""
    axis, baseline = question["compare"], axis_text(question["baseline"])
    subject = f"{axis} {' and '.join(map(level_text, levels))}"
    under = "".join(f", {name} {axis_text(value)}" for name, value in question.get("given", {}).items())
    unit = f" {metric.difference_unit}" if metric.difference_unit else ""
    if "margin" in question:
        expected = f"within {question['margin']:g}{unit}"
        statement = f"{subject}: {metric.words} is that of {axis} {level_text(baseline)} {expected}{under}"
    else:
        sign = "+" if question["direction"] == "higher" else "-"
        expected = f"{sign}{question['claimed']:g}{unit}" if "claimed" in question else question["direction"]
        statement = f"{subject}: {metric.words} is {question['direction']} than with {axis} {level_text(baseline)}{under}"
    return question.get("ask", statement), expected


def claims_of(results: Results) -> list[Claim]:
    """A claim for each question in the text of the sweep. Raises BadInput for an axis or metric that the results do not hold."""
    design = recognise(results)
    found = []
    for number, question in enumerate(design.text.questions, 1):
        axis, baseline = question["compare"], axis_text(question["baseline"])
        metric = metrics.find(question["metric"], results.trials) if "metric" in question else metrics.reported(results.trials)
        levels = _levels(question, axis, design, baseline)
        pairs = [({axis: level}, {axis: baseline}) for level in levels]
        if question.get("direction") == "lower":
            pairs = [(second, first) for first, second in pairs]
        test = Alike(metric.column, pairs, margin=float(question["margin"])) if "margin" in question else Exceeds(metric.column, pairs, question.get("claimed"))
        sentence, expected = _words(question, levels, metric)
        found.append(Claim(f"question_{number}", sentence, expected, Asked(results.name, results, question.get("given", {})), test))
    return found
