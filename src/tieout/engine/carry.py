"""Starting to carry records to and from the ledger: the start is kept with the save that causes it."""

from collections.abc import Sequence
from uuid import UUID

from tieout.engine import durable
from tieout.store.collections import AccountingType, Collection
from tieout.store.ids import new_id
from tieout.store.records import Saved

# So many records are carried by one workflow.
RECORDS_AT_ONCE = 100


def after_saving(workspace_id: UUID, collection: Collection, *, saved: Sequence[Saved], actor: str) -> None:
    """New records where they are created automatically (R-04), changed ones where edits are carried (R-09); else nothing."""
    if collection.accounting_type not in (AccountingType.CONTACTS, AccountingType.ITEMS) or not collection.mapping:
        return
    creates, updates = bool(collection.mapping.get("create_automatically")), bool(collection.mapping.get("update_linked"))
    new = [one.record.id for one in saved if creates and one.change == "created"]
    enqueue(workspace_id, new, actor=actor, create=True)
    changed = [one.record.id for one in saved if updates and one.change == "updated"]
    enqueue(workspace_id, changed, actor=actor)


def enqueue(workspace_id: UUID, record_ids: Sequence[UUID], *, actor: str, create: bool = False) -> None:
    """Inside the caller's transaction."""
    for start in range(0, len(record_ids), RECORDS_AT_ONCE):
        chunk = ",".join(map(str, record_ids[start : start + RECORDS_AT_ONCE]))
        arguments = [str(workspace_id), chunk, actor, "create" if create else ""]
        durable.enqueue("carry_records", arguments, workflow_id=f"carry:{new_id()}", partition=f"carry:{workspace_id}")
