"""What every page needs at hand: the store, the settings, the templates, who is asking."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows import posts
from flows.core.clock import Clock, SystemClock
from flows.core.errors import PullquoteError, SettingsError
from flows.core.resources import resource
from flows.core.workspace import Workspace
from flows.review import shown, wording
from flows.review.overdue import overdue
from flows.review.sessions import Refusal, Session
from flows.store import Store, drafts
from flows.store.accounts import AccountState

NAME_COOKIE = "pullquote_name"
_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\+00:00")
_YEAR = 365 * 24 * 3600
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Room:
    """The review page's own state. `assets` maps a file name to its bytes and media type."""

    workspace: Workspace
    store: Store
    make: Callable[[str], str]
    wake: Callable[[], None]
    links: Mapping[str, str]
    templates: Environment
    assets: Mapping[str, tuple[bytes, str]]
    clock: Clock = field(default_factory=SystemClock)

    def waiting(self) -> int:
        """Return how many drafts wait for a person."""
        with self.store.read() as tx:
            return len(drafts.waiting(tx, None))

    def paused(self) -> list[AccountState]:
        """Return the accounts on which nothing goes out until a person resumes them."""
        states = posts.states(self.store, self.workspace)
        return [state for state in states if state.paused_at is not None]

    def zone(self, account: str) -> str:
        """Return the IANA zone of an account; UTC for one no longer in the settings."""
        try:
            return self.workspace.zone_of(self.workspace.settings.account_named(account))
        except SettingsError:
            return "UTC"

    def local_now(self, account: str) -> str:
        """Return the present minute in an account's zone, as a form's time field wants it."""
        return f"{self.clock.now().astimezone(ZoneInfo(self.zone(account))):%Y-%m-%dT%H:%M}"

    def one_zone(self) -> str | None:
        """Return the name of the zone that all accounts share, which a page says once; else None,
        and every time names its own.
        """
        names = {wording.zone_name(self.zone(a.name)) for a in self.workspace.settings.account}
        return names.pop() if len(names) == 1 else None

    def moment(self, at: datetime, zone: str, *, named: bool | None = None) -> str:
        """Return an instant in words: "Tue 24 Nov 09:00 Europe/London"; the zone is `named`, if
        nothing else is asked, where the page does not say it for all times.
        """
        named = self._differs(zone) if named is None else named
        return wording.moment(at, zone, self.clock.now(), named=named)

    def since(self, at: datetime, zone: str) -> str:
        """Return a past instant shortly: "09:00", with the day if it was not today."""
        return wording.since(at, zone, self.clock.now(), named=self._differs(zone))

    def times_in(self, text: str, zone: str) -> str:
        """Return a log's line with its UTC instants said in a zone that stands beside it."""
        said = partial(self.moment, zone=zone, named=False)
        return _INSTANT.sub(lambda at: said(datetime.fromisoformat(at[0])), text)

    def _differs(self, zone: str) -> bool:
        return wording.zone_name(zone) != self.one_zone()

    def network(self, account: str) -> str:
        """Return the network of an account; "?" for one no longer in the settings."""
        try:
            return self.workspace.settings.account_named(account).network
        except SettingsError:
            return "?"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in person. `who` is the name decisions are recorded under; `blank`
    tells that the form asked for it and got none.
    """

    request: Request
    room: Room
    session: Session
    who: str
    blank: bool = False

    def page(
        self, template: str, status: int = 200, *, places: Sequence[str] = (), **values: Any
    ) -> HTMLResponse:
        """Render a template with what every page shows.

        `places` are the drafts and posts whose forms stand on it: one that was sent back comes
        with what was typed.
        """
        room, paused = self.room, self.room.paused()
        text = room.templates.get_template(template).render(
            room=room,
            who=self.who,
            csrf=self.session.csrf,
            notices=self.session.take_notices(),
            here=self.request.url.path,
            waiting_count=room.waiting(),
            paused=paused,
            overdue=overdue(room.store, room.clock.now(), {state.name for state in paused}),
            refused=self.session.take_refused(*places),
            **values,
        )
        return HTMLResponse(text, status)

    def go(self, path: str) -> RedirectResponse:
        """Send the browser on to one of our own pages, remembering its name."""
        answer = RedirectResponse(path, 303)
        if self.who:
            answer.set_cookie(
                NAME_COOKIE,
                quote(self.who),
                max_age=_YEAR,
                httponly=True,
                samesite="strict",
                secure=self.request.url.scheme == "https",
            )
        return answer

    def say(self, text: str, kind: str = "done") -> None:
        """Show a line on the next page."""
        self.session.say(text, kind)

    def send_back(self, place: str, form: str, problem: PullquoteError, **typed: str) -> None:
        """Show why a form was refused, and the form again with what was typed in it."""
        self.say(str(problem), "problem")
        self.session.refused = Refusal(place, form, str(problem), typed)


def clean_name(given: str) -> str:
    """Return a person's name fit for a Decision: one line, no hidden characters, 80 at most."""
    return " ".join(shown.without_hidden(given).split())[:80]


