import pytest

from flows.core.quote import Quote
from flows.core.settings import QuoteSettings
from flows.quotes import pick


def only(text: str, **more: str) -> Quote:
    quotes = pick(text, **more).quotes  # type: ignore[arg-type]
    assert len(quotes) == 1, [q.text for q in quotes]
    return quotes[0]


def by_words(text: str, start: str) -> Quote:
    return next(q for q in pick(text).quotes if q.text.startswith(start))


@pytest.mark.parametrize(
    "text",
    [
        "“The sea has no memory of us,” Ada Quill said.",
        "“The sea has no memory of us,” said Ada Quill.",
        "“The sea has no memory of us,” sailor Ada Quill told reporters on Monday.",
        "Ada Quill said: “The sea has no memory of us.”",
        "Ada Quill, who sails alone, said, “The sea has no memory of us.”",
        "“The sea has no memory of us,” says Ada Quill, a sailor from Port Ember.",
        "According to Ada Quill, “the sea has no memory of us at all.”",
        "Ada Quill: “The sea has no memory of us.”",
        "As she left the harbour Ada Quill told the crowd: “The sea has no memory of us.”",
        "“The sea has no memory of us.” ― Ada Quill",
    ],
)
def test_a_speaker_named_in_the_sentence_is_credited(text: str) -> None:
    quote = only(text)
    assert quote.speaker.name == "Ada Quill"
    assert quote.speaker.kind == "named"
    assert quote.confidence >= QuoteSettings().min_confidence


def test_the_surname_alone_is_lengthened_to_the_full_name() -> None:
    text = (
        "Ada Quill came home on Friday after a year at sea.\n\n"
        "“The sea has no memory of us,” Quill said."
    )
    assert only(text).speaker.name == "Ada Quill"


def test_a_role_is_given_only_where_the_article_states_it() -> None:
    text = (
        "“We sail at dawn,” said Ada Quill, captain of the Heron.\n“We never sleep,” said Bo Marsh."
    )
    assert by_words(text, "We sail").speaker.role == "captain of the Heron"
    assert by_words(text, "We never").speaker.role is None


def test_a_pronoun_is_followed_to_the_one_person_told_about() -> None:
    text = (
        "Ada Quill came home on Friday after a year at sea. She had lost two sails and a rudder. "
        "“I never once thought of turning back,” she said."
    )
    quote = only(text)
    assert quote.speaker.name == "Ada Quill"
    assert quote.confidence >= QuoteSettings().min_confidence


def test_a_pronoun_never_goes_to_somebody_of_another_gender() -> None:
    text = (
        "Mr. Bo Marsh met Ms. Ada Quill on the pier. He had brought her mail. Bo Marsh waved at "
        "the crowd. “I never once thought of turning back,” she said."
    )
    assert only(text).speaker.name in (None, "Ada Quill")


def test_two_bearers_of_a_surname_and_nothing_decides() -> None:
    text = (
        "Ada Quill and her cousin Bo Quill came home on Friday.\n\n"
        "“The sea has no memory of us,” Quill said."
    )
    assert only(text).speaker.name is None


def test_a_title_tells_bearers_of_a_surname_apart() -> None:
    text = (
        "Mrs. Ada Quill and her brother, Mr. Bo Quill, came home on Friday.\n\n"
        "“The sea has no memory of us,” Mr. Quill said."
    )
    assert only(text).speaker.name == "Bo Quill"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One user said, “This boat has carried more hope than any other.”", "one user"),
        ("“This boat has carried more hope than any other,” a fan wrote.", "a fan"),
        ("“This boat has carried more hope,” said one viewer.", "one viewer"),
        (
            "The commenter’s verdict was short: “More than forty boats in one life.”",
            "the commenter",
        ),
    ],
)
def test_unnamed_people_are_anonymous_in_the_articles_own_words(text: str, words: str) -> None:
    quote = only("Ada Quill came home on Friday. She built this boat.\n\n" + text)
    assert quote.speaker.kind == "anonymous"
    assert quote.speaker.name == words
    assert not quote.picked


def test_an_organisation_is_an_organisation() -> None:
    quote = only("“We regret the delay of the ferry,” the company said in a statement.")
    assert quote.speaker.kind == "org"


def test_a_quotation_nobody_is_said_to_have_spoken_names_nobody() -> None:
    text = (
        "Ada Quill painted the boat red. One line is known to all: “Only the tide is never late.”"
    )
    assert only(text).speaker.name is None


def test_a_quotation_in_a_quotation_is_the_outer_speakers() -> None:
    text = "“My father Bo Marsh said, ‘Never look back at the harbour,’ and I did not,” Ada Quill said."
    assert only(text).speaker.name == "Ada Quill"


def test_the_halves_of_a_quotation_have_one_speaker() -> None:
    text = "Bo Marsh watched. “I had nothing,” Ada Quill said. “I built a boat.”"
    quote = only(text)
    assert (quote.speaker.name, len(quote.spans)) == ("Ada Quill", 2)


def test_the_cue_is_the_articles_own_word() -> None:
    assert only("“The sea has no memory of us,” Ada Quill confessed.").cue == "confessed"


def test_other_languages_find_quotes_and_leave_speakers_to_the_reviewer() -> None:
    quote = only("« La mer ne se souvient pas de nous », a dit Ada Quill.", language="fr")
    assert quote.text == "La mer ne se souvient pas de nous"
    assert quote.speaker.kind == "none"
    assert quote.confidence < QuoteSettings().min_confidence
    assert "left to a person" in " ".join(quote.signals)


TOLD = "Ada Quill met Bo Marsh on the pier on Friday. Mr. Marsh had the keys.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman for Marsh declined to hand them over. “That boat is not ours,” he said.",
        "His lawyer, who gave no name, shrugged. “That boat is not ours at all,” he said.",
        "“That boat is not ours,” a fisherman wrote. It rained. “It never was ours,” he said.",
    ],
)
def test_a_pronoun_for_somebody_unnamed_is_nobody_named(text: str) -> None:
    quotes = pick(TOLD + text).quotes
    assert quotes
    assert all(quote.speaker.kind != "named" for quote in quotes)


def test_a_name_in_apposition_is_the_one_a_pronoun_means() -> None:
    text = TOLD + "Marsh’s lawyer, Sam Ford, shook his head. “That boat is not ours,” he said."
    assert only(text).speaker.name == "Sam Ford"


def test_a_real_name_does_not_replace_the_name_somebody_goes_by() -> None:
    text = "Kestrel, real name Ada Quill, said: “The sea has no memory of us.”"
    assert only(text).speaker.name == "Kestrel"


def test_whoever_called_her_something_is_not_her() -> None:
    text = (
        "Mayor Dana Cole met union boss Rick Stone at the depot. Stone had called her a coward. "
        "“He never came to one meeting this year,” she said."
    )
    assert only(text).speaker.name in (None, "Dana Cole")
