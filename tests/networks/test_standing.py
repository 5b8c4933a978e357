"""What looking at an account shows: who it is, what its network takes, how it is labelled."""

import json
from dataclasses import replace
from typing import Any

import pytest

from flows import networks, posts
from flows.core.errors import Refused
from flows.core.settings import AccountSettings, Settings
from flows.core.workspace import Workspace
from tests.networks.conftest import MakeParcel, on_bluesky, on_mastodon, on_x
from tests.servers.bluesky import Bluesky
from tests.servers.loopback import call
from tests.servers.mastodon_mock import MastodonMock
from tests.servers.process import free_port
from tests.servers.snac import Snac
from tests.servers.x_emulator import XEmulator


def check(workspace: Workspace, account: AccountSettings) -> posts.Checked:
    desk = Settings().desk[0].model_copy(update={"accounts": (account.name,)})
    there = Workspace(workspace.root, Settings(account=(account,), desk=(desk,)))
    [found] = posts.check(there, [account.name])
    return found


def test_x_says_who_we_are_and_nothing_is_posted(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = check(workspace, on_x(x.url, x.credentials, monkeypatch))
    assert (found.problem, found.automated) == ("", None)
    assert found.name.startswith("@cards ")
    assert "tells nobody" in found.notes[0]
    assert x.posts() == []
    monkeypatch.setenv("TEST_X_access_token_secret", "wr0ng")
    refused = check(
        workspace, on_x(x.url, replace(x.credentials, access_token_secret="wr0ng"), monkeypatch)
    )
    assert "does not know us" in refused.problem
    assert "wr0ng" not in repr(refused)


@pytest.mark.proof
def test_bluesky_says_who_we_are_and_whether_we_call_ourselves_a_bot(
    bluesky: Bluesky, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = on_bluesky(bluesky, monkeypatch)
    before = len(bluesky.posts())
    found = check(workspace, account)
    assert (found.problem, found.automated) == ("", False)
    assert found.name == f"@{bluesky.account.handle} ({bluesky.account.did})"
    _label(bluesky, {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "bot"}]})
    assert check(workspace, account).automated is True
    _label(bluesky, None)
    assert len(bluesky.posts()) == before
    monkeypatch.setenv("TEST_BLUESKY", "wr0ng")
    refused = check(workspace, account)
    assert "does not let cards.test in" in refused.problem
    assert "wr0ng" not in repr(refused)


def _label(bluesky: Bluesky, labels: Any) -> None:
    login = {"identifier": bluesky.account.handle, "password": bluesky.account.password}
    session = call(f"{bluesky.url}/xrpc/com.atproto.server.createSession", login)
    record = {"$type": "app.bsky.actor.profile", **({"labels": labels} if labels else {})}
    body = {
        "repo": session["did"],
        "collection": "app.bsky.actor.profile",
        "rkey": "self",
        "record": record,
    }
    url = f"{bluesky.url}/xrpc/com.atproto.repo.putRecord"
    call(url, body, token=session["accessJwt"])


