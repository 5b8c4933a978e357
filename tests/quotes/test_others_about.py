"""Somebody else may be meant: relatives, couples, whoever is asked; what a pronoun then says."""

import pytest

from flows.core.settings import QuoteSettings
from flows.quotes import pick

CARD = QuoteSettings().min_confidence
SAID = "“I keep the lamp where the rain cannot find it,” "


def credited(text: str) -> tuple[str | None, float]:
    """Return who is credited with the last quotation (None for nobody named) and how surely."""
    quote = max(pick(text).quotes, key=lambda q: q.spans[0].start)
    return (quote.speaker.name if quote.speaker.kind == "named" else None), quote.confidence


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param(
            "Sailmaker Piet Aldous told the board about the letters.\n\nSen. Nora Tamsin, who leads "
            f"the board, asked whether he had kept them.\n\n{SAID}he said.\n\nTamsin said that she "
            "had heard enough.",
            "Piet Aldous",
            id="whoever asks does not answer",
        ),
        pytest.param(
            "When Piet Aldous went to sea, his sister Ada wrote to him daily.\n\nAldous now lives "
            f"with his sister. {SAID}she says.",
            "Ada",
            id="a sister without a name in the sentence before",
        ),
        pytest.param(
            "Painter Nora Tamsin came first. “It was cold,” Tamsin said. Curator Ilka Brandt, who "
            f"admired Tamsin early, has hung her again. {SAID}she says.",
            "Ilka Brandt",
            id="subject or object",
        ),
        pytest.param(
            "The sisters bought the mill.\n\nIlka and Nora Tamsin run it. “We were mad,” Nora Tamsin "
            f"says.\n\nIlka, the elder by two years, keeps the wheel. {SAID}she says.",
            "Ilka",
            id="the first of a couple is known by the given name",
        ),
        pytest.param(
            "Harbour master Max Aldous spoke. “It was cold,” he said.\n\nMinister Ilka Brandt "
            "welcomed the plan, which she described as “the best that any harbour has had”.",
            "Ilka Brandt",
            id="the subject of the same sentence",
        ),
    ],
)
def test_another_person_about_is_never_overlooked(text: str, right: str) -> None:
    assert credited(text)[0] in (right, None)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param(
            f"Nora Tamsin’s husband, the glazier Piet Aldous, cuts the panes. {SAID}he says.",
            "Piet Aldous",
            id="a relative described and named",
        ),
        pytest.param(
            "The deputy cook, Ilka Brandt, says it took her a year to stop running. "
            f"{SAID}she says.",
            "Ilka Brandt",
            id="her in a clause about a thing",
        ),
        pytest.param(
            "Captain Tamsin out for the season\n\nHarbour captain Max Tamsin will miss the race. "
            f"Tamsin fell on Monday. {SAID}he said.",
            "Max Tamsin",
            id="a headline names by title and surname",
        ),
        pytest.param(
            "Actress Nora Tamsin moved to the coast. “It was cold,” Tamsin said.\n\nDespite the "
            f"rain, the actress was not itching to leave. {SAID}she said.",
            "Nora Tamsin",
            id="the one who is called so",
        ),
        pytest.param(
            "“It was cold,” said glazier Piet Aldous. He did not smile. “I keep the lamp where the "
            "rain cannot find it.”",
            "Piet Aldous",
            id="one sentence about the speaker between two quotations",
        ),
        pytest.param(
            "Glazier Piet Aldous came. The lamps may stay dark, Aldous said. “I keep the lamp where "
            "the rain cannot find it.”",
            "Piet Aldous",
            id="after what is reported in the writer’s words",
        ),
        pytest.param(
            "Rep. Piet Aldous called the nurses lazy.\n\n“I said something stupid and I own it,” "
            "the Democrat said.",
            "Piet Aldous",
            id="a member of a party",
        ),
    ],
)
def test_words_of_the_writer_that_say_who_are_used(text: str, right: str) -> None:
    assert credited(text)[0] == right


def test_a_sentence_about_somebody_else_ends_the_speech() -> None:
    text = (
        "“It was cold,” said glazier Piet Aldous. His brother Max laughed. “I keep the lamp where "
        "the rain cannot find it.”"
    )
    assert credited(text)[0] is None


def test_a_role_joined_by_a_hyphen_is_no_part_of_a_name() -> None:
    text = f"Vice-captain Max Tamsin will lead.\n\n{SAID}Tamsin said."
    name, sure = credited(text)
    assert name == "Max Tamsin"
    assert sure >= CARD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Nora Tamsin keeps the mill. “It was cold,” Tamsin said.\n\nThe miller, Hal, was "
            f"mending a gate. {SAID}he said.",
            id="a single name in apposition that nothing explains",
        ),
        pytest.param(
            "By ten, Nora Tamsin had sold the mill. “It was cold,” Tamsin says. “Very.”\n\nMaitre d’ "
            f"Ilka Brandt led the guests out. One asked for soap. {SAID}she says.",
            id="somebody just named, and the page’s main person",
        ),
        pytest.param(
            "Nora Tamsin is suing Lantern Pictures over the film.\n\nLantern said in a statement: "
            "“We value our bond with the harbour.”",
            id="a firm called by the first word of its name",
        ),
        pytest.param(
            "Swimmer Nora Tamsin won. “It was cold,” Tamsin said.\n\nIlka Brandt was pleased with "
            "the bronze. “I keep the lamp where the rain cannot find it,” said the swimmer.",
            id="a description that fits two",
        ),
    ],
)
def test_nobody_else_is_named(text: str) -> None:
    assert credited(text)[0] != "Nora Tamsin"
    assert credited(text)[0] != "Lantern"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Grandson Max Tamsin, 15, rings the bell. " + SAID + "he says.", "Max Tamsin"),
        ("The lamp is old.\n\n" + SAID + "says lampwright Ilka Brandt.", "Ilka Brandt"),
        (
            "Hal Tamsin, 77, is deaf.\n\nMr Tamsin’s granddaughter, Ilka, who drove him, agreed. "
            + SAID
            + "she said.",
            "Ilka",
        ),
    ],
)
def test_a_calling_or_relation_leads_to_the_name(text: str, right: str) -> None:
    assert credited(text)[0] == right


def test_a_description_that_says_from_where_is_not_whoever_else_is_called_so() -> None:
    text = (
        "Harbour rower Nora Tamsin is out. “It was cold,” said Tamsin.\n\nCoach Max Aldous was "
        "sorry. “Brandt deserves the seat,” he said.\n\nBrandt, 21, will row on Sunday. “I keep the "
        "lamp where the rain cannot find it,” said the Ember rower."
    )
    assert credited(text)[0] is None


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("I keep the lamp where the rain cannot find it.", "Nora Tamsin"),
        ("We keep the lamp where the rain cannot find it.", None),
    ],
)
def test_a_name_always_given_in_full_is_a_persons_who_says_i(words: str, right: str | None) -> None:
    text = f"Nora Tamsin came to the harbour on Friday.\n\nNora Tamsin said: “{words}”"
    assert credited(text)[0] == right
