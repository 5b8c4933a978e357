"""Names alike: which forms mean one person, and which words are a surname only in company."""

import re
from difflib import SequenceMatcher

from flows.quotes.wordsets import word_set

SUFFIXES = word_set("jr sr ii iii iv")
"""What may follow a surname without being one."""
_ALIKE = 0.79
"""Twice the letters in common over all letters: one of five wrong, two of ten."""
_COMMON = word_set(
    """will may june april august march take make must still even best born old new down few well
    let given see first last like might can"""
)
"""Words of sentences and months that are also surnames."""
_AFTER_NAME = re.compile(rf"\b[^\W\d_a-z][\w'’-]+\.? ({'|'.join(w.title() for w in _COMMON)})\b")
_DATE = re.compile(r"(?i:\b(?:in|of|since|by|until|last|next|this|early|late|mid|from|to|\d+) $)")
_DOES = re.compile(
    r"(?:’s|'s)?,? (?:said|says|was|is|has|had|came|did|told|went|who|will|would|\w+ed)\b"
)


def bare(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name without "Jr." and the like."""
    kept = tuple(t for t in tokens if t.lower().rstrip(".") not in SUFFIXES)
    return kept or tokens


def same_person(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether a shorter form with the same surname means the bearer of the longer one: "Ann B. Lee"
    is Ann Lee; "Ann Jane Lee" need not be, and father and son are two.
    """
    if _suffixes(longer) != _suffixes(shorter):
        return False
    full, short = bare(longer), bare(shorter)
    if len(short) < len(full) and full[-len(short) :] == short:
        return True
    if full[0] != short[0]:
        return False
    middle, fewer = full[1:-1], short[1:-1]
    return middle == fewer or all(_initial(t) for t in (*middle, *fewer))


def misspelt(surname: str, word: str) -> bool:
    """Whether a word is a surname with one or two letters wrong ("McLenney" for "McClenney")."""
    if min(len(surname), len(word)) < 5 or surname.rstrip("s") == word.rstrip("s"):
        return False
    return SequenceMatcher(None, surname, word, autojunk=False).ratio() >= _ALIKE


def _suffixes(tokens: tuple[str, ...]) -> set[str]:
    return {t.lower().rstrip(".") for t in tokens} & SUFFIXES


def _initial(token: str) -> bool:
    return len(token.replace(".", "")) <= 2 and token[0].isupper()


def common_surnames(narrative: str) -> frozenset[str]:
    """Return the common words (in lower case) that somebody in the article has for a surname."""
    return frozenset(m[1].lower() for m in _AFTER_NAME.finditer(narrative))


def stands_for_name(
    text: str, start: int, end: int, *, opens: bool, known: frozenset[str], follows: bool
) -> bool:
    """Whether a capitalised common word is a surname where it stands: after a given name
    (`follows`), or alone where somebody is called so (`known`) and no date or sentence begins.
    """
    word = text[start:end].lower().removesuffix("'s").removesuffix("’s")
    if word not in _COMMON:
        return False
    if follows:
        return True
    if word not in known or _DATE.search(text, max(0, start - 8), start):
        return False
    return not opens or _DOES.match(text, end) is not None
