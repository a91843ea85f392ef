"""What the ledger says of a record's documents, on the record itself: the fields that it fills, for lists and conditions."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from tieout.accounting.kinds import DOCUMENT_KINDS
from tieout.accounting.money import decimal_places, plain, round_half_up
from tieout.engine import records
from tieout.engine.document_ground import documents_mapping
from tieout.engine.record_documents import RecordDocument, covered, everywhere, standing
from tieout.engine.steps.ledger import payment_status
from tieout.mapping.coverage import Coverage
from tieout.store import collections, connections, document_requests, links
from tieout.store.collections import Field
from tieout.store.connections import Connection
from tieout.store.links import SourceKind
from tieout.store.mirror import Change
from tieout.store.records import Record, Saved, change_many, records_by_ids

# What a field can show, by its key or by the word in its option `from_ledger`.
WORDS = ("payment_status", "amount_due", "amount_paid", "invoice_number", "bill_number", "coverage")
KINDS = frozenset(kind.value for kind in DOCUMENT_KINDS)
ZERO = Decimal(0)


def after_changes(connection: Connection, changes: Sequence[Change]) -> None:
    """Documents were seen to have changed: the records that people made them from show it. Inside the caller's transaction."""
    pairs = [(change.row.kind, change.row.external_id) for change in changes if change.row.kind in KINDS]
    if not pairs:
        return
    linked = links.links_by_external(connection.workspace_id, connection.id, source_kind=SourceKind.REQUEST, pairs=pairs)
    after_requests(connection, [link.source_id for link in linked.values()])


def after_requests(connection: Connection, request_ids: Iterable[UUID]) -> None:
    """The same, for what became of requests."""
    wanted = list(request_ids)
    if wanted:
        refresh(connection, set(document_requests.records_of_requests(connection.workspace_id, wanted).values()))


def refresh(connection: Connection, record_ids: Iterable[UUID]) -> None:
    """Brings the fields that show the ledger up to what the mirror has; a record whose fields say so already is left alone."""
    workspace_id = connection.workspace_id
    rows = records_by_ids(workspace_id, record_ids)
    # One after the other in the same order always, whichever of several ledgers tells: the fields say the same then.
    documents = everywhere(workspace_id, connections.records_ledger(workspace_id), records=sorted(rows))
    shown: dict[str, list[Field]] = {}
    changes: dict[UUID, dict[str, object]] = {}
    for record in rows.values():
        key = record.collection.key
        if key not in shown:
            found = collections.collection(workspace_id, key)
            shown[key] = [one for one in found.fields.all() if word_of(one)] if found is not None else []
        if shown[key]:
            said = values_of(record, documents[record.id])
            changes[record.id] = {field.key: said[word_of(field)] for field in shown[key]}
    saved = change_many(workspace_id, changes) if changes else []
    by_collection: dict[str, list[Saved]] = {}
    for one in saved:
        by_collection.setdefault(rows[one.record.id].collection.key, []).append(one)
    for members in by_collection.values():
        records.tell(workspace_id, rows[members[0].record.id].collection, saved=members, actor="Tieout")


def word_of(field: Field) -> str:
    """What the field shows of the documents, "" for one that people fill in or that shows something else."""
    told = field.options.get("from_ledger")
    named = told if isinstance(told, str) else field.key if told else ""
    return named if named in WORDS else ""


def values_of(record: Record, documents: Sequence[RecordDocument]) -> dict[str, object]:
    """Sums over all documents that are there; credits of returned goods are taken off."""
    there = [one for one in standing(documents) if one.row is not None and not one.is_gone]
    numbers = ", ".join(one.row.number for one in there if one.row is not None and not one.is_credit_back)
    mapping = documents_mapping(record)
    return {
        "payment_status": _status(there),
        "amount_due": _sum(there, of="due"),
        "amount_paid": _sum([one for one in there if not one.is_credit_back], of="paid"),
        "invoice_number": numbers,
        "bill_number": numbers,
        "coverage": "" if mapping is None else coverage_text(covered(mapping, records.scope(record), documents=documents)),
    }


def coverage_text(found: Coverage) -> str:
    """How much of all quantities stands on documents: "7 of 14"."""
    ordered = sum((abs(line.quantity) for line in found.lines), ZERO)
    done = sum((min(abs(line.covered), abs(line.quantity)) for line in found.lines if line.covered * line.quantity > 0), ZERO)
    return f"{_short(done)} of {_short(ordered)}"


def _status(there: Sequence[RecordDocument]) -> str:
    said = {payment_status(one.row) for one in there if one.row is not None and not one.is_credit_back}
    if not said:
        return "not_posted"
    if len(said) == 1:
        return said.pop()
    return "part_paid" if said & {"paid", "part_paid"} else "open"


def _sum(there: Sequence[RecordDocument], *, of: str) -> str:
    currency, total = "", ZERO
    for one in there:
        if one.row is None:
            continue
        currency = currency or one.row.currency
        gross, due = one.row.gross or ZERO, one.row.due or ZERO
        sign = -1 if one.is_credit_back else 1
        total += sign * (due if of == "due" else gross - due)
    places = decimal_places(currency) if currency else 2
    return plain(round_half_up(total, places=places), places=places)


def _short(quantity: Decimal) -> str:
    return plain(quantity.normalize() if quantity else ZERO, places=0)
