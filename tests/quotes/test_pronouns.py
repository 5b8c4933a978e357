"""Whom "he" and "she" mean in news and portraits: the person told about, or nobody; never another."""

import pytest

from flows.core.settings import QuoteSettings
from flows.quotes import pick

CARD = QuoteSettings().min_confidence
WORDS = "“You had eleven years and a telephone,” "


def credited(text: str, start: str = "You had") -> tuple[str | None, float]:
    """Return the person a quotation is credited to (None for nobody named) and how surely."""
    quote = next(q for q in pick(text).quotes if q.text.startswith(start))
    return (quote.speaker.name if quote.speaker.kind == "named" else None), quote.confidence


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param(
            "Nora Tamsin told the board that the lamps were paid for.\n\nSen. Piet Aldous, who has "
            f"called for her resignation, was not satisfied.\n\n{WORDS}he said.",
            "Piet Aldous",
            id="the possessive is of somebody told about before",
        ),
        pytest.param(
            "Painter Nora Tamsin does not charge parents. Tamsin paid for the frames.\n\nHer "
            f"dealer, Max Aldous, despairs. {WORDS}he says.",
            "Max Aldous",
            id="a name in apposition to what the sentence begins with",
        ),
        pytest.param(
            "Nora Tamsin found the lump in May. She waited, and she worked.\n\nHer wife, Mina Bright, a "
            f"teacher, found out by accident. {WORDS}she says.",
            "Mina Bright",
            id="the same where both are she",
        ),
        pytest.param(
            "Piet Aldous ran the core four times. Aldous agrees, up to a point.\n\nIts lead author, "
            f"Mei-Ling Quill of the university, says the finding surprised her. {WORDS}she says.",
            "Mei-Ling Quill",
            id="a possible object of another clause",
        ),
        pytest.param(
            "Prosecutors say Leonard Quill, 44, leaned on the engineers. In one email he wrote: "
            "“You had eleven years and a telephone.”",
            "Leonard Quill",
            id="prosecutors are nobody",
        ),
        pytest.param(
            "Nora Tamsin spoke for an hour. Board member Al Petrosky, who voted no, said the "
            f"district had not shown its math. {WORDS}he said.",
            "Al Petrosky",
            id="whoever says something, however much stands between",
        ),
        pytest.param(
            "Hal Quill lives on the hill. Carl Pell lives by the river.\n\nWhen Hal read out the "
            f"offer, Carl stood up.\n\n{WORDS}he said.",
            "Carl Pell",
            id="a clause before the main one",
        ),
        pytest.param(
            "Sandra Pell shut the file. Judge Harold Minton read the report. When Mr. Minton "
            f"finished, she asked for it.\n\n{WORDS}Mr. Minton told reporters.",
            "Harold Minton",
            id="mister is no she",
        ),
    ],
)
def test_the_person_told_about_or_nobody(text: str, right: str) -> None:
    name, sure = credited(text)
    assert name in (right, None)
    assert name == right or sure < CARD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Nora Tamsin is 88 and lives in Oban. Piet Aldous brought her copies. She corrected "
            f"two of them in pencil. {WORDS}she says.",
            id="a person to whom things are brought",
        ),
        pytest.param(
            f"Nora Tamsin wrote the book. Her sister, Mina Quill, stayed. {WORDS}she says.",
            id="the sister or the one she is a sister of",
        ),
        pytest.param(
            "Lydia Farrow, who runs the bank, said that footfall had collapsed.\n\n“How many have "
            f"you seen?” asked Dame Meera Joshi.\n\n{WORDS}she said.",
            id="whoever asks does not answer",
        ),
        pytest.param(
            "Hal Quill lives on the hill. His brother, Carl Quill, does not. Gov. Phil Tarrant has "
            "promised that nobody will be forced to move. He said so on Monday.\n\nAfter the "
            f"meeting, Quill walked home alone. {WORDS}he said.",
            id="one of two of a name",
        ),
        pytest.param(
            "Raines was charged. His lawyer, Mitch Abel, said he was relieved.\n\nA clerk who was "
            f"held for six hours declined to be named. {WORDS}she said.",
            id="somebody unnamed whom the writer describes",
        ),
    ],
)
def test_what_the_article_does_not_settle_makes_no_card(text: str) -> None:
    name, sure = credited(text)
    assert name is None or sure < CARD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "“It talked of light all my life,” said Tackett, R-Uvalde. “This is that.”",
            "This is that.",
        ),
        ("Nora Quill thought of using her maiden name. “But why should I?” she said.", "But why"),
    ],
)
def test_a_short_sentence_of_its_own_is_no_title_or_word(text: str, words: str) -> None:
    assert any(words in quote.text for quote in pick(text).quotes)
