from hypothesis import given
from hypothesis import strategies as st

from flows.core.quote import Quote, Span
from flows.core.verbatim import normalised
from flows.quotes import pick, shortened
from flows.quotes.joining import printed

LONG = (
    "“I left in March with two sails and a borrowed compass,” Ada Quill said. “The harbour master "
    "laughed at me from his window. You learn to hear that sound for a year. Nobody asks the tide "
    "why it leaves. I went because the boat was ready and I was not. That is the whole of it.”"
)


def test_shorter_forms_are_whole_sentences_of_the_quotation_in_their_order() -> None:
    (quote,) = pick(LONG).quotes
    forms = shortened(LONG, quote)
    assert forms
    for form in forms:
        assert len(form.text) < len(quote.text)
        assert form.speaker == quote.speaker
        assert not form.picked
        position = 0
        for sentence in form.text.split(" […] "):
            position = quote.text.index(sentence, position) + len(sentence)


def test_what_is_left_out_inside_is_shown_and_flagged() -> None:
    (quote,) = pick(LONG).quotes
    for form in shortened(LONG, quote, most=50):
        assert ("[…]" in form.text) == ("edited" in form.flags)


def test_one_sentence_has_no_shorter_form() -> None:
    text = "“Nobody asks the tide why it leaves the harbour,” Ada Quill said."
    (quote,) = pick(text).quotes
    assert shortened(text, quote) == []


@given(
    st.lists(st.sampled_from(["I came home. ", "Who knew? ", "We all did! ", "ok… "]), max_size=9)
)
def test_every_word_of_a_shorter_form_stands_in_the_article(sentences: list[str]) -> None:
    text = "".join(sentences) + "The end of it."
    place = Span(0, len(text))
    quote = Quote(printed(text, (place,)), (place,))
    for form in shortened(text, quote, most=9):
        for part in form.text.split(" […] "):
            assert normalised(part) in normalised(text)
