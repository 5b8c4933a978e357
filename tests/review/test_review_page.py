"""What an editor sees and does."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import httpx
import pytest

from flows import posts
from flows.core.article import Removed
from flows.core.card import Picture
from flows.core.settings import DeskSettings, Settings
from flows.store import articles
from tests.review.studio import Studio, bee_article, bee_quote, send, words


class Marked(HTMLParser):
    """Collects what stands in each <mark>."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "mark":
            self._inside = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.marks[-1] += data


def marks(page: str) -> list[str]:
    parser = Marked()
    parser.feed(page)
    return parser.marks


def test_a_draft_shows_its_proof(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    text = page.get("/").text
    told = words(text)
    assert marks(text) == [view.article.text[s.start : s.end] for s in view.quote.spans]
    assert f"“{view.quote.text}”" in told
    for shown in (
        "Ottilie Brandvold",
        "beekeeper",
        "Named person",
        "Very sure 0.97",
        "Her name stands beside the quote.",
        "The roof that hums",
        "Visit 1.",
        "The brewery opens again in May.",
        "1 of 1 waiting",
    ):
        assert shown in told
    assert f'href="{view.article.url}"' in text
    assert html.escape(view.posts[0].text.splitlines()[0], quote=False) in html.unescape(text)
    for card in view.cards:
        assert f'src="/media/{card.media}"' in text
        assert f'alt="{html.escape(card.alt)}"' in text
    assert text.count('loading="lazy"') == len(view.cards) - 1


def test_flags_stand_in_plain_words(studio: Studio, page: httpx.Client) -> None:
    article = bee_article(1)
    quote = bee_quote(article, flags=("sensitive", "needs-context"), confidence=0.5)
    studio.propose(article, quote)
    told = words(page.get("/").text)
    assert "Sensitive: a person must look" in told
    assert "Needs context: refers to something outside the quote" in told
    assert "Not sure: check who said it 0.50" in told


@pytest.mark.parametrize(
    ("language", "told"), [("de", "German"), ("fr-CA", "French"), ("en-GB", None)]
)
def test_other_languages_leave_speakers_to_the_reviewer(
    studio: Studio, page: httpx.Client, language: str, told: str | None
) -> None:
    studio.propose(bee_article(1, language=language))
    text = words(page.get("/").text)
    if told:
        assert f"This article is in {told}. Speakers are left to you" in text
    else:
        assert "Speakers are left to you" not in text


def test_yes_says_when_it_goes_out_and_goes_on_to_the_next(
    studio: Studio, page: httpx.Client
) -> None:
    first, second = studio.propose(), studio.propose()
    shown = page.get(f"/drafts/{first.draft.id}").text
    assert 'id="who"' in shown
    after = send(page, f"/drafts/{first.draft.id}/approve", who="Ada  Quist")
    assert "Approved. Goes out Tue 24 Nov 09:00 on folder." in words(after)
    assert f'data-draft="{second.draft.id}"' in after
    view = studio.view(first.draft.id)
    assert view.draft.state == "approved"
    assert view.posts[0].due_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert ("Ada Quist", "approved") in [(d.who, d.what) for d in view.decisions]
    assert studio.woken == 1


def test_the_name_is_asked_once(studio: Studio, page: httpx.Client) -> None:
    first, second = studio.propose(), studio.propose()
    after = send(page, f"/drafts/{first.draft.id}/approve", who="Zoë <b>Ångström</b>")
    assert 'id="who"' not in after
    assert "Deciding as Zoë &lt;b&gt;Ångström&lt;/b&gt;" in re.sub(
        r"</?(span|bdi)[^>]*>", "", after
    )
    send(page, f"/drafts/{second.draft.id}/reject")
    assert studio.view(second.draft.id).decisions[-1].who == "Zoë <b>Ångström</b>"


def test_without_a_name_the_desks_first_reviewer_decides(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    assert 'value="Ina Marlowe"' in page.get("/").text
    send(page, f"/drafts/{view.draft.id}/approve")
    assert "Ina Marlowe" in [d.who for d in studio.view(view.draft.id).decisions]


def test_with_nobody_to_decide_nothing_is_decided(studio: Studio) -> None:
    studio.workspace = replace(studio.workspace, settings=Settings())
    with studio.browser() as page:
        view = studio.propose()
        after = send(page, f"/drafts/{view.draft.id}/approve")
        assert "Say who you are first" in words(after)
        assert studio.view(view.draft.id).draft.state == "waiting"


def test_yes_at_a_time_is_meant_in_the_accounts_zone(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    after = send(page, f"/drafts/{view.draft.id}/approve", at="2027-07-01T09:30")
    assert studio.view(view.draft.id).posts[0].due_at == datetime(2027, 7, 1, 8, 30, tzinfo=UTC)
    assert "Goes out Thu 1 Jul 2027 09:30 on folder" in words(after)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-11-22T09:00", "That time has passed."),
        ("2027-03-28T01:30", "The clocks in Europe/London skip 01:30 that day."),
        ("tomorrow", "That is not a date and time."),
        ("", "No time was given."),
        ("0001-01-01T00:00", "That"),
    ],
)
def test_a_time_that_cannot_be_is_told_and_nothing_changes(
    studio: Studio, page: httpx.Client, at: str, told: str
) -> None:
    view = studio.propose()
    after = send(page, f"/drafts/{view.draft.id}/approve", at=at, timing="at")
    assert told in words(after)
    assert f'data-draft="{view.draft.id}"' in after
    assert studio.view(view.draft.id).draft.state == "waiting"
    assert studio.woken == 0


def test_accounts_that_go_out_together_are_named_together(studio: Studio) -> None:
    folder = studio.workspace.settings.account[0]
    settings = studio.workspace.settings.model_copy(
        update={
            "account": (folder, folder.model_copy(update={"name": "press"})),
            "desk": (DeskSettings(accounts=("folder", "press"), reviewers=("Ina",)),),
        }
    )
    studio.workspace = replace(studio.workspace, settings=settings)
    with studio.browser() as page:
        view = studio.propose()
        after = words(send(page, f"/drafts/{view.draft.id}/approve"))
    assert "Approved. Goes out Tue 24 Nov 09:00 on folder and press." in after


def test_a_yes_that_finds_no_time_says_why(studio: Studio) -> None:
    quick = DeskSettings(reviewers=("Ina",), expires_hours=8)
    settings = studio.workspace.settings.model_copy(update={"desk": (quick,)})
    studio.workspace = replace(studio.workspace, settings=settings)
    with studio.browser() as page:
        view = studio.propose()
        after = words(send(page, f"/drafts/{view.draft.id}/approve"))
    assert "Has no time on folder: it goes stale Mon 23 Nov 20:00" in after


def test_post_now(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    after = send(page, f"/drafts/{view.draft.id}/approve", timing="now")
    assert studio.view(view.draft.id).posts[0].due_at == studio.clock.now()
    assert "Goes out now on folder" in words(after)
    assert studio.woken == 1


def test_no_keeps_its_reason(studio: Studio, page: httpx.Client) -> None:
    first, second = studio.propose(), studio.propose()
    after = send(page, f"/drafts/{first.draft.id}/reject", why="Out of context", who="Ada")
    assert "Rejected: Out of context. Nothing of it goes out." in words(after)
    send(page, f"/drafts/{second.draft.id}/reject", other="We ran it in May")
    for view, why in ((first, "Out of context"), (second, "We ran it in May")):
        now = studio.view(view.draft.id)
        assert (now.draft.state, now.decisions[-1].why) == ("rejected", why)
    shown = words(page.get(f"/drafts/{first.draft.id}").text)
    assert "Rejected by Ada, Mon 23 Nov 12:00: Out of context." in shown


def test_deciding_twice_is_told_and_changes_nothing(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    send(page, f"/drafts/{view.draft.id}/reject", who="Ada")
    after = send(page, f"/drafts/{view.draft.id}/approve")
    assert "is rejected already" in words(after)
    assert 'id="decide"' not in after
    assert studio.view(view.draft.id).draft.state == "rejected"


def test_the_last_decision_leads_to_the_empty_page(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    after = words(send(page, f"/drafts/{view.draft.id}/approve"))
    assert "Nothing waits for you" in after
    assert "pullquote make article.txt" in after
    assert "Goes out Tue 24 Nov" in after


def test_a_posts_text_can_be_changed_and_the_change_is_recorded(
    studio: Studio, page: httpx.Client
) -> None:
    post = studio.propose().posts[0]
    text = post.text + "\r\n\r\nFrom our spring issue."
    after = send(page, f"/posts/{post.id}/edit", text=text, back="draft", who="Ada")
    assert "The new text is kept." in words(after)
    assert "From our spring issue." in words(after)
    assert posts.post(studio.store, post.id).text == post.text + "\n\nFrom our spring issue."
    assert ("Ada", "edited") in [(d.who, d.what) for d in posts.story(studio.store, post.id)]


def test_a_text_that_puts_words_in_a_mouth_is_refused(studio: Studio, page: httpx.Client) -> None:
    post = studio.propose().posts[0]
    after = send(page, f"/posts/{post.id}/edit", text="“Bees are overrated,” she said.")
    assert "notice-problem" in after
    assert posts.post(studio.store, post.id).text == post.text


def test_one_post_is_held_released_moved_and_struck(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    post = view.posts[0]
    send(page, f"/drafts/{view.draft.id}/approve", who="Ada")
    where = f"/posts/{post.id}"
    assert "Held on folder: an editor stopped it" in words(send(page, f"{where}/hold", why="wait"))
    assert "Released. Goes out Tue 24 Nov 09:00" in words(send(page, f"{where}/release"))
    moved = words(send(page, f"{where}/move", at="2026-11-25T10:15"))
    assert "Moved. Goes out Wed 25 Nov 10:15 on folder." in moved
    struck = words(send(page, f"{where}/strike", why="changed our mind"))
    assert "Struck. Does not go out on folder." in struck
    assert "changed our mind" in struck
    assert posts.post(studio.store, post.id).state == "rejected"


def test_posts_are_listed_by_what_became_of_them(studio: Studio, page: httpx.Client) -> None:
    first, second = studio.propose(), studio.propose()
    send(page, f"/drafts/{first.draft.id}/approve", who="Ada")
    every = page.get("/posts").text
    assert f"/posts/{first.posts[0].id}" in every
    assert f"/posts/{second.posts[0].id}" in every
    tabs = words(every[: every.index('class="rows"')])
    assert "All 2 Queued 1Posted 0Held 0Failed 0Unknown 0Waiting 1Ended 0" in tabs
    queued = page.get("/posts?show=queued").text
    assert f"/posts/{second.posts[0].id}" not in queued
    assert "Goes out Tue 24 Nov 09:00 on folder" in words(every)
    assert "Ada: approved" in words(every)
    assert "queued for Tue 24 Nov 09:00" in words(every)
    assert f"/posts/{first.posts[0].id}" not in page.get("/posts?show=posted").text
    assert f"/posts/{second.posts[0].id}" in page.get("/posts?show=waiting").text
    assert "No posts of this kind." in page.get("/posts?show=failed").text


def test_a_paused_account_is_told_on_every_page_until_it_is_resumed(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    assert "Say who you are first" in words(send(page, "/pause", account="folder"))
    send(page, "/you", who="Ada")
    assert "Paused: folder." in words(send(page, "/pause", account="folder", why="storm"))
    told = "folder is paused since Mon 23 Nov 12:00: storm."
    for path in ("/", "/posts", f"/posts/{view.posts[0].id}"):
        assert told in words(page.get(path).text)
    assert "There is no account named" in words(send(page, "/pause", account="nobody"))
    assert "folder posts again." in words(send(page, "/accounts/folder/resume"))
    assert "is paused" not in words(page.get("/").text)
    assert studio.woken == 1


def test_the_list_of_posts_is_paged(studio: Studio, page: httpx.Client) -> None:
    for _ in range(27):
        studio.propose()
    first = page.get("/posts?show=waiting").text
    assert "Page 1 of 2" in words(first)
    second = page.get("/posts?show=waiting&page=2").text
    ids = [set(re.findall(r'href="/posts/([^"?]+)"', text)) for text in (first, second)]
    assert [len(ids[0]), len(ids[1])] == [25, 2]
    assert not ids[0] & ids[1]


def test_the_queue_shows_a_window_around_the_draft(studio: Studio, page: httpx.Client) -> None:
    views = [studio.propose() for _ in range(60)]
    text = page.get("/").text
    assert "1 of 60 waiting" in words(text)
    assert "20 more after these" in words(text)
    last = posts.waiting(studio.store)[-1].draft.id
    assert "54 before these" in words(page.get(f"/drafts/{last}").text)
    assert len(views) == 60


def test_next_and_previous_follow_the_queue(studio: Studio, page: httpx.Client) -> None:
    for _ in range(3):
        studio.propose()
    ids = [view.draft.id for view in posts.waiting(studio.store)]
    middle = page.get(f"/drafts/{ids[1]}").text
    assert f'id="previous" rel="prev" href="/drafts/{ids[0]}"' in middle
    assert f'id="next" rel="next" href="/drafts/{ids[2]}"' in middle


def test_the_whole_article_is_one_step_away_with_what_was_left_out(
    studio: Studio, page: httpx.Client
) -> None:
    removed = (Removed("Subscribe for more honey", "promo", "asks the reader to subscribe"),)
    view = studio.propose(bee_article(1, removed=removed))
    text = page.get(f"/drafts/{view.draft.id}/article").text
    assert marks(text) == [view.article.text[s.start : s.end] for s in view.quote.spans]
    assert "Subscribe for more honey asks the reader to subscribe" in words(text)


def test_words_that_a_later_reading_does_not_have_are_told(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    address = f"/drafts/{view.draft.id}"
    assert "Read again since" not in page.get(address).text
    later = replace(view.article, text=view.article.text.replace("letter", "promise"))
    studio.clock.pass_by(timedelta(minutes=5))
    with studio.store.write() as tx:
        articles.save(tx, later, studio.clock.now())
    told = words(page.get(address).text)
    assert "Read again since. The article no longer says" in told
    assert "[letter → promise]" in told
    grown = replace(view.article, text=f"{view.article.text} More soon.")
    studio.clock.pass_by(timedelta(minutes=5))
    with studio.store.write() as tx:
        articles.save(tx, grown, studio.clock.now())
    assert "Read again since" not in page.get(address).text
    # What a later reading takes for junk still stands on the page.
    whole = tuple(Removed(line, "promo", "a guess") for line in view.article.text.split("\n\n"))
    dropped = replace(view.article, text="Something else.", blocks=(), removed=whole)
    studio.clock.pass_by(timedelta(minutes=5))
    with studio.store.write() as tx:
        articles.save(tx, dropped, studio.clock.now())
    assert "Read again since" not in page.get(address).text


def test_what_was_left_out_is_listed(studio: Studio, page: httpx.Client) -> None:
    nothing = words(page.get("/left-out").text)
    assert "No quote has been noted here." in nothing
    assert "No article or file has been noted here." in nothing
    posts.note_unread(studio.store, "<i>page</i>.html", "It is empty.", clock=studio.clock)
    view = studio.propose()
    posts.note_skipped(studio.store, view.article, ["Too long", "Too dull"], clock=studio.clock)
    dry = bee_article(9, title="Hives & <b>dust</b>")
    studio.clock.pass_by(timedelta(minutes=5))
    posts.note_skipped(studio.store, dry, ["Nothing in it was picked."], clock=studio.clock)
    text = page.get("/left-out").text
    told = words(text)
    assert "&lt;i&gt;page&lt;/i&gt;.html: It is empty." in text
    # By article, the newest first; the one without a draft says so.
    assert "Hives & <b>dust</b> No draft Mon 23 Nov 12:05" in told
    assert "The roof that hums Mon 23 Nov 12:00 Read it, or choose any words of it" in told
    assert "Open the original Too long Too dull" in told
    assert told.index("Nothing in it was picked.") < told.index("The roof that hums")


def test_what_was_left_out_is_paged(studio: Studio, page: httpx.Client) -> None:
    for number in range(27):
        dry = bee_article(number, title=f"Article {number}")
        posts.note_skipped(studio.store, dry, ["Nothing in it was picked."], clock=studio.clock)
    first, second = (words(page.get(f"/left-out?page={n}").text) for n in (1, 2))
    assert (first.count("No draft"), second.count("No draft")) == (25, 2)
    assert "Page 1 of 2" in first


def test_an_unknown_draft_is_a_page_not_a_crash(page: httpx.Client) -> None:
    for path in ("/drafts/none", "/posts/none", "/nowhere", "/?desk=none"):
        answer = page.get(path)
        assert answer.status_code in (400, 404)
        assert "Back to the review page" in answer.text


def test_a_picture_of_unknown_rights_asks_for_a_signature(
    studio: Studio, page: httpx.Client
) -> None:
    picture = Picture(studio.workspace.root / "p.jpg", "unknown", "Photo: Ida Renner/Getty Images")
    view = studio.propose(picture=picture)
    shown = words(page.get(f"/drafts/{view.draft.id}").text)
    assert "I may use this picture" in shown
    assert "Photo: Ida Renner/Getty Images" in shown
    told = words(send(page, f"/drafts/{view.draft.id}/approve", who="Ada"))
    assert "rights to the picture on this card are not known" in told
    assert studio.view(view.draft.id).draft.state == "waiting"
    send(page, f"/drafts/{view.draft.id}/approve", who="Ada", signed="true")
    assert studio.view(view.draft.id).draft.state == "approved"
    assert "I may use this picture" not in page.get(f"/drafts/{studio.propose().draft.id}").text
