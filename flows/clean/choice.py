"""Our own pass beside trafilatura's precision mode: how far they agree, and what to take.

Ours is nearly always the better one (see `python -m benchmarks.clean`). The other one is asked
for two things: to confirm, and to name what stands before or after the story.
"""

from collections import Counter

from flows.core.article import Removed

from .body import Body, Part
from .hygiene import tidy_line
from .lines import Verdict, judge
from .shape import PARAGRAPH, measured_all
from .similar import Shingles, shingles, similarity

# The other extractor must have nothing that we have not, and this much of what we have, before
# it may take blocks from our ends.
_ALL_OURS = 0.99
_MOST_OURS = (0.6, 0.95)
# Below this share of the other's text we have probably found the wrong part of the page.
_LOST = 0.5
# So much of a block must be in the other's text.
_CONFIRMED = 0.5
# More than this share of the text, so many paragraphs without anything between them and so few
# lines below the story may be its next part, which the other extractor has missed.
_SMALL_TAIL = 0.2
_PARAGRAPHS = 2
_NEAR_GAP = 6
# So much agreement needs no more thorough second opinion.
_SURE = 0.8


def with_second_opinion(body: Body, html: str) -> tuple[Body, float]:
    """Return the better body and the confidence (`chosen`) beside trafilatura's precision mode.

    Its own comparison with two further extractors takes a third of its time, so it is asked for
    only where the two disagree without it.
    """
    settled = _settled(body)
    better, confidence = chosen(body, _second_opinion(html, fast=True))
    if confidence >= _SURE and better.parts == settled.parts:
        return better, confidence
    return chosen(body, _second_opinion(html, fast=False))


def _second_opinion(html: str, *, fast: bool) -> str | None:
    """Return trafilatura's text in precision mode, None if it finds none or fails."""
    import trafilatura

    try:
        found = trafilatura.extract(
            html, fast=fast, favor_precision=True, include_comments=False, include_tables=True
        )
    except Exception:  # noqa: BLE001 - a third party's bug on a stranger's page is no error of ours
        return None
    return str(found) if found else None


def chosen(body: Body, other: str | None) -> tuple[Body, float]:
    """Return the better body and the confidence that it is the article, 0 to 1."""
    theirs = shingles(other or "")
    if not theirs or other is None:
        body = _settled(body)
        return body, 0.5 if body.parts else 0.0
    ours = _runs(body)
    shared = len(ours & theirs)
    if len(ours) < _LOST * len(theirs) and shared < _LOST * len(theirs):
        return _theirs(body, other), similarity(ours, theirs)
    held = shared / len(ours)
    better = body
    if shared >= _ALL_OURS * len(theirs) and _MOST_OURS[0] <= held < _MOST_OURS[1]:
        better = _trimmed(body, theirs)
    better = _settled(_at_home(better, other, theirs))
    if len(better.parts) < len(body.parts):
        ours = _runs(better)
    return better, similarity(ours, theirs)


def _runs(body: Body) -> Shingles:
    return shingles("\n".join(part.text for part in body.parts))


def _theirs(body: Body, other: str) -> Body:
    lines = [line for part in other.split("\n") if (line := tidy_line(part, markup=False))]
    verdicts = [Verdict(line) for line in measured_all(lines)]
    judge(verdicts)
    parts = [Part("paragraph", v.line.text) for v in verdicts if v.kept]
    gone = [removed for removed in body.removed if removed.line not in set(lines)]
    gone += [Removed(v.line.text, v.kind, v.reason) for v in verdicts if v.kind]
    return Body(parts, gone)


def _trimmed(body: Body, theirs: Shingles) -> Body:
    """Take away the blocks before the first and after the last that both have."""
    confirmed = [_share(part.text, theirs) >= _CONFIRMED for part in body.parts]
    return _between(body, confirmed, confirmed, "by the second extractor's judgement")


def _at_home(body: Body, other: str, theirs: Shingles) -> Body:
    """Take away what stands apart before and after the story and is confirmed by nobody.

    The story's home is the part of the page that holds most of what both have.
    """
    words = f"\n{other}\n".casefold()
    confirmed = [_confirmed(part.text, words, theirs) for part in body.parts]
    held: Counter[str] = Counter()
    for part, known in zip(body.parts, confirmed, strict=True):
        held[part.home] += len(part.text) if known else 0
    if not held:
        return body
    home = max(held, key=lambda name: held[name])
    stays = [
        known or part.home == home or part.kind == "embedded_post"
        for part, known in zip(body.parts, confirmed, strict=True)
    ]
    below_it = [part.gap for part in body.parts[1:]] + [0]
    above = [
        stay
        or (not part.above_title and (len(part.text) >= PARAGRAPH or (part.running and gap == 0)))
        for part, stay, gap in zip(body.parts, stays, below_it, strict=True)
    ]
    if _goes_on(body.parts, stays):
        stays[-1] = True
    return _between(body, above, stays, "apart from it, and not in the second extractor's text")


def _goes_on(parts: list[Part], stays: list[bool]) -> bool:
    """Tell whether the story seems to go on below what stays: paragraph on paragraph, right below.

    In lists of other articles something went between any two of them: a headline.
    """
    last = max((place for place, stay in enumerate(stays) if stay), default=-1)
    tail = parts[last + 1 :]
    size = sum(len(part.text) for part in tail)
    if size <= _SMALL_TAIL * sum(len(part.text) for part in parts) or tail[0].gap > _NEAR_GAP:
        return False
    running = [part for part in tail if part.running]
    return sum(part.gap == 0 for part in running[1:]) >= _PARAGRAPHS


def _between(body: Body, above: list[bool], below: list[bool], why: str) -> Body:
    """Return the blocks from the first that stays to the last, and the others as removed."""
    if True not in above or True not in below:
        return body
    first = above.index(True)
    end = max(first, len(below) - below[::-1].index(True))
    removed = [
        Removed(part.text, "navigation", f"{where} the article, {why}")
        for where, gone in (("above", body.parts[:first]), ("below", body.parts[end:]))
        for part in gone
    ]
    return Body(body.parts[first:end], [*body.removed, *removed])


def _settled(body: Body) -> Body:
    """Take away the headings that head nothing."""
    hollow = [
        Removed(part.text, "promo", "a heading with nothing of the article below it")
        for part in body.parts
        if part.hollow
    ]
    return Body([part for part in body.parts if not part.hollow], [*body.removed, *hollow])


def _confirmed(text: str, words: str, theirs: Shingles) -> bool:
    """Tell whether the other extractor has a block; one of a few words within its text."""
    return text.casefold() in words or _share(text, theirs) >= _CONFIRMED


def _share(text: str, theirs: Shingles) -> float:
    runs = shingles(text)
    return len(runs & theirs) / len(runs) if runs else 0.0
