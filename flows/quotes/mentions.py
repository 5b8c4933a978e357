"""The capitalised runs of the writer's words: candidates for names, and what stands beside them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flows.quotes.cues import STRONG
from flows.quotes.lexicon import CALENDAR, FEMALE, FUNCTION, MALE, PLACES, ROLES, TITLES
from flows.quotes.namesakes import SUFFIXES, common_surnames, stands_for_name
from flows.quotes.wordsets import word_set

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’](?=[^\W_])|-(?=[^\W_])|\.(?=[^\W\d_]\.))*")
HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\ufe63\uff0d"), "-")
"""Every hyphen is read and printed as the plain one, or a name would be cut at it."""
_PARTICLES = word_set("de van von der den del della di da la le al bin ibn el du dos ten ter bint")
_ORIGINS = frozenset(
    word for word in PLACES if word.endswith(("an", "ish", "ese", "ic", "crat", "crats", "ans"))
)
_PARTIES = word_set("republican democrat democratic tory libertarian labour conservative liberal")
_POSSESSIVE = re.compile(r"['’]s?$")
# "A spokesman for Ann Lee said": Ann Lee did not.
_PREPOSITIONS = word_set("for of to with from at by in on about against and")
_NICKNAME = re.compile(r'\s["“‘\'][^\W\d_][\w.\'’ -]{0,20}["”’\']\s+(?=[^\W\d_])')
_BROKEN = re.compile(r"[^\s\w.,;:!?…'’‘\"“”„«»‹›()\[\]{}/&¤*|%$€£+=#@<>~–—―-]")
_NEXT = re.compile(r"\s([^\W\d_]+)")
_DESCRIBED = re.compile(r",? \(?(?:aged )?\d\d\b[,)]|, (?:who|whose)\b|,? (?:himself|herself)\b")
_ALIAS = re.compile(r"\b(?:(?:real|full|birth|given) name(?: is| was)?|born|aka|n[ée]e) $")
# "Imagine Ann Lee saying": no part of the name.
_IMPERATIVES = word_set(
    """imagine picture suppose consider meet remember forget thank blame ask tell watch hear call
    credit enter pity pretend envision fancy congratulate follow join read welcome introducing
    listen visit contact"""
)
_NAMES_AND_TITLES = word_set("dean major duke king prince earl bishop judge marshall marshal page")
_DEANS = re.compile(r"\bdean\b|\bDean of\b|\b[Uu]niversity\b|\b[Cc]ollege\b|\bthe Dean\b")
NAME_OF_THING = re.compile(r"\b(?:name of|named|called) (?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady)\.? ")
"""A cello that travels "under the name of Mr C. Lee" makes nobody of that name."""
_FIRM = re.compile(
    r"(?:\s\w+){1,3}?\sits\b|(?:\s\w+){1,4}(?:,[^.!?¤]{0,40})?\sit\b[^.!?¤]{0,60}\bits\b"
    r"|\s(?:Inc|Corp|Motors|Group|Ltd|Holdings)\b"
)
_IT_BEFORE = re.compile(r"\bIt\b[^.!?¤]{1,60}\bits\b[^.!?¤]{0,40}, $")
_STARS = re.compile(
    r"\b(?:(?:stars?|starred|starring) as|fictional|alter ego,?|character(?: of| called| named)?)"
    r"(?: (?:the|a|young|old|evil))? (?:[A-Z][\w.]+ ){0,2}$"
)
_IS_A_PART = re.compile(
    r" (?:is|was|isn[’']t|wasn[’']t|remains) (?:\w+ ){0,2}?(?:an?|the) (?:fictional |mere |comic )?"
    r"(?:character|creation)\b"
)
_PLAYS = re.compile(
    r"\b(?:plays?|played|playing|portrays|portraying|cast as|returns as|returned as|(?:role|voice) of)"
    r"(?: (?:the|young|old|evil))? (?:[A-Z][\w.]+ ){0,2}$"
)
_SCREEN = re.compile(
    r"\b(?:films?|movies?|dramas?|comed(?:y|ies)|series|sitcoms?|soaps?|musicals?|thrillers?|biopics?"
    r"|stage|screen|role|sequels?|remakes?|adaptation|production|theatre|episodes?|Broadway|West End)\b"
)
_STAGED = re.compile(
    r"\b(?:showrunners?|actors?|actress(?:es)?|co-stars?|cast|Oscars?|Baftas?|Emmys?|Tonys?|sitcoms?"
    r"|screenwriters?|film-?makers?|box office)\b"
)
_SPORT = re.compile(
    r"\b(?:match(?:es)?|league|cup|goals?|striker|defender|midfielder|semi-finals?|quarter-finals?"
    r"|tournaments?|championships?|seeds?|sets|tennis|golf|football|rugby|cricket|boxing)\b",
    re.IGNORECASE,
)
"""Of a page: on stage and screen one plays parts, in sport one plays people."""
_ASKS = re.compile(r"[^.!?]{0,400}\?")
_KIN = re.compile(
    r"(?:\b(?:[Hh]is|[Hh]er|[Tt]heir|whose)|[’']s) ([a-z]+), (?:(?:the|an?) (?:[a-z-]+ ){1,3})?$"
)
_NAME_AND_COMMA = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3},")
_LAST = re.compile(r"(?:([^\W\d_]+)\s)?([^\W\d_]+)\s$")
_SUBJECTS = word_set("he she they who it we i")


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of capitalised words: its bare name `tokens`, where it stands (titles left out),
    the titles or roles right before it, and whether it owns what follows ("Ann Lee's"). `speaks`: "said" stands beside it. `described`: an age or "who" follows.
    `alias`: it is said to be the real name of the one named before. `firm`: it is an "it" there.
    `part`: it is whom somebody plays.
    """

    start: int
    end: int
    tokens: tuple[str, ...]
    text: str
    before: tuple[str, ...] = ()
    owns: bool = False
    article: bool = False
    first_in_sentence: bool = False
    speaks: bool = False
    described: bool = False
    alias: bool = False
    firm: bool = False
    part: bool = False


