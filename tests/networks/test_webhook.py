import email
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from flows import networks
from flows.core.errors import AuthLost, NetworkError, OutcomeUnknown, Refused, SettingsError
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import Network, Prepared
from tests.networks.conftest import MakeParcel

SECRET = "between us"


class Receiver:
    """What somebody would write who takes our posts: checks the signature, takes a key once."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.images: dict[str, bytes] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.post(self)

            def do_GET(self) -> None:
                receiver.get(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/posts"

    def post(self, call: BaseHTTPRequestHandler) -> None:
        body = call.rfile.read(int(call.headers["Content-Length"]))
        head = f"Content-Type: {call.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=HTTP)
        parts = {
            str(part.get_param("name", header="content-disposition")): part.get_content()
            for part in message.iter_parts()
        }
        post = parts.pop("post")
        post = post if isinstance(post, str) else post.decode()
        key = call.headers["Idempotency-Key"]
        if not signed(call, key, post):
            answer(call, 401, {"error": "bad signature"})
            return
        self.taken.setdefault(key, json.loads(post))
        self.images = parts
        answer(call, 201, {"id": f"r-{key}", "url": f"https://mine.example/{key}"})

    def get(self, call: BaseHTTPRequestHandler) -> None:
        key = parse_qs(urlsplit(call.path).query)["key"][0]
        found = key in self.taken and signed(call, key, "")
        answer(call, 200 if found else 404, {"id": f"r-{key}"} if found else {})


def signed(call: BaseHTTPRequestHandler, key: str, post: str) -> bool:
    match = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", call.headers["X-Pullquote-Signature"])
    assert match
    expected = hmac.new(SECRET.encode(), f"{match[1]}.{key}.{post}".encode(), hashlib.sha256)
    return hmac.compare_digest(match[2], expected.hexdigest())


def answer(call: BaseHTTPRequestHandler, status: int, content: dict[str, str]) -> None:
    body = json.dumps(content).encode()
    call.send_response(status)
    call.send_header("Content-Length", str(len(body)))
    call.end_headers()
    call.wfile.write(body)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def to(url: str, workspace: Workspace) -> Network:
    options = {"url": url, "secret_env": "TEST_HOOK", "timeout_seconds": "3"}
    account = AccountSettings(name="hook", network="webhook", options=options)
    return networks.connect(account, workspace)


@pytest.fixture
def network(receiver: Receiver, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setenv("TEST_HOOK", SECRET)
    return to(receiver.url, workspace)


def test_a_post_arrives_signed_with_its_image(
    receiver: Receiver, network: Network, make_parcel: MakeParcel
) -> None:
    parcel = make_parcel()
    done = networks.send(network, parcel, network.prepare(parcel))
    assert done.remote_url == f"https://mine.example/{parcel.key}"
    assert receiver.taken[parcel.key]["text"] == parcel.text
    assert receiver.taken[parcel.key]["images"][0]["alt"] == parcel.images[0].alt
    assert receiver.images["image1"] == parcel.images[0].path.read_bytes()


def test_a_lost_answer_is_settled_by_its_key(
    receiver: Receiver,
    network: Network,
    workspace: Workspace,
    make_parcel: MakeParcel,
    proxied: Callable[..., Any],
) -> None:
    parcel = make_parcel()
    assert network.find(parcel, known=frozenset()) is None
    proxy = proxied(receiver.url.removesuffix("/posts"))
    proxy.fault("drop_after", method="POST")
    behind = to(f"{proxy.url}/posts", workspace)
    with pytest.raises(OutcomeUnknown):
        networks.send(behind, parcel, Prepared())
    assert behind.find(parcel, known=frozenset()) is not None
    assert list(receiver.taken) == [parcel.key]


def test_a_wrong_secret_posts_nothing(
    receiver: Receiver,
    network: Network,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_HOOK", "another")
    with pytest.raises(AuthLost):
        networks.send(network, make_parcel(), Prepared())
    assert receiver.taken == {}


def test_what_a_webhook_took_it_does_not_take_back(network: Network) -> None:
    with pytest.raises(Refused, match="by hand"):
        network.delete("r-1")


def test_an_address_is_needed(workspace: Workspace) -> None:
    with pytest.raises(SettingsError, match="url"):
        networks.connect(AccountSettings(name="hook", network="webhook"), workspace)


@pytest.mark.parametrize(
    "said", [(200, b""), (204, b""), (200, b"{}"), (200, b"<html>"), (200, b'"ok"')]
)
def test_an_address_that_says_yes_to_everything_has_not_said_that_it_has_the_post(
    network: Network,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    said: tuple[int, bytes],
) -> None:
    status, body = said

    def get(_receiver: Receiver, call: BaseHTTPRequestHandler) -> None:
        call.send_response(status)
        if status != 204:
            call.send_header("Content-Length", str(len(body)))
        call.end_headers()
        call.wfile.write(body)

    monkeypatch.setattr(Receiver, "get", get)
    with pytest.raises(NetworkError):
        network.find(make_parcel(), known=frozenset())
