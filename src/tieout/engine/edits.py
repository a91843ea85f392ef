"""What people do to records: make, change, delete, bring back; each act with its checks, events, audit entries and change set in
one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from tieout.engine import records as record_engine
from tieout.engine.record_values import Beside, checked_rows, shapes
from tieout.engine.reference import refuse_by_hand
from tieout.mapping.values import title_of
from tieout.store import change_sets, collections, database, field_values, records
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Collection
from tieout.store.field_values import ValueTaken
from tieout.store.records import Draft, Record, Saved

# One act is one transaction, during which others wait on SQLite.
RECORDS_MAX = 1_000
KEY_CHARACTERS_MAX = 200
# A first field that names its record: lists show the key in its place.
NAMING_FIELDS = ("number", "code", "account_number")
NO_RECORD = "There is no such record."
CHANGED_MEANWHILE = "Somebody else changed this record since you read it."


class Invalid(Exception):
    """Values that cannot be kept: by field what is wrong with them."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {said}" for name, said in fields.items()))
        self.fields = dict(fields)


class KeyTaken(Exception):
    """Another record of the collection has this key; `in_bin` when it was deleted."""

    def __init__(self, key: str, *, in_bin: bool) -> None:
        super().__init__(key)
        self.key, self.in_bin = key, in_bin


@dataclass(frozen=True, kw_only=True)
class Edit:
    """`version` is the one that was read; None changes the record whatever it is now."""

    record_id: UUID
    values: Mapping[str, JsonValue]
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A record that was left as it is, and why; `fields` where single values are to blame."""

    record_id: UUID | None
    key: str
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Claim:
    """A record as it would be, for the question whether its unique values are free."""

    id: UUID
    collection_id: UUID
    key: str
    values: dict[str, object]
    deleted_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`change_set_id` is by what the act can be taken back; None where nothing was changed."""

    change_set_id: UUID | None
    changed: int
    unchanged: int
    refused: tuple[Refusal, ...]


def create_record(workspace_id: UUID, collection: Collection, *, key: str, values: Mapping[str, JsonValue], actor: str) -> Record:
    """Raises Invalid with all that is wrong, KeyTaken. For an empty key see `keys_of_new`."""
    refuse_by_hand(collection)
    with _uniquely(), database.atomic():
        collection = collections.as_it_stays(workspace_id, collection)
        (found,) = checked_rows(workspace_id, collection, rows=[values], whole=True)
        wrong = dict(found.wrong)
        if len(key) > KEY_CHARACTERS_MAX:
            wrong["key"] = f"is longer than {KEY_CHARACTERS_MAX} characters"
        if wrong:
            raise Invalid(wrong)
        chosen = key.strip() or keys_of_new(workspace_id, collection, rows=[found.good])[0]
        other = records.records_by_keys(workspace_id, [(collection.key, chosen)]).get((collection.key, chosen))
        if other is not None:
            raise KeyTaken(chosen, in_bin=other.deleted_at is not None)
        saved = record_engine.save_drafts(
            workspace_id, collection, drafts=[draft(collection, key=chosen, values=found.good)], actor=actor
        )
        title = f"{collection.name} {chosen} created"
        keep(workspace_id, collection, act=Act(kind=ChangeKind.CREATE, title=title, actor=actor), saved=saved)
    return saved[0].record


def keys_of_new(workspace_id: UUID, collection: Collection, *, rows: Sequence[Mapping[str, object]]) -> list[str]:
    """What new records are known by that were given no key: their own number or code, where that is the first of the fields and
    free; else the collection's next numbers. Inside the caller's transaction."""
    first = next((one.key for one in shapes(collection)), "")
    said = [str(row.get(first) or "").strip() if first in NAMING_FIELDS else "" for row in rows]
    numbers = records.next_keys(workspace_id, collection, count=2 * len(rows))
    there = records.records_by_keys(workspace_id, [(collection.key, key) for key in said if key])
    free = {key for key in said if key and len(key) <= KEY_CHARACTERS_MAX and (collection.key, key) not in there}
    rest = iter([key for key in numbers if key not in free])
    keys: list[str] = []
    for key in said:
        keys.append(key if key in free else next(rest))
        free.discard(key)
    return keys


