"""Word lists are written as running text, so that a person can read and extend them."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, which is how every word list of this room is written."""
    return frozenset(text.split())
