"""The house's own articles: who said each quotation, read by hand. A wrong name is the worst."""

from pathlib import Path

import pytest

from flows import clean
from flows.core.article import DocumentKind, RawDocument
from flows.core.quote import QuoteReport
from flows.core.resources import resource
from flows.quotes import pick

SAMPLES = resource("assets/samples")
NOBODY_NAMED = None

# The beginning of every quotation → the only person it may be credited to.
SAID = {
    "anselm-tarrow-on-silence.txt": {
        "People expect a storm": "Anselm Tarrow",
        "I had always hidden": "Anselm Tarrow",
        "He would just wait": "Anselm Tarrow",
        "My father. No question": "Anselm Tarrow",
        "It’s a play about housework": "Anselm Tarrow",
        "Every lamp is a letter": NOBODY_NAMED,
        "My grandmother laid": NOBODY_NAMED,
        "Forty years of small parts": NOBODY_NAMED,
        "‘He knows it": NOBODY_NAMED,
        "a hand and half a hat": "Anselm Tarrow",
        "resting": "Anselm Tarrow",
        "I went in thinking": "Anselm Tarrow",
        "You don’t finish": "Anselm Tarrow",
    },
    "jonas-abara-lind-last-mile.txt": {
        "the bad day": "Jonas Abara-Lind",
        "I thought pain": "Jonas Abara-Lind",
        "You are nearly there": NOBODY_NAMED,
        "It was the first thing": "Jonas Abara-Lind",
        "movement": NOBODY_NAMED,
        "Jonas never once": "Dunstan Oyelaran-Price",
        "He told me the road": "Dunstan Oyelaran-Price",
        "No one walks": NOBODY_NAMED,
        "That everybody is carrying": "Jonas Abara-Lind",
        "I got my medal": NOBODY_NAMED,
        "Somebody has to be last": "Jonas Abara-Lind",
    },
    "odile-ferncastle-cello.html": {
        "It was dropped": "Odile Ferncastle",
        "I don’t correct": "Odile Ferncastle",
        "difficult passenger": "Odile Ferncastle",
        "I wasn’t sad": "Odile Ferncastle",
        "She asks a thing": "Torvald Hesk",
        "You can’t make a hive": NOBODY_NAMED,
        "the sound of someone": NOBODY_NAMED,
        "After that I played": "Odile Ferncastle",
        "Better. Mind": NOBODY_NAMED,
        "I played this to my dad": NOBODY_NAMED,
        "I play the cello": "Odile Ferncastle",
    },
}


def report(name: str) -> QuoteReport:
    path: Path = SAMPLES / name
    raw = path.read_bytes()
    kind: DocumentKind = "html" if name.endswith(".html") else "text"
    document = RawDocument(kind=kind, content=raw.decode(), raw=raw, name=name)
    article = clean.clean(document)
    return pick(article.text, blocks=article.blocks, title=article.title, byline=article.byline)


@pytest.mark.parametrize("name", sorted(SAID))
def test_nobody_is_credited_with_anothers_words(name: str) -> None:
    for quote in report(name).quotes:
        (who,) = {who for words, who in SAID[name].items() if quote.text.startswith(words)}
        if quote.speaker.kind == "named":
            assert quote.speaker.name == who, (quote.text, quote.speaker.name, quote.confidence)


@pytest.mark.parametrize("name", sorted(SAID))
def test_at_least_half_of_what_a_named_person_said_is_credited(name: str) -> None:
    quotes = [quote for quote in report(name).quotes if "fragment" not in quote.flags]
    named = [
        quote
        for quote in quotes
        if any(who and quote.text.startswith(words) for words, who in SAID[name].items())
    ]
    assert sum(quote.speaker.kind == "named" for quote in named) >= len(named) / 2
