"""The zone model written out as a table: a row for each line and border, a column for each weight.

The learning needs it so. The cleaner has no use for the table: `flows.clean.scores`.
"""

from dataclasses import dataclass

import numpy as np

from flows.clean.scores import Weights
from flows.clean.traits import REACH, SHAPES, Numbers, Traits


@dataclass(frozen=True, slots=True)
class Columns:
    """For n lines: `inside` and `shares` have n rows, `borders` n + 1, `weight` n numbers."""

    inside: Numbers
    borders: Numbers
    shares: Numbers
    weight: Numbers


def columns(found: Traits) -> Columns:
    """Write the table of one scrape."""
    shapes, around = found.shapes.T, found.around.T
    return Columns(
        inside=_inside(found, shapes, around),
        borders=_borders(found, shapes, around),
        shares=_shares(found),
        weight=found.weight,
    )


def border_scores(table: Columns, model: Weights) -> tuple[Numbers, Numbers]:
    """Return for each border its score as the first and as the end; a zone's score is their sum."""
    lines = (table.inside @ model.inside) * table.weight + table.shares @ model.shares
    summed = np.concatenate([[0.0], np.cumsum(lines)])
    return table.borders @ model.first - summed, table.borders @ model.end + summed


def _inside(found: Traits, shapes: Numbers, around: Numbers) -> Numbers:
    near = len(REACH) - 1
    beside = [around[:-1, :near], around[1:, len(REACH) : len(REACH) + near]]
    running, depths = found.running[:, None], found.depths.T
    return np.concatenate(
        [
            shapes,
            *beside,
            *(running * part for part in beside),
            depths,
            depths * (1.0 - running),
            np.ones((len(shapes), 1)),
        ],
        axis=1,
    )


def _borders(found: Traits, shapes: Numbers, around: Numbers) -> Numbers:
    count, width = shapes.shape
    padded = np.zeros((count + 8, width))
    padded[4:-4] = shapes

    def at(offset: int) -> Numbers:
        return padded[4 + offset : 5 + offset + count]

    share = found.share[:, None]
    edges = np.zeros((count + 1, 3))
    edges[0, 0] = edges[-1, 1] = 1.0
    edges[:, 2] = 1.0
    return np.concatenate(
        [
            *(at(-1), at(0), at(-2)[:, :SHAPES], at(1)[:, :SHAPES]),
            np.max([at(offset)[:, SHAPES:] for offset in (-4, -3, -2, -1)], axis=0),
            np.max([at(offset)[:, SHAPES:] for offset in (0, 1, 2, 3)], axis=0),
            around,
            *(share, 1.0 - share, share < 0.02, share > 0.98, share < 0.15, share > 0.85),
            edges,
        ],
        axis=1,
    )


def _shares(found: Traits) -> Numbers:
    running = found.running
    share = found.mass / (found.mass.sum() + 1.0)
    return np.stack(
        [
            share * 3.0,
            running / (running.sum() + 1.0) * 3.0,
            running * np.minimum(share, 0.2) * 5.0,
        ],
        axis=1,
    )
