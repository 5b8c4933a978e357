"""Lay a quote before the desk's reviewers, once: the same words of the same speaker never again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from flows import networks
from flows.core.article import Article
from flows.core.card import Card
from flows.core.clock import Clock
from flows.core.errors import CardError, StoreError
from flows.core.identity import digest
from flows.core.post import CardRef, Draft, Post
from flows.core.quote import Quote
from flows.core.settings import DeskSettings
from flows.core.verbatim import normalised_words
from flows.core.workspace import Workspace
from flows.posts.decide import approve_in, close_posts
from flows.posts.disputed import beside_others, hold_others
from flows.posts.keys import new_key
from flows.posts.look import view_in
from flows.posts.notes import ITSELF
from flows.posts.people import handle_of
from flows.posts.people import load as load_people
from flows.posts.views import DraftView
from flows.posts.words import Given, Said, compose
from flows.store import Store, Transaction, articles, cards, drafts, log, replies
from flows.store import posts as queue
from flows.store.drafts import Told

# Two readings of one quotation differ by a mended word or a cut: of their letters, most are the same.
_ALIKE = 0.95
# A microsecond has 1,024 keys; each further draw takes the next microsecond's.
_KEY_DRAWS = 1_000
# Fewer words than this stand inside longer quotations by chance.
_CONTAINED = 5
_AGAIN = " again "


@dataclass(frozen=True, slots=True)
class Proposal:
    """A quote with its stored cards, and by account the words and the card's format.

    `again` counts how often its words were out before.
    """

    article: Article
    quote: Quote
    desk: DeskSettings
    cards: tuple[CardRef, ...]
    given: dict[str, Given]
    formats: dict[str, str]
    again: int = 0

    @property
    def said(self) -> str:
        """What no account says twice."""
        return f"{self.quote.key}{_AGAIN}{self.again}" if self.again else self.quote.key

    def cards_for(self, account: str) -> tuple[CardRef, ...]:
        """Return the card that suits an account's network."""
        suited = [card for card in self.cards if card.format == self.formats[account]]
        return tuple((suited or list(self.cards))[:1])

    def worded(self, tx: Transaction, account: str) -> Said:
        """Return the words for an account."""
        turn = replies.turn(tx, account, self.article.id)
        return compose(replace(self.given[account], turn=turn, again=self.again))


def propose(  # noqa: PLR0917 - the rooms agreed on this order
    store: Store,
    workspace: Workspace,
    article: Article,
    quote: Quote,
    cards: Sequence[Card],
    desk: DeskSettings,
    *,
    clock: Clock,
    who: str = ITSELF,
    why: str = "",
) -> DraftView | None:
    """Make a draft with one post per account of `desk` that has not had these words.

    None if all had them, or if a person already decided about the same quotation as an earlier
    reading of the article gave it. A draft of an earlier reading that still waits is replaced.
    Approves by itself where the desk wants that and `may_approve` allows it. One transaction.
    Raises CardError without a card: nothing is posted bare.
    """
    if not cards:
        raise CardError("A quote without a card is not proposed.", "Set it on a card first.")
    proposal = proposal_of(store, workspace, article, quote, cards, desk)
    now = clock.now()
    with store.write() as tx:
        silent = [a for a in desk.accounts if queue.has_said(tx, a, quote.key) is None]
        if not silent or _decided_before(tx, store, proposal, now):
            return None
        quote = beside_others(tx, article, quote)
        draft = _insert(tx, replace(proposal, quote=quote), silent, now, who=who, why=why)
        if "speaker-by-hand" in quote.flags:
            hold_others(tx, store, article, quote, who=who, now=now)
        if may_approve(desk, quote) and cards_cleared(tx, draft):
            why = f"by the settings of desk {desk.name}, confidence {quote.confidence:.2f}"
            approve_in(tx, store, workspace, draft, who=ITSELF, why=why, at=None, now=now)
        return view_in(tx, store, draft.id)


