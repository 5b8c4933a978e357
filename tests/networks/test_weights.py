"""What a text weighs on X, compared with X's own counting."""

import random

import pytest

from flows.networks._weights import weighted
from tests.servers import twitter_text
from tests.servers.cache import NotAvailable

# What is hard to count: addresses with and without a scheme, names that are none, emoji, marks.
PIECES = [
    "hello",
    "Ilka's",
    "\u201cquoted\u201d",
    "\u2014",
    "\u2026",
    "wait...",
    "\u65e5\u672c",
    "e\u0301",
    "\u00e9",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f44d\U0001f3fd",
    "\U0001f1e9\U0001f1ea",
    "1\ufe0f\u20e3",
    "\u00a9",
    "\u2122",
    "\u263a",
    "\u263a\ufe0f",
    "\u270c\U0001f3ff",
    "a@example.com",
    "@name",
    "#tag",
    "$TSLA",
    "1.5",
    "3.14",
    "U.S.",
    "e.g.",
    "Mr.Smith",
    "end.Next",
    "node.js",
    "example.com",
    "example.com/a",
    "www.bbc.co.uk",
    "https://example.com/a/very/long/path?x=1&y=2#z",
    "http://t.co/abcdefghij",
    "https://example.com.",
    "(https://example.com/a_(b))",
    "https://ex\u00e4mple.de/\u00fc",
    "ftp://x.org",
    "foo.bar",
    "file.txt",
    "README.md",
    "3.am",
    "co.uk",
    "it.",
    "ok.so",
    "pizza.party",
    "he said.Then",
    "https://localhost/a",
    "https://a.museum/x",
    "x.y.z",
    "\n",
    "\n\n",
    "\u0645\u0631\u062d\u0628\u0627",
    "\u0928\u092e\u0938\u094d\u0924\u0947",
    "\u0939",
    "\u0e44\u0e17\u0e22",
    "\u200b",
    "\u2060",
    "\u2026and",
    "A.I.",
    "p.m.",
    "9.am",
    "vs.",
    "No.1",
    "harbour.example/b",
    "https://harbour.example/b",
    "\u65e5\u672c.jp",
    "\u30c6\u30b9\u30c8.\u30c6\u30b9\u30c8",
    "https://\u65e5\u672c.jp/\u3042",
    "a.b.com,",
    "\u201cexample.org\u201d",
    "'example.org'",
    "example.com's",
    "_example.com",
    "-example.com",
    "@example.com",
    "example.com@x",
    "http://example.com/?q=\u201cx\u201d",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\u2764\ufe0f\u200d\U0001f525",
    "\u2642",
    "\U0001f937\U0001f3fd\u200d\u2642\ufe0f",
    "#\ufe0f\u20e3",
    "*",
    "\u00a0",
]
BETWEEN = [" ", " ", "", ", ", "/"]


def generated(count: int) -> list[str]:
    rolls = random.Random(3)
    return [
        rolls.choice(BETWEEN).join(rolls.choices(PIECES, k=rolls.randint(1, 12)))
        for _ in range(count)
    ]


@pytest.mark.proof
def test_ten_thousand_texts_weigh_what_x_says() -> None:
    texts = generated(10_000)
    try:
        theirs = twitter_text.weights(texts)
    except NotAvailable as reason:
        pytest.skip(str(reason))
    pairs = zip(texts, theirs, strict=True)
    assert [(text, it) for text, it in pairs if weighted(text) != it] == []


# Answers of twitter-text 3.1.0.
@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("plain", 5),
        ("\u201cquoted\u201d \u2014 said", 15),
        ("wait\u2026", 6),
        ("\u65e5\u672c", 4),
        ("e\u0301", 1),
        ("\u00a9", 1),
        ("\u2764\ufe0f\u200d\U0001f525", 5),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", 2),
        ("\U0001f44d\U0001f3fd", 2),
        ("\U0001f1e9\U0001f1ea", 2),
        ("1\ufe0f\u20e3", 2),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
        ("https://example.com/a/very/long/path?x=1&y=2#z", 23),
        ("see example.com/a", 27),
        ("see https://example.com.", 28),
        ("a@example.com", 13),
        ("@example.com", 12),
        ("1.5 kg", 6),
        ("node.js", 7),
        ("README.md", 23),
        ("end.Next", 23),
        ("file.txt", 8),
        ("https://ex\u00e4mple.de/\u00fc", 23),
        ("\u65e5\u672c.jp", 7),
        ("example.com's", 25),
        ("(https://example.com/a_(b))", 25),
        ("http://t.co/abcdefghij/more", 28),
        ("_example.com", 12),
        ("https://localhost/a", 19),
        ("a.b.com,x.y.z", 29),
    ],
)
def test_a_text_weighs_what_twitter_text_said(text: str, weight: int) -> None:
    assert weighted(text) == weight
