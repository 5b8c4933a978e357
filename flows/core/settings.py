"""`pullquote.toml`, checked. Secrets never stand here, only the names of where they are.

Every field has a default, so that a folder without a settings file works.
"""

import re
import tomllib
from datetime import date, time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from flows.core import cron
from flows.core.card import Format, Rights
from flows.core.errors import SettingsError
from flows.core.post import LinkPlace
from flows.core.workspace import FILE_NAME

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
_PLACE = re.compile(r"[a-z]+:[^\s:/@]+")
# What pydantic says in words of Python, by its kind of error.
_SENTENCES = {
    "tuple_type": "it should be a list; a table of several is written in [[double brackets]]",
    "extra_forbidden": "there is no such setting",
}
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEK = 7 * 24 * 60
EVERY_DAY: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Section(BaseModel):
    """A table of the settings file: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreSettings(Section):
    """Where the truth is kept. `url` empty means SQLite in `var/`; PostgreSQL by URL."""

    url: str = ""
    url_env: str = ""


class SecretSettings(Section):
    """The encrypted token file, and where its key is: an environment variable, else a file."""

    file: str = Field("var/tokens.enc", min_length=1)
    key_env: str = "PULLQUOTE_TOKENS_KEY"
    key_file: str = ""


NoticeKind = Literal[
    "waiting", "held", "unknown", "failed", "auth", "handoff", "expired", "changed"
]


class NotifySettings(Section):
    """Who is told of what. `to` names where each Apprise address is kept ("env:DESK_CHAT"): such
    an address holds secrets. At most one message in `batch_minutes` to each.
    """

    to: tuple[str, ...] = ()
    kinds: tuple[NoticeKind, ...] = get_args(NoticeKind)
    batch_minutes: float = Field(5.0, ge=0, le=1_440)

    @field_validator("to")
    @classmethod
    def _places(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse an address itself, which would be printed with what became of a message."""
        if not all(_PLACE.fullmatch(one) for one in to):
            raise ValueError('name where an address is kept ("env:DESK_CHAT"), never the address')
        return to


class FetchSettings(Section):
    """How pages and feeds are fetched."""

    user_agent: str = "Pullquote (+contact: set fetch.user_agent in pullquote.toml)"
    private_hosts: tuple[str, ...] = ()
    timeout_seconds: float = Field(20.0, gt=0, le=300)
    max_bytes: int = Field(20_000_000, gt=0, le=1_000_000_000)
    delay_seconds: float = Field(2.0, ge=0, le=3_600)


class QuoteSettings(Section):
    """Which quotes are proposed. `most` empty: no cap.

    Speakers and words are matched as whole words in any case; `word*` matches its beginning.
    """

    model: str = "en_core_web_sm"
    most: int | None = Field(None, ge=1, le=1_000)
    min_confidence: float = Field(0.8, ge=0, le=1)
    min_score: float = Field(0.5, ge=0, le=1)
    allowed_speakers: tuple[str, ...] = ()
    blocked_speakers: tuple[str, ...] = ()
    allowed_words: tuple[str, ...] = ()
    blocked_words: tuple[str, ...] = ()


class CardSettings(Section):
    """How cards look unless a person says otherwise."""

    template: str = "paper"
    photo_template: str = "photo"
    formats: tuple[Format, ...] = Field(("4:5", "1:1"), min_length=1)


class PictureFolder(Section):
    """A folder of pictures that share rights and credit."""

    path: str
    rights: Rights = "unknown"
    credit: str = ""


class PictureSite(Section):
    """A site whose articles' lead pictures may be used, with the rights to them.

    `credit` is printed where the page names nobody.
    """

    site: str = Field(min_length=1)
    rights: Rights = "unknown"
    credit: str = ""


class ReviewSettings(Section):
    """The review page. It binds to loopback unless told otherwise.

    `hosts` are further Host headers it answers to, as a proxy in front sends them
    ("review.example.org", "desk.example.org:8443").
    """

    host: str = "127.0.0.1"
    port: int = Field(8765, ge=0, le=65535)
    hosts: tuple[str, ...] = ()

    @field_validator("host")
    @classmethod
    def _can_be_bound(cls, host: str) -> str:
        if host != "localhost":
            try:
                ip_address(host)
            except ValueError as error:
                msg = f"{host!r} is not an address of this machine; use 127.0.0.1 or localhost"
                raise ValueError(msg) from error
        return host


