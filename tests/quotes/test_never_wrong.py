"""Sentences made to lead a reader of surfaces astray: the right name or none, and no word lost."""

import pytest

from flows.core.quote import Quote
from flows.core.settings import QuoteSettings
from flows.quotes import pick


def starting(text: str, start: str) -> Quote:
    return next(q for q in pick(text).quotes if q.text.startswith(start))


def named(text: str, start: str) -> str | None:
    """Return the person a quotation is credited to, None for nobody named."""
    found = [q for q in pick(text).quotes if q.text.startswith(start)]
    named = [q.speaker.name for q in found if q.speaker.kind == "named"]
    return named[0] if named else None


FERRY = "Nora Tamsin came to the meeting on Monday with Piet Aldous, who runs the ferry.\n\n"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "“I will never sign this paper,” said Piet Aldous, who had come with his brother and "
            "an old goat that slept through the whole of the evening in the hall, “unless the "
            "harbour gets its lamps back first.”",
            "I will never sign this paper, unless the harbour gets its lamps back first.",
        ),
        (
            "“We shall not move the boats,” Nora Tamsin, a fisher of forty years who has lost "
            "two of them to the rocks and one to the bank, told the board on Monday, “until "
            "somebody pays for the rope.”",
            "We shall not move the boats, until somebody pays for the rope.",
        ),
        (
            "“I told the board,” Aldous said, turning to Tamsin, “that it is wrong,” and Tamsin "
            "said, “and he was right to say so at once.”",
            "I told the board, that it is wrong.",
        ),
        (
            "“If the board pays,” said Aldous, who had come with his brother and an old goat that "
            "slept through the whole of the long evening, “I will sign this paper.”",
            "If the board pays, I will sign this paper.",
        ),
        (
            "“If the lamps go out,” Aldous said, “the boats stay in.”",
            "If the lamps go out, the boats stay in.",
        ),
    ],
)
def test_a_sentence_cut_in_two_by_its_attribution_is_whole_or_never_picked(
    text: str, whole: str
) -> None:
    halves = [q for q in pick(FERRY + text).quotes if whole.startswith(q.text[:14])]
    assert halves
    for quote in halves:
        assert quote.text == whole or ("fragment" in quote.flags and not quote.picked)
        assert quote.text == whole or not quote.text.endswith(".")


def test_a_second_half_alone_is_no_whole_quotation() -> None:
    text = FERRY + (
        "“I told the board,” Aldous said, turning to Tamsin, “that it is wrong to wait,” and "
        "Tamsin said, “and he was right to say so at once.”"
    )
    for quote in pick(text).quotes:
        assert not (quote.picked and quote.text.startswith(("that", "and")))


@pytest.mark.parametrize("mark", ["'", "’"])
@pytest.mark.parametrize(
    "attribution",
    [
        "said Nora Tamsin{}s husband.",
        "said Nora Tamsin{}s younger brother on Friday.",
        "Nora Tamsin{}s deputy said.",
        "Piet Aldous{} deputy said.",
        "according to Nora Tamsin{}s deputy.",
        "said Tamsin{}s widow, who was there too.",
        "Tamsin{}s attorney told the court on Monday.",
        "added the younger of Nora Tamsin{}s sons.",
    ],
)
def test_the_owner_of_the_speaker_is_not_the_speaker(attribution: str, mark: str) -> None:
    text = FERRY + "“The lamps were never paid for by anyone,” " + attribution.format(mark)
    assert named(text, "The lamps") is None


@pytest.mark.parametrize("mark", ["'", "’"])
@pytest.mark.parametrize(
    "attribution",
    [
        "said Nora Tamsin{}s lawyer, Bela Munk.",
        "Nora Tamsin{}s lawyer, Bela Munk, said.",
        "Nora Tamsin{}s lawyer Bela Munk said.",
        "said Tamsin{}s lawyer Bela Munk.",
    ],
)
def test_a_name_after_the_owner_and_the_noun_is_the_speaker(attribution: str, mark: str) -> None:
    text = FERRY + "“The lamps were never paid for by anyone,” " + attribution.format(mark)
    assert named(text, "The lamps") == "Bela Munk"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "Director Piet Aldous did not come to the meeting. Aldous's lawyer, Mina Holt, denied "
            "the claim. “My client never lied to anyone on this board,” she said.",
            "Mina Holt",
        ),
        (
            "Mr. Aldous stayed at home. Aldous’s daughter, Mina Vance, runs the yard. “My client "
            "never lied to anyone on this board,” she said.",
            "Mina Vance",
        ),
        (
            "Aldous stayed at home. His daughter, Mina Vance, runs the yard. “My client never "
            "lied to anyone on this board,” she said.",
            "Mina Vance",
        ),
        (
            "Bela Munk told Mina Vance that her mill would close. “My client never lied to anyone "
            "on this board,” she said.",
            "Mina Vance",
        ),
        (
            "Mr. Piet Aldous had built the yard. Aldous's wife sold it. “My client never lied to "
            "anyone on this board,” she said.",
            None,
        ),
        (
            "Mr. Piet Aldous had built the yard. “My client never lied to anyone on this board,” "
            "she said.",
            None,
        ),
        (
            "Actress Mina Vance bought the yard. Vance's father sold it. “My client never lied "
            "to anyone on this board,” he said.",
            None,
        ),
    ],
)
def test_a_pronoun_goes_to_the_subject_and_not_to_its_owner(text: str, right: str | None) -> None:
    quote = starting(text, "My client")
    if quote.confidence >= QuoteSettings().min_confidence:
        assert named(text, "My client") in (right, None)
    assert not quote.picked or quote.speaker.name == right


