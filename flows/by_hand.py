"""What a person changes by hand: words chosen in an article, who speaks, a line of context."""

import re
import unicodedata
from dataclasses import dataclass, replace

from flows import illustrated, posts, quotes
from flows.core.article import Article
from flows.core.clock import Clock
from flows.core.errors import PullquoteError, WrongState
from flows.core.quote import NOBODY, Quote, Span, Speaker, SpeakerKind
from flows.core.workspace import Workspace
from flows.posts import DraftView
from flows.store import Store, articles

_LONGEST = {"name": 120, "role": 160, "context": 240}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose: words as they stand in the article, at or after the code point `near`;
    or a quote that was left out, by its id.
    """

    words: str = ""
    near: int = 0
    quote_id: str = ""


def said_by(
    article: Article, name: str, *, role: str = "", kind: SpeakerKind = "named", near: int = 0
) -> Speaker:
    """Return the speaker a person names: of the given kind, or `none` for no name on the card.

    The evidence is the place of the name in the article nearest to `near`, if it stands there.
    Raises PullquoteError for a kind that wants a name and has none, or a name too long.
    """
    if kind == "none":
        return NOBODY
    name, role = _line(name, "name"), _line(role, "role")
    if not name:
        raise PullquoteError(
            "Nobody is named.", "Say who speaks, or choose that no name shall stand on the card."
        )
    places = [m.start() for m in re.finditer(re.escape(name), article.text)]
    place = min(places, key=lambda at: abs(at - near), default=None)
    evidence = None if place is None else Span(place, place + len(name))
    return Speaker(name, kind, role or None, evidence)


def correct(
    workspace: Workspace,
    store: Store,
    draft_id: str,
    *,
    speaker: Speaker | None = None,
    context: str | None = None,
    who: str,
    clock: Clock,
) -> DraftView:
    """Say who speaks in a waiting draft, or set its line of context ("" takes it away).

    The cards are set anew; what was and who changed it is recorded. Raises NotFound, WrongState,
    CardError, Refused.
    """
    seen = posts.again(store, draft_id)
    quote, changes = seen.quote, []
    if speaker is not None:
        quote = credited(quote, speaker, who)
        changes.append(f"speaker: {_told(seen.quote.speaker)} → {_told(speaker)}")
    if context is not None:
        line = _line(context, "context")
        quote = replace(quote, context=line or None)
        changes.append(f"context: {seen.quote.context or 'none'} → {line or 'none'}")
    desk = workspace.settings.desk_named(seen.draft.desk)
    cards = illustrated.with_picture(
        workspace, illustrated.Lead(workspace, seen.article), quote, desk
    )
    why = "; ".join(changes)
    return posts.correct(store, workspace, seen, quote, cards, who=who, why=why, clock=clock)


def credited(quote: Quote, speaker: Speaker, who: str) -> Quote:
    """Return a quote as a person credits it: sure of the speaker, and saying who decided."""
    flags = tuple(flag for flag in quote.flags if flag != "speaker-by-hand")
    said = f"{who} says: {_told(speaker)}"
    return replace(
        quote,
        speaker=speaker,
        confidence=1.0,
        flags=(*flags, "speaker-by-hand"),
        signals=(*quote.signals, said),
    )


def choose(
    workspace: Workspace,
    store: Store,
    article: Article,
    chosen: Chosen,
    *,
    speaker: Speaker,
    context: str = "",
    desk: str | None = None,
    who: str,
    clock: Clock,
) -> tuple[DraftView, bool]:
    """Make a draft of chosen words; return it and whether it is new, or was there before.

    Raises NotVerbatim if the words do not stand in the article, NotFound, CardError; WrongState
    if somebody decided about the same words of the same speaker in another draft.
    """
    quote = _quote(store, article, chosen, speaker)
    quote = credited(quote, speaker, who)
    quote = replace(quote, context=_line(context, "context") or None)
    at = workspace.settings.desk_named(desk)
    there = posts.already(store, article, quote, at)
    if there is not None:
        return there, False
    cards = illustrated.with_picture(workspace, illustrated.Lead(workspace, article), quote, at)
    made = posts.propose(
        store, workspace, article, quote, cards, at, who=who, why="chosen by hand", clock=clock
    )
    if made is None:
        raise WrongState("These words were laid before you meanwhile.", "Look at the other draft.")
    return made, True


def reshare(
    workspace: Workspace, store: Store, post_id: str, *, who: str, clock: Clock
) -> DraftView:
    """Lay what was posted long ago before the reviewers once more, as a new variant.

    On another card and with another text, for the same account. Raises NotFound, WrongState,
    CardError.
    """
    seen = posts.reshared(store, workspace, post_id, clock=clock)
    post = next(each for each in seen.posts if each.id == post_id)
    desk = workspace.settings.desk_named(seen.draft.desk)
    than = post.cards[0].template if post.cards else ""
    cards = illustrated.in_another_design(workspace, seen.article, seen.quote, desk, than=than)
    return posts.reshare(store, workspace, post_id, cards, who=who, clock=clock)


def _quote(store: Store, article: Article, chosen: Chosen, speaker: Speaker) -> Quote:
    if chosen.quote_id:
        with store.read() as tx:
            known = articles.left_out(tx, article).get(chosen.quote_id)
        if known is not None and (not chosen.words or known.text == chosen.words.strip()):
            return quotes.adopted(known, speaker)
    span = quotes.selected(article.text, chosen.words, chosen.near)
    return quotes.by_hand(article.text, span.start, span.end, speaker=speaker)


def _told(speaker: Speaker) -> str:
    if not speaker.name:
        return "no name"
    role = f", {speaker.role}" if speaker.role else ""
    kind = "" if speaker.kind == "named" else f" ({speaker.kind})"
    return f"{speaker.name}{role}{kind}"


def _line(given: str, what: str) -> str:
    """Return one line without control characters. Raises PullquoteError if it is too long."""
    visible = "".join(
        c for c in given if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
    )
    line = _SPACE.sub(" ", visible).strip()
    if len(line) > _LONGEST[what]:
        raise PullquoteError(
            f"The {what} is too long: {len(line)} characters, at most {_LONGEST[what]}.",
            "Shorten it.",
        )
    return line
