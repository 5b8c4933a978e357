"""X's own reading of a text, by examples that twitter-text 3.1.0 confirmed."""

import pytest

from tests.servers.x_text import length, shown, stored


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("plain", 5),
        ("“quoted” — said", 15),
        ("wait…", 6),
        ("日本", 4),
        ("e\u0301", 1),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("👍🏽", 2),
        ("🇩🇪", 2),
        ("1\ufe0f\u20e3", 2),
        ("https://example.com/a/very/long/path/that/counts/for/nothing?x=1", 23),
        ("see example.com/a", 27),
        ("see https://example.com.", 28),
        ("a@example.com", 13),
        ("1.5 kg", 6),
    ],
)
def test_a_text_weighs_what_x_says(text: str, weight: int) -> None:
    assert length(text) == weight


def test_a_text_is_kept_composed_and_without_space_around_it() -> None:
    assert stored("  Cafe\u0301\n") == "Café"


def test_a_text_without_links_is_shown_as_it_is() -> None:
    assert shown("No links. None.", "1", "cards", []) == ("No links. None.", {})
