"""Words a sentence names somebody for who did not say them: denied, imagined, hearsay, another's.

Nothing of this makes a card, so each rule asks for little and leaves the quotation to nobody.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flows.quotes.cues import STRONG, lemma
from flows.quotes.language import Token
from flows.quotes.masking import Mask
from flows.quotes.reading import Line
from flows.quotes.reported import nested, overheard, retold
from flows.quotes.sources import Source
from flows.quotes.wordsets import word_set

_NEGATED = word_set("not never n't n’t hardly nowhere cannot")
_MAYBE = word_set("might may could should ought")
_HEARSAY = word_set(
    """wrongly falsely incorrectly erroneously mistakenly supposedly allegedly reportedly
    apocryphally misquoted purportedly inaccurately almost nearly practically fictitiously rumoured rumored fabricated"""
)
_IF_INVERTED = word_set("had were should")
_FAKE = re.compile(
    r"\b(?:fake|faked|parody|spoof|satirical|hoax|doctored|deepfake|fictional)\b", re.IGNORECASE
)
_FICTION = re.compile(
    r"\b[Ii]n (?:[\w-]+['’]s?|his|her|their|the|a|one) (?:[\w-]+ ){0,2}?(?:novel|play|film|movie|story"
    r"|sketch|poem|opera|musical|comedy|satire|cartoon|dream|nightmare|joke|fable|screenplay)\b"
)
_CONDITIONS = word_set("if unless whether though")
_IMAGINED = word_set(
    """imagine imagined imagines imagining picture suppose supposing pretend pretended pretending
    envision envisioned fancy envisages dreamed dreamt"""
)
_ECHOES = word_set(
    """quote quotes quoted quoting cite cites cited citing remember remembers remembered
    remembering recall recalls recalled recalling heard hears hear hearing overheard recite recites
    recited reciting paraphrase paraphrased paraphrasing parroting mimicking mimicked imitated
    imitating impersonating saw watched depicts depicted shows"""
)
_UNDONE = re.compile(
    r"\b(?:refus|fail|want|seem|appear|try|tried|trying|wish|declin|plan|intend|threaten|hesitat"
    r"|expected|hop(?:es|ed)|afraid|unwilling|ready)\w* (?:\w+ )?to \w*$"
)
_SECOND_HAND = re.compile(
    r"^[^“”;:]{0,40}?, (?:according to |[A-Z][\w’'-]+ (?:recall|remember|claim|allege)\w*)"
)
_LENDS = word_set(
    "sang sings sung singing quoting paraphrasing reciting parroting mimicking imitating impersonating"
)
_READS = word_set("read reads reading")
_REPORTS = word_set("saying say said telling tell told as")
_PROXIES = re.compile(
    r"\b(?:through|via|(?:letter|note|statement|message|e-?mail) (?:\w+ )?(?:from|by)) (?:(?:his|her|their|a|an|the|its) )?(?:[\w’'-]+ ){0,2}?"
    r"(?:lawyers?|attorneys?|solicitors?|barristers?|spokes\w+|agents?|publicists?|representatives?"
    r"|mediums?|friends?|aides?|counsel)\b"
)
_ON_STAGE = re.compile(
    r"^,? ?in (?:the|a|an|one|act|scene|his|her) ?(?:\w+ ){0,2}?(?:act|scene|aria|verse|stanza"
    r"|soliloquy|monologue|finale|epilogue|prologue)\b|^,? ?(?:as|before|when|while) the (?:curtain|screen|credits|camera|scene|lights)\b"
    r"|^[^“”.;:]{0,40}\b(?:in|at|of) (?:the|its|his|her) (?:\w+ ){0,2}(?:scene|trailer|teaser|last line|first line"
    r"|opening line|closing line|last page|first page|season finale|final moments|final reel|opening credits)\b"
)
_LETTERS = word_set("letter diary poem message text passage verse note email e-mail")
_PLAYS = re.compile(r" (?:who )?(?:playing|plays|portraying|portrays|impersonating) ")
_PUT_TO = re.compile(
    r"(?:^|[.!?…”\"] |, )(?:(?:[Ww]hen|[Ii]f|[Oo]nce|[Aa]nd|[Oo]n being) )*"
    r"(?:[Aa]sked|[Qq]uizzed|[Pp]ressed)\b[^“”\".;:]{0,60}$"
)
_OWN_WORDS = word_set("statement speech notes testimony remarks apology prepared")


@dataclass(frozen=True, slots=True)
class _Told:
    """A quotation in its sentence, with the head of its source and the reporting word."""

    line: Line
    head: Token
    cue: Token
    mask: Mask


def disowned(line: Line, source: Source, mask: Mask) -> str | None:
    """Return why the words of a quotation are not those of the one its sentence names, None where
    nothing speaks against it.
    """
    cue = source.cue
    if cue is None:
        before = {t.text.lower() for t in line.tokens if t.end <= mask.start}
        return "only imagined" if before & _IMAGINED else None
    told = _Told(line, source.head, cue, mask)
    return next((why for why, holds in _REASONS.items() if holds(told)), None)


def _denied(told: _Told) -> bool:
    return any(t.text.lower() in _NEGATED for t in _helpers(told))


def _supposed(told: _Told) -> bool:
    helpers = [t.text.lower() for t in _helpers(told)]
    if set(helpers) & _MAYBE or ("would" in helpers and "have" in helpers):
        return True
    before = [t.text.lower() for t in told.line.tokens[: min(told.head.index, told.cue.index)]]
    led = any(
        told.line.tokens[n].text.lower() in _CONDITIONS
        for n in told.cue.children
        if n < told.cue.index
    )
    inverted = bool(before) and before[0] in _IF_INVERTED and before[0] != told.cue.text.lower()
    return led or inverted or bool(_IMAGINED & set(before)) or _asked(told)


def _asked(told: _Told) -> bool:
    """`Asked whether Lee had said, “…,” Marsh laughed`: the question is no report."""
    if told.cue.start < told.mask.start:
        return False
    low = max((m.end for m in told.line.masked.masks if m.end <= told.mask.start), default=0)
    before = [t for t in told.line.tokens if low <= t.start and t.end <= told.mask.start]
    words = [t.text.lower() for t in before if t.text[0].isalpha()]
    return bool(words) and words[-1] in STRONG and bool({"whether", "if", "unless"} & set(words))


def _put_to_them(told: _Told) -> bool:
    """`When asked “…?” Lee laughed`: the quotation is the question."""
    if told.cue.start < told.mask.start:
        return False
    return _PUT_TO.search(told.line.masked.text[: told.mask.start]) is not None


def _within_report(told: _Told) -> bool:
    tokens = told.line.tokens
    return (
        nested(tokens, told.head, told.cue)
        or overheard(tokens, told.head, told.cue)
        or retold(tokens, told.cue)
    )


def _made_up(told: _Told) -> bool:
    """`a fake post had Lee saying`, `in Marsh's novel, Lee says`."""
    if told.cue.start > told.mask.start:
        return False
    before = told.line.masked.text[: told.head.start]
    written = (lemma(told.cue.text) or "") in ("write", "explain", "note", "recall")
    return _FAKE.search(before) is not None or (_FICTION.search(before) is not None and not written)


def _second_hand(told: _Told) -> bool:
    """`Lee refused to say`, `Lee said, Marsh recalled`, `Lee, according to Marsh, said`."""
    text = told.line.masked.text
    if _UNDONE.search(text[told.head.end : told.cue.start]):
        return True
    after = text[max(told.cue.end, told.head.end) :]
    if told.cue.start > told.mask.start and _SECOND_HAND.match(after):
        return True
    if told.cue.start > told.mask.start:
        return False
    if told.cue.text.lower() == "according":
        between = [t for t in told.line.tokens[told.head.index :] if t.end <= told.mask.start]
        return any(t.text in STRONG for t in between)
    return "according" in {t.text.lower() for t in told.line.tokens[: told.cue.index]}


def _hearsay(told: _Told) -> bool:
    first, last = sorted((told.head.index, told.cue.index))
    words = {t.text.lower() for t in told.line.tokens[max(0, first - 1) : last + 1]}
    between = told.line.masked.text[told.line.tokens[first].end : told.line.tokens[last].start]
    return bool(words & _HEARSAY) or bool(
        re.search(r"\b(?:said|thought|believed) to have\b", between)
    )


def _denial_of(told: _Told) -> bool:
    """`Lee denied saying: “…”`."""
    before = told.line.tokens[max(0, told.cue.index - 3) : told.cue.index]
    denying = any(
        t.text.lower() in ("denied", "denies", "deny", "denying", "avoided") for t in before
    )
    return denying and told.cue.text.lower().endswith(("ing", "said"))


def _echoed(told: _Told) -> bool:
    """`Lee quoted his mother as saying`, `Lee remembered her saying`: somebody stands between."""
    if told.cue.index <= told.head.index or told.cue.text.lower() not in _REPORTS:
        return False
    between = told.line.tokens[told.head.index + 1 : told.cue.index]
    echoes = [t for t in between if t.text.lower() in _ECHOES]
    if not echoes:
        return False
    after = between[echoes[-1].index - told.head.index :]
    return any(t.tag[:2] in ("NN", "PR") and t.tag != "PRP$" for t in after)


def _lent(told: _Told) -> bool:
    """`said Lee, quoting his teacher`, `Lee read from a diary`."""
    span = _around(told)
    if any(t.text.lower() in _LENDS for t in span if t is not told.cue):
        return True
    if told.cue.text.lower() in _LENDS:
        return True
    for token in span:
        if token.text.lower() not in _READS:
            continue
        following = [t.text.lower() for t in told.line.tokens[token.index + 1 : token.index + 8]]
        letters = {"from", "aloud", "out"} & set(following[:2]) or _LETTERS & set(following)
        if letters and not _OWN_WORDS & set(following):
            return True
    return False


def _proxy(told: _Told) -> bool:
    return _PROXIES.search(_text(told.line, _around(told))) is not None


def _on_stage(told: _Told) -> bool:
    text = told.line.masked.text
    if _PLAYS.match(text, told.head.end):
        return True
    return _ON_STAGE.match(text[max(told.head.end, told.cue.end) :].lstrip()) is not None


def _helpers(told: _Told) -> Iterable[Token]:
    """The words that say how a verb is meant: what hangs on it before it, and beside it."""
    near = list(told.line.tokens[max(0, told.cue.index - 3) : told.cue.index])
    if any(t.text in ',;“”"' for t in near):
        cut = max(n for n, t in enumerate(near) if t.text in ',;“”"')
        near = near[cut + 1 :]
    if told.head.index < told.cue.index:
        near = [t for t in near if t.index > told.head.index]
    below = [told.line.tokens[n] for n in told.cue.children if n < told.cue.index]
    kinds = ("neg", "aux", "advmod")
    return [*(t for t in below if t.dep in kinds), *(t for t in near if t.tag in ("RB", "MD"))]


def _around(told: _Told) -> Sequence[Token]:
    """The writer's words between a quotation and its neighbours, on the verb's side."""
    masks = told.line.masked.masks
    if told.cue.start < told.mask.start:
        low = max((m.end for m in masks if m.end <= told.mask.start), default=0)
        return [t for t in told.line.tokens if low <= t.start and t.end <= told.mask.start]
    high = min(
        (m.start for m in masks if m.start >= told.mask.end), default=len(told.line.masked.text)
    )
    return [t for t in told.line.tokens if told.mask.end <= t.start and t.end <= high]


def _text(line: Line, tokens: Sequence[Token]) -> str:
    return line.masked.text[tokens[0].start : tokens[-1].end] if tokens else ""


_REASONS: dict[str, Callable[[_Told], bool]] = {
    "the sentence says that this was not said": _denied,
    "the sentence denies that this was said": _denial_of,
    "the sentence only supposes that this was said": _supposed,
    "the question put to them": _put_to_them,
    "said to have been said": _hearsay,
    "not said, or known at second hand": _second_hand,
    "the words are told of somebody else": _echoed,
    "told by one what another said": _within_report,
    "made up, or words of a part": _made_up,
    "the words are read or quoted from another": _lent,
    "said through somebody else": _proxy,
    "words of a part on stage": _on_stage,
}
