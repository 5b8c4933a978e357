"""The options of an account: secrets by the name of their place only, numbers within bounds."""

import os
from collections.abc import Callable

from flows.core.errors import AuthLost, SettingsError
from flows.core.settings import AccountSettings

# Other places than the environment, by the ending of the option that names one: what starts the
# process may add some ("block": a Prefect Secret block).
_places: dict[str, Callable[[str], str | None]] = {"env": os.environ.get}


def add_place(ending: str, look: Callable[[str], str | None]) -> None:
    """Let options that end in `_<ending>` name secrets that `look` finds."""
    _places[ending] = look


def secret(account: AccountSettings, name: str) -> str:
    """Return the secret `name` of an account, from the place that its options name.

    `password_env = "BLUESKY_PASSWORD"` names an environment variable. Raises SettingsError if no
    option names a place, AuthLost if there is nothing at it.
    """
    for ending, look in _places.items():
        place = account.options.get(f"{name}_{ending}")
        if place:
            found = look(place)
            if found:
                return found
            raise AuthLost(
                f"Account {account.name!r} has no {name}: {place} is empty.",
                "Set it and resume the account.",
            )
    raise SettingsError(
        f"Account {account.name!r} does not say where its {name} is.",
        f'Add {name}_env = "NAME_OF_AN_ENVIRONMENT_VARIABLE" to its options.',
    )


def option(account: AccountSettings, name: str) -> str:
    """Return a plain option that an account must have. Raises SettingsError."""
    found = account.options.get(name)
    if not found:
        raise SettingsError(f"Account {account.name!r} needs the option {name}.")
    return found


def number(
    account: AccountSettings, name: str, default: float, *, least: float, most: float
) -> float:
    """Return an option from `least` to `most`, `default` if not given. Raises SettingsError."""
    given = account.options.get(name)
    if given is None:
        return default
    try:
        found = float(given)
    except ValueError:
        found = -1
    # "nan" is in no range.
    if not least <= found <= most:
        raise SettingsError(
            f"Account {account.name!r} has {name} = {given!r}.",
            f"Use a number from {least:g} to {most:g}.",
        )
    return found


def characters(account: AccountSettings, default: int) -> int:
    """Return how long a post may be. Raises SettingsError."""
    return int(number(account, "max_characters", default, least=1, most=100_000))


def settle_seconds(account: AccountSettings, default: float) -> float:
    """Return how long an accepted post may stay invisible. Raises SettingsError."""
    return number(account, "settle_seconds", default, least=0, most=3_600)


def timeout_seconds(account: AccountSettings) -> float:
    """Return how long one call may take. Raises SettingsError."""
    return number(account, "timeout_seconds", 30, least=0.1, most=3_600)
