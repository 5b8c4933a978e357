import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cards.typography import marks, typeset

MARKS = "\"“”„‟«»″＂「」'‘’‚‛′‹›＇`´『』"


@pytest.mark.parametrize(
    ("given_", "printed"),
    [
        ("I don't know...", "I don’t know…"),
        ('He said "go home" and left.', "He said ‘go home’ and left."),
        ("He said “go home” and left.", "He said ‘go home’ and left."),
        ("'Twas the '90s, rock 'n' roll", "’Twas the ’90s, rock ’n’ roll"),
        ("the players' tunnel", "the players’ tunnel"),
        ("She told me 'never again', twice", "She told me ‘never again’, twice"),
        ("  two   spaces\nand a line ", "two spaces and a line"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_english(given_: str, printed: str) -> None:
    assert typeset(given_) == printed


@pytest.mark.parametrize(
    ("language", "given_", "printed"),
    [
        ("fr", 'Il a dit "non" !', "Il a dit “non”\u202f!"),
        ("fr", "Quoi ? Jamais : non", "Quoi\u202f? Jamais\u00a0: non"),
        ("de", 'Er sagte "nein" zu mir', "Er sagte ‚nein‘ zu mir"),
        ("sv", 'Han sa "nej" till mig', "Han sa ’nej’ till mig"),
        ("ja", "彼は「いいえ」と言った", "彼は『いいえ』と言った"),
    ],
)
def test_other_languages(language: str, given_: str, printed: str) -> None:
    assert typeset(given_, language) == printed


@pytest.mark.parametrize(
    ("language", "pair"),
    [("en", "“”"), ("en-GB", "“”"), ("fr", "«»"), ("de_DE", "„“"), ("ja", "「」"), ("xx", "“”")],
)
def test_outer_marks_follow_the_language(language: str, pair: str) -> None:
    assert marks(language).open + marks(language).close == pair


def test_french_marks_have_a_space_that_does_not_break() -> None:
    assert marks("fr").space == "\u00a0" or marks("fr").space == "\u202f"


@given(st.text(alphabet=st.sampled_from("abcÀéß .,!?;:-" + MARKS + "…"), max_size=60))
def test_only_marks_and_spaces_ever_change(text: str) -> None:
    import unicodedata

    def bare(words: str) -> str:
        words = unicodedata.normalize("NFC", words).replace("...", "…")
        return "".join(char for char in words if char not in MARKS and not char.isspace())

    for language in ("en", "fr", "de", "ja"):
        assert bare(typeset(text, language)) == bare(text)


@given(st.text(max_size=60))
def test_setting_type_twice_changes_nothing_more(text: str) -> None:
    once = typeset(text, "fr")
    assert [c for c in typeset(once, "fr") if c.isalnum()] == [c for c in text if c.isalnum()] or (
        "\u0301" in text or not text.isascii()
    )