async def visit(request: Request) -> Visit:
    """Return who is asking; for a POST its form must carry the session's CSRF token.

    The name comes from the form if it asks for one, else from the cookie.
    """
    session: Session | None = request.state.session
    if session is None:
        raise HTTPException(401)
    who = clean_name(unquote(request.cookies.get(NAME_COOKIE, "")))
    blank = False
    if request.method == "POST":
        form = await request.form()
        if not session.owns(str(form.get("csrf", ""))):
            raise HTTPException(403, "This form is out of date. Go back, reload and try again.")
        given = clean_name(str(form.get("who", "")))
        blank = "who" in form and not given
        who = given or who
    return Visit(request, request.app.state.room, session, who, blank)


def with_desk(path: str, desk: str | None) -> str:
    """Return one of our paths, staying on the drafts of one desk."""
    return f"{path}?desk={quote(desk, safe='')}" if desk else path


Visitor = Annotated[Visit, Depends(visit)]


def chosen_time(room: Room, account: str, text: str) -> datetime | None:
    """Return the instant (UTC) of a form's local time "2026-11-24T09:00" in an account's zone.

    None if nothing was chosen; of a time that comes twice, the first counts. Raises
    PullquoteError if it is no time, has passed, or is skipped by the clocks that day.
    """
    if not text.strip():
        return None
    zone = ZoneInfo(room.zone(account))
    try:
        naive = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        moment = naive.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PullquoteError("That is not a date and time.") from error
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        raise PullquoteError(
            f"The clocks in {wording.zone_name(zone.key)} skip {naive:%H:%M} that day."
        )
    # The field holds whole minutes: the present one has not passed.
    if moment < room.clock.now() - timedelta(minutes=1):
        raise PullquoteError("That time has passed.", "Choose a later one.")
    return moment


@cache
def load_assets() -> dict[str, tuple[bytes, str]]:
    """Read every file the page may ask for; nothing else on the disk can be reached by name."""
    folders = ("assets/review", "assets/fonts/newsreader", "assets/fonts/libre-franklin")
    return {
        path.name: (path.read_bytes(), _TYPES[path.suffix])
        for folder in folders
        for path in sorted(resource(folder).iterdir())
        if path.suffix in _TYPES
    }


@cache
def load_templates() -> Environment:
    """Return the page's templates, escaping everything and refusing unknown names."""
    environment = Environment(
        loader=FileSystemLoader(resource("templates/review")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown.shown
    environment.filters["plain"] = shown.without_hidden
    environment.filters["day"] = wording.day
    environment.filters["zone_name"] = wording.zone_name
    environment.filters["web_link"] = shown.web_link
    versions = {name: sha256(data).hexdigest()[:12] for name, (data, _) in load_assets().items()}
    environment.globals["asset"] = lambda name: f"/assets/{name}?v={versions[name]}"
    return environment
