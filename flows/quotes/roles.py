"""What somebody is, only as far as the article itself says so, beside the name."""

import re

from flows.quotes.lexicon import ROLES
from flows.quotes.mentions import Mention
from flows.quotes.person import Person
from flows.quotes.reading import Page
from flows.quotes.wordsets import word_set

_AFTER = re.compile(
    r",\s+((?:the |an? )?(?:[^\W\d_][\w'’-]*\s){0,4}?([^\W\d_][\w-]*)(?:\s(?:of|at|for|in|with|to)\s[^,.;:—()¤“”\"]{2,60})?)[,.]"
)
_BEFORE = re.compile(r"((?:[^\W\d_][\w-]*\s){0,2}([^\W\d_][\w-]*))\s$")
_LONGEST = 80
_VAGUE = word_set(
    """icon star superstar legend starlet hero heroine giant queen king darling sensation idol god
    goddess diva prodigy genius guru heart-throb heartthrob favourite favorite great maverick rebel
    machine phenomenon treasure man woman boy girl friend native citizen resident rival
    veteran newcomer champion witness survivor victim suspect neighbor neighbour"""
)
"""Words for people that are praise or chance, not what they do."""
_ROLES = ROLES - _VAGUE
_BEFORE_ROLES = word_set("chief vice former film music pop rock head")


def one_called(page: Page, noun: str) -> Person | None:
    """Return the one person whom titles or a stated role call `noun`, None for nobody or several."""
    people = page.inventory.people
    called = [p for p in people if noun in p.titles or noun in stated(page.text, p)]
    return called[0] if len(called) == 1 and called[0].full and not called[0].part else None


def stated(text: str, person: Person) -> set[str]:
    """Return the words of the role the article states beside a name ("Ann Lee, a judge,")."""
    return set((role_of(text, person) or "").lower().split())


def role_of(text: str, person: Person) -> str | None:
    """Return a role stated beside a full name ("chief of staff at Acme", "producer"), None if the
    article states none; read once for each person.
    """
    if not person.role_read:
        full = [m for m in person.mentions if len(m.tokens) > 1 or not person.full]
        roles = (_after(text, m) or _before(text, m) for m in full)
        person.role, person.role_read = next((r for r in roles if r), None), True
    return person.role


def _after(text: str, mention: Mention) -> str | None:
    found = _AFTER.match(text, mention.end, min(len(text), mention.end + 140))
    if found is None or found.group(2).lower() not in _ROLES or len(found.group(1)) > _LONGEST:
        return None
    return re.sub(r"^(?:the|an?)\s", "", found.group(1)).strip()


def _before(text: str, mention: Mention) -> str | None:
    found = _BEFORE.search(text, max(0, mention.start - 60), mention.start)
    if found is None or found.group(2).lower() not in _ROLES or not found.group(2).islower():
        return None
    words = found.group(1).split()
    return " ".join(words[-2:] if words[-2:-1] and words[-2] in _BEFORE_ROLES else words[-1:])
