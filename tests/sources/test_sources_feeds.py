"""Feeds: read politely, remembered, and never stopped by one bad entry."""

import json
from collections.abc import Callable

import pytest

from flows.core.article import RawDocument
from flows.core.errors import SourceError, SourceUnreadable, TryLater
from flows.core.settings import FetchSettings
from flows.core.workspace import Workspace
from flows.sources import FeedNews, Unread, feed_items, read
from flows.sources.manners import Manners
from flows.sources.robots import parsed
from tests.sources.newsroom import Answer, Handler, Newsroom, page, redirect, status

Desk = Callable[..., Workspace]
STORY = "<!doctype html><title>T</title><p>Words of the story.</p>"


def rss(room: Newsroom, *items: tuple[str, str], changed: str = "Mon, 02 Mar 2026") -> str:
    entries = "".join(
        f"<item><title>{path}</title><link>{link}</link><guid>{path}</guid>"
        f"<pubDate>{changed} 08:00:00 GMT</pubDate></item>"
        for path, link in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{entries}</channel></rss>'


def local(room: Newsroom, *paths: str) -> tuple[tuple[str, str], ...]:
    return tuple((path, room.url(path)) for path in paths)


@pytest.fixture
def feed(newsroom: Newsroom) -> str:
    newsroom.pages["/feed"] = page(
        rss(newsroom, *local(newsroom, "/1", "/2")),
        "application/rss+xml",
        ETag='"v1"',
        Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT",
    )
    return newsroom.url("/feed")


def test_what_was_seen_is_not_offered_again(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    place = desk()
    first = feed_items(feed, place, None, manners=manners)
    assert first.urls == (newsroom.url("/1"), newsroom.url("/2"))
    assert feed_items(feed, place, first.memory, manners=manners).urls == ()
    newsroom.pages["/feed"] = page(
        rss(newsroom, *local(newsroom, "/3", "/1", "/2")), "application/rss+xml"
    )
    third = feed_items(feed, place, first.memory, manners=manners)
    assert third.urls == (newsroom.url("/3"),)


def test_a_changed_article_is_offered_again(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    place = desk()
    first = feed_items(feed, place, None, manners=manners)
    newsroom.pages["/feed"] = page(
        rss(newsroom, *local(newsroom, "/1"), changed="Tue, 03 Mar 2026"), "application/rss+xml"
    )
    assert feed_items(feed, place, first.memory, manners=manners).urls == (newsroom.url("/1"),)


def test_validators_are_sent_and_a_304_keeps_the_memory(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    place = desk()
    first = feed_items(feed, place, None, manners=manners)
    newsroom.pages["/feed"] = status(304)
    again = feed_items(feed, place, first.memory, manners=manners)
    assert again == FeedNews((), first.memory)
    sent = newsroom.asked[-1][1]
    assert sent["if-none-match"] == '"v1"'
    assert sent["if-modified-since"] == "Mon, 02 Mar 2026 08:00:00 GMT"


def test_entries_that_cannot_be_used_are_listed(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/feed"] = page(
        rss(newsroom, ("bad", "file:///etc/passwd"), ("none", ""), *local(newsroom, "/1")),
        "text/xml",
    )
    news = feed_items(newsroom.url("/feed"), desk(), None, manners=manners)
    assert news.urls == (newsroom.url("/1"),)
    assert [unread.name for unread in news.unread] == ["bad", "none"]


def test_robots_txt_is_kept(newsroom: Newsroom, feed: str, desk: Desk, manners: Manners) -> None:
    newsroom.pages["/robots.txt"] = page("User-agent: *\nDisallow: /2", "text/plain")
    news = feed_items(feed, desk(), None, manners=manners)
    assert news.urls == (newsroom.url("/1"),)
    assert "robots.txt" in news.unread[0].reason
    own = feed_items(feed, desk(own_sites=("127.0.0.1",)), None, manners=manners)
    assert len(own.urls) == 2


def test_a_server_in_trouble_is_left_alone(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/robots.txt"] = status(503)
    with pytest.raises(SourceUnreadable, match="robots"):
        feed_items(feed, desk(), None, manners=manners)


def test_what_could_not_be_asked_for_today_is_offered_tomorrow(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    both = private_hosts = ("127.0.0.1", "localhost")
    place = desk(both[:1], private_hosts=private_hosts)
    newsroom.pages["/robots.txt"] = status(503)
    elsewhere = newsroom.url("/b", "localhost")
    newsroom.pages["/feed"] = page(
        rss(newsroom, *local(newsroom, "/a"), ("/b", elsewhere)), "text/xml", ETag='"v1"'
    )
    first = feed_items(newsroom.url("/feed"), place, None, manners=manners)
    assert first.urls == (newsroom.url("/a"),)
    assert [unread.name for unread in first.unread] == [elsewhere]
    assert first.memory.etag is None
    newsroom.pages["/robots.txt"] = status(404)
    later = feed_items(newsroom.url("/feed"), place, first.memory, manners=Manners())
    assert later.urls == (elsewhere,)
    assert later.memory.etag == '"v1"'


def test_a_feed_names_others_articles_only_with_the_switch(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    place = desk(("127.0.0.1",), private_hosts=("127.0.0.1", "localhost"))
    elsewhere = newsroom.url("/b", "localhost")
    newsroom.pages["/feed"] = page(
        rss(newsroom, *local(newsroom, "/a"), ("/b", elsewhere)), "text/xml", ETag='"v1"'
    )
    url = newsroom.url("/feed")
    news = feed_items(url, place, None, foreign=False, manners=manners)
    assert news.urls == (newsroom.url("/a"),)
    assert "not one of your own sites" in news.unread[0].reason
    # Allowed later, it comes, though the feed is the same.
    assert feed_items(url, place, news.memory, manners=manners).urls == (elsewhere,)


@pytest.mark.parametrize(
    "robots",
    [
        page("User-agent: *\nDisallow: /1\n", "application/octet-stream"),
        page("User-agent: *\nDisallow: /1\n", "text/html"),
        page("User-agent: *\nDisallow: /1\n" + "#" * 600_000, "text/plain"),
        page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /1\n", ""),
    ],
)
def test_robots_txt_is_read_in_whatever_form_it_comes(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners, robots: Answer
) -> None:
    newsroom.pages["/robots.txt"] = robots
    found = feed_items(feed, desk(), None, manners=manners)
    assert found.urls == (newsroom.url("/2"),)


@pytest.mark.parametrize("code", [429, 500])
def test_a_robots_txt_that_cannot_be_had_now_allows_nothing(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners, code: int
) -> None:
    newsroom.pages["/robots.txt"] = status(code)
    with pytest.raises(SourceUnreadable, match="robots"):
        feed_items(feed, desk(), None, manners=manners)


def test_a_host_that_asks_for_a_moment_is_asked_again_after_it(
    newsroom: Newsroom, desk: Desk
) -> None:
    slept: list[float] = []
    manners = Manners(sleep=slept.append, now=lambda: 100.0)

    def busy(handler: Handler) -> None:
        first = newsroom.paths().count("/a") == 1
        (status(429, Retry_After="9") if first else page(STORY))(handler)

    newsroom.pages["/a"] = busy
    (found,) = read(newsroom.url("/a"), desk(), manners=manners)
    assert isinstance(found, RawDocument)
    assert 8 < slept[0] <= 9


def test_a_host_that_asks_for_long_is_left_alone_by_the_whole_batch(
    newsroom: Newsroom, feed: str, desk: Desk
) -> None:
    clock = [100.0]
    manners = Manners(now=lambda: clock[0])
    newsroom.pages["/1"] = newsroom.pages["/2"] = status(503, Retry_After="600")
    found = list(read(feed, desk(), manners=manners))
    assert all("left alone" in one.reason for one in found if isinstance(one, Unread))
    assert len(found) == 2
    assert newsroom.paths() == ["/feed", "/robots.txt", "/1"]
    clock[0] += 700
    newsroom.pages["/1"] = page(STORY)
    (again,) = read(newsroom.url("/1"), desk(), manners=manners)
    assert isinstance(again, RawDocument)


def test_retry_after_reaches_the_caller(newsroom: Newsroom, desk: Desk, manners: Manners) -> None:
    newsroom.pages["/feed"] = status(429, Retry_After="60")
    with pytest.raises(TryLater):
        feed_items(newsroom.url("/feed"), desk(), None, manners=manners)


def test_a_page_is_no_feed(newsroom: Newsroom, desk: Desk, manners: Manners) -> None:
    newsroom.pages["/feed"] = page(STORY)
    with pytest.raises(SourceUnreadable, match="not a feed"):
        feed_items(newsroom.url("/feed"), desk(), None, manners=manners)


def test_hosts_get_their_pauses(newsroom: Newsroom, feed: str, desk: Desk) -> None:
    slept: list[float] = []
    manners = Manners(sleep=slept.append, now=lambda: 100.0)
    newsroom.pages["/robots.txt"] = page("User-agent: *\nCrawl-delay: 7", "text/plain")
    for path in ("/1", "/2"):
        newsroom.pages[path] = page(STORY)
    list(read(feed, desk(delay_seconds=2.0), manners=manners))
    # The feed, robots.txt, two stories: pauses grow from 2 s to the 7 s that robots.txt asks for.
    assert slept == [2.0, 4.0, 11.0]


def test_reading_a_feed_reads_its_articles(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/1"] = page(STORY)
    found = list(read(feed, desk(), manners=manners))
    assert [type(item) for item in found] == [RawDocument, Unread]
    assert found[0].name == newsroom.url("/1")


def test_the_feeds_own_text_stands_in_for_a_page_that_fails(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    story = "<p>" + "A sentence of the story. " * 100 + "</p>"
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": newsroom.url("/gone"),
                "title": "Gone &amp; <b>found</b>",
                "content_html": story,
                "authors": [{"name": "Ann Noakes"}],
                "date_published": "2026-03-02T08:00:00Z",
            },
            {"id": "2", "url": newsroom.url("/gone2"), "content_html": "<p>A teaser.</p>"},
            "rubbish",
        ],
    }
    newsroom.pages["/feed.json"] = page(json.dumps(data), "application/feed+json")
    whole, teaser, rubbish = read(newsroom.url("/feed.json"), desk(), manners=manners)
    assert isinstance(rubbish, Unread)
    assert isinstance(whole, RawDocument)
    assert (whole.title, whole.byline) == ("Gone & found", "Ann Noakes")
    assert whole.published == "2026-03-02T08:00:00Z"
    assert whole.content == story
    assert isinstance(teaser, Unread)


def test_wordpress_posts_come_whole(newsroom: Newsroom, desk: Desk, manners: Manners) -> None:
    posts = [
        {
            "id": 7,
            "guid": {"rendered": newsroom.url("/?p=7")},
            "link": newsroom.url("/story/"),
            "date_gmt": "2026-03-02T08:00:00",
            "modified_gmt": "2026-03-02T09:00:00",
            "title": {"rendered": "It&#8217;s <em>here</em>"},
            "content": {"rendered": "<p>“Yes,” she said.</p>"},
            "_embedded": {"author": [{"name": "Ann Noakes"}]},
        }
    ]
    path = "/wp-json/wp/v2/posts?per_page=5"
    newsroom.pages[f"{path}&_embed=author"] = page(json.dumps(posts), "application/json")
    (found,) = read(newsroom.url(path), desk(), manners=manners)
    assert isinstance(found, RawDocument)
    assert (found.kind, found.title, found.byline) == ("html", "It’s here", "Ann Noakes")
    assert found.url == newsroom.url("/story/")
    assert found.published == "2026-03-02T08:00:00Z"
    news = feed_items(newsroom.url(path), desk(), None, manners=manners)
    assert news.urls == (newsroom.url("/story/"),)


def wordpress(room: Newsroom, posts: int, per_page: int = 10, home: str = "/") -> None:
    """Serve a WordPress site whose newest post has the highest number."""

    def answer(number: int) -> Callable[[Handler], None]:
        newest = posts - (number - 1) * per_page
        shown = [
            {
                "guid": {"rendered": room.url(f"/?p={one}")},
                "link": room.url(f"/story-{one}/"),
                "date_gmt": "2026-03-02T08:00:00",
                "modified_gmt": "2026-03-02T09:00:00",
                "title": {"rendered": f"Story {one}"},
                "content": {"rendered": f"<p>“Yes,” she said of number {one}.</p>"},
            }
            for one in range(newest, max(0, newest - per_page), -1)
        ]
        pages = str(-(-posts // per_page))
        return page(json.dumps(shown), "application/json; charset=UTF-8", X_WP_TotalPages=pages)

    posts_at = "/wp-json/wp/v2/posts?_embed=author"
    room.pages[posts_at] = answer(1)
    for number in range(2, -(-posts // per_page) + 1):
        room.pages[f"{posts_at}&page={number}"] = answer(number)
    link = f'<link rel="https://api.w.org/" href="{room.url("/wp-json/")}" />'
    room.pages[home] = page(f"<!doctype html><html><head>{link}</head><p>Home.</p></html>")


def test_all_pages_of_wordpress_posts_are_read(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    wordpress(newsroom, 25)
    found = list(read(newsroom.url("/wp-json/wp/v2/posts"), desk(), manners=manners))
    titles = [item.title for item in found if isinstance(item, RawDocument)]
    assert titles == [f"Story {number}" for number in range(25, 0, -1)]


def test_a_wordpress_site_is_read_by_its_address_alone(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    wordpress(newsroom, 3)
    found = list(read(newsroom.url("/"), desk(), manners=manners))
    assert [item.title for item in found if isinstance(item, RawDocument)] == [
        *("Story 3", "Story 2", "Story 1")
    ]
    news = feed_items(newsroom.url("/"), desk(), None, manners=manners)
    assert news.urls == tuple(newsroom.url(f"/story-{number}/") for number in (3, 2, 1))


def test_many_new_posts_since_the_last_look_are_all_found(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    url = newsroom.url("/wp-json/wp/v2/posts")
    wordpress(newsroom, 40)
    first = feed_items(url, desk(), None, manners=manners)
    # The archive is no news.
    assert len(first.urls) == 10
    wordpress(newsroom, 65)
    later = feed_items(url, desk(), first.memory, manners=manners)
    assert later.urls == tuple(newsroom.url(f"/story-{n}/") for n in range(65, 40, -1))


def test_a_server_that_gives_the_same_page_for_ever_is_left(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    wordpress(newsroom, 100)
    first = newsroom.pages["/wp-json/wp/v2/posts?_embed=author"]
    for number in range(2, 11):
        newsroom.pages[f"/wp-json/wp/v2/posts?_embed=author&page={number}"] = first
    assert len(list(read(newsroom.url("/wp-json/wp/v2/posts"), desk(), manners=manners))) == 10


def test_a_front_page_names_its_feed(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    head = '<link rel="alternate" type="application/rss+xml" title="News" href="/feed">'
    newsroom.pages["/"] = page(f"<!doctype html><head>{head}</head><p>Home.</p>")
    assert len(feed_items(newsroom.url("/"), desk(), None, manners=manners).urls) == 2
    assert len(list(read(newsroom.url("/"), desk(), manners=manners))) == 2


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b"]><rss><channel><item><title>&m;</title></item></channel></rss>",
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<rss><channel><item><title>&x;</title></item></channel></rss>",
        b"<rss>" * 5_000,
        b"<rss><channel>" + b"<a>" * 1_000_000,
        b"<rss><channel>" + b"<item " * 1_000_000,
        b"<rss><channel><item><![CDATA[" + b"<a>" * 1_000_000,
        b"<rss><channel><item><title>" + b"&" * 7_000_000,
        b"[" * 100_000,
        b'{"items": "no"}',
        b"[1, 2, 3]",
        b'[{"link": 3, "title": {"rendered": 5}}]',
        b"<rss><channel><item><link>http://[::1</link></item></channel></rss>",
    ],
)
def test_hostile_feeds_end_in_a_list_or_a_sentence(
    newsroom: Newsroom, desk: Desk, manners: Manners, body: bytes
) -> None:
    kind = "application/json" if body[:1] in b"[{" else "text/xml"
    newsroom.pages["/feed"] = page(body, kind)
    try:
        news = feed_items(newsroom.url("/feed"), desk(), None, manners=manners)
    except SourceError:
        return
    assert news.urls == ()
    assert "root:" not in str(news.unread)


@pytest.mark.parametrize(
    "body",
    [
        {"items": [{"id": "\ud800", "url": "/1"}, {"id": "b", "url": "/2", "title": "\0"}]},
        {"items": [{"id": "a", "url": "/1", "authors": 5}, {"id": 1, "url": "/2"}]},
        {"items": [{"id": "a", "url": "/1", "authors": [3]}, {"url": "/2", "author": "x"}]},
        [{"link": "/1", "_embedded": {"author": 5}}, {"link": "/2", "_embedded": [1]}],
    ],
)
def test_odd_values_cost_no_entry(
    newsroom: Newsroom, desk: Desk, manners: Manners, body: object
) -> None:
    newsroom.pages["/feed"] = page(b"\xef\xbb\xbf" + json.dumps(body).encode(), "")
    newsroom.pages["/1"] = newsroom.pages["/2"] = page(STORY)
    news = feed_items(newsroom.url("/feed"), desk(), None, manners=manners)
    assert news.urls == (newsroom.url("/1"), newsroom.url("/2"))
    assert len([*read(newsroom.url("/feed"), desk(), manners=manners)]) == 2


def test_articles_of_one_id_are_told_apart_by_their_addresses(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    body = rss(newsroom, *local(newsroom, "/1", "/2", "/2"))
    body = body.replace("<guid>/1</guid>", "<guid>x</guid>").replace(
        "<guid>/2</guid>", "<guid>x</guid>"
    )
    newsroom.pages["/feed"] = page(body, "application/rss+xml")
    news = feed_items(newsroom.url("/feed"), desk(), None, manners=manners)
    assert news.urls == (newsroom.url("/1"), newsroom.url("/2"))


def test_what_is_too_much_of_a_feed_or_no_entry_is_listed(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    items = [{"id": str(n), "url": f"/{n}"} for n in range(1_200)]
    newsroom.pages["/feed"] = page(json.dumps({"items": ["x", *items]}), "application/feed+json")
    news = feed_items(newsroom.url("/feed"), desk(), None, manners=manners)
    assert len(news.urls) == 999
    assert [one.reason for one in news.unread] == [
        "The feed gives no address for it.",
        "It has 1,201 entries, of which the first 1,000 are read.",
    ]


@pytest.mark.parametrize("field", ["title", "description"])
def test_other_words_under_the_same_date_are_a_change(
    newsroom: Newsroom, desk: Desk, manners: Manners, field: str
) -> None:
    def put(words: str, picture: str) -> None:
        item = f"<title>T</title><description>D &lt;img src='{picture}'&gt;</description>"
        item = item.replace(f"<{field}>", f"<{field}>{words}")
        date = "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>"
        body = f"<rss><channel><item>{item}<link>/1</link>{date}</item></channel></rss>"
        newsroom.pages["/feed"] = page(body, "text/xml")

    put("One", "a")
    first = feed_items(newsroom.url("/feed"), desk(), None, manners=manners)
    put("One", "b")
    assert not feed_items(newsroom.url("/feed"), desk(), first.memory, manners=manners).urls
    put("Two", "b")
    assert feed_items(newsroom.url("/feed"), desk(), first.memory, manners=manners).urls


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "text/xml", ""])
def test_a_feed_is_known_by_its_beginning(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners, kind: str
) -> None:
    body = rss(newsroom, *local(newsroom, "/1", "/2"))
    newsroom.pages["/feed"] = page(body.replace("<rss", "<!-- by hand -->\n<rss"), kind)
    assert len(feed_items(feed, desk(), None, manners=manners).urls) == 2


def test_a_text_that_begins_with_a_bracket_is_no_feed(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/a.txt"] = page("[Update] The mayor said so this morning.", "text/plain")
    (found,) = read(newsroom.url("/a.txt"), desk(), manners=manners)
    assert isinstance(found, RawDocument)


def test_wordpress_gives_what_is_published_and_open_alone(
    newsroom: Newsroom, desk: Desk, manners: Manners
) -> None:
    posts = [
        {"link": f"/{n}", "content": {"rendered": words, "protected": n == 2}, "status": status}
        for n, words, status in [(1, "<p>Words.</p>", "publish"), (2, "", "publish")]
        + [(n, "<p>Words.</p>", status) for n, status in enumerate(["draft", "private"], 3)]
    ]
    address = "/?rest_route=%2Fwp%2Fv2%2Fposts"
    newsroom.pages[f"{address}&_embed=author"] = page(json.dumps(posts), "text/html")
    found, *refused = read(newsroom.url(address), desk(), manners=manners)
    assert isinstance(found, RawDocument)
    assert found.content == "<p>Words.</p>"
    assert [one.reason for one in refused if isinstance(one, Unread)] == [
        "It is protected by a password.",
        "It is not published (its status is draft).",
        "It is not published (its status is private).",
    ]


@pytest.mark.parametrize("path", ["/wp-json/wp/v2/posts", "/feed.json"])
def test_another_sites_feed_puts_no_words_under_ones_own_address(
    newsroom: Newsroom, desk: Desk, manners: Manners, path: str
) -> None:
    words = "<p>" + "We never said this. " * 100 + "</p>"
    paths = ("/real", "/none")
    links = [newsroom.url(link, host="localhost") for link in paths]
    posts = [{"link": link, "content": {"rendered": words}} for link in links]
    items = [{"id": link, "url": link, "content_html": words} for link in links]
    body = json.dumps(posts if "wp-json" in path else {"items": items})
    address = f"{path}?_embed=author" if "wp-json" in path else path
    newsroom.pages[address] = page(body, "application/json")
    newsroom.pages["/real"] = page(STORY)
    hosts = {"private_hosts": ("127.0.0.1", "localhost")}
    real, none = read(newsroom.url(path), desk(own_sites=("localhost",), **hosts), manners=manners)
    assert isinstance(real, RawDocument)
    assert real.content == STORY
    assert isinstance(none, Unread)
    both = desk(own_sites=("localhost", "127.0.0.1"), **hosts)
    assert all(
        isinstance(one, RawDocument) for one in read(newsroom.url(path), both, manners=manners)
    )


def test_an_article_that_leads_to_the_front_page_is_gone(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    newsroom.pages["/"] = page(f"<!doctype html><head>{head}</head><p>Home.</p>")
    newsroom.pages["/1"] = redirect("/")
    (gone,) = read(newsroom.url("/1"), desk(), manners=manners)
    assert isinstance(gone, Unread)
    assert "front page" in gone.reason


def test_a_feed_that_moved_is_followed(
    newsroom: Newsroom, feed: str, desk: Desk, manners: Manners
) -> None:
    newsroom.pages["/old"] = redirect("/feed")
    assert len(feed_items(newsroom.url("/old"), desk(), None, manners=manners).urls) == 2


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a/b", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /x*y*z", "/x1y2z3", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: pullquote\nDisallow: /b", "/a", True),
        ("User-agent: *\nUser-agent: other\nDisallow: /", "/a", False),
        ("# only a comment\nnonsense", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: Pullquote/1.0 (+x)\nDisallow: /", "/a", False),
        ("User-agent: *\n" + "Disallow: /b\n" * 9_000 + "Disallow: /a", "/a", False),
    ],
)
def test_robots_rules(rules: str, path: str, *, allowed: bool) -> None:
    assert parsed(rules, "Pullquote").allows(f"https://example.org{path}") is allowed


def test_a_pattern_of_stars_is_read_in_no_time() -> None:
    rules = parsed("User-agent: *\nDisallow: /" + "*a" * 200 + "b", "Pullquote")
    assert rules.allows("https://example.org/" + "a" * 5_000)


def test_the_default_agent_says_who_we_are() -> None:
    assert FetchSettings().user_agent.startswith("Pullquote")


def test_an_answer_for_each_name(newsroom: Newsroom, desk: Desk, manners: Manners) -> None:
    def echo(handler: Handler) -> None:
        handler.say(b"<p>hello</p>")

    newsroom.pages["/"] = echo
    (found,) = read(newsroom.url("/"), desk(), manners=manners)
    assert isinstance(found, RawDocument)
