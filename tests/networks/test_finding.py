"""A post that is out is found again, whatever became of it, of our clock and of the account.

To miss it is to send it twice; to take another for it is to lose it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows import networks
from flows.core.errors import NotSent
from flows.core.workspace import Workspace
from flows.networks import Network, Prepared
from tests.networks.conftest import MakeParcel, on_mastodon, on_x
from tests.servers.exchange import Answer, Request
from tests.servers.wire import FaultyServer
from tests.servers.x_emulator import XEmulator

NOBODY: frozenset[str] = frozenset()


class Instance(FaultyServer):
    """A Mastodon that shows the statuses it is told to show."""

    token = "t0ken"

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[dict[str, Any]] = []
        self.turns_pages = True
        self.most = 40
        self.version = ""

    def answer(self, request: Request) -> Answer:
        if request.path.endswith("verify_credentials"):
            return Answer.of(200, {"id": "1", "acct": "cards"})
        if request.path.endswith("/instance"):
            return Answer.of(200, {"version": self.version, "max_toot_chars": 500})
        limit = request.query.get("max_id", "~") if self.turns_pages else "~"
        newest = [s for s in self.statuses if s["id"] < limit]
        return Answer.of(200, newest[: self.most])

    def show(self, content: str, **more: Any) -> None:
        """Show one more status, older than all before."""
        status: dict[str, Any] = {"id": f"{10_000 - len(self.statuses):05d}", "content": content}
        status |= {"created_at": datetime.now(UTC).isoformat(), "media_attachments": [{"id": "7"}]}
        self.statuses.append(status | more)


@pytest.fixture
def instance() -> Any:
    with Instance() as server:
        yield server


@pytest.fixture
def mastodon(instance: Instance, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Network:
    server: Any = instance
    return networks.connect(on_mastodon(server, monkeypatch), workspace)


@pytest.fixture
def network(x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Network:
    return networks.connect(on_x(x.url, x.credentials, monkeypatch), workspace)


MARKUP: dict[str, Callable[[str], str]] = {
    "paragraphs": lambda text: (
        "<p>" + text.replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>"
    ),
    "a mention": lambda text: text.replace(
        "@ann@ships.example",
        '<span class="h-card" translate="no"><a href="https://ships.example/@ann" '
        'class="u-url mention">@<span>ann</span></a></span>',
    ),
    "a shortened link": lambda text: text.replace(
        "https://harbour.example/a?b=1&amp;c=2",
        '<a href="https://harbour.example/a?b=1&amp;c=2" rel="nofollow"><span class="invisible">'
        'https://</span><span class="ellipsis">harbour.example/a</span>'
        '<span class="invisible">?b=1&amp;c=2</span></a>',
    ),
    "a hashtag": lambda text: text.replace(
        "#harbour",
        '<a href="/tags/harbour" class="mention hashtag" rel="tag">#<span>harbour</span></a>',
    ),
    "straight marks": lambda text: text.replace("“", "&quot;").replace("”", "&quot;"),
}


@pytest.mark.parametrize("made", MARKUP)
def test_the_markup_of_an_instance_makes_no_other_post_of_it(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel, made: str
) -> None:
    text = "“We row.”\n\n— Ann Lee (@ann@ships.example)\n#harbour https://harbour.example/a?b=1&c=2"
    parcel = make_parcel(text=text)
    instance.show(MARKUP[made](text.replace("&", "&amp;")))
    assert mastodon.find(parcel, known=NOBODY) is not None
    assert mastodon.find(replace(parcel, text="“We sing.”"), known=NOBODY) is None


def test_a_post_that_was_edited_over_there_is_ours_by_its_image(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel
) -> None:
    parcel = make_parcel(prepared=Prepared({"media": "7"}))
    instance.show("<p>Corrected by hand</p>", created_at="2001-01-01T00:00:00.000Z")
    assert mastodon.find(parcel, known=NOBODY) is not None
    assert mastodon.find(replace(parcel, prepared=Prepared({"media": "8"})), known=NOBODY) is None


def test_an_account_that_said_much_since_is_looked_through_to_the_end(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel
) -> None:
    parcel = make_parcel()
    for number in range(450):
        instance.show(f"<p>Something else, number {number}</p>")
    instance.show(parcel.text.replace("&", "&amp;"))
    assert mastodon.find(parcel, known=NOBODY) is not None


def test_what_cannot_be_looked_through_is_no_proof_that_it_is_not_there(
    mastodon: Network,
    instance: Instance,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flows.networks.mastodon._PAGES", 2)
    for number in range(100):
        instance.show(f"<p>Something else, number {number}</p>")
    with pytest.raises(NotSent, match="too much"):
        mastodon.find(make_parcel(), known=NOBODY)


@pytest.mark.parametrize("most", [256, 40])
def test_of_a_server_that_turns_no_pages_one_is_enough_unless_it_may_have_cut(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel, most: int
) -> None:
    instance.turns_pages, instance.most = False, most
    for number in range(60):
        instance.show(f"<p>Something else, number {number}</p>")
    if most == 256:
        assert mastodon.find(make_parcel(), known=NOBODY) is None
    else:
        with pytest.raises(NotSent, match="too much"):
            mastodon.find(make_parcel(), known=NOBODY)
    looks = [call for call in instance.requests if call["path"].endswith("/statuses")]
    assert len(looks) == 2


@pytest.mark.parametrize("version", ["4.3.1", "4.0.0 (not true; really snac/2.75)"])
def test_as_many_as_were_asked_for_are_all_where_a_server_is_known_to_show_more(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel, version: str
) -> None:
    instance.turns_pages, instance.version = False, version
    for number in range(40):
        instance.show(f"<p>Something else, number {number}</p>")
    mastodon.check()
    if "snac" in version:
        assert mastodon.find(make_parcel(), known=NOBODY) is None
    else:
        with pytest.raises(NotSent, match="too much"):
            mastodon.find(make_parcel(), known=NOBODY)


def test_a_page_that_cannot_be_read_is_no_proof_either(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel
) -> None:
    instance.fault("html_503", path="statuses")
    with pytest.raises(NotSent):
        mastodon.find(make_parcel(), known=NOBODY)
    instance.fault("truncate_after", path="statuses")
    with pytest.raises(NotSent):
        mastodon.find(make_parcel(), known=NOBODY)


@pytest.mark.parametrize("ahead", [timedelta(hours=-20), timedelta(hours=1), timedelta(hours=20)])
def test_a_clock_that_was_wrong_when_it_left_hides_no_post(
    network: Network,
    mastodon: Network,
    instance: Instance,
    make_parcel: MakeParcel,
    ahead: timedelta,
) -> None:
    parcel = make_parcel()
    network.send(parcel, network.prepare(parcel))
    wrong = replace(parcel, intent_at=datetime.now(UTC) + ahead)
    assert network.find(wrong, known=NOBODY) is not None
    instance.show(parcel.text.replace("&", "&amp;"))
    assert mastodon.find(wrong, known=NOBODY) is not None


def test_what_the_account_said_days_ago_is_not_ours(
    mastodon: Network, instance: Instance, make_parcel: MakeParcel
) -> None:
    parcel = make_parcel()
    old = datetime.now(UTC) - timedelta(days=2)
    instance.show(parcel.text.replace("&", "&amp;"), created_at=old.isoformat())
    assert mastodon.find(parcel, known=NOBODY) is None


def test_on_x_more_than_a_page_is_looked_through(
    network: Network, x: XEmulator, make_parcel: MakeParcel
) -> None:
    x.set(limits={"POST /2/tweets": (1_000, 900.0)})
    parcel = make_parcel()
    network.send(parcel, network.prepare(parcel))
    for number in range(101):
        other = make_parcel(text=f"Something else, number {number}", images=())
        network.send(other, Prepared({"media": ""}))
    assert network.find(parcel, known=NOBODY) is not None


def test_on_x_our_own_image_tells_our_post(
    network: Network, x: XEmulator, make_parcel: MakeParcel
) -> None:
    x.set(duplicates="off")
    parcel = make_parcel()
    prepared = network.prepare(parcel)
    sent = network.send(parcel, prepared)
    edited = replace(parcel, text="Edited over there", prepared=prepared)
    assert network.find(edited, known=NOBODY) == sent
