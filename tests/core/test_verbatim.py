import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.verbatim import normalised, normalised_words


@pytest.mark.parametrize(
    ("printed", "article"),
    [
        ("It’s mine", "It's mine"),
        ("„Ja“, sagte er", "«Ja», sagte er"),
        ("wait… there", "wait... there"),
        ("two  \n words", "two words"),
        ("cafe\u0301", "café"),
    ],
)
def test_the_closed_list_of_changes_counts_as_the_same_words(printed: str, article: str) -> None:
    assert normalised(printed) == normalised(article)


@pytest.mark.parametrize(
    ("printed", "article"),
    [("I can", "I can't"), ("Yes", "yes"), ("a, b", "a b"), ("naïve", "naive"), ("a…b", "a b")],
)
def test_any_other_change_is_a_different_text(printed: str, article: str) -> None:
    assert normalised(printed) != normalised(article)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once


def test_words_alone_ignore_case_marks_and_stops() -> None:
    assert normalised_words("“It’s  a Love Story,” he") == "it's a love story he"
