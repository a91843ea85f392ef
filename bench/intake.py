"""Records saved with their events, runs and audit, and the runs walked to their end, beside plain inserts of the same records."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

AT_ONCE = 100
# A run that asks one question and ends: what is measured is the engine, not a step.
AUTOMATION: dict[str, object] = {
    "schema": 1,
    "trigger": {"type": "record_created", "collection": "customers"},
    "steps": [
        {
            "id": "check",
            "kind": "condition",
            "settings": {"condition": {"combinator": "and", "rules": [{"field": "name", "operator": "=", "value": "Customer 7"}]}},
        }
    ],
}


@contextmanager
def installation() -> Iterator[UUID]:
    """An empty one in a temporary home; on the database of TIEOUT_DATABASE_URL where that is set."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["TIEOUT_HOME"] = home
        from tieout.store import database

        database.set_up()
        from tieout.engine import durable
        from tieout.store import automations, collections, workspaces

        database.migrate()
        durable.migrate()
        workspace_id = workspaces.create_workspace(f"Bench {time.time():.0f}").id
        for key in ("plain", "customers"):
            fields: list[dict[str, object]] = [{"key": "name", "name": "Name", "type": "text"}]
            collections.save_collection(workspace_id, key=key, name=key.title(), fields=fields)
        automations.publish(workspace_id, name="Check", definition=AUTOMATION, by="bench")
        yield workspace_id


def plain_inserts(workspace_id: UUID, count: int) -> None:
    """The same records and nothing else, in transactions of the same size."""
    from tieout.store import collections, database
    from tieout.store.records import Record

    collection = collections.collection(workspace_id, "plain")
    for start in range(0, count, AT_ONCE):
        rows = [
            Record(workspace_id=workspace_id, collection=collection, key=str(number), values={"name": f"Customer {number}"})
            for number in range(start, min(count, start + AT_ONCE))
        ]
        with database.atomic():
            Record.objects.bulk_create(rows)


def accept(workspace_id: UUID, count: int) -> None:
    from tieout.engine import records
    from tieout.store import collections, database
    from tieout.store.records import Draft

    collection = collections.collection(workspace_id, "customers")
    assert collection is not None
    for start in range(0, count, AT_ONCE):
        drafts = [
            Draft(key=str(number), title=str(number), values={"name": f"Customer {number}"}, problems=[], source_hash=str(number))
            for number in range(start, min(count, start + AT_ONCE))
        ]
        with database.atomic():
            records.save_drafts(workspace_id, collection, drafts=drafts, actor="bench")


def advance(workspace_id: UUID, count: int) -> None:
    """From the start of a worker until no run moves any more."""
    from tieout.engine.worker import Worker
    from tieout.store import runs

    assert runs.unfinished_runs(workspace_id) == count
    worker = Worker()
    worker.start()
    try:
        while runs.unfinished_runs(workspace_id):
            time.sleep(0.05)
    finally:
        took = time.perf_counter()
        worker.stop()
    _ended.append(took)


_ended: list[float] = []


def timed(work: Callable[[UUID, int], None], workspace_id: UUID, *, count: int) -> float:
    began = time.perf_counter()
    work(workspace_id, count)
    # Stopping the worker is not part of the work.
    return (_ended.pop() if _ended else time.perf_counter()) - began


def main(count: int) -> None:
    with installation() as workspace_id:
        plain = timed(plain_inserts, workspace_id, count=count)
        accepted = timed(accept, workspace_id, count=count)
        advanced = timed(advance, workspace_id, count=count)
    print(f"{count} records, {AT_ONCE} in a transaction")
    for name, seconds in (("plain inserts", plain), ("accepted", accepted), ("advanced to the end", advanced)):
        print(f"{name:20} {seconds:8.2f} s   {count / seconds:10,.0f} a second")
    print(f"{'ratio':20} {(accepted + advanced) / plain:8.1f}     (accepted and advanced, to plain inserts)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
