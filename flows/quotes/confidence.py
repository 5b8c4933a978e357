"""How sure a credit is, from 0 to 1: the pattern that found it and the signals that agree.

The numbers are shares of right answers, measured on articles read by hand.
"""

from flows.quotes.grounds import Credit

_FORMS = {
    "full": 0.97,
    "surname": 0.96,
    "single": 0.88,
    "pronoun": 0.62,
    "description": 0.6,
    "anonymous": 0.9,
    "org": 0.85,
}
_HOW = {
    "after": 0.02,
    "colon": 0.01,
    "before": -0.02,
    "embedded": -0.05,
    "according": 0.0,
    "noun": -0.35,
    "dash": -0.02,
}


def confidence(credit: Credit, *, uncertain_bounds: bool = False) -> float:
    """Return how likely words and speaker are right."""
    grounds = credit.grounds
    if grounds.form not in _FORMS:
        return 0.3 if credit.speaker.kind == "none" else 0.2
    sure = _FORMS[grounds.form] + _HOW.get(grounds.how, -0.2)
    if grounds.form in ("pronoun", "description"):
        sure += 0.16 * min(grounds.support, 3.2) - 0.2 - 0.22 * grounds.against
        sure -= 0.13 * (grounds.form == "pronoun" and not grounds.attested)
    if not grounds.strong and grounds.how != "noun":
        sure -= 0.12
    sure -= 0.02 * max(0, grounds.near - 3)
    sure -= 0.06 * grounds.steps if grounds.steps <= 1 else 0.16 * grounds.steps
    sure -= 0.1 * grounds.doubtful + 0.2 * grounds.rival
    sure -= 0.12 * uncertain_bounds
    return round(min(0.99, max(0.05, sure)), 4)
