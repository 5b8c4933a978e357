"""What stands about the author below a scrape goes; the story's own names stay."""

import pytest

from flows.clean import clean
from flows.core.article import Article, RawDocument
from tests.clean.story import PARAGRAPHS


def cleaned(lines: list[str]) -> Article:
    text = "\n".join(lines)
    return clean(RawDocument("text", text, text.encode(), "a.txt"))


def body(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]


@pytest.mark.parametrize(
    "below",
    [
        ["About Jonas Abara", "For ten years Jonas Abara has written about boats."],
        ["Über Jonas Abara", "Als Reporter schreibt Jonas Abara über Schiffe und über Häfen."],
        ["About", "Jonas Abara", "Jonas Abara writes about boats, harbours and the sea."],
        ["Jonas Abara", "Jonas Abara writes about boats and lives on one."],
    ],
)
def test_a_biography_goes_with_the_name_above_it(below: list[str]) -> None:
    article = cleaned([*PARAGRAPHS, *below])
    assert body(article) == PARAGRAPHS
    assert {r.line for r in article.removed} == set(below)
    assert all(r.reason for r in article.removed)


def test_a_biography_begins_with_the_name_in_the_byline() -> None:
    last = "Jonas Abara is a reporter in Brannoch and keeps two boats."
    article = cleaned(["By Jonas Abara", *PARAGRAPHS, last])
    assert body(article) == PARAGRAPHS
    assert article.byline == "Jonas Abara"


@pytest.mark.parametrize(
    "below",
    [
        # Who is told of in the story, and a sentence of somebody else.
        ["Mara Lindqvist", "Mara Lindqvist was the last to leave the boat that night."],
        ["Ivo Sandrell is the only one who still has a key to the lighthouse."],
        # A section's heading.
        ["Next Steps", "Next, the council has to find somebody who can paint a hull."],
        # Who said it.
        [
            "“We were late and nobody minded that we were late.”",
            "Petra Quill",
            "Petra Quill is a cook on the ferry and likes to tell the story of that night.",
        ],
    ],
)
def test_names_of_the_story_stay(below: list[str]) -> None:
    told = "Mara Lindqvist sells tickets in a kiosk at the pier, and reads novels when it rains."
    article = cleaned(["By Jonas Abara", *PARAGRAPHS, told, *below])
    assert body(article) == [*PARAGRAPHS, told, *below]


def test_names_above_each_part_of_a_list_are_the_story() -> None:
    names = ["Petra Quill", "Ivo Sandrell", "Vesna Tolk"]
    listed = [line for name in names for line in (name, f"{name} has a boat in the harbour.")]
    article = cleaned([*PARAGRAPHS, *listed])
    assert body(article) == [*PARAGRAPHS, *listed]


def test_a_reporter_who_asks_is_no_biography() -> None:
    asked = ["Jonas Abara: And who paints the hull?", "Vesna Tolk: Nobody, as far as I know."]
    article = cleaned(["By Jonas Abara", *PARAGRAPHS, *asked])
    assert body(article) == [*PARAGRAPHS, *asked]
