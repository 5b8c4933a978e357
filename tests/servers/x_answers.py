"""The shapes of X's answers: data, problems, and who asks."""

from dataclasses import dataclass

from tests.servers.exchange import Answer
from tests.servers.x_oauth import Credentials

_PROBLEMS = "https://api.x.com/2/problems"


@dataclass(frozen=True)
class Caller:
    """Whose credentials signed the request; `app_only` may read but not act.

    `names` has every user of the emulator by id. `scopes` are what an OAuth 2 token is good for;
    None for keys, which may do everything.
    """

    user: Credentials
    names: dict[str, str]
    app_only: bool = False
    scopes: frozenset[str] | None = None


class Problem(Exception):
    """A refusal, as its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode())
        self.answer = answer


def problem(status: int, title: str, detail: str, kind: str = "about:blank") -> Problem:
    """RFC 7807 as X writes it: one object, no `errors` around it."""
    content = {"title": title, "detail": detail, "type": kind, "status": status}
    return Problem(Answer.of(status, content, {"Content-Type": "application/problem+json"}))


def invalid(message: str, **parameters: str) -> Problem:
    """400 for a request that breaks the schema or names what is not there."""
    parameter = {name: [value] for name, value in parameters.items()}
    return Problem(
        Answer.of(
            400,
            {
                "errors": [{"parameters": parameter, "message": message}],
                "title": "Invalid Request",
                "detail": "One or more parameters to your request was invalid.",
                "type": f"{_PROBLEMS}/invalid-request",
                "status": 400,
            },
        )
    )


def not_found(name: str, value: str) -> Answer:
    """200 with an error inside, which is how v2 says that a thing is not there."""
    return Answer.of(
        200,
        {
            "errors": [
                {
                    "value": value,
                    "detail": f"Could not find tweet with {name}: [{value}].",
                    "title": "Not Found Error",
                    "resource_type": "tweet",
                    "parameter": name,
                    "resource_id": value,
                    "type": f"{_PROBLEMS}/resource-not-found",
                }
            ]
        },
    )


def forbidden(detail: str) -> Problem:
    """403 as X words it; a duplicate looks no different from any other (akrherz/iembot#163)."""
    return problem(403, "Forbidden", detail)


UNAUTHORIZED = problem(401, "Unauthorized", "Unauthorized").answer
APP_ONLY = problem(
    403,
    "Unsupported Authentication",
    "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
    f"{_PROBLEMS}/unsupported-authentication",
).answer