def test_the_judge_is_who_is_said_to_be_one() -> None:
    text = (
        "Mina Vance, a judge, spoke. Bela Munk sat down. “My client never lied to anyone on this "
        "board,” the judge said."
    )
    assert named(text, "My client") in ("Mina Vance", None)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "Robert Quill Sr. and Robert Quill Jr. run the yard.\n\n“The sea has no memory of "
            "us,” Quill said.",
            None,
        ),
        (
            "Robert Quill Sr. runs the yard. His son, Robert Quill Jr., does not.\n\n“The sea "
            "has no memory of us,” said Robert Quill Jr.",
            "Robert Quill Jr.",
        ),
        (
            "Robert Quill runs the yard. His father, Robert Quill Sr., built it.\n\n“The sea has "
            "no memory of us,” Robert Quill said.",
            "Robert Quill",
        ),
        (
            "John Quill and John Quill Jr. came home.\n\n“The sea has no memory of us,” Quill "
            "said.",
            None,
        ),
        (
            "The brothers Tim and Tom Quill came home.\n\n“The sea has no memory of us,” Quill "
            "said.",
            None,
        ),
        (
            "Mary Jane Pell runs the yard. Mary Pell runs the mill across the river.\n\n“The sea "
            "has no memory of us,” Pell said.",
            None,
        ),
        (
            "Mary Jane Pell runs the yard. Mary Pell runs the mill across the river.\n\n“The sea "
            "has no memory of us,” said Mary Pell.",
            "Mary Pell",
        ),
        (
            "Jimmy Carver sang. He was loud. He wept.\n\n“The sea has no memory of us,” Ms. "
            "Carver said.",
            None,
        ),
        (
            "Maria and Tobias Pell run the yard.\n\n“The sea has no memory of us,” Pell said.",
            None,
        ),
        (
            "Maria and Tobias Pell run the yard. The Pells’ son Jan helps them.\n\n“The sea has "
            "no memory of us,” Pell said.",
            None,
        ),
        (
            "Tobias Pell and his wife, Maria, run the yard.\n\n“The sea has no memory of us,” "
            "Maria Pell said.",
            "Maria Pell",
        ),
        (
            "Actor Henry Morris came to the fair.\n\n“The sea has no memory of us,” Morris said "
            "on Tuesday. It would close its factory in Port Ember, Morris said.",
            None,
        ),
        (
            "Actor Henry Morris came to the fair.\n\n“The sea has no memory of us,” Morris said "
            "on Tuesday, adding that it would close its factory in Port Ember.",
            None,
        ),
    ],
)
def test_a_shared_surname_names_nobody(text: str, right: str | None) -> None:
    assert named(text, "The sea") in (right, None)


@pytest.mark.parametrize("name", ["Robert Quill Jr.", "Robert Quill Sr."])
def test_father_and_son_are_two_people(name: str) -> None:
    text = (
        "Robert Quill Sr. built the yard. Robert Quill Jr. runs it.\n\n“The sea has no memory "
        f"of us,” said {name}, a sailor."
    )
    assert named(text, "The sea") in (name, None)


def test_a_role_belongs_to_one_of_two_with_like_names() -> None:
    text = (
        "Mary Jane Pell, mayor of Port Ember, spoke. Mary Pell, a baker, sat down.\n\n“The sea "
        "has no memory of us,” said Mary Pell."
    )
    assert "mayor" not in (starting(text, "The sea").speaker.role or "")


