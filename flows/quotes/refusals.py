"""What stands between marks without being speech: titles, nicknames, scare quotes, words as words."""

import re
from collections.abc import Sequence

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
FEW_WORDS = 5


def words_of(text: str) -> list[str]:
    """Return the words of a stretch."""
    return _WORD.findall(text)


def refusal(text: str, paragraph: Paragraph, stretch: Stretch) -> str | None:
    """Return why a stretch is no quotation whatever the sentence says, None if it may be one."""
    inside = text[stretch.start : stretch.end]
    words = words_of(inside)
    if not words:
        return "nothing between the marks"
    if stretch.stray:
        return "a closing mark without an opening one"
    before = text[max(paragraph.start, stretch.outer[0] - 60) : stretch.outer[0]]
    after = text[stretch.outer[1] : min(paragraph.end, stretch.outer[1] + 60)]
    if is_nickname(words, before, after):
        return "a nickname"
    if _labelled(words, inside, before):
        return "words as words"
    if _title(words, inside, before, after):
        return "a title"
    if stretch.single and not _single_speech(inside, words, before, after):
        return "single marks around a name or term"
    return None


def is_nickname(words: Sequence[str], before: str, after: str) -> bool:
    """Whether the marks stand between two parts of a name: `Ann "Bee" Lee`."""
    if len(words) > 3 or not before.endswith(" ") or not after.startswith(" "):
        return False
    left, right = _WORD.findall(before)[-1:], _WORD.findall(after)[:1]
    touching = before.rstrip()[-1:].isalnum() and after.lstrip()[:1].isalnum()
    return bool(
        touching
        and left
        and right
        and left[0][0].isupper()
        and right[0][0].isupper()
        and left[0].lower() not in ANY
    )


def _labelled(words: Sequence[str], inside: str, before: str) -> bool:
    left = [w.lower() for w in _WORD.findall(before)[-3:]]
    if not left or len(words) > 6 or (inside[-1:] in ".,!?…" and left[-1] not in NAMING):
        return False
    if before.rstrip()[-1:] in ":,":
        return False
    if left[-1] in _LABELS or (
        left[-1] in NAMING - STRONG and left[-1] not in ("call", "calls", "called", "calling")
    ):
        return True
    return left[-2:] in (["known", "as"], ["referred", "to"]) and len(words) < FEW_WORDS


def _title(words: Sequence[str], inside: str, before: str, after: str) -> bool:
    if len(words) > 10 or before.rstrip()[-1:] == ":":
        return False
    left = [w.lower() for w in _WORD.findall(before)[-2:]]
    ends_as_speech = inside[-1:] in ",.…" and not (left and left[-1] in _WORKS)
    capitals = _title_case(words)
    if capitals and len(words) >= 2 and not (ends_as_speech and left and left[-1] in STRONG):
        by_work = bool(left) and (left[-1] in _WORKS or (len(left) > 1 and left[-2] in _WORKS))
        if by_work or (len(words) >= 2 and not (left and left[-1] in STRONG)):
            return not _attributed(after, inside)
    if left and left[-1] in _WORKS and words[0][0].isupper() and len(words) < 8:
        return not _attributed(after, inside)
    return (
        len(words) == 1
        and words[0][0].isupper()
        and inside[-1] not in "!?"
        and not ends_as_speech
        and before.rstrip()[-1:] not in ""
        and not _attributed(after, inside)
    )


def _title_case(words: Sequence[str]) -> bool:
    large = [w for w in words if w.lower() not in _SMALL]
    return (
        bool(large)
        and words[0][0].isupper() | words[0][0].isdigit()
        and all(w[0].isupper() or w[0].isdigit() for w in large)
    )


def _attributed(after: str, inside: str) -> bool:
    """Whether an attribution follows directly: `“Never Again,” she said`."""
    following = [w.lower() for w in _WORD.findall(after)[:4]]
    return inside[-1:] in ",!?" and any(w in STRONG for w in following)


def _single_speech(inside: str, words: Sequence[str], before: str, after: str) -> bool:
    if inside[-1:] in ".,!?…" and len(words) >= 2:
        return True
    left = [w.lower() for w in _WORD.findall(before)[-1:]]
    reported = before.rstrip().endswith(":") or bool(left and left[0] in STRONG)
    return len(words) >= FEW_WORDS and (reported or not _title_case(words))
