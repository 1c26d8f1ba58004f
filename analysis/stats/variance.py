"""How much of the variance each axis of a design explains: functional analysis of variance, for grids and for samples.

Every axis is a block of columns: indicators of its levels, or, of a numeric axis that was sampled, Legendre polynomials of its position u in [0, 1]
(a polynomial chaos expansion, Sudret 2008, whose squared coefficients are Sobol indices). An interaction is the products of two blocks. The sum of
squares of a term is what it explains beyond every term that does not contain it (type II), which for a balanced grid is the variance of marginal
means, and its share is corrected for what noise alone would explain (omega squared).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

DEGREE, PAIR_DEGREE = 3, 2
_RANK = 1e-9


@dataclass(frozen=True)
class Share:
    """term: one axis, or two that interact. squares: type II sum of squares; freedom: its degrees of freedom. share: of the whole variance,
    corrected for noise, never below 0. p: of the F test against the residual; NaN without residual freedom."""

    term: tuple[str, ...]
    squares: float
    freedom: int
    share: float
    p: float


def _indicators(levels: np.ndarray) -> np.ndarray:
    codes = np.unique(levels, return_inverse=True)[1]
    columns = np.eye(codes.max() + 1)[codes]
    return (columns - columns.mean(axis=0))[:, 1:]


def _polynomials(position: np.ndarray, degree: int) -> np.ndarray:
    return np.polynomial.legendre.legvander(2 * position - 1, degree)[:, 1:]


def _block(values: np.ndarray, degree: int) -> np.ndarray:
    """Columns of an axis: of floats (positions in [0, 1]) polynomials, of anything else indicators."""
    return _polynomials(values, degree) if values.dtype.kind == "f" else _indicators(values)


def _products(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)


def _residual(columns: list[np.ndarray], response: np.ndarray) -> tuple[float, int]:
    """Sum of squares that the columns leave of the response, and their rank, the mean included."""
    matrix = np.column_stack([np.ones(len(response)), *columns])
    coefficients, _, rank, _ = np.linalg.lstsq(matrix, response, rcond=_RANK)
    return float(((response - matrix @ coefficients) ** 2).sum()), int(rank)


def _blocks(axes: Mapping[str, np.ndarray], pairs: bool) -> dict[tuple[str, ...], np.ndarray]:
    blocks = {(name,): _block(values, DEGREE) for name, values in axes.items()}
    if pairs:
        low = {name: _block(values, PAIR_DEGREE) for name, values in axes.items()}
        blocks |= {(a, b): _products(low[a], low[b]) for a, b in itertools.combinations(axes, 2)}
    return blocks


def decompose(axes: Mapping[str, np.ndarray], response: np.ndarray, replicate: np.ndarray | None = None, pairs: bool = True) -> list[Share]:
    """Of a response [trial]: axes name -> level, or position as a float, of each trial. replicate [trial]: a block that is taken out of the noise and gets
    a share of its own, named "". Interactions of pairs are left out where the trials are too few to leave a residual."""
    response = np.asarray(response, dtype=float)
    blocks = _blocks(axes, pairs)
    if replicate is not None and len(np.unique(replicate)) > 1:
        blocks[("",)] = _indicators(np.asarray(replicate))
    total = float(((response - response.mean()) ** 2).sum())
    if total == 0:
        return [Share(term, 0.0, block.shape[1], 0.0, 1.0) for term, block in blocks.items()]
    rest, rank = _residual(list(blocks.values()), response)
    if len(response) - rank < max(3, len(response) // 10) and pairs:
        return decompose(axes, response, replicate, pairs=False)
    freedom = len(response) - rank
    noise = rest / freedom if freedom else np.nan
    return [_share(term, blocks, response, (total, noise, freedom)) for term in blocks]


def _share(term: tuple[str, ...], blocks: Mapping[tuple[str, ...], np.ndarray], response: np.ndarray, sums: tuple[float, float, int]) -> Share:
    total, noise, freedom = sums
    # The other terms that do not contain this one: of a main effect, without its interactions.
    others = [block for name, block in blocks.items() if not set(term) <= set(name)]
    without, rank_without = _residual(others, response)
    with_it, rank_with = _residual([*others, blocks[term]], response)
    squares, added = without - with_it, rank_with - rank_without
    expected = 0.0 if np.isnan(noise) else added * noise
    corrected = max(0.0, (squares - expected) / (total + (0.0 if np.isnan(noise) else noise)))
    if not added or np.isnan(noise):
        p = np.nan
    else:
        p = float(stats.f.sf(squares / added / noise, added, freedom)) if noise > 0 else float(squares <= 1e-12 * total)
    return Share(term, squares, added, corrected, p)
