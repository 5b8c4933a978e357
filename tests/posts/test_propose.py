from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows import posts
from flows.core.card import Picture, Rights
from flows.core.errors import CardError, WrongState
from flows.core.quote import Span
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.store import Store, schema
from tests.posts.newsdesk import (
    WORDS,
    TurnedClock,
    account,
    article,
    card,
    proposed,
    queued,
    quote,
    workspace_of,
)


def offer(
    store: Store, workspace: Workspace, clock: TurnedClock, **given: Any
) -> posts.DraftView | None:
    text = given.pop("article", article())
    said = given.pop("quote", None) or quote(**given)
    return posts.propose(
        store, workspace, text, said, [card(said.text)], workspace.settings.desk[0], clock=clock
    )


def test_a_draft_shows_words_article_card_and_one_post_per_account(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, accounts=[account("north"), account("south")])
    view = proposed(store, workspace, clock)
    assert view.draft.state == "waiting"
    assert view.quote.text == WORDS
    assert view.article.text[1 : 1 + len(WORDS)] == WORDS
    assert [post.account for post in view.posts] == ["north", "south"]
    assert {post.state for post in view.posts} == {"draft"}
    assert all(WORDS in post.text and "Ilka Brandt" in post.text for post in view.posts)
    assert Path(view.cards[0].path).read_bytes() == card().data
    assert [line.what for line in view.decisions] == ["proposed"]
    assert posts.waiting(store) == [view]


