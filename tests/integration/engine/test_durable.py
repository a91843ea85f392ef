"""Starts of workflows: kept whole, and found with one look at all queues."""

import time

import pytest

from integration.engine.stage import Shop
from tieout.engine import durable
from tieout.store import database
from tieout.store.ids import new_id


def test_a_start_outside_a_transaction_is_seen_whole_or_not_at_all(shop: Shop) -> None:
    """A worker that took up a start whose arguments are not there yet could never end it, and its ledger would wait for ever."""
    if database.is_postgres():  # There it is one statement.
        return
    said: list[str] = []
    connection = database.borrowed_connection()
    connection.set_trace_callback(said.append)
    try:
        durable.enqueue(
            "send", [str(shop.workspace_id), str(new_id())], workflow_id=f"send:{new_id()}", partition="nobody", delay_seconds=3600
        )
    finally:
        connection.set_trace_callback(None)
    written = [number for number, text in enumerate(said) if text.startswith("INSERT")]
    begun = [number for number, text in enumerate(said) if text.startswith("BEGIN")]
    ended = [number for number, text in enumerate(said) if text.startswith("COMMIT")]
    assert len(written) >= 2
    assert begun[0] < written[0]
    assert written[-1] < ended[0]


def test_only_a_queue_in_which_something_waits_is_asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = durable._looks
    assert looks is not None
    asked = looks._tables
    monkeypatch.setattr(durable, "VERSION", "another")  # What this worker does not take up stays where it is.
    name = f"waits:{new_id()}"
    durable.enqueue("send", [str(shop.workspace_id), str(new_id())], workflow_id=name, partition="nobody")
    try:
        assert asked.dequeue_scopes("send") == [None]
        assert asked.get_queue("send").name == "send"
    finally:
        durable._client().delete_workflows([name])
    looks.look_anew()
    deadline = time.monotonic() + 20
    while asked.dequeue_scopes("send"):
        assert time.monotonic() < deadline
        looks.look_anew()
