"""The flow `watch_feeds`: what is new in the desks' feeds becomes one make_cards run per desk."""

import asyncio

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import engine, news
from flows.core.workspace import Workspace


# What is not handed over now is only offered again an hour later, so this is worth some patience.
@task(
    name="start-make-cards",
    retries=4,
    retry_delay_seconds=[2, 10, 30, 60],
    persist_result=False,
)
async def hand_over(workspace: Workspace, urls: list[str], desk: str) -> str:
    """Start one make_cards run for all that is new for a desk; return its id."""
    return await asyncio.to_thread(engine.start_make_cards, workspace, urls, desk=desk)


@flow(name="watch-feeds")
async def watch_feeds() -> State:
    """Ask every desk's feeds for new articles and start making cards from them."""
    workspace = Workspace.open()
    found = await asyncio.to_thread(news.whats_new, workspace)
    for desk, urls in found.articles.items():
        await hand_over(workspace, urls, desk)
    return Completed(name=None if found.articles else "Skipped", message=found.told)
