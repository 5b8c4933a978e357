"""One module per network behind one Protocol; `folder` is the embedded default.

A module of this folder that has `connect(account, workspace) -> Network` is a network, and its
name is what `network =` in the settings says. Adding one is adding a file.
"""

import importlib
import importlib.util
import pkgutil
import re
from types import ModuleType

from flows.core.errors import NetworkError, OutcomeUnknown, SettingsError, unforeseen
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._text import same_words
from flows.networks.protocol import (
    Candidate,
    Consent,
    Image,
    Limits,
    Network,
    Option,
    Parcel,
    Prepared,
    Sent,
    Standing,
)

_NAME = re.compile(r"[a-z][a-z0-9]*")


def connect(account: AccountSettings, workspace: Workspace) -> Network:
    """Return the network of an account, without talking to it yet.

    Raises SettingsError for a network we do not know or an account that lacks an option.
    """
    maker = getattr(_module(account.network), "connect", None)
    if maker is None:
        raise SettingsError(
            f"Account {account.name!r} names the network {account.network!r}, "
            "which pullquote does not know.",
            f"Use one of: {', '.join(names())}.",
        )
    network: Network = maker(account, workspace)
    return network


def takes_consent(account: AccountSettings) -> bool:
    """Say whether a person has to let us speak for an account, in a browser."""
    module = _module(account.network)
    return bool(module and hasattr(module, "takes_consent") and module.takes_consent(account))


def consent(account: AccountSettings, workspace: Workspace) -> Consent:
    """Return an attempt to have a person let us speak for an account.

    Raises SettingsError for one that is not connected that way, NetworkError.
    """
    if not takes_consent(account):
        raise SettingsError(
            f"Account {account.name!r} is not connected in a browser.",
            f"See: pullquote accounts check {account.name}",
        )
    asked: Consent = importlib.import_module(f"{__name__}.{account.network}").consent(
        account, workspace
    )
    return asked


def options(network: str) -> tuple[Option, ...]:
    """Return the options that accounts of a network take; empty if its module does not say."""
    found: tuple[Option, ...] = getattr(_module(network), "OPTIONS", ())
    return found


def _module(network: str) -> ModuleType | None:
    name = f"{__name__}.{network}"
    known = bool(_NAME.fullmatch(network)) and importlib.util.find_spec(name) is not None
    return importlib.import_module(name) if known else None


def names() -> list[str]:
    """Return the names of all networks."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(
        name for name in found if hasattr(importlib.import_module(f"{__name__}.{name}"), "connect")
    )


def send(network: Network, parcel: Parcel, prepared: Prepared) -> Sent:
    """Publish a parcel once, below the post it answers if it answers one; whatever goes wrong in an
    unforeseen way is OutcomeUnknown.
    """
    try:
        if parcel.reply_to is not None:
            return network.reply(parcel, prepared, to=parcel.reply_to)
        return network.send(parcel, prepared)
    except NetworkError:
        raise
    except Exception as error:
        # An answer nobody foresaw says nothing about what the network did before it.
        raise OutcomeUnknown(f"Sending broke off: {unforeseen(error)}.") from error


__all__ = [
    "Candidate",
    "Consent",
    "Image",
    "Limits",
    "Network",
    "Option",
    "Parcel",
    "Prepared",
    "Sent",
    "Standing",
    "connect",
    "consent",
    "names",
    "options",
    "same_words",
    "send",
    "takes_consent",
]
