import codecs
import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import networks
from flows.core.errors import NetworkError, NotSent, OutcomeUnknown, Refused, SettingsError
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import Image, Network, Parcel, Prepared, Sent

FOLDER = AccountSettings(name="folder")


@pytest.fixture
def parcel(tmp_path: Path) -> Parcel:
    return parcel_in(tmp_path)


def parcel_in(folder: Path, **change: str) -> Parcel:
    data = b"a picture"
    path = folder / "card.jpg"
    path.write_bytes(data)
    image = Image(hashlib.sha256(data).hexdigest(), "image/jpeg", path, 1080, 1350, "“Words” — Ann")
    made = Parcel(
        post_id="p1",
        account="folder",
        key="key-1",
        text="“Words”\n\n— Ann",
        images=(image,),
        created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    )
    return replace(made, **change)  # type: ignore[arg-type]


def lines(workspace: Workspace) -> list[dict[str, object]]:
    text = (workspace.posted / "posted.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_post_is_a_folder_with_its_image_and_one_line(
    workspace: Workspace, parcel: Parcel
) -> None:
    network = networks.connect(FOLDER, workspace)
    sent = networks.send(network, parcel, network.prepare(parcel))
    folder = workspace.posted / "20260105T090000Z-p1"
    assert sent == Sent("p1", folder.as_uri())
    assert (folder / "1.jpg").read_bytes() == b"a picture"
    entry = json.loads((folder / "post.json").read_text(encoding="utf-8"))
    assert entry["text"] == parcel.text
    assert entry["images"][0]["alt"] == "“Words” — Ann"
    assert lines(workspace) == [entry]
    assert [path.name for path in folder.parent.glob("*.part")] == []


def test_the_same_key_again_is_the_same_post(workspace: Workspace, parcel: Parcel) -> None:
    network = networks.connect(FOLDER, workspace)
    first = network.send(parcel, Prepared())
    assert network.send(parcel, Prepared()) == first
    assert network.find(parcel, known=frozenset()) == first
    assert network.find(replace(parcel, key="key-2"), known=frozenset()) is None
    assert len(lines(workspace)) == 1


@given(cut=st.integers(2, 60))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
def test_a_line_torn_by_a_crash_counts_as_not_posted(workspace: Workspace, cut: int) -> None:
    path = workspace.posted / "posted.jsonl"
    path.unlink(missing_ok=True)
    network = networks.connect(FOLDER, workspace)
    first, second = parcel_in(workspace.root), parcel_in(workspace.root, key="key-2", post_id="p2")
    network.send(first, Prepared())
    network.send(second, Prepared())
    os.truncate(path, path.stat().st_size - cut)
    assert network.find(first, known=frozenset()) is not None
    assert network.find(second, known=frozenset()) is None
    network.send(second, Prepared())
    assert [line["key"] for line in lines(workspace)] == ["key-1", "key-2"]


def test_a_torn_line_is_kept_beside(workspace: Workspace, parcel: Parcel) -> None:
    network = networks.connect(FOLDER, workspace)
    network.send(parcel, Prepared())
    path = workspace.posted / "posted.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"id":"p2","key":"ke')
    assert network.find(parcel, known=frozenset()) is not None
    assert path.read_bytes() == whole
    assert path.with_name("posted.jsonl.torn").read_bytes() == b'{"id":"p2","key":"ke\n'


def test_a_whole_last_line_that_an_editor_left_without_its_end_stays(
    workspace: Workspace, parcel: Parcel
) -> None:
    network = networks.connect(FOLDER, workspace)
    first = network.send(parcel, Prepared())
    path = workspace.posted / "posted.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert network.find(parcel, known=frozenset()) == first
    network.send(replace(parcel, key="key-2", post_id="p2"), Prepared())
    assert [line["key"] for line in lines(workspace)] == ["key-1", "key-2"]
    assert not path.with_name("posted.jsonl.torn").exists()


SPOILT = [
    b"\xff\xfe key-1 key-2\n",
    b"no JSON: key-1 key-2\n",
    b'"key-1 key-2"\n',
    b'["key-1", "key-2"]\n',
    b'{"key":"key-1","of":"key-2"}\n',
    b'{"id":"p1","of":"key-1 key-2"}\n',
    b"[" * 100_000 + b"key-1 key-2\n",
    b"\n\r\n",
]


@pytest.mark.parametrize("line", SPOILT, ids=lambda line: ascii(line[:12]))
def test_a_line_that_somebody_spoilt_stops_no_other_and_stays(
    workspace: Workspace, parcel: Parcel, line: bytes
) -> None:
    network = networks.connect(FOLDER, workspace)
    other = replace(parcel, key="key-2", post_id="p2")
    workspace.posted.mkdir()
    path = workspace.posted / "posted.jsonl"
    path.write_bytes(line)
    assert network.find(parcel, known=frozenset()) is None
    networks.send(network, parcel, Prepared())
    networks.send(network, other, Prepared())
    assert network.find(parcel, known=frozenset()) is not None
    network.delete("p1")
    assert network.find(parcel, known=frozenset()) is None
    assert network.find(other, known=frozenset()) is not None
    assert path.read_bytes().startswith(line)


