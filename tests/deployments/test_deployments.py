"""The deployments as they are declared, written down and taken by a real server."""

import importlib
import inspect
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from flows.core.settings import PrefectSettings
from flows.deployments import calm, plans, written
from flows.processes import Family

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deployments"
AUTH = "tester:word"


def test_the_file_is_what_the_declarations_say() -> None:
    written_down = (FOLDER / "prefect.yaml").read_text(encoding="utf-8")
    assert written_down == written(PrefectSettings()), "run: python -m flows.deployments write"


def test_schedules_follow_the_settings() -> None:
    hourly = yaml.safe_load(written(PrefectSettings(publish_due_cron="0 * * * *")))
    crons = {d["name"]: [s["cron"] for s in d["schedules"]] for d in hourly["deployments"]}
    assert crons == {
        "make-cards": [],
        "watch-feeds": ["*/15 * * * *"],
        "publish-due": ["0 * * * *"],
        "upkeep": ["17 4 * * *"],
    }


@pytest.mark.parametrize("plan", plans(PrefectSettings()), ids=lambda plan: plan.name)
def test_an_entrypoint_is_an_async_flow_of_that_name(plan: Any) -> None:
    module, _, name = plan.entrypoint.rpartition(".")
    flow = getattr(importlib.import_module(module), name)
    assert flow.name == plan.name
    assert inspect.iscoroutinefunction(flow.fn)  # a sync flow pays a second at its end


def test_sending_is_never_limited_and_never_cancelled_by_another_run() -> None:
    by_name = {plan.name: plan for plan in plans(PrefectSettings())}
    assert by_name["publish-due"].at_once is None
    assert by_name["publish-due"].events == ("post.approved", "post.moved")


def test_a_run_that_waits_for_its_turn_is_logged_without_alarm() -> None:
    words = "Aborted submission of flow run '%s': Server returned a non-pending state %r"
    waits = logging.LogRecord("runner", logging.INFO, "", 1, words, ("a1", "SCHEDULED"), None)
    assert calm(waits)
    assert waits.getMessage().startswith("Flow run 'a1' waits for its turn")
    ended = logging.LogRecord("runner", logging.INFO, "", 1, words, ("a1", "CANCELLED"), None)
    assert calm(ended)
    assert ended.getMessage().startswith("Aborted")


def test_the_form_explains_its_fields() -> None:
    from prefect.utilities.callables import parameter_schema

    from flows.make_cards import make_cards

    schema = parameter_schema(make_cards).model_dump()
    sources, desk = schema["properties"]["sources"], schema["properties"]["desk"]
    assert (sources["type"], sources["items"]["type"], desk["type"]) == (
        "array",
        "string",
        "string",
    )
    assert "inbox" in sources["description"]
    assert schema["required"] == ["sources"]


def test_compose_opens_nothing_but_loopback_and_holds_no_password() -> None:
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    for name in ("POSTGRES_PASSWORD", "PREFECT_AUTH"):
        assert re.findall(rf"\$\{{{name}(:\?[^}}]*)?\}}", text)


def test_compose_hands_tokens_to_every_process_of_ours_and_nothing_else_takes_them() -> None:
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    for name in ("setup", "worker", "page"):
        assert compose["services"][name]["env_file"] == [
            {"path": "pullquote.env", "required": False}
        ]
    ignored = (FOLDER.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "deployments/pullquote.env" in ignored
    left_out = (FOLDER.parent / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "deployments/pullquote.env" in left_out


@pytest.mark.parametrize("unit", sorted((FOLDER / "systemd").iterdir()), ids=lambda p: p.name)
def test_a_unit_bounds_its_stop_and_its_memory(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for needed in ("TimeoutStopSec=", "MemoryMax=", "Restart=", "NoNewPrivileges=yes"):
        assert needed in text


@pytest.mark.parametrize("path", sorted((FOLDER / "kubernetes").iterdir()), ids=lambda p: p.name)
def test_kubernetes_values_are_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A bare Prefect server; the environment of a client of it."""
    home = tmp_path_factory.mktemp("server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_API_AUTH_STRING": AUTH,
        "PREFECT_SERVER_API_AUTH_STRING": AUTH,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    with Family(home / "log") as family:
        family.start("server", command, environment=environment, folder=home)
        for _ in range(600):
            family.check()
            try:
                httpx.get(f"{environment['PREFECT_API_URL']}/health", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield environment


@pytest.mark.prefect
@pytest.mark.proof
def test_bootstrap_and_deploy_work_from_the_checkout_and_twice_is_the_same(
    server: dict[str, str],
) -> None:
    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=server,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def state() -> dict[str, Any]:
        """What the server holds, without its ids and times."""
        asked = {"deployments": ("name", "schedules", "work_queue_name"), "automations": ("name",)}
        found: dict[str, Any] = {}
        with httpx.Client(
            base_url=server["PREFECT_API_URL"], auth=("tester", "word"), trust_env=False
        ) as client:
            for kind, names in asked.items():
                rows = client.post(f"/{kind}/filter", json={}).raise_for_status().json()
                found[kind] = sorted(str([_plain(row[name]) for name in names]) for row in rows)
            for kind in ("work_pools", "work_queues"):
                rows = client.post(f"/{kind}/filter", json={}).raise_for_status().json()
                found[kind] = sorted((row["name"], row["concurrency_limit"]) for row in rows)
        return found

    made = run("deployments/bootstrap.py")
    assert "work pool pullquote" in made
    deploy = ("-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file")
    run(*deploy, "deployments/prefect.yaml")
    first = state()
    assert len(first["deployments"]) == 4
    assert any("publish-due-wake" in name for name in first["automations"])
    assert ("posts", None) in [tuple(row) for row in first["work_queues"]]

    assert run("deployments/bootstrap.py").strip() == "nothing to do"
    run(*deploy, "deployments/prefect.yaml")
    assert state() == first


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [row["schedule"] for row in value]
    return value
