"""What kind of line this is by its form: credit, byline, date, share, promo, disclaimer, ad.

Every rule reads one line and is anchored at its ends (`patterns`), and none knows a site.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from flows.core.article import RemovedKind

from . import patterns
from .beginnings import LENGTH, beginnings


@dataclass(frozen=True, slots=True)
class Form:
    """A recognised form: what the line is and why we think so."""

    kind: RemovedKind
    reason: str


_COOKIES = "cookie notice"
LIST_HEADING = "heading of a list of other articles"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A test for lines up to `longest` code points that begin with or hold what it asks for.

    The test is given the line in lower case, or as it is if `cased`. `starts` are beginnings
    (`beginnings`), `keys` stand anywhere; both in lower case, and both only save time. `dated`:
    only lines with a digit. `told`: whether finished sentences of some length are asked, too.
    """

    test: Callable[[str], object]
    form: Form
    longest: int
    starts: frozenset[str]
    keys: tuple[str, ...] = ()
    cased: bool = False
    dated: bool = False
    told: bool = False


def _matching(
    pattern: re.Pattern[str],
    form: Form,
    longest: int,
    keys: tuple[str, ...] = (),
    *,
    cased: bool = False,
    dated: bool = False,
) -> _Rule:
    """Make a rule of a pattern for whole lines. Where it may begin with anything it needs keys."""
    starts = beginnings(pattern)
    assert keys or "" not in starts, form.reason
    told = form.kind in {"disclaimer", "promo", "comment", "credit"} or form.reason == _COOKIES
    test = pattern.fullmatch
    return _Rule(test, form, longest, starts - {""}, keys, cased=cased, dated=dated, told=told)


@cache
def _rules() -> tuple[_Rule, ...]:
    p = patterns
    account = Form("credit", "picture credit: an agency or account name")
    invitation = Form("share", "an invitation to share or comment")
    notice = Form("disclaimer", "disclaimer or rights notice")
    subscribe = Form("promo", "invitation to subscribe or follow")
    return (
        _Rule(_is_ad, Form("ad", "an ad marker standing alone"), 60, _AD_STARTS),
        _matching(p.SHORTCODE, Form("promo", "leftover page-builder code"), 300),
        _matching(p.HANDLE_CREDIT, account, 90, cased=True),
        _agency(),
        _matching(p.CREDIT, Form("credit", "picture credit"), 220),
        *(_matching(note, notice, 600) for note in p.NOTES_BY_START),
        *(_matching(note, notice, 600, keys) for keys, note in p.NOTES_BY_WORD),
        _matching(p.COOKIES, Form("navigation", _COOKIES), 500, ("cookie",)),
        _share(),
        _matching(p.SHARE, invitation, 110),
        _matching(p.DATE_LINE, Form("byline", "a date standing alone"), 110, dated=True),
        _byline(),
        _stamp(),
        _matching(p.TAGS, Form("navigation", "list of tags"), 240),
        _matching(p.PROMO_HEAD, Form("promo", "points to another article"), 230),
        _matching(p.PROMO_ALONE, Form("promo", LIST_HEADING), 90),
        _matching(p.SIGN_UP, subscribe, 320, _SIGN_UP_KEYS),
        _matching(p.COMMENT, Form("comment", "comment section"), 160, _COMMENT_KEYS),
        _matching(p.NAVIGATION, Form("navigation", "navigation"), 160, ("your browser",)),
        _Rule(_is_wordless, Form("navigation", "a line without words"), 200, frozenset()),
    )


def _agency() -> _Rule:
    form = Form("credit", "picture credit: an agency's name")
    return _Rule(_is_agency, form, 160, beginnings(_AGENCY_NAME), ("/", "|", "©", ","), cased=True)


def _share() -> _Rule:
    form = Form("share", "only networks and share words")
    return _Rule(_is_share, form, 90, beginnings(patterns.SHARE_WORDS))


def _byline() -> _Rule:
    form = Form("byline", "author line")
    return _Rule(_is_byline, form, 130, beginnings(patterns.BYLINE), cased=True)


def _stamp() -> _Rule:
    form = Form("byline", "author and date line")
    return _Rule(_is_stamp, form, 120, beginnings(patterns.STAMP_BEGIN), ("|",), dated=True)


