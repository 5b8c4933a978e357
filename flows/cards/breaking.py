"""Where lines may break, and the set of breaks that reads best (total fit, by sense)."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.cards.clusters import clusters, is_wide
from flows.cards.fonts import Style
from flows.cards.shaping import width

# Words a line should not end in: articles, prepositions, conjunctions, auxiliaries, and pronouns
# that belong to the verb or noun after them.
_WEAK: dict[str, frozenset[str]] = {
    "en": frozenset(
        ["a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "onto", "over", "under", "as", "than", "and", "or", "but", "nor", "so", "if", "is", "are", "was", "were", "be", "am", "been", "it's", "i'm", "i", "you", "he", "she", "we", "they", "it", "that", "this", "these", "those", "which", "who", "my", "your", "his", "her", "its", "our", "their", "no", "not", "very", "more", "most", "every", "each", "some", "any", "just", "only", "i've", "i'll", "don't", "can't", "won't", "isn't", "doesn't", "didn't", "do", "does", "did", "has", "have", "had", "will", "would", "can", "could", "should", "may", "might", "must", "about", "like", "when", "while", "because", "until", "after", "before", "between", "without", "there", "what", "how", "why", "where", "then", "even", "still", "also", "never", "always", "we're", "you're", "they're", "that's"]
    ),
    "de": frozenset(
        ["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder", "aber", "in", "im", "an", "am", "auf", "zu", "zum", "zur", "von", "vom", "mit", "für", "bei", "aus", "nach", "ich", "du", "er", "sie", "es", "wir", "ihr", "ist", "sind", "war", "nicht", "kein", "keine", "mein", "dein", "sein", "ihr", "unser", "dass", "wenn", "weil", "als", "wie", "so", "sehr"]
    ),
    "fr": frozenset(
        ["le", "la", "les", "un", "une", "des", "du", "de", "d'", "l'", "à", "au", "aux", "en", "dans", "sur", "par", "pour", "avec", "sans", "et", "ou", "mais", "ni", "je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "est", "sont", "que", "qui", "ne", "pas", "se", "ce", "cette", "ces", "mon", "ma", "mes", "ton", "ta", "son", "sa", "ses", "leur", "très", "plus", "si"]
    ),
    "es": frozenset(
        ["el", "la", "los", "las", "un", "una", "unos", "unas", "de", "del", "a", "al", "en", "con", "por", "para", "sin", "y", "o", "pero", "ni", "yo", "tú", "él", "ella", "es", "son", "que", "no", "se", "me", "te", "le", "lo", "mi", "tu", "su", "nuestro", "muy", "más", "si", "como"]
    ),
    "ru": frozenset(
        ["в", "на", "с", "к", "о", "об", "у", "и", "а", "но", "или", "за", "из", "от", "до", "по", "для", "не", "ни", "что", "как", "это", "я", "ты", "он", "она", "мы", "вы", "они", "со", "ко", "во", "же", "бы", "ли", "мой", "твой", "наш", "ваш", "их", "его", "её"]
    ),
    "it": frozenset(
        ["il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "di", "del", "della", "a", "al", "alla", "in", "nel", "nella", "con", "per", "da", "su", "e", "o", "ma", "io", "tu", "lui", "lei", "è", "sono", "che", "non", "si", "mi", "ti", "ci", "mio", "tuo", "suo", "molto", "più", "se", "come"]
    ),
}  # fmt: skip
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sir",
        "lady",
        "lord",
        "st",
        "rev",
        "gen",
        "sen",
        "rep",
        "president",
        "judge",
    ]
)
# Kinsoku: what may not begin and what may not end a line (JIS X 4051, the common core).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー）」』】〕〉》”’…‥々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヶ！？」%,.!?:;)]}"
)
_NOT_LAST = frozenset("（「『【〔〈《“‘([{$£€¥")
_AFTER = re.compile(r"(?<=[—–])(?=\w)|(?<=\w-)(?=\w\w)|(?<=/)(?=\w)|\u200b")
_ENDS = re.compile(r"[.!?…。！？][”’»」』)]*$")
_PAUSES = re.compile(r"[,;:—–、，][”’»」』)]*$")
_UNREACHED = float("inf")
# Those of them that lean hardest.
_HEAVY = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "and",
        "but",
        "or",
        "der",
        "die",
        "das",
        "und",
        "le",
        "la",
        "les",
        "et",
        "el",
        "los",
        "y",
        "il",
        "lo",
        "e",
    ]
)


@dataclass(frozen=True, slots=True)
class Word:
    """What cannot be broken, in ems: its `width`, the `space` after it on the same line, and the
    `cost` of ending a line behind it.
    """

    text: str
    width: float
    space: float
    cost: float


@lru_cache(maxsize=4096)
def words(text: str, style: Style) -> tuple[Word, ...]:
    """Return the unbreakable pieces of a text. Raises FontMissing."""
    chunks = [(piece, spaced) for word in _split(text) for piece, spaced in _pieces(word)]
    space = width(" ", style)
    made: list[Word] = []
    for index, (piece, spaced) in enumerate(chunks):
        following = chunks[index + 1][0] if index + 1 < len(chunks) else ""
        before = chunks[index - 1][0] if index else ""
        cost = _cost(before, piece, following, spaced, style.language)
        made.append(Word(piece, width(piece, style), space if spaced else 0.0, cost))
    return tuple(made)


def _split(text: str) -> list[str]:
    # No-break spaces are not in this class on purpose.
    return [word for word in re.split(r"[ \t\n\u2002-\u2006\u2008-\u200a\u3000]+", text) if word]


def _pieces(word: str) -> list[tuple[str, bool]]:
    """Cut a word at dashes, hyphens and between wide characters; the last is followed by a space."""
    cut: list[str] = []
    for part in _AFTER.split(word):
        cut.extend(_wide(part) if any(map(is_wide, part)) else [part])
    cut = [part for part in cut if part]
    return [(part, index == len(cut) - 1) for index, part in enumerate(cut)]


def _wide(part: str) -> list[str]:
    out: list[str] = []
    for cell in clusters(part):
        if out and (
            cell in _NOT_FIRST
            or out[-1][-1] in _NOT_LAST
            or not (is_wide(cell) or is_wide(out[-1][-1]))
        ):
            out[-1] += cell
        else:
            out.append(cell)
    return out


def _cost(before: str, word: str, following: str, spaced: bool, language: str) -> float:
    """Return what ending a line after `word` costs (Σ over lines is minimised).

    The scale is that of raggedness: 78 times the square of a line's relative difference from the
    mean line (the reference cards have 100; ragged lines that read well are the better ones). A pause is a gain, a word that leans on the next one a cost.
    """
    if not following:
        return 0.0
    if _ENDS.search(word):
        return -6.0
    if _PAUSES.search(word):
        return -4.0
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


def _leaning(before: str, word: str, following: str, language: str) -> float:
    """Return how much a word leans on the one after it."""
    bare = word.strip("“”‘’«»\"'().,").casefold().replace("’", "'")
    initial = re.fullmatch(r"[A-Z]\.?", word) and bare != "i"
    if bare in _TITLES or word[0].isdigit() or initial:
        return 16.0
    if bare in _WEAK.get(language.split("-", maxsplit=1)[0].casefold(), frozenset()):
        return 12.0 if bare in _HEAVY else 8.0
    return 14.0 if _is_name(before, word, following) else 1.0


def _is_name(before: str, word: str, following: str) -> bool:
    """Whether a line end here would part a name: two capitalised words inside a sentence."""
    if not (word[:1].isupper() and following[:1].isupper()) or word == "I":
        return False
    return bool(before) and not _ENDS.search(before)


def widest(pieces: Sequence[Word]) -> float:
    """Return the width of the widest piece, in ems."""
    return max((word.width for word in pieces), default=0.0)


def joined(pieces: Sequence[Word]) -> str:
    """Return the words of one line as text."""
    out = "".join(word.text + (" " if word.space else "") for word in pieces)
    return out.rstrip(" ")


class Measure:
    """Prefix sums over words, so that any line's width is one subtraction."""

    def __init__(self, pieces: Sequence[Word]) -> None:
        self.pieces = pieces
        self.widest = widest(pieces)
        self.costs = [word.cost for word in pieces]
        self.starts = [0.0]
        self.ends: list[float] = []
        for word in pieces:
            self.ends.append(self.starts[-1] + word.width)
            self.starts.append(self.ends[-1] + word.space)

    def line(self, first: int, last: int) -> float:
        """Return the width of words `first` to `last` (both included) on one line, in ems."""
        return self.ends[last] - self.starts[first]

    def lines_at(self, measure: float) -> int:
        """Return how many lines greedy breaking needs at a width: no breaking needs fewer."""
        count, first, ends, starts = 0, 0, self.ends, self.starts
        total = len(ends)
        # The tolerance keeps a width found by bisection on the safe side of rounding.
        measure = max(measure, self.widest) + 1e-6
        while first < total:
            count += 1
            first = bisect_right(ends, starts[first] + measure)
        return count

    def narrowest(self, count: int) -> float:
        """Return the least width in ems that holds the words in `count` lines."""
        low, high = self.widest, self.line(0, len(self.ends) - 1)
        if self.lines_at(low) <= count:
            return low
        # Sixteen halvings leave less than a thousandth of a card's width.
        for _ in range(16):
            middle = (low + high) / 2
            if self.lines_at(middle) <= count:
                high = middle
            else:
                low = middle
        return high


