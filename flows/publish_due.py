"""The flow `publish_due`: sends each post that falls due before its next run, at the post's time.

Runs may overlap: a post is claimed before it is sent, and only one run gets the claim.
"""

import asyncio
from collections import Counter
from datetime import timedelta

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import engine, pipeline
from flows.core.clock import SystemClock
from flows.core.errors import PullquoteError
from flows.core.workspace import Workspace

# A run answers for the queue until the next run is planned and this much longer: polling (10 s),
# a process that boots (5 to 12 s on two busy cores) and twice that again for a machine under load.
HAND_OVER = timedelta(minutes=2)


@flow(name="publish-due")
async def publish_due(dry_run: bool = False) -> State:
    """Send what is due, and wait for what falls due before the next run.

    Args:
        dry_run: Only say what would be sent; send nothing.
    """
    engine.offer_blocks()
    workspace = Workspace.open()
    log = get_run_logger()
    now = SystemClock().now()
    try:
        until = await asyncio.to_thread(engine.planned_until, workspace, now, HAND_OVER)
    except PullquoteError as error:
        log.warning("When the next run is planned is not known: %s", error)
        until = now + HAND_OVER
    outcomes = await asyncio.to_thread(pipeline.publish, workspace, until=until, dry_run=dry_run)
    for outcome in outcomes:
        log.info("%s %s: %s", outcome.what, outcome.post.id, outcome.detail)
    if not outcomes:
        return Completed(name="Skipped", message=f"Nothing is due before {until:%H:%M:%S} UTC.")
    counts = Counter(outcome.what for outcome in outcomes)
    return Completed(message=", ".join(f"{count} {what}" for what, count in counts.items()))
