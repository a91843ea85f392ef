"""Batches: intended postings of one kind with everything that they refer to resolved, ready for one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.serial import content_hash, from_json
from tieout.connectors.contract import Action, Operation
from tieout.engine import access
from tieout.mapping.references import Placeholder, Role, references, resolved
from tieout.store import links, mirror, postings
from tieout.store.connections import Connection
from tieout.store.links import SourceKind
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.records import records_by_keys

# A call stays well under the providers' limits of body size: about 3.5 MB at Xero, at some 300 bytes a line.
LINES_MAX = 4000
# How far to look for postings that can go: more than a batch, because documents may wait for what they refer to.
BATCHES_SCANNED = 4
WITHOUT_REFERENCES = frozenset({*CONTACT_KINDS, EntityKind.ITEM})
# What can be a posting.
Sent = Contact | Item | Document | Payment | BankTransaction | Transfer | Journal


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`postings` and `operations` run in parallel; `lost` are postings that wait for something that will not come by itself."""

    id: str
    kind: EntityKind
    action: str
    postings: tuple[Posting, ...]
    operations: tuple[Operation, ...]
    lost: tuple[tuple[Posting, tuple[Placeholder, ...]], ...] = ()
    is_heavy: bool = False

    @property
    def overwrites(self) -> bool:
        """Does it change what stands in the ledger by what a record, or a step of a run, says?"""
        ours = (SourceKind.RECORD, SourceKind.STEP)
        return self.action == Action.UPDATE and any(row.source_kind in ours for row in self.postings)

    def is_old(self, seconds: float) -> bool:
        """Has the first of them waited so long?"""
        return bool(self.postings) and self.postings[0].intended_at < datetime.now(UTC) - timedelta(seconds=seconds)


def next_batch(connection: Connection, *, kind: EntityKind, action: str, size: int) -> Batch:
    """As many as one call takes, oldest first; empty when all wait for something else.

    What refers to something that will not come (refused, or never intended) is in `lost`, for the caller to refuse with the reason.
    """
    scanned = size if kind in WITHOUT_REFERENCES else size * BATCHES_SCANNED
    rows = postings.to_send(connection.workspace_id, connection.id, kind=kind.value, action=action, limit=scanned)
    table, hopeless = _table(connection, rows)
    ready: list[tuple[Posting, Operation]] = []
    lost: list[tuple[Posting, tuple[Placeholder, ...]]] = []
    lines = 0
    for row in rows:
        missing = [found for found in references(_entity(row)) if found.text not in table]
        never = tuple(found for found in missing if found.text in hopeless)
        if never:
            lost.append((row, never))
        if missing:
            continue
        operation = _operation(row, table)
        weight = len(getattr(operation.entity, "lines", "-"))
        if ready and (lines + weight > LINES_MAX or len(ready) == size):
            break
        lines += weight
        ready.append((row, operation))
    return Batch(
        id=uuid4().hex,
        kind=kind,
        action=action,
        postings=tuple(row for row, _ in ready),
        operations=tuple(operation for _, operation in ready),
        lost=tuple(lost),
        is_heavy=len(ready) < min(size, len(rows) - len(lost)) and lines > LINES_MAX // 2,
    )


def of_postings(connection: Connection, rows: Sequence[Posting], *, limit: Mapping[EntityKind, int]) -> list[Batch]:
    """Batches of what was sent already, to look it up: grouped by kind and action."""
    table, _ = _table(connection, rows)
    grouped: dict[tuple[str, str], list[Posting]] = {}
    for row in rows:
        grouped.setdefault((row.kind, row.action), []).append(row)
    made: list[Batch] = []
    for (kind, action), members in grouped.items():
        size = limit.get(EntityKind(kind), 1)
        for start in range(0, len(members), size):
            chunk = tuple(members[start : start + size])
            operations = tuple(_operation(row, table) for row in chunk)
            made.append(Batch(id=uuid4().hex, kind=EntityKind(kind), action=action, postings=chunk, operations=operations))
    return made


def mark_sending(connection: Connection, batch: Batch) -> bool:
    """Committed before the call: whoever finds them so after a death looks them up first. False, and nothing is marked, when
    something of it was changed or cancelled since the batch was made."""
    if not postings.still_intended(connection.workspace_id, batch.postings):
        return False
    now = datetime.now(UTC)
    for row, operation in zip(batch.postings, batch.operations, strict=True):
        row.state, row.batch, row.sent_at = PostingState.SENDING, batch.id, now
        row.attempts += 1
        row.request_hash = content_hash(operation.entity)
        row.certificate = {
            "intended_at": row.intended_at.isoformat(),
            "sent_at": now.isoformat(),
            "request_hash": row.request_hash,
            "attempt": row.attempts,
            "organisation": connection.organisation_id,
        }
    postings.save_moved(batch.postings)
    return True