def break_lines(measured: Measure, count: int, room: float) -> tuple[float, tuple[int, ...]] | None:
    """Return (cost, index after each line's last word) of the best `count` lines no wider than
    `room` ems; None if there is no such set.
    """
    starts, ends, costs = measured.starts, measured.ends, measured.costs
    total, room = len(ends), room + 1e-6
    mean = min(measured.line(0, total - 1) / count, room)
    # best[j]: least cost of the lines so far when the last one ends before word j; back[n][j]: where
    # its last line begins.
    best = {0: 0.0}
    back: list[dict[int, int]] = []
    for _ in range(count - 1):
        reached: dict[int, float] = {}
        came: dict[int, int] = {}
        for first, cost in best.items():
            start = starts[first]
            # A line under a third of the mean is never the best one: not looked at.
            nearest = max(bisect_right(ends, start + mean * 0.3), first)
            for last in range(nearest, min(bisect_right(ends, start + room), total - 1)):
                off = (ends[last] - start) / mean - 1.0
                value = cost + 78.0 * off * off + costs[last]
                # A word alone on a line is a shout; only a sentence of one word may.
                if last == first and costs[last] > 0:
                    value += 8.0
                if value < reached.get(last + 1, _UNREACHED):
                    reached[last + 1], came[last + 1] = value, first
        back.append(came)
        best = reached
    return _ended(measured, best, back, (mean, room))


def _ended(
    measured: Measure,
    best: dict[int, float],
    back: list[dict[int, int]],
    widths: tuple[float, float],
) -> tuple[float, tuple[int, ...]] | None:
    """Add the last line to the best lines before it and follow them back."""
    total, (mean, room) = len(measured.pieces), widths
    found: tuple[float, int] | None = None
    for first, cost in best.items():
        wide = measured.line(first, total - 1)
        if wide > room:
            continue
        off = wide / mean - 1.0
        value = cost + (_last_line(measured.pieces[first:], off) if back else 78.0 * off * off)
        if found is None or value < found[0]:
            found = (value, first)
    if found is None:
        return None
    stops, place = [total], found[1]
    for came in reversed(back):
        stops.append(place)
        place = came[place]
    return found[0], tuple(reversed(stops))


def _last_line(pieces: Sequence[Word], off: float) -> float:
    """Return what the last line costs: it may be shorter, but not a single word."""
    alone = len(pieces) == 1 and not is_wide(pieces[0].text[0])
    return (48.0 if off < 0 else 78.0) * off * off + (60.0 if alone else 0.0)
