import pytest

from flows.core.errors import ModelMissing, NotVerbatim, QuoteError
from flows.core.quote import QuoteReport, Speaker
from flows.core.settings import QuoteSettings
from flows.quotes import by_hand, explain, people, pick, selected

PORTRAIT = """Ada Quill came home to Port Ember on Friday after a year alone at sea.
Advertising people call her a machine. The 61-year-old sailor laughed at that in a long talk on her boat.
She told of the winter she was locked out of her own house. “I had no coat,” she admitted. “I would even steal a blanket just to sleep.” Her uncle was the kind of man whom Quill called cold. “You learn to be very quiet,” she said. “My uncle would whistle and I knew it was coming.”
She fled to books and looked up to captains like Bo Marsh. Then she wrote ‘The Heron’, her first novel. The publisher wanted it badly, but not her as its face. She refused. “I could never do it,” she said.
“It was a very sad day,” Quill confessed. “Because you want the people who said no to be there.”
Captain Rolf Tern? He was also a “lost boy” of the islands. Quill gets cross when the book is called an adventure. “It’s a love story,” she insists. “Nobody has ever picked this man. He finds out he cannot win. That is his victory.”
The talk moved many people. One user said, “The part about her uncle whistling was very painful to hear.” Another point was a reader’s praise of her diligence: “More than forty novels in one life. This woman is a machine.”
Quill also told of the book that left “cobwebs on the phone.” One line from the film of it is famous. “The tide is the only clock that never lies.”
"""


def scored(words: str) -> float:
    """Return the score of words said by somebody named, in an article of nothing else."""
    return pick(f"Ada Quill came home.\n\n“{words}” Quill said.").quotes[0].score


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            "No man leaves the harbour before he has paid for the rope he took.",
            "He never leaves the harbour before he has paid for the rope he took.",
            id="whom “he” means stands in the words",
        ),
        pytest.param(
            "We found the harbour by the sound of the bells in the fog.",
            "We basically found the harbour pretty quickly by the bells, you know, really.",
            id="plain words",
        ),
        pytest.param(
            "You can hear the sea because you have nothing else to hear.",
            "The crew heard the sea as there was nothing else for it to hear.",
            id="true of anybody",
        ),
        pytest.param(
            "I cried in the boat and I was proud of every single mile of it.",
            "I sat in the boat and I was aware of every single mile of it.",
            id="a feeling",
        ),
    ],
)
def test_words_that_stop_a_reader_come_first(better: str, worse: str) -> None:
    assert scored(better) > scored(worse)


@pytest.fixture(scope="module")
def portrait() -> QuoteReport:
    return pick(PORTRAIT)


def test_every_quotation_of_the_subject_is_hers_by_full_name_or_nobodys(
    portrait: QuoteReport,
) -> None:
    assert {q.speaker.name for q in portrait.quotes if q.speaker.kind == "named"} == {"Ada Quill"}


def test_most_card_worthy_quotations_are_picked_with_the_full_name(portrait: QuoteReport) -> None:
    picked = {q.text for q in portrait.quotes if q.picked}
    assert picked >= {
        "I had no coat. I would even steal a blanket just to sleep.",
        "You learn to be very quiet. My uncle would whistle and I knew it was coming.",
        "It’s a love story. Nobody has ever picked this man. He finds out he cannot win. "
        "That is his victory.",
        "It was a very sad day. Because you want the people who said no to be there.",
    }


def test_readers_and_film_lines_are_never_hers(portrait: QuoteReport) -> None:
    others = [
        q for q in portrait.quotes if q.text.startswith(("The part", "More than", "The tide"))
    ]
    assert len(others) == 3
    assert all(q.speaker.kind in ("anonymous", "none") and not q.picked for q in others)


def test_fragments_titles_and_scare_quotes_are_never_picked(portrait: QuoteReport) -> None:
    picked = " ".join(q.text for q in portrait.quotes if q.picked)
    assert "lost boy" not in picked
    assert "cobwebs" not in picked
    assert [PORTRAIT[r.start : r.end] for r in portrait.refused][:1] == ["The Heron"]


def test_the_best_quote_comes_first(portrait: QuoteReport) -> None:
    scores = [q.score for q in portrait.quotes]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ada “Bee” Quill came home.", "nickname"),
        ("She wrote the song “Only the Tide” in May.", "title"),
        ("Their “victory” cost a million.", "scare quotes"),
        ("A harbour known as “the kettle” froze.", "words as words"),
        ("It was dubbed “the kettle” by sailors.", "words as words"),
        ("Nothing “…” here.", "nothing between"),
    ],
)
def test_what_is_no_quotation_is_refused_with_its_reason(text: str, reason: str) -> None:
    report = pick(text)
    assert report.quotes == ()
    assert reason in report.refused[0].reason


def test_a_sensitive_quotation_is_flagged_and_still_picked() -> None:
    text = "“My mother died when I was nine, and I wrote every day since,” Ada Quill said."
    (quote,) = pick(text).quotes
    assert "sensitive" in quote.flags
    assert quote.picked


