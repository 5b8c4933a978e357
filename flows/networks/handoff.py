"""For networks that take no posts from programs: laid ready at its time, posted by a person.

The image, the caption and the post as JSON lie in `var/handoff/<account>/`; the post is held
until somebody says that it is out. Options: `max_characters` (2,200).
"""

import json
import shutil
from pathlib import Path

from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._before import nothing_left
from flows.networks._keyed import Keyed
from flows.networks._secrets import characters
from flows.networks._writable import ensure_writable
from flows.networks.protocol import (
    Limits,
    Option,
    Parcel,
    Prepared,
    Sent,
    Standing,
)

OPTIONS = (Option("max_characters", "how long a caption may be (2,200)"),)

# Instagram's caption, the shortest of those this is for that has a documented limit.
_DEFAULT_CHARACTERS = 2_200


def connect(account: AccountSettings, workspace: Workspace) -> "Handoff":
    """Return an account that a person posts for."""
    most = characters(account, _DEFAULT_CHARACTERS)
    return Handoff(workspace.var / "handoff" / account.name, most)


class Handoff(Keyed):
    """Lays posts ready in a folder."""

    def __init__(self, place: Path, characters: int) -> None:
        self._place = place
        self.limits = Limits(text=characters, images=10, image_bytes=50_000_000, alt=5_000)

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Lay image and caption ready; the same again changes nothing."""
        del prepared
        target = self._folder(parcel)
        part = target.with_name(f".{target.name}.part")
        with nothing_left():
            if not target.exists():
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir(parents=True)
                self._write(part, parcel)
                part.rename(target)
        return self._laid(parcel)

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Say whether it is laid ready."""
        del known
        return self._laid(parcel) if self._folder(parcel).is_dir() else None

    def check(self) -> Standing:
        """Make sure that posts can be laid ready."""
        ensure_writable(self._place)
        return Standing(str(self._place), self.limits, None, ("A person posts what lies there.",))

    def delete(self, remote_id: str) -> None:
        """Take what was laid ready away; what a person posted, only a person can delete."""
        for folder in self._place.glob(f"*-{remote_id}"):
            shutil.rmtree(folder)

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Lay an answer ready as a post of its own."""
        del to
        return self.send(parcel, prepared)

    def _write(self, folder: Path, parcel: Parcel) -> None:
        names = [f"{number}{image.path.suffix}" for number, image in enumerate(parcel.images, 1)]
        for name, image in zip(names, parcel.images, strict=True):
            (folder / name).write_bytes(image.path.read_bytes())
        (folder / "caption.txt").write_text(parcel.text, encoding="utf-8")
        alts = [{"file": n, "alt": i.alt} for n, i in zip(names, parcel.images, strict=True)]
        entry = {"id": parcel.post_id, "account": parcel.account, "text": parcel.text}
        text = json.dumps({**entry, "images": alts}, ensure_ascii=False, indent=2)
        (folder / "post.json").write_text(text, encoding="utf-8")

    def _folder(self, parcel: Parcel) -> Path:
        stamp = parcel.created_at.strftime("%Y%m%dT%H%M%SZ")
        return self._place / f"{stamp}-{parcel.post_id}"

    def _laid(self, parcel: Parcel) -> Sent:
        return Sent(parcel.post_id, self._folder(parcel).as_uri(), by_hand=True)