@pytest.mark.parametrize(
    "text",
    [
        "Aldous was wrongly quoted as saying, “The sea has no memory of us.”",
        "Aldous was falsely quoted as saying: “The sea has no memory of us.”",
        "Piet Aldous never said, “The sea has no memory of us.”",
        "Piet Aldous never said: “The sea has no memory of us.”",
        "Piet Aldous did not say “the sea has no memory of us.”",
        "Piet Aldous didn’t say, “The sea has no memory of us.”",
        "Piet Aldous denied saying: “The sea has no memory of us.”",
        "“The sea has no memory of us,” Piet Aldous might have said.",
        "“The sea has no memory of us,” Aldous never said.",
        "“The sea has no memory of us,” Aldous did not say.",
        "“The sea has no memory of us,” Aldous would have said.",
        "Piet Aldous could have said, “The sea has no memory of us.”",
        "If Piet Aldous said, “The sea has no memory of us,” nobody would listen.",
        "Imagine Piet Aldous saying: “The sea has no memory of us.”",
        "Picture Piet Aldous telling the board: “The sea has no memory of us.”",
        "Suppose Aldous said: “The sea has no memory of us.”",
        "Piet Aldous remembered his mother saying, “The sea has no memory of us.”",
        "Piet Aldous recalled his mother saying: “The sea has no memory of us.”",
        "Aldous quoted his grandfather as saying: “The sea has no memory of us.”",
        "Aldous quoted his grandfather as saying, “The sea has no memory of us.”",
        "Piet Aldous read aloud from his late wife’s diary: “The sea has no memory of us.”",
        "Aldous read from a poem: “The sea has no memory of us.”",
        "Piet Aldous answered, quoting his teacher: “The sea has no memory of us.”",
        "“The sea has no memory of us,” joked Piet Aldous, quoting the old song.",
        "“The sea has no memory of us,” said Aldous, quoting Bela Munk.",
        "Piet Aldous said that his teacher had told him, “The sea has no memory of us.”",
        "Piet Aldous said that Bela Munk had told him: “The sea has no memory of us.”",
        "Piet Aldous answered through his lawyer: “The sea has no memory of us.”",
        "“The sea has no memory of us,” Aldous said through his lawyer.",
        "“The sea has no memory of us,” says Mathilda in the last act.",
        "“The sea has no memory of us,” Aldous is said to have told his men.",
        "Aldous was wrongly quoted last week as having said: “The sea has no memory of us.”",
        "Nobody heard Aldous say, “The sea has no memory of us.”",
        "The actor playing Aldous said: “The sea has no memory of us.”",
        "Aldous refused to say: “The sea has no memory of us.”",
        "Aldous almost said: “The sea has no memory of us.”",
        "“The sea has no memory of us,” Aldous said, Tamsin recalled.",
        "Aldous, according to Tamsin, said: “The sea has no memory of us.”",
        "Aldous sang: “The sea has no memory of us.”",
        "Tamsin read Aldous’s letter: “The sea has no memory of us.”",
        "“The sea has no memory of us,” Aldous remembered his mother saying.",
        "“The sea has no memory of us,” Aldous recalled Tamsin telling him.",
        "“The sea has no memory of us,” Aldous said Tamsin had told him.",
        "Aldous said that Tamsin had told him, “The sea has no memory of us.”",
        "In a letter from his lawyer, Aldous answered: “The sea has no memory of us.”",
        "Asked whether Aldous had said, “The sea has no memory of us,” Tamsin laughed.",
        "Tamsin accused Aldous of saying: “The sea has no memory of us.”",
        "Tamsin wished that Aldous had said: “The sea has no memory of us.”",
        "A fake post had Aldous saying: “The sea has no memory of us.”",
        "A parody account had Aldous say: “The sea has no memory of us.”",
        "In Tamsin’s novel, Aldous says: “The sea has no memory of us.”",
        "“The sea has no memory of us,” Aldous denied having said.",
        "“The sea has no memory of us,” Aldous says as the curtain falls.",
    ],
)
def test_words_not_said_or_somebody_elses_are_not_credited(text: str) -> None:
    assert named(FERRY + text, "The sea".lower() if "“the" in text else "The sea") in (
        (None, "Bela Munk") if "that Bela Munk had told" in text else (None,)
    )


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "“The boats stay in,” Nora Tamsin said, and Piet Aldous agreed: “The sea has no "
            "memory of us.”",
            "Piet Aldous",
        ),
        (
            "“The boats stay in,” said Nora Tamsin, but Piet Aldous disagreed: “The sea has no "
            "memory of us.”",
            "Piet Aldous",
        ),
        (
            "“The boats stay in,” said Nora Tamsin, and Aldous shook his head. “The sea has no "
            "memory of us.”",
            None,
        ),
        (
            "“The boats stay in,” Tamsin said, while Aldous nodded: “The sea has no memory of us.”",
            "Piet Aldous",
        ),
    ],
)
def test_a_second_subject_owns_the_quotation_after_it(text: str, right: str | None) -> None:
    assert named(FERRY + text, "The sea") in (right, None)


