"""Parts of a page: which boxes are the story's, and which belong to comments or other articles."""

import pytest
from bs4 import BeautifulSoup

from flows.clean.body import Body, Part, find_body
from flows.clean.choice import chosen
from flows.clean.outline import outline
from flows.clean.page import Page, read_page
from flows.core.article import RawDocument, RemovedKind

TITLE = "The ferry is back"
STORY = [
    "The ferry to Brannoch sails twice a day again, and people queue on the quay as in old times.",
    "“We waited a long time for this,” said Mara Lindqvist, who runs the kiosk. “Now they all come.”",
    "The company expects 40,000 guests this summer, which is a third more than it counted last year.",
    "Nobody on the quay could remember a January like it, and several of them had really tried to.",
    "Whether it sails in winter will be decided by the council in October, after the season ends.",
]
OTHER = [
    "The lighthouse stays dark for another year, because the lamp that was ordered does not fit it.",
    "The keeper says that he is used to it by now, and that the stars are better without the lamp.",
    "A second lamp has been ordered from the same factory, which has promised to measure this time.",
    "Until then the boats go by the church tower, as they did before there was a lighthouse at all.",
]


def paragraphs(texts: list[str], around: str = "<p>{}</p>") -> str:
    return "".join(around.format(text) for text in texts)


def read(body: str, title: str = TITLE) -> Page:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    document = RawDocument("html", html, b"", "page", url="https://paper.example/ferry")
    *_, page = read_page(document)
    return page


def body_of(body: str, title: str = TITLE) -> list[str]:
    """What our own pass finds, before anybody else is asked."""
    return [part.text for part in find_body(outline(BeautifulSoup(body, "lxml")), title).parts]


def kept(page: Page) -> list[str]:
    return [part.text for part in page.body.parts]


def removed(page: Page) -> dict[str, RemovedKind]:
    return {one.line: one.kind for one in page.body.removed}


def test_the_id_of_a_heading_says_nothing_against_it() -> None:
    half = "<h2 id='comments-on-ads'>What the people of the island did</h2>"
    page = read(
        f"<article><h1>{TITLE}</h1>{paragraphs(STORY[:3])}{half}{paragraphs(STORY[3:])}</article>"
    )
    assert kept(page)[3] == "What the people of the island did"
    assert page.body.parts[3].kind == "heading"


def test_a_story_in_boxes_that_a_page_builder_calls_widgets() -> None:
    boxes = "".join(
        f"<div class='pb-element pb-widget-text' id='pb-{number}a{number}'>"
        f"<div class='widget-inner'><p>{text}</p></div></div>"
        for number, text in enumerate(STORY)
    )
    more = f"<div class='more'><p>{OTHER[0]}</p></div>"
    found = body_of(f"<header><h1>{TITLE}</h1></header><main>{boxes}</main>{more}")
    assert found == [*STORY, OTHER[0]]


def test_if_names_speak_against_all_of_a_page_they_were_misread() -> None:
    sections = "".join(
        f"<section class='{name}'><p>{text}</p></section>"
        for name, text in zip(
            ("ad-story", "promo-lead", "sidebar-text", "share-view", "banner-end"),
            STORY,
            strict=True,
        )
    )
    assert kept(read(f"<h1>{TITLE}</h1><div>{sections}</div>")) == STORY


@pytest.mark.parametrize(
    "heading",
    ["3 Comments", "Comments (3)", "27 commentaires", "Kommentare", "All comments", "3 Responses"],
)
def test_below_the_heading_of_the_comments_all_is_comments(heading: str) -> None:
    thread = "".join(f"<li><b>Reader</b><p>{text}</p></li>" for text in OTHER * 3)
    page = read(
        f"<div><h1>{TITLE}</h1><div class='text'>{paragraphs(STORY)}</div>"
        f"<div class='forum-part'><h2>{heading}</h2><ul>{thread}</ul></div></div>"
    )
    assert kept(page) == STORY
    assert removed(page)[OTHER[0]] == "comment"


def test_a_heading_of_comments_above_the_story_is_a_link_to_them() -> None:
    found = body_of(f"<div><h1>{TITLE}</h1><h4>3 Comments</h4>{paragraphs(STORY)}</div>")
    assert found == STORY


def test_a_story_may_have_a_section_of_responses() -> None:
    page = f"<div><h1>{TITLE}</h1>{paragraphs(STORY)}<h2>Responses</h2>{paragraphs(OTHER)}</div>"
    assert kept(read(page)) == [*STORY, "Responses", *OTHER]


def test_of_several_articles_on_a_page_the_one_with_the_title_is_meant() -> None:
    articles = "".join(
        f"<article class='item'><h2>{title}</h2><div class='text'>{paragraphs(texts)}</div></article>"
        for title, texts in (
            ("The lighthouse stays dark", OTHER),
            (TITLE, STORY),
            ("Harbour dues go up", [f"{text} Again." for text in OTHER]),
        )
    )
    page = read(f"<main><div class='list'>{articles}</div></main>")
    assert kept(page) == STORY
    assert OTHER[0] in removed(page)


