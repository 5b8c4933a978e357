"""What kind of line this is by its form: credit, byline, date, share, promo, disclaimer, ad.

Every rule reads one line and is anchored at its ends (`patterns`), and none knows a site.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from flows.core.article import RemovedKind

from . import patterns


@dataclass(frozen=True, slots=True)
class Form:
    """A recognised form: what the line is and why we think so."""

    kind: RemovedKind
    reason: str


LIST_HEADING = "heading of a list of other articles"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A test for lines up to `longest` code points that hold one of `keys` (lower case).

    The test is given the line in lower case, or as it is if `cased`. `dated`: only lines with a
    digit. Keys and digits are only there for speed: a substring is found in a tenth of the time
    of a pattern, and in many lines at once.
    """

    test: Callable[[str], object]
    form: Form
    longest: int
    keys: tuple[str, ...] = ()
    cased: bool = False
    dated: bool = False


@cache
def _rules() -> tuple[_Rule, ...]:
    p = patterns
    subscribe = Form("promo", "invitation to subscribe or follow")
    account = Form("credit", "picture credit: an agency or account name")
    agency = Form("credit", "picture credit: an agency's name")
    invitation = Form("share", "an invitation to share or comment")
    notice = Form("disclaimer", "disclaimer or rights notice")
    return (
        _Rule(_is_ad, Form("ad", "an ad marker standing alone"), 60),
        _Rule(p.SHORTCODE.fullmatch, Form("promo", "leftover page-builder code"), 300, ("[",)),
        _Rule(p.HANDLE_CREDIT.fullmatch, account, 90, ("/", ":", "|", "@"), cased=True),
        _Rule(_is_agency, agency, 160, tuple(sorted(_AGENCY_WORDS)), cased=True),
        _Rule(p.CREDIT.fullmatch, Form("credit", "picture credit"), 220, _CREDIT_KEYS),
        *(_Rule(partial(_begins_note, *note), notice, 600, note[0]) for note in p.NOTES_BY_START),
        *(_Rule(note[1].fullmatch, notice, 600, note[0]) for note in p.NOTES_BY_WORD),
        _Rule(p.COOKIES.fullmatch, Form("navigation", "cookie notice"), 500, ("cookie",)),
        _Rule(_is_share, Form("share", "only networks and share words"), 90),
        _Rule(p.SHARE.fullmatch, invitation, 110),
        _Rule(p.DATE_LINE.fullmatch, Form("byline", "a date standing alone"), 110, dated=True),
        _Rule(_is_byline, Form("byline", "author line"), 130, _BYLINE_KEYS, cased=True),
        _Rule(_is_stamp, Form("byline", "author and date line"), 120, dated=True),
        _Rule(p.TAGS.fullmatch, Form("navigation", "list of tags"), 240),
        _Rule(p.PROMO_HEAD.fullmatch, Form("promo", "points to another article"), 230),
        _Rule(p.PROMO_ALONE.fullmatch, Form("promo", LIST_HEADING), 90),
        _Rule(p.SIGN_UP.fullmatch, subscribe, 320, _SIGN_UP_KEYS),
        _Rule(p.COMMENT.fullmatch, Form("comment", "comment section"), 160, _COMMENT_KEYS),
        _Rule(p.NAVIGATION.fullmatch, Form("navigation", "navigation"), 160),
        _Rule(_is_wordless, Form("navigation", "a line without words"), 200),
    )


# Lines that are asked at once which keys stand in them: many have none, very many have all.
_FEW, _AT_ONCE = 4, 40
# Longest line that a form may claim; longer ones are prose whatever they begin with.
_LONGEST = 600
_DIGIT = re.compile("[0-9]")
_ENDS = frozenset(".!?…。！？」』")
_CLOSES = frozenset('"”’)]')
_TOKEN = re.compile(r"[a-z]+")
# The first word of every agency's name.
_AGENCY_WORDS = frozenset(
    _TOKEN.findall(name.lower())[0]
    for name in re.sub(r"[(][^()]*[)][?]", "", patterns.AGENCY_NAMES).split("|")
)
# How a line of networks and share words may begin, if not with a number or "X".
_SHARE_BEGINS = frozenset(word[:2] for word in patterns.SHARE_FIRST.split("|"))
_CREDIT_KEYS = (
    *("image", "photo", "picture", "foto", "bild", "illustration", "video", "graphic", "screen"),
    *("gambar", "imagen", "dito", "courtesy", "grafik", "credit", "source", "quelle", "sumber"),
    *("fuente", "©", "(c)", "copyright", "media"),
)
_TAIL_KEYS = ("©", "/", "|", "credit", "photo", "image", "picture", "(")
_BYLINE_KEYS = (
    *("by", "words", "text", "author", "von ", "por ", "par ", "di ", "oleh ", "door "),
)
_SIGN_UP_KEYS = (
    *("sign up", "signing up", "sign-up", "subscri", "suscr", "abonn", "iscriviti", "langganan"),
    *("newsletter", "inbox", "delivered", "journalism", "follow ", "here", " app", " us on"),
    *("stay ", "never miss", "ticket", "letterbox", "join", "more"),
)
_COMMENT_KEYS = (
    *("comment", "repl", "antwort", "kommentar", "tanggapan", "komentar", "balasan", "coment"),
    *("log in", "logged in", "sign in", "connesso", "angemeldet", "masuk", "think", "response"),
    *("thought", "email address"),
)


