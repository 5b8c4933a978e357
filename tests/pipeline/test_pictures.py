"""Which picture reaches a card, with which credit, and who must answer for it."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from flows import cards, pipeline, posts
from flows.cards.lead import is_agency
from flows.core.card import Rights
from flows.core.clock import SystemClock
from flows.core.errors import WrongState
from flows.core.resources import resource
from flows.core.settings import FetchSettings, PictureFolder, PictureSite, Settings
from flows.core.workspace import Workspace
from flows.pipeline import Made
from tests.sources.newsroom import Newsroom, open_newsroom, page

SAMPLE = resource("assets/samples/odile-ferncastle-cello.html").read_text(encoding="utf-8")


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as room:
        yield room


def _photo(wide: int = 1400) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((wide, wide), 60).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def _published(newsroom: Newsroom, photo: bytes, caption: str) -> str:
    html = re.sub(r'<link rel="canonical"[^>]*>|<meta property="og:url"[^>]*>', "", SAMPLE)
    html = re.sub(
        r'og:image" content="[^"]*"', f'og:image" content="{newsroom.url("/p.jpg")}"', html
    )
    html = re.sub(
        r"<figcaption>.*?</figcaption>", f"<figcaption>{caption}</figcaption>", html, count=1
    )
    newsroom.pages["/cello"] = page(html)
    newsroom.pages["/p.jpg"] = page(photo, "image/jpeg")
    newsroom.pages["/robots.txt"] = page("User-agent: *\nAllow: /\n", "text/plain")
    return newsroom.url("/cello")


def _desk(workspace: Workspace, *sites: PictureSite, **more: object) -> Workspace:
    fetch = FetchSettings(private_hosts=("127.0.0.1",), delay_seconds=0.0)
    settings = Settings.model_validate({"fetch": fetch, "picture_site": sites, **more})
    return replace(workspace, settings=settings)


def _made(workspace: Workspace, url: str) -> Made:
    (made,) = pipeline.make(workspace, [url])
    assert isinstance(made, Made)
    assert made.cards, made.skipped
    return made


def _credit(made: Made) -> set[str]:
    return {cards.read_back(Path(card.path).read_bytes()).credit for card in made.cards}


def test_an_articles_picture_is_not_even_fetched_by_default(
    newsroom: Newsroom, workspace: Workspace
) -> None:
    made = _made(_desk(workspace), _published(newsroom, _photo(), "Photo: Ida Renner"))
    assert {card.template for card in made.cards} == {"paper"}
    assert "/p.jpg" not in newsroom.paths()


def test_the_lead_picture_of_a_site_with_rights_is_on_the_card_with_its_credit(
    newsroom: Newsroom, workspace: Workspace
) -> None:
    site = PictureSite(site="127.0.0.1", rights="own", credit="Photo: The Staff")
    url = _published(newsroom, _photo(), "The cellist at home. Photo: Ida Renner")
    made = _made(_desk(workspace, site), url)
    assert {card.template for card in made.cards} == {"photo"}
    (credit,) = _credit(made)
    assert "Ida Renner" in credit or credit == "Photo: The Staff"
    assert newsroom.paths().count("/p.jpg") == 1, "once an article, however many quotes"
    with pipeline.opened(workspace) as store:
        assert all(view.unsigned is None for view in posts.waiting(store))


@pytest.mark.parametrize(
    ("rights", "credit"),
    [("unknown", "Photo: The Staff"), ("own", "Photo: Ida Renner/Getty Images")],
)
def test_a_picture_of_unknown_rights_or_an_agencys_waits_until_an_editor_signs(
    newsroom: Newsroom, workspace: Workspace, rights: Rights, credit: str
) -> None:
    site = PictureSite(site="127.0.0.1", rights=rights, credit=credit)
    desk = [{"name": "main", "accounts": ["folder"], "auto_approve": True}]
    there = _desk(workspace, site, desk=desk)
    made = _made(there, _published(newsroom, _photo(), "The cellist at home."))
    clock = SystemClock()
    with pipeline.opened(there) as store:
        waiting = posts.waiting(store)
        assert len(waiting) == made.new_drafts, "nothing went by itself"
        view = waiting[0]
        assert view.unsigned == credit
        with pytest.raises(WrongState, match="rights to the picture"):
            posts.approve(store, there, view.draft.id, who="Ada", clock=clock)
        assert posts.view(store, view.draft.id).draft.state == "waiting"
        done = posts.approve(store, there, view.draft.id, who="Ada", signed=True, clock=clock)
        assert done.draft.state == "approved"
        assert [(d.who, credit in d.why) for d in done.decisions if d.what == "signed"] == [
            ("Ada", True)
        ]


@pytest.mark.parametrize("photo", [b"no picture at all", _photo(300)], ids=["broken", "too small"])
def test_a_picture_that_cannot_be_used_loses_no_quote_and_is_told(
    newsroom: Newsroom, workspace: Workspace, photo: bytes
) -> None:
    site = PictureSite(site="127.0.0.1", rights="own", credit="Photo: The Staff")
    made = _made(_desk(workspace, site), _published(newsroom, photo, "At home."))
    assert {card.template for card in made.cards} == {"paper"}
    assert any("without a picture" in line for line in made.skipped)


def test_a_picture_that_is_gone_loses_no_quote_and_is_told(
    newsroom: Newsroom, workspace: Workspace
) -> None:
    site = PictureSite(site="127.0.0.1", rights="own", credit="Photo: The Staff")
    url = _published(newsroom, _photo(), "At home.")
    newsroom.pages["/p.jpg"] = page("<p>not a picture</p>")
    made = _made(_desk(workspace, site), url)
    assert {card.template for card in made.cards} == {"paper"}
    assert any("picture was left out" in line for line in made.skipped)


def test_a_portrait_from_a_folder_comes_before_the_lead_picture(
    newsroom: Newsroom, workspace: Workspace
) -> None:
    folder = workspace.root / "pictures"
    folder.mkdir()
    (folder / "odile-ferncastle.jpg").write_bytes(_photo())
    site = PictureSite(site="127.0.0.1", rights="own", credit="Photo: The Staff")
    portraits = PictureFolder(path="pictures", rights="own", credit="Photo: Our Portraitist")
    there = _desk(workspace, site, picture_folder=(portraits,))
    made = _made(there, _published(newsroom, _photo(), "At home."))
    assert "Photo: Our Portraitist" in _credit(made)


@pytest.mark.parametrize(
    "credit",
    ["Foto: AFP", "Ida Renner/Getty Images", "REUTERS/Ida Renner", "AP Photo/Ida Renner", "dpa",
     "Ida Renner / Alamy Stock Photo", "picture alliance / Ida Renner"],
)  # fmt: skip
def test_agencies_are_known_by_their_credits(credit: str) -> None:
    assert is_agency(credit)


@pytest.mark.parametrize(
    "credit", ["Photo: Ida Renner", "Pa Salt", "The Tasman Post", "Photo: Apa Sherpa"]
)
def test_a_photographer_is_no_agency(credit: str) -> None:
    assert not is_agency(credit)
