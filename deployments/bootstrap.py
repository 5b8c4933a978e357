"""Prepares a Prefect server for a pool of workers; running it again changes nothing.

    PREFECT_API_URL=… python deployments/bootstrap.py
    prefect --no-prompt deploy --all --prefect-file deployments/prefect.yaml

It makes the work pool with its two queues, and the automation that marks runs as crashed whose
worker has died. Our own lease and state machine do the recovering; the mark is for people.
"""

import asyncio
import sys
from datetime import timedelta

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

from flows.deployments import CARDS_QUEUE, MAKE_CARDS_AT_ONCE, POOL, POSTS_QUEUE

# Heartbeats come every 180 s by default; three missed ones are a death (Prefect's own guide on
# detecting zombie flows).
SILENCE = timedelta(seconds=540)
ZOMBIES = "pullquote: mark runs without a heartbeat as crashed"
# Lower goes first: a due post never waits for a heap of articles.
QUEUES = {POSTS_QUEUE: (1, None), CARDS_QUEUE: (10, MAKE_CARDS_AT_ONCE + 2)}


async def bootstrap() -> list[str]:
    """Make what is missing; return a line for each thing that was made."""
    async with get_client() as client:
        return [*await _pool(client), *await _queues(client), *await _zombies(client)]


async def _pool(client: PrefectClient) -> list[str]:
    try:
        await client.read_work_pool(POOL)
    except ObjectNotFound:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        return [f"work pool {POOL}"]
    return []


async def _queues(client: PrefectClient) -> list[str]:
    made = []
    for name, (priority, at_once) in QUEUES.items():
        try:
            await client.read_work_queue_by_name(name, work_pool_name=POOL)
        except ObjectNotFound:
            queue = await client.create_work_queue(
                name, work_pool_name=POOL, priority=priority, concurrency_limit=at_once
            )
            made.append(f"work queue {queue.name}")
    return made


async def _zombies(client: PrefectClient) -> list[str]:
    if await client.read_automations_by_name(ZOMBIES):
        return []
    await client.create_automation(
        AutomationCore(
            name=ZOMBIES,
            trigger=EventTrigger(
                after={"prefect.flow-run.heartbeat"},
                expect={
                    "prefect.flow-run.heartbeat",
                    "prefect.flow-run.Completed",
                    "prefect.flow-run.Skipped",
                    "prefect.flow-run.Failed",
                    "prefect.flow-run.Cancelled",
                    "prefect.flow-run.Crashed",
                },
                match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=SILENCE,
            ),
            actions=[
                ChangeFlowRunState(
                    state=StateType.CRASHED, message="No heartbeat: its worker has died."
                )
            ],
        )
    )
    return ["automation for runs that died"]


if __name__ == "__main__":
    for line in asyncio.run(bootstrap()) or ["nothing to do"]:
        sys.stdout.write(line + "\n")