class PrefectSettings(Section):
    """The Prefect server. `api_url` empty: `serve` starts one of its own, on SQLite in `var/`.

    A schedule is five cron fields (UTC); empty: that flow runs only when something starts it.

    `workers`: with `api_url`, workers of a pool run the flows and `serve` is the page alone.
    """

    api_url: str = ""
    workers: bool = False
    port: int = Field(4200, ge=0, le=65535)
    watch_feeds_cron: str = "*/15 * * * *"
    publish_due_cron: str = "*/5 * * * *"
    upkeep_cron: str = "17 4 * * *"

    @field_validator("watch_feeds_cron", "publish_due_cron", "upkeep_cron")
    @classmethod
    def _comes_round(cls, schedule: str) -> str:
        if schedule:
            cron.check(schedule)
        return schedule


class PublishSettings(Section):
    """How the schedule treats what is late. `grace_minutes`: later than this a slot is missed; then
    a post waits for its account's next free slot, is caught up with at once, or is skipped. Whatever
    is caught up with keeps `min_gap_minutes` between two posts of an account.

    `spread`: no two quotes of one article or speaker in a row, if others wait ("prefer"), even if
    a slot stays empty ("strict"), or not at all. `speaker_days`: one speaker at most once in so
    many days, 0 for no rule. `reshare_days`: what was posted may be shown again so much later.
    """

    grace_minutes: int = Field(120, ge=1, le=_WEEK)
    missed: Literal["next-slot", "publish", "skip"] = "next-slot"
    min_gap_minutes: int = Field(20, ge=0, le=_WEEK)
    spread: Literal["prefer", "strict", "off"] = "prefer"
    speaker_days: int = Field(0, ge=0, le=3_660)
    reshare_days: int = Field(90, ge=1, le=3_660)


def _wall(moment: time) -> time:
    if moment.tzinfo is not None:
        msg = "is local time; leave the offset out and set the account's zone"
        raise ValueError(msg)
    return moment


WallTime = Annotated[time, AfterValidator(_wall)]


class Slot(Section):
    """A weekly time: local wall time on these days in the account's zone."""

    at: WallTime
    days: tuple[Weekday, ...] = EVERY_DAY


def _default_slots() -> tuple[Slot, ...]:
    return tuple(Slot(at=time(hour, minute)) for hour, minute in ((9, 0), (12, 30), (18, 0)))


class QuietHours(Section):
    """A stretch of local time in which nothing goes out; over midnight if `until` is earlier."""

    start: WallTime
    until: WallTime
    days: tuple[Weekday, ...] = EVERY_DAY


def _hashtag(tag: str) -> str:
    if tag.removeprefix("#").isdigit():
        msg = f"{tag!r} is no hashtag: digits alone lead nowhere"
        raise ValueError(msg)
    return tag.removeprefix("#")


def _fillable(value: str) -> str:
    try:
        value.format(network="", account="", desk="", post="")
    except (LookupError, ValueError, AttributeError) as error:
        msg = f"{value!r} may have {{network}}, {{account}}, {{desk}} and {{post}} in braces only"
        raise ValueError(msg) from error
    return value


Utm = Literal["source", "medium", "campaign", "term", "content", "id"]
UtmValue = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_fillable)]
# What X, Bluesky and Mastodon all take for a hashtag.
Hashtag = Annotated[str, Field(pattern=r"^#?\w{1,64}$"), AfterValidator(_hashtag)]


