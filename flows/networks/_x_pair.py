"""The two tokens of OAuth 2 as they are kept: one that signs calls, one that fetches the next pair."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

# X docs, OAuth 2.0 authorization code flow: "valid for two hours".
LIFE = timedelta(hours=2)
_LONGEST = timedelta(days=400)
# Refreshed so long before its end, and at most this part of its life.
_AHEAD, _SHARE = timedelta(minutes=10), 4
# A clock that is set may go back by so much before the token's age means nothing any more.
_SKEW = timedelta(minutes=1)
_NEW = timedelta(minutes=5)
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token that lives for `life` from `since` (UTC, our clock), and a refresh token that
    works once. `instead`: X did not take the access token before it.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    since: datetime
    life: timedelta = LIFE
    instead: bool = False

    @classmethod
    def told(cls, token: Mapping[str, Any], since: datetime) -> "Pair":
        """Return the pair of a token answer asked for at `since`. Raises ValueError."""
        access, refresh = token.get("access_token"), token.get("refresh_token")
        if not (isinstance(access, str) and isinstance(refresh, str) and access and refresh):
            msg = "there is no pair in it"
            raise ValueError(msg)
        # As long as it is a pair it must not be lost, whatever stands beside it.
        told = token.get("expires_in")
        life = timedelta(seconds=told) if isinstance(told, int) and 0 < told < 10**7 else LIFE
        return cls(access, refresh, since, life)

    @classmethod
    def read(cls, text: str) -> "Pair":
        """Return a pair as it was kept. Raises ValueError if it is none."""
        kept = json.loads(text)
        try:
            since = datetime.fromisoformat(kept["since"]).astimezone(UTC)
            life = min(timedelta(seconds=float(kept["life"])), _LONGEST)
            instead = kept.get("instead") is True
            return cls(str(kept["access"]), str(kept["refresh"]), since, life, instead)
        except (TypeError, KeyError, OverflowError) as error:
            raise ValueError(str(error)) from error

    def text(self) -> str:
        """Return it as it is kept."""
        kept = {"access": self.access, "refresh": self.refresh, "instead": self.instead}
        age = {"since": self.since.isoformat(), "life": self.life.total_seconds()}
        return json.dumps(kept | age)

    def lasts(self, now: datetime, *, ahead: bool) -> bool:
        """Say whether the access token is good at `now`, and with `ahead` for a good while yet.

        One from the future is not: the clock was set back, and nobody knows how old it is.
        """
        margin = min(_AHEAD if ahead else _SKEW, self.life / _SHARE)
        return self.since - _SKEW <= now < self.since + self.life - margin

    def is_new(self, now: datetime) -> bool:
        """Say whether it came a moment ago."""
        return self.since <= now < self.since + min(_NEW, self.life)

    def spent(self) -> "Pair":
        """Return it with an access token that lasts no longer, for X does not take it."""
        return replace(self, since=_LONG_AGO)

    def followed_by(self, fresh: "Pair") -> "Pair":
        """Return `fresh`, which knows whether it stands in for a token that X did not take."""
        return replace(fresh, instead=self.since == _LONG_AGO)
