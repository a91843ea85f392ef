"""Saved views: kept, shared and taken away, with an entry in the audit log for those that all see."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tieout.engine.collections import FieldRefused
from tieout.mapping import conditions
from tieout.store import audit, database, record_lists, views
from tieout.store.collections import Collection
from tieout.store.views import View


@dataclass(frozen=True, kw_only=True)
class ViewSaid:
    name: str
    shared: bool
    is_default: bool
    arrangement: dict[str, object]


def judge(workspace_id: UUID, collection: Collection, *, arrangement: Mapping[str, object]) -> None:
    """A view that its list could not show is not kept. Raises ConditionError, UnknownField, FilterRefused."""
    filters = arrangement.get("filters")
    query = record_lists.RecordQuery(
        sort=str(arrangement.get("sort") or "-updated_at"),
        filters={str(name): str(value) for name, value in filters.items()} if isinstance(filters, dict) else {},
        where=conditions.read(str(arrangement.get("where") or "")),
        group=str(arrangement.get("group") or ""),
    )
    record_lists.judge(workspace_id, collection, query=query)


def save(row: View, said: ViewSaid, *, user_id: int, actor: str) -> View:
    """Raises FieldRefused for a name that is taken, and for one view too many."""
    was_shared = row.owner_id is None and row.name != ""
    with database.atomic():
        row.name, row.arrangement, row.is_default = said.name.strip(), said.arrangement, said.is_default
        row.owner_id = None if said.shared else (row.owner_id or user_id)
        if not row.name:
            raise FieldRefused({"name": "Give the view a name."})
        if views.is_taken(row.workspace_id, row):
            raise FieldRefused({"name": f"There is a view {row.name} already. Choose another name, or change that one."})
        if views.beside(row.workspace_id, row) >= views.VIEWS_MAX:
            whose = "that all share" if said.shared else "of your own"
            raise FieldRefused({"name": f"There are {views.VIEWS_MAX} views {whose} already. Delete those that nobody uses."})
        views.save_view(row.workspace_id, row)
        if said.shared or was_shared:
            _note(
                row.workspace_id, "view.saved", row=row, text=f"{row.collection.name}: view {row.name} saved for all", actor=actor
            )
    return row


def delete(row: View, *, actor: str) -> None:
    with database.atomic():
        if row.owner_id is None:
            _note(row.workspace_id, "view.deleted", row=row, text=f"{row.collection.name}: view {row.name} deleted", actor=actor)
        views.delete_view(row)


def _note(workspace_id: UUID, action: str, *, row: View, text: str, actor: str) -> None:
    note = audit.Note(
        actor=actor,
        action=action,
        subject_kind="collection",
        subject_id=str(row.collection_id),
        text=text,
        details={"view": str(row.id), "name": row.name},
    )
    audit.add(workspace_id, [note])
