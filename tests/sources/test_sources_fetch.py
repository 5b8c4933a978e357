"""Fetching from a real server that may be hostile."""

import contextlib
import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.core.errors import (
    SourceError,
    SourceMissing,
    SourceRefused,
    SourceUnreadable,
    TryLater,
)
from flows.core.settings import FetchSettings
from flows.sources.addresses import is_public
from flows.sources.fetch import fetch, retry_at
from flows.sources.links import checked_url
from tests.sources.newsroom import Newsroom, bomb, drip, dripping_headers, page, redirect, status

OPEN = FetchSettings(private_hosts=("127.0.0.1",), timeout_seconds=5.0)


def test_a_page_is_fetched_with_our_name(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = page("<p>Hello</p>")
    answer = fetch(newsroom.url("/a"), OPEN)
    assert answer.body == b"<p>Hello</p>"
    assert (answer.media_type, answer.charset) == ("text/html", "utf-8")
    assert newsroom.asked[0][1]["user-agent"].startswith("Pullquote")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_a_private_address_is_refused_unless_it_is_named(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = page("secret")
    with pytest.raises(SourceRefused, match="not a public address"):
        fetch(newsroom.url("/a"), FetchSettings())
    assert newsroom.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "0.0.0.0", "2130706433", "127.1", "0x7f.1"])
def test_a_redirect_to_loopback_is_refused(newsroom: Newsroom, host: str) -> None:
    newsroom.pages["/start"] = redirect(f"http://{host}:{newsroom.port}/secret")
    newsroom.pages["/secret"] = page("secret")
    settings = FetchSettings(private_hosts=("localhost",), timeout_seconds=5.0)
    with pytest.raises(SourceError):
        fetch(newsroom.url("/start", host="localhost"), settings, resolver=_loopback)
    assert newsroom.paths() == ["/start"]


def test_an_answer_that_changes_changes_nothing(newsroom: Newsroom) -> None:
    """DNS rebinding: the name is asked once, and the judged address is the connected one."""
    newsroom.pages["/a"] = page("fine")
    asked: list[str] = []

    def fickle(host: str, port: int) -> Sequence[tuple[int, tuple[Any, ...]]]:
        asked.append(host)
        return _loopback(host, port) if len(asked) == 1 else [(2, ("10.0.0.1", port))]

    settings = FetchSettings(private_hosts=("cms.test",), timeout_seconds=5.0)
    assert fetch(newsroom.url("/a", "cms.test"), settings, resolver=fickle).body == b"fine"
    assert asked == ["cms.test"]


def test_a_name_that_turns_private_on_the_second_hop_is_refused(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = redirect(newsroom.url("/b", "rebind.test"))
    newsroom.pages["/b"] = page("secret")
    settings = FetchSettings(private_hosts=("cms.test",), timeout_seconds=5.0)
    with pytest.raises(SourceRefused, match=r"rebind\.test"):
        fetch(newsroom.url("/a", "cms.test"), settings, resolver=_loopback)
    assert newsroom.paths() == ["/a"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "data:text/html,x"]
)
def test_a_redirect_to_another_scheme_is_refused(newsroom: Newsroom, target: str) -> None:
    newsroom.pages["/a"] = redirect(target)
    with pytest.raises(SourceRefused):
        fetch(newsroom.url("/a"), OPEN)


def test_five_hops_are_followed_and_six_are_not(newsroom: Newsroom) -> None:
    for number in range(6):
        newsroom.pages[f"/{number}"] = redirect(f"/{number + 1}")
    newsroom.pages["/6"] = page("home")
    assert fetch(newsroom.url("/1"), OPEN).body == b"home"
    with pytest.raises(SourceUnreadable, match="more than 5"):
        fetch(newsroom.url("/0"), OPEN)


