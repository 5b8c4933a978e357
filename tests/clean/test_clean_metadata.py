"""Title, author and date as a page shows them: without the site's name, labels and other stories'."""

import pytest

from flows.clean.page import Page, read_page
from flows.core.article import RawDocument

STORY = [
    "The ferry to Brannoch sails twice a day again, and people queue on the quay as in old times.",
    "“We waited a long time for this,” said Mara Lindqvist, who runs the kiosk. “Now they all come.”",
    "Whether it sails in winter will be decided by the council in October, after the season ends.",
]
TEXT = "".join(f"<p>{text}</p>" for text in STORY)


def read(body: str, head: str = "") -> Page:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    *_, page = read_page(RawDocument("html", html, b"", "page", url="https://paper.example/x"))
    return page


@pytest.mark.parametrize(
    ("title", "h1", "expected"),
    [
        ("The Paper - The ferry is back", "The ferry is back", "The ferry is back"),
        ("The ferry is back | Ships | Paper", "The ferry is back", "The ferry is back"),
        # The headline is the site's name, which is on every page of it.
        ("The Paper - The ferry is back", "The Paper", "The Paper - The ferry is back"),
        ("The ferry is back", "Ships and harbours of the north", "The ferry is back"),
    ],
)
def test_the_headline_tells_what_of_a_title_is_the_sites_name(
    title: str, h1: str, expected: str
) -> None:
    page = read(f"<div><h1>{h1}</h1>{TEXT}</div>", f'<meta property="og:title" content="{title}">')
    assert page.about.title == expected


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<a rel='author'>View all posts by Jonas Abara</a>", "Jonas Abara"),
        ("<span class='author'>Autor: </span><b class='author'>Jonas Abara</b>", "Jonas Abara"),
        (
            "<div class='byline'><span>Author</span> <a href='/a'>Jonas Abara</a></div>",
            "Jonas Abara",
        ),
        ("<span class='author'>Jonas Abara on 20.06.2026</span>", "Jonas Abara"),
        ("<span class='author'>jonas77</span>", "jonas77"),
        ("<span class='author'>am 20.06.2026</span>", None),
        ("<span class='author'>Author:</span>", None),
    ],
)
def test_an_author_is_a_name_without_labels_and_dates(author: str, byline: str | None) -> None:
    assert read(f"<div><h1>Ships</h1>{author}{TEXT}</div>").about.byline == byline


def test_dates_of_other_articles_below_are_not_the_storys() -> None:
    others = "".join(
        f"<li><h3><a href='/{day}'>Harbour dues go up again</a></h3><p>{day} July 2026</p></li>"
        for day in (15, 22, 31)
    )
    article = f"<div class='text'><h1>The ferry is back</h1>{TEXT}</div>"
    assert read(f"{article}<ul class='list'>{others}</ul>").about.published is None
    dated = article.replace("</h1>", "</h1><p>14 June 2026</p>")
    assert read(f"{dated}<ul class='list'>{others}</ul>").about.published == "2026-06-14"


def test_a_date_below_the_story_counts_if_it_is_the_only_one() -> None:
    page = read(f"<div><h1>The ferry is back</h1>{TEXT}<p>Published 14 June 2026</p></div>")
    assert page.about.published == "2026-06-14"
    assert page.about.origins["published"] == "author line"
