"""The whole chain in plain Python: what flows, commands and the review page call.

`read` → `prepare` (`reading`: clean, quotes) → `render` (cards, drafts); `make` is the three in a row for a
batch, in which one bad article never stops the others.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flows import illustrated, notices, posts, quotes, reading, recognised, sources
from flows.core.article import Article, RawDocument
from flows.core.clock import Clock, SystemClock
from flows.core.errors import CardError, PullquoteError, SourceError
from flows.core.post import CardRef, Post
from flows.core.quote import Quote
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.reading import Prepared
from flows.sources import Unread
from flows.store import Store, errands

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one article. `skipped` says in words what was left out and why."""

    article: Article
    quotes: tuple[Quote, ...]
    cards: tuple[CardRef, ...]
    posts: tuple[Post, ...]
    new_drafts: int
    skipped: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the documented shape of `pullquote make --json`."""
        return {
            "article": self.article.to_json(),
            "quotes": [quote.to_json() for quote in self.quotes],
            "cards": [_card_json(card) for card in self.cards],
            "posts": [_post_json(post) for post in self.posts],
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: articles that were made, items that could not be read."""

    made: tuple[Made, ...] = ()
    unread: tuple[Unread, ...] = field(default=())


@contextmanager
def opened(workspace: Workspace) -> Iterator[Store]:
    """Open the working folder's store, making its folders on first use."""
    workspace.prepare()
    with Store.open(workspace.database_url, workspace.media) as store:
        yield store


def read(
    workspace: Workspace,
    source: str,
    *,
    trusted: bool,
    url: str | None = None,
    desk: str | None = None,
    foreign: bool = False,
) -> Iterator[RawDocument | Unread]:
    """Read a source for a desk, one item at a time.

    `trusted` is for the person at the command line; anything that came through a form, an API or
    a flow parameter may name only a URL or a file in the inbox. `foreign` allows articles from
    outside `own_sites`, as the desk's setting does. Raises SourceError.
    """
    place = source if trusted else sources.admitted(source, workspace)
    allowed = foreign or workspace.settings.desk_named(desk).foreign
    yield from sources.read(place, workspace, url=url, foreign=allowed)


def render(
    workspace: Workspace,
    store: Store,
    prepared: Prepared,
    *,
    desk: str | None = None,
    clock: Clock | None = None,
) -> Made:
    """Set the picked quotes on cards and lay them before the desk's reviewers as drafts.

    What is already done (same account, words and speaker) is not done again; its cards and posts
    are still in the answer.
    """
    chosen = workspace.settings.desk_named(desk)
    article, original = recognised.as_known(store, prepared.article, chosen.name)
    picked = tuple(quote for quote in prepared.quotes.quotes if quote.picked)
    left = [quote for quote in prepared.quotes.quotes if not quote.picked]
    skipped = [f"“{quote.text}”: {quotes.why_not(quote)}" for quote in left]
    views: list[posts.DraftView] = []
    now = clock or SystemClock()
    new = 0
    lead = illustrated.Lead(workspace, article)
    # What was read in a hurry may lack words that the article has.
    if not article.hurried:
        held = posts.hold_changed(store, article, clock=now)
        skipped += [f"The post {post.id} is held: {post.problem}" for post in held]
    if original is not None:
        skipped.append(f"The same article as {original.name}: what stands there is not made again.")
    for quote in quotes.with_shorter(article.text, picked):
        try:
            view, is_new = _draft(
                workspace, store, lead, quote, desk=chosen, clock=now, original=original
            )
        except CardError as error:
            skipped.append(f"“{quote.text}”: {error}")
            left.append(quote)
            continue
        new += is_new
        if view is not None:
            views.append(view)
        elif original is None:
            skipped.append(f"“{quote.text}”: decided before, in another reading of the article")
    skipped += lead.notes
    if not picked:
        skipped.append("No quotation was good and sure enough for a card.")
    posts.note_skipped(store, article, skipped, quotes=left, clock=now)
    if new:
        recognised.remember(store, article)
    return Made(
        article=article,
        quotes=picked,
        cards=tuple(card for view in views for card in view.cards),
        posts=tuple(post for view in views for post in view.posts),
        new_drafts=new,
        skipped=tuple(skipped),
    )


def _draft(
    workspace: Workspace,
    store: Store,
    lead: illustrated.Lead,
    quote: Quote,
    *,
    desk: DeskSettings,
    clock: Clock,
    original: Article | None,
) -> tuple[posts.DraftView | None, bool]:
    """Return the quote's draft and whether it is new.

    None if a person decided before, or if the article that this one is a copy of has the words.
    """
    article = lead.article
    view = posts.already(store, article, quote, desk)
    if view is not None:
        return view, False
    if original is not None and recognised.stands_in(quote, article, original):
        return None, False
    finished = illustrated.with_picture(workspace, lead, quote, desk)
    view = posts.propose(store, workspace, article, quote, finished, desk, clock=clock)
    if view is not None:
        return view, True
    # Another process may have been quicker by a moment.
    return posts.already(store, article, quote, desk), False