def mark(batch: Batch, state: PostingState) -> None:
    for row in batch.postings:
        row.state = state
    postings.save_moved(batch.postings)


def complete_now(connection: Connection, rows: Sequence[Posting]) -> list[Posting]:
    """Those for which everything that they refer to is in the ledger or on its way there."""
    hopeless = _table(connection, rows)[1] if rows else set()
    return [row for row in rows if not any(found.text in hopeless for found in references(_entity(row)))]


def anything_ready(connection: Connection) -> bool:
    """Is there something that a later look may send, without anybody's help?"""
    return bool(postings.kinds_to_send(connection.workspace_id, connection.id)) or bool(
        postings.in_doubt(connection.workspace_id, connection.id)
    )


def _entity(row: Posting) -> Sent:
    entity = from_json(EntityKind(row.kind), row.entity)
    if not isinstance(entity, Contact | Item | Document | Payment | BankTransaction | Transfer | Journal):
        raise TypeError(f"a {row.kind} is not written to a ledger")
    return entity


def _operation(row: Posting, table: Mapping[str, str]) -> Operation:
    return Operation(
        key=row.id.hex,
        action=Action(row.action),
        kind=EntityKind(row.kind),
        entity=resolved(_entity(row), table),
        external_id=row.external_id or None,
        version=row.version,
        attempt=row.attempts + 1,
    )


def _table(connection: Connection, rows: Sequence[Posting]) -> tuple[dict[str, str], set[str]]:
    """What each placeholder is in this ledger, and which of them will not come by themselves."""
    named = list({found.text: found for row in rows for found in references(_entity(row))}.values())
    sources = _sources(connection, named)
    by_kind: dict[str, list[UUID]] = {SourceKind.RECORD: [], SourceKind.ENTITY: []}
    for source_kind, source_id in sources.values():
        by_kind[source_kind].append(source_id)
    found = {
        kind: links.links_by_sources(connection.workspace_id, connection.id, source_kind=kind, source_ids=ids)
        for kind, ids in by_kind.items()
        if ids
    }
    under_way = {
        (kind, source)
        for kind, ids in by_kind.items()
        for (source, _), row in postings.postings_by_sources(
            connection.workspace_id, connection.id, source_kind=kind, ids=ids
        ).items()
        if row.state in OPEN_STATES
    }
    codes = _codes(connection, named, sources=sources, found=found)
    table: dict[str, str] = {}
    hopeless: set[str] = set()
    for placeholder in named:
        source = sources.get(placeholder.text)
        kinds = {kind.value for kind in placeholder.kinds}
        link = next((row for row in found.get(source[0], {}).get(source[1], []) if row.kind in kinds), None) if source else None
        if link is not None:
            table[placeholder.text] = (
                codes.get(link.external_id, link.external_id) if placeholder.role == Role.ITEM else link.external_id
            )
        elif source is None or source not in under_way:
            hopeless.add(placeholder.text)
    return table, hopeless


def _sources(connection: Connection, named: Sequence[Placeholder]) -> dict[str, tuple[str, UUID]]:
    """Placeholder text to (source kind, source id)."""
    found: dict[str, tuple[str, UUID]] = {}
    pairs = {placeholder.text: placeholder.record for placeholder in named if placeholder.record is not None}
    present = records_by_keys(connection.workspace_id, [pair for pair in pairs.values() if pair is not None])
    for text, pair in pairs.items():
        if pair in present:
            found[text] = (SourceKind.RECORD, present[pair].id)
    for placeholder in named:
        if placeholder.entity is not None:
            found[placeholder.text] = (SourceKind.ENTITY, UUID(placeholder.entity))
    return found


def _codes(
    connection: Connection,
    named: Sequence[Placeholder],
    *,
    sources: Mapping[str, tuple[str, UUID]],
    found: Mapping[str, Mapping[UUID, list[links.Link]]],
) -> dict[str, str]:
    """External id of an item to the code by which lines name it, where a provider does it so."""
    if access.connector(connection.provider).manifest.item_reference != "code":
        return {}
    ids: set[str] = set()
    for placeholder in named:
        source = sources.get(placeholder.text)
        if placeholder.role == Role.ITEM and source is not None:
            ids.update(row.external_id for row in found.get(source[0], {}).get(source[1], []) if row.kind == EntityKind.ITEM.value)
    pairs = [(EntityKind.ITEM.value, external_id) for external_id in sorted(ids)]
    return {
        row.external_id: row.number
        for row in mirror.entities_by_external_ids(connection.workspace_id, connection.id, pairs=pairs).values()
    }
