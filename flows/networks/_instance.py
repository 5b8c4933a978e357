"""What a Mastodon instance takes: asked of it, and remembered in `var/` for a day.

A file beside the truth, not part of it: if it is lost, the defaults of Mastodon itself hold until
the instance is asked again.
"""

import json
from collections.abc import Sized
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.core.workspace import Workspace

_GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Instance:
    """Limits of an instance. The defaults are Mastodon's own (Instance entity, status and media
    validators); `link` is how many characters any link counts as. `shows`: so many of an account's
    statuses are shown at once, whatever is asked for; None where pages can be turned.
    """

    characters: int = 500
    link: int = 23
    images: int = 4
    image_bytes: int = 10_000_000
    image_pixels: int | None = None
    alt: int = 1_500
    shows: int | None = None

    def cuts(self, page: Sized, asked: int) -> bool:
        """Say whether there may be more than a page that came when so many were asked for."""
        return len(page) >= self.shows if self.shows else len(page) == asked


def told(body: bytes) -> Instance | None:
    """Return the limits in an answer of `/api/v2/instance` or `/api/v1/instance`, None if none.

    What it leaves out, or gives as nothing sensible, is as in Mastodon itself. Older forks say
    `max_toot_chars`.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    if not isinstance(answer, dict):
        return None
    known = _dict(answer, "configuration")
    statuses, media = _dict(known, "statuses"), _dict(known, "media_attachments")
    if not statuses and "max_toot_chars" not in answer:
        return None
    usual = Instance()
    forks = _number(answer, "max_toot_chars", usual.characters)
    return Instance(
        characters=_number(statuses, "max_characters", forks),
        link=_number(statuses, "characters_reserved_per_url", usual.link),
        images=_number(statuses, "max_media_attachments", usual.images),
        image_bytes=_number(media, "image_size_limit", usual.image_bytes),
        image_pixels=_number(media, "image_matrix_limit", 0) or None,
        alt=_number(media, "description_limit", usual.alt),
        # mastoapi.c: timeline_simple_list(…, 0, 256); neither `limit` nor `max_id` is read there.
        shows=256 if "snac/" in str(answer.get("version")) else None,
    )


class Memory:
    """The file that remembers what one account's instance said, and when."""

    def __init__(self, workspace: Workspace, account: str, service: str) -> None:
        self._path = workspace.var / "instances" / f"{account}.json"
        self._service = service

    def recall(self) -> Instance | None:
        """Return what was last told, however long ago; None if nothing, or by another instance."""
        try:
            return Instance(**self._entry()["limits"])
        except (KeyError, TypeError):
            return None

    def is_old(self) -> bool:
        """Say whether the instance is to be asked again."""
        try:
            age = datetime.now(UTC) - datetime.fromisoformat(self._entry()["at"])
        except (KeyError, ValueError, TypeError):
            return True
        return not timedelta() <= age < _GOOD_FOR

    def keep(self, there: Instance) -> None:
        """Remember what was told; a disk that refuses costs another question, nothing more."""
        entry = {
            "service": self._service,
            "at": datetime.now(UTC).isoformat(),
            "limits": asdict(there),
        }
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(entry), encoding="utf-8")
            part.replace(self._path)
        except OSError:
            return

    def _entry(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        ours = isinstance(found, dict) and found.get("service") == self._service
        return found if ours else {}


def _dict(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found = answer.get(name)
    return found if isinstance(found, dict) else {}


def _number(answer: dict[str, Any], name: str, usual: int) -> int:
    found = answer.get(name)
    return found if isinstance(found, int) and found > 0 else usual