def make(
    workspace: Workspace,
    given: Sequence[str],
    *,
    desk: str | None = None,
    trusted: bool = True,
    url: str | None = None,
    foreign: bool = False,
    progress: Progress | None = None,
) -> Iterator[Made | Unread]:
    """Take every article of the given sources from reading to drafts, one at a time.

    `foreign` allows articles from outside `own_sites`. A source that is not there or not allowed,
    and an article that cannot be used, come out as Unread, and the batch goes on.
    """
    say = progress or (lambda _message: None)
    counts = [sources.counted(source, workspace) for source in given]
    total = "" if None in counts else f" of {sum(filter(None, counts)):,}"
    number = 0
    with opened(workspace) as store:
        for source in given:
            whole = True
            items = read(workspace, source, trusted=trusted, url=url, desk=desk, foreign=foreign)
            for item in _each(items, source):
                number += 1
                say(f"{number:,}{total}: {item.name[:300]}")
                if isinstance(item, Unread):
                    posts.note_unread(store, item.name, item.reason, clock=SystemClock())
                outcome = (
                    item
                    if isinstance(item, Unread)
                    else make_one(workspace, store, item, desk=desk)
                )
                whole = whole and isinstance(outcome, Made)
                yield outcome
            if whole:
                settled(store, source, workspace.settings.desk_named(desk).name)


def _each(items: Iterator[RawDocument | Unread], source: str) -> Iterator[RawDocument | Unread]:
    try:
        yield from items
    except SourceError as error:
        yield Unread(source[:300], str(error))
    except PullquoteError:
        raise
    except Exception as error:  # noqa: BLE001 - nor does one bad source
        yield Unread(source[:300], _unforeseen(error))


def _unforeseen(error: Exception) -> str:
    return f"Something unforeseen happened ({type(error).__name__}: {error})."


def make_one(
    workspace: Workspace, store: Store, document: RawDocument, *, desk: str | None = None
) -> Made | Unread:
    """Take one article from cleaning to drafts; a failure is noted and returned, not raised."""
    try:
        prepared = reading.prepare_once(workspace, store, document)
        return render(workspace, store, prepared, desk=desk)
    except PullquoteError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - one bad article never ends the batch
        reason = _unforeseen(error)
    posts.note_unread(store, document.name, reason, clock=SystemClock())
    return Unread(document.name, reason)


def finish(store: Store, source: str, outcomes: Sequence[Made | Unread], desk: str) -> None:
    """Note what of a source could not be used; if that is nothing, `desk` is done with it."""
    unread = [one for one in outcomes if isinstance(one, Unread)]
    for one in unread:
        posts.note_unread(store, one.name, one.reason, clock=SystemClock())
    if not unread:
        settled(store, source, desk)


def settled(store: Store, source: str, desk: str) -> None:
    """Say that all of a source is made for a desk, so that it is not offered again there."""
    with store.write() as tx:
        errands.done(tx, source, desk)


def upkeep(workspace: Workspace) -> list[str]:
    """Put the house in order; return a line for each thing done."""
    clock = SystemClock()
    with opened(workspace) as store, notices.alongside(store, workspace, clock):
        read = partial(posts.page_now, workspace)
        changed = posts.recheck_posted(store, read, clock=clock)
        told = [f"{post.id} on {post.account}: {post.problem}" for post in changed]
        reading.forget_old(store, clock)
        return [*told, *store.tidy()]


def publish(
    workspace: Workspace, *, until: datetime | None = None, dry_run: bool = False
) -> list[posts.Outcome]:
    """Send what is due now, or wait for and send each post due before `until` at its own time.

    Meanwhile people are told what waits for them, where the settings say so.
    """
    clock = SystemClock()
    until = until or clock.now() + timedelta(milliseconds=1)
    given: dict[str, Any] = {"dry_run": dry_run, "read": partial(posts.page_now, workspace)}
    with opened(workspace) as store, notices.alongside(store, workspace, clock, silent=dry_run):
        return posts.publish_due(store, workspace, until=until, clock=clock, **given)


def _card_json(card: CardRef) -> dict[str, Any]:
    return {
        "path": card.path,
        "id": card.id,
        "width": card.width,
        "height": card.height,
        "format": card.format,
        "template": card.template,
        "alt": card.alt,
    }


def _post_json(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "account": post.account,
        "state": post.state,
        "due_at": post.due_at.isoformat() if post.due_at else None,
    }
