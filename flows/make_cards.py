"""The flow `make_cards`: articles in, drafts with cards out. Started by hand or by watch_feeds."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import pipeline, reading
from flows.core.article import RawDocument
from flows.core.errors import about
from flows.core.workspace import Workspace
from flows.pipeline import Made
from flows.reading import Prepared
from flows.sources import Unread
from flows.store import Store

_Item = RawDocument | Unread


@task(name="prepare-article", persist_result=False)
async def prepare_article(home: Workspace, store: Store, document: RawDocument) -> Prepared:
    """Clean one article and find its quotes."""
    return await asyncio.to_thread(reading.prepare_once, home, store, document)


@task(name="render-cards", persist_result=False)
async def render_cards(workspace: Workspace, store: Store, prepared: Prepared, desk: str) -> Made:
    """Set all cards of one article and lay them before the desk's reviewers."""
    return await asyncio.to_thread(pipeline.render, workspace, store, prepared, desk=desk or None)


@flow(name="make-cards")
async def make_cards(sources: list[str], desk: str = "", foreign: bool = False) -> State:
    """Turn articles into quote cards that wait for a person's yes.

    Args:
        sources: Web addresses of pages or feeds, or names of files in the inbox folder.
        desk: For which desk; the first one if left empty.
        foreign: Also from sites that are not your own (own_sites in the settings).
    """
    home = Workspace.open()
    outcomes: list[Made | Unread] = []
    with pipeline.opened(home) as store:
        for source in sources:
            items = pipeline.read(home, source, trusted=False, desk=desk or None, foreign=foreign)
            here = [await _make_one(home, store, i, desk) async for i in _each(items, source)]
            pipeline.finish(store, source, here, home.settings.desk_named(desk or None).name)
            outcomes += here
    return _summary(outcomes)


async def _make_one(home: Workspace, store: Store, item: _Item, desk: str) -> Made | Unread:
    if isinstance(item, Unread):
        return item
    try:
        return await render_cards(home, store, await prepare_article(home, store, item), desk)
    except Exception as error:  # noqa: BLE001 - one bad article never ends the batch
        return Unread(item.name, str(error) or type(error).__name__)


async def _each(items: Iterator[_Item], source: str) -> AsyncIterator[_Item]:
    try:
        while (item := await asyncio.to_thread(next, items, None)) is not None:
            yield item
    except Exception as error:  # noqa: BLE001 - nor does one bad source
        yield Unread(source, str(error) or type(error).__name__)


def _summary(outcomes: list[Made | Unread]) -> State:
    made = [one for one in outcomes if isinstance(one, Made)]
    unread = [one for one in outcomes if isinstance(one, Unread)]
    left_out = "".join(f"; not used: {about(one.name, one.reason)}" for one in unread)
    drafts = sum(one.new_drafts for one in made)
    state = Failed if unread and not made else Completed
    return state(
        name=None if drafts or unread else "Skipped",
        message=f"{len(made)} articles, {drafts} new drafts{left_out}",
    )
