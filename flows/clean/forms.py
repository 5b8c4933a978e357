"""What kind of line this is by its form: credit, byline, date, share, promo, disclaimer, ad.

Every rule reads one line and is anchored at its ends (`patterns`), and none knows a site.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from . import patterns
from .beginnings import LENGTH, beginnings
from .rules import Form, Rule, Table

_COOKIES = "cookie notice"
_FILED = "where the article is filed"
LIST_HEADING = "heading of a list of other articles"
CAPTION_LABEL = "label of a caption or credit"


def _matching(
    pattern: re.Pattern[str],
    form: Form,
    longest: int,
    keys: tuple[str, ...] = (),
    *,
    cased: bool = False,
    dated: bool = False,
) -> Rule:
    """Make a rule of a pattern for whole lines. Where it may begin with anything it needs keys."""
    starts = beginnings(pattern)
    assert keys or "" not in starts, form.reason
    told = form.kind in {"disclaimer", "promo", "comment", "credit"} or form.reason in {
        _COOKIES,
        _FILED,
    }
    test = pattern.fullmatch
    return Rule(test, form, longest, starts - {""}, keys, cased=cased, dated=dated, told=told)


@cache
def _rules() -> tuple[Rule, ...]:
    p = patterns
    account = Form("credit", "picture credit: an agency or account name")
    invitation = Form("share", "an invitation to share or comment")
    notice = Form("disclaimer", "disclaimer or rights notice")
    subscribe = Form("promo", "invitation to subscribe or follow")
    return (
        Rule(_is_ad, Form("ad", "an ad marker standing alone"), 60, _AD_STARTS),
        _matching(p.SHORTCODE, Form("promo", "leftover page-builder code"), 300),
        _matching(p.HANDLE_CREDIT, account, 90, cased=True),
        _agency(),
        _matching(p.LABEL, Form("credit", CAPTION_LABEL), 24),
        _matching(p.CREDIT, Form("credit", "picture credit"), 220),
        *(_matching(note, notice, 600) for note in p.NOTES_BY_START),
        *(_matching(note, notice, 600, keys) for keys, note in p.NOTES_BY_WORD),
        _matching(p.COOKIES, Form("navigation", _COOKIES), 500, ("cookie",)),
        _share(),
        _matching(p.SHARE, invitation, 110),
        _matching(p.DATE_LINE, Form("byline", "a date standing alone"), 110, dated=True),
        _byline(),
        _stamp(),
        _matching(p.FILED, Form("navigation", _FILED), 300),
        _matching(p.TAGS, Form("navigation", "list of tags"), 240),
        _matching(p.PROMO_HEAD, Form("promo", "points to another article"), 230),
        _matching(p.PROMO_ALONE, Form("promo", LIST_HEADING), 90),
        _matching(p.SIGN_UP, subscribe, 320, _SIGN_UP_KEYS),
        _matching(p.COMMENT, Form("comment", "comment section"), 160, _COMMENT_KEYS),
        _matching(p.NAVIGATION, Form("navigation", "navigation"), 160, ("your browser",)),
        Rule(_is_wordless, Form("navigation", "a line without words"), 200, frozenset()),
    )


def _agency() -> Rule:
    form = Form("credit", "picture credit: an agency's name")
    return Rule(_is_agency, form, 160, beginnings(_AGENCY_NAME), ("/", "|", "©", ","), cased=True)


def _share() -> Rule:
    form = Form("share", "only networks and share words")
    return Rule(_is_share, form, 90, beginnings(patterns.SHARE_WORDS))


def _byline() -> Rule:
    form = Form("byline", "author line")
    return Rule(_is_byline, form, 130, beginnings(patterns.BYLINE), cased=True, told=True)


def _stamp() -> Rule:
    form = Form("byline", "author and date line")
    return Rule(_is_stamp, form, 120, beginnings(patterns.STAMP_BEGIN), ("|",), dated=True)


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
# With a colon or dots after them, at the end of a caption.
_TAIL_WORDS = ("credit", "photo", "image", "picture")
_SIGN_UP_KEYS = (
    "sign up", "signing up", "newsletter", "journalism", "stay up to date", "never miss",
    "your inbox",
)  # fmt: skip
_COMMENT_KEYS = ("comment", "kommentar", "reply")


@cache
def _table() -> Table:
    return Table(_rules())


def form_of(line: str, *, ends: bool) -> Form | None:
    """Return the form of a line that is no part of an article, None if its form says nothing.

    `ends`: whether it ends as a sentence does (`ends_sentence`). A finished sentence is no menu
    and no date.
    """
    return forms_of([line], [ends])[0]


def forms_of(lines: Sequence[str], ends: Sequence[bool]) -> list[Form | None]:
    """Return each line's form (`form_of`). How they begin says of nearly all that they have none."""
    lines = [line if len(line) <= _LONGEST else "" for line in lines]
    lowered = "\n".join(lines).lower().split("\n")
    if len(lowered) != len(lines):
        lowered = [line.lower() for line in lines]
    sentences = [end and len(line) > _SENTENCE for end, line in zip(ends, lowered, strict=True)]
    return [
        _first_form(rules, line, lower, ends=end) if rules else None
        for rules, line, lower, end in zip(
            _table().asked(lowered, sentences), lines, lowered, ends, strict=True
        )
    ]


def _first_form(rules: Iterable[Rule], line: str, lower: str, *, ends: bool) -> Form | None:
    size = len(line)
    for rule in rules:
        if size > rule.longest or (rule.dated and not _DIGIT.search(line)):
            continue
        if rule.test(line if rule.cased else lower):
            return None if ends and patterns.TOLD.search(line) else rule.form
    return None


def ends_in_credit(line: str) -> bool:
    """Tell whether a line closes with a picture credit: a caption, if it stands like one."""
    tail = line[-160:]
    # Of all credits only "via C. D." may end as most sentences do.
    if tail[-1:] == "." and "via " not in tail:
        return False
    # One of these signs stands in every credit; after the words a colon or dots.
    if not ("/" in tail or "|" in tail or "©" in tail or ("(" in tail and tail[-1:] == ")")):
        if ":" not in tail and "..." not in tail:
            return False
        lower = tail.lower()
        if not any(word in lower for word in _TAIL_WORDS):
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
    ended = ends_sentence(line) and not patterns.CLOCK_END.search(line)
    told = ended or patterns.FIRST_PERSON.search(line)
    return not told and bool(patterns.BYLINE.fullmatch(line))


def _is_stamp(lower: str) -> bool:
    if ends_sentence(lower) or lower.endswith((":", ",")):
        return False
    begins = patterns.STAMP_BEGIN.match(lower) is not None or (len(lower) < 70 and "|" in lower)
    return begins and has_date(lower)
