"""The flow `upkeep`: corrections to articles whose posts are out, housekeeping. Daily."""

import asyncio

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import engine, pipeline
from flows.core.workspace import Workspace


@flow(name="upkeep")
async def upkeep() -> State:
    """Put the house in order; what was done is in the log, line by line."""
    engine.offer_blocks()
    done = await asyncio.to_thread(pipeline.upkeep, Workspace.open())
    for line in done:
        get_run_logger().info(line)
    if not done:
        return Completed(name="Skipped", message="Nothing to do.")
    return Completed(message=f"{len(done)} things done: {done[0]}")
