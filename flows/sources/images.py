"""An article's picture, fetched as carefully as its page."""

import hashlib
from pathlib import Path

from flows.core.errors import SourceError, SourceUnreadable
from flows.core.workspace import Workspace

from .links import checked_url
from .manners import POLITE, Manners

# What cards can open, with the ending its file gets.
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/avif": ".avif",
    "image/tiff": ".tif",
}


def fetch_picture(url: str, workspace: Workspace, *, manners: Manners = POLITE) -> Path:
    """Fetch a picture into `var/pictures/`, named by its content, and return its path.

    With the guards of `fetch`, robots.txt and the host's pause. Raises SourceError.
    """
    settings = workspace.settings
    address = checked_url(url)
    manners.check(address, settings.fetch, settings.own_sites)
    answer = manners.get(address, settings.fetch, types=tuple(ENDINGS))
    ending = ENDINGS.get(answer.media_type)
    if ending is None:
        raise SourceUnreadable(f"{url} does not say what kind of picture it is.")
    folder = workspace.var / "pictures"
    path = folder / f"{hashlib.sha256(answer.body).hexdigest()}{ending}"
    if not path.is_file():
        _write(path, answer.body)
    return path


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise SourceError(f"The picture cannot be kept ({error.strerror}).") from error
