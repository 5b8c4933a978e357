import pytest

from flows.core.errors import QuoteError
from flows.quotes import pick

HOSTILE = {
    "empty": "",
    "white space": " \n\t\u2028 \r\n",
    "only marks": "“”\"‘’'«»" * 200,
    "only opening marks": "“ " * 400,
    "only closing marks": "” " * 400,
    "unbalanced": "“a " * 300,
    "stops": "." * 5_000 + "“yes it is so,” he said" + ". " * 500,
    "one long word": "a" * 5_000 + "“" + "b" * 5_000,
    "right to left": "\u202e«שלום לכולם היום כאן ועכשיו», אמר דוד כהן. " * 20,
    "control characters": "".join(map(chr, range(1, 160))) + "“Yes it is so,” said Ada Quill.",
    "lone surrogates": "\ud800“Yes it is so,” said Ada Quill.\udfff",
    "combining marks": "e\u0301" * 300 + "“E\u0301 e\u0301 yes it is,” said Ada Quill.",
    "zero width": "“\u200bYes\u200b it is\ufeff so,” said Ada\u200d Quill.",
    "names without end": "Ada Quill " * 500 + "“yes it is so,” she said.",
    "verbs without end": "“a,” " + "said " * 500,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("language", ["en", "he"])
def test_hostile_text_is_read_and_every_place_lies_in_it(name: str, language: str) -> None:
    text = HOSTILE[name]
    report = pick(text, language=language)
    for quote in report.quotes:
        for span in quote.spans:
            assert 0 <= span.start < span.end <= len(text)
    for refused in report.refused:
        assert 0 <= refused.start <= refused.end <= len(text)


@pytest.mark.proof
@pytest.mark.parametrize(
    "text",
    ['"a ' * 30_000, " 'a" * 33_000, "“‘" * 20_000 + "a" + "’”" * 20_000, "’" * 100_000],
    ids=["unpaired marks", "apostrophes that open", "marks nested deep", "apostrophes"],
)
def test_a_flood_of_marks_is_read_to_its_end(text: str) -> None:
    assert pick(text).quotes == ()


def test_a_text_too_long_is_refused_with_one_sentence() -> None:
    with pytest.raises(QuoteError, match="too long to read for quotes") as refused:
        pick("a" * 5_000_000)
    assert refused.value.todo == "Split it into parts."
