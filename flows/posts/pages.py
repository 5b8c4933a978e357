"""An article's page as it reads now: what `publish_due` looks at before a post goes out."""

from flows import clean, sources
from flows.core.errors import PullquoteError, SourceMissing
from flows.core.workspace import Workspace
from flows.posts.recheck import standing
from flows.posts.rereading import SourceNow


def page_now(workspace: Workspace, url: str) -> SourceNow:
    """Read a page again. What the cleaner drops counts as text that stands there.

    Raises nothing: trouble in reaching it is told as such, 404 and 410 mean that it is gone.
    """
    try:
        document = sources.page(url, workspace)
    except SourceMissing:
        return SourceNow(None)
    except PullquoteError as error:
        return SourceNow(trouble=error.problem)
    try:
        article = clean.clean(document)
    except PullquoteError:
        return SourceNow("")  # it answers, and there is no article any more
    return SourceNow(standing(article))
