"""Our own pass beside trafilatura's precision mode: how far they agree, and what to take.

Ours is nearly always the better one (see `python -m benchmarks.clean`). The other one is asked
for two things: to confirm, and to name what stands before or after the story.
"""

from flows.core.article import BlockKind, Removed

from .body import Body
from .lines import Verdict, judge
from .shape import measured_all
from .similar import Shingles, shingles, similarity

# The other extractor must have nothing that we have not, and this much of what we have, before
# it may take blocks from our ends.
_ALL_OURS = 0.99
_MOST_OURS = (0.6, 0.95)
# Below this share of the other's text we have probably found the wrong part of the page.
_LOST = 0.5


def second_opinion(html: str) -> str | None:
    """Return trafilatura's text in precision mode, None if it finds none or fails."""
    import trafilatura

    try:
        found = trafilatura.extract(
            html, favor_precision=True, include_comments=False, include_tables=True
        )
    except Exception:  # noqa: BLE001 - a third party's bug on a stranger's page is no error of ours
        return None
    return str(found) if found else None


def chosen(body: Body, other: str | None) -> tuple[Body, float]:
    """Return the better body and the confidence that it is the article, 0 to 1."""
    theirs = shingles(other or "")
    if not theirs or other is None:
        return body, 0.5 if body.parts else 0.0
    ours = shingles("\n".join(text for _, text in body.parts))
    shared = len(ours & theirs)
    if len(ours) < _LOST * len(theirs) and shared < _LOST * len(theirs):
        return _theirs(body, other), similarity(ours, theirs)
    held = shared / len(ours)
    if shared >= _ALL_OURS * len(theirs) and _MOST_OURS[0] <= held < _MOST_OURS[1]:
        body = _trimmed(body, theirs)
        ours = shingles("\n".join(text for _, text in body.parts))
    return body, similarity(ours, theirs)


def _theirs(body: Body, other: str) -> Body:
    lines = [line.strip() for line in other.split("\n") if line.strip()]
    verdicts = [Verdict(line) for line in measured_all(lines)]
    judge(verdicts)
    parts: list[tuple[BlockKind, str]] = [("paragraph", v.line.text) for v in verdicts if v.kept]
    gone = [removed for removed in body.removed if removed.line not in set(lines)]
    gone += [Removed(v.line.text, v.kind, v.reason) for v in verdicts if v.kind]
    return Body(parts, gone)


def _trimmed(body: Body, theirs: Shingles) -> Body:
    """Take away the blocks before the first and after the last that both have."""
    confirmed = [_share(text, theirs) >= 0.5 for _, text in body.parts]
    if True not in confirmed:
        return body
    first = confirmed.index(True)
    end = len(confirmed) - confirmed[::-1].index(True)
    removed = [
        Removed(text, "navigation", f"{where} the article by the second extractor's judgement")
        for where, gone in (("above", body.parts[:first]), ("below", body.parts[end:]))
        for _, text in gone
    ]
    return Body(body.parts[first:end], [*body.removed, *removed])


def _share(text: str, theirs: Shingles) -> float:
    runs = shingles(text)
    return len(runs & theirs) / len(runs) if runs else 0.0
