"""What a step did to records is told as every other change is: events, audit entries, what is carried to the ledger."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.engine import causes as at_work
from tieout.engine import records
from tieout.store.collections import Collection
from tieout.store.records import Saved
from tieout.store.runs import Run

ACTOR = "Tieout"


def tell(workspace_id: UUID, saved: Sequence[Saved], *, causes: Mapping[UUID, Run]) -> None:
    """Of records of any collections, inside the caller's transaction; `causes` are the runs by record."""
    by_collection: dict[UUID, tuple[Collection, list[Saved]]] = {}
    for one in saved:
        by_collection.setdefault(one.record.collection_id, (one.record.collection, []))[1].append(one)
    with at_work.caused_by(causes):
        for collection, members in by_collection.values():
            records.tell(workspace_id, collection, saved=members, actor=ACTOR)
