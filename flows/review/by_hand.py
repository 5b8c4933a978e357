"""What an editor does by hand: say who speaks, add a line of context, choose words of an article."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response

from flows import by_hand, posts, quotes
from flows.by_hand import Chosen
from flows.core.article import Article
from flows.core.errors import NotFound, PullquoteError
from flows.core.quote import Quote, Speaker, SpeakerKind
from flows.posts import DraftView
from flows.review import wording
from flows.review.asking import asked, deciding, named
from flows.review.room import Room, Visit, Visitor, with_desk
from flows.review.shown import paragraphs, web_link
from flows.store import articles

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Form(max_length=400)]
Line = Annotated[str, Form(max_length=1_000)]
_MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A quote of an article that got no draft: its id, and why in words."""

    id: str
    quote: Quote
    why: str


@router.get("/articles/{article_id}")
def article(visit: Visitor, article_id: str, quote: str = "", desk: str | None = None) -> Response:
    """Show an article to choose words in; `quote` is the id of one that was left out."""
    store = visit.room.store
    with store.read() as tx:
        found = articles.get(tx, article_id)
        asked_for = articles.left_out(tx, found).get(quote)
    return _article_page(visit, found, asked_for, quote if asked_for else "", desk)


@router.get("/drafts/{draft_id}/article")
def article_of_draft(visit: Visitor, draft_id: str) -> Response:
    """Show the whole article of a draft with its quote marked, to read or to choose more words."""
    view = posts.view(visit.room.store, draft_id)
    return _article_page(visit, view.article, view.quote, "", view.draft.desk, draft_id)


