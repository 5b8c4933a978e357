"""A real run with real secrets, and nothing that Prefect or we keep of it tells one."""

import json
import secrets
from pathlib import Path

import pytest

from flows import engine, pipeline, posts
from flows.core.clock import SystemClock
from flows.core.errors import NotFound
from flows.core.tokens import TokenFile, new_key
from flows.core.workspace import Workspace
from tests.edge import town
from tests.edge.serving import SETTINGS, Serving, awaited, prefect, runs
from tests.networks.gossip import gossip

pytestmark = [pytest.mark.prefect, pytest.mark.proof]

ACCOUNTS = """
[[account]]
name = "hook"
network = "webhook"
options = {{ url = "{url}/in", secret_env = "HOOK" }}
[[account]]
name = "toots"
network = "mastodon"
options = {{ service = "{url}", token_stored = "toots" }}
[[account]]
name = "sky"
network = "bluesky"
options = {{ service = "{url}", handle = "a.test", password_block = "sky" }}
[[desk]]
accounts = ["hook", "toots", "sky"]
"""


def test_no_secret_is_told_by_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {name: secrets.token_hex(12) for name in ("HOOK", "toots", "sky")}
    monkeypatch.setenv("HOOK", told["HOOK"])
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    with gossip() as url:
        (folder / "pullquote.toml").write_text(SETTINGS + ACCOUNTS.format(url=url), "utf-8")
        serving = Serving(folder)
        try:
            serving.ready()
            TokenFile.of(serving.workspace).put("toots", told["toots"])
            _block(serving, "sky", told["sky"])
            _post(serving)
            seen = [*serving.lines, *serving.told, json.dumps(_kept_by_prefect(serving))]
        finally:
            serving.end()
    seen += serving.told
    for secret in told.values():
        assert secret not in "".join(seen)
        for path in folder.rglob("*"):
            if path.is_file():
                assert secret.encode() not in path.read_bytes(), path


def _block(serving: Serving, name: str, value: str) -> None:
    kind = prefect(serving, "GET", "/block_types/slug/secret").json()["id"]
    asked = {"block_schemas": {"block_type_id": {"any_": [kind]}}}
    [schema, *_] = prefect(serving, "POST", "/block_schemas/filter", asked).json()
    block = {
        "name": name,
        "data": {"value": value},
        "block_type_id": kind,
        "block_schema_id": schema["id"],
    }
    prefect(serving, "POST", "/block_documents/", block)


def _post(serving: Serving) -> None:
    """Make a card by a flow run, say yes, and wait until every account was tried by another."""
    home = serving.workspace
    (home.inbox / "light.txt").write_text(
        town.other("The light is for the boat you cannot see yet", "Una Pell"), "utf-8"
    )
    end = engine.watch(home, awaited(lambda: _started(home, "light.txt")), lambda _: None)
    assert end.state == "Completed", end
    clock = SystemClock()
    with pipeline.opened(home) as store:
        [view] = [view for view in posts.waiting(store) if "cannot see yet" in view.quote.text]
        posts.approve(store, home, view.draft.id, who="ann", at=clock.now(), clock=clock)

    def tried() -> bool:
        with pipeline.opened(home) as store:
            mine = [posts.post(store, post.id) for post in view.posts]
        return all(post.attempts or post.problem for post in mine)

    awaited(tried)


def _started(home: Workspace, source: str) -> str | None:
    """The run, once the deployment is there: the page answers a moment before."""
    try:
        return engine.start_make_cards(home, [source])
    except NotFound:
        return None


def _kept_by_prefect(serving: Serving) -> list[object]:
    logs = prefect(serving, "POST", "/logs/filter", {}).json()
    assert logs
    return [logs, *(runs(serving, flow) for flow in ("make-cards", "publish-due"))]
