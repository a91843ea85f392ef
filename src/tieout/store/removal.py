"""What hangs on a collection and on a field's values, and what a change of its shape does to all of its records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tieout.mapping import formula
from tieout.mapping.formula import FormulaError
from tieout.store import automations, masses, shapes
from tieout.store.changed import save_changed
from tieout.store.collections import Collection, Field, computed, delete_collection
from tieout.store.document_requests import HOLDING, DocumentRequest
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.imports import Import, ImportState
from tieout.store.links import Link, SourceKind
from tieout.store.postings import OPEN_STATES, Posting
from tieout.store.record_lists import write_list
from tieout.store.records import Record
from tieout.store.views import View

CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Going:
    """What goes when a collection goes, and what forbids it."""

    records: int
    links: int
    views: int
    hindrances: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return self.records == 0

    @property
    def counts(self) -> dict[str, object]:
        return {"records": self.records, "links": self.links, "views": self.views}

    @property
    def sentence(self) -> str:
        named = ((self.records, "record"), (self.links, "link to a ledger"), (self.views, "saved view"))
        said = [f"{count} {_plural(name) if count != 1 else name}" for count, name in named if count]
        return ", ".join(said) or "no records"


def going(workspace_id: UUID, row: Collection) -> Going:
    return Going(
        records=Record.objects.filter(workspace_id=workspace_id, collection=row).count(),
        links=_links(workspace_id, row).count(),
        views=View.objects.filter(workspace_id=workspace_id, collection=row).count(),
        hindrances=tuple(_hindrances(workspace_id, row)),
    )


def remove(workspace_id: UUID, row: Collection, *, by: str) -> None:
    """Inside the caller's transaction. Nothing at a ledger changes; what is linked there is free to be linked again."""
    own = Record.objects.filter(workspace_id=workspace_id, collection=row)
    _links(workspace_id, row).delete()
    open_ones = ExceptionItem.objects.filter(
        workspace_id=workspace_id, subject_id__in=own.values("pk"), state__in=(ExceptionState.OPEN, ExceptionState.RETRYING)
    )
    open_ones.update(
        state=ExceptionState.DISMISSED, closed_at=timezone.now(), closed_by=by, reason=f"The collection {row.name} was deleted."
    )
    delete_collection(workspace_id, row.id)


def hold(workspace_id: UUID, row: Collection) -> None:
    """Nobody changes these records or asks for anything of them until the caller's transaction ends; what was done before is
    seen."""
    shapes.change(workspace_id)
    held = Record.objects.select_for_update(no_key=True).filter(workspace_id=workspace_id, collection=row)
    list(held.order_by("pk").values_list("pk"))


def recompute(workspace_id: UUID, row: Collection) -> None:
    """Works out the formulas of all records anew and writes their list rows, inside the caller's transaction.

    What a formula comes to is no change that anybody made: it starts no automation and leaves the version as it is.
    """
    fields = list(Field.objects.filter(workspace_id=workspace_id, collection=row))
    if any(field.type == "formula" for field in fields):
        for chunk in chunks(workspace_id, row.id, locked=True):
            changed = []
            for record in chunk:
                found = computed(fields, record.values)
                if any(record.values.get(key) != value for key, value in found.items()):
                    record.values = {**record.values, **found}
                    changed.append(record)
            save_changed(Record, changed, fields=["values"])
    relist(workspace_id, row)


def relist(workspace_id: UUID, row: Collection) -> None:
    """Writes the list rows of all records anew."""
    shapes.change(workspace_id)
    Collection.objects.filter(workspace_id=workspace_id, id=row.id).update(listed_at=None)
    write_list(workspace_id, row.id)
    row.refresh_from_db(fields=["listed_at"])


def chunks(workspace_id: UUID, collection_id: UUID, *, locked: bool = False) -> Iterator[list[Record]]:
    """All records, those in the bin too, a thousand at a time; `locked` for who writes their values in this transaction: an edit
    comes before that and is seen, or after it."""
    last: UUID | None = None
    while True:
        every = Record.objects.select_for_update(no_key=True) if locked else Record.objects.all()
        rows = every.filter(workspace_id=workspace_id, collection_id=collection_id).order_by("pk")
        chunk = list((rows.filter(pk__gt=last) if last else rows)[:CHUNK])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def count(workspace_id: UUID, collection_id: UUID) -> int:
    return Record.objects.filter(workspace_id=workspace_id, collection_id=collection_id).count()


def each(workspace_id: UUID, collection_id: UUID) -> Iterator[Record]:
    for chunk in chunks(workspace_id, collection_id):
        yield from chunk


