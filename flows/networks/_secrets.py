"""The options of an account: secrets by the name of their place only, numbers within bounds."""

from flows.core import secrets
from flows.core.errors import AuthLost, NotSent, ServeError, SettingsError
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace

_SET = {
    "env": "Set it and resume the account.",
    "stored": "Keep it with pullquote secrets set, and resume the account.",
    "block": "Make that Secret block in Prefect, and resume the account.",
}


def secret(account: AccountSettings, name: str, workspace: Workspace) -> str:
    """Return the secret `name` of an account, from the place that its options name.

    `password_env = "BLUESKY_PASSWORD"` names an environment variable. Raises SettingsError if no
    option names a place, AuthLost if there is nothing at it, NotSent if it cannot be asked now.
    """
    found = optional_secret(account, name, workspace)
    if found is not None:
        return found
    raise SettingsError(
        f"Account {account.name!r} does not say where its {name} is.",
        f'Add {name}_env = "NAME_OF_AN_ENVIRONMENT_VARIABLE" to its options.',
    )


def optional_secret(account: AccountSettings, name: str, workspace: Workspace) -> str | None:
    """Return the secret `name` of an account, None if no option says where it is.

    Raises AuthLost, NotSent.
    """
    for place in secrets.places():
        named = account.options.get(f"{name}_{place}")
        if named:
            return _at(account, name, place, named, workspace)
    return None


def _at(account: AccountSettings, name: str, place: str, named: str, workspace: Workspace) -> str:
    try:
        found = secrets.find(workspace, place, named)
    except ServeError as error:
        # Nothing is wrong with the account: whoever keeps the secret does not answer just now.
        raise NotSent(f"The {name} of {account.name!r} could not be asked for: {error}") from error
    except SettingsError as error:
        raise AuthLost(error.problem, error.todo) from error
    if found is None:
        raise AuthLost(
            f"Account {account.name!r} has no {name}: {named} is empty.",
            _SET.get(place, _SET["env"]),
        )
    return found


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
