"""The words of a post, from `templates/posts/*.txt.j2`, within what its network takes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.core.article import Article
from flows.core.errors import SettingsError
from flows.core.post import Mark
from flows.core.quote import Quote
from flows.core.resources import resources
from flows.core.settings import AccountSettings, DeskSettings
from flows.networks import Network
from flows.posts import links, marks
from flows.posts.plain import calls_nobody, plain

# Quotation marks by language, after CLDR's quotationStart and quotationEnd.
_MARKS = {
    "de": ("„", "“"),
    "fr": ("« ", " »"),
    "es": ("«", "»"),
    "it": ("«", "»"),
    "pt": ("“", "”"),
    "pl": ("„", "”"),
    "ru": ("«", "»"),
    "sv": ("”", "”"),
    "fi": ("”", "”"),
}
_ENGLISH = ("“", "”")
# What is left out step by step until the rest fits.
_STEPS = (
    (),
    ("title",),
    ("title", "tags"),
    ("title", "tags", "role"),
    ("title", "tags", "role", "handle"),
    ("title", "tags", "role", "handle", "url"),
    ("title", "tags", "role", "handle", "quote"),
    ("title", "tags", "role", "handle", "url", "quote"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text exactly as it will be sent, and what in it leads somewhere."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What the words of one account's post are made of.

    `handle` is the speaker's on this network, without @; `turn` counts the posts of the article
    that the account had before: no two of its replies may be the same. `again` counts how often
    these words were out before: networks refuse a text that they had. `own` is the user's working
    folder, whose templates win.
    """

    article: Article
    quote: Quote
    account: AccountSettings
    network: Network
    desk: DeskSettings
    post_id: str
    handle: str | None = None
    turn: int = 0
    again: int = 0
    own: Path | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A post, and its first reply if the link stands there."""

    post: Words
    reply: Words | None = None


def compose(given: Given) -> Said:
    """Return what a post says within what its network takes, and the reply with the link.

    The quote's words are never shortened: what does not fit is left out part by part, last the
    quote as a whole. A publisher's link that does not fit goes to the reply. Raises SettingsError
    for a template that does not work.
    """
    limits = given.network.limits
    place = links.place_of(given.account, limits, given.article)
    url = links.address(given.article, given.account, desk=given.desk.name, post_id=given.post_id)
    parts = _parts(given, url if place == "text" else None)
    template = _template(given.account.network, "default", given.own)
    text, without = _fitted(template, parts, _STEPS, given.network)
    post = Words(text, _marks(given, text, url, handle="handle" not in without))
    lost = place == "text" and "url" in without and not given.article.own
    if url is None or not (place == "reply" or lost):
        return Said(post)
    return Said(post, _reply(given, url))


def _reply(given: Given, url: str) -> Words:
    template = _template(f"{given.account.network}-reply", "reply", given.own)
    parts = _parts(given, url)
    text, _ = _fitted(template, parts, ((), ("title",)), given.network)
    return Words(text, _marks(given, text, url, handle=False))


def _marks(given: Given, text: str, url: str | None, *, handle: bool) -> tuple[Mark, ...]:
    return marks.find(
        text,
        link=(_shown(given.network, url), url) if url else None,
        handle=given.handle if handle else None,
        tags=given.desk.hashtags,
    )


def _fitted(
    template: Template,
    parts: Mapping[str, object],
    steps: Sequence[Sequence[str]],
    network: Network,
) -> tuple[str, Sequence[str]]:
    """Return the fullest text that fits, and the parts that were left out of it."""
    for without in steps:
        text = _render(template, {**parts, **dict.fromkeys(without, None)})
        if network.length(text) <= network.limits.text:
            return text, without
    speaker = str(parts["speaker"] or "")
    return speaker if network.length(speaker) <= network.limits.text else "", steps[-1]


def _parts(given: Given, url: str | None) -> dict[str, object]:
    article, speaker = given.article, given.quote.speaker
    calm = calls_nobody if given.network.limits.mentions == "typed" else str

    def shown(text: str | None) -> str | None:
        return calm(plain(text)) if text else None

    opening, closing = _MARKS.get(article.language.split("-")[0].lower(), _ENGLISH)
    return {
        "quote": f"{opening}{shown(given.quote.text)}{closing}",
        "speaker": shown(speaker.name),
        "handle": f"@{given.handle}" if given.handle else None,
        "role": shown(speaker.role),
        "title": shown(article.title),
        "site": shown(article.site),
        "url": _shown(given.network, url) if url else None,
        "tags": " ".join(f"#{tag}" for tag in given.desk.hashtags) or None,
        "turn": given.turn,
        "again": given.again,
        "language": article.language,
    }


def _shown(network: Network, url: str) -> str:
    return url if network.limits.long_links else links.shown(url)


def _render(template: Template, parts: Mapping[str, object]) -> str:
    try:
        text = template.render(parts)
    except (TemplateError, TypeError, ValueError) as error:
        raise SettingsError(f"The post template does not work: {error}.") from error
    lines = (line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _template(name: str, otherwise: str, own: Path | None) -> Template:
    found = resources("templates/posts", "*.txt.j2", own)
    path = found.get(f"{name}.txt") or found.get(f"{otherwise}.txt")
    if path is None:
        raise SettingsError(f"templates/posts/{otherwise}.txt.j2 is missing.", "Install it again.")
    try:
        return _compiled(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TemplateError) as error:
        raise SettingsError(f"The post template {path.name} cannot be used: {error}.") from error


@lru_cache(maxsize=32)
def _compiled(source: str) -> Template:
    # Plain text: nothing is escaped; sandboxed: a template is data, not a program.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
    )
    return environment.from_string(source)