def mentions(narrative: str, sentence_starts: Iterable[int]) -> Iterable[Mention]:
    """Yield the capitalised runs of the writer's words (`narrative`: the article with quotations
    blanked out, offsets unchanged).
    """
    starts = set(sentence_starts)
    common = common_surnames(narrative)
    nicknames = {n.start(): n.end() for n in _NICKNAME.finditer(narrative)}
    run: list[re.Match[str]] = []
    first = False
    for word in _WORD.finditer(narrative):
        if run and word.start() < nicknames.get(run[-1].end(), 0):
            continue
        capital = word.group()[0].isupper()
        joins = bool(run) and _joins(narrative, run[-1], word)
        if run and not (joins and (capital or word.group() in _PARTICLES)):
            yield from _mention(narrative, run, first, common)
            run = []
        if capital and not run:
            first = word.start() in starts
        if capital or run:
            run.append(word)
    if run:
        yield from _mention(narrative, run, first, common)


def _joins(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    gap = text[left.end() : right.start()]
    if len(gap) > 30 or _POSSESSIVE.search(left.group()):
        return False
    if gap in (" ", "\u00a0"):
        return True
    if gap in (". ", ".\u00a0", "."):
        word = left.group()
        return len(word) == 1 or word.lower() in TITLES or "." in word
    if gap in (", ", " ") and right.group().lower() in SUFFIXES:
        return True
    nickname = _NICKNAME.match(text, left.end())
    return nickname is not None and nickname.end() == right.start()


def _mention(
    text: str, run: list[re.Match[str]], first: bool, common: frozenset[str]
) -> Iterable[Mention]:
    while run and run[-1].group() in _PARTICLES:
        run = run[:-1]
    article = False
    before: list[str] = []
    if first and len(run) > 1 and run[0].group().lower() in _IMPERATIVES:
        run, first = run[1:], False
    for whole in _parts(text, run, common):
        titles = 0 if _given_name(text, whole) else _leading_titles(whole)
        before += [w.group().lower() for w in whole[:titles]]
        part = whole[titles:]
        words = [w.group() for w in part]
        if NAME_OF_THING.search(text, max(0, part[0].start() - 20), part[0].start()):
            continue
        if words[0].lower() in FUNCTION | CALENDAR and not (
            (
                words[0] == "Will"
                and len(words) > 1
                and not (first and _ASKS.match(text, part[-1].end()))
            )
            or _surname(text, part[0], run, first=first, common=common)
        ):
            article = words[0].lower() == "the"
            continue
        last = words[-1]
        bare = [*words[:-1], _POSSESSIVE.sub("", last)]
        if _BROKEN.match(text, part[-1].end()):
            continue
        lowered = _words_before(text, part[0].start())
        start, end = part[0].start(), part[-1].end() - (len(last) - len(bare[-1]))
        if bare[-1].lower() in SUFFIXES and text[end : end + 1] == ".":
            end += 1
        yield Mention(
            start,
            end,
            tuple(bare[:8]),
            " ".join(text[start:end].split()),
            (*lowered, *before),
            owns=bare[-1] != last,
            article=(article and not titles) or (bool(lowered) and lowered[-1] == "the"),
            first_in_sentence=first and whole[0] is run[0],
            speaks=_speaks(text, start, end) and not set(lowered[-1:]) & _PREPOSITIONS,
            alias=_ALIAS.search(text, max(0, start - 24), start) is not None,
            described=_DESCRIBED.match(text, end) is not None,
            firm=_FIRM.match(text, end) is not None
            or _IT_BEFORE.search(text, max(0, start - 90), start) is not None,
            part=_is_part(text, start, end),
        )
        before, article = [], False


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether somebody plays whoever is named: "stars as Ann Lee", "in the film he plays Ann Lee",
    "Lee isn't just a character". In sport one plays people.
    """
    if _STARS.search(text, max(0, start - 60), start) or _IS_A_PART.match(text, end):
        return True
    if not _PLAYS.search(text, max(0, start - 50), start):
        return False
    if _of_the_stage(text):
        return True
    first = max(text.rfind(". ", max(0, start - 200), start), start - 200, 0)
    last = text.find(". ", end, end + 200)
    return _SCREEN.search(text, first, last if last > 0 else end + 200) is not None


def _given_name(text: str, part: list[re.Match[str]]) -> bool:
    """Whether a word that may be a title is a given name, for a role stands before it already
    ("striker Dean Lee").
    """
    if len(part) != 2 or part[0].group().lower() not in _NAMES_AND_TITLES:
        return False
    if part[0].group() == "Dean" and not _of_deans(text):
        return True
    before = _words_before(text, part[0].start())
    return bool(before) and before[-1] in ROLES


@lru_cache(maxsize=1)
def _of_the_stage(text: str) -> bool:
    return _STAGED.search(text) is not None and _SPORT.search(text) is None


@lru_cache(maxsize=1)
def _of_deans(text: str) -> bool:
    return _DEANS.search(text) is not None


def _leading_titles(part: list[re.Match[str]]) -> int:
    """How many words at the start are no name: titles and roles with what stands before them
    ("Wisconsin Gov."), and adjectives of origin or party ("Republican"). The last word never is.
    """
    words = [w.group().lower() for w in part[:-1]]
    titles = [
        n
        for n, word in enumerate(words)
        if word in TITLES | ROLES | MALE | FEMALE
        or word.startswith(("co-", "ex-"))
        or ("-" in word and word.rsplit("-", 1)[1] in TITLES | ROLES)
        or (word in _PARTIES and n < len(words) - 1)
    ]
    count = titles[-1] + 1 if titles else 0
    while count < len(words) - 1 and words[count] in _ORIGINS:
        count += 1
    return count


def _speaks(text: str, start: int, end: int) -> bool:
    after = _NEXT.match(text, end)
    if after and after.group(1) in STRONG:
        return True
    before = _LAST.search(text, max(0, start - 40), start)
    if before is None or before[2] not in STRONG or text[end : end + 1] not in (".", ",", ":"):
        return False
    # "Lee told Marsh," is no "said Marsh,".
    return before[1] is None or not (before[1][0].isupper() or before[1] in _SUBJECTS)


def _surname(
    text: str, word: re.Match[str], run: list[re.Match[str]], *, first: bool, common: frozenset[str]
) -> bool:
    """Whether a common word is somebody's name here: "Take", where Tom Take is told about."""
    opens = first and word is run[0]
    return stands_for_name(text, word.start(), word.end(), opens=opens, known=common, follows=False)


def _parts(
    text: str, run: list[re.Match[str]], common: frozenset[str]
) -> Iterable[list[re.Match[str]]]:
    """Cut a run at words that are no part of a name ("But", "Monday")."""
    part: list[re.Match[str]] = []
    for word in run:
        low = word.group().lower()
        follows = bool(part) and stands_for_name(
            text, word.start(), word.end(), opens=False, known=common, follows=True
        )
        if follows:
            part.append(word)
        elif low in CALENDAR or (low in FUNCTION and low != "will") or low.startswith(("i’", "i'")):
            if part:
                yield part
            yield [word]
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _words_before(text: str, at: int) -> tuple[str, ...]:
    window = text[max(0, at - 40) : at]
    found = re.search(r"([^\W\d_][\w'’-]*[ -]){0,2}([^\W\d_][\w'’-]*)[ \u00a0]$", window)
    words = tuple(w.lower() for w in found.group().split()) if found else ()
    kin = _KIN.search(window)
    related = kin and kin[1] in MALE | FEMALE and _NAME_AND_COMMA.match(text, at)
    return (*words, kin[1]) if kin and related else words


def gender_before(mention: Mention) -> str | None:
    """Return the gender a title or role right before the name gives ("Mr", "actress")."""
    near = mention.before[-1:]
    if any(w in MALE for w in near):
        return "he"
    return "she" if any(w in FEMALE for w in near) else None
