"""The flow `make_cards`: articles in, drafts with cards out. Started by hand or by watch_feeds."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows import pipeline, posts
from flows.core.article import RawDocument
from flows.core.clock import SystemClock
from flows.core.workspace import Workspace
from flows.pipeline import Made, Prepared
from flows.sources import Unread
from flows.store import Store


@task(name="prepare-article", cache_policy=NO_CACHE, persist_result=False)
async def prepare_article(workspace: Workspace, document: RawDocument) -> Prepared:
    """Clean one article and find its quotes."""
    return await asyncio.to_thread(pipeline.prepare, workspace, document)


@task(name="render-cards", cache_policy=NO_CACHE, persist_result=False)
async def render_cards(workspace: Workspace, store: Store, prepared: Prepared, desk: str) -> Made:
    """Set all cards of one article and lay them before the desk's reviewers."""
    return await asyncio.to_thread(pipeline.render, workspace, store, prepared, desk=desk or None)


@flow(name="make-cards")
async def make_cards(sources: Annotated[list[str], Field(min_length=1)], desk: str = "") -> State:
    """Turn articles into quote cards that wait for a person's yes.

    Args:
        sources: Web addresses of pages or feeds, or names of files in the inbox folder.
        desk: For which desk; the first one if left empty.
    """
    workspace = Workspace.open()
    workspace.settings.desk_named(desk or None)  # an unknown desk ends the run before any work
    made: list[Made] = []
    unread: list[Unread] = []
    with pipeline.opened(workspace) as store:
        for source in sources:
            async for item in _items(workspace, source):
                outcome = await _make_one(workspace, store, item, desk)
                if isinstance(outcome, Made):
                    made.append(outcome)
                else:
                    unread.append(outcome)
                    posts.note_unread(store, outcome.name, outcome.reason, clock=SystemClock())
                    get_run_logger().warning("Not used: %s: %s", outcome.name, outcome.reason)
    words = f"{len(made)} articles, {sum(one.new_drafts for one in made)} new drafts"
    words += "".join(f"; not used: {item.name}: {item.reason}" for item in unread)
    if made:
        return Completed(message=words)
    return Failed(message=words) if unread else Completed(name="Skipped", message="Nothing to do.")


async def _make_one(
    workspace: Workspace, store: Store, item: RawDocument | Unread, desk: str
) -> Made | Unread:
    if isinstance(item, Unread):
        return item
    try:
        return await render_cards(workspace, store, await prepare_article(workspace, item), desk)
    except Exception as error:  # noqa: BLE001 - one bad article never ends the batch
        return Unread(item.name, str(error) or type(error).__name__)


async def _items(workspace: Workspace, source: str) -> AsyncIterator[RawDocument | Unread]:
    items = pipeline.read(workspace, source, trusted=False)
    try:
        while (item := await asyncio.to_thread(next, items, None)) is not None:
            yield item
    except Exception as error:  # noqa: BLE001 - nor does one bad source
        yield Unread(source, str(error) or type(error).__name__)