@pytest.mark.proof
def test_mastodon_says_who_we_are_and_what_its_instance_takes(
    mastodon_mock: MastodonMock, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = check(workspace, on_mastodon(mastodon_mock, monkeypatch))
    assert (found.problem, found.automated) == ("", False)
    assert found.name.startswith("@cards on 127.0.0.1")
    assert found.limits is not None
    assert (found.limits.text, found.limits.images) == (500, 4)
    assert (found.limits.image_bytes, found.limits.image_pixels) == (10_485_760, 16_777_216)


@pytest.mark.proof
def test_what_an_instance_takes_is_remembered_and_counts_for_the_words(
    snac: Snac, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = on_mastodon(snac, monkeypatch)
    before = networks.connect(account, workspace)
    assert (before.limits.text, before.length("https://a.example")) == (500, 23)
    assert check(workspace, account).problem == ""
    # snac takes far more, and any link counts 32 there.
    after = networks.connect(account, workspace)
    assert (after.limits.text, after.length("https://a.example")) == (100_000, 32)
    elsewhere = account.model_copy(
        update={"options": {**account.options, "service": "https://elsewhere.example"}}
    )
    assert networks.connect(elsewhere, workspace).limits.text == 500
    shorter = account.model_copy(update={"options": {**account.options, "max_characters": "140"}})
    assert networks.connect(shorter, workspace).limits.text == 140


@pytest.mark.proof
def test_an_instance_is_asked_before_the_first_post_and_then_once_a_day(
    mastodon_mock: MastodonMock,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    make_parcel: MakeParcel,
) -> None:
    account = on_mastodon(mastodon_mock, monkeypatch)
    memory = workspace.var / "instances" / "a.json"

    def told_after_a_post() -> str:
        networks.connect(account, workspace).prepare(make_parcel())
        return memory.read_text(encoding="utf-8")

    first = told_after_a_post()
    assert told_after_a_post() == first
    memory.write_text("spoilt", encoding="utf-8")
    again = told_after_a_post()
    assert json.loads(again)["limits"] == json.loads(first)["limits"]
    old = json.loads(again) | {"at": "2020-01-01T00:00:00+00:00"}
    memory.write_text(json.dumps(old), encoding="utf-8")
    assert json.loads(told_after_a_post())["at"] > json.loads(again)["at"]


@pytest.mark.proof
def test_what_the_instance_would_refuse_is_refused_before_anything_is_uploaded(
    mastodon_mock: MastodonMock,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    make_parcel: MakeParcel,
) -> None:
    account = on_mastodon(mastodon_mock, monkeypatch)
    check(workspace, account)
    network = networks.connect(account, workspace)
    parcel = make_parcel()
    huge = replace(parcel.images[0], width=5_000, height=5_000)
    assert network.validate(replace(parcel, images=(huge,))) == [
        "An image has more than 16777216 pixels."
    ]


def test_a_folder_that_cannot_be_written_fails_the_check(workspace: Workspace) -> None:
    (workspace.root / "file").write_text("in the way", encoding="utf-8")
    account = AccountSettings(name="a", network="folder", options={"path": "file/below"})
    assert "cannot be written" in check(workspace, account).problem
    fine = AccountSettings(name="a", network="handoff")
    assert check(workspace, fine).problem == ""
    assert "A person posts" in check(workspace, fine).notes[0]


@pytest.mark.parametrize(
    ("url", "problem", "note"),
    [
        ("not-an-address", "no web address", ""),
        ("https://hooks.example/x", "", "not called"),
        ("http://hooks.example/x", "", "unencrypted"),
    ],
)
def test_a_webhook_is_looked_at_and_not_called(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, url: str, problem: str, note: str
) -> None:
    monkeypatch.setenv("TEST_SECRET", "s3cret")
    options = {"url": url, "secret_env": "TEST_SECRET"}
    found = check(workspace, AccountSettings(name="a", network="webhook", options=options))
    assert problem in found.problem
    assert note in " ".join(found.notes)
    assert "s3cret" not in repr(found)


def test_an_option_that_means_nothing_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_SECRET", "s3cret")
    options = {"url": "https://h.example/", "secret_env": "TEST_SECRET", "max_charcters": "9"}
    found = check(workspace, AccountSettings(name="a", network="webhook", options=options))
    assert any("max_charcters" in note for note in found.notes)


@pytest.mark.parametrize("network", networks.names())
def test_a_network_that_is_not_there_fails_in_one_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, network: str
) -> None:
    monkeypatch.setenv("TEST_SECRET", "12-s3cret")
    url = f"http://127.0.0.1:{free_port()}"
    options = {one.name: url for one in networks.options(network) if one.name in {"service", "api"}}
    for one in networks.options(network):
        if one.secret:
            options[f"{one.name}_env"] = "TEST_SECRET"
        elif one.required:
            options.setdefault(one.name, "cards.test" if one.name == "handle" else url)
    found = check(workspace, AccountSettings(name="a", network=network, options=options))
    assert "s3cret" not in repr(found)
    if network in {"x", "bluesky", "mastodon"}:
        assert "not reached" in found.problem


def test_a_secret_may_lie_in_the_token_file(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.core.tokens import TokenFile, new_key

    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    options = {"api": x.url}
    for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret"):
        TokenFile.of(workspace).put(f"x-{name}", getattr(x.credentials, name))
        options[f"{name}_stored"] = f"x-{name}"
    account = AccountSettings(name="a", network="x", options=options)
    assert check(workspace, account).problem == ""
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    assert "cannot be opened with this key" in check(workspace, account).problem
    with pytest.raises(Refused, match="no web address"):
        networks.connect(
            AccountSettings(name="a", network="webhook", options={"url": "x"}), workspace
        ).check()