# A finished sentence of some length is a notice only if it begins or goes on with one of these.
# Nothing else is asked of it, since nearly all of an article is such sentences.
_SENTENCE = 60
_STARTS = (
    *("[", "(", "►", "▶", "»", ">", "*", "•", "©", "read ", "also", "see also", "related", "more "),
    *("must", "recommended", "don't miss", "don’t miss", "you may", "you might", "up next", "next"),
    *("watch", "listen", "trending", "most ", "latest", "popular", "editor", "top stories"),
    *("previous", "in case you", "further reading", "lesen sie", "mehr zum", "auch inter"),
    *("zum thema", "lees ook", "lire aussi", "à lire", "leer más", "lea tam", "te puede", "leggi"),
    *(
        "sigue ley",
        "seguir ley",
        "lee tam",
        "lea más",
        "más ",
        "weiter",
        "mehr ",
        "lire la",
        "en savoir",
    ),
    *(
        "continua a",
        "per appro",
        "lees ",
        "läs ",
        "les ",
        "læs ",
        "zobacz",
        "czytaj",
        "читай",
        "смотри",
    ),
    *(
        "あわせて",
        "続きを",
        "【",
        "「",
        "■",
        "▼",
        "＞",
        "おすすめ",
        "人気",
        "最新",
        "sur le m",
        "à lire",
    ),
    *("baca juga", "terkait", "leia tam", "veja tam", "siehe auch", "関連記事", "合わせて"),
    *("opinion", "disclaim", "disclos", "note", "correction", "advertiser", "affiliate", "haftung"),
    *("hinweis", "this article", "the article", "this story", "the story", "this post", "the post"),
    *("this piece", "the piece", "this essay", "the essay", "this interview", "the interview"),
    *("this report", "the report", "this column", "the column", "reporting", "writing", "editing"),
    *("additional reporting", "compiled", "written", "edited", "copyright", "main image", "lead "),
    *("feature", "cover ", "header ", "image", "photo", "picture", "foto", "bild", "illustration"),
    *("video", "graphic", "screenshot", "gambar", "imagen", "crédito", "courtesy", "grafik"),
    *("credit", "source", "quelle", "sumber", "fuente", "media", "click here", "tap here"),
    *("please subscribe", "subscri", "suscr", "abonn", "iscriviti", "langganan", "want ", "love "),
    *("like ", "get ", "download", "buy ", "follow ", "find us", "join us", "visit us", "watch us"),
    *(
        "welcome",
        "newsletter",
        "stay ",
        "comment",
        "leave a",
        "write a",
        "post a",
        "add a",
        "reply",
    ),
    *("your email", "what do you think", "tell us", "share", "sharing", "enjoy", "liked"),
)
_LONGEST_START = max(map(len, _STARTS))
_START_LETTERS = frozenset(start[:3] for start in _STARTS if len(start) > 2)
_START_SIGNS = frozenset(start[:1] for start in _STARTS if len(start) < 3)
_HOLDING = (
    *("cookie", " contain ", " include ", "views", "opinions", "commission", "share of"),
    *("compensation", "percentage", "rights reserved", "may not be ", "sign up", "signing up"),
    *("newsletter", "journalism", "never miss", "to stay up", "comments below", "comment below"),
    *("comments section", "log in", "logged in", "sign in", "angemeldet", "connesso", "masuk"),
)


def form_of(line: str, *, ends: bool) -> Form | None:
    """Return the form of a line that is no part of an article, None if its form says nothing.

    `ends`: whether it ends as a sentence does (`ends_sentence`). A finished sentence is no menu
    and no date.
    """
    return forms_of([line], [ends])[0]


