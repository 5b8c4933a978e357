"""Processes to be struck: they start warm, so that a kill costs a tenth of a second."""

import multiprocessing
import random
import signal
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from multiprocessing.context import ForkServerContext
from typing import Any

from flows.core.workspace import Workspace
from tests.crashes.workers import NO_SECRETS, publish_slowly, publish_until

# A child that is neither struck nor done by then hangs, and that is a failure.
_PATIENCE = 120.0


def warmed() -> ForkServerContext:
    """Return what starts children from a process that has imported all they need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crashes.workers"])
    return context


def struck_at(
    forks: ForkServerContext,
    workspace: Workspace,
    now: datetime,
    point: str,
    *,
    secrets: Mapping[str, str] = NO_SECRETS,
    minutes: float = 0,
) -> bool:
    """Publish in a child that is killed at `point`; say whether it got there."""
    more = {"secrets": dict(secrets), "minutes": minutes}
    child = forks.Process(target=publish_until, args=(workspace, now, point), kwargs=more)
    child.start()
    return _killed(child)


def struck_within(
    forks: ForkServerContext,
    workspace: Workspace,
    now: datetime,
    *,
    seconds: float,
    chance: random.Random,
    secrets: Mapping[str, str] = NO_SECRETS,
) -> bool:
    """Publish in a child that is killed at a random instant within `seconds` of its beginning.

    False if it had done its work by then.
    """
    ours, theirs = forks.Pipe(duplex=False)
    given = (workspace, now, 60, dict(secrets), theirs)
    with ours:
        child = forks.Process(target=publish_slowly, args=given)
        child.start()
        theirs.close()
        assert ours.recv() == "begun"
        time.sleep(chance.uniform(0, seconds))
        child.kill()
        return _killed(child) and not _finished(ours)


def timed(
    forks: ForkServerContext, workspace: Workspace, now: datetime, secrets: Mapping[str, str]
) -> float:
    """Publish in a child that nobody strikes; return how many seconds it worked."""
    ours, theirs = forks.Pipe(duplex=False)
    with ours:
        child = forks.Process(
            target=publish_slowly, args=(workspace, now, 60, dict(secrets), theirs)
        )
        child.start()
        theirs.close()
        assert ours.recv() == "begun"
        began = time.monotonic()
        assert ours.recv() == "done"
        took = time.monotonic() - began
        child.join(_PATIENCE)
        return took


def killed_soon(
    forks: ForkServerContext, work: Callable[..., None], *given: Any, seconds: float
) -> bool:
    """Do `work(*given, told)` in a child that is killed `seconds` after it told that it began."""
    ours, theirs = forks.Pipe(duplex=False)
    with ours:
        child = forks.Process(target=work, args=(*given, theirs))
        child.start()
        theirs.close()
        assert ours.recv() == "begun"
        time.sleep(seconds)
        child.kill()
        return _killed(child)


def _killed(child: Any) -> bool:
    child.join(_PATIENCE)
    if child.exitcode is None:
        child.kill()
        child.join()
        msg = "a worker hangs"
        raise AssertionError(msg)
    if child.exitcode not in {0, -signal.SIGKILL}:
        msg = f"a worker ended with {child.exitcode}"
        raise AssertionError(msg)
    return bool(child.exitcode == -signal.SIGKILL)


def _finished(told: Any) -> bool:
    try:
        return bool(told.poll() and told.recv() == "done")
    except EOFError:
        return False
