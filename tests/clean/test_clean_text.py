"""Text scrapes: junk goes with a reason, no sentence of the article does."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean, clean_lines
from flows.core.article import Article, RawDocument
from flows.core.resources import resource
from tests.clean.story import PARAGRAPHS as STORY

SAMPLES = resource("assets/samples")

PARAGRAPHS = STORY[:6]

STORIES = [f"{PARAGRAPHS[0]} {number}." for number in range(30_000)]


def cleaned(text: str, title: str | None = None) -> Article:
    return clean(RawDocument("text", text, text.encode(), "a.txt", title=title))


def sample(name: str) -> Article:
    path = SAMPLES / name
    raw = path.read_bytes()
    return clean(RawDocument("text", raw.decode(), raw, str(path)))


def body(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]


def test_the_first_sample_loses_its_junk_and_nothing_else() -> None:
    article = sample("anselm-tarrow-on-silence.txt")
    assert article.title is None
    assert [(r.line, r.kind) for r in article.removed] == [
        ("Instagram/@anselmtarrowstage", "credit"),
        ("Advertisement", "ad"),
        ("Advertisement", "ad"),
        ("Advert", "ad"),
    ]
    junk = {r.line for r in article.removed}
    lines = (SAMPLES / "anselm-tarrow-on-silence.txt").read_text().split("\n")
    assert body(article) == [line for line in lines if line and line not in junk]


def test_the_second_sample_gives_its_first_line_as_the_title() -> None:
    article = sample("jonas-abara-lind-last-mile.txt")
    assert article.title is not None
    assert article.title.startswith("Jonas Abara-Lind Finished Last")
    assert article.origins == {"title": "first line"}
    assert [r.kind for r in article.removed] == ["disclaimer", "credit", "ad", "promo"]
    headings = [b for b in article.blocks if b.kind == "heading"]
    assert [article.text[b.start : b.end] for b in headings] == [
        "The Wrong Kind of Fast",
        "Company for the Slow",
        "What the Back Knows",
    ]
    gone = {article.title, *(r.line for r in article.removed)}
    lines = (SAMPLES / "jonas-abara-lind-last-mile.txt").read_text().split("\n")
    assert body(article) == [line for line in lines if line and line not in gone]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Advertisement", "ad"),
        ("ADVERTISEMENT", "ad"),
        ("– Anzeige –", "ad"),
        ("スポンサードリンク", "ad"),
        ("Article continues below advertisement", "ad"),
        ("Photo: Petra Quill", "credit"),
        ("Image credit: Petra Quill/Harrow Courier", "credit"),
        ("Petra Quill/Getty Images", "credit"),
        ("Instagram/@someone.else", "credit"),
        ("(Credit: Shutterstock)", "credit"),
        (
            "OPINION: This article may contain commentary which reflects the author's opinion.",
            "disclaimer",
        ),
        ("This post may contain affiliate links.", "disclaimer"),
        ("© 2026 The Example Review. All rights reserved.", "disclaimer"),
        ("The views expressed here are solely those of the author.", "disclaimer"),
        ("Facebook Twitter Pinterest WhatsApp", "share"),
        ("Share this article", "share"),
        ("1.2k Shares", "share"),
        ("By Maren Thistlewood", "byline"),
        ("Posted on March 3, 2026 by Admin", "byline"),
        ("Updated: 3 March 2026 9:38 pm", "byline"),
        ("3 hours ago", "byline"),
        ("Read more: Ten quiet records for a loud year", "promo"),
        ("[Related: Inside the barn that became a studio]", "promo"),
        ("Sign up for our weekly newsletter and get the best in your inbox.", "promo"),
        ("Follow us on Instagram for more.", "promo"),
        ("Share on FacebookShare on TwitterShare via Email", "share"),
        ("By clicking Subscribe you agree to our terms.", "promo"),
        ("Let the harbour news meet your inbox.", "promo"),
        ("By Maren Thistlewood on Monday, March 2nd, 2026 at 11:04 a.m.", "byline"),
        ("Petra Quill contributed reporting from Brannoch.", "disclaimer"),
        ("If you buy a boat here, IPB may get a share of the sale.", "disclaimer"),
        ("This article is related to: Boats and tagged Ferries, Islands", "navigation"),
        ("Dieser Beitrag wurde am 2. März 2026 unter Boote veröffentlicht.", "navigation"),
        ("Photo caption", "credit"),
        ("Credit...", "credit"),
        ("Leave a comment", "comment"),
        ("Schreibe einen Kommentar", "comment"),
        ("3 Gedanken zu „Zweimal am Tag“", "comment"),
        ("Votre adresse e-mail ne sera pas publiée.", "comment"),
        ("Tags: Cello, Islands", "navigation"),
        ("We use cookies to give you the best experience on our site.", "navigation"),
        ("* * *", "navigation"),
    ],
)
def test_a_line_of_junk_in_the_middle_is_named(line: str, kind: str) -> None:
    article = cleaned("\n".join([*PARAGRAPHS[:3], line, *PARAGRAPHS[3:]]))
    assert body(article) == PARAGRAPHS
    assert [(r.line, r.kind) for r in article.removed] == [(line, kind)]
    assert article.removed[0].reason


@pytest.mark.parametrize(
    "line",
    [
        "“No.”",
        "“I said no,” he said.",
        "And then it rained.",
        "By then nobody was listening to the radio any more.",
        "By most accounts it was the wind that did it",
        "She contributed to the fund until it was closed.",
        "His inbox was full of letters from the island.",
        "Photography came later, and by accident.",
        "She shared the bread with all of them.",
        "The advertisement had said “no dogs.”",
        "Comments like that one made her smile.",
        "He read more than anyone I ever knew.",
        "“Share it,” she told them, “or I will take it back.”",
        "In March 2019 they moved to the island.",
        "The opinion of the author is of no interest to a cat.",
        "Follow the road until it stops being one.",
        "Most read it twice.",
        "He vowed to never miss a ferry again.",
        "She signed up for the newsletter.",
        "“Subscribe to our newsletter,” said Vesna Tolk.",
        "“Sign up for our newsletter,” she begged.",
        "Stay tuned, he said, and follow the dog.",
        "Share the road, they said.",
    ],
)
def test_a_line_of_the_story_stays(line: str) -> None:
    article = cleaned("\n".join([*PARAGRAPHS[:3], line, *PARAGRAPHS[3:]]))
    assert body(article) == [*PARAGRAPHS[:3], line, *PARAGRAPHS[3:]]


@pytest.mark.parametrize("place", range(len(PARAGRAPHS) + 1))
def test_an_ad_anywhere_takes_no_paragraph_with_it(place: int) -> None:
    lines = [*PARAGRAPHS[:place], "Advertisement", *PARAGRAPHS[place:]]
    assert body(cleaned("\n".join(lines))) == PARAGRAPHS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), unique=True), st.data())
def test_clean_paragraphs_come_out_as_they_went_in(chosen: list[str], data: st.DataObject) -> None:
    ads = data.draw(st.lists(st.integers(0, len(chosen)), max_size=3))
    lines = list(chosen)
    for place in ads:
        lines.insert(place, "Advertisement")
    assert body(cleaned("\n\n".join(lines))) == chosen


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=600))
def test_any_text_gives_an_article_that_fits_together(text: str) -> None:
    article = cleaned(text)
    position = 0
    for block in article.blocks:
        assert position <= block.start < block.end <= len(article.text)
        assert article.text[position : block.start].strip() == ""
        position = block.end
    assert article.text[position:] == ""


def test_every_line_is_kept_or_listed() -> None:
    lines = ["The Title of It All", "By Ann Noakes", *PARAGRAPHS, "Share", "Tags: Sea", "Related"]
    article = cleaned("\n".join(lines))
    there = [*body(article), *(r.line for r in article.removed), article.title]
    assert sorted(there, key=str) == sorted(lines)


SHORT = [
    "The jury rose.",
    "No one coughed.",
    "“It is over,” said Vesna Tolk.",
    "Rain fell.",
    "They had not noticed!",
    "It was done.",
]


@pytest.mark.parametrize("place", range(len(SHORT) + 1))
@pytest.mark.parametrize("byline", ["By Maren Thistlewood", "Advertisement", "3 March 2026"])
def test_short_sentences_are_no_navigation(place: int, byline: str) -> None:
    lines = [*SHORT[:place], byline, *SHORT[place:], "Share this article", "Related"]
    assert body(cleaned("\n".join(lines))) == SHORT


def test_short_sentences_at_both_ends_stay() -> None:
    lines = [*SHORT[:2], *PARAGRAPHS, *SHORT[2:]]
    furniture = ["Home", "News", "Sport", "Twice a Day to Brannoch", "By Maren Thistlewood"]
    around = [*furniture, *lines, "Share", "Related", "Ten quiet records", "Who moved the sea"]
    article = cleaned("\n".join(around))
    assert body(article) == lines
    assert article.title == "Twice a Day to Brannoch"


def test_short_sentences_in_a_list_of_other_articles_end_it() -> None:
    lines = [*PARAGRAPHS, "Related", "Ten quiet records", *SHORT, PARAGRAPHS[0][:-1] + " too."]
    assert body(cleaned("\n".join(lines))) == [*PARAGRAPHS, *SHORT, lines[-1]]


@pytest.mark.parametrize("last", ["“I was never afraid of it” is what Petra Quill said", SHORT[2]])
@pytest.mark.parametrize("head", ["Related", "Read more: Ten quiet records"])
def test_what_is_said_below_a_promo_is_no_navigation(head: str, last: str) -> None:
    for lines in ([*PARAGRAPHS, head, last], [last, head, *PARAGRAPHS]):
        article = cleaned("\n".join([*lines, "Share this article", "Facebook", "Twitter"]))
        assert body(article) == [line for line in lines if line != head]


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (["“We row at six,” said", "Vesna Tolk."], "“We row at six,” said Vesna Tolk."),
        (["“We row at six.” said", "Vesna Tolk"], "“We row at six.” said Vesna Tolk"),
        (["“We row at six.”", "said", "Vesna Tolk."], "“We row at six.” said Vesna Tolk."),
        (["“We row at six,”", "Vesna Tolk said."], "“We row at six,” Vesna Tolk said."),
        (["“We row at six.”", "— Vesna Tolk, cox"], "“We row at six.” — Vesna Tolk, cox"),
    ],
)
def test_who_said_it_stays_with_what_was_said(cut: list[str], whole: str) -> None:
    for story in (PARAGRAPHS, SHORT, []):
        for lines in ([*story, *cut], [*cut, *story]):
            assert whole in body(cleaned("\n".join([*lines, "Share this article", "Related"])))


def test_quotations_with_a_name_below_each_are_the_story() -> None:
    lines = [
        "“The finest crossing I have made in thirty years of crossings.”",
        "— Vesna Tolk, purser",
        "“I was asleep, and I would gladly be asleep again.”",
        "Ivo Sandrell, passenger",
        "“We were late and nobody minded that we were late.”",
        "Petra Quill, cook on the ferry",
    ]
    article = cleaned("\n".join(["What the crew said", *lines, "Share this article"]))
    assert article.title == "What the crew said"
    assert article.text.replace("\n\n", " ") == " ".join(lines)
    assert {block.kind for block in article.blocks} == {"paragraph"}


@pytest.mark.parametrize(
    "line",
    [
        "I met Ivo Sandrell in a bar behind the fish market.",
        "By Ivo Sandrell I was told to wait",
        "By Sunday We Had Heard From Petra Quill that we were free to go",
        "Words I Never Wrote were printed there",
    ],
)
def test_who_writes_in_the_first_person_signs_nothing(line: str) -> None:
    lines = [*PARAGRAPHS[:2], line, *PARAGRAPHS[2:]]
    article = cleaned("\n".join(["Twice a Day to Brannoch", *lines, "Share this article"]))
    assert body(article) == lines
    assert article.byline is None


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_second_headline_in_capitals_is_a_heading(place: int) -> None:
    heading = "FERRY CHIEF VESNA TOLK RESIGNS"
    lines = [*PARAGRAPHS[:place], heading, *PARAGRAPHS[place:]]
    article = cleaned("\n".join(["COUNCIL OF BRANNOCH SAYS NO TO A SECOND BRIDGE", *lines]))
    assert body(article) == lines
    assert article.blocks[place].kind == "heading"


def test_a_list_of_other_articles_goes_with_its_heading() -> None:
    listed = ["You may also like", "Ten quiet records", "A studio in a barn", "Who moved the sea?"]
    middle = cleaned("\n".join([*PARAGRAPHS[:3], *listed, *PARAGRAPHS[3:]]))
    end = cleaned("\n".join([*PARAGRAPHS, *listed]))
    for article in (middle, end):
        assert body(article) == PARAGRAPHS
        assert {r.line for r in article.removed} == set(listed)


def test_a_caption_goes_with_its_credit() -> None:
    caption = "The Brannoch ferry in January"
    credit = "Petra Quill/Getty Images"
    lines = [*PARAGRAPHS[:3], caption, credit, *PARAGRAPHS[3:]]
    article = cleaned("\n".join(lines))
    assert body(article) == PARAGRAPHS
    assert [r.kind for r in article.removed] == ["credit", "credit"]


def test_a_caption_goes_with_the_label_above_it() -> None:
    lines = ["Image caption", "The ferry has been green before", "Credit...", "Petra Quill for us"]
    article = cleaned("\n".join([*PARAGRAPHS[:3], *lines, *PARAGRAPHS[3:]]))
    assert body(article) == PARAGRAPHS
    assert [(r.line, r.kind) for r in article.removed] == [(line, "credit") for line in lines]


def test_the_caption_of_the_first_picture_is_not_the_first_sentence() -> None:
    caption = "The ferry lies in the harbour of Brannoch in January, as it does most days."
    article = cleaned("\n".join([caption, "Photo: Petra Quill", *PARAGRAPHS]))
    assert body(article) == PARAGRAPHS
    assert [r.line for r in article.removed] == [caption, "Photo: Petra Quill"]


def test_words_spoken_above_a_credit_and_long_leads_stay() -> None:
    lead = " ".join(PARAGRAPHS[4:6])
    for first in (PARAGRAPHS[1], lead):
        article = cleaned(
            "\n".join([first, "Photo: Petra Quill", *PARAGRAPHS[2:4], lead + " Yes."])
        )
        assert body(article)[0] == first


def test_a_headline_cut_short_stays_in_its_list() -> None:
    listed = ["Related articles", "Harbour in alarm: the deadly wave that came in without a sou..."]
    article = cleaned("\n".join([*PARAGRAPHS, *listed, "Who moved the sea"]))
    assert body(article) == PARAGRAPHS


def test_a_line_that_stands_there_twice_is_kept_once() -> None:
    article = cleaned("\n".join([*PARAGRAPHS, PARAGRAPHS[1]]))
    assert body(article) == PARAGRAPHS
    assert [r.kind for r in article.removed] == ["duplicate"]


def test_a_paragraph_cut_at_its_links_is_put_together() -> None:
    cut = [
        "The news was first told by",
        "The Vannholm Post",
        ", which has no website.",
        "It has a bell.",
    ]
    article = cleaned("\n".join([*PARAGRAPHS[:3], *cut, *PARAGRAPHS[3:]]))
    whole = "The news was first told by The Vannholm Post, which has no website."
    assert whole in body(article)


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_lines_with_a_dash_below_each_other_stay_apart(dash: str) -> None:
    listed = ["What changes in March", *[f"{dash} The boat {day}" for day in ("at six", "at noon")]]
    article = cleaned("\n".join([*PARAGRAPHS[:2], *listed, *PARAGRAPHS[2:]]))
    assert body(article) == [*PARAGRAPHS[:2], *listed, *PARAGRAPHS[2:]]


def test_a_stop_and_a_link_of_share_words_belong_to_their_sentence() -> None:
    cut = [
        "The crew answers every question that it is asked on",
        "Facebook",
        ", and on some days by",
        "email",
        ".",
        "The captain has never answered anything that came from",
        "The Vannholm Post",
        ".",
    ]
    article = cleaned("\n".join([*PARAGRAPHS[:3], *cut, *PARAGRAPHS[3:]]))
    assert body(article) == [
        *PARAGRAPHS[:3],
        "The crew answers every question that it is asked on Facebook, and on some days by email.",
        "The captain has never answered anything that came from The Vannholm Post.",
        *PARAGRAPHS[3:],
    ]


def test_a_paragraph_may_begin_with_a_linked_date() -> None:
    cut = [
        "8 August 2019",
        ": the day on which the ferry came back to Brannoch, to everyone’s surprise.",
    ]
    article = cleaned("\n".join([*PARAGRAPHS[:3], *cut, *PARAGRAPHS[3:]]))
    assert body(article) == [*PARAGRAPHS[:3], "".join(cut), *PARAGRAPHS[3:]]


def test_a_page_whose_menu_is_in_a_strange_language_ends_with_its_article() -> None:
    menu = [f"Svæði {number}" for number in range(1, 26)]
    told = [f"{line} {number}." for number in range(2) for line in PARAGRAPHS]
    teaser = "hér er önnur saga um aðra ferju, og hún er ekki lengri en sú saga sem þú ert að lesa."
    other = [x for n in range(4) for x in (f"Önnur frétt {n}", "3. mars 2026", f"{n} {teaser}")]
    head = ["Tveir á dag til Brannoch", "3. mars 2026"]
    article = cleaned("\n".join([*menu, *head, *told, "Share this article", *other, *menu]))
    assert body(article) == told


def test_a_known_title_is_not_said_twice() -> None:
    article = cleaned(
        "\n".join(["Twice a Day to Brannoch", *PARAGRAPHS]), "Twice a Day to Brannoch"
    )
    assert article.title == "Twice a Day to Brannoch"
    assert body(article) == PARAGRAPHS


@pytest.mark.parametrize(
    ("lines", "byline", "published"),
    [
        (["By Maren Thistlewood", "3 March 2026"], "Maren Thistlewood", "2026-03-03"),
        (["By Maren Thistlewood | March 3, 2026 8:30 am"], "Maren Thistlewood", "2026-03-03"),
        (["Posted on March 3rd, 2026 by Admin"], None, "2026-03-03"),
        (["Von Ann Noakes", "Aktualisiert: 14. Dezember 2025"], "Ann Noakes", "2025-12-14"),
        (["By Ann Noakes and Bo Li"], "Ann Noakes and Bo Li", None),
        (["Updated: 02/03/2026"], None, None),
        (["31 February 2026"], None, None),
        ([], None, None),
    ],
)
def test_author_and_date_lines_become_metadata(
    lines: list[str], byline: str | None, published: str | None
) -> None:
    article = cleaned("\n".join(["Twice a Day to Brannoch", *lines, *PARAGRAPHS]))
    assert (article.byline, article.published) == (byline, published)
    assert article.title == "Twice a Day to Brannoch"
    assert body(article) == PARAGRAPHS
    assert ("byline" in article.origins) == (byline is not None)
    scrape = clean_lines(["Twice a Day to Brannoch", *lines, *PARAGRAPHS])
    assert (scrape.byline, scrape.published) == (byline, published)
    assert scrape.origins == article.origins


def test_lines_in_lines_out() -> None:
    lines = ["Home", "News", "Advertisement", *PARAGRAPHS, "Share", "Facebook", "Twitter"]
    article = clean_lines(lines)
    assert article.text.split("\n") == PARAGRAPHS
    assert [r.line for r in article.removed] == [line for line in lines if line not in PARAGRAPHS]
    assert body(article) == PARAGRAPHS


@pytest.mark.parametrize("lines", [[], [""], ["", " "], ["Advertisement"], ["a"]])
def test_next_to_nothing_is_kept_or_listed(lines: list[str]) -> None:
    article = clean_lines(lines)
    known = {article.title, *article.text.splitlines(), *(r.line for r in article.removed)}
    assert {line for line in lines if line.strip()} <= known


@pytest.mark.parametrize("line", ["Related", "x", "by", "Share", "— ", "a b", "“"])
def test_many_equal_lines_are_read_in_linear_time(line: str) -> None:
    article = clean_lines([line] * 4_000)
    assert len(article.text) + sum(len(r.line) for r in article.removed) <= 4_000 * (len(line) + 1)


def test_the_language_is_told_without_a_model() -> None:
    assert cleaned("\n".join(PARAGRAPHS)).language == "en"
    german = "Die Fähre nach Brannoch fährt zweimal am Tag, und im Winter fährt sie, wenn der Kapitän es sagt."
    assert cleaned("\n".join([german] * 2)).language == "de"
    assert (
        cleaned("吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。").language
        == "ja"
    )


def test_a_text_needs_no_heavy_library(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from flows.clean import clean\n"
        "from flows.core.article import RawDocument\n"
        f"text = open({str(SAMPLES / 'jonas-abara-lind-last-mile.txt')!r}).read()\n"
        "clean(RawDocument('text', text, b'', 'a'))\n"
        "print([m for m in ('trafilatura', 'py3langid', 'bs4', 'spacy') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.proof
@pytest.mark.parametrize(
    "lines",
    [
        ["A word and another. " * 250_000],
        ["a" * 5_000_000],
        ["“" * 1_000_000],
        [""] * 500_000,
        ["Home"] * 60_000,
        [f"Item {number}" for number in range(60_000)],
        ["and so on,"] * 100_000,
        [PARAGRAPHS[0]] * 30_000,
        ["Related"] * 40_000,
        ["3 comments", "Ada:"] * 20_000,
        # Twenty thousand lines that begin alike once took a minute and a half.
        [f"{PARAGRAPHS[0]} {number}" for number in range(60_000)],
        # So did headings between paragraphs, of which none stands above a list.
        [*STORIES, *["Related stories"] * 30_000, *STORIES],
        [*STORIES, *["Leave a comment"] * 30_000, *STORIES],
    ],
    ids=[
        *("a line of 5 MB", "no spaces", "only marks", "empty lines", "one word"),
        *("short lines", "goes on", "one paragraph", "headings", "comments"),
        *("begin alike", "headings between", "comments between"),
    ],
)
def test_hostile_scrapes_come_to_an_end(lines: list[str]) -> None:
    started = process_time()
    article = clean_lines(lines)
    # Seconds; what takes longer takes hours with ten times the text.
    assert process_time() - started < 40
    said = len(article.text) + sum(len(r.line) + 1 for r in article.removed)
    assert said <= sum(len(line) + 1 for line in lines) + len(article.title or "") + 1
