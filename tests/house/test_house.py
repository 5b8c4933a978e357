"""The house rules that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.core.resources import resource

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(p for p in (ROOT / "flows").rglob("*.py") if "migrations" not in p.parts)
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.split("\n")


def test_no_room_carries_a_standard_library_name() -> None:
    # A file entrypoint puts flows/ first on the path: such a name would break the run.
    names = {p.stem if p.is_file() else p.name for p in (ROOT / "flows").iterdir()}
    assert not names & set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_stays_short_enough_to_see_whole(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("name", ["make_cards", "watch_feeds", "publish_due", "upkeep"])
def test_a_flow_file_only_orchestrates(name: str) -> None:
    text = (ROOT / "flows" / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {name.split(".")[0] for name in imported} & {"sqlalchemy", "PIL", "bs4", "requests"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_every_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--extra-index" not in text
    pinned = re.findall(r"^[a-z0-9][a-z0-9._-]*==[^ ]+", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)


def test_every_font_has_its_licence_beside_it() -> None:
    fonts = [
        p for p in resource("assets/fonts").rglob("*") if p.suffix in {".ttf", ".otf", ".woff2"}
    ]
    assert fonts
    for font in fonts:
        assert any("OFL" in p.name or "LICENSE" in p.name for p in font.parent.iterdir()), font


def test_the_repository_names_no_path_of_a_machine() -> None:
    machine = re.compile(r"/(home|Users)/[a-z]+/|/work/main")
    for name in filter(None, TRACKED):
        path = ROOT / name
        if path.suffix in {
            ".py",
            ".md",
            ".toml",
            ".yaml",
            ".yml",
            ".j2",
            ".service",
            ".sh",
            ".txt",
        }:
            if path == Path(__file__) or not path.is_file():
                continue
            assert not machine.search(path.read_text(encoding="utf-8")), name
