"""Taking back what a change set did, record by record, and only where nobody changed the same since."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tieout.engine import durable, edits
from tieout.engine import records as record_engine
from tieout.engine.surface import NotPossible
from tieout.store import audit, change_sets, database, link_lists, progress, records
from tieout.store.change_sets import Act, ChangedRecord, ChangeKind, ChangeSet
from tieout.store.collections import Collection
from tieout.store.ids import new_id
from tieout.store.records import Saved

AT_ONCE = 100
# More than this goes on in the background: a person does not wait for it.
AT_ONCE_MAX = 1_000
SINCE = "Somebody changed it since."
TAKEN = "Another record has its unique value now."
IN_LEDGER = "It is linked to a ledger. Unlink it there first."


def undo(workspace_id: UUID, change_set_id: UUID, *, actor: str) -> dict[str, int]:
    """Takes it back now, or in the background when it is large; answers how many were undone, refused, and are left.

    Raises NotPossible for what was taken back already. What was refused once may be asked again.
    """
    with database.atomic():
        row = change_sets.change_set(workspace_id, change_set_id)
        if row is None:
            raise NotPossible("There is no such change. It may be older than ninety days.")
        if row.undone_at is not None and not change_sets.left(workspace_id, row.id)["refused"]:
            raise NotPossible("This change was taken back already.")
        change_sets.look_again(workspace_id, row.id)
        if row.undo_id is None:
            act = Act(kind=ChangeKind.UNDO, title=f"Taken back: {row.title}", actor=actor)
            change_sets.begin_undo(workspace_id, row.id, undo_id=change_sets.begin(workspace_id, row.collection, act=act).id)
        if change_sets.left(workspace_id, row.id)["left"] > AT_ONCE_MAX:
            name = f"undo:{row.id}:{new_id()}"
            durable.enqueue("undo", [str(workspace_id), str(row.id), actor], workflow_id=name, partition=f"import:{workspace_id}")
            return change_sets.left(workspace_id, row.id)
    carry_out(workspace_id, change_set_id, actor=actor)
    return change_sets.left(workspace_id, change_set_id)


@durable.workflow("undo")
def undo_large(workspace: str, change_set: str, actor: str) -> None:
    """Goes on where it was cut off: what was taken back is marked in the same transaction."""
    carry_out(UUID(workspace), UUID(change_set), actor=actor)


def carry_out(workspace_id: UUID, change_set_id: UUID, *, actor: str) -> None:
    """Until nothing is left; may be repeated from the start after a kill."""
    row = change_sets.change_set(workspace_id, change_set_id)
    if row is None:
        return
    total = sum(change_sets.left(workspace_id, row.id).values())
    while _next(row, actor=actor):
        counts = change_sets.left(workspace_id, row.id)
        done = counts["undone"] + counts["refused"]
        progress.show(workspace_id, "undo", subject_id=row.id, done=done, total=total, state="running", text=row.title)
    with database.atomic():
        counts = change_sets.left(workspace_id, row.id)
        undo_id = row.undo_id
        if undo_id is not None:
            change_sets.count(workspace_id, undo_id)
            undo_id = None if change_sets.drop_if_empty(workspace_id, undo_id) else undo_id
        change_sets.mark_undone(workspace_id, row.id, undo_id=undo_id, by=actor)
        note = audit.Note(
            actor=actor,
            action="change_set.undone",
            subject_kind="change_set",
            subject_id=str(row.id),
            text=f"{row.title} taken back: {counts['undone']} records, {counts['refused']} left as they are",
            details={**counts},
        )
        audit.add(workspace_id, [note])
        progress.show(workspace_id, "undo", subject_id=row.id, done=total, total=total, state="finished", text=row.title)


def _next(row: ChangeSet, *, actor: str) -> bool:
    """A hundred records with their events, and the marks that they are done; False when none is left."""
    with database.atomic():
        members = change_sets.to_undo(row.workspace_id, row.id, limit=AT_ONCE)
        if not members:
            return False
        refused = _refused(row.workspace_id, members)
        good = [one for one in members if one.id not in refused]
        by_collection: dict[UUID, list[Saved]] = {}
        for one in _taken_back(row.workspace_id, good):
            by_collection.setdefault(one.record.collection_id, []).append(one)
        for saved in by_collection.values():
            collection: Collection = saved[0].record.collection
            record_engine.tell(row.workspace_id, collection, saved=saved, actor=actor)
            if row.undo_id is not None:
                change_sets.keep(row.workspace_id, row.undo_id, saved=saved)
        change_sets.settle(row.workspace_id, undone=[one.id for one in good], refused=refused)
    return True


def _taken_back(workspace_id: UUID, members: Sequence[ChangedRecord]) -> list[Saved]:
    values: dict[UUID, Mapping[str, object]] = {
        one.record_id: one.before for one in members if one.change in ("updated", "restored")
    }
    saved = records.put_back(workspace_id, {key: before for key, before in values.items() if before})
    gone = [one.record_id for one in members if one.change in ("created", "restored")]
    moved = [
        *records.set_deleted(workspace_id, gone, deleted=True),
        *records.set_deleted(workspace_id, [one.record_id for one in members if one.change == "deleted"], deleted=False),
    ]
    # A record that came back with other values is told of once: that it went again.
    again = {one.record.id for one in moved}
    return [*(one for one in saved if one.record.id not in again), *moved]


def _refused(workspace_id: UUID, members: Sequence[ChangedRecord]) -> dict[int, str]:
    """Those whose record is not any more what the change made of it."""
    made = [one for one in members if one.change in ("created", "restored")]
    linked = link_lists.linked_records(workspace_id, [one.record_id for one in made])
    said: dict[int, str] = {}
    for one in members:
        now = one.record
        if one.change == "updated":
            stale = now.deleted_at is not None or any(now.values.get(name) != value for name, value in one.after.items())
        elif one.change == "deleted":
            stale = now.deleted_at is None
        else:
            stale = now.deleted_at is not None or now.version != one.version
        if one.change in ("created", "restored") and one.record_id in linked:
            said[one.id] = IN_LEDGER
        elif stale:
            said[one.id] = SINCE
    back = [one for one in members if one.id not in said and one.change in ("updated", "deleted")]
    present = {one.record_id: one.record for one in back}
    taken = edits.clashes(workspace_id, present, changes={one.record_id: one.before for one in back})
    return said | {one.id: TAKEN for one in back if one.record_id in taken}
