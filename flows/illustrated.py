"""A quote's cards in every format, with the picture that may be used, if any may."""

from functools import cached_property
from urllib.parse import urlsplit

from flows import cards, sources
from flows.core.article import Article
from flows.core.card import Card, CardOrder, Picture
from flows.core.errors import DoesNotFit, PictureRefused, SourceError
from flows.core.quote import Quote
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace


class Lead:
    """An article with its lead picture, which is fetched once and only if it may be used.

    `notes` says in words what became of a picture that could not be used.
    """

    def __init__(self, workspace: Workspace, article: Article) -> None:
        self.workspace, self.article = workspace, article
        self.notes: list[str] = []

    @cached_property
    def picture(self) -> Picture | None:
        """The picture, with the rights that the article's site has in the settings."""
        image, url = self.article.lead_image, self.article.url or ""
        sites = self.workspace.settings.picture_site
        site = next((site for site in sites if sources.is_own(url, [site.site])), None)
        if image is None or site is None:
            return None
        rights, credit = cards.lead_rights(site, image.credit)
        try:
            return Picture(sources.fetch_picture(image.url, self.workspace), rights, credit)
        except SourceError as error:
            self.notes.append(f"The article's picture was left out. {error}")
            return None


def in_another_design(
    workspace: Workspace, article: Article, quote: Quote, desk: DeskSettings, *, than: str
) -> tuple[Card, ...]:
    """Return the quote's cards without a picture, in the design that comes after `than`.

    Raises CardError.
    """
    pictured = workspace.settings.cards.photo_template
    names = [name for name in cards.template_names(workspace.root) if name != pictured]
    after = next((name for name in names if name > than), names[0])
    return set_cards(workspace, article, quote, desk, template=after)


def with_picture(
    workspace: Workspace, lead: Lead, quote: Quote, desk: DeskSettings
) -> tuple[Card, ...]:
    """Return the quote's cards with a picture if one may and can be used. Raises CardError.

    First choice is a portrait of the speaker from a folder with rights, then the article's lead
    picture where its site is in the settings; the default is none. A picture that cannot be used
    loses no quote.
    """
    speaker = quote.speaker.name or ""
    folders = workspace.settings.picture_folder
    picture = cards.portrait(folders, workspace.root, speaker) or lead.picture
    try:
        return set_cards(workspace, lead.article, quote, desk, picture)
    except (PictureRefused, DoesNotFit) as error:
        if picture is None:
            raise
        plain = set_cards(workspace, lead.article, quote, desk, None)
        lead.notes.append(f"“{quote.text}” was set without a picture. {error}")
        return plain


def set_cards(
    workspace: Workspace,
    article: Article,
    quote: Quote,
    desk: DeskSettings,
    picture: Picture | None = None,
    *,
    template: str | None = None,
) -> tuple[Card, ...]:
    """Return the quote's card in every format of the settings. Raises CardError."""
    wanted = workspace.settings.cards
    design = template or (wanted.photo_template if picture else wanted.template)
    brand = cards.load_brand(workspace.brand_dir(desk.brand))
    return tuple(
        cards.render(
            CardOrder(
                quote=quote.text,
                speaker=quote.speaker.name or "",
                role=quote.speaker.role,
                template=design,
                format=shape,
                picture=picture,
                language=article.language,
                context=quote.context,
                source_name=_publisher(article, brand.name),
                source_url=article.url,
                revision=article.revision,
            ),
            brand,
            own=workspace.root,
        )
        for shape in wanted.formats
    )


def _publisher(article: Article, house: str) -> str | None:
    """Return whose article it is. A stranger's page that calls itself `house` is named by host:
    a card shows no name that is our own.
    """
    host = _host(article.url)
    claims_ours = (article.site or "").casefold() == house.casefold() and not article.own
    return (None if claims_ours else article.site) or host


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None