def test_the_same_words_of_the_same_speaker_are_never_proposed_again(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first = proposed(store, workspace, clock)
    assert offer(store, workspace, clock) is None
    posts.reject(store, first.draft.id, who="ann", clock=clock)
    louder = quote(WORDS.upper() + "!")
    elsewhere = article(name="another-page.txt")
    assert offer(store, workspace, clock, quote=louder, article=elsewhere) is None
    assert posts.waiting(store) == []


def test_running_twice_leaves_the_database_as_it_was(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    proposed(store, workspace, clock)
    before = posts.waiting(store), posts.listing(store), posts.notes(store)
    clock.turn(hours=1)
    assert offer(store, workspace, clock) is None
    assert (posts.waiting(store), posts.listing(store), posts.notes(store)) == before


def test_already_tells_what_need_not_be_rendered(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = workspace.settings.desk[0]
    assert posts.already(store, article(), quote(), desk) is None
    view = proposed(store, workspace, clock)
    assert posts.already(store, article(), quote(), desk) == view
    assert posts.already(store, article(), quote(speaker="Somebody Else"), desk) is None


def test_another_account_of_the_desk_gets_its_post_later(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    proposed(store, workspace_of(workspace, accounts=[account("north")]), clock)
    both = workspace_of(workspace, accounts=[account("north"), account("south")])
    second = proposed(store, both, clock)
    assert [post.account for post in second.posts] == ["south"]


@pytest.mark.parametrize("decide", [posts.reject, "approve"])
@pytest.mark.parametrize(
    "reread",
    [
        WORDS.replace("everyone", "every one"),
        WORDS + ", and to nobody else",
        WORDS.removeprefix("The "),
    ],
)
def test_a_better_cleaner_does_not_bring_back_what_was_decided(
    store: Store, workspace: Workspace, clock: TurnedClock, decide: Any, reread: str
) -> None:
    first = proposed(store, workspace, clock)
    if decide == "approve":
        posts.approve(store, workspace, first.draft.id, who="ann", clock=clock)
    else:
        decide(store, first.draft.id, who="ann", clock=clock)
    again = article(reread)
    assert again.revision != first.article.revision
    assert again.id == first.article.id
    assert offer(store, workspace, clock, quote=quote(reread), article=again) is None
    assert posts.waiting(store) == []
    assert posts.view(store, first.draft.id).decisions[-1].what == "read-again"


def test_a_better_cleaner_replaces_what_still_waits(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first = proposed(store, workspace, clock)
    reread = WORDS + " every day"
    second = offer(store, workspace, clock, quote=quote(reread), article=article(reread))
    assert second is not None
    assert posts.waiting(store) == [second]
    with pytest.raises(WrongState, match="replaced"):
        posts.approve(store, workspace, first.draft.id, who="ann", clock=clock)


def test_the_same_words_credited_to_another_are_not_posted_beside_a_decision(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    queued(store, workspace, clock)
    assert offer(store, workspace, clock, speaker="Tom Adeyemi") is None


def test_different_quotes_of_one_article_do_not_displace_each_other(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    longer = WORDS + ", and we will say so again tomorrow"
    text = article(WORDS, longer)
    assert offer(store, workspace, clock, quote=quote(WORDS), article=text)
    assert offer(store, workspace, clock, quote=quote(longer), article=text)
    assert len(posts.waiting(store)) == 2


def test_a_quote_that_is_much_like_a_decided_one_is_proposed_if_both_are_there(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, second = "We carried 31 boats over the bar", "We carried 32 boats over the bar"
    view = offer(store, workspace, clock, quote=quote(first), article=article(first))
    assert view is not None
    posts.reject(store, view.draft.id, who="ann", clock=clock)
    both = article(first, second)
    start = both.text.index(second)
    other = replace(quote(second), spans=(Span(start, start + len(second)),))
    assert offer(store, workspace, clock, quote=other, article=both)


def test_words_chosen_by_hand_may_be_part_of_a_quote_that_was_decided(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    view = proposed(store, workspace, clock)
    posts.reject(store, view.draft.id, who="ann", why="too long", clock=clock)
    cut = quote("The harbour belongs to everyone", flags=("by-hand",))
    text = replace(article(), text=article().text + "\n\nMore.")
    assert offer(store, workspace, clock, quote=cut, article=text)


AUTOMATIC = DeskSettings(accounts=("folder",), auto_approve=True, auto_approve_confidence=0.95)


def test_a_sure_quote_is_approved_by_itself_where_the_desk_wants_it(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    view = proposed(store, workspace_of(workspace, desk=AUTOMATIC), clock)
    assert view.draft.state == "approved"
    assert view.posts[0].state == "queued"
    assert view.decisions[1].who == "pullquote"


def test_words_that_another_article_credits_to_somebody_else_always_wait_for_a_person(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = DeskSettings(accounts=("folder",), auto_approve=True, auto_approve_confidence=0.9)
    workspace = workspace_of(workspace, desk=desk)
    assert proposed(store, workspace, clock).draft.state == "approved"
    other = article(name="elsewhere.txt", title="Another paper")
    view = offer(store, workspace, clock, article=other, quote=quote(speaker="Nora Tamsin"))
    assert view is not None
    assert view.draft.state == "waiting"
    assert "credited-otherwise" in view.quote.flags
    assert any("Ilka Brandt" in signal for signal in view.quote.signals)


@pytest.mark.parametrize(
    "doubtful",
    [
        {"flags": ("sensitive",)},
        {"flags": ("edited",)},
        {"flags": ("long",)},
        {"confidence": 0.94},
        {"speaker": "one user", "kind": "anonymous"},
        {"speaker": None, "kind": "none"},
    ],
)
def test_a_doubtful_quote_always_waits_for_a_person(
    store: Store, workspace: Workspace, clock: TurnedClock, doubtful: dict[str, Any]
) -> None:
    view = offer(store, workspace_of(workspace, desk=AUTOMATIC), clock, **doubtful)
    assert view is not None
    assert view.draft.state == "waiting"


@pytest.mark.parametrize(("rights", "state"), [("own", "approved"), ("unknown", "waiting")])
def test_a_picture_without_rights_always_waits_for_a_person(
    store: Store, workspace: Workspace, rights: Rights, state: str
) -> None:
    picture = Picture(workspace.root / "photo.jpg", rights, "Photo: Ann Lee")
    workspace = workspace_of(workspace, desk=AUTOMATIC)
    cards = [card(picture=picture)]
    view = posts.propose(
        store, workspace, article(), quote(), cards, AUTOMATIC, clock=TurnedClock()
    )
    assert view is not None
    assert view.draft.state == state


def test_of_several_formats_the_one_that_suits_the_account_goes_out(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    accounts = [account("tall"), account("square", format="1:1")]
    workspace = workspace_of(workspace, accounts=accounts)
    both = [card(shape="4:5"), card(shape="1:1")]
    desk = workspace.settings.desk[0]
    view = posts.propose(store, workspace, article(), quote(), both, desk, clock=clock)
    assert view is not None
    assert [c.format for c in view.cards] == ["4:5", "1:1"]
    assert {p.account: [c.format for c in p.cards] for p in view.posts} == {
        "tall": ["4:5"],
        "square": ["1:1"],
    }


def test_newest_article_first_and_best_quote_first(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    old = article("Old news travels slowly here", name="old.txt")
    offer(store, workspace, clock, quote=quote("Old news travels slowly here"), article=old)
    clock.turn(hours=1)
    offer(store, workspace, clock, words="Second best of the day", score=0.4)
    offer(store, workspace, clock, words="Best of all the day", score=0.9)
    assert [view.quote.text for view in posts.waiting(store)] == [
        "Best of all the day",
        "Second best of the day",
        "Old news travels slowly here",
    ]


def test_what_was_skipped_or_unread_is_noted_once(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    for _ in range(2):
        posts.note_skipped(store, article(), ["“…” is too long for the card"], clock=clock)
        posts.note_unread(store, "broken.html", "it is empty", clock=clock)
        posts.note_unread(store, "http://a.example/b", "http://a.example/b is gone.", clock=clock)
    assert [note.why for note in posts.notes(store)] == [
        "“…” is too long for the card",
        "http://a.example/b is gone.",
        "broken.html: it is empty",
    ]


def test_no_draft_is_without_its_post_however_many_come_in_one_instant(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    names = ("north", "south", "east", "west")
    workspace = workspace_of(workspace, accounts=[account(name) for name in names])
    views = [
        proposed(store, workspace, clock, f"Number {n} of the many things I said")
        for n in range(60)
    ]
    assert all(len(view.posts) == len(names) for view in views)
    keys = {(post.account, post.key) for view in views for post in view.posts}
    assert len(keys) == len(views) * len(names)


def test_a_quote_without_a_card_is_no_post(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = workspace.settings.desk[0]
    with pytest.raises(CardError, match="without a card"):
        posts.propose(store, workspace, article(), quote(), [], desk, clock=clock)
    assert posts.waiting(store) == []


def test_a_post_that_lost_its_card_is_never_sent_bare(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock, at=clock.at)
    with store.write() as tx:
        tx.execute(sa.delete(schema.post_card))
    [outcome] = posts.publish_due(store, workspace, until=clock.turn(seconds=1), clock=clock)
    assert (outcome.post.id, outcome.what) == (post_id, "failed")
    assert "no card" in outcome.detail
    assert not workspace.posted.exists()


@pytest.mark.parametrize("act", ["embargo", "edit", "hold"])
def test_a_draft_that_a_person_worked_on_is_not_replaced_by_another_reading(
    store: Store, workspace: Workspace, clock: TurnedClock, act: str
) -> None:
    seen = proposed(store, workspace, clock)
    post = seen.posts[0]
    if act == "embargo":
        until = clock.at + timedelta(days=2)
        posts.embargo(store, workspace, post.id, until=until, who="ann", clock=clock)
    elif act == "edit":
        text = f"{post.text} Read it."
        posts.edit(store, workspace, post.id, text=text, who="ann", clock=clock)
    else:
        posts.hold(store, post.id, who="ann", clock=clock)
    words = f"{WORDS} now"
    again = offer(store, workspace, clock, article=article(words), quote=quote(words))
    assert again is None
    assert posts.view(store, seen.draft.id).draft.state == "waiting"
