"""One module per network behind one Protocol; `folder` is the embedded default.

A module of this folder that has `connect(account, workspace) -> Network` is a network, and its
name is what `network =` in the settings says. Adding one is adding a file.
"""

import importlib
import importlib.util
import pkgutil
import re

from flows.core.errors import NetworkError, OutcomeUnknown, SettingsError
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks.protocol import Image, Limits, Network, Parcel, Prepared, Sent

_NAME = re.compile(r"[a-z][a-z0-9]*")


def connect(account: AccountSettings, workspace: Workspace) -> Network:
    """Return the network of an account, without talking to it yet.

    Raises SettingsError for a network we do not know or an account that lacks an option.
    """
    module = f"{__name__}.{account.network}"
    known = bool(_NAME.fullmatch(account.network)) and importlib.util.find_spec(module) is not None
    maker = getattr(importlib.import_module(module), "connect", None) if known else None
    if maker is None:
        raise SettingsError(
            f"Account {account.name!r} names the network {account.network!r}, "
            "which pullquote does not know.",
            f"Use one of: {', '.join(names())}.",
        )
    network: Network = maker(account, workspace)
    return network


def names() -> list[str]:
    """Return the names of all networks."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(
        name for name in found if hasattr(importlib.import_module(f"{__name__}.{name}"), "connect")
    )


def send(network: Network, parcel: Parcel, prepared: Prepared) -> Sent:
    """Publish a parcel once; whatever goes wrong in an unforeseen way is OutcomeUnknown."""
    try:
        return network.send(parcel, prepared)
    except NetworkError:
        raise
    except Exception as error:
        # An answer nobody foresaw says nothing about what the network did before it.
        raise OutcomeUnknown(f"Sending broke off: {type(error).__name__}: {error}.") from error


__all__ = [
    "Image",
    "Limits",
    "Network",
    "Parcel",
    "Prepared",
    "Sent",
    "connect",
    "names",
    "send",
]
