"""HTML pages: the story is found, furniture is listed, hostile pages end in time."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.clean.page import read_page, without_noise
from flows.clean.worker import Worker
from flows.core.article import Article, RawDocument
from flows.core.resources import resource

STORY = [
    "The ferry to Brannoch leaves twice a day, and in winter it leaves when the captain says so.",
    "“I have missed it more often than I have caught it,” she said. “You learn to bring a book.”",
    "Nobody on the quay could remember a January like it, and several of them had tried to.",
    "“It was the wind,” the harbour master told us, “and then it was the other wind.”",
    "By four o’clock the lamps were lit, and the dog had gone home without being told to go.",
]
HTML = "".join(f"<p>{text}</p>" for text in STORY)


def document(html: str, url: str | None = None) -> RawDocument:
    return RawDocument("html", html, html.encode("utf-8", "replace"), "a.html", url=url)


def cleaned(html: str, url: str | None = None) -> Article:
    return clean(document(html, url))


def body(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]


def test_the_sample_page() -> None:
    path: Path = resource("assets/samples") / "odile-ferncastle-cello.html"
    article = cleaned(path.read_text())
    assert article.title == "Odile Ferncastle: “I Play the Cello the Way Other People Keep Bees”"
    assert (article.byline, article.site) == ("Maren Thistlewood", "The Example Review")
    assert article.published == "2026-02-07T08:30:00+00:00"
    assert article.url == "https://review.example.org/music/odile-ferncastle-cello"
    assert article.language == "en"
    assert article.lead_image is not None
    assert article.lead_image.url == "https://review.example.org/pictures/odile-ferncastle.jpg"
    assert article.lead_image.credit == "Ivo Sandrell"
    assert article.origins["title"] == "og:title"
    kinds = [block.kind for block in article.blocks]
    assert kinds.count("heading") == 2
    assert kinds.count("blockquote") == 1
    assert article.text.startswith("The crack runs from the left f-hole")
    assert article.text.endswith("and now and then there is honey.”")
    removed = {r.line: r.kind for r in article.removed}
    assert removed["Advertisement"] == "ad"
    assert removed["By Maren Thistlewood"] == "byline"
    assert removed["Ten quiet records for a loud year"] == "promo"
    assert removed["reedbed More wasps please!"] == "comment"
    assert (
        removed["Odile Ferncastle on the Brannoch ferry in January. Photo: Ivo Sandrell"]
        == "credit"
    )
    assert article.confidence > 0.9


def test_what_stands_outside_the_story_is_told_by_its_form_but_no_credit_is_taken_from_there() -> (
    None
):
    beside = "<p>Leave a comment</p><p>© 2026 Paper Media. All rights reserved.</p>"
    article = cleaned(
        f"<div><article>{HTML}</article></div><div>{beside}<p>Photo: Ada Vane / Reuters</p></div>"
    )
    kinds = {removed.line: removed.kind for removed in article.removed}
    assert kinds["Leave a comment"] == "comment"
    assert kinds["© 2026 Paper Media. All rights reserved."] == "disclaimer"
    assert article.credits == ()


@pytest.mark.parametrize(
    "around",
    [
        "<html><body><div class='main'>{}</div></body></html>",
        "<html><body class='has-sidebar no-comments'><div class='content-with-sidebar'>{}</div></body></html>",
        "<html><body><article class='post tag-sea category-menu hentry'>{}</article></body></html>",
        "<html><body><div class='lightbox-enabled page'><div>{}</div></div></body></html>",
        "<html><body><table><tr><td><nav><a href='/a'>News</a></nav></td><td>{}</td></tr></table></body></html>",
        "<html><body><form id='aspnetForm'><div>{}</div></form></body></html>",
        "{}",
        "<div><div><div>{}",
    ],
)
def test_the_story_is_found_in_any_box(around: str) -> None:
    nav = "<nav><ul><li><a href='/1'>News</a></li><li><a href='/2'>Sport</a></li></ul></nav>"
    page = around.format(nav + HTML + "<footer><p>© 2026 The Example</p></footer>")
    assert body(cleaned(page)) == STORY


def test_a_story_in_several_boxes_is_one_story() -> None:
    boxes = "".join(
        f"<div class='text-block image-row'><p>{text}</p></div><div class='ad'>Advertisement</div>"
        for text in STORY
    )
    assert body(cleaned(f"<body><div id='wrap'>{boxes}</div></body>")) == STORY


@pytest.mark.parametrize(
    ("furniture", "kind"),
    [
        ("<aside><p>Ten quiet records for a loud year</p></aside>", "promo"),
        ("<div class='relatedArticles'><a href='/x'>Inside the barn</a></div>", "promo"),
        ("<p><a href='/x'>Inside the barn that became a studio</a></p>", "promo"),
        (
            "<figure><img src='x.jpg'><figcaption>The ferry in January</figcaption></figure>",
            "credit",
        ),
        ("<div class='wp-caption'><img src='x'><p>The ferry in January</p></div>", "credit"),
        ("<div class='social-share'><span>Facebook</span></div>", "share"),
        (
            "<div style='display:none'><p>Secret words that nobody sees at all.</p></div>",
            "navigation",
        ),
        ("<p>Advertisement</p>", "ad"),
        ("<p>Read more: Ten quiet records</p>", "promo"),
        ("<div class='author-bio'>Ann Noakes writes about the sea.</div>", "byline"),
        (
            "<div id='comments'><p>First! I was there and it was all quite different.</p></div>",
            "comment",
        ),
    ],
)
def test_furniture_in_the_middle_is_listed(furniture: str, kind: str) -> None:
    parts = "".join(f"<p>{text}</p>" for text in STORY[:3])
    rest = "".join(f"<p>{text}</p>" for text in STORY[3:])
    article = cleaned(f"<body><article>{parts}{furniture}{rest}</article></body>")
    assert body(article) == STORY
    assert kind in {r.kind for r in article.removed}


SHORT = ["The jury rose.", "No one coughed.", "“It is over,” said Vesna Tolk.", "Rain fell."]
NAV = "<nav><ul><li><a href='/1'>News</a></li><li><a href='/2'>Sport</a></li></ul></nav>"


@pytest.mark.parametrize("long", [[], STORY[:1], STORY])
def test_short_sentences_are_part_of_the_story(long: list[str]) -> None:
    told = [*SHORT[:2], *long, *SHORT[2:]]
    paragraphs = "".join(f"<p>{text}</p>" for text in told)
    article = cleaned(
        f"<html><head><title>The Verdict of Brannoch</title></head><body>{NAV}<article>"
        f"<h1>The Verdict of Brannoch</h1>{paragraphs}</article><footer>© 2026</footer></body></html>"
    )
    assert body(article) == told
    assert not set(told) & {r.line for r in article.removed}


@pytest.mark.parametrize(
    "page",
    [
        "<body><header><h1>{0}</h1></header><article>{1}</article></body>",
        "<body><div class='top'><h1>{0}</h1></div>{2}<article>{1}</article></body>",
        "<body><article><h1>{0}</h1>{1}</article></body>",
        "<header><h1>{0}</h1></header><article>{1}</article>",
    ],
)
@pytest.mark.parametrize("suffix", ["", " | The Example"])
def test_a_pages_own_headline_is_the_title_again(page: str, suffix: str) -> None:
    head = f"<title>x</title><meta property='og:title' content='Wind Over Brannoch{suffix}'>"
    article = cleaned(head + page.format("Wind Over Brannoch", HTML, NAV))
    assert body(article) == STORY
    assert [(r.kind, r.reason) for r in article.removed if r.line == "Wind Over Brannoch"] == [
        ("duplicate", "the title again")
    ]


def test_a_second_headline_is_a_heading() -> None:
    page = f"<title>Wind Over Brannoch</title><article><h2>FERRY CHIEF RESIGNS</h2>{HTML}</article>"
    assert body(cleaned(page)) == ["FERRY CHIEF RESIGNS", *STORY]


def test_markup_that_a_page_shows_is_text() -> None:
    shown = "Write &lt;img src=x&gt; where &lt;b&gt;the picture&lt;/b&gt; of the ferry goes."
    found = body(cleaned(f"<article>{HTML}<p>{shown}</p></article>"))
    assert found[-1] == "Write <img src=x> where <b>the picture</b> of the ferry goes."


def test_headings_lists_quotes_and_posts_stay_what_they_are() -> None:
    page = (
        "<body><article>"
        f"<p>{STORY[0]}</p><h2>The other wind</h2><p>{STORY[1]}</p>"
        "<ul><li>A book that is longer than the crossing</li><li>A coat</li></ul>"
        f"<p>{STORY[2]}</p><blockquote><p>“Nobody waits for you, so you wait for everybody.”</p></blockquote>"
        f"<p>{STORY[3]}</p><blockquote class='twitter-tweet'><p>No ferry today, and none tomorrow.</p></blockquote>"
        f"<p>{STORY[4]}</p></article></body>"
    )
    kinds = dict(zip(body(cleaned(page)), _kinds(cleaned(page)), strict=True))
    assert kinds["The other wind"] == "heading"
    assert kinds["A coat"] == "list_item"
    assert kinds["“Nobody waits for you, so you wait for everybody.”"] == "blockquote"
    assert kinds["No ferry today, and none tomorrow."] == "embedded_post"


def test_a_quoted_post_is_kept_whatever_its_frame_is_called() -> None:
    post = (
        '<div class="story-widget social-widget"><div><blockquote class="twitter-tweet">'
        '<p>We sail at noon.</p>— Ferry (@ferry) <a href="https://twitter.com/f/1">March 2</a>'
        "</blockquote></div></div>"
    )
    article = cleaned(f"<article>{HTML}{post}{HTML.replace('January', 'winter')}</article>")
    posts = [block for block in article.blocks if block.kind == "embedded_post"]
    assert "We sail at noon." in "".join(article.text[p.start : p.end] for p in posts)


def test_a_card_set_into_a_sentence_is_taken_out_of_it() -> None:
    card = (
        '<span class="who"><a href="/mara">Mara Lindqvist</a><span><span><img src="m.jpg">'
        '<a href="/mara">Mara Lindqvist</a><a href="/1">Harbour funds are gone</a>'
        '<a href="/2">Ferry sold twice</a></span></span></span>'
    )
    said = f"<p>The ferry is full, said {card} of the harbour office, and so is the quay.</p>"
    article = cleaned(f"<article>{HTML}{said}</article>")
    assert "said Mara Lindqvist of the harbour office, and so is the quay." in article.text
    assert "Ferry sold twice" not in article.text
    assert any(r.kind == "promo" and "Ferry sold twice" in r.line for r in article.removed)


def test_links_and_a_picture_in_a_sentence_are_no_card() -> None:
    said = (
        '<p>Ask at <span><a href="/a">the office</a> or <a href="/b">the kiosk</a>, where the '
        'sign <img src="s.png"> hangs</span>, before you walk out onto the quay at night.</p>'
    )
    article = cleaned(f"<article>{HTML}{said}</article>")
    assert "Ask at the office or the kiosk, where the sign hangs, before" in article.text


def test_markup_inside_a_sentence_takes_no_word_away() -> None:
    sentence = (
        "She said the <a class='related-link' href='/x'>old <b>harbour</b></a> was <em>hers</em>."
    )
    hidden = "And it was<span style='display:none'> certainly not</span> so."
    page = f"<body><article>{HTML}<p>{sentence}</p><p>{hidden}</p>{HTML.replace('p>', 'div>')}</article></body>"
    found = body(cleaned(page))
    assert "She said the old harbour was hers." in found
    assert "And it was so." in found


def test_line_breaks_part_paragraphs_but_not_sentences() -> None:
    page = f"<body><div>{STORY[0]}<br><br>{STORY[1]}<br>{STORY[2].replace(' like', '<br>like')}<br>{STORY[3]}<br>{STORY[4]}</div></body>"
    assert body(cleaned(page)) == STORY


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        (
            "<meta property='og:title' content='The Wind | The Example'>",
            "title",
            "The Wind | The Example",
        ),
        (
            "<title>The Ferry That Nobody Ever Caught | The Example</title>",
            "title",
            "The Ferry That Nobody Ever Caught",
        ),
        ("<meta name='author' content='By Ann Noakes'>", "byline", "Ann Noakes"),
        ("<meta name='author' content='https://facebook.example/ann'>", "byline", None),
        (
            "<meta property='article:published_time' content='2026-03-02T08:00:00Z'>",
            "published",
            "2026-03-02T08:00:00Z",
        ),
        ("<meta name='date' content='yesterday'>", "published", None),
        (
            "<link rel='canonical' href='https://example.org/ferry'>",
            "url",
            "https://example.org/ferry",
        ),
        ("<link rel='canonical' href='javascript:alert(1)'>", "url", None),
        ("<meta property='og:site_name' content='The Example'>", "site", "The Example"),
        (
            '<script type=\'application/ld+json\'>{"@graph": [{"@type": "NewsArticle", "headline": "Wind",'
            ' "author": [{"name": "Ann Noakes"}, {"name": "Bo Li"}]}]}</script>',
            "byline",
            "Ann Noakes, Bo Li",
        ),
        ("<script type='application/ld+json'>{not json</script>", "byline", None),
    ],
)
def test_what_a_page_says_of_itself(head: str, field: str, value: str | None) -> None:
    article = cleaned(f"<html><head>{head}</head><body><article>{HTML}</article></body></html>")
    assert getattr(article, field) == value


def test_the_source_knows_better_than_the_page() -> None:
    html = f"<title>Page</title><meta name='author' content='Nobody'><article>{HTML}</article>"
    known = RawDocument(
        "html", html, b"", "a", "https://example.org/a", "Feed title", "Ann Noakes", "2026-03-02"
    )
    article = clean(known)
    assert (article.title, article.byline, article.published) == (
        "Feed title",
        "Ann Noakes",
        "2026-03-02",
    )
    assert article.origins["title"] == "source"


def test_an_author_line_in_plain_sight_is_taken() -> None:
    article = cleaned(f"<article><h1>Wind</h1><p>By Ann Noakes</p>{HTML}</article>")
    assert (article.byline, article.origins["byline"]) == ("Ann Noakes", "author line")
    assert body(article) == STORY


def test_a_date_is_never_made_up() -> None:
    article = cleaned(f"<body><article><p>On 3 March 2019 it rained.</p>{HTML}</article></body>")
    assert article.published is None


def test_a_template_in_english_around_german_prose() -> None:
    text = "Die Fähre nach Brannoch fährt zweimal am Tag, und im Winter fährt sie, wenn der Kapitän es sagt."
    page = f"<html lang='en'><body><article>{''.join(f'<p>{text} Teil {n}.</p>' for n in range(5))}</article></body></html>"
    assert cleaned(page).language == "de"


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "<",
        "<html>",
        "<script>",
        "<script>" * 20_000,
        "<!--" * 20_000,
        "<style>" + "a" * 100_000,
        "<" * 200_000,
        "&" * 100_000,
        "\0" * 1_000,
        "<p>" + "\ud800" + "</p>",
        "<a href='http://[::1'>x</a>" * 100,
        "<div>" * 20_000 + "deep",
        "<b>" * 20_000 + "bold",
        "<table>" * 5_000,
        "<p>" + "(" * 50_000,
        "<div class='" + "a-" * 50_000 + "'>x</div>",
        "<p>" + "by " * 60_000,
        "<p>Photo: " + "x/" * 60_000,
    ],
)
def test_hostile_pages_are_articles_without_much(html: str) -> None:
    article = cleaned(html)
    assert article.text == "" or len(article.text) <= 2 * len(html)


@pytest.mark.parametrize(
    "odd",
    [
        '<meta property="og:image" content="http://[x">',
        '<link rel="canonical" href="http://[x"><a href="http://[x">a</a>',
        '<script type="application/ld+json">{"@type": "Article", "author": '
        + "[" * 900
        + "]" * 900
        + "}</script>",
        "\ud800",
    ],
)
def test_one_odd_value_costs_the_page_nothing_else(odd: str) -> None:
    article = cleaned(f"<html><head>{odd}</head><body><article>{HTML}</article></body></html>")
    assert not article.hurried
    assert [line.replace("\ufffd", "").strip() for line in body(article)] == STORY


def test_a_deep_page_still_gives_its_story() -> None:
    article = cleaned("<div>" * 2_000 + HTML + "</div>" * 2_000)
    assert body(article) == STORY


@pytest.mark.proof
@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + HTML,
        "<p>" + "</p><p>".join(STORY * 45_000) + "</p>",
        "<p><a href='/a'>" + "</a></p><p><a href='/b'>".join(STORY * 12_000) + "</a></p>",
        "<ul>" + "<li><a href='/x'>News of the day</a>" * 120_000,
        "<table><tr>" + "<td><b>x</b>" * 300_000,
    ],
    ids=["deep", "20 MB", "5 MB of links", "long list", "wide table"],
)
def test_huge_pages_come_to_an_end(html: str) -> None:
    article = cleaned(html)
    assert article.text or article.removed


def test_a_page_that_is_too_large_says_what_was_not_read() -> None:
    article = cleaned("<ul>" + "<li>News of the day</li>" * 400_000)
    assert article.removed[-1].reason == "the page is too large: the rest was not read"


def test_noise_is_cut_out_in_one_pass() -> None:
    page = "a<SCRIPT x>if (a</b) {}</script >b<style>p{}</style>c<svg><path/></svg>d"
    assert without_noise(page) == "abcd"
    assert without_noise("a<script>never closed") == "a<script>never closed"
    kept = "<script type='application/ld+json'>{}</script>"
    assert without_noise(f"a{kept}b") == f"a{kept}b"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="<>/=\"' abpdivscript&;!-\n“”", max_size=300))
def test_any_markup_gives_an_article(markup: str) -> None:
    for page in read_page(document(f"<body><article>{HTML}{markup}</article></body>")):
        assert page.confidence >= 0


def _kinds(article: Article) -> list[str]:
    return [block.kind for block in article.blocks]


@pytest.fixture
def sleeper(tmp_path: Path) -> Worker:
    """A process that answers nothing, as a parser does that hangs."""
    import sys

    script = tmp_path / "sleeper.py"
    script.write_text("import time\ntime.sleep(600)\n")
    return Worker([sys.executable, str(script)])


def test_a_process_that_hangs_is_killed(sleeper: Worker) -> None:
    assert sleeper.extract(document(HTML * 5_000), deadline=0.3) is None
    assert sleeper.extract(document(HTML), deadline=0.3) is None


def test_a_first_answer_counts_if_the_second_is_late(tmp_path: Path) -> None:
    import sys

    script = tmp_path / "half.py"
    script.write_text(
        "import sys, time\n"
        "from flows.clean.worker import _receive, _send\n"
        "from flows.clean.page import read_page\n"
        "from flows.core.article import RawDocument\n"
        "late = False\n"
        "while job := _receive(sys.stdin.buffer):\n"
        "    page = next(read_page(RawDocument(kind='html', raw=b'', name='', **job)))\n"
        "    _send(sys.stdout.buffer, page.to_json())\n"
        "    if late:\n"
        "        time.sleep(600)\n"
        "    late = True\n"
        "    _send(sys.stdout.buffer, {})\n"
    )
    worker = Worker([sys.executable, str(script)])
    # The first page waits for the process to start, however long that takes.
    assert worker.extract(document(HTML), deadline=120.0) is not None
    found = worker.extract(document(HTML), deadline=4.0)
    worker.close()
    assert found is not None
    assert [part.text for part in found.body.parts] == STORY


def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    import sys

    script = tmp_path / "dies.py"
    script.write_text("import os\nos._exit(3)\n")
    worker = Worker([sys.executable, str(script)])
    assert worker.extract(document(HTML), deadline=5.0) is None
    assert worker.extract(document(HTML), deadline=5.0) is None
    worker.close()


def test_the_same_process_answers_page_after_page() -> None:
    worker = Worker()
    for text in STORY:
        page = f"<body><article>{HTML}<p>{text} And so on.</p></article></body>"
        found = worker.extract(document(page))
        assert found is not None
        assert found.body.parts[-1].text == f"{text} And so on."
    worker.close()
