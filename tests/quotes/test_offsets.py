"""The printed text follows from the spans by the stated rules, and every offset is a code point of
the text given: on words of every script, whatever stands around them.
"""

import itertools
import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flows.core.quote import Quote
from flows.quotes import pick
from flows.quotes.paragraphs import paragraphs

PIECES = st.sampled_from(
    [
        "𝔸da 𐍈𐍉 said", "🎬👩🏽‍🚀", "e\u0301a\u0300", "שלום", "\u202eمرحبا\u202c", "\r\n", "\r\n\r\n", "\n\n",
        "\ufeff", "\u200b", "\u200d", "\u00a0", "\u2028", "ﬁn İß", "漢字かな", "…", "...", "—", ",", ". ", "? ",
        "“I was late,” Ada Quill said. “But", "” she added, “and", '"Yes," he said, "we', "«Non», dit",
        "‘one’", "“", "”", '"', "'", " she said, ",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=24).map("".join)
WORDS = st.text(
    st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Nd", "So", "Cf"]), min_size=1, max_size=8
)
NO_MARKS = dict.fromkeys(map(ord, "“”‘’«»„‟‚‛‹›\"'`´′″「」『』〝〞＂＇"))
CLOSERS = "'’\"”)"


def stopped(piece: str) -> str:
    """Return a piece with the comma that ends it made a full stop."""
    core = piece.rstrip(CLOSERS)
    return core[:-1] + "." + piece[len(core) :] if core.endswith((",", "，")) else piece


def follows(text: str, quote: Quote) -> bool:
    """Whether the printed text is the stretches, one space between, white space as one space, the
    comma of an attribution perhaps a full stop, a pause on both sides of an attribution once.
    """
    pieces = [re.sub(r"\s+", " ", text[s.start : s.end]).strip() for s in quote.spans]
    options: list[set[str]] = []
    for nth, piece in enumerate(p for p in pieces if p):
        forms = {piece}
        if nth:
            forms.add(re.sub(r"^(?:…|\.\.\.|[–—-]+)\s*(?=\w)", "", piece))
        options.append(forms | {stopped(form) for form in forms})
    return quote.text in {" ".join(chosen) for chosen in itertools.product(*options)}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_what_is_printed_follows_from_the_spans(text: str) -> None:
    for quote in pick(text, language="xx").quotes:
        assert follows(text, quote)
        places = [place for span in quote.spans for place in (span.start, span.end)]
        assert places == sorted(places)
        assert 0 <= places[0] < places[-1] <= len(text)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(WORDS, min_size=5, max_size=9), st.sampled_from(["“{},”", '"{},"', "«{},»"]))
def test_offsets_are_code_points_whatever_stands_before(
    before: str, words: list[str], marks: str
) -> None:
    said = " ".join(words)
    assume(len(paragraphs(said)) == 1 and said == said.strip() and sum(map(str.isalpha, said)) > 9)
    text = f"{before.translate(NO_MARKS)}\n\n{marks.format(said)} said Ada Quill."
    found = [text[s.start : s.end] for q in pick(text, language="xx").quotes for s in q.spans]
    assert f"{said}," in found


@settings(max_examples=12, deadline=None)
@given(TEXTS)
def test_the_speaker_is_named_by_words_that_stand_in_the_article(text: str) -> None:
    whole = f"{text}\n\n“I was late that day and nobody minded,” said Ada Quill."
    for quote in pick(whole).quotes:
        evidence = quote.speaker.evidence
        assert follows(whole, quote)
        assert evidence is None or 0 <= evidence.start < evidence.end <= len(whole)