def proposal_of(  # noqa: PLR0917 - in the order of `propose`
    store: Store,
    workspace: Workspace,
    article: Article,
    quote: Quote,
    cards: Sequence[Card],
    desk: DeskSettings,
) -> Proposal:
    """Keep the cards and word the posts of a quote."""
    return Proposal(
        article,
        quote,
        desk,
        tuple(store.keep_card(card) for card in cards),
        *_per_account(workspace, article, quote, desk),
    )


def may_approve(desk: DeskSettings, quote: Quote) -> bool:
    """Say whether a quote may go out without a person's yes, pictures apart.

    Never for flagged (sensitive and edited included), anonymous or low-confidence quotes.
    """
    return (
        desk.auto_approve
        and quote.picked
        and not quote.flags
        and quote.speaker.kind in {"named", "org"}
        and bool(quote.speaker.name)
        and quote.confidence >= desk.auto_approve_confidence
        and not quote.speaker_open
    )


def cards_cleared(tx: Transaction, draft: Draft) -> bool:
    """Say whether every picture on the draft's cards comes with rights of use."""
    return cards.all_cleared(tx, draft.id)


def _per_account(
    workspace: Workspace, article: Article, quote: Quote, desk: DeskSettings
) -> tuple[dict[str, Given], dict[str, str]]:
    given: dict[str, Given] = {}
    formats: dict[str, str] = {}
    people = load_people(workspace.root)
    sure = quote.confidence >= workspace.settings.quotes.min_confidence
    for name in desk.accounts:
        account = workspace.settings.account_named(name)
        network = networks.connect(account, workspace)
        formats[name] = account.options.get("format", network.limits.format)
        given[name] = Given(
            article,
            quote,
            account,
            network,
            desk,
            post_id=post_id(name, quote),
            handle=handle_of(people, quote, account) if sure else None,
            own=workspace.root,
        )
    return given, formats


def told_in(said: str) -> tuple[str, int]:
    """Return the key of a quote, and how often its words were out before, from `Proposal.said`."""
    key, _, again = said.partition(_AGAIN)
    return key, int(again or 0)


def post_id(account: str, quote: Quote, again: int = 0) -> str:
    """Return the id of an account's post: it follows from what is never to be repeated."""
    variant = ("again", str(again)) if again else ()
    return digest("post", account, quote.key, *variant)[:12]


def _insert(
    tx: Transaction,
    proposal: Proposal,
    accounts: Sequence[str],
    now: datetime,
    *,
    who: str,
    why: str,
) -> Draft:
    article, quote, desk = proposal.article, proposal.quote, proposal.desk
    articles.save(tx, article, now)
    name = digest("draft", article.id, article.revision, quote.key, desk.name, *accounts)[:12]
    quote_id = articles.save_quote(tx, article, quote)
    draft = Draft(name, article.id, quote_id, desk.name, "waiting", now)
    drafts.insert(tx, draft, [card.id for card in proposal.cards])
    ids = {"draft_id": draft.id, "article_id": article.id}
    log.write(tx, at=now, who=who, what="proposed", why=why, **ids)
    for account in accounts:
        queue_posts(tx, proposal, draft, account, now)
    return draft


def queue_posts(
    tx: Transaction, proposal: Proposal, draft: Draft, account: str, now: datetime
) -> None:
    """Write an account's post, and its first reply if the link stands there."""
    said = proposal.worded(tx, account)
    post = Post(
        id=post_id(account, proposal.quote, proposal.again),
        draft_id=draft.id,
        account=account,
        state="draft",
        text=said.post.text,
        key="",
        cards=proposal.cards_for(account),
        marks=said.post.marks,
    )
    hours = proposal.desk.expires_hours
    until = now + timedelta(hours=hours) if hours else None
    _write(tx, proposal, post, now, said=proposal.said, expires_at=until)
    if said.reply is not None:
        below = replace(
            post,
            id=digest("reply", post.id)[:12],
            text=said.reply.text,
            marks=said.reply.marks,
            cards=(),
            answers=post.id,
        )
        # It has no time of its own: it goes out after its post, or falls with it.
        _write(tx, proposal, below, now, said=f"reply to {proposal.said}", expires_at=None)


