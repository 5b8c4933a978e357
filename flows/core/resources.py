"""Where templates and assets are found: the user's own folder, the wheel, the checkout."""

from pathlib import Path

from flows.core.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "_data", _PACKAGE.parent)


def resource(name: str, own: Path | None = None) -> Path:
    """Return the path of `name` ("templates/cards/paper.toml", "assets/fonts").

    `own` is the user's working folder and wins. Raises SettingsError if it is nowhere.
    """
    for place in (own, *_PLACES):
        if place is not None and (found := place / name).exists():
            return found
    raise SettingsError(f"{name} is missing from this installation.", "Install pullquote again.")


def resources(folder: str, pattern: str, own: Path | None = None) -> dict[str, Path]:
    """Return the files matching `pattern` in `folder` by stem; the user's own win over ours."""
    found: dict[str, Path] = {}
    for place in reversed([p for p in (own, *_PLACES) if p is not None]):
        found.update({path.stem: path for path in sorted((place / folder).glob(pattern))})
    return found


def shipped(path: Path) -> bool:
    """Whether a path lies in what comes with Pullquote."""
    return any(path.is_relative_to(place) for place in _PLACES)
