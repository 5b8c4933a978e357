from hypothesis import given
from hypothesis import strategies as st

from flows.core.quote import Span
from flows.core.verbatim import normalised
from flows.quotes import pick
from flows.quotes.joining import printed


def words(text: str) -> list[str]:
    return [quote.text for quote in pick(text).quotes]


def test_the_comma_of_an_attribution_that_ends_its_sentence_becomes_a_full_stop() -> None:
    text = "“I had nothing,” Ada Quill said. “I built a boat.”"
    assert words(text) == ["I had nothing. I built a boat."]


def test_the_comma_stays_where_the_second_half_goes_on_in_lower_case() -> None:
    text = "“I had nothing,” Ada Quill said, “but I built a boat.”"
    assert words(text) == ["I had nothing, but I built a boat."]


def test_a_quotation_ends_in_a_full_stop_not_in_its_attribution_comma() -> None:
    assert words("“I built a boat of my own,” Ada Quill said.") == ["I built a boat of my own."]


def test_a_question_keeps_its_mark() -> None:
    text = "“Who builds a boat?” Ada Quill asked. “I do.”"
    assert words(text) == ["Who builds a boat? I do."]


def test_two_quotations_with_narration_between_stay_two() -> None:
    text = (
        "“I had nothing at all,” Ada Quill said. The harbour was empty that year and the boats "
        "were gone. “I built a boat of my own,” she said."
    )
    assert sorted(words(text)) == ["I built a boat of my own.", "I had nothing at all."]


def test_every_span_lies_inside_its_marks() -> None:
    text = "“I had nothing,” Ada Quill said. “I built a boat.”"
    (quote,) = pick(text).quotes
    assert [text[s.start : s.end] for s in quote.spans] == ["I had nothing,", "I built a boat."]


@given(st.text(), st.data())
def test_printed_words_are_the_articles_words_in_their_order(
    text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    letters = [c for c in normalised(printed(text, spans)) if c.isalnum()]
    source = normalised(" ".join(text[s.start : s.end] for s in spans))
    assert letters == [c for c in source if c.isalnum()]


MARKS = st.sampled_from(
    [*"“”\"‘’'«»„ \n.,!?…:—-aAbBzZ9éİß🎬\u202e\u0301", " said ", " he ", "Ada Quill"]
)


@given(st.lists(MARKS, max_size=60).map("".join))
def test_printed_text_follows_from_the_spans_on_any_mixture_of_marks(text: str) -> None:
    report = pick(text, language="xx")
    for quote in report.quotes:
        assert quote.text == printed(text, quote.spans)
        places = [place for span in quote.spans for place in (span.start, span.end)]
        assert places == sorted(places)
        assert 0 <= places[0] < places[-1] <= len(text)
    for refused in report.refused:
        assert 0 <= refused.start <= refused.end <= len(text)
