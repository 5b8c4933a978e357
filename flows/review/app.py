"""The review page as one FastAPI application, put together from its parts."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from flows import __version__
from flows.core.clock import Clock, SystemClock
from flows.core.errors import NotFound, PullquoteError, WrongState
from flows.core.workspace import Workspace
from flows.review import api, by_hand, door, drafts, making, outbox
from flows.review.guard import Guard
from flows.review.room import Room, load_assets, load_templates, visit
from flows.review.sessions import Sessions, bearer
from flows.store import Store

_WORDS = {
    401: "Sign in first: open the address that Pullquote printed.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    422: "Something in this request is missing or not as expected.",
}


def create_app(
    workspace: Workspace,
    *,
    token: str,
    make: Callable[[str], str],
    wake: Callable[[], None],
    links: Mapping[str, str],
    clock: Clock | None = None,
) -> FastAPI:
    """Return the review page of a working folder.

    `token` signs in one browser, once, at `/sign-in?token=…`. `make` starts a make run on a
    source and returns a line for the page; `wake` tells whoever publishes to look again. `links`
    are further pages by name (http or https). Scripts send the bearer token in the file
    `var/review-bearer`. Raises StoreError, SettingsError.
    """
    workspace.prepare()
    clock = clock or SystemClock()
    assets, templates = load_assets(), load_templates()
    store = Store.open(workspace.database_url, workspace.media)
    sessions = Sessions(token, clock)

    @asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="Pullquote review",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=living,
    )
    app.state.sessions = sessions
    app.state.room = Room(workspace, store, make, wake, links, templates, assets, clock)
    page = templates.get_template("door.html.j2")
    app.state.locked, app.state.spent, app.state.onward = (
        page.render(kind=kind) for kind in ("locked", "spent", "onward")
    )
    for part in (door, drafts, by_hand, outbox, making, api):
        app.include_router(part.router)
    app.add_exception_handler(PullquoteError, _told)
    app.add_exception_handler(HTTPException, _told)
    app.add_exception_handler(RequestValidationError, _told)
    app.add_middleware(
        Guard,
        sessions=sessions,
        bearer=bearer(workspace.var),
        host=workspace.settings.review.host,
        exact=workspace.settings.review.hosts,
        locked=app.state.locked,
    )
    return app


async def _told(request: Request, error: Exception) -> Response:
    """Answer an error as JSON to a script, as a page to a person."""
    status, detail = _status(error)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": detail}, status)
    if request.state.session is None:
        return HTMLResponse(request.app.state.locked, status)
    # The page is asked for as by GET: the form that failed has been judged already.
    asking = await visit(Request({**request.scope, "method": "GET"}))
    title = "Not found" if status == 404 else "That did not work"
    return asking.page("problem.html.j2", status, title=title, detail=detail)


def _status(error: Exception) -> tuple[int, str]:
    match error:
        case NotFound():
            return 404, str(error)
        case WrongState():
            return 409, str(error)
        case PullquoteError():
            return 400, str(error)
        case HTTPException():
            standard = error.detail in ("Not Found", "Method Not Allowed", "Unauthorized")
            return error.status_code, _WORDS[error.status_code] if standard else error.detail
        case RequestValidationError():
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            return 422, f"{place}: {first['msg']}."
        case _:
            return 500, "Something went wrong."
