"""What stands between marks without being speech: titles, nicknames, scare quotes, words as words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.quotes.cues import ANY, NAMING, STRONG
from flows.quotes.marks import Stretch
from flows.quotes.paragraphs import Paragraph
from flows.quotes.wordsets import word_set

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = word_set("a an the and or but of in on at to for from by with as is vs it its that")
_WORKS = word_set("""song songs track single singles album albums ep record film films movie movies picture show
    shows series sitcom drama comedy documentary musical play opera ballet book books novel memoir
    biography story poem essay painting sculpture exhibition magazine podcast episode game video
    videogame tune hit hits ballad anthem cover sequel hymn trilogy franchise thriller reality soap
    chapter column segment sketch role section article tour remix theme blockbuster classic""")
_LABELS = word_set("""term terms word words phrase called titled entitled named nicknamed dubbed so-called labelled
    labeled branded known hashtag slogan pronounced subtitled codenamed motto""")
_LONGEST_HEADLINE = 25
_WIDEST_HEADLINE = 400
"""Words, and code points, of the longest headline."""
FEW_WORDS = 5
"""Fewer words than these may be a name, a label or scare quotes."""
_CALLING = frozenset({"call", "calls", "called", "calling"})


def words_of(text: str) -> list[str]:
    """Return the words of a stretch."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch with its words and the writer's words around it."""

    inside: str
    words: list[str]
    before: str
    after: str
    single: bool

    @property
    def left(self) -> list[str]:
        """The writer's last three words before it, in lower case."""
        return [w.lower() for w in _WORD.findall(self.before)[-3:]]

    @property
    def sentence(self) -> bool:
        """Whether it stands as a sentence of its own, after one of the writer's."""
        return self.inside[-1:] in ".!?" and self.before.rstrip()[-1:] in ".!?"

    @property
    def attributed(self) -> bool:
        """Whether an attribution follows directly: `“Never Again,” she said`."""
        following = [w.lower() for w in _WORD.findall(self.after)[:4]]
        return self.inside[-1:] in ",!?" and any(w in STRONG for w in following)


def refusal(text: str, paragraph: Paragraph, stretch: Stretch) -> str | None:
    """Return why a stretch is no quotation whatever the sentence says, None if it may be one."""
    if _headline(text, paragraph, stretch):
        return "in a headline, which may quote loosely"
    if stretch.stray:
        return "a closing mark without an opening one"
    if stretch.block:
        return None
    seen = _Stretch(
        text[stretch.start : stretch.end],
        words_of(text[stretch.start : stretch.end]),
        text[max(paragraph.start, stretch.outer[0] - 60) : stretch.outer[0]],
        text[stretch.outer[1] : min(paragraph.end, stretch.outer[1] + 60)],
        stretch.single,
    )
    return next((why for why, test in _REASONS.items() if test(seen)), None)


def _headline(text: str, paragraph: Paragraph, stretch: Stretch) -> bool:
    if paragraph.kind == "heading":
        return True
    if (
        not stretch.single
        or stretch.paragraph
        or paragraph.end - paragraph.start > _WIDEST_HEADLINE
    ):
        return False
    short = len(text[paragraph.start : paragraph.end].split()) <= _LONGEST_HEADLINE
    return short and not text[paragraph.end :].isspace() and paragraph.end < len(text)


def _empty(seen: _Stretch) -> bool:
    return not seen.words


def _nickname(seen: _Stretch) -> bool:
    """Whether the marks stand between two parts of a name: `Ann "Bee" Lee`."""
    apart = seen.before.endswith(" ") and seen.after.startswith(" ")
    if len(seen.words) > 3 or not apart:
        return False
    left, right = seen.before.rstrip()[-1:], seen.after.lstrip()[:1]
    name = _WORD.findall(seen.before)[-1:]
    if not (left.isalnum() and right.isupper() and name):
        return False
    return name[0][0].isupper() and name[0].lower() not in ANY


def _label(seen: _Stretch) -> bool:
    left = seen.left
    if not left or len(seen.words) > 6 or seen.before.rstrip()[-1:] in ":,.!?":
        return False
    if seen.inside[-1:] in ".,!?…" and left[-1] not in NAMING:
        return False
    if left[-1] in _LABELS or left[-1] in NAMING - STRONG - _CALLING:
        return True
    return left[-2:] in (["known", "as"], ["referred", "to"]) and len(seen.words) < FEW_WORDS


def _title(seen: _Stretch) -> bool:
    words, left = seen.words, seen.left
    if len(words) > 10 or seen.before.rstrip()[-1:] == ":" or seen.attributed:
        return False
    if seen.sentence and not all(w[0].isupper() for w in words):
        return False
    said = bool(left) and left[-1] in STRONG
    after_work = any(w in _WORKS for w in left[-2:])
    if len(words) == 1:
        return words[0][0].isupper() and (after_work or seen.inside[-1] not in "!?,.…")
    if _title_case(words):
        return after_work or not said
    apart = seen.before.rstrip()[-1:] in ".!?"
    names = bool(left) and left[-1] in _WORKS and not apart
    return names and words[0][0].isupper() and len(words) < 8


def _title_case(words: Sequence[str]) -> bool:
    large = [w for w in words if w.lower() not in _SMALL]
    first = words[0][0]
    starts = first.isupper() or first.isdigit()
    return bool(large) and starts and all(w[0].isupper() or w[0].isdigit() for w in large)


def _term(seen: _Stretch) -> bool:
    """Whether single marks stand around a name or term, not around speech."""
    if not seen.single or (seen.inside[-1:] in ".,!?…" and len(seen.words) >= 2):
        return False
    reported = seen.before.rstrip().endswith(":") or bool(seen.left and seen.left[-1] in STRONG)
    return len(seen.words) < FEW_WORDS or (_title_case(seen.words) and not reported)


NICKNAME = "a nickname"
_REASONS: dict[str, Callable[[_Stretch], bool]] = {
    "nothing between the marks": _empty,
    NICKNAME: _nickname,
    "words as words": _label,
    "a title": _title,
    "single marks around a name or term": _term,
}