@router.post("/articles/{article_id}/drafts")
def choose(  # noqa: PLR0917 - FastAPI reads them by name
    visit: Visitor,
    article_id: str,
    revision: Annotated[str, Form(max_length=80)] = "",
    words: Annotated[str, Form(max_length=20_000)] = "",
    near: Annotated[int, Form(ge=0)] = 0,
    quote: Annotated[str, Form(max_length=80)] = "",
    name: Name = "",
    role: Name = "",
    kind: Annotated[SpeakerKind, Form()] = "named",
    context: Line = "",
    desk: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Make a draft of chosen words, credited as the person says; then show it."""
    room = visit.room
    typed = {"words": words, "name": name, "role": role, "kind": kind, "context": context}
    try:
        with room.store.read() as tx:
            found = articles.get(tx, article_id, revision or None)
        who = named(visit)
        speaker = by_hand.said_by(found, name, role=role, kind=kind, near=near)
        view, new = by_hand.choose(
            room.workspace,
            room.store,
            found,
            Chosen(words, near, quote),
            speaker=speaker,
            context=context,
            desk=desk or None,
            who=who,
            clock=room.clock,
        )
    except NotFound:
        raise
    except PullquoteError as problem:
        visit.send_back(article_id, asked("words", problem), problem, **typed)
        return visit.go(f"/articles/{article_id}{f'?quote={quote}' if quote else ''}#choose")
    if new:
        visit.say("A draft of these words waits for your yes.")
    else:
        visit.say(f"There is a draft of these words already: it is {view.draft.state}.", "problem")
    return visit.go(f"/drafts/{view.draft.id}")


@router.post("/drafts/{draft_id}/speaker")
def say_who(  # noqa: PLR0917 - FastAPI reads them by name
    visit: Visitor,
    draft_id: str,
    name: Name = "",
    role: Name = "",
    kind: Annotated[SpeakerKind, Form()] = "named",
    pick: Name = "",
    desk: str | None = None,
) -> Response:
    """Say who speaks in a draft: a typed name, or with `pick` one of the names offered."""
    room = visit.room
    try:
        view = posts.view(room.store, draft_id)
        speaker = _meant(room, view, name, role, kind, pick)
        done = by_hand.correct(
            room.workspace,
            room.store,
            draft_id,
            speaker=speaker,
            who=deciding(visit, view),
            clock=room.clock,
        )
    except PullquoteError as problem:
        typed = {"name": name, "role": role, "kind": kind}
        visit.send_back(draft_id, asked("speaker", problem), problem, **typed)
        return visit.go(with_desk(f"/drafts/{draft_id}", desk))
    visit.say(f"Credited to {done.quote.speaker.name or 'nobody by name'}. The card is set anew.")
    return visit.go(with_desk(f"/drafts/{draft_id}", desk))


@router.post("/drafts/{draft_id}/context")
def add_context(
    visit: Visitor, draft_id: str, context: Line = "", desk: str | None = None
) -> Response:
    """Set the line of context on a draft's cards; empty takes it away."""
    room = visit.room
    try:
        who = deciding(visit, posts.view(room.store, draft_id))
        done = by_hand.correct(
            room.workspace, room.store, draft_id, context=context, who=who, clock=room.clock
        )
    except PullquoteError as problem:
        visit.send_back(draft_id, asked("context", problem), problem, context=context)
        return visit.go(with_desk(f"/drafts/{draft_id}", desk))
    stands = "stands on the card as ours" if done.quote.context else "is gone"
    visit.say(f"The line of context {stands}. The card is set anew.")
    return visit.go(with_desk(f"/drafts/{draft_id}", desk))


def candidates(room: Room, found: Article, near: int) -> dict[str, Speaker]:
    """Return, by name, whom a person may mean, the likeliest first: who is credited elsewhere in
    the article or named in it (nearest to the code point `near`), then its author.
    """
    with room.store.read() as tx:
        known = articles.speakers(tx, found)
    offered = {s.name: s for s in known if s.name and s.kind in ("named", "org")}
    if wording.foreign(found.language) is None:
        for name in quotes.people(found.text, found.blocks, near=near):
            offered.setdefault(name, Speaker(name, "named"))
    first = dict(list(offered.items())[:_MOST_CANDIDATES])
    if found.byline and "," not in found.byline and " and " not in found.byline:
        first.setdefault(found.byline, Speaker(found.byline, "named"))
    return first


def left_out(room: Room, found: Article) -> list[LeftOut]:
    """Return the quotes of an article that got no draft, best first."""
    with room.store.read() as tx:
        kept = articles.left_out(tx, found)
    return [LeftOut(key, quote, quotes.why_not(quote)) for key, quote in kept.items()]


def _meant(  # noqa: PLR0917 - one form's fields
    room: Room, view: DraftView, name: str, role: str, kind: SpeakerKind, pick: str
) -> Speaker:
    near = view.quote.spans[0].start if view.quote.spans else 0
    if not pick:
        return by_hand.said_by(view.article, name, role=role, kind=kind, near=near)
    if pick == view.quote.speaker.name:
        return view.quote.speaker
    known = candidates(room, view.article, near).get(pick, Speaker(pick, "named"))
    return by_hand.said_by(view.article, pick, role=known.role or "", kind=known.kind, near=near)


def _article_page(  # noqa: PLR0917 - one page's parts
    visit: Visit,
    found: Article,
    quote: Quote | None,
    quote_id: str,
    desk: str | None,
    draft_id: str = "",
) -> Response:
    room = visit.room
    near = quote.spans[0].start if quote and quote.spans else 0
    return visit.page(
        "article.html.j2",
        places=(found.id,),
        article=found,
        draft_id=draft_id,
        chosen=quote if quote_id else None,
        quote_id=quote_id,
        near=near,
        paragraphs=paragraphs(found, quote),
        left_out=left_out(room, found),
        candidates=list(candidates(room, found, near)),
        language=wording.foreign(found.language),
        source=web_link(found.url),
        desk=desk or room.workspace.settings.desk[0].name,
        desks=[d.name for d in room.workspace.settings.desk],
        kinds=wording.KINDS,
        reviewers=[name for d in room.workspace.settings.desk for name in d.reviewers],
    )