def test_a_gzip_bomb_is_not_unfolded(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = bomb
    with pytest.raises(SourceUnreadable, match="larger than 2 MB"):
        fetch(newsroom.url("/a"), OPEN.model_copy(update={"max_bytes": 2_000_000}))


def test_an_encoding_we_did_not_ask_for_is_refused(newsroom: Newsroom) -> None:
    zstd_bomb = bytes.fromhex("28b52ffd") + b"\0" * 100
    newsroom.pages["/a"] = page(zstd_bomb, Content_Encoding="zstd")
    with pytest.raises(SourceUnreadable, match="zstd"):
        fetch(newsroom.url("/a"), OPEN)


def test_a_body_larger_than_allowed_is_not_read(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = page(b"x" * 3_000)
    with pytest.raises(SourceUnreadable, match="larger"):
        fetch(newsroom.url("/a"), OPEN.model_copy(update={"max_bytes": 2_000}))


_PACKED = {
    "gzip": gzip.compress(b"<p>text</p>"),
    "gzip of two": gzip.compress(b"<p>te") + gzip.compress(b"xt</p>"),
    "gzip and zeros": gzip.compress(b"<p>text</p>") + b"\0" * 9,
    "gzip and filling": gzip.compress(b"<p>text</p>") + b"filling",
    "deflate": zlib.compress(b"<p>text</p>"),
    "deflate without a head": zlib.compress(b"<p>text</p>")[2:-4],
    "identity": b"<p>text</p>",
}


# By name: gzip writes the time, and two processes must find the same tests.
@pytest.mark.parametrize("kind", _PACKED)
def test_packed_answers_are_unpacked(newsroom: Newsroom, kind: str) -> None:
    packed, name = _PACKED[kind], kind.partition(" ")[0]
    newsroom.pages["/a"] = page(packed, Content_Encoding=name)
    assert fetch(newsroom.url("/a"), OPEN).body == b"<p>text</p>"


def test_a_validator_that_cannot_be_kept_is_left_out(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = page("x", ETag='"a\0b"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT")
    found = fetch(newsroom.url("/a"), OPEN)
    assert (found.etag, found.last_modified) == (None, "Mon, 02 Mar 2026 08:00:00 GMT")


def test_a_broken_packed_answer_is_one_sentence(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = page(b"not gzip at all", Content_Encoding="gzip")
    with pytest.raises(SourceUnreadable, match="broken"):
        fetch(newsroom.url("/a"), OPEN)


def test_an_answer_that_breaks_off_is_not_taken_for_an_article(newsroom: Newsroom) -> None:
    whole = gzip.compress(b"<p>He said he would never</p>" * 50)
    newsroom.pages["/packed"] = page(whole[: len(whole) // 2], Content_Encoding="gzip")
    newsroom.pages["/plain"] = page("<p>He said", Content_Length="500")
    for path in newsroom.pages:
        with pytest.raises(SourceUnreadable):
            fetch(newsroom.url(path), OPEN)


@pytest.mark.parametrize("target", ["/caf\u00c3\u00a9 x?q=\u00c3\u00a9", "/caf%C3%A9%20x?q=%C3%A9"])
def test_a_redirect_may_be_escaped_or_not(newsroom: Newsroom, target: str) -> None:
    newsroom.pages["/a"] = redirect(target)
    newsroom.pages["/caf%C3%A9%20x?q=%C3%A9"] = page("there")
    found = fetch(newsroom.url("/a"), OPEN)
    assert (found.body, found.url) == (b"there", newsroom.url("/caf%C3%A9%20x?q=%C3%A9"))


def test_a_redirect_to_no_address_is_told(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = redirect("http://[x/")
    with pytest.raises(SourceUnreadable, match="could not be read"):
        fetch(newsroom.url("/a"), OPEN)


def test_many_addresses_where_nobody_answers_get_one_deadline(newsroom: Newsroom) -> None:
    asked: list[str] = []
    with contextlib.ExitStack() as stack:
        deaf = stack.enter_context(socket.socket())
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        # As many as a queue takes that nobody serves; who comes next hears nothing.
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())

        def resolver(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
            asked.append(host)
            return [(socket.AF_INET, deaf.getsockname())] * 1_000

        with pytest.raises(SourceUnreadable, match="does not answer"):
            fetch(
                "http://127.0.0.1/",
                OPEN.model_copy(update={"timeout_seconds": 0.3}),
                resolver=resolver,
            )
    assert asked == ["127.0.0.1"]


def test_a_name_server_that_does_not_answer_gets_the_same_deadline(newsroom: Newsroom) -> None:
    over = threading.Event()

    def resolver(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
        over.wait(60)
        return []

    try:
        with pytest.raises(SourceUnreadable, match="in time"):
            fetch(
                newsroom.url("/a"),
                OPEN.model_copy(update={"timeout_seconds": 0.3}),
                resolver=resolver,
            )
        assert not over.is_set()
    finally:
        over.set()


@pytest.mark.parametrize("slow", [drip, dripping_headers])
def test_a_slow_drip_ends_at_the_deadline(newsroom: Newsroom, slow: Callable[[Any], None]) -> None:
    newsroom.pages["/a"] = slow
    with pytest.raises(SourceUnreadable, match=r"0\.4 seconds"):
        fetch(newsroom.url("/a"), OPEN.model_copy(update={"timeout_seconds": 0.4}))


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/octet-stream"])
def test_what_is_no_page_is_not_read(newsroom: Newsroom, kind: str) -> None:
    newsroom.pages["/a"] = page(b"\x89PNG", kind)
    with pytest.raises(SourceUnreadable, match="not a page"):
        fetch(newsroom.url("/a"), OPEN)


def test_a_server_that_asks_for_time_gets_it(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = status(429, Retry_After="120")
    with pytest.raises(TryLater) as caught:
        fetch(newsroom.url("/a"), OPEN)
    assert caught.value.until > datetime.now(UTC)


def test_retry_after_as_seconds_and_as_a_date() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert retry_at("90", now) == datetime(2026, 3, 1, 12, 1, 30, tzinfo=UTC)
    assert retry_at("99999999999", now) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    date = retry_at("Sun, 01 Mar 2026 13:00:00 GMT", now)
    assert date == datetime(2026, 3, 1, 13, 0, tzinfo=UTC)
    assert retry_at("Sun, 01 Mar 2099 13:00:00 GMT", now) == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert retry_at("soon", now) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://user:pass@example.org/",
        "http://example.org/a b",
        "http://example.org/\nHost: x",
        "http://[::1",
        "http://example.org:99999/",
        "//example.org/",
        "",
    ],
)
def test_addresses_that_are_never_fetched(url: str) -> None:
    with pytest.raises(SourceRefused):
        checked_url(url)


def test_a_server_that_is_not_there(newsroom: Newsroom) -> None:
    with pytest.raises(SourceUnreadable):
        fetch("http://127.0.0.1:1/", OPEN)


def _loopback(_host: str, port: int) -> Sequence[tuple[int, tuple[Any, ...]]]:
    return [(2, ("127.0.0.1", port))]


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost",
        "localhost.",
    ],
)
def test_loopback_by_any_name_is_refused(newsroom: Newsroom, host: str) -> None:
    newsroom.pages["/a"] = page("secret")
    with pytest.raises(SourceError):
        fetch(newsroom.url("/a", host), FetchSettings())
    assert newsroom.asked == []


@pytest.mark.parametrize("name", ["zstd", "br", "compress", "gzip, gzip"])
def test_packings_that_could_hide_a_bomb_are_refused(newsroom: Newsroom, name: str) -> None:
    newsroom.pages["/a"] = page(b"\x28\xb5\x2f\xfd" + b"\0" * 1_000, Content_Encoding=name)
    with pytest.raises(SourceUnreadable, match="not asked for"):
        fetch(newsroom.url("/a"), OPEN)
    assert newsroom.asked[0][1]["accept-encoding"] == "gzip, deflate"


def test_a_deflate_bomb_is_not_unfolded(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = page(zlib.compress(b" " * 50_000_000), Content_Encoding="deflate")
    with pytest.raises(SourceUnreadable, match="larger than"):
        fetch(newsroom.url("/a"), OPEN.model_copy(update={"max_bytes": 1_000_000}))


def _endless(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    handler.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(100_000):
        handler.wfile.write(b"2000\r\n" + b"a" * 8_192 + b"\r\n")


def _huge_headers(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"a" * 1_000))


@pytest.mark.parametrize("endless", [_endless, _huge_headers])
def test_an_answer_without_end_is_cut_off(
    newsroom: Newsroom, endless: Callable[[Any], None]
) -> None:
    newsroom.pages["/a"] = endless
    with pytest.raises(SourceUnreadable):
        fetch(newsroom.url("/a"), OPEN.model_copy(update={"max_bytes": 1_000_000}))


def test_a_redirect_with_a_line_break_sends_no_second_header(newsroom: Newsroom) -> None:
    newsroom.pages["/a"] = redirect("/b%0d%0aX-Evil:%201")
    with pytest.raises(SourceMissing):
        fetch(newsroom.url("/a"), OPEN)
    assert all("x-evil" not in headers for _, headers in newsroom.asked)
