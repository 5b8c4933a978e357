"""The words that stand for a card where it cannot be seen."""

from flows.cards.typography import marks, plain, typeset
from flows.core.card import CardOrder

# X and Threads take this many characters; every other network takes as many or more.
MOST_CHARACTERS = 1000


def alt_text(order: CardOrder) -> str:
    """Return `Quote card: “…” Name, role. Source.` in at most 1,000 characters.

    The quote is given in full; role and source give way first, and a quote that alone is longer is
    cut between words with an ellipsis.
    """
    custom = marks(order.language)
    words = typeset(order.quote, order.language).replace("\u00ad", "")
    quoted = f"Quote card: {custom.open}{custom.space}{words}{custom.space}{custom.close}"
    speaker = plain(order.speaker)
    who = f"{speaker}, {plain(order.role)}" if order.role and speaker else speaker
    source = plain(order.source_name or "")
    for tail in (_tail(who, source), _tail(who, ""), _tail(speaker, ""), ""):
        if len(quoted) + len(tail) <= MOST_CHARACTERS:
            return quoted + tail
    return quoted[: MOST_CHARACTERS - 2].rsplit(" ", 1)[0] + "…" + custom.close


def _tail(who: str, source: str) -> str:
    out = f" — {who}." if who else ""
    return f"{out} {source}." if source else out
