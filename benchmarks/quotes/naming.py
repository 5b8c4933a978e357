"""Whether two names are the same person's: surname agrees, no given name conflicts."""

import re
from typing import Literal

from benchmarks.quotes.gold import folded

Verdict = Literal["exact", "ok", "wrong", "none"]

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "rep",
        "reps",
        "sen",
        "sens",
        "gov",
        "president",
        "vice",
        "senator",
        "governor",
        "congressman",
        "congresswoman",
        "representative",
        "secretary",
        "gen",
        "general",
        "lt",
        "col",
        "capt",
        "sgt",
        "maj",
        "adm",
        "admiral",
        "judge",
        "justice",
        "rev",
        "reverend",
        "pastor",
        "bishop",
        "pope",
        "prof",
        "professor",
        "speaker",
        "mayor",
        "sir",
        "dame",
        "lord",
        "lady",
        "chairman",
        "chairwoman",
        "chair",
        "director",
        "former",
        "ambassador",
        "attorney",
        "prime",
        "minister",
        "king",
        "queen",
        "prince",
        "princess",
        "first",
        "sheriff",
        "officer",
        "gop",
        "republican",
        "democrat",
        "democratic",
        "retired",
        "actor",
        "actress",
        "singer",
        "rapper",
        "producer",
        "host",
        "coach",
        "star",
        "the",
        "a",
        "an",
        "of",
        "for",
        "and",
        "in",
        "on",
        "at",
        "to",
        "from",
        "with",
        "by",
        "as",
        "its",
    ]
)
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_NICKNAMES = (
    "joe joseph|mike michael|bill william will billy|bob robert rob bobby|jim james jimmy|"
    "chuck charles charlie|dick richard rick rich|tom thomas tommy|dan daniel danny|dave david|"
    "ted edward ed theodore eddie|tim timothy|ben benjamin|sam samuel|tony anthony|"
    "chris christopher|matt matthew|steve steven stephen|liz elizabeth beth betsy|"
    "kate katherine kathy catherine|sue susan|jeff jeffrey|greg gregory|ron ronald|don donald|"
    "ken kenneth|nick nicholas|pat patrick patricia|alex alexander|andy andrew|larry lawrence|"
    "bernie bernard|debbie deborah|sly sylvester|jack john"
)
_SAME = {name: set(group.split()) for group in _NICKNAMES.split("|") for name in group.split()}
_PARTICLES = frozenset(["de", "von", "van", "al", "bin", "del", "la", "el", "da", "di", "le"])
_CUT = re.compile(r"\s*[(,;:]\s*(?!\s*(?:Jr|Sr)\b)|\s(?:of|at|who|from|in|for|with|on)\s")


def tokens(name: str | None) -> list[str]:
    """Return the words of the person named, in lower case; none if nobody is named."""
    if not name or name.lower().startswith("anonymous"):
        return []
    text = re.sub(r"['’]s\b", "", folded(name).strip())
    parts = [t.strip("\"“”‘’'.,-–—") for t in _CUT.split(text)[0].replace(",", " ").split()]
    parts = [t for t in parts if t and t.lower() not in _SUFFIXES]
    while parts and parts[0].lower() in _TITLES:
        parts = parts[1:]
    if not parts or (parts[-1].islower() and parts[-1].isalpha()):
        return []
    run: list[str] = []
    for part in parts:
        particle = bool(run) and part.lower() in _PARTICLES
        run = [*run, part] if part[:1].isupper() or particle else []
    while run and run[0].lower() in _TITLES:
        run = run[1:]
    return [t.lower() for t in run]


def compare(answer: str | None, gold: str | None, wrong: tuple[str, ...] = ()) -> Verdict:
    """Return "exact" for the full name, "ok" for a part that fits, "wrong", or "none"."""
    said, right = tokens(answer), tokens(gold)
    if not said:
        return "none"
    if not right or any(said == tokens(w) for w in wrong):
        return "wrong"
    return _judged(said, right)


def _judged(said: list[str], right: list[str]) -> Verdict:
    if len(right) == 1:
        return "exact" if right[0] in said else "wrong"
    if said[-1].split("-")[-1] == right[-1].split("-")[-1]:
        if len(said) == 1:
            return "ok"
        fits = _given(said[0], right[0]) or said[0] in right[:-1] or right[0] in said
        return "exact" if fits else "wrong"
    if set(said) == set(right):
        return "exact"
    return "ok" if said == right[:1] else "wrong"


def _given(first: str, second: str) -> bool:
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return first == second or second in _SAME.get(first, ())


def same_organisation(answer: str | None, gold: str | None) -> bool:
    """Whether an answer and an organisation's name share a word that counts."""
    first, second = (
        {w for w in re.findall(r"[a-z0-9]+", folded(t or "").lower()) if w not in _TITLES}
        for t in (answer, gold)
    )
    return bool(first & second)
