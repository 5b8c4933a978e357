"""The link of a post: where it stands, what is added to it, how it is shown."""

from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from flows.core.article import Article
from flows.core.post import LinkPlace
from flows.core.settings import AccountSettings
from flows.networks import Limits

# As much of an address as tells where it leads.
_SHOWN = 36


def place_of(account: AccountSettings, limits: Limits, article: Article) -> LinkPlace:
    """Return where an account's posts of an article carry its link.

    As the account says, else as its network has it. An article from elsewhere always carries its
    publisher's link: for it, nowhere becomes the first reply.
    """
    wanted = account.link or limits.link
    return "reply" if wanted == "none" and not article.own else wanted


def address(article: Article, account: AccountSettings, *, desk: str, post_id: str) -> str | None:
    """Return the article's web address with the account's UTM parameters; None if it has none."""
    url = _web(article.url)
    if url is None:
        return None
    known = {"network": account.network, "account": account.name, "desk": desk, "post": post_id}
    named = {f"utm_{name}": value.format(**known) for name, value in account.utm.items()}
    return with_parameters(url, named)


def with_parameters(url: str, given: dict[str, str]) -> str:
    """Return `url` with parameters added behind its query; what is there stays byte for byte.

    A parameter that the address has already is not given a second value.
    """
    parts = urlsplit(url)
    there = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = [
        f"{quote(name, safe='')}={quote(value, safe='')}"
        for name, value in given.items()
        if name not in there
    ]
    query = "&".join(filter(None, (parts.query.removesuffix("&"), *added)))
    return urlunsplit(parts._replace(query=query)) if added else url


def shown(url: str) -> str:
    """Return an address as short as a reader needs, host first, as Bluesky's own app writes it."""
    parts = urlsplit(url)
    whole = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
    return whole if len(whole) <= _SHOWN else f"{whole[: _SHOWN - 1]}…"


def _web(url: str | None) -> str | None:
    if not url or any(c.isspace() for c in url):
        return None
    return url if urlsplit(url).scheme in {"http", "https"} else None