def test_a_post_is_known_again_by_a_line_with_a_spoilt_byte_in_its_text(
    workspace: Workspace, parcel: Parcel
) -> None:
    network = networks.connect(FOLDER, workspace)
    first = network.send(parcel, Prepared())
    path = workspace.posted / "posted.jsonl"
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"Words", b"W\xf6rds"))
    assert network.send(parcel, Prepared()) == first
    assert path.read_bytes().count(b"key-1") == 1


@pytest.mark.parametrize("name", ["folder", "handoff"])
def test_a_mistake_before_anything_left_is_certainly_not_sent(
    workspace: Workspace, parcel: Parcel, name: str
) -> None:
    network = networks.connect(AccountSettings(name="a", network=name), workspace)
    with pytest.raises(Refused, match="UnicodeEncodeError"):
        networks.send(network, replace(parcel, text="half a sign: \ud83d"), Prepared())
    parcel.images[0].path.unlink()
    with pytest.raises(NotSent):
        networks.send(network, parcel, Prepared())
    assert network.find(parcel, known=frozenset()) is None


def test_another_post_under_the_same_key_is_not_taken_for_it(
    workspace: Workspace, parcel: Parcel
) -> None:
    network = networks.connect(FOLDER, workspace)
    network.send(parcel, Prepared())
    with pytest.raises(Refused, match="Another post"):
        network.send(replace(parcel, post_id="p9"), Prepared())
    assert len(lines(workspace)) == 1


def test_a_post_can_be_taken_down_and_answered(workspace: Workspace, parcel: Parcel) -> None:
    network = networks.connect(FOLDER, workspace)
    network.send(parcel, Prepared())
    answer = replace(parcel, key="key-2", post_id="p2", images=())
    network.reply(answer, Prepared(), to="p1")
    assert [line.get("in_reply_to") for line in lines(workspace)] == [None, "p1"]
    network.delete("p1")
    network.delete("p1")
    assert [line["id"] for line in lines(workspace)] == ["p2"]
    assert network.find(parcel, known=frozenset()) is None


def test_it_says_what_it_would_not_take(workspace: Workspace, parcel: Parcel) -> None:
    network = networks.connect(FOLDER, workspace)
    assert network.validate(parcel) == []
    assert "longer" in network.validate(replace(parcel, text="x" * 5001))[0]
    assert "images" in network.validate(replace(parcel, images=parcel.images * 11))[0]


def test_a_full_or_missing_disk_is_not_sent(workspace: Workspace, parcel: Parcel) -> None:
    (workspace.posted).write_text("a file stands in the way")
    network = networks.connect(FOLDER, workspace)
    with pytest.raises(NotSent):
        networks.send(network, parcel, Prepared())


def test_the_place_can_be_moved(workspace: Workspace, parcel: Parcel) -> None:
    account = AccountSettings(name="folder", options={"path": "elsewhere"})
    networks.connect(account, workspace).send(parcel, Prepared())
    assert (workspace.root / "elsewhere" / "posted.jsonl").is_file()


@pytest.mark.parametrize("name", ["nowhere", "protocol", "__init__", "os", "../folder", "folder.x"])
def test_an_unknown_network_is_a_settings_error_that_names_the_known(
    workspace: Workspace, name: str
) -> None:
    with pytest.raises(SettingsError, match="folder"):
        networks.connect(AccountSettings(name="a", network=name), workspace)


def test_adding_a_network_is_adding_a_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged = tmp_path / "more"
    plugged.mkdir()
    (plugged / "elsewhere.py").write_text(
        "from flows.networks.folder import Folder\n"
        "def connect(account, workspace):\n"
        "    return Folder(workspace.root / 'there')\n"
    )
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(plugged)])
    network = networks.connect(AccountSettings(name="a", network="elsewhere"), workspace)
    assert network.limits.text > 0
    assert "elsewhere" in networks.names()


class Surprising:
    """A network whose send breaks in a way nobody foresaw."""

    def __init__(self, network: Network, error: Exception) -> None:
        self._network, self._error = network, error

    def __getattr__(self, name: str) -> object:
        return getattr(self._network, name)

    def send(self, *_parcel_and_prepared: object) -> Sent:
        raise self._error


@pytest.mark.parametrize("error", [KeyError("id"), ConnectionResetError(), RecursionError()])
def test_what_nobody_foresaw_while_sending_is_an_unknown_outcome(
    workspace: Workspace, parcel: Parcel, error: Exception
) -> None:
    network = Surprising(networks.connect(FOLDER, workspace), error)
    with pytest.raises(OutcomeUnknown) as caught:
        networks.send(network, parcel, Prepared())  # type: ignore[arg-type]
    assert isinstance(caught.value, NetworkError)