def change_records(workspace_id: UUID, collection: Collection, *, edits: Sequence[Edit], act: Act) -> Outcome:
    """Changes those that can be changed, as one change; tells which were left as they are and why."""
    refuse_by_hand(collection)
    versions = {edit.record_id: edit.version for edit in edits}
    with database.atomic():
        collection = collections.as_it_stays(workspace_id, collection)
        present = {row.id: row for row in records.locked(workspace_id, versions) if row.collection_id == collection.id}
        checks = checked_rows(
            workspace_id,
            collection,
            rows=[one.values for one in edits],
            whole=False,
            beside=Beside(record_ids=[one.record_id for one in edits]),
        )
        changes = {edit.record_id: found.good for edit, found in zip(edits, checks, strict=True) if not found.wrong}
        refused = [
            Refusal(
                record_id=edit.record_id,
                key=present[edit.record_id].key if edit.record_id in present else "",
                message="Some values cannot be kept.",
                fields=found.wrong,
            )
            for edit, found in zip(edits, checks, strict=True)
            if found.wrong
        ]
        for record_id in list(changes):
            if said := hindrance(present.get(record_id), version=versions[record_id]):
                del changes[record_id]
                row = present.get(record_id)
                refused.append(Refusal(record_id=record_id, key=row.key if row else "", message=said))
        for record_id, taken in clashes(workspace_id, present, changes=changes).items():
            del changes[record_id]
            key = present[record_id].key
            refused.append(Refusal(record_id=record_id, key=key, message="Some values cannot be kept.", fields=taken))
        saved = records.change_many(workspace_id, changes)
        record_engine.tell(workspace_id, collection, saved=saved, actor=act.actor)
        return outcome(saved, refused, change_set_id=keep(workspace_id, collection, act=act, saved=saved))


def draft(collection: Collection, *, key: str, values: Mapping[str, object]) -> Draft:
    """What a person makes: no import remembers it."""
    fields = shapes(collection)
    return Draft(key=key, title=title_of(fields, key=key, values=values), values=dict(values), problems=[])


def move_records(workspace_id: UUID, collection: Collection, *, versions: Mapping[UUID, int | None], act: Act) -> Outcome:
    """Into the bin for an act of the kind DELETE, out of it for RESTORE, as they were. `versions` by record are those that were
    read; None moves it whatever it is now."""
    refuse_by_hand(collection)
    with database.atomic():
        present = {row.id: row for row in records.locked(workspace_id, versions) if row.collection_id == collection.id}
        deleted = act.kind == ChangeKind.DELETE
        refused: list[Refusal] = []
        own: dict[UUID, Record] = {}
        for record_id, version in versions.items():
            row = present.get(record_id)
            if row is None or (said := _outdated(row, version=version)):
                message = NO_RECORD if row is None else said
                refused.append(Refusal(record_id=record_id, key=row.key if row else "", message=message))
            else:
                own[record_id] = row
        taken = {} if deleted else clashes(workspace_id, own, changes={record_id: {} for record_id in own})
        for record_id, fields in taken.items():
            key = own[record_id].key
            refused.append(Refusal(record_id=record_id, key=key, message="Another record has its value now.", fields=fields))
        saved = records.set_deleted(workspace_id, own.keys() - taken.keys(), deleted=deleted)
        record_engine.tell(workspace_id, collection, saved=saved, actor=act.actor)
        return outcome(saved, refused, change_set_id=keep(workspace_id, collection, act=act, saved=saved))


def clashes(
    workspace_id: UUID, present: Mapping[UUID, Record], *, changes: Mapping[UUID, Mapping[str, object]]
) -> dict[UUID, dict[str, str]]:
    """Of these changes those that would give a record what another has in a unique field: by record and field what is wrong."""
    rows = [present[record_id] for record_id in changes]
    claims = [
        Claim(id=row.id, collection_id=row.collection_id, key=row.key, values={**row.values, **changes[row.id]}) for row in rows
    ]
    return field_values.taken(workspace_id, claims)


@contextmanager
def _uniquely() -> Iterator[None]:
    """Raises Invalid where another record has a value already."""
    try:
        yield
    except ValueTaken as error:
        raise Invalid(error.fields) from None


def hindrance(row: Record | None, *, version: int | None) -> str:
    """Why a record cannot be changed now; "" when it can."""
    if row is None:
        return NO_RECORD
    if row.deleted_at is not None:
        return "This record is in the bin. Bring it back first."
    return _outdated(row, version=version)


def _outdated(row: Record, *, version: int | None) -> str:
    return CHANGED_MEANWHILE if version is not None and row.version != version else ""


def keep(workspace_id: UUID, collection: Collection, *, act: Act, saved: Sequence[Saved]) -> UUID | None:
    """The change set of what was saved, inside the caller's transaction; None where nothing was changed."""
    if all(one.change == "unchanged" for one in saved):
        return None
    kept = change_sets.begin(workspace_id, collection, act=act)
    change_sets.keep(workspace_id, kept.id, saved=saved)
    change_sets.count(workspace_id, kept.id)
    return kept.id


def outcome(saved: Sequence[Saved], refused: Sequence[Refusal], *, change_set_id: UUID | None) -> Outcome:
    unchanged = sum(1 for one in saved if one.change == "unchanged")
    return Outcome(change_set_id=change_set_id, changed=len(saved) - unchanged, unchanged=unchanged, refused=tuple(refused))
