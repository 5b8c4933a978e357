"""Under which name a decision is recorded, and where it says so if nobody gave one."""

from flows.core.errors import PullquoteError
from flows.posts import DraftView
from flows.review.room import Room, Visit

ASK_NAME = "Say who you are first: your name is recorded with every decision."


def deciding(visit: Visit, view: DraftView) -> str:
    """Return the name a decision is recorded under: given, else the desk's first reviewer.

    Raises PullquoteError if nobody is known, or the name's field was sent empty.
    """
    people = () if visit.blank else reviewers(visit.room, view)
    return visit.who or (people[0] if people else named(visit))


def named(visit: Visit) -> str:
    """Return the name given. Raises PullquoteError if there is none."""
    if not visit.who:
        raise PullquoteError(ASK_NAME)
    return visit.who


def reviewers(room: Room, view: DraftView) -> tuple[str, ...]:
    """Return the people who review for a draft's desk."""
    for desk in room.workspace.settings.desk:
        if desk.name == view.draft.desk:
            return desk.reviewers
    return ()


def asked(form: str, problem: PullquoteError) -> str:
    """Return which form a refusal stands beside: the name's field, if that is what is missing."""
    return "who" if problem.problem == ASK_NAME else form