@pytest.mark.parametrize(
    "man", ["Tom Take", "Oskar Will", "Johan Mark", "Peter Rose", "Aldo May", "Ben Grant"]
)
def test_a_surname_that_is_a_common_word_loses_nobody(man: str) -> None:
    surname = man.split()[1]
    text = (
        f"Ida Brandt met {man} on the pier. She had sold her boat. She was tired. {surname} came "
        "late. “I saw nothing of the boat,” he said."
    )
    assert named(text, "I saw") in (man, None)


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011"])
def test_a_name_is_never_cut_at_its_hyphen(hyphen: str) -> None:
    text = f"“The sea has no memory of us,” said Ada Quill{hyphen}Marsh, a sailor."
    assert named(text, "The sea") == "Ada Quill-Marsh"
    again = f"Ada Quill{hyphen}Marsh came home.\n\n“The sea has no memory of us,” Quill{hyphen}Marsh said."
    assert named(again, "The sea") == "Ada Quill-Marsh"


def test_what_somebody_really_said_is_still_credited() -> None:
    for sentence in (
        "Aldous left the hall, saying: “The sea has no memory of us.”",
        "“The sea has no memory of us,” Aldous said, adding that he hoped for rain.",
        "“The sea has no memory of us,” Aldous said, not without a smile.",
        "Aldous would often say: “The sea has no memory of us.”",
        "Aldous has been quoted as saying: “The sea has no memory of us.”",
        "Asked if it would rain, Aldous said: “The sea has no memory of us.”",
        "In his memoir, Aldous writes: “The sea has no memory of us.”",
        "Aldous went on to say: “The sea has no memory of us.”",
    ):
        assert named(FERRY + sentence, "The sea") == "Piet Aldous", sentence


def test_somebodys_relative_keeps_the_articles_capitals() -> None:
    quote = starting("“The sea has no memory of us,” said Ada Quill's husband.", "The sea")
    assert (quote.speaker.name, quote.speaker.kind) == ("Ada Quill's husband", "anonymous")


def test_a_given_name_that_opens_the_sentence_is_not_cut() -> None:
    text = "Will Marsh came home.\n\n“The sea has no memory of us,” Marsh said."
    assert named(text, "The sea") == "Will Marsh"


def test_an_attribution_in_capitals_is_no_organisation() -> None:
    text = FERRY + "“THE SEA HAS NO MEMORY OF US,” ALDOUS SAID."
    quote = starting(text, "THE SEA")
    assert quote.speaker.kind != "org"
    assert quote.speaker.name in (None, "Piet Aldous")


def test_a_new_sentence_after_adding_is_a_quotation_of_its_own() -> None:
    text = FERRY + "“The boats will stay in,” said Aldous, adding, “They always do in May.”"
    assert starting(text, "The boats").text == "The boats will stay in."


def test_dashes_on_both_sides_of_an_attribution_are_printed_once() -> None:
    text = FERRY + "“The boats will stay in –” said Aldous, “– unless the lamps burn.”"
    assert starting(text, "The boats").text == "The boats will stay in – unless the lamps burn."


def test_dots_on_both_sides_of_an_attribution_are_printed_once() -> None:
    text = FERRY + "“The thing is...” Aldous said, “... nobody ever asked the sea.”"
    for quote in pick(text).quotes:
        assert "... ..." not in quote.text


@pytest.mark.parametrize(
    "role",
    ["sea-shanty icon", "legend", "the rope and lantern icon", "queen of the pier", "local hero"],
)
def test_a_figure_of_speech_is_no_role(role: str) -> None:
    text = f"Ada Quill, {role}, came home.\n\n“The sea has no memory of us,” Quill said."
    assert starting(text, "The sea").speaker.role is None


def test_a_thing_that_bears_a_name_takes_nothing_from_the_person() -> None:
    text = (
        "Ada Quill has played on one violin for twenty years. She does not own it. Quill keeps "
        "it in a case under the name of Mr. C. Quill, so that nobody looks. She laughs.\n\n"
        "“The sea has no memory of us,” Quill said."
    )
    assert named(text, "The sea") == "Ada Quill"


def test_a_pronoun_that_points_outside_is_flagged() -> None:
    text = "Ada Quill would not sell the boat. “I could never do it,” Quill said."
    assert "needs-context" in starting(text, "I could").flags


@pytest.mark.parametrize(
    "words",
    [
        "It is never too late to learn how to sail a boat.",
        "My boat knows nothing, but I taught it to dance.",
        "The boat is old, but I love it.",
    ],
)
def test_a_pronoun_that_points_at_nothing_or_inside_is_not_flagged(words: str) -> None:
    text = f"Ada Quill came home. “{words}” Quill said."
    assert "needs-context" not in starting(text, words[:10]).flags or words.startswith("It")
