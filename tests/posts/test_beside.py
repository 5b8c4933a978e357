"""Accounts beside one another: what one network does keeps no other account waiting."""

import threading
from datetime import time, timedelta

import pytest

from flows import posts
from flows.core.workspace import Workspace
from flows.networks import Parcel, Prepared, Sent
from flows.networks.folder import Folder
from flows.store import Store
from tests.posts.newsdesk import MONDAY, TurnedClock, account, proposed, workspace_of


def test_what_falls_due_while_another_network_is_slow_goes_out_at_its_time(
    store: Store, workspace: Workspace, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = account("slow", time(9)), account("quick", time(9, 1))
    workspace = workspace_of(
        workspace, accounts=[slow.model_copy(update={"network": "folder"}), quick]
    )
    waited_for: list[bool] = []
    order: list[str] = []
    quick_is_out = threading.Event()
    send = Folder.send

    def sending(network: Folder, parcel: Parcel, prepared: Prepared) -> Sent:
        if parcel.account == "slow":
            clock.at = MONDAY.replace(hour=9, minute=1)
            waited_for.append(quick_is_out.wait(60))
        sent = send(network, parcel, prepared)
        order.append(parcel.account)
        if parcel.account == "quick":
            quick_is_out.set()
        return sent

    monkeypatch.setattr(Folder, "send", sending)
    view = proposed(store, workspace, clock)
    posts.approve(store, workspace, view.draft.id, who="ann", clock=clock)
    clock.at = MONDAY.replace(hour=9)
    until = clock.at + timedelta(minutes=7)
    posts.publish_due(store, workspace, until=until, clock=clock, sleep=clock.sleep)
    assert waited_for == [True]
    assert order == ["quick", "slow"]
    out = {post.account: post.posted_at for post in posts.view(store, view.draft.id).posts}
    assert out["quick"] == MONDAY.replace(hour=9, minute=1)
