"""The words of a post, from `templates/posts/*.txt.j2`, within what its network takes."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.core.article import Article
from flows.core.errors import SettingsError
from flows.core.quote import Quote
from flows.core.resources import resources

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
_STEPS = ((), ("title",), ("title", "role"), ("title", "role", "url"), ("title", "role", "quote"))
_LAST = ("title", "role", "url", "quote")


def words(
    article: Article,
    quote: Quote,
    *,
    network: str,
    limit: int,
    length: Callable[[str], int],
    own: Path | None = None,
) -> str:
    """Return what a post of `quote` says, at most `limit` as counted by `length`.

    The quote's words are never shortened: what does not fit is left out part by part, last the
    quote as a whole. `own` is the user's working folder, whose templates win. Raises
    SettingsError for a template that does not work.
    """
    template = _template(network, own)
    parts = _parts(article, quote)
    text = ""
    for without in (*_STEPS, _LAST):
        text = _render(template, {**parts, **dict.fromkeys(without, None)})
        if length(text) <= limit:
            return text
    speaker = parts["speaker"] or ""
    return speaker if length(speaker) <= limit else ""


def _parts(article: Article, quote: Quote) -> dict[str, str | None]:
    opening, closing = _MARKS.get(article.language.split("-")[0].lower(), _ENGLISH)
    speaker = quote.speaker
    return {
        "quote": f"{opening}{_plain(quote.text)}{closing}",
        "speaker": _plain(speaker.name) if speaker.name else None,
        "role": _plain(speaker.role) if speaker.role else None,
        "title": _plain(article.title) if article.title else None,
        "site": _plain(article.site) if article.site else None,
        "url": _web(article.url),
    }


def _plain(text: str) -> str:
    """Return `text` on one line without control and direction-changing characters."""
    kept = (c for c in text if unicodedata.category(c) not in {"Cc", "Cs"} or c.isspace())
    visible = "".join(
        c for c in kept if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    return " ".join(visible.split())


def _web(url: str | None) -> str | None:
    if not url or any(c.isspace() for c in url):
        return None
    return url if urlsplit(url).scheme in {"http", "https"} else None


def _render(template: Template, parts: dict[str, str | None]) -> str:
    try:
        text = template.render(parts)
    except (TemplateError, TypeError, ValueError) as error:
        raise SettingsError(f"The post template does not work: {error}.") from error
    lines = (line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _template(network: str, own: Path | None) -> Template:
    found = resources("templates/posts", "*.txt.j2", own)
    path = found.get(f"{network}.txt") or found.get("default.txt")
    if path is None:
        raise SettingsError("templates/posts/default.txt.j2 is missing from this installation.")
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
