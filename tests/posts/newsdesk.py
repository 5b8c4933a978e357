"""A small newsroom for the tests of this room: articles, quotes, cards and a clock to turn."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from flows import posts
from flows.core.article import Article, Block
from flows.core.card import Card, LayoutReport, Picture
from flows.core.quote import Flag, Quote, Span, Speaker, SpeakerKind
from flows.core.settings import (
    AccountSettings,
    DeskSettings,
    PublishSettings,
    Settings,
    Slot,
)
from flows.core.workspace import Workspace
from flows.store import Store
from tests.servers.pictures import png

# A Monday, in winter, 08:00 in London as in UTC.
MONDAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
WORDS = "The harbour belongs to everyone who works in it"


@dataclass
class TurnedClock:
    """A clock that only moves when a test turns it or somebody sleeps."""

    at: datetime = MONDAY
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def turn(self, **amount: float) -> datetime:
        self.at += timedelta(**amount)
        return self.at


def workspace_of(
    root: Workspace,
    *,
    accounts: Sequence[AccountSettings] = (),
    desk: DeskSettings | None = None,
    publish: PublishSettings | None = None,
) -> Workspace:
    """The given working folder with other settings; accounts are in UTC unless told."""
    accounts = tuple(accounts) or (account(),)
    return Workspace(
        root.root,
        Settings(
            account=accounts,
            desk=(desk or DeskSettings(accounts=tuple(a.name for a in accounts)),),
            publish=publish or PublishSettings(),
        ),
    )


def account(
    name: str = "folder", *times: time, zone: str = "UTC", **options: str
) -> AccountSettings:
    slots = tuple(Slot(at=moment) for moment in times or (time(9), time(12, 30), time(18)))
    return AccountSettings(name=name, zone=zone, slots=slots, options=options)


def article(
    *sentences: str, name: str = "harbour.txt", title: str | None = "Who owns the harbour"
) -> Article:
    text = "\n\n".join(
        f"“{words},” said Ilka Brandt, who runs the ferry." for words in sentences or (WORDS,)
    )
    return Article(
        id=hashlib.sha256(name.encode()).hexdigest()[:32],
        text=text,
        blocks=(Block("paragraph", 0, len(text)),),
        title=title,
        url=f"https://harbour.example/{name}",
        site="The Harbour Post",
        name=name,
    )


def quote(
    words: str = WORDS,
    *,
    speaker: str | None = "Ilka Brandt",
    kind: SpeakerKind = "named",
    flags: tuple[Flag, ...] = (),
    confidence: float = 0.97,
    score: float = 0.8,
) -> Quote:
    return Quote(
        text=words,
        spans=(Span(1, 1 + len(words)),),
        speaker=Speaker(speaker, kind, role="who runs the ferry" if speaker else None),
        confidence=confidence,
        score=score,
        picked=True,
        flags=flags,
    )


def card(words: str = WORDS, *, picture: Picture | None = None, shape: str = "4:5") -> Card:
    width, height = (8, 10) if shape == "4:5" else (8, 8)
    red, green, blue = hashlib.sha256(words.encode()).digest()[:3]
    data = png(width, height, (red, green, blue))
    return Card(
        id=hashlib.sha256(data).hexdigest()[:32],
        data=data,
        media_type="image/png",
        width=width,
        height=height,
        format="4:5" if shape == "4:5" else "1:1",
        template="paper",
        alt=f"Quote card: “{words}” — Ilka Brandt",
        report=LayoutReport(72, (words,), 12.0),
        picture=picture,
    )


def proposed(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    words: str = WORDS,
    *,
    name: str | None = None,
) -> posts.DraftView:
    """Propose the one quote of an article on the first desk and return its draft."""
    view = posts.propose(
        store,
        workspace,
        article(words, name=name or ("harbour.txt" if words == WORDS else words)),
        quote(words),
        [card(words)],
        workspace.settings.desk[0],
        clock=clock,
    )
    assert view is not None
    return view


def queued(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    words: str = WORDS,
    *,
    at: datetime | None = None,
) -> str:
    """Propose and approve one quote; return its only post's id."""
    view = proposed(store, workspace, clock, words)
    view = posts.approve(store, workspace, view.draft.id, who="ann", at=at, clock=clock)
    return view.posts[0].id
