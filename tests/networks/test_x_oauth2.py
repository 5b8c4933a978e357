"""X by OAuth 2: a person's consent, posts by it, and tokens that are refreshed before they end."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import networks, posts
from flows.core.errors import AuthLost, NotSent, PullquoteError, SettingsError
from flows.core.settings import AccountSettings
from flows.core.tokens import TokenFile
from flows.core.workspace import Workspace
from flows.networks import Prepared
from flows.notices.wording import plain
from tests.networks.conftest import MakeParcel
from tests.networks.consenting import KEY, NAME, TOKEN_PATH, Connected, account, allowed, desk_of
from tests.posts.newsdesk import MONDAY, TurnedClock
from tests.servers.x_emulator import XEmulator

SECRET = "client-s3cret"


def _minutes_ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def there(x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Connected:
    return Connected.to(x, workspace, monkeypatch)


def test_everything_that_keys_can_do_a_consent_can(
    there: Connected, make_parcel: MakeParcel
) -> None:
    network, parcel = there.network, make_parcel()
    assert network.check().name.startswith("@cards ")
    prepared = network.prepare(parcel)
    sent = network.send(parcel, prepared)
    [post] = there.x.posts()
    assert (post["text"], post["author"]) == (parcel.text, there.x.credentials.user)
    assert post["pictures"]
    assert network.find(parcel, known=frozenset()) == sent
    assert [one.remote_id for one in network.recent(parcel)] == [sent.remote_id]
    answer = make_parcel(images=(), reply_to=sent.remote_id)
    replied = network.reply(answer, network.prepare(answer), to=sent.remote_id)
    for remote_id in (replied.remote_id, sent.remote_id):
        network.delete(remote_id)
        network.delete(remote_id)
    assert all(post["deleted"] for post in there.x.posts())
    assert there.refreshes() == []


def test_a_confidential_client_proves_itself_by_its_secret(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    x.set(confidential=True)
    monkeypatch.setenv("X_CLIENT", x.credentials.client_secret)
    there = Connected.to(x, workspace, monkeypatch, client_secret_env="X_CLIENT")
    there.aged()
    assert there.network.check().name.startswith("@cards ")
    there.aged()
    monkeypatch.setenv("X_CLIENT", SECRET)
    with pytest.raises(AuthLost, match="does not take the client") as lost:
        there.network.check()
    assert SECRET not in str(lost.value)
    assert "accounts resume a" in lost.value.todo
    assert there.refreshes() == [200, 401]


def test_a_netrc_file_speaks_for_nobody(
    there: Connected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    there.aged()
    _, state, story = there.published()
    assert state == "posted", story


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: "https://x.com/i/oauth2/authorize?code=1", "not the address"),
        (lambda url: url.replace("state=", "state=0"), "another attempt"),
        (lambda url: url.partition("&code=")[0], "no code"),
        (lambda url: f"{url.partition('&code=')[0]}&error=access_denied", "not allowed"),
        (lambda url: f"{url.partition('&code=')[0]}&code=guessed", "does not take the consent"),
        (lambda _: "http://[", "not the address"),
    ],
)
def test_only_the_answer_to_this_very_attempt_connects(
    x: XEmulator,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[str], str],
    said: str,
) -> None:
    there = Connected.to(x, workspace, monkeypatch)
    before = there.kept
    asked = networks.consent(there.account, there.desk)
    with pytest.raises(PullquoteError, match=said) as caught:
        asked.finish(change(allowed(x.url, asked.url)))
    assert caught.value.todo
    assert there.kept == before


def test_a_consent_to_less_than_posting_is_refused(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Connected.to(x, workspace, monkeypatch)
    x.set(scopes="tweet.read users.read tweet.write")
    with pytest.raises(PullquoteError, match=r"did not grant media\.write, offline\.access"):
        there.consent()
    x.set(scopes=None)
    there.network.check()


def test_nobody_is_asked_before_tokens_can_be_kept(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    with pytest.raises(SettingsError, match="no key"):
        networks.consent(account(x.url, x.credentials), workspace)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"token_stored": ""}, "needs the option token_stored"),
        ({"client_id": ""}, "needs the option client_id"),
        ({"consumer_key_env": "X"}, "both a client_id and consumer_key_env"),
    ],
)
def test_options_that_do_not_go_together_are_told(
    workspace: Workspace, x: XEmulator, options: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        networks.connect(account(x.url, x.credentials, **options), workspace)


def test_an_account_of_keys_is_connected_in_no_browser(workspace: Workspace) -> None:
    for network in ("x", "folder"):
        with pytest.raises(SettingsError, match="not connected in a browser"):
            networks.consent(AccountSettings(name="a", network=network), workspace)


def test_an_expired_token_is_refreshed_and_the_post_goes_out_once(there: Connected) -> None:
    before = there.kept
    there.aged()
    _, state, story = there.published()
    assert state == "posted", story
    assert len(there.x.posts()) == 1
    assert there.refreshes() == [200]
    after = there.kept
    assert after["access"] != before["access"]
    assert after["refresh"] != before["refresh"]


def test_it_is_refreshed_ahead_of_its_end_but_not_while_a_post_leaves(
    there: Connected, make_parcel: MakeParcel
) -> None:
    there.aged(minutes=115)
    parcel = make_parcel(images=())
    there.network.send(parcel, Prepared({"media": ""}))
    assert there.refreshes() == []
    there.network.prepare(make_parcel())
    assert there.refreshes() == [200]


def test_an_early_refresh_that_fails_stops_nothing(
    there: Connected, make_parcel: MakeParcel
) -> None:
    there.aged(minutes=115)
    there.x.fault("html_503", path=TOKEN_PATH, times=0)
    there.network.prepare(make_parcel())
    # Nor is it tried again and again while a post is under way.
    assert there.refreshes() == [503]


def test_of_many_that_refresh_at_once_one_does(there: Connected) -> None:
    there.aged()
    there.x.fault("slow_after", path=TOKEN_PATH, seconds=0.3)
    # Each with a handle of its own on the lock, as processes have.
    every = [there.network for _ in range(6)]
    with ThreadPoolExecutor(len(every)) as pool:
        names = list(pool.map(lambda network: network.check().name, every))
    assert len({*names}) == 1
    assert there.refreshes() == [200]


def test_whoever_waits_too_long_for_another_process_sends_nothing(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Connected.to(x, workspace, monkeypatch, timeout_seconds="0.2")
    there.aged()
    with TokenFile.of(there.desk).reserved(NAME, 0) as ours:
        assert ours
        with pytest.raises(NotSent, match="Another process"):
            there.network.check()
    assert there.refreshes() == []


@pytest.mark.parametrize("fault", ["drop_before", "html_503", "status"])
def test_a_refresh_that_never_came_through_is_tried_again_with_the_old_pair(
    there: Connected, fault: str
) -> None:
    before = there.kept
    there.aged()
    there.x.fault(fault, path=TOKEN_PATH, status=408)
    with pytest.raises(NotSent):
        there.network.check()
    assert there.kept["refresh"] == before["refresh"]
    _, state, story = there.published()
    assert state == "posted", story
    assert len(there.x.posts()) == 1


@pytest.mark.parametrize("fault", ["drop_after", "truncate_after", "status_after"])
def test_a_refresh_whose_answer_was_lost_holds_the_account_and_says_what_to_do(
    there: Connected, fault: str
) -> None:
    there.aged()
    there.x.fault(fault, path=TOKEN_PATH)
    post_id, state, story = there.published(minutes=10)
    assert any(line.startswith("not-sent") for line in story)
    assert (state, there.x.posts()) == ("held", [])
    # In what people are told, too, which is short.
    assert "pullquote accounts connect a" in plain(story[-1])
    assert "an answer was lost" in story[-1]
    clock = TurnedClock(MONDAY)
    clock.turn(minutes=11)
    assert there.run(post_id, clock)[0] == "held"
    assert there.reconnected(post_id, clock) == "posted"
    assert len(there.x.posts()) == 1


def test_a_refresh_that_takes_too_long_is_cut(
    x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Connected.to(x, workspace, monkeypatch, timeout_seconds="0.3")
    there.aged()
    x.fault("slow", path=TOKEN_PATH, seconds=3)
    with pytest.raises(NotSent, match=r"TimedOut|ReadTimeout"):
        there.network.check()


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request"])
def test_a_consent_that_was_withdrawn_is_told_however_x_words_it(
    there: Connected, error: str
) -> None:
    there.aged()
    refresh = there.kept["refresh"]
    body = json.dumps({"error": error, "error_description": f"No such token {refresh}"})
    there.x.fault("status", path=TOKEN_PATH, status=400, body=body)
    with pytest.raises(AuthLost, match="no longer takes the tokens") as lost:
        there.network.check()
    assert refresh not in str(lost.value)
    assert "accounts connect a" in lost.value.todo


def test_a_rate_limit_and_a_strangers_page_do_not_cost_the_account(there: Connected) -> None:
    there.aged()
    there.x.fault("rate_limited", path=TOKEN_PATH)
    with pytest.raises(PullquoteError, match="Too many requests"):
        there.network.check()
    there.x.plan.clear()
    there.x.fault("status", path=TOKEN_PATH, status=403, body='"Blocked"')
    with pytest.raises(NotSent):
        there.network.check()
    there.network.check()


def test_a_token_that_x_thinks_older_than_we_do_is_replaced(there: Connected) -> None:
    there.aged(by_our_clock=False)
    TokenFile.of(there.desk).put(NAME, json.dumps(there.kept | {"since": _minutes_ago(60)}))
    _, state, story = there.published(minutes=5)
    assert state == "posted", story
    assert any("fetches a new one" in line for line in story)
    assert len(there.x.posts()) == 1
    assert there.refreshes() == [200]


def test_x_may_think_so_of_one_that_we_think_new(there: Connected) -> None:
    there.aged(by_our_clock=False)
    _, state, story = there.published(minutes=5)
    assert state == "posted", story
    assert there.refreshes() == [200]


def test_when_x_does_not_take_the_next_token_either_the_account_is_held(there: Connected) -> None:
    there.x.fault("status", path="/2/media|/2/users", status=401, times=0)
    _, state, story = there.published(minutes=60)
    assert state == "held", story
    assert "accounts connect a" in plain(story[-1])
    assert there.refreshes() == [200]


def test_a_clock_set_back_makes_a_token_suspect(there: Connected) -> None:
    TokenFile.of(there.desk).put(NAME, json.dumps(there.kept | {"since": _minutes_ago(-30)}))
    there.network.check()
    assert there.refreshes() == [200]


def test_a_disk_that_is_full_is_met_while_the_old_pair_is_good(there: Connected) -> None:
    there.aged()
    file = TokenFile.of(there.desk)
    part = file.path.with_name(f".{file.path.name}.part")
    part.mkdir()
    with pytest.raises(NotSent, match="cannot be written"):
        there.network.check()
    assert there.refreshes() == []
    part.rmdir()
    there.network.check()
    assert there.refreshes() == [200]


def test_what_is_not_connected_or_damaged_says_how_to_connect(
    there: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = TokenFile.of(there.desk)
    for damaged in ("{}", "no json", json.dumps({**there.kept, "since": "now"})):
        file.put(NAME, damaged)
        with pytest.raises(AuthLost, match="no pair") as lost:
            there.network.check()
        assert "accounts connect a" in lost.value.todo
    file.drop(NAME)
    [found] = posts.check(there.desk, ["a"])
    assert "not connected to X yet" in found.problem
    assert "accounts connect a" in found.problem
    monkeypatch.delenv(KEY)
    [found] = posts.check(there.desk, ["a"])
    assert "no key" in found.problem


def test_two_accounts_with_the_same_tokens_are_not_used(there: Connected) -> None:
    twin = there.account.model_copy(update={"name": "b"})
    desk = desk_of(there.desk, there.account, twin)
    for one in desk.settings.account:
        with pytest.raises(SettingsError, match="have one token_stored, 'a-tokens'"):
            networks.connect(one, desk)
