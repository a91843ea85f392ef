"""The documents of one record as its page shows them: also where nothing can be asked for now."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tieout.engine import document_endings, record_documents, records
from tieout.engine.document_ground import Ground, documents_mapping, ground
from tieout.engine.document_plan import creditable
from tieout.engine.record_documents import RecordDocument
from tieout.engine.surface import NotPossible
from tieout.mapping.coverage import Coverage
from tieout.mapping.requests import proposed
from tieout.store import connections
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.records import record_by_id

KINDS = {"invoices": "invoice", "bills": "bill"}


@dataclass(frozen=True, kw_only=True)
class Overview:
    """`kind` is what can be asked for on this collection ("" = nothing), `refusal` why not now. `descriptions` by line number.

    `ledger` is the records' own; `documents` are also those in ledgers that were it before.
    """

    record_id: UUID
    kind: str
    refusal: str
    ledger: Connection | None = None
    here: Ground | None = None
    documents: tuple[RecordDocument, ...] = ()
    coverage: Coverage = field(default_factory=lambda: Coverage(lines=()))
    descriptions: dict[int, str] = field(default_factory=dict)

    def can_credit(self, one: RecordDocument) -> bool:
        return self.here is not None and self.is_here(one) and any(creditable(self.here, one).values())

    def is_here(self, one: RecordDocument) -> bool:
        """In the records' ledger as it is now."""
        return self.ledger is not None and one.ledger.id == self.ledger.id

    def ending(self, one: RecordDocument) -> tuple[str, str, str]:
        """The action ("" = none), what it means, and why it cannot be done."""
        if self.here is None or one.state != "posted":
            return "", "", ""
        if not self.is_here(one):
            return "", "", f"It is in {one.ledger.organisation_name}, which is not the ledger of the records now."
        action, said = document_endings.ending_of(self.here, one)
        return (action.value, said, "") if action is not None else ("", "", said)


def overview(workspace_id: UUID, record_id: UUID) -> Overview:
    """Of a record that is never invoiced or billed, nothing; without a ledger, what those before had of it."""
    record = record_by_id(workspace_id, record_id)
    mapping = documents_mapping(record) if record is not None else None
    kind = KINDS.get(record.collection.accounting_type, "") if record is not None else ""
    if record is None or not kind:
        return Overview(record_id=record_id, kind="", refusal="")
    if mapping is None:
        return Overview(record_id=record_id, kind=kind, refusal="The Accounting pane of the collection is not filled in yet.")
    here, refusal = None, ""
    try:
        here = ground(workspace_id, record_id)
    except NotPossible as said:
        refusal = str(said)
    ledger = here.ledger if here is not None else connections.records_ledger(workspace_id)
    if here is not None:
        found = (*here.documents, *here.elsewhere)
    else:
        found = tuple(record_documents.everywhere(workspace_id, ledger, records=[record_id])[record_id])
    offers = (here.proposal if here is not None else proposed(mapping, records.scope(record))).offers
    if here is not None and here.ledger.status == ConnectionStatus.NEEDS_RECONNECTING:
        refusal = f"{here.ledger.organisation_name} needs reconnecting. A System Administrator can do that under Settings."
    return Overview(
        record_id=record_id,
        kind=kind,
        refusal=refusal,
        ledger=ledger,
        here=here,
        documents=found,
        coverage=record_documents.covered(mapping, records.scope(record), documents=found),
        descriptions={offer.of.number: offer.line.description for offer in offers if offer.line is not None},
    )


def payment_of(one: RecordDocument, on: date | None = None) -> str:
    """Its payment status on a day, today where none is named."""
    return one.payment(on or record_documents.today())