def test_the_same_words_twice_are_one_quote() -> None:
    text = "“I built a boat of my own in a year,” Ada Quill said.\n“I built a boat of my own in a year.”"
    picked = [q for q in pick(text).quotes if q.picked]
    assert len(picked) == 1
    assert picked[0].speaker.name == "Ada Quill"


TWO = (
    "“I built a boat of my own in a year,” Ada Quill said.\n"
    "“We never asked the sea for any favours,” Bo Marsh said."
)


@pytest.mark.parametrize(
    ("settings", "speakers"),
    [
        (QuoteSettings(), {"Ada Quill", "Bo Marsh"}),
        (QuoteSettings(blocked_speakers=("bo marsh",)), {"Ada Quill"}),
        (QuoteSettings(allowed_speakers=("Bo Marsh",)), {"Bo Marsh"}),
        (QuoteSettings(blocked_words=("favours",)), {"Ada Quill"}),
        (QuoteSettings(blocked_words=("favour",)), {"Ada Quill", "Bo Marsh"}),
        (QuoteSettings(blocked_words=("Favour*",)), {"Ada Quill"}),
        (QuoteSettings(allowed_words=("a boat", "train")), {"Ada Quill"}),
        (QuoteSettings(blocked_speakers=("Marsh",)), {"Ada Quill"}),
        (QuoteSettings(allowed_speakers=("Mars",)), set()),
        (QuoteSettings(min_confidence=1.0), set()),
        (QuoteSettings(min_score=1.0), set()),
    ],
)
def test_settings_say_who_and_what_is_picked(settings: QuoteSettings, speakers: set[str]) -> None:
    report = pick(TWO, settings=settings)
    assert {q.speaker.name for q in report.quotes if q.picked} == speakers
    assert len(report.quotes) == 2


def test_quotes_in_another_language_are_picked_and_their_speakers_left_open() -> None:
    text = (
        "„Der Hafen gehört allen, die hier arbeiten“, sagte Ilka Brandt. "
        "Sie nannte den Plan einen „Witz“."
    )
    report = pick(text, language="de")
    picked = [q for q in report.quotes if q.picked]
    assert [q.text for q in picked] == ["Der Hafen gehört allen, die hier arbeiten"]
    assert picked[0].speaker_open
    # English words for delicate topics ("die") mean nothing here.
    assert picked[0].flags == ()


def test_candidates_are_the_people_an_article_names_the_nearest_first() -> None:
    assert people(PORTRAIT, near=PORTRAIT.index("Captain Rolf"))[0] == "Rolf Tern"
    assert {"Ada Quill", "Bo Marsh"} <= set(people(PORTRAIT))


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("“You learn to be very quiet,”", "You learn to be very quiet."),
        ('"You learn to be very quiet,"', "You learn to be very quiet."),
        ("Nobody has  ever\npicked this man.", "Nobody has ever picked this man."),
        ("It's a love story", "It’s a love story"),
    ],
)
def test_words_are_found_however_their_marks_and_spaces_were_typed(chosen: str, words: str) -> None:
    span = selected(PORTRAIT, chosen)
    assert by_hand(PORTRAIT, span.start, span.end).text == words


def test_of_several_places_the_one_the_person_selected_counts() -> None:
    text = "Nobody asks. She said so. Nobody asks."
    assert selected(text, "Nobody asks.").start == 0
    assert selected(text, "Nobody asks.", near=5).start == text.rindex("Nobody")


def test_a_cap_keeps_the_best_ones() -> None:
    report = pick(TWO, settings=QuoteSettings(most=1))
    assert [q.picked for q in report.quotes] == [True, False]


def test_a_model_that_is_not_installed_is_named_with_the_command_to_run() -> None:
    with pytest.raises(ModelMissing, match="spacy download xx_none_sm"):
        pick(TWO, settings=QuoteSettings(model="xx_none_sm"))


def test_a_text_without_quotes_needs_no_model() -> None:
    assert pick("Nothing said.", settings=QuoteSettings(model="xx_none_sm")) == QuoteReport()


def test_a_text_longer_than_a_book_is_refused_in_one_sentence() -> None:
    with pytest.raises(QuoteError, match="too long"):
        pick("a “b” " * 900_000)


def test_explaining_lists_every_quoted_span_in_order_with_its_reasons() -> None:
    entries = explain(PORTRAIT)
    assert [e.start for e in entries] == sorted(e.start for e in entries)
    assert {e.verdict for e in entries} == {"picked", "kept", "refused"}
    assert all(e.reasons for e in entries)


def test_any_words_a_person_selects_become_a_quote() -> None:
    start = PORTRAIT.index("She refused.")
    quote = by_hand(PORTRAIT, start, start + 12, speaker=Speaker("Vera Lund", "named"))
    assert quote.text == "She refused."
    assert (quote.picked, quote.confidence, "by-hand" in quote.flags) == (True, 1.0, True)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (3, 3), (5, 2), (0, 10_000), (3, 4)])
def test_nothing_can_be_selected_outside_the_words(start: int, end: int) -> None:
    with pytest.raises(NotVerbatim):
        by_hand("One two", start, end)
