import pytest
from PIL import Image

from flows import cards
from flows.cards.brand import Brand
from flows.core.card import CardOrder, Picture


@pytest.fixture(scope="session")
def brand() -> Brand:
    return cards.load_brand(None)


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """A bright picture with something to see in it, so that scrims have work to do."""
    path = tmp_path_factory.mktemp("pictures") / "photo.png"
    wide, high = 1400, 1400
    down = Image.linear_gradient("L").resize((wide, high))
    across = down.rotate(90)
    Image.merge("RGB", (down, across, Image.new("L", (wide, high), 210))).save(path)
    return Picture(path, "own", "Photo: Ida Renner")


@pytest.fixture
def order() -> CardOrder:
    return CardOrder(
        quote="Nobody teaches you how to stand in a room where you are the only one laughing.",
        speaker="Mirela Vanterpool",
        role="Ferry captain",
    )
