"""What `pullquote doctor` looks at: each check says in words what it found and what to do."""

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from flows.core.errors import PullquoteError
from flows.core.resources import resource, resources
from flows.core.settings import FetchSettings
from flows.core.workspace import Workspace

FREE_BYTES_WANTED = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def run_checks(workspace: Workspace) -> list[Check]:
    """Run every check; one that fails never stops the next."""
    return [
        _checked(name, look, workspace)
        for name, look in (
            ("settings", _settings),
            ("database", _database),
            ("language model", _model),
            ("cards", _cards),
            ("accounts", _accounts),
            ("feeds", _feeds),
            ("disk", _disk),
            ("queue", _queue),
            ("notices", _notices),
            ("prefect", _prefect),
        )
    ]


def _checked(name: str, look: Callable[[Workspace], str], workspace: Workspace) -> Check:
    try:
        return Check(name, ok=True, detail=look(workspace))
    except PullquoteError as error:
        return Check(name, ok=False, detail=str(error))


def _settings(workspace: Workspace) -> str:
    path = workspace.root / "pullquote.toml"
    where = str(path) if path.is_file() else "defaults (no pullquote.toml here; see pullquote init)"
    desks = len(workspace.settings.desk)
    return f"{where}; {desks} desk{'s' if desks > 1 else ''}"


def _database(workspace: Workspace) -> str:
    if workspace.database_url.startswith("sqlite") and not workspace.var.exists():
        return "SQLite, made at the first pullquote make or serve"
    from flows import pipeline, posts

    with pipeline.opened(workspace) as store:
        count = len(posts.listing(store))
    return f"{workspace.database_url.partition(':')[0]}, {count} posts"


def _queue(workspace: Workspace) -> str:
    if not workspace.var.exists():
        return "empty"
    from flows import pipeline, posts
    from flows.waking import overdue

    now = datetime.now(UTC)
    with pipeline.opened(workspace) as store:
        queued = posts.listing(store, state="queued")
        late = overdue(store, now)
    if late:
        raise PullquoteError(
            f"{len(late)} posts are overdue, the first since {late[0].due_at:%Y-%m-%d %H:%M} UTC.",
            "Start pullquote serve, or run pullquote publish.",
        )
    return f"{len(queued)} queued, none overdue"


def _model(workspace: Workspace) -> str:
    from flows.quotes.language import grammar

    grammar(workspace.settings.quotes.model)
    return workspace.settings.quotes.model


def _cards(workspace: Workspace) -> str:
    from flows import cards

    folders = dict.fromkeys(workspace.brand_dir(desk.brand) for desk in workspace.settings.desk)
    brand, *_ = (cards.load_brand(folder) for folder in folders)
    fonts = len(list(resource("assets/fonts").rglob("*.[tw][to]f*")))
    name = f"{brand.name}"
    if brand.name == cards.load_brand(None).name:
        name += " (the sample: make it yours in brand/brand.toml)"
    designs = ", ".join(cards.template_names(workspace.root))
    return f"designs {designs}; brand {name}; {fonts} fonts"


def _accounts(workspace: Workspace) -> str:
    from flows.networks import connect

    for account in workspace.settings.account:
        connect(account, workspace)
    wordings = ", ".join(resources("templates/posts", "*.txt.j2", workspace.root))
    return f"{', '.join(a.name for a in workspace.settings.account)}; wordings {wordings}"


def _feeds(workspace: Workspace) -> str:
    number = sum(len(desk.sources) for desk in workspace.settings.desk)
    if not number:
        return "none watched; list some under [[desk]] sources"
    fetch = workspace.settings.fetch
    unnamed = fetch.user_agent == FetchSettings().user_agent
    who = "say in fetch.user_agent who asks, and how to reach you" if unnamed else fetch.user_agent
    return f"{number} watched; {who}"


def _disk(workspace: Workspace) -> str:
    free = shutil.disk_usage(workspace.root).free
    if free < FREE_BYTES_WANTED:
        raise PullquoteError(f"Only {free // 1_000_000} MB are free.", "Make room on the disk.")
    return f"{free // 1_000_000_000} GB free"


def _notices(workspace: Workspace) -> str:
    if not workspace.settings.notify.to or not workspace.var.exists():
        return "nobody is told; see [notify]"
    from flows import notices, pipeline

    with pipeline.opened(workspace) as store:
        problems = notices.trouble(store, workspace)
    if problems:
        raise PullquoteError(" ".join(problems), "Try: pullquote notify --test")
    return f"to {', '.join(workspace.settings.notify.to)}"


def _prefect(workspace: Workspace) -> str:
    if importlib.util.find_spec("prefect") is None:
        raise PullquoteError("Prefect is not installed.", "Run make setup.")
    server = workspace.settings.prefect.api_url or "its own server, started by pullquote serve"
    return f"{version('prefect')}, {server}"