def _write(
    tx: Transaction,
    proposal: Proposal,
    post: Post,
    now: datetime,
    *,
    said: str,
    expires_at: datetime | None,
) -> None:
    """Write a post under a key of its own; one that another drew in this microsecond is drawn again."""
    speaker = normalised_words(proposal.quote.speaker.name or "")
    more = {"article_id": proposal.article.id, "speaker": speaker, "expires_at": expires_at}
    for micro in range(_KEY_DRAWS):
        key = new_key(now + timedelta(microseconds=micro))
        if queue.insert(tx, replace(post, key=key), said, **more):
            return
    raise StoreError(f"The post of draft {post.draft_id} for {post.account} could not be written.")


def _decided_before(tx: Transaction, store: Store, proposal: Proposal, now: datetime) -> bool:
    if "by-hand" in proposal.quote.flags:
        return False
    earlier = _earlier_readings(tx, proposal)
    for told in earlier:
        closed = told.draft.state != "waiting" and not _was_replaced(tx, told.draft)
        if closed or _a_persons(tx, told):
            _note_kept(tx, proposal, told, now)
            return True
    for told in earlier:
        if told.draft.state == "waiting":
            _replace(tx, store, told.draft, now)
    return False


def _a_persons(tx: Transaction, told: Told) -> bool:
    """Whether a draft that waits is as a person made it, or somebody edited, held, struck or put off
    a post of it: no reading of ours replaces that.
    """
    if told.draft.state != "waiting":
        return False
    made = {"by-hand", "speaker-by-hand"} & set(told.quote.flags)
    lines = log.of_drafts(tx, [told.draft.id]).get(told.draft.id, ())
    worked_on = any(line.who != ITSELF and line.what != "proposed" for line in lines)
    return bool(made or told.quote.context or worked_on)


def _earlier_readings(tx: Transaction, proposal: Proposal) -> list[Told]:
    """Return what was made of the same quotation before, when it was read differently.

    A quotation that still stands elsewhere in the article is another one, however alike.
    """
    article, quote = proposal.article, proposal.quote
    mine = normalised_words(quote.text)
    rest = f" {normalised_words(_without(article.text, quote))} "
    return [
        told
        for told in drafts.told(tx, article.id)
        if told.draft.desk == proposal.desk.name
        and told.key != quote.key
        and (
            told.words == mine
            or (
                told.revision != article.revision
                and f" {told.words} " not in rest
                and alike(told.words, mine)
            )
        )
    ]


def _without(text: str, quote: Quote) -> str:
    for span in sorted(quote.spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]} | {text[span.end :]}"
    return text


def alike(first: str, second: str) -> bool:
    """Say whether two texts, in normalised words, are readings of one quotation.

    Either stands inside the other, or all but a twentieth of their letters are the same in order.
    """
    short, long = sorted((first, second), key=len)
    if short.count(" ") + 1 >= _CONTAINED and f" {short} " in f" {long} ":
        return True
    letters = short.replace(" ", ""), long.replace(" ", "")
    return SequenceMatcher(None, *letters, autojunk=False).ratio() >= _ALIKE


def _replace(tx: Transaction, store: Store, draft: Draft, now: datetime) -> None:
    drafts.change(tx, draft.id, was="waiting", state="expired")
    close_posts(tx, store, draft.id, "expired")
    why = "the article was read again and gave this quotation differently"
    log.write(tx, at=now, who=ITSELF, what="replaced", why=why, draft_id=draft.id)


def _was_replaced(tx: Transaction, draft: Draft) -> bool:
    lines = log.of_drafts(tx, [draft.id]).get(draft.id, ())
    return any(decision.what == "replaced" for decision in lines)


def _note_kept(tx: Transaction, proposal: Proposal, told: Told, now: datetime) -> None:
    speaker = proposal.quote.speaker.name
    why = f"read again as “{proposal.quote.text}” ({speaker or 'nobody'}); the decision stands"
    if not any(d.why == why for d in log.of_drafts(tx, [told.draft.id]).get(told.draft.id, ())):
        log.write(tx, at=now, who=ITSELF, what="read-again", why=why, draft_id=told.draft.id)
