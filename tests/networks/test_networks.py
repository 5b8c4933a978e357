"""Each network of the world against the server that stands for it, and what lost answers mean."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows import networks
from flows.core.errors import AuthLost, Deferred, NotSent, OutcomeUnknown, Refused, SettingsError
from flows.core.post import Mark, MarkKind
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import Network, Parcel, Sent
from flows.posts.keys import new_key
from tests.networks.conftest import MakeParcel, on_bluesky, on_mastodon, on_x
from tests.servers.bluesky import Bluesky
from tests.servers.mastodon_mock import MastodonMock
from tests.servers.process import free_port
from tests.servers.snac import Snac

NOBODY: frozenset[str] = frozenset()


@dataclass
class Somewhere:
    """A network, the server behind it, and how to make it lose answers."""

    network: Network
    server: Any
    proxy: Any
    create: str

    def count(self, parcel: Parcel) -> int:
        """How often the parcel is public."""
        mark = parcel.text.split("said ")[1][:8]
        return sum(mark in text for text in texts(self.server))


def texts(server: Any) -> list[str]:
    if hasattr(server, "texts"):
        return list(server.texts())
    return [str(post["text"]) for post in server.posts() if not post["deleted"]]


def above(server: Any, remote_id: str) -> str | None:
    """Below which post another one stands, as the server has it."""
    if isinstance(server, Bluesky):
        [post] = [post for post in server.posts() if post["uri"] == remote_id]
        reply = post["value"]["reply"]
        assert reply["root"] == reply["parent"]
        return str(reply["parent"]["uri"])
    if isinstance(server, Snac | MastodonMock):
        [status] = [post for post in server.posts() if post["id"] == remote_id]
        return status["in_reply_to_id"]  # type: ignore[no-any-return]
    [post] = [post for post in server.posts() if str(post["id"]) == remote_id]
    return str(post["reply_to"])


REAL = [
    pytest.param(name, marks=pytest.mark.proof) for name in ("bluesky", "mastodon_mock", "snac")
]


@pytest.fixture(params=["x", *REAL])
def somewhere(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    proxied: Callable[..., Any],
) -> Somewhere:
    server = request.getfixturevalue(request.param)
    if request.param == "x":
        settings = on_x(server.url, server.credentials, monkeypatch)
        return Somewhere(networks.connect(settings, workspace), server, server, "/2/tweets$")
    proxy = proxied(server.url)
    if request.param == "bluesky":
        settings = on_bluesky(server, monkeypatch, proxy.url)
        create = "putRecord"
    else:
        settings = on_mastodon(server, monkeypatch, proxy.url)
        create = "/api/v1/statuses$"
    return Somewhere(networks.connect(settings, workspace), server, proxy, create)


def sent(network: Network, parcel: Parcel) -> Sent:
    assert network.validate(parcel) == []
    return networks.send(network, parcel, network.prepare(parcel))


def test_a_post_goes_out_is_found_and_is_taken_down(
    somewhere: Somewhere, make_parcel: MakeParcel
) -> None:
    network, parcel = somewhere.network, make_parcel()
    assert network.find(parcel, known=NOBODY) is None
    done = sent(network, parcel)
    assert somewhere.count(parcel) == 1
    found = network.find(parcel, known=NOBODY)
    assert found is not None
    assert found.remote_id == done.remote_id
    if isinstance(somewhere.server, Snac):
        with pytest.raises(Refused, match="by hand"):
            network.delete(done.remote_id)
        return
    network.delete(done.remote_id)
    network.delete(done.remote_id)
    assert somewhere.count(parcel) == 0
    assert network.find(parcel, known=NOBODY) is None


def test_another_post_is_not_taken_for_ours(somewhere: Somewhere, make_parcel: MakeParcel) -> None:
    sent(somewhere.network, make_parcel())
    assert somewhere.network.find(make_parcel(), known=NOBODY) is None


def test_an_answer_stands_below_its_post(somewhere: Somewhere, make_parcel: MakeParcel) -> None:
    network, parcel = somewhere.network, make_parcel()
    first = sent(network, parcel)
    answer = make_parcel(images=(), reply_to=first.remote_id)
    below = networks.send(network, answer, network.prepare(answer))
    assert below.remote_id != first.remote_id
    assert somewhere.count(answer) == 1
    assert above(somewhere.server, below.remote_id) == first.remote_id


def test_a_reply_whose_answer_was_lost_is_found_below_its_post_and_nowhere_else(
    somewhere: Somewhere, make_parcel: MakeParcel
) -> None:
    network = somewhere.network
    first, other = (sent(network, make_parcel()) for _ in range(2))
    answer = make_parcel(images=(), reply_to=first.remote_id)
    assert network.find(answer, known=NOBODY) is None
    prepared = network.prepare(answer)
    somewhere.proxy.fault("drop_after", method="POST", path=somewhere.create)
    with pytest.raises(OutcomeUnknown):
        networks.send(network, answer, prepared)
    found = network.find(answer, known=NOBODY)
    assert found is not None
    assert above(somewhere.server, found.remote_id) == first.remote_id
    # The same words below another post are another reply; Bluesky tells them by their key.
    elsewhere = replace(answer, reply_to=other.remote_id, key=new_key(answer.created_at))
    assert network.find(elsewhere, known=NOBODY) is None
    if isinstance(somewhere.server, Snac):
        return
    network.delete(found.remote_id)
    assert somewhere.count(answer) == 0


def test_what_stands_there_is_shown_to_a_person_who_has_to_say_which_is_ours(
    somewhere: Somewhere, make_parcel: MakeParcel
) -> None:
    network, parcel = somewhere.network, make_parcel()
    other = sent(network, make_parcel(images=()))
    done = sent(network, parcel)
    shown = {one.remote_id: one for one in network.recent(parcel)}
    ours, theirs = shown[done.remote_id], shown[other.remote_id]
    assert networks.same_words(parcel.text, ours.text)
    assert not networks.same_words(parcel.text, theirs.text)
    assert (ours.images, theirs.images) == (1, 0)
    assert ours.remote_url == done.remote_url
    assert ours.at is not None
    assert abs(ours.at - datetime.now(UTC)) < timedelta(minutes=5)
    later = replace(parcel, intent_at=datetime.now(UTC) + timedelta(hours=1))
    assert network.recent(later) == []


LOST = {
    "drop_after": 1.0,
    "reset_after": 1.0,
    "truncate_after": 1.0,
    "status_after": 1.0,
    "slow_after": 15.0,
    # Each byte comes in time, the answer as a whole does not.
    "drip_after": 0.3,
}


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_unknown_and_the_post_is_found(
    somewhere: Somewhere, make_parcel: MakeParcel, fault: str
) -> None:
    network, parcel = somewhere.network, make_parcel()
    prepared = network.prepare(parcel)
    somewhere.proxy.fault(fault, method="POST", path=somewhere.create, seconds=LOST[fault])
    with pytest.raises(OutcomeUnknown):
        networks.send(network, parcel, prepared)
    assert somewhere.count(parcel) == 1
    assert network.find(parcel, known=NOBODY) is not None


@pytest.mark.parametrize("fault", ["drop_before", "html_503"])
def test_what_broke_before_it_was_accepted_is_unknown_and_not_found(
    somewhere: Somewhere, make_parcel: MakeParcel, fault: str
) -> None:
    network, parcel = somewhere.network, make_parcel()
    prepared = network.prepare(parcel)
    somewhere.proxy.fault(fault, method="POST", path=somewhere.create)
    with pytest.raises(OutcomeUnknown):
        networks.send(network, parcel, prepared)
    assert network.find(parcel, known=NOBODY) is None
    networks.send(network, parcel, prepared)
    assert somewhere.count(parcel) == 1


@pytest.mark.parametrize("dialect", ["x", "bluesky", "mastodon"])
def test_a_rate_limit_says_when_to_come_back(
    somewhere: Somewhere, make_parcel: MakeParcel, dialect: str
) -> None:
    network, parcel = somewhere.network, make_parcel()
    prepared = network.prepare(parcel)
    somewhere.proxy.fault(
        "rate_limited", method="POST", path=somewhere.create, seconds=100.0, dialect=dialect
    )
    with pytest.raises(Deferred) as caught:
        networks.send(network, parcel, prepared)
    wait = caught.value.until - datetime.now(UTC)
    assert timedelta(seconds=80) < wait < timedelta(seconds=110)
    assert somewhere.count(parcel) == 0


def test_a_no_is_a_no(somewhere: Somewhere, make_parcel: MakeParcel) -> None:
    network, parcel = somewhere.network, make_parcel()
    prepared = network.prepare(parcel)
    somewhere.proxy.fault("status", method="POST", path=somewhere.create, status=403)
    with pytest.raises(Refused):
        networks.send(network, parcel, prepared)


def test_too_long_a_text_is_told_before_it_is_sent(
    somewhere: Somewhere, make_parcel: MakeParcel
) -> None:
    limit = somewhere.network.limits.text
    assert "longer" in somewhere.network.validate(make_parcel(text="x" * (limit + 1)))[0]
    assert somewhere.network.validate(make_parcel(text="x" * limit)) == []


ACCOUNTS = [
    AccountSettings(
        name="a",
        network="bluesky",
        options={"service": "{url}", "handle": "cards.test", "password_env": "TEST_SECRET"},
    ),
    AccountSettings(
        name="a", network="mastodon", options={"service": "{url}", "token_env": "TEST_SECRET"}
    ),
    AccountSettings(
        name="a",
        network="x",
        options={"api": "{url}"}
        | {
            f"{key}_env": "TEST_SECRET"
            for key in ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        },
    ),
]


def at(account: AccountSettings, url: str) -> AccountSettings:
    options = {name: value.format(url=url) for name, value in account.options.items()}
    return account.model_copy(update={"options": options})


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.network)
def test_a_network_that_is_not_there_is_certainly_not_sent(
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    account: AccountSettings,
) -> None:
    monkeypatch.setenv("TEST_SECRET", "12-s3cret")
    network = networks.connect(at(account, f"http://127.0.0.1:{free_port()}"), workspace)
    prepared = networks.Prepared({"media": "", "record": "{}"})
    with pytest.raises(NotSent) as caught:
        networks.send(network, make_parcel(images=()), prepared)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.network)
def test_a_mistake_before_the_call_is_certainly_not_sent(
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    account: AccountSettings,
) -> None:
    monkeypatch.setenv("TEST_SECRET", "12-s3cret")
    network = networks.connect(at(account, f"http://127.0.0.1:{free_port()}"), workspace)
    with pytest.raises(Refused, match="KeyError"):
        networks.send(network, make_parcel(images=()), networks.Prepared({}))


@pytest.mark.parametrize("url", ["http://[::bad", "nonsense", "http://127.0.0.1:bad/"])
def test_a_call_that_cannot_even_be_written_is_certainly_not_sent(
    workspace: Workspace, make_parcel: MakeParcel, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("TEST_SECRET", "12-s3cret")
    options = {"url": url, "secret_env": "TEST_SECRET"}
    account = AccountSettings(name="a", network="webhook", options=options)
    with pytest.raises((NotSent, Refused)):
        networks.send(networks.connect(account, workspace), make_parcel(), networks.Prepared())


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.network)
def test_a_missing_secret_is_a_lost_login(
    workspace: Workspace, make_parcel: MakeParcel, account: AccountSettings
) -> None:
    network = networks.connect(at(account, "http://127.0.0.1:9"), workspace)
    with pytest.raises(AuthLost, match="TEST_SECRET"):
        networks.send(
            network, make_parcel(images=()), networks.Prepared({"media": ""} | {"record": "{}"})
        )


@pytest.mark.parametrize("network", ["bluesky", "mastodon"])
def test_an_account_without_its_options_is_a_settings_error(
    workspace: Workspace, network: str
) -> None:
    with pytest.raises(SettingsError):
        networks.connect(AccountSettings(name="a", network=network), workspace)


@pytest.mark.parametrize("value", ["", "many", "-1", "nan", "inf", "1e30"])
@pytest.mark.parametrize("name", ["timeout_seconds", "max_characters", "settle_seconds"])
def test_an_option_that_is_no_sensible_number_is_a_settings_error(
    workspace: Workspace, name: str, value: str
) -> None:
    options = {"url": "http://127.0.0.1:9", "secret_env": "TEST_SECRET", name: value}
    with pytest.raises(SettingsError, match=name):
        networks.connect(AccountSettings(name="a", network="webhook", options=options), workspace)


def test_a_call_without_any_time_is_a_settings_error(workspace: Workspace) -> None:
    options = {"url": "http://127.0.0.1:9", "secret_env": "TEST_SECRET", "timeout_seconds": "0"}
    with pytest.raises(SettingsError, match="timeout_seconds"):
        networks.connect(AccountSettings(name="a", network="webhook", options=options), workspace)


def test_a_wrong_password_is_a_lost_login(
    somewhere: Somewhere, make_parcel: MakeParcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TEST_BLUESKY", "TEST_MASTODON", "TEST_X_access_token_secret"):
        monkeypatch.setenv(name, "wr0ng")
    with pytest.raises(AuthLost) as caught:
        sent(somewhere.network, make_parcel(images=()))
    assert "wr0ng" not in str(caught.value)


@pytest.mark.proof
def test_on_bluesky_a_resend_is_no_copy_and_never_overwrites(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = request.getfixturevalue("bluesky")
    network = networks.connect(on_bluesky(server, monkeypatch), workspace)
    parcel = make_parcel()
    prepared = network.prepare(parcel)
    first = network.send(parcel, prepared)
    assert network.send(parcel, prepared) == first
    other = replace(parcel, text="Something else entirely")
    with pytest.raises(Refused, match="Another post"):
        network.send(other, network.prepare(other))
    [record] = [post for post in server.posts() if post["uri"] == first.remote_id]
    assert record["value"]["text"] == parcel.text
    assert record["value"]["embed"]["images"][0]["alt"] == parcel.images[0].alt
    [facet] = record["value"]["facets"]
    span = parcel.text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
    assert span == b"https://harbour.example/a?b=1&c=2"


def test_on_x_a_duplicate_is_looked_up_rather_than_believed(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x = request.getfixturevalue("x")
    network = networks.connect(on_x(x.url, x.credentials, monkeypatch), workspace)
    parcel = make_parcel()
    first = sent(network, parcel)
    with pytest.raises(OutcomeUnknown, match="already"):
        sent(network, parcel)
    assert network.find(parcel, known=NOBODY) == first
    # A post that we know by name is another one, even if it says the same.
    assert network.find(parcel, known=frozenset({first.remote_id})) is None


@pytest.mark.proof
def test_on_mastodon_a_busy_server_is_waited_for(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = request.getfixturevalue("mastodon_mock")
    proxy = request.getfixturevalue("proxied")(server.url, processing=2)
    network = networks.connect(on_mastodon(server, monkeypatch, proxy.url), workspace)
    parcel = make_parcel()
    sent(network, parcel)
    [status] = [
        status
        for status in server.posts()
        if parcel.text.split("said ")[1][:8] in status["content"]
    ]
    assert status["media_attachments"][0]["description"] == parcel.images[0].alt


@pytest.mark.proof
def test_on_bluesky_marks_lead_where_they_say_counted_in_bytes(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = request.getfixturevalue("bluesky")
    network = networks.connect(on_bluesky(server, monkeypatch), workspace)
    handle = server.account.handle
    text = (
        f"“Grüße an @nobody.example 👋🏽” — Zoë (@{handle}, @gone.test) harbour.example/a… #größe"
    )
    places: list[tuple[MarkKind, str, str]] = [
        ("mention", f"@{handle}", handle),
        ("mention", "@gone.test", "gone.test"),
        ("link", "harbour.example/a…", "https://harbour.example/a?b=1#c"),
        ("tag", "#größe", "größe"),
    ]
    marks = [
        Mark(kind, at := text.index(piece), at + len(piece), value) for kind, piece, value in places
    ]
    done = sent(network, make_parcel(text=text, marks=tuple(marks)))
    [record] = [post for post in server.posts() if post["uri"] == done.remote_id]
    found = [
        (
            text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            next(value for name, value in facet["features"][0].items() if name != "$type"),
        )
        for facet in record["value"]["facets"]
    ]
    # Who is not to be found is not mentioned, nor who is named inside the quotation.
    assert found == [
        (f"@{handle}", server.account.did),
        ("harbour.example/a…", "https://harbour.example/a?b=1#c"),
        ("#größe", "größe"),
    ]


@pytest.mark.proof
@pytest.mark.parametrize(
    "text",
    [
        "x" * 300,
        "x" * 301,
        "é" * 300,
        "e\u0301" * 300,
        "日" * 301,
        "👨\u200d👩\u200d👧\u200d👦" * 120,
        "👨\u200d👩\u200d👧\u200d👦" * 121,
        "🇩🇪" * 300,
        "👍🏽" * 301,
        "क्षि" * 150,
        "\u1100\u1161\u11a8" * 300,
        "a\r\nb" * 100,
    ],
)
def test_the_bluesky_server_takes_exactly_what_we_say_fits(
    request: pytest.FixtureRequest,
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    server = request.getfixturevalue("bluesky")
    network = networks.connect(on_bluesky(server, monkeypatch), workspace)
    parcel = make_parcel(text=text, images=())
    fits = network.length(text) <= network.limits.text
    assert fits == (network.validate(parcel) == [])
    try:
        networks.send(network, parcel, network.prepare(parcel))
    except Refused:
        assert not fits
    else:
        assert fits
