"""Which name a word of a sentence stands for."""

from flows.quotes.language import Token
from flows.quotes.lexicon import ROLES
from flows.quotes.mentions import Mention
from flows.quotes.names import Inventory
from flows.quotes.reading import Line


def naming(inventory: Inventory, line: Line, head: Token) -> Mention | None:
    """Return the mention a noun phrase's head lies in, or one in apposition to it ("his wife, Ann
    Lee,").
    """
    mention = mention_of(inventory, line, head)
    if mention is not None:
        return mention
    for token in (line.tokens[n] for n in head.children if n > head.index):
        if token.dep in ("appos", "flat"):
            near = mention_of(inventory, line, token)
            if near is not None and inventory.person(near) is not None:
                return near
    following = line.tokens[head.index + 1 : head.index + 2]
    if following and head.text.lower() in ROLES:
        near = mention_of(inventory, line, following[0])
        if near is not None and not near.article:
            return near
    return None


def mention_of(inventory: Inventory, line: Line, token: Token) -> Mention | None:
    """Return the mention a word of a masked sentence belongs to."""
    place = line.masked.original(token.start)
    return inventory.at(place, place + len(token.text))
