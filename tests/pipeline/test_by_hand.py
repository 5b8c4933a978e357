"""Any words of an article become a draft, credited as a person says; end to end, real cards."""

from pathlib import Path

import pytest

from flows import by_hand, pipeline, posts
from flows.by_hand import Chosen
from flows.core.article import Article
from flows.core.clock import SystemClock
from flows.core.errors import NotVerbatim, PullquoteError, WrongState
from flows.core.quote import NOBODY
from flows.core.workspace import Workspace
from flows.pipeline import Made
from flows.store import Store, articles

CLOCK = SystemClock()
ARTICLE = """The Harbour That Nobody Sold

By Maren Thistle

Every town gets the harbour it answers for. Ilka Brandt has run the ferry for twenty years.

“I never asked the sea for any favours, and it never asked me for one,” Brandt said. “We keep it that way.”

“The boats are small,” said one regular. “You learn to sit still and think of the coffee.”
"""
GERMAN = """Der Hafen, der allen gehört

Die Fährfrau Ilka Brandt will den alten Hafen nicht hergeben. Seit zwanzig Jahren fährt sie nach Norden.

„Der Hafen gehört allen, die hier arbeiten und ihn kennen“, sagte Brandt am Montag.
"""


def made(workspace: Workspace, text: str, name: str = "harbour.txt") -> Made:
    path = Path(workspace.root) / name
    path.write_text(text, encoding="utf-8")
    (one,) = pipeline.make(workspace, [str(path)])
    assert isinstance(one, Made)
    return one


def choose(
    workspace: Workspace,
    store: Store,
    article: Article,
    chosen: Chosen,
    name: str = "",
    **more: str,
) -> tuple[posts.DraftView, bool]:
    speaker = by_hand.said_by(article, name, role=more.pop("role", "")) if name else NOBODY
    return by_hand.choose(
        workspace, store, article, chosen, speaker=speaker, who="Ann", clock=CLOCK, **more
    )


def test_the_authors_own_line_becomes_a_draft_that_says_who_chose_it(workspace: Workspace) -> None:
    article = made(workspace, ARTICLE).article
    with pipeline.opened(workspace) as store:
        words = "Every town gets  the harbour\nit answers for."
        view, new = choose(
            workspace, store, article, Chosen(words), "Maren Thistle", role="our reporter"
        )
        assert new
        assert view.quote.text == "Every town gets the harbour it answers for."
        assert view.quote.speaker.name == "Maren Thistle"
        assert {"by-hand", "speaker-by-hand"} <= set(view.quote.flags)
        (span,) = view.quote.spans
        assert view.article.text[span.start : span.end] == view.quote.text
        assert view.decisions[0].who == "Ann"
        assert len(view.cards) == 2
        assert "Maren Thistle, our reporter" in view.cards[0].alt
        again, new = choose(
            workspace, store, article, Chosen(words), "Maren Thistle", role="our reporter"
        )
        assert (again.draft.id, new) == (view.draft.id, False)


def test_words_that_the_article_does_not_have_become_nothing(workspace: Workspace) -> None:
    article = made(workspace, ARTICLE).article
    with pipeline.opened(workspace) as store:
        before = len(posts.waiting(store))
        for words in ("Every town deserves the harbour it answers for.", " ", "every town gets"):
            with pytest.raises(NotVerbatim):
                choose(workspace, store, article, Chosen(words), "Maren Thistle")
        with pytest.raises(PullquoteError, match="Nobody is named"):
            by_hand.said_by(article, "  ")
        assert len(posts.waiting(store)) == before


def test_a_quote_that_was_left_out_is_chosen_with_its_speaker_said(workspace: Workspace) -> None:
    article = made(workspace, ARTICLE).article
    with pipeline.opened(workspace) as store:
        with store.read() as tx:
            left = articles.left_out(tx, article)
        (key,) = [key for key, q in left.items() if q.text.startswith("The boats")]
        view, _ = choose(workspace, store, article, Chosen(quote_id=key), "Bo Marsh")
        assert view.quote.text == left[key].text
        assert view.quote.spans == left[key].spans
        assert view.quote.speaker.name == "Bo Marsh"
        with store.read() as tx:
            assert key not in articles.left_out(tx, article)
        posts.approve(store, workspace, view.draft.id, who="Ann", clock=CLOCK)


def test_quotes_in_another_language_wait_for_a_person_to_name_the_speaker(
    workspace: Workspace,
) -> None:
    one = made(workspace, GERMAN)
    assert one.article.language == "de"
    with pipeline.opened(workspace) as store:
        (view,) = posts.waiting(store)
        assert view.quote.speaker == NOBODY
        with pytest.raises(WrongState):
            posts.approve(store, workspace, view.draft.id, who="Ann", clock=CLOCK)
        speaker = by_hand.said_by(view.article, "Ilka Brandt", role="Fährfrau")
        assert speaker.evidence is not None
        done = by_hand.correct(
            workspace, store, view.draft.id, speaker=speaker, who="Ann", clock=CLOCK
        )
        assert "Ilka Brandt, Fährfrau" in done.cards[0].alt
        assert done.cards[0].media != view.cards[0].media
        approved = posts.approve(store, workspace, view.draft.id, who="Ann", clock=CLOCK)
        assert approved.draft.state == "approved"
    again = made(workspace, GERMAN)
    assert again.new_drafts == 0


def test_a_line_of_context_is_set_on_the_card_and_can_be_taken_away(workspace: Workspace) -> None:
    made(workspace, ARTICLE)
    with pipeline.opened(workspace) as store:
        (view, *_) = posts.waiting(store)
        with_line = by_hand.correct(
            workspace, store, view.draft.id, context="On the  ferry", who="Ann", clock=CLOCK
        )
        assert with_line.quote.context == "On the ferry"
        assert with_line.cards[0].media != view.cards[0].media
        assert with_line.quote.key == view.quote.key
        assert "context: none → On the ferry" in [d.why for d in with_line.decisions]
        without = by_hand.correct(
            workspace, store, view.draft.id, context="", who="Ann", clock=CLOCK
        )
        assert without.cards == view.cards


def test_a_long_quote_comes_with_a_shorter_form_that_never_goes_out_by_itself(
    workspace: Workspace,
) -> None:
    long = (
        "“I left in March with two sails and a borrowed compass, and I came back with one of each. "
        "The harbour master laughed at me from his window every day. Nobody asks the tide why it "
        "leaves. I went because the boat was ready and I was not.”"
    )
    made(workspace, f"Sailors\n\n{long} Ada Quill said. Quill has sailed in the north for years.\n")
    with pipeline.opened(workspace) as store:
        forms = sorted(posts.waiting(store), key=lambda view: -len(view.quote.text))
    assert len(forms) == 2
    whole, short = forms
    assert "shortened" in short.quote.flags
    for sentence in short.quote.text.split(" […] "):
        assert sentence in whole.quote.text
