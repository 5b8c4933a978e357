"""How a line must begin for a pattern to match it, read off the pattern itself.

Nearly no line of an article is like any of the forms that a cleaner knows. A table of beginnings
tells so at once, and since it is made from the patterns it cannot forget one of them.
"""

import importlib
import re
from collections.abc import Iterable
from typing import Any

# The parser of `re` has no public name; only the names and arguments of its nodes are used.
_PARSER: Any = importlib.import_module("re._parser")
_CODES: Any = importlib.import_module("re._constants")

# Signs that are told of a beginning. More tell no more lines apart and make long tables.
LENGTH = 4
# Larger ranges of signs tell nothing.
_WIDEST_RANGE = 64
_WIDTHLESS = {_CODES.AT, _CODES.ASSERT, _CODES.ASSERT_NOT}
_SIGNS_OF = {_CODES.CATEGORY_SPACE: " ", _CODES.CATEGORY_DIGIT: "0123456789"}


def beginnings(pattern: re.Pattern[str]) -> frozenset[str]:
    r"""Return the first `LENGTH` signs, in lower case, of all that the pattern can match.

    A shorter one stands for everything that begins so: "" if nothing is known. White space is a
    single space, as in tidy lines, and `\d` stands for the ASCII digits.
    """
    found = _Beginnings()
    found.close(found.after(_PARSER.parse(pattern.pattern, pattern.flags), {""}))
    return frozenset(found.known)


class _Beginnings:
    """A walk over a parsed pattern. What is passed along: beginnings that may still go on."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def close(self, open_ones: Iterable[str]) -> set[str]:
        """Take beginnings as they are: anything may follow."""
        self.known.update(open_ones)
        return set()

    def after(self, nodes: Iterable[tuple[Any, Any]], open_ones: set[str]) -> set[str]:
        """Return the beginnings that are still open after the nodes."""
        for code, argument in nodes:
            if not open_ones:
                break
            open_ones = self._after_one(code, argument, open_ones)
        return open_ones

    def _after_one(self, code: Any, argument: Any, open_ones: set[str]) -> set[str]:
        if code in {_CODES.LITERAL, _CODES.IN}:
            signs = _signs([(code, argument)] if code is _CODES.LITERAL else argument)
            return self._with(signs, open_ones) if signs else self.close(open_ones)
        if code is _CODES.SUBPATTERN:
            return self.after(argument[-1], open_ones)
        if code is _CODES.BRANCH:
            return set().union(*(self.after(branch, open_ones) for branch in argument[1]))
        if code in {_CODES.MAX_REPEAT, _CODES.MIN_REPEAT}:
            least, most, nodes = argument
            return self._repeated(least, most, nodes, open_ones)
        return open_ones if code in _WIDTHLESS else self.close(open_ones)

    def _with(self, signs: Iterable[str], open_ones: set[str]) -> set[str]:
        longer = {one + sign for one in open_ones for sign in signs}
        # Signs and digits go on in too many ways, and few lines begin with them.
        told = {one for one in longer if len(one) >= LENGTH or not one.isalpha()}
        self.known |= told
        return longer - told

    def _repeated(self, least: int, most: int, nodes: Any, open_ones: set[str]) -> set[str]:
        found = set() if least else set(open_ones)
        known, self.known = self.known, set()
        for times in range(1, min(most, max(least, LENGTH)) + 1):
            open_ones = self.after(nodes, open_ones)
            if times >= least:
                found |= open_ones
        # What may go on with anything is known, however it goes on.
        found -= self.known
        self.known |= known
        return found


def _signs(members: Iterable[tuple[Any, Any]]) -> set[str] | None:
    """Return the signs of a character class in lower case, None if they are too many."""
    signs: set[str] = set()
    for code, argument in members:
        if code is _CODES.LITERAL:
            signs.add(chr(argument).lower())
        elif code is _CODES.RANGE and argument[1] - argument[0] < _WIDEST_RANGE:
            signs |= {chr(sign).lower() for sign in range(argument[0], argument[1] + 1)}
        elif code is _CODES.CATEGORY and argument in _SIGNS_OF:
            signs |= set(_SIGNS_OF[argument])
        else:
            return None
    return signs
