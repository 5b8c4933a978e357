"""A person says who speaks, or adds a line: recorded, worded anew, and never undone by us."""

from dataclasses import replace

import pytest

from flows import posts
from flows.core.errors import Refused, WrongState
from flows.core.quote import NOBODY, Quote, Speaker
from flows.core.settings import DeskSettings, Settings
from flows.core.workspace import Workspace
from flows.posts import DraftView
from flows.store import Store
from tests.posts.newsdesk import (
    WORDS,
    TurnedClock,
    account,
    article,
    card,
    proposed,
    quote,
    workspace_of,
)

OTHER = Speaker("Jorun Vale", "named", "the mayor")


def said(was: Quote, speaker: Speaker = OTHER) -> Quote:
    return replace(was, speaker=speaker, confidence=1.0, flags=(*was.flags, "speaker-by-hand"))


def corrected(
    store: Store, workspace: Workspace, clock: TurnedClock, seen: DraftView, new: Quote
) -> DraftView:
    return posts.correct(
        store, workspace, seen, new, [card("anew")], who="ann", why="it was Vale", clock=clock
    )


def test_a_corrected_speaker_stands_in_quote_card_and_post_and_in_the_log(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    seen = proposed(store, workspace, clock)
    done = corrected(store, workspace, clock, seen, said(seen.quote))
    assert done.draft.id == seen.draft.id
    assert done.quote.speaker == OTHER
    assert done.cards != seen.cards
    assert [post.cards for post in done.posts] == [done.cards]
    assert "Jorun Vale" in done.posts[0].text
    assert "Brandt" not in done.posts[0].text
    assert ("ann", "corrected", "it was Vale") in [(d.who, d.what, d.why) for d in done.decisions]
    assert any(f"before: {seen.posts[0].text}" == d.why for d in done.decisions)


def test_an_article_read_again_does_not_undo_a_correction(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    seen = proposed(store, workspace, clock)
    corrected(store, workspace, clock, seen, said(seen.quote))
    again = posts.propose(
        store, workspace, article(), quote(), [card()], workspace.settings.desk[0], clock=clock
    )
    assert again is None
    (still,) = posts.waiting(store)
    assert still.quote.speaker == OTHER


def test_an_edited_text_stays_where_the_credit_stays(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    seen = proposed(store, workspace, clock)
    own = f"Read this: “{WORDS}”"
    posts.edit(store, workspace, seen.posts[0].id, text=own, who="ann", clock=clock)
    seen = posts.view(store, seen.draft.id)
    done = corrected(store, workspace, clock, seen, replace(seen.quote, context="On the ferry."))
    assert (done.quote.context, done.posts[0].text) == ("On the ferry.", own)
    done = corrected(store, workspace, clock, done, said(done.quote))
    assert done.posts[0].text != own


def test_two_people_at_once_do_not_overwrite_each_other(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    seen = proposed(store, workspace, clock)
    corrected(store, workspace, clock, seen, said(seen.quote))
    with pytest.raises(WrongState, match="meanwhile"):
        corrected(store, workspace, clock, seen, said(seen.quote, NOBODY))


def test_what_is_decided_is_not_corrected(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    seen = proposed(store, workspace, clock)
    posts.approve(store, workspace, seen.draft.id, who="ann", clock=clock)
    with pytest.raises(WrongState, match="approved already"):
        corrected(store, workspace, clock, seen, said(seen.quote))


def test_words_that_every_account_has_had_of_that_speaker_are_refused_and_nothing_changes(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    proposed(store, workspace, clock)
    other = posts.propose(
        store,
        workspace,
        article(name="second.txt"),
        quote(speaker="Jorun Vale"),
        [card()],
        workspace.settings.desk[0],
        clock=clock,
    )
    assert other is not None
    brandt = Speaker("Ilka Brandt", "named")
    with pytest.raises(Refused, match="has had these words"):
        corrected(store, workspace, clock, other, said(other.quote, brandt))
    assert posts.view(store, other.draft.id) == other


def test_an_account_that_had_the_words_is_struck_and_the_others_go_on(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    both = workspace_of(workspace, accounts=(account("folder"), account("second")))
    only = both.settings.desk[0].model_copy(update={"accounts": ("folder",)})
    posts.propose(store, both, article(), quote(), [card()], only, clock=clock)
    desk = both.settings.desk[0]
    other = posts.propose(
        store, both, article(name="b.txt"), quote(speaker="Jorun Vale"), [card()], desk, clock=clock
    )
    assert other is not None
    done = corrected(store, both, clock, other, said(other.quote, Speaker("Ilka Brandt", "named")))
    assert {p.account: p.state for p in done.posts} == {"folder": "rejected", "second": "draft"}


@pytest.mark.parametrize(
    "unsure",
    [
        quote(confidence=0.5),
        quote(speaker=None, kind="none"),
        quote(speaker=None, kind="none", flags=("by-hand",)),
    ],
)
def test_nothing_is_approved_before_somebody_said_who_speaks(
    store: Store, workspace: Workspace, clock: TurnedClock, unsure: Quote
) -> None:
    desk = DeskSettings(auto_approve=True, auto_approve_confidence=0.9)
    seen = posts.propose(store, workspace, article(), unsure, [card()], desk, clock=clock)
    assert seen is not None
    assert seen.draft.state == "waiting"
    with pytest.raises(WrongState, match="not sure who speaks"):
        posts.approve(store, workspace, seen.draft.id, who="ann", clock=clock)
    assert posts.view(store, seen.draft.id) == seen
    done = corrected(store, workspace, clock, seen, said(seen.quote, NOBODY))
    assert done.quote.speaker == NOBODY
    approved = posts.approve(store, workspace, done.draft.id, who="ann", clock=clock)
    assert approved.draft.state == "approved"


def test_approving_one_form_of_the_words_lets_the_others_go(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    long = proposed(store, workspace, clock)
    words = "The harbour belongs to everyone"
    short = posts.propose(
        store,
        workspace,
        article(),
        quote(words, flags=("shortened",)),
        [card(words)],
        workspace.settings.desk[0],
        clock=clock,
    )
    assert short is not None
    posts.approve(store, workspace, short.draft.id, who="ann", clock=clock)
    gone = posts.view(store, long.draft.id)
    assert (gone.draft.state, gone.posts[0].state) == ("expired", "expired")
    assert ("let go", f"draft {short.draft.id}") == (
        gone.decisions[-1].what,
        gone.decisions[-1].why.split(",")[0],
    )


def test_a_reply_goes_with_its_post_and_stands_as_it_stood(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    replying = account().model_copy(update={"link": "reply"})
    with_reply = workspace_of(workspace, accounts=(replying,))
    seen = proposed(store, with_reply, clock)
    (post,) = [p for p in seen.posts if p.answers is None]
    (reply,) = [p for p in seen.posts if p.answers]
    posts.hold(store, post.id, who="ann", clock=clock)
    posts.strike(store, workspace, reply.id, who="ann", clock=clock)
    seen = posts.view(store, seen.draft.id)
    done = corrected(store, with_reply, clock, seen, said(seen.quote))
    (new,) = [p for p in done.posts if p.answers is None]
    (below,) = [p for p in done.posts if p.answers]
    assert (new.state, new.hold_reason, below.state) == ("held", "editor", "rejected")
    assert below.answers == new.id
    assert "Jorun Vale" in new.text


def two_desks(workspace: Workspace) -> Workspace:
    """A desk whose drafts wait, and one that approves by itself."""
    desks = (
        DeskSettings(name="slow", accounts=("one",)),
        DeskSettings(name="fast", accounts=("two",), auto_approve=True),
    )
    accounts = (account("one"), account("two"))
    return Workspace(workspace.root, Settings(account=accounts, desk=desks))


def offered(store: Store, workspace: Workspace, clock: TurnedClock) -> DraftView:
    """The same quote of the same article on the desk that approves by itself."""
    view = posts.propose(
        store,
        workspace,
        article(),
        quote(confidence=1.0),
        [card()],
        workspace.settings.desk[1],
        clock=clock,
    )
    assert view is not None
    return view


def test_another_desk_does_not_approve_by_itself_what_a_person_credits_otherwise(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desks = two_desks(workspace)
    seen = proposed(store, desks, clock)
    corrected(store, desks, clock, seen, said(seen.quote))
    other = offered(store, desks, clock)
    assert other.draft.state == "waiting"
    assert "credited-otherwise" in other.quote.flags


def test_what_is_about_to_go_out_under_another_name_is_held(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desks = two_desks(workspace)
    [leaving] = offered(store, desks, clock).posts
    assert leaving.state == "queued"
    seen = proposed(store, desks, clock)
    corrected(store, desks, clock, seen, seen.quote)
    assert posts.post(store, leaving.id).state == "queued"
    corrected(store, desks, clock, posts.again(store, seen.draft.id), said(seen.quote))
    held = posts.post(store, leaving.id)
    assert (held.state, held.hold_reason) == ("held", "editor")
    assert held.problem == "ann credits the same words to Jorun Vale in another draft."


def test_a_draft_is_corrected_after_its_account_left_the_desk(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    accounts = (account("one"), account("two"))
    seen = proposed(store, workspace_of(workspace, accounts=accounts), clock)
    left = workspace_of(workspace, accounts=accounts, desk=DeskSettings(accounts=("one",)))
    done = corrected(store, left, clock, seen, said(seen.quote))
    assert ["Jorun Vale" in post.text for post in done.posts] == [True, True]


def test_words_chosen_by_hand_for_another_speaker_hold_what_is_about_to_go_out(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    seen = proposed(store, workspace, clock)
    approved = posts.approve(store, workspace, seen.draft.id, who="ben", clock=clock)
    chosen = said(replace(seen.quote, flags=("by-hand",)))
    desk = workspace.settings.desk[0]
    posts.propose(store, workspace, seen.article, chosen, [card()], desk, who="ann", clock=clock)
    assert posts.post(store, approved.posts[0].id).state == "held"
