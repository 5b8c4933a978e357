"""No secret stands in anything that is kept, printed, logged or raised, whatever goes wrong."""

import json
import logging
from datetime import timedelta

import pytest

from flows import engine, networks, posts
from flows.core.errors import NotFound
from flows.core.settings import AccountSettings, DeskSettings, Settings
from flows.core.tokens import TokenFile, new_key
from flows.core.workspace import Workspace
from flows.store import Store
from tests.networks.conftest import on_x
from tests.networks.consenting import TOKEN_PATH, Connected
from tests.networks.gossip import gossip
from tests.posts.newsdesk import TurnedClock, proposed
from tests.servers.process import free_port
from tests.servers.x_emulator import XEmulator

# Each with a mark of its own, so that the one that leaks is known.
MARKS = ("s3cret-env", "s3cret-stored", "s3cret-hook")


def desk_of(workspace: Workspace, x: AccountSettings, url: str) -> Workspace:
    accounts = (
        x,
        AccountSettings(
            name="sky",
            network="bluesky",
            options={
                "service": url,
                "handle": "a.test",
                "password_env": "SKY",
                "timeout_seconds": "2",
            },
        ),
        AccountSettings(
            name="toots",
            network="mastodon",
            options={"service": url, "token_stored": "toots", "timeout_seconds": "2"},
        ),
        AccountSettings(
            name="hook",
            network="webhook",
            options={"url": f"{url}/in", "secret_env": "HOOK", "timeout_seconds": "2"},
        ),
        AccountSettings(name="folder"),
    )
    desk = DeskSettings(accounts=tuple(account.name for account in accounts))
    return Workspace(workspace.root, Settings(account=accounts, desk=(desk,)))


def all_told(desk: Workspace) -> list[str]:
    """Send a post everywhere, and return all that is said of it."""
    clock = TurnedClock()
    seen = [repr(desk), repr(posts.check(desk, [a.name for a in desk.settings.account]))]
    with Store.open(desk.database_url, desk.media) as store:
        view = proposed(store, desk, clock)
        posts.approve(store, desk, view.draft.id, who="ann", at=clock.at, clock=clock)
        until = clock.at + timedelta(minutes=3)
        outcomes = posts.publish_due(store, desk, until=until, clock=clock, sleep=clock.sleep)
        seen += [repr(outcomes), repr(posts.listing(store)), repr(posts.states(store, desk))]
        seen += [repr(posts.story(store, post.id)) for post in posts.listing(store)]
        store.tidy()
    local = {account.name for account in desk.settings.account} & {"hook", "toots", "folder"}
    assert {outcome.post.account for outcome in outcomes} >= local
    return seen


@pytest.mark.parametrize("fault", ["", "status", "truncate_after", "html_503"])
def test_secrets_stay_where_they_are(
    workspace: Workspace,
    x: XEmulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    *,
    fault: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    monkeypatch.setenv("SKY", MARKS[0])
    monkeypatch.setenv("HOOK", MARKS[2])
    TokenFile.of(workspace).put("toots", MARKS[1])
    account = on_x(x.url, x.credentials, monkeypatch)
    if fault:
        x.fault(fault, method="POST", path="/2/tweets$", status=401)
    with gossip() as talker:
        nobody = f"http://127.0.0.1:{free_port()}"
        seen = all_told(desk_of(workspace, account, nobody if fault else talker))
    seen += [caplog.text, *capfd.readouterr()]
    secrets = [
        *MARKS,
        x.credentials.consumer_secret,
        x.credentials.access_token,
        x.credentials.access_token_secret,
    ]
    assert_nowhere(secrets, seen, workspace)


@pytest.mark.parametrize("given", [f"{MARKS[0]}\n", f"{MARKS[0]}…"])
def test_a_secret_that_no_header_can_carry_is_told_of_and_not_repeated(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("TOOTS", given)
    nobody = f"http://127.0.0.1:{free_port()}"
    options = {"service": nobody, "token_env": "TOOTS", "timeout_seconds": "2"}
    toots = AccountSettings(name="toots", network="mastodon", options=options)
    desk = DeskSettings(accounts=("toots",))
    seen = all_told(Workspace(workspace.root, Settings(account=(toots,), desk=(desk,))))
    if given.endswith("\n"):
        assert "has a line break in it" in "".join(seen)
    assert_nowhere([MARKS[0]], seen, workspace)


def assert_nowhere(secrets: list[str], seen: list[str], workspace: Workspace) -> None:
    for secret in secrets:
        assert secret not in "".join(seen)
        for path in workspace.root.rglob("*"):
            if path.is_file():
                assert secret.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("fault", "path", "pairs"),
    [
        ("", "", 2),
        ("truncate_after", TOKEN_PATH, 2),
        ("status", TOKEN_PATH, 1),
        ("status", "/2/tweets$", 1),
        ("status", "/2/media", 2),
    ],
)
def test_nor_do_tokens_that_are_refreshed_show(
    workspace: Workspace,
    x: XEmulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    *,
    fault: str,
    path: str,
    pairs: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("X_CLIENT", x.credentials.client_secret)
    there = Connected.to(x, workspace, monkeypatch, client_secret_env="X_CLIENT")
    if path in {"", TOKEN_PATH}:
        there.aged()
    if fault:
        # An X that says what it was told.
        told = there.kept["refresh" if path == TOKEN_PATH else "access"]
        body = json.dumps({"error": "invalid_grant", "detail": f"{told} is no good"})
        status = {TOKEN_PATH: 500, "/2/tweets$": 403}.get(path, 401)
        x.fault(fault, path=path, status=status, body=body, times=0)
    seen = [repr(there.network), repr(networks.consent(there.account, there.desk))]
    seen += [*all_told(there.desk), caplog.text, *capfd.readouterr()]
    with x.ledger.transaction() as db:
        tokens = [str(row["token"]) for row in db.execute("select token from tokens")]
    # The code and each pair that there was.
    assert len(tokens) == 1 + 2 * pairs
    assert_nowhere([x.credentials.client_secret, *tokens], seen, workspace)


def test_a_prefect_server_that_is_down_holds_no_post_and_pauses_no_account(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.offer_blocks()
    hook = AccountSettings(
        name="hook",
        network="webhook",
        options={"url": "http://127.0.0.1:9/in", "secret_block": "hook-secret"},
    )
    desk = Workspace(
        workspace.root, Settings(account=(hook,), desk=(DeskSettings(accounts=("hook",)),))
    )
    clock = TurnedClock()
    with Store.open(desk.database_url, desk.media) as store:
        view = proposed(store, desk, clock)
        posts.approve(store, desk, view.draft.id, who="ann", at=clock.at, clock=clock)
        [outcome] = posts.publish_due(store, desk, until=clock.at, clock=clock, sleep=clock.sleep)
        assert (outcome.what, outcome.post.state) == ("retry", "queued")
        assert "could not be asked for" in outcome.detail
        [state] = posts.states(store, desk)
        assert state.paused_at is None
        # Once it answers, what it says counts, and a block that is not there is a lost login.
        monkeypatch.setattr(engine, "BLOCK_SECONDS", 0.0)

        def nothing(_workspace: Workspace, name: str) -> str:
            raise NotFound(f"There is no block {name}.")

        monkeypatch.setattr(engine, "secret", nothing)
        clock.turn(minutes=20)
        [outcome] = posts.publish_due(store, desk, until=clock.at, clock=clock, sleep=clock.sleep)
        assert outcome.post.hold_reason == "auth"
