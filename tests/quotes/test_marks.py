import pytest

from flows.quotes.marks import scan
from flows.quotes.paragraphs import paragraphs


def stretches(text: str) -> list[str]:
    return [text[s.start : s.end] for s in scan(text, paragraphs(text)) if not s.stray]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One,” she said. “Two.”", ["One,", "Two."]),
        ('"One," she said. "Two."', ["One,", "Two."]),
        ('“One," she said. "Two.”', ["One,", "Two."]),
        ("« Oui », dit-elle. «Non».", ["Oui", "Non"]),
        ("„Ja“, sagte sie. „Nein.“", ["Ja", "Nein."]),
        ("»Ja«, sagte sie.", ["Ja"]),
        ("「はい」と言った。", ["はい"]),
        ("‘I will go,’ she said.", ["I will go,"]),
        ("'I will go,' she said.", ["I will go,"]),
        ('("One," she said.)', ["One,"]),
        ('the list—"one"—ends', ["one"]),
        ("no marks at all", []),
        ("", []),
    ],
)
def test_pairs_of_every_kind_are_found(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Smiths’ dog and the boys' room weren't here in the '90s, rock ’n’ roll.",
        "It's 'cause he's tall: 6'2\" in his socks.",
        "Don’t. Won’t. The girls’ school’s.",
    ],
)
def test_apostrophes_and_inches_are_no_marks(text: str) -> None:
    assert stretches(text) == []


def test_single_marks_inside_double_ones_belong_to_the_quotation() -> None:
    text = "“She told me, ‘Never stop,’ and I didn’t,” he said."
    assert stretches(text) == ["She told me, ‘Never stop,’ and I didn’t,"]


def test_double_marks_inside_single_ones_belong_to_the_quotation() -> None:
    text = "‘She told me “Never stop” and I did not,’ he said."
    assert stretches(text) == ["She told me “Never stop” and I did not,"]


def test_a_quotation_in_a_quotation_with_the_same_marks() -> None:
    assert stretches('"He said "no" to me," she recalled.') == ['He said "no" to me,']


def test_a_speech_whose_pieces_open_but_never_close() -> None:
    text = 'Ada Quill said: "We won. "We won again. "And that is all," she added.'
    found = [s for s in scan(text, paragraphs(text)) if not s.stray]
    assert [text[s.start : s.end] for s in found] == [
        "We won.",
        "We won again.",
        "And that is all,",
    ]
    assert [s.closed for s in found] == [False, False, True]
    assert [s.goes_on for s in found] == [False, True, True]


def test_a_speech_over_several_paragraphs() -> None:
    text = "“First thing.\n\n“Second thing,” said Ada Quill."
    first, second = scan(text, paragraphs(text))
    assert (text[first.start : first.end], first.continues) == ("First thing.", True)
    assert (text[second.start : second.end], second.goes_on) == ("Second thing,", True)


def test_a_missing_closing_mark_ends_with_its_paragraph() -> None:
    text = "She said: “I never knew.\nThe crowd went home."
    (only,) = scan(text, paragraphs(text))
    assert text[only.start : only.end] == "I never knew."
    assert not only.closed
    assert not only.continues


def test_a_closing_mark_that_nothing_opened_swallows_nothing() -> None:
    assert stretches('It ended there." Then she said "Yes, we will" and left.') == ["Yes, we will"]


def test_places_count_code_points_whatever_stands_before() -> None:
    text = "🎬🎬 e\u0301 \u202bשלום\u202c “Cut,” she said."
    (only,) = scan(text, paragraphs(text))
    assert text[only.start : only.end] == "Cut,"


def test_hard_wrapped_lines_do_not_cut_a_quotation() -> None:
    line = "words that run on and on until the end of this line of the old mail\n"
    text = line * 5 + "and then she said “this is the\nwhole of it” and left the room\nfor good"
    assert stretches(text) == ["this is the\nwhole of it"]