def forms_of(lines: Sequence[str], ends: Sequence[bool]) -> list[Form | None]:
    """Return each line's form (`form_of`); which rules can say anything is asked of many at once.

    Nearly all of an article is finished sentences that no rule needs to read.
    """
    forms: list[Form | None] = []
    for start in range(0, len(lines), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        forms += _forms_of_some(lines[part], ends[part])
    return forms


def _forms_of_some(lines: Sequence[str], ends: Sequence[bool]) -> list[Form | None]:
    forms: list[Form | None] = [None] * len(lines)
    sentences: list[int] = []
    others: list[int] = []
    for place, line in enumerate(lines):
        if _may_have_form(line, ends=ends[place]):
            (sentences if ends[place] and len(line) > _SENTENCE else others).append(place)
    for places, rules in ((sentences, _sentence_rules()), (others, _rules())):
        lowered = [lines[place].lower() for place in places]
        awake = _awake(rules, lowered)
        for place, lower in zip(places, lowered, strict=True):
            forms[place] = _first_form(awake, lines[place], lower)
    return forms


def _may_have_form(line: str, *, ends: bool) -> bool:
    size = len(line)
    if size > _LONGEST or not size:
        return False
    if not ends:
        return True
    if size > _SENTENCE and not _begins(line[:_LONGEST_START].lower()):
        plain = line if line.isascii() else line.encode("ascii", "replace").decode()
        if not _holds(plain.lower(), _HOLDING):
            return False
    return not patterns.TOLD.search(line)


def _awake(rules: Sequence[_Rule], lowered: list[str]) -> list[tuple[_Rule, tuple[str, ...]]]:
    """Return the rules that some of the lines may meet, with the keys that stand in them."""
    if len(lowered) < _FEW:
        return [(rule, rule.keys) for rule in rules] if lowered else []
    together = "\n".join(lowered)
    found = []
    for rule in rules:
        keys = tuple([key for key in rule.keys if key in together])
        if keys or not rule.keys:
            found.append((rule, keys))
    return found


def _first_form(
    rules: Sequence[tuple[_Rule, tuple[str, ...]]], line: str, lower: str
) -> Form | None:
    size = len(line)
    dated = _DIGIT.search(line) is not None
    for rule, keys in rules:
        if size > rule.longest or (rule.dated and not dated):
            continue
        if keys and not _holds(lower, keys):
            continue
        if rule.test(line if rule.cased else lower):
            return rule.form
    return None


@cache
def _sentence_rules() -> tuple[_Rule, ...]:
    kinds = {"disclaimer", "promo", "comment", "credit"}
    return tuple(
        rule for rule in _rules() if rule.form.kind in kinds or rule.form.reason == "cookie notice"
    )


def _begins(lower: str) -> bool:
    return (lower[:3] in _START_LETTERS or lower[:1] in _START_SIGNS) and lower.startswith(_STARTS)


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
    return _holds(tail.lower(), _TAIL_KEYS) and bool(patterns.CREDIT_TAIL.search(tail))


def has_date(lower: str) -> bool:
    """Tell whether a date or "3 hours ago" stands in a line (in lower case)."""
    return bool(patterns.HAS_DATE.search(lower))


def ends_sentence(line: str) -> bool:
    """Tell whether the line ends as a sentence does."""
    # Most lines are told by their last sign alone.
    last = line[-1:]
    if last in _ENDS:
        return True
    return last in _CLOSES and bool(patterns.SENTENCE_END.search(line[-8:]))


def _is_ad(lower: str) -> bool:
    return lower.strip(" .:*-–—[]()|") in patterns.AD_LINES


def _begins_note(starts: tuple[str, ...], pattern: re.Pattern[str], lower: str) -> bool:
    return lower.startswith(starts) and pattern.fullmatch(lower) is not None


def _is_share(lower: str) -> bool:
    if lower[:2] not in _SHARE_BEGINS and not lower[:1].isdecimal() and lower[:1] != "x":
        return False
    return bool(patterns.SHARE_WORDS.fullmatch(lower)) and any(sign.isalpha() for sign in lower)


def _is_wordless(lower: str) -> bool:
    return not lower[:1].isalnum() and patterns.RULE.fullmatch(lower) is not None


def _is_agency(line: str) -> bool:
    if ends_sentence(line) or _AGENCY_WORDS.isdisjoint(_TOKEN.findall(line.lower())):
        return False
    return bool(patterns.AGENCY_LINE.fullmatch(line))


def _is_byline(line: str) -> bool:
    # Who says "I was" tells something: a byline holds names only.
    told = ends_sentence(line) or patterns.FIRST_PERSON.search(line)
    return not told and bool(patterns.BYLINE.fullmatch(line))


def _is_stamp(lower: str) -> bool:
    if ends_sentence(lower) or lower.endswith((":", ",")):
        return False
    begins = patterns.STAMP_BEGIN.match(lower) is not None or (len(lower) < 70 and "|" in lower)
    return begins and has_date(lower)
