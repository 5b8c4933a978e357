"""Tables of a TOML file as frozen dataclasses whose limits pydantic checks.

Loading pydantic costs more than drawing a card does, so the files that come with Pullquote are
built without it where they are plainly right; any doubt, and every file of the user's own, goes to
pydantic, whose word counts.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from operator import ge, le
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
)

from flows.core.errors import SettingsError
from flows.core.resources import shipped

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


class Table:
    """What a table's dataclass is derived from: a key it does not know is a mistake.

    It compares and shows itself here: made for each of them, these methods would be compiled anew
    in every process, and the first card waits for that.
    """

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid"}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({shown})"


@dataclass_transform(frozen_default=True, kw_only_default=True)
def table(kind: type[T]) -> type[T]:
    """Make a class derived from Table a frozen dataclass whose fields are given by name."""
    return dataclass(frozen=True, kw_only=True, repr=False, eq=False)(kind)


class Limits:
    """What a value must keep to, in the names of pydantic's schema: `ge`, `le`, `pattern`,
    `min_length`, `max_length`.
    """

    def __init__(self, **rules: Any) -> None:
        self.rules = rules

    def __get_pydantic_core_schema__(self, source: object, handler: Any) -> dict[str, Any]:
        """Return the schema of the value with these limits (pydantic asks for it)."""
        return {**handler(source), **self.rules}

    def keeps(self, value: Any) -> bool:
        """Whether a value of the right type keeps to them."""
        return all(_KEEPS[name](value, limit) for name, limit in self.rules.items())


_KEEPS: dict[str, Callable[[Any, Any], bool]] = {
    "ge": ge,
    "le": le,
    "pattern": lambda value, limit: re.fullmatch(limit, value) is not None,
    "min_length": lambda value, limit: len(value) >= limit,
    "max_length": lambda value, limit: len(value) <= limit,
}


def checked(kind: type[T], data: object, path: Path, what: str, todo: str) -> T:
    """Return what a file at `path` says as a `kind`.

    Raises SettingsError: `what` it is, the place and the mistake in one sentence, and `todo`.
    """
    if shipped(path):
        try:
            made: T = plain(kind, data)
        except (TypeError, ValueError, KeyError):
            pass
        else:
            return made
    from pydantic import ValidationError

    try:
        found: T = _adapter(kind).validate_python(data)  # type: ignore[arg-type]  # a type is hashable
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        unknown = first["type"] == "unexpected_keyword_argument"
        mistake = "Extra inputs are not permitted" if unknown else first["msg"]
        raise SettingsError(f"{what}: {place}: {mistake}.", todo) from error
    return found


@lru_cache(maxsize=8)
def _adapter(kind: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def plain(kind: Any, data: Any) -> Any:
    """Return plainly right data as a `kind`, just as pydantic would.

    Raises TypeError, ValueError or KeyError for all else, also for much that pydantic takes.
    """
    if isinstance(kind, type) and is_dataclass(kind):
        types = {field.name: field.type for field in fields(kind)}
        if not isinstance(data, dict):
            raise TypeError(data)
        return kind(**{name: plain(types[name], value) for name, value in data.items()})
    origin, given = get_origin(kind), get_args(kind)
    if origin is Annotated:
        made = plain(given[0], data)
        if not all(limits.keeps(made) for limits in given[1:]):
            raise ValueError(data)
        return made
    if origin in (Union, UnionType):
        (kind,) = (one for one in given if one is not NoneType)
        return plain(kind, data)
    return _container(origin, given, data) if origin else _scalar(kind, data)


def _container(origin: Any, given: tuple[Any, ...], data: Any) -> Any:
    if origin is Literal:
        if data not in given:
            raise ValueError(data)
        return data
    if origin is dict and isinstance(data, dict):
        return {plain(given[0], key): plain(given[1], value) for key, value in data.items()}
    if origin is tuple and isinstance(data, list):
        kinds = given[:1] * len(data) if given[-1] is Ellipsis else given
        return tuple(plain(kind, value) for kind, value in zip(kinds, data, strict=True))
    raise TypeError(data)


def _scalar(kind: Any, data: Any) -> Any:
    if kind is float and type(data) is int:
        return float(data)
    if kind not in (str, int, float, bool) or type(data) is not kind:
        raise TypeError(data)
    return data