# Longest line that a form may claim; longer ones are prose whatever they begin with.
_LONGEST = 600
# Of a finished sentence longer than this not every rule is asked: it is no menu and no date.
_SENTENCE = 60
_DIGIT = re.compile("[0-9]")
_ENDS = frozenset(".!?…。！？」』")
_CLOSES = frozenset('"”’)]')
# No other sign ends a sentence.
MAY_END = _ENDS | _CLOSES
_AD_MARGIN = " .:*-–—[]()|"
_AD_STARTS = frozenset(line[:LENGTH] for line in patterns.AD_LINES) | frozenset(_AD_MARGIN)
_AGENCY_NAME = re.compile(patterns.AGENCY_NAMES)
_AGENCY_AFTER_SIGN = re.compile(rf"[/|©,]\s?(?:{patterns.AGENCY_NAMES})")
# Of these one stands in every credit at the end of a caption; after the words a colon or dots.
_TAIL_SIGNS = ("(", "/", "|", "©")
_TAIL_WORDS = ("credit", "photo", "image", "picture")
_SIGN_UP_KEYS = (
    *("sign up", "signing up", "newsletter", "journalism", "stay up to date", "never miss"),
)
_COMMENT_KEYS = ("comment", "kommentar", "reply")
# So many beginnings are known by heart.
_MOST_KNOWN = 50_000


class _Table:
    """Which rules can say anything about a line: by how it begins and by what it holds."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self._rules = rules
        self._starting: dict[str, list[int]] = {}
        self._holding: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            for start in rule.starts:
                self._starting.setdefault(start, []).append(number)
            for key in rule.keys:
                self._holding.setdefault(key, []).append(number)
        self.known: dict[str, tuple[list[_Rule], list[_Rule]]] = {}
        # Keys that only rules for lines other than sentences ask for.
        told = {key: any(rules[n].told for n in numbers) for key, numbers in self._holding.items()}
        self._keys = [key for key in told if told[key]]
        self._short_keys = [key for key in told if not told[key]]

    def asked(self, start: str) -> tuple[list[_Rule], list[_Rule]]:
        """Return the rules for lines that begin so (`LENGTH` signs of the line in lower case).

        First all of them, then those for finished sentences of some length.
        """
        found = self.known.get(start)
        if found is None:
            if len(self.known) > _MOST_KNOWN:
                self.known.clear()
            found = self.known[start] = self._in_order(self._look_up(start))
        return found

    def asked_with(self, start: str, keys: set[str]) -> tuple[list[_Rule], list[_Rule]]:
        """Return the rules (`asked`) for a line that holds `keys`, too."""
        numbers = self._look_up(start)
        return self._in_order(numbers.union(*(self._holding[key] for key in keys)))

    def held(self, lowered: Sequence[str], sentences: Sequence[bool]) -> dict[int, set[str]]:
        """Return the keys in lines by the lines' places; `sentences` hold some of them only."""
        found: dict[int, set[str]] = {}
        _find(self._keys, lowered, range(len(lowered)), found)
        others = [place for place, told in enumerate(sentences) if not told]
        _find(self._short_keys, [lowered[place] for place in others], others, found)
        return found

    def _look_up(self, start: str) -> set[int]:
        if not start.isascii():
            start = "".join("1" if sign.isdecimal() else sign for sign in start)
        found = {n for end in range(1, LENGTH + 1) for n in self._starting.get(start[:end], ())}
        # The last rule is for lines without words.
        return found if start[:1].isalnum() else found | {len(self._rules) - 1}

    def _in_order(self, numbers: Iterable[int]) -> tuple[list[_Rule], list[_Rule]]:
        rules = [self._rules[number] for number in sorted(numbers)]
        return rules, [rule for rule in rules if rule.told]


