"""Files that come with Pullquote are built without pydantic: as pydantic would, or not at all."""

import copy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from flows.cards.brand import BrandFile
from flows.cards.design import Design
from flows.cards.schema import plain
from flows.core.resources import resource, resources

DESIGNS = list(resources("templates/cards", "*.toml").values())
BRANDS = [resource(f"{folder}/brand.toml") for folder in ("assets/brand", "assets/brands/tramline")]
ADAPTERS: dict[type, TypeAdapter[Any]] = {k: TypeAdapter(k) for k in (Design, BrandFile)}
SHIPPED = [*((Design, path) for path in DESIGNS), *((BrandFile, path) for path in BRANDS)]
ODD: list[Any] = [
    None, True, -1, 0, 1, 2, 950, 0.5, 1.5, float("nan"), "", "5", "red", "#12345", "#123456\n",
    "1" * 81, [], [0.1], [0.2, 0.1], [0.1, 0.2, 0.3], [[0.1, 2]], {}, {"colour": "red"},
]  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=lambda given: getattr(given, "stem", ""))
def test_what_we_ship_is_built_as_pydantic_builds_it(kind: type, path: Path) -> None:
    assert plain(kind, read(path)) == ADAPTERS[kind].validate_python(read(path))


def spots(table: Any, so_far: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = table.items() if isinstance(table, dict) else enumerate(table)
    found: list[tuple[Any, ...]] = []
    for key, value in inside:
        found.append((*so_far, key))
        if isinstance(value, dict | list):
            found += spots(value, (*so_far, key))
    return found


@given(st.data())
def test_a_changed_file_is_built_as_pydantic_builds_it_or_left_to_pydantic(
    data: st.DataObject,
) -> None:
    kind, path = data.draw(st.sampled_from(SHIPPED))
    changed = copy.deepcopy(read(path))
    *way, last = data.draw(st.sampled_from(spots(changed)))
    table: Any = changed
    for key in way:
        table = table[key]
    if isinstance(table, dict) and data.draw(st.booleans()):
        del table[last]
        table.update(data.draw(st.sampled_from([{}, {"colour": "red"}])))
    else:
        table[last] = data.draw(st.sampled_from(ODD))
    try:
        built = plain(kind, changed)
    except (TypeError, ValueError, KeyError):
        return
    try:
        assert built == ADAPTERS[kind].validate_python(changed)
    except ValidationError as error:
        pytest.fail(f"taken, though pydantic refuses it: {error}")


def test_a_card_of_our_own_designs_and_brands_needs_no_pydantic() -> None:
    program = (
        "import sys; from flows import cards; from flows.core.card import CardOrder\n"
        "for brand in cards.sample_brands():\n"
        "    for name in cards.template_names():\n"
        "        cards.render(CardOrder('No.', 'Ada', template=name), brand)\n"
        "assert 'pydantic' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == 0
