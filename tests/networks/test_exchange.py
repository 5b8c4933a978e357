"""One call over the wire: what a broken one means, and that nobody makes it twice."""

import datetime as dt
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows import networks
from flows.core.errors import NotSent, OutcomeUnknown, Refused
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import Network, Prepared
from tests.networks.conftest import MakeParcel, on_x
from tests.servers.process import free_port
from tests.servers.x_oauth import credentials


def webhook(url: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setenv("TEST_SECRET", "s3cret")
    options = {"url": url, "secret_env": "TEST_SECRET", "timeout_seconds": "3"}
    account = AccountSettings(name="a", network="webhook", options=options)
    return networks.connect(account, workspace)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def breaking_after_it_read(certificate: Path, taken: list[bytes]) -> Iterator[str]:
    """A server that takes a request over TLS and then speaks no TLS any more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(line, server_side=True) as secure:
                    taken.append(secure.recv(65_536))
                    os.write(secure.fileno(), b"this is no record of TLS" * 10)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def test_tls_that_breaks_while_the_answer_is_read_is_unknown(
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    certificate: Path,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    taken: list[bytes] = []
    with breaking_after_it_read(certificate, taken) as url:
        network = webhook(url, workspace, monkeypatch)
        with pytest.raises(OutcomeUnknown):
            networks.send(network, make_parcel(), Prepared())
    assert taken[0].startswith(b"POST")


def test_a_certificate_that_is_not_trusted_is_certainly_not_sent(
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    certificate: Path,
) -> None:
    taken: list[bytes] = []
    with breaking_after_it_read(certificate, taken) as url:
        network = webhook(url, workspace, monkeypatch)
        with pytest.raises(NotSent):
            networks.send(network, make_parcel(), Prepared())
    assert taken == []


def test_a_server_that_takes_the_line_and_says_nothing_ends_a_call_as_unknown(
    workspace: Workspace, make_parcel: MakeParcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        network = webhook(url, workspace, monkeypatch)
        with pytest.raises(OutcomeUnknown):
            networks.send(network, make_parcel(), Prepared())


def test_a_port_where_nobody_is_is_certainly_not_sent(
    workspace: Workspace, make_parcel: MakeParcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = webhook(f"http://127.0.0.1:{free_port()}/", workspace, monkeypatch)
    with pytest.raises(NotSent):
        networks.send(network, make_parcel(), Prepared())


class Elsewhere:
    """Answers every call with a redirect back to itself, and counts."""

    def __init__(self) -> None:
        elsewhere = self
        self.calls: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                elsewhere.calls.append(self.path)
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(307)
                self.send_header("Location", f"http://127.0.0.1:{elsewhere.server.server_port}/x")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize("kind", ["webhook", "x"])
def test_no_redirect_is_followed_with_a_post_in_hand(
    workspace: Workspace,
    make_parcel: MakeParcel,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: Elsewhere,
    kind: str,
) -> None:
    url = f"http://127.0.0.1:{elsewhere.server.server_port}"
    if kind == "webhook":
        network = webhook(url, workspace, monkeypatch)
    else:
        network = networks.connect(on_x(url, credentials("cards"), monkeypatch), workspace)
    with pytest.raises(Refused, match="elsewhere"):
        networks.send(network, make_parcel(images=()), Prepared({"media": ""}))
    assert len(elsewhere.calls) == 1
