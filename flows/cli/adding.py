"""`pullquote accounts add`: walk through a new account and write it into the settings."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer
from tzlocal import get_localzone_name

from flows.cli.accounts import group
from flows.cli.printing import show, tell
from flows.cli.secrets import typed
from flows.core import secrets
from flows.core.errors import SettingsError
from flows.core.tokens import TokenFile
from flows.core.workspace import FILE_NAME, Workspace

if TYPE_CHECKING:
    from flows.networks import Option

_WHERE = {
    "env": "an environment variable",
    "stored": "the encrypted token file",
    "block": "a Prefect Secret block",
}


@dataclass
class _Account:
    """An account as far as it is known; `confided` are its options that name a secret."""

    name: str
    network: str
    zone: str
    place: str
    options: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)
    confided: set[str] = field(default_factory=set)
    unused: dict[str, str] = field(default_factory=dict)


def register() -> None:
    """Add the command to the others about accounts."""
    group.command("add")(add)


def add(
    name: Annotated[str, typer.Argument(help="What you call the account.")] = "",
    *,
    network: Annotated[str, typer.Option(help="The network it is on.")] = "",
    option: Annotated[
        list[str] | None, typer.Option("--option", help="NAME=VALUE, as often as needed.")
    ] = None,
    secret_in: Annotated[str, typer.Option(help="Where its secrets are: env, stored, block.")] = "",
    zone: Annotated[str, typer.Option(help="Its time zone; the machine's by default.")] = "",
    desk: Annotated[str, typer.Option(help="The desk that posts to it; '-' for none.")] = "",
    print_only: Annotated[
        bool, typer.Option("--print", help="Print the block; change nothing.")
    ] = False,
    ask: Annotated[
        bool | None, typer.Option("--ask/--no-ask", help="Ask for what is missing.")
    ] = None,
) -> None:
    """Set up an account: asks on a terminal, else takes it all from the options."""
    from flows.core import settings_file

    workspace = Workspace.open()
    asking = sys.stdin.isatty() if ask is None else ask
    account = _account(
        workspace,
        name=name,
        network=network,
        zone=zone,
        place=secret_in,
        given=option or [],
        asking=asking,
    )
    block = settings_file.account_block(
        name=account.name,
        network=account.network,
        zone=account.zone,
        options=account.options,
        notes=account.notes,
        unused=account.unused,
    )
    chosen = desk or workspace.settings.desk[0].name
    path = workspace.root / FILE_NAME
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    changed = settings_file.with_account(text, block, None if chosen == "-" else chosen)
    consent = _connects(workspace, changed, account.name)
    if print_only:
        show(block.rstrip("\n"))
        return
    if asking:
        _keep_secrets(workspace, account)
    settings_file.write(path, changed)
    where = "" if chosen == "-" else f", and desk {chosen} posts to it"
    show(f"Account {account.name} stands in {path}{where}.")
    _tell_where_secrets_go(account, asked=asking)
    show(f"Next: pullquote accounts {'connect' if consent else 'check'} {account.name}")


def _account(
    workspace: Workspace,
    *,
    name: str,
    network: str,
    zone: str,
    place: str,
    given: list[str],
    asking: bool,
) -> _Account:
    from flows import networks

    known = networks.names()
    network = network or _asked("Network", f"one of {', '.join(known)}", asking=asking)
    if network not in known:
        raise SettingsError(f"There is no network {network!r}.", f"Use one of {', '.join(known)}.")
    name = name or _asked("Name", "what you call the account", asking=asking, usual=network)
    if any(account.name == name for account in workspace.settings.account):
        raise SettingsError(f"There is an account named {name!r} already.", f"See {FILE_NAME}.")
    pairs = _pairs(given)
    options = _of_one_login(networks.options(network), pairs, asking=asking)
    if any(one.secret for one in options):
        place = place or _place(asking=asking)
    if place and place not in secrets.places():
        raise SettingsError(
            f"Secrets cannot be kept in {place!r}.", f"Use one of {', '.join(secrets.places())}."
        )
    zone = zone or get_localzone_name() or "UTC"
    account = _Account(name, network, zone, place, pairs)
    for one in options:
        _take(account, one, asking=asking)
    return account


def _of_one_login(
    options: Sequence["Option"], given: Mapping[str, str], *, asking: bool
) -> list["Option"]:
    """Leave out what belongs to other ways of logging in than the one that is chosen."""
    ways = list(dict.fromkeys(one.login for one in options if one.login))
    named = [one.login for one in options if one.login and not given.keys().isdisjoint(_keys(one))]
    way = named[0] if named else "".join(ways[:1])
    if asking and len(ways) > 1 and not named:
        way = _asked("Login", f"one of {', '.join(ways)}", asking=True, usual=way)
        if way not in ways:
            raise SettingsError(f"There is no login {way!r}.", f"Use one of {', '.join(ways)}.")
    return [one for one in options if one.login in {"", way}]


def _keys(option: "Option") -> list[str]:
    """Return what an option may be called in the settings."""
    return [f"{option.name}_{one}" for one in secrets.places()] if option.secret else [option.name]


def _place(*, asking: bool) -> str:
    if not asking:
        return "env"
    said = "; ".join(f"{place}: {_WHERE.get(place, place)}" for place in secrets.places())
    return _asked("Where are its secrets", said, asking=True, usual="env")


def _take(account: _Account, option: "Option", *, asking: bool) -> None:
    if option.secret:
        _take_secret(account, option, asking=asking)
    elif option.name in account.options:
        account.notes[option.name] = option.help
    elif option.required or (option.login and not option.optional):
        usual = option.usual.format(account=account.name)
        given = usual and not asking
        account.options[option.name] = (
            usual if given else _asked(option.name, option.help, asking=asking, usual=usual)
        )
        account.notes[option.name] = option.help
    else:
        account.unused[option.name] = option.help


def _take_secret(account: _Account, option: "Option", *, asking: bool) -> None:
    keys = _keys(option)
    if not any(key in account.options for key in keys):
        key = f"{option.name}_{account.place}"
        if option.optional and not (asking and _has(option)):
            account.unused[key] = option.help
            return
        usual = _usual(account, option.name)
        if asking and account.place != "stored":
            usual = _asked(
                f"Its name in {_WHERE.get(account.place, account.place)}",
                option.help,
                asking=True,
                usual=usual,
            )
        account.options[key] = usual
    account.notes |= {key: option.help for key in keys if key in account.options}
    account.confided |= {key for key in keys if key in account.options}


def _has(option: "Option") -> bool:
    return typer.confirm(f"Is there a {option.name} ({option.help})", default=False, err=True)


def _usual(account: _Account, name: str) -> str:
    """Return what a secret is called unless somebody says otherwise."""
    if account.place == "env":
        return re.sub(r"[^A-Z0-9]+", "_", f"{account.name}_{name}".upper())
    # Prefect allows lower-case letters, digits and dashes in a block's name.
    return re.sub(r"[^a-z0-9]+", "-", f"{account.name}-{name}".lower())


def _asked(what: str, explained: str, *, asking: bool, usual: str = "") -> str:
    if not asking:
        raise SettingsError(
            f"{what} is missing ({explained}).", "See: pullquote accounts add --help"
        )
    answer = str(typer.prompt(f"{what} ({explained})", default=usual or None, err=True)).strip()
    return answer or usual


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not re.fullmatch(r"[a-z][a-z0-9_]*", key):
            raise SettingsError(f"--option {one.partition('=')[0]!r} is no NAME=VALUE.")
        pairs[key] = value
    return pairs


def _connects(workspace: Workspace, changed: str, name: str) -> bool:
    """Say whether the account as it would be written is to be connected in a browser.

    Raises SettingsError if it cannot be used.
    """
    from flows import networks
    from flows.core.settings import parsed

    would_be = Workspace(workspace.root, parsed(changed))
    account = would_be.settings.account_named(name)
    networks.connect(account, would_be)
    return networks.takes_consent(account)


def _keep_secrets(workspace: Workspace, account: _Account) -> None:
    for key, named in account.options.items():
        if key.endswith("_stored") and key in account.confided:
            tell(account.notes.get(key, ""))
            TokenFile.of(workspace).put(named, typed(named))


def _tell_where_secrets_go(account: _Account, *, asked: bool) -> None:
    for key, named in account.options.items():
        if key not in account.confided:
            continue
        what = account.notes.get(key, key)
        if key.endswith("_env") and not os.environ.get(named):
            tell(f"Set the environment variable {named}: {what}.")
        elif key.endswith("_block"):
            tell(f"Make a Prefect Secret block named {named}: {what}.")
        elif key.endswith("_stored") and not asked:
            tell(f"Keep {what}: pullquote secrets set {named}")