def _find(
    keys: Iterable[str], lines: Sequence[str], places: Sequence[int], found: dict[int, set[str]]
) -> None:
    """Add each line's keys to `found` under its place. All lines are searched at once."""
    together = "\n".join(lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    for key in keys:
        at = together.find(key)
        while at >= 0:
            line = bisect_right(ends, at)
            found.setdefault(places[line], set()).add(key)
            at = together.find(key, ends[line])


@cache
def _table() -> _Table:
    return _Table(_rules())


def form_of(line: str, *, ends: bool) -> Form | None:
    """Return the form of a line that is no part of an article, None if its form says nothing.

    `ends`: whether it ends as a sentence does (`ends_sentence`). A finished sentence is no menu
    and no date.
    """
    return forms_of([line], [ends])[0]


def forms_of(lines: Sequence[str], ends: Sequence[bool]) -> list[Form | None]:
    """Return each line's form (`form_of`). How they begin says of nearly all that they have none."""
    table = _table()
    lines = [line if len(line) <= _LONGEST else "" for line in lines]
    lowered = "\n".join(lines).lower().split("\n")
    if len(lowered) != len(lines):
        lowered = [line.lower() for line in lines]
    sentences = [end and len(line) > _SENTENCE for end, line in zip(ends, lowered, strict=True)]
    known = table.known
    asked = [known.get(line[:LENGTH]) or table.asked(line[:LENGTH]) for line in lowered]
    for place, keys in table.held(lowered, sentences).items():
        asked[place] = table.asked_with(lowered[place][:LENGTH], keys)
    forms: list[Form | None] = [None] * len(lines)
    for place, both in enumerate(asked):
        if rules := both[sentences[place]]:
            forms[place] = _first_form(rules, lines[place], lowered[place], ends=ends[place])
    return forms


def _first_form(rules: Iterable[_Rule], line: str, lower: str, *, ends: bool) -> Form | None:
    size = len(line)
    for rule in rules:
        if size > rule.longest or (rule.dated and not _DIGIT.search(line)):
            continue
        if rule.test(line if rule.cased else lower):
            return None if ends and patterns.TOLD.search(line) else rule.form
    return None


def _holds(text: str, keys: tuple[str, ...]) -> bool:
    for key in keys:  # noqa: SIM110 - any() with a generator takes three times as long
        if key in text:
            return True
    return False


def ends_in_credit(line: str) -> bool:
    """Tell whether a line closes with a picture credit: a caption, if it stands like one."""
    tail = line[-160:]
    # Of all credits only "via C. D." may end as most sentences do.
    if tail[-1:] == "." and "via " not in tail:
        return False
    if not _holds(tail, _TAIL_SIGNS):
        goes_on = ":" in tail or "..." in tail
        if not goes_on or not _holds(tail.lower(), _TAIL_WORDS):
            return False
    return bool(patterns.CREDIT_TAIL.search(tail))


def has_date(lower: str) -> bool:
    """Tell whether a date or "3 hours ago" stands in a line (in lower case)."""
    return bool(patterns.HAS_DATE.search(lower))


def ends_sentence(line: str) -> bool:
    """Tell whether the line ends as a sentence does."""
    last = line[-1:]
    if last in _ENDS:
        return True
    return last in _CLOSES and bool(patterns.SENTENCE_END.search(line[-8:]))


def _is_ad(lower: str) -> bool:
    return lower.strip(_AD_MARGIN) in patterns.AD_LINES


def _is_share(lower: str) -> bool:
    return bool(patterns.SHARE_WORDS.fullmatch(lower)) and any(sign.isalpha() for sign in lower)


def _is_wordless(lower: str) -> bool:
    return not lower[:1].isalnum() and patterns.RULE.fullmatch(lower) is not None


def _is_agency(line: str) -> bool:
    if not (_AGENCY_AFTER_SIGN.search(line) or _AGENCY_NAME.match(line)):
        return False
    return not ends_sentence(line) and bool(patterns.AGENCY_LINE.fullmatch(line))


def _is_byline(line: str) -> bool:
    # Who says "I was" tells something: a byline holds names only.
    told = ends_sentence(line) or patterns.FIRST_PERSON.search(line)
    return not told and bool(patterns.BYLINE.fullmatch(line))


def _is_stamp(lower: str) -> bool:
    if ends_sentence(lower) or lower.endswith((":", ",")):
        return False
    begins = patterns.STAMP_BEGIN.match(lower) is not None or (len(lower) < 70 and "|" in lower)
    return begins and has_date(lower)
