"""A review page over a real store, with articles and cards of our own."""

import html
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import httpx
import uvicorn
from fastapi import FastAPI

from flows import posts
from flows.core.article import Article, joined
from flows.core.card import Card, Format, LayoutReport, Picture
from flows.core.quote import Quote, Span, Speaker
from flows.core.workspace import Workspace
from flows.review import create_app
from flows.store import Store

TOKEN = "printed-once"
LEAD = "Ottilie Brandvold keeps the bees of the Northgate brewery. "
SAID = "A hive is a letter you answer every day."


_SHAPES: tuple[tuple[Format, int], ...] = (("4:5", 1350), ("1:1", 1080))


class StillClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def pass_by(self, span: timedelta) -> None:
        self.time += span


def tiny_png(shade: int) -> bytes:
    """A real picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, shade]))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def bee_article(number: int, **changes: object) -> Article:
    text, blocks = joined([
        ("paragraph", f"{LEAD}Visit {number}."),
        ("paragraph", f"“{SAID[:-1]},” Brandvold said on visit {number}. “It never lies.”"),
        ("paragraph", "The brewery opens again in May."),
    ])  # fmt: skip
    article = Article(
        id=f"{number:032x}",
        text=text,
        blocks=blocks,
        title="The roof that hums",
        byline="Casimir Oduya",
        url=f"https://paper.example/bees-{number}",
    )
    return replace(article, **changes)  # type: ignore[arg-type]


def bee_quote(article: Article, **changes: object) -> Quote:
    first, second = article.text.index("A hive"), article.text.index("It never")
    spans = (Span(first, article.text.index(",”")), Span(second, second + len("It never lies.")))
    name = article.text.index("Brandvold said")
    quote = Quote(
        text=f"{SAID} It never lies.",
        spans=spans,
        speaker=Speaker("Ottilie Brandvold", "named", "beekeeper", Span(name, name + 9)),
        cue="said",
        confidence=0.97,
        score=0.8,
        picked=True,
        signals=("Her name stands beside the quote.", "Nobody else is named nearby."),
    )
    return replace(quote, **changes)  # type: ignore[arg-type]


@dataclass
class Studio:
    """The page, its store and what it asked for."""

    workspace: Workspace
    clock: StillClock
    store: Store
    made: list[str] = field(default_factory=list)
    woken: int = 0
    make: Callable[[str], str] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def app(self) -> FastAPI:
        def wake() -> None:
            self.woken += 1

        links = {"Prefect": "http://127.0.0.1:4200", "Bad": "javascript:alert(1)"}
        return create_app(
            self.workspace,
            token=TOKEN,
            make=self.make or self._make,
            wake=wake,
            links=links,
            clock=self.clock,
        )

    def _make(self, source: str) -> str:
        self.made.append(source)
        return f"Started on {source}."

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the page on a free port of this machine; yield its address."""
        config = uvicorn.Config(self.app(), log_level="error", ws="none", timeout_keep_alive=1)
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as door:
            # Python sets this only for sockets that name their protocol.
            door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
            thread.start()
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            try:
                yield f"http://127.0.0.1:{door.getsockname()[1]}"
            finally:
                server.should_exit = True
                thread.join()

    @contextmanager
    def browser(self, *, signed_in: bool = True) -> Iterator[httpx.Client]:
        """Serve the page to a client that keeps cookies and follows redirects."""
        with self.served() as home, visitor(home) as client:
            if signed_in:
                assert client.get("/sign-in", params={"token": TOKEN}).status_code == 200
            yield client

    def propose(
        self,
        article: Article | None = None,
        quote: Quote | None = None,
        desk: str | None = None,
        picture: Picture | None = None,
    ) -> posts.DraftView:
        number = next(self._numbers)
        self.clock.pass_by(timedelta(milliseconds=1))
        article = article or bee_article(number)
        quote = quote or bee_quote(article, text=f"{SAID} Visit {number}.")
        cards = [
            Card(
                id=f"{number:016x}{shade:016x}",
                data=tiny_png((number * 2 + shade) % 256),
                media_type="image/png",
                width=1080,
                height=height,
                format=shape,
                template="paper",
                alt=f"“{quote.text}” {quote.speaker.name}",
                report=LayoutReport(90, (quote.text,), 16.0),
                picture=picture,
            )
            for shade, (shape, height) in enumerate(_SHAPES)
        ]
        view = posts.propose(
            self.store,
            self.workspace,
            article,
            quote,
            cards,
            self.workspace.settings.desk_named(desk),
            clock=self.clock,
        )
        assert view is not None
        return view

    def view(self, draft_id: str) -> posts.DraftView:
        return posts.view(self.store, draft_id)


def visitor(home: str) -> httpx.Client:
    """A client that is nobody yet."""
    return httpx.Client(
        base_url=home, follow_redirects=True, trust_env=False, verify=False, timeout=60
    )


def words(page: str) -> str:
    """The page's text as it reads: tags gone, white space single."""
    page = re.sub(r"</?(?:bdi|span|strong|a)\b[^>]*>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def csrf(browser: httpx.Client) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/make").text)
    assert found
    return found[1]


def send(browser: httpx.Client, path: str, **fields: str) -> str:
    """Send a form as the page would and return the page it leads to."""
    answer = browser.post(path, data={"csrf": csrf(browser), **fields})
    assert answer.status_code == 200, answer.text
    return answer.text
