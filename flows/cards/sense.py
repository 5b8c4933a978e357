"""What it costs to end a line behind a word: breaks by sense rather than by width alone."""

import re

from flows.cards.clusters import is_wide


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words a line should not end in: articles, prepositions, conjunctions, auxiliaries, and pronouns
# that belong to the verb or noun after them.
_WEAK: dict[str, frozenset[str]] = {
    "en": _set(
        "a an the of to in on at by for from with into onto over under as than and or but nor so "
        "if is are was were be am been it's i'm i you he she we they it that this these those "
        "which who my your his her its our their no not very more most every each some any just "
        "only i've i'll don't can't won't isn't doesn't didn't do does did has have had will "
        "would can could should may might must about like when while because until after before "
        "between without there what how why where then even still also never always we're you're "
        "they're that's"
    ),
    "de": _set(
        "der die das den dem des ein eine einen einem einer eines und oder aber in im an am auf "
        "zu zum zur von vom mit für bei aus nach ich du er sie es wir ihr ist sind war nicht kein "
        "keine mein dein sein ihr unser dass wenn weil als wie so sehr"
    ),
    "fr": _set(
        "le la les un une des du de d' l' à au aux en dans sur par pour avec sans et ou mais ni "
        "je tu il elle on nous vous ils elles est sont que qui ne pas se ce cette ces mon ma mes "
        "ton ta son sa ses leur très plus si"
    ),
    "es": _set(
        "el la los las un una unos unas de del a al en con por para sin y o pero ni yo tú él ella "
        "es son que no se me te le lo mi tu su nuestro muy más si como"
    ),
    "ru": _set(
        "в на с к о об у и а но или за из от до по для не ни что как это я ты он она мы вы они со "
        "ко во же бы ли мой твой наш ваш их его её"
    ),
    "it": _set(
        "il lo la i gli le un uno una di del della a al alla in nel nella con per da su e o ma io "
        "tu lui lei è sono che non si mi ti ci mio tuo suo molto più se come"
    ),
}  # fmt: skip
_TITLES = _set("mr mrs ms dr prof sir lady lord st rev gen sen rep president judge")
# Those of them that lean hardest.
_HEAVY = _set("a an the i to and but or der die das und le la les et el los y il lo e в на с к о у")
# Parts a name, or a number from its unit: only where nothing else is left.
_NEVER = 60.0
_ENDS = re.compile(r"[.!?…。！？][”’»」』)]*$")
_PAUSES = re.compile(r"[,;:—–、，][”’»」』)]*$")


def break_cost(before: str, word: str, following: str, spaced: bool, language: str) -> float:
    """Return what ending a line after `word` costs (Σ over lines is minimised).

    The scale is that of raggedness: 78 times the square of a line's relative difference from the
    mean line (ragged lines that read well are the better ones). A pause is a gain, a word that
    leans on the next one a cost.
    """
    if not following:
        return 0.0
    if _opens_name(word):
        return _NEVER
    if _ENDS.search(word):
        return -9.0
    if _PAUSES.search(word):
        return -5.0
    if not spaced:
        return _between_wide(word[-1], following[0]) if is_wide(word[-1]) else 7.0
    return _leaning(before, word, following, language)


def _between_wide(last: str, first: str) -> float:
    """Return what parting two Chinese or Japanese characters costs.

    A Japanese phrase mostly ends in hiragana and the next begins with kanji or katakana; breaks
    inside a run of one kind, or between a stem and its ending, part a word.
    """
    kinds = tuple(map(_kana, (last, first)))
    if kinds[0] == "hiragana" and kinds[1] != "hiragana":
        return 0.0
    if kinds == ("hiragana", "hiragana"):
        return 3.0 if last in "はがをにでともへのてば" else 9.0
    return 12.0 if kinds[0] != "other" or kinds[1] == "hiragana" else 5.0


def _kana(char: str) -> str:
    if "\u3040" <= char <= "\u309f":
        return "hiragana"
    return "katakana" if "\u30a0" <= char <= "\u30ff" else "other"


def _opens_name(word: str) -> bool:
    """Whether a word is a title ("Dr.") or an initial ("J."), which the name must follow."""
    bare = word.strip("“”‘’«»\"'(").removesuffix(".")
    initial = len(bare) == 1 and bare.isupper() and word.endswith(".")
    return (initial and bare != "I") or bare.casefold() in _TITLES


def _leaning(before: str, word: str, following: str, language: str) -> float:
    """Return how much a word leans on the one after it."""
    bare = word.strip("“”‘’«»\"'().,").casefold().replace("’", "'")
    if word[0].isdigit():
        return _NEVER
    if bare in _WEAK.get(language.split("-", maxsplit=1)[0].casefold(), frozenset()):
        return 21.0 if bare in _HEAVY else 10.0
    return _NEVER if _is_name(before, word, following) else 1.0


def _is_name(before: str, word: str, following: str) -> bool:
    """Whether a line end here would part a name: two capitalised words inside a sentence."""
    if not (word[:1].isupper() and following[:1].isupper()) or word == "I":
        return False
    return bool(before) and not _ENDS.search(before)