def used_parts(workspace_id: UUID, field: Field, *, options: Mapping[str, object]) -> dict[str, int]:
    """Choices, stages or columns that the new options leave out and records have: by name, how many records."""
    left = _parts(field.options) - _parts(options)
    if not left:
        return {}
    counts: dict[str, int] = {}
    for record in each(workspace_id, field.collection_id):
        for part in left & set(_held(field, record.values.get(field.key))):
            counts[part] = counts.get(part, 0) + 1
    return counts


def reads(one: Field, key: str) -> bool:
    """Whether the formula of a field reads another one."""
    try:
        return key in formula.names(str(one.options.get("source") or ""))
    except FormulaError:
        return False


def _parts(options: Mapping[str, object]) -> set[str]:
    found: set[str] = set()
    for name in ("choices", "stages", "columns"):
        rows = options.get(name)
        for one in rows if isinstance(rows, list) else []:
            found.add(str(one["key"]) if isinstance(one, dict) else str(one))
    return found


def _held(field: Field, value: object) -> Sequence[str]:
    if field.type == "line_items" and isinstance(value, list):
        return [key for line in value if isinstance(line, dict) for key, cell in line.items() if cell not in (None, "")]
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value not in (None, "") else []


def _hindrances(workspace_id: UUID, row: Collection) -> Iterator[str]:
    for version in automations.live_versions(workspace_id):
        trigger = version.definition.get("trigger", {})
        if isinstance(trigger, dict) and trigger.get("collection") == row.key:
            yield f"The automation {version.automation.name} waits for records of {row.name}. Switch it off first."
    relating = Field.objects.filter(workspace_id=workspace_id, archived_at__isnull=True).exclude(collection=row)
    for field in relating.filter(Q(type="relation") | Q(type="line_items")).select_related("collection"):
        columns = field.options.get("columns")
        targets = {str(one.get("collection")) for one in columns if isinstance(one, dict)} if isinstance(columns, list) else set()
        if field.options.get("collection") == row.key or row.key in targets:
            yield f"The field {field.name} of {field.collection.name} refers to {row.name}. Archive or change it first."
    running = Import.objects.filter(workspace_id=workspace_id, collection_key=row.key, state=ImportState.RUNNING)
    if running.exists():
        yield "A file is being imported. Wait until it is done."
    yield from _under_way(workspace_id, row)


def _under_way(workspace_id: UUID, row: Collection) -> Iterator[str]:
    """What may still go to a ledger: it would stand there without the record that it was made of."""
    mass = masses.unfinished_of_collection(workspace_id, row.key)
    if mass is not None:
        yield f"Records of {row.name} are being brought together with a ledger. Let that end, or cancel it."
    own = Record.objects.filter(workspace_id=workspace_id, collection=row).values("pk")
    by_steps = Q(source_kind=SourceKind.STEP, run__subject_kind="record", run__subject_id__in=own)
    wanted = _sources(workspace_id, row) | by_steps
    going = Posting.objects.filter(wanted, workspace_id=workspace_id, state__in=OPEN_STATES)
    if count := going.count():
        yield f"{count} of its records and documents {_are(count)} on the way to a ledger, or waiting. Wait, or decline what waits."
    # Those that wait or are under way are counted above; what the ledger has is only unlinked.
    sent = Posting.objects.filter(workspace_id=workspace_id, source_kind=SourceKind.REQUEST, state__in=OPEN_STATES)
    linked = Link.objects.filter(workspace_id=workspace_id, source_kind=SourceKind.REQUEST)
    asked = DocumentRequest.objects.filter(workspace_id=workspace_id, record__collection=row, state__in=HOLDING)
    refused = asked.exclude(pk__in=linked.values("source_id")).exclude(pk__in=sent.values("source_id"))
    if count := refused.count():
        yield f"{count} of its documents {_are(count)} refused by the ledger and may still be sent. Withdraw what is not wanted."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _sources(workspace_id: UUID, row: Collection) -> Q:
    """What comes of the records of a collection, and of what was asked for of them."""
    own = Record.objects.filter(workspace_id=workspace_id, collection=row)
    asked = DocumentRequest.objects.filter(workspace_id=workspace_id, record__collection=row)
    of_records = Q(source_kind=SourceKind.RECORD, source_id__in=own.values("pk"))
    return of_records | Q(source_kind=SourceKind.REQUEST, source_id__in=asked.values("pk"))


def _links(workspace_id: UUID, row: Collection) -> QuerySet[Link]:
    return Link.objects.filter(_sources(workspace_id, row), workspace_id=workspace_id)


def _plural(name: str) -> str:
    return "links to a ledger" if name.startswith("link") else f"{name}s"