class AccountSettings(Section):
    """One account on one network. `zone` empty means the machine's own zone.

    `quiet` and `blackout` (local dates) and `daily_cap` hold for slots and for what is caught up
    with; a time that a person sets is theirs to choose. `link`: where the article's link stands, in
    the text, in a first reply, or nowhere; left out, as its network has it. `utm`: what is added to
    that link, without the "utm_"; {network}, {account}, {desk} and {post} are filled in.
    """

    name: Name
    network: str = "folder"
    zone: str = ""
    slots: tuple[Slot, ...] = Field(default_factory=_default_slots)
    quiet: tuple[QuietHours, ...] = ()
    blackout: tuple[date, ...] = ()
    daily_cap: int | None = Field(None, ge=1, le=1_440)
    link: LinkPlace | None = None
    utm: dict[Utm, UtmValue] = Field(default_factory=dict)
    options: dict[str, str] = Field(default_factory=dict)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone:
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                msg = f"{zone!r} is not a time zone; use a name like Europe/London"
                raise ValueError(msg) from error
        return zone


class DeskSettings(Section):
    """Sources → brand → accounts → who reviews. `expires_hours`: news goes stale after that, unless
    a person gave the post a later time; never if left out (`pullquote init` writes 48).
    `hashtags` stand below each of its posts where they fit; none is ever made of article text.

    `foreign`: may make cards from articles of sites outside `own_sites`.

    `auto_approve` never covers flagged, sensitive, edited, anonymous, low-confidence or
    unknown-rights drafts, whatever is set here.
    """

    name: Name = "main"
    sources: tuple[str, ...] = ()
    foreign: bool = False
    brand: str = "brand"
    accounts: tuple[str, ...] = Field(("folder",), min_length=1)
    reviewers: tuple[str, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    auto_approve: bool = False
    expires_hours: int | None = Field(None, ge=1, le=87_600)
    auto_approve_confidence: float = Field(0.95, ge=0.9, le=1)


class Settings(Section):
    """The whole file."""

    own_sites: tuple[str, ...] = ()
    store: StoreSettings = StoreSettings()
    secrets: SecretSettings = SecretSettings()
    notify: NotifySettings = NotifySettings()
    fetch: FetchSettings = FetchSettings()
    quotes: QuoteSettings = QuoteSettings()
    cards: CardSettings = CardSettings()
    review: ReviewSettings = ReviewSettings()
    prefect: PrefectSettings = PrefectSettings()
    publish: PublishSettings = PublishSettings()
    picture_folder: tuple[PictureFolder, ...] = ()
    picture_site: tuple[PictureSite, ...] = ()
    account: tuple[AccountSettings, ...] = (AccountSettings(name="folder"),)
    desk: tuple[DeskSettings, ...] = (DeskSettings(),)

    @model_validator(mode="after")
    def _names_agree(self) -> "Settings":
        for kind, names in (
            ("account", [a.name for a in self.account]),
            ("desk", [d.name for d in self.desk]),
        ):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                msg = f"two {kind}s are named {min(twice)!r}"
                raise ValueError(msg)
        known = {a.name for a in self.account}
        for desk in self.desk:
            for name in desk.accounts:
                if name not in known:
                    msg = f"desk {desk.name!r} names account {name!r}, which is not set up"
                    raise ValueError(msg)
        if not self.desk:
            msg = "at least one [[desk]] is needed"
            raise ValueError(msg)
        return self

    def account_named(self, name: str) -> AccountSettings:
        """Return an account's settings. Raises SettingsError if there is none of that name."""
        for account in self.account:
            if account.name == name:
                return account
        raise SettingsError(
            f"There is no account named {name!r}.", f"Add [[account]] to {FILE_NAME}."
        )

    def desk_named(self, name: str | None = None) -> DeskSettings:
        """Return a desk's settings; the first one for None. Raises SettingsError if unknown."""
        if name is None:
            return self.desk[0]
        for desk in self.desk:
            if desk.name == name:
                return desk
        raise SettingsError(f"There is no desk named {name!r}.", f"Add [[desk]] to {FILE_NAME}.")


def load(path: Path | None) -> Settings:
    """Read a settings file; defaults for None. Raises SettingsError in one sentence."""
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}.") from error
    return parsed(text, path.name)


def parsed(text: str, name: str = FILE_NAME) -> Settings:
    """Return the settings that a file's text says. Raises SettingsError in one sentence."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name} cannot be read: {error}.") from error
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        message = _SENTENCES.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise SettingsError(f"{name}: {place}: {message}.", "Correct it and try again.") from error
