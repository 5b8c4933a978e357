"""What the zone model says of each border of a scrape: as the first, and as the end.

A zone [first, end) scores the sum of what its two borders and its lines score. What a border is
told of a line beside it is what any line tells, moved by some places. So every line is multiplied
with every weight once, and the products are moved and summed (`benchmarks/clean/columns.py` has
the same model written out as the table that it learns from).
"""

from dataclasses import dataclass

import numpy as np

from .traits import REACH, ROWS, SHAPES, Numbers, Traits

# Which lines a border knows, from the one that begins there, and how many rows of each.
_BESIDE = ((-1, ROWS), (0, ROWS), (-2, SHAPES), (1, SHAPES))
# Around a line the farthest reach is not asked.
_NEAR = len(REACH) - 1
_FORMS = ROWS - SHAPES
_SHARE_STEPS = (0.02, 0.98, 0.15, 0.85)


@dataclass(frozen=True, slots=True)
class Weights:
    """The model as it is learned: for lines inside, for the first border, the end, for shares."""

    inside: Numbers
    first: Numbers
    end: Numbers
    shares: Numbers


@dataclass(frozen=True, slots=True)
class Model:
    """The weights as they are multiplied. Rows come in pairs, for the first border and the end.

    `by_line`: of a line inside, then a pair for each line of `_BESIDE`. `by_form`: a pair for the
    forms within four lines before and behind. `by_place`: a pair. `at_edges`: of the first place,
    the last, and any. `by_depth`: of what is around a line inside and how deep it is; for all
    lines, then for running text what is added.
    """

    by_line: Numbers
    by_form: Numbers
    by_place: Numbers
    at_edges: Numbers
    by_depth: Numbers
    inside: float
    shares: Numbers

    @classmethod
    def of(cls, weights: Weights) -> "Model":
        """Arrange learned weights."""
        inside = np.split(weights.inside, np.cumsum([ROWS, 2 * _NEAR, 2 * _NEAR, 5, 5]))
        borders = np.stack([weights.first, weights.end])
        cuts = np.cumsum([*(rows for _, rows in _BESIDE), 2 * _FORMS, 2 * len(REACH) + 6])
        *beside, by_form, by_place, edges = np.split(borders, cuts, axis=1)
        by_line = np.zeros((1 + 2 * len(_BESIDE), ROWS))
        by_line[0] = inside[0]
        for place, part in enumerate(beside):
            by_line[1 + 2 * place : 3 + 2 * place, : part.shape[1]] = part
        all_near, running_near, all_deep, short_deep = inside[1:5]
        by_depth = [all_near, all_deep + short_deep, running_near, -short_deep]
        return cls(
            by_line=by_line,
            by_form=by_form,
            by_place=by_place,
            at_edges=edges.T,
            by_depth=np.concatenate(by_depth).reshape(2, -1),
            inside=float(inside[5][0]),
            shares=weights.shares,
        )


def border_scores(found: Traits, model: Model) -> Numbers:
    """Return each border's score as the first (row 0) and as the end (row 1)."""
    lines = model.by_line @ found.shapes
    places = model.by_place @ _of_places(found)
    count = lines.shape[1]
    scores: Numbers = places + model.at_edges[2][:, None]
    for place, (offset, _) in enumerate(_BESIDE):
        part = lines[1 + 2 * place : 3 + 2 * place]
        if offset < 0:
            scores[:, -offset:] += part[:, : count + 1 + offset]
        else:
            scores[:, : count - offset] += part[:, offset:]
    scores += model.by_form @ _forms_near(found.shapes[SHAPES:])
    scores[:, 0] += model.at_edges[0]
    scores[:, -1] += model.at_edges[1]
    summed = np.cumsum(_inside(found, model, lines[0]))
    scores[0, 1:] -= summed
    scores[1, 1:] += summed
    return scores


def _of_places(found: Traits) -> Numbers:
    around, share = found.around, found.share
    rows = len(around)
    placed = np.empty((rows + 2 + len(_SHARE_STEPS), len(share)))
    placed[:rows] = around
    placed[rows], placed[rows + 1] = share, 1.0 - share
    for row, step in enumerate(_SHARE_STEPS, rows + 2):
        (np.less if step < 0.5 else np.greater)(share, step, out=placed[row], casting="unsafe")
    return placed


def _forms_near(forms: Numbers) -> Numbers:
    """Tell for each border which forms stand within four lines before and behind."""
    rows, count = forms.shape
    padded = np.zeros((rows, count + 8))
    padded[:, 4:-4] = forms
    pairs = np.maximum(padded[:, :-1], padded[:, 1:])
    fours = np.maximum(pairs[:, :-2], pairs[:, 2:])
    return np.concatenate([fours[:, : count + 1], fours[:, 4 : count + 5]])


def _inside(found: Traits, model: Model, lines: Numbers) -> Numbers:
    """Return what each line is worth inside the article; `lines`: by what it is alone."""
    around, far = found.around, len(REACH)
    near = [around[:_NEAR, :-1], around[far : far + _NEAR, 1:], found.depths]
    own, running = model.by_depth @ np.concatenate(near)
    own += lines + model.inside
    own += found.running * running
    share = found.mass / (found.mass.sum() + 1.0)
    by_mass, by_count, by_both = model.shares
    worth: Numbers = own * found.weight
    worth += 3.0 * by_mass * share
    # Only running text has a share.
    worth += 5.0 * by_both * np.minimum(share, 0.2)
    worth += (3.0 * by_count / (found.running.sum() + 1.0)) * found.running
    return worth
