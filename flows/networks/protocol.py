"""What a network is to us: how much fits, and how a post is prepared, sent and found again."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from flows.core.card import Format
from flows.core.post import LinkPlace, Mark


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network takes, and how it behaves after an unknown outcome.

    `text` is counted by the network's own `length`. `settle_seconds` is how long a post that was
    accepted may stay invisible to `find`: nothing is resent before. `timeout_seconds` bounds one
    call to the network. `image_pixels` is the most width × height, None if nobody knows of a limit.
    `link` is where the article's link goes unless the account says otherwise.
    `mentions`: an @name in the text calls somebody by itself ("typed"), only where a mark says so
    ("marked"), or never ("none"). `long_links`: whether an address must stand there in full to
    lead somewhere.
    """

    text: int
    images: int = 4
    image_bytes: int = 5_000_000
    alt: int = 1_000
    format: Format = "4:5"
    settle_seconds: float = 0.0
    timeout_seconds: float = 30.0
    image_pixels: int | None = None
    link: LinkPlace = "text"
    mentions: Literal["typed", "marked", "none"] = "typed"
    long_links: bool = True


@dataclass(frozen=True, slots=True)
class Image:
    """A card as it goes out: `media` is the SHA-256 of the bytes at `path`."""

    media: str
    media_type: str
    path: Path
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that will be sent, fixed before the first byte leaves; a resend is the same.

    `key` is the idempotency key; `created_at` (UTC) is the time the post itself carries;
    `intent_at` is when the first byte may have left, None before; `prepared` is what the network
    gave back for the media, if it was asked before: a post that shows that very media is ours.
    `marks` are what in the text leads somewhere; `reply_to` is the remote id of the post that this
    one answers.
    """

    post_id: str
    account: str
    key: str
    text: str
    images: tuple[Image, ...]
    created_at: datetime
    intent_at: datetime | None = None
    prepared: "Prepared | None" = None
    marks: tuple[Mark, ...] = ()
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the network gave back for the media. Nothing of it is public yet.

    `data` is kept as JSON between processes. `good_until` (UTC): prepare again after that.
    """

    data: dict[str, str] = field(default_factory=dict)
    good_until: datetime | None = None

    def media(self) -> frozenset[str]:
        """Return what the network calls the media, where `data` has their names as `media`."""
        return frozenset(self.data.get("media", "").split())


@dataclass(frozen=True, slots=True)
class Sent:
    """A post as the network knows it. `by_hand`: laid ready, a person posts it."""

    remote_id: str
    remote_url: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a network says of an account, asked without posting. `name` is who it is there.

    `automated`: whether the account is labelled as automated; None if the network does not tell.
    """

    name: str
    limits: Limits
    automated: bool | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that stands on the network and may be the one whose outcome is unknown."""

    remote_id: str
    text: str
    images: int
    at: datetime | None = None
    remote_url: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of an account's options. A `secret` is named by where it is: `<name>_env` and so on.

    `login`: which way to log in it belongs to, where a network has several; whoever logs in that
    way has it, unless it is `optional`. `usual` is its value unless somebody gives another.
    """

    name: str
    help: str
    required: bool = False
    secret: bool = False
    login: str = ""
    optional: bool = False
    usual: str = ""


# What every network that is called over HTTP takes.
TIMEOUT = Option("timeout_seconds", "how long one call may take, in seconds (30)")


def beyond_limits(limits: Limits, length: int, parcel: Parcel) -> list[str]:
    """Say in sentences what of a parcel, whose text counts as `length`, is more than `limits`."""
    problems = []
    if length > limits.text:
        problems.append(f"The text is longer than {limits.text} characters.")
    if len(parcel.images) > limits.images:
        problems.append(f"There are more than {limits.images} images.")
    if any(image.path.stat().st_size > limits.image_bytes for image in parcel.images):
        problems.append(f"An image is larger than {limits.image_bytes} bytes.")
    most = limits.image_pixels
    if most is not None and any(image.width * image.height > most for image in parcel.images):
        problems.append(f"An image has more than {most} pixels.")
    return problems


class Consent(Protocol):
    """One attempt to have a person let us speak for an account."""

    @property
    def url(self) -> str:
        """Return what the person opens in a browser."""
        ...

    def finish(self, redirected: str) -> None:
        """Keep what the address is worth that the browser was sent back to.

        Raises SettingsError, NetworkError.
        """
        ...


class Network(Protocol):
    """One account on one network. Every call raises only NetworkError.

    No call repeats itself: what may be tried again, and when, is decided by the caller, who knows
    what was sent before.
    """

    @property
    def limits(self) -> Limits:
        """Return the limits, without asking the network."""
        ...

    def length(self, text: str) -> int:
        """Count `text` as the network does."""
        ...

    def validate(self, parcel: Parcel) -> list[str]:
        """Say in sentences what the network would refuse; empty if nothing."""
        ...

    def prepare(self, parcel: Parcel) -> Prepared:
        """Upload the media. May be repeated; nothing of it is public."""
        ...

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Publish, in one call. Raises OutcomeUnknown if it may have been accepted."""
        ...

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Look for the parcel among what is published; `known` are remote ids of other posts.

        None only if it is certainly not to be seen: raises NotSent where that cannot be told.
        """
        ...

    def recent(self, parcel: Parcel) -> list[Candidate]:
        """Return what stands on the account from about when the parcel may have left, newest first.

        For a person who has to say whether one of them is the parcel.
        """
        ...

    def check(self) -> Standing:
        """Say who we are there and what the network takes. Posts nothing."""
        ...

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is gone already is fine."""
        ...

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Publish as an answer to the post `to`, otherwise as `send`."""
        ...
