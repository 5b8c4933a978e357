from flows.core.article import joined
from flows.quotes import pick

TURNS = """Ada Quill sailed alone for a year. We met her in Port Ember, and asked her why.

HARBOUR POST: Why did you leave at all?

AQ: Nobody asks the tide why it leaves. I went because the boat was ready and I was not.

HARBOUR POST: Were you ever afraid out there?

AQ: Every night, and “never at noon,” as my mother used to say. Fear is only weather.
"""


def test_answers_are_credited_by_full_name_and_questions_refused() -> None:
    report = pick(TURNS)
    answers = [q for q in report.quotes if q.kind == "interview"]
    assert len(answers) == 2
    assert {q.speaker.name for q in answers} == {"Ada Quill"}
    assert all(TURNS[s.start : s.end] == q.text for q in answers for s in q.spans)
    questions = [TURNS[r.start : r.end] for r in report.refused if "interviewer" in r.reason]
    assert questions == ["Why did you leave at all?", "Were you ever afraid out there?"]


def test_what_an_interviewee_quotes_stays_in_the_turn() -> None:
    assert not [q for q in pick(TURNS).quotes if q.text.startswith("never at noon")]


def test_labels_that_do_not_come_again_are_no_interview() -> None:
    text = (
        "Note: bring a coat.\n\nWARNING: thin ice.\n\nUpdate: it thawed.\n\nAda Quill: we will see."
    )
    assert [q for q in pick(text).quotes if q.kind == "interview"] == []


def test_a_block_quotation_is_credited_by_the_line_that_introduces_it() -> None:
    text, blocks = joined(
        [
            ("paragraph", "Ada Quill wrote to her crew:"),
            (
                "blockquote",
                "Nobody asks the tide why it leaves. I went because the boat was ready.",
            ),
            ("paragraph", "The letter hangs in the harbour office."),
        ]
    )
    (quote,) = pick(text, blocks=blocks).quotes
    assert (quote.kind, quote.speaker.name) == ("block", "Ada Quill")
    assert quote.text == "Nobody asks the tide why it leaves. I went because the boat was ready."


def test_a_block_quotation_nobody_introduces_names_nobody() -> None:
    text, blocks = joined(
        [
            ("paragraph", "Ada Quill came home on Friday."),
            ("blockquote", "Nobody asks the tide why it leaves."),
        ]
    )
    (quote,) = pick(text, blocks=blocks).quotes
    assert quote.speaker.kind == "none"


def test_a_heading_is_no_quotation() -> None:
    text, blocks = joined(
        [
            ("heading", "“Nobody asks the tide why it leaves”"),
            ("paragraph", "Ada Quill came home on Friday."),
        ]
    )
    report = pick(text, blocks=blocks)
    assert report.quotes == ()
    assert "headline" in report.refused[0].reason