def test_one_story_in_many_articles_stays_one() -> None:
    parts = "".join(f"<article class='part'><p>{text}</p></article>" for text in STORY)
    page = read(f"<main><article class='head'><h1>{TITLE}</h1></article>{parts}</main>")
    assert kept(page) == STORY


def test_the_first_paragraph_may_stand_in_a_box_of_its_own_below_the_title() -> None:
    menu = "".join(f"<p><a href='/{n}'>Another page of the paper {n}</a></p>" for n in range(9))
    page = (
        f"<div><div class='way'>{menu}</div><div><h1>{TITLE}</h1></div>"
        f"<div class='intro'><p>{STORY[0]}</p></div><div class='way'>{menu}</div>"
        f"<div class='text'>{paragraphs(STORY[1:])}</div></div>"
    )
    assert body_of(page, title=f"The Brannoch Paper - {TITLE}") == STORY


@pytest.mark.parametrize(
    ("between", "what"),
    [
        ("<h3>Our picks</h3><ul><li><a href='/1'>Harbour dues go up again</a></li></ul>", "promo"),
        ("<h3>With your friends</h3><div class='share'>Facebook Twitter</div>", "promo"),
    ],
)
def test_a_heading_whose_list_went_goes_too(between: str, what: RemovedKind) -> None:
    heading = between[4 : between.index("</h3>")]
    article = f"<article><h1>{TITLE}</h1>{paragraphs(STORY[:3])}"
    section = f"<h3>Winter</h3>{paragraphs(STORY[3:])}"
    in_the_middle = read(f"{article}{between}{section}</article>")
    assert kept(in_the_middle) == [*STORY[:3], "Winter", *STORY[3:]]
    assert removed(in_the_middle)[heading] == what
    at_the_end = read(f"{article}{section}{between}</article>")
    assert kept(at_the_end) == [*STORY[:3], "Winter", *STORY[3:]]


def test_a_heading_of_a_picture_and_one_above_another_stay() -> None:
    picture = "<figure><img src='/a.jpg'><figcaption>The quay in May</figcaption></figure>"
    page = read(
        f"<article><h1>{TITLE}</h1>{paragraphs(STORY[:3])}<h2>The quay</h2>{picture}"
        f"<h2>The season</h2><h3>Winter</h3>{paragraphs(STORY[3:])}<h2>The harbour</h2>{picture}"
        "</article>"
    )
    assert [part.text for part in page.body.parts if part.kind == "heading"] == [
        "The quay",
        "The season",
        "Winter",
        "The harbour",
    ]


@pytest.mark.parametrize("heading", ["About the author", "You may also like", "Über den Autor"])
def test_a_small_box_goes_whole_with_its_heading(heading: str) -> None:
    told = "Jonas Abara covers the coast and its ships, and he has done so for nearly ten years."
    box = f"<div class='info-part'><h4>{heading}</h4><div><p>{told}</p></div></div>"
    page = read(f"<article><h1>{TITLE}</h1>{paragraphs(STORY + OTHER)}{box}</article>")
    assert kept(page) == [*STORY, *OTHER]
    assert removed(page)[told] == "promo"


def test_below_such_a_heading_within_the_text_the_story_goes_on() -> None:
    page = read(
        f"<article><h1>{TITLE}</h1>{paragraphs(STORY[:3])}<h4>Related stories</h4>"
        f"{paragraphs(STORY[3:])}</article>"
    )
    assert kept(page) == STORY


def at(home: str, texts: list[str], gap: int = 0) -> list[Part]:
    return [Part("paragraph", text, running=True, home=home, gap=gap) for text in texts]


def test_what_stands_apart_and_the_other_extractor_lacks_goes() -> None:
    body = Body([*at("div text", STORY), *at("div teaser", OTHER[:2], gap=1)], [])
    better, confidence = chosen(body, "\n".join(STORY))
    assert [part.text for part in better.parts] == STORY
    assert {one.line for one in better.removed} == set(OTHER[:2])
    assert confidence == 1.0


@pytest.mark.parametrize(
    ("tail", "other"),
    [
        # It stands with the story.
        (at("div text", OTHER[:2]), [TITLE, *STORY]),
        # The other one has it, too.
        (at("div more", OTHER[:2]), [*STORY, *OTHER[:2]]),
        # Paragraph on paragraph right below the story: the other one has stopped too early.
        (at("div more", OTHER), STORY),
        # There is no other one.
        (at("div more", OTHER[:2], gap=9), []),
    ],
)
def test_what_is_the_storys_or_confirmed_stays(tail: list[Part], other: list[str]) -> None:
    body = Body([*at("div text", STORY), *tail], [])
    better, _ = chosen(body, "\n".join(other) or None)
    assert better.parts == body.parts


def test_above_the_title_also_long_text_goes_if_it_is_not_confirmed() -> None:
    about = " ".join(OTHER)
    above = Part("paragraph", about, running=True, home="div site", above_title=True)
    body = Body([above, *at("div text", STORY)], [])
    better, _ = chosen(body, "\n".join(STORY))
    assert [part.text for part in better.parts] == STORY
    intro = above._replace(above_title=False)
    other = "\n".join([TITLE, *STORY])
    better, _ = chosen(Body([intro, *at("div text", STORY)], []), other)
    assert better.parts[0] == intro
