"""What steps see of the ledger: which connection is meant, and an entity's state in the words of a record."""

from decimal import Decimal
from uuid import UUID

from tieout.accounting.money import decimal_places, plain
from tieout.automations import entity_shapes
from tieout.store import connections
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.mirror import MirrorEntity

# How rules and conditions compare what `ledger_scope` gives.
LEDGER_TYPES = {
    **dict.fromkeys(("ledger.id", "ledger.number", "ledger.status", "ledger.currency", "ledger.payment_status"), "text"),
    **dict.fromkeys(("ledger.gross", "ledger.due", "ledger.paid"), "money"),
}


def chosen_ledger(workspace_id: UUID, wanted: str) -> Connection | None:
    """The connection of that id, or the records' ledger; None when there is none that may be written to or waited for."""
    if wanted:
        found = next((one for one in connections.connections(workspace_id) if str(one.id) == wanted), None)
    else:
        found = connections.records_ledger(workspace_id)
    return None if found is None or found.status == ConnectionStatus.DISCONNECTED else found


def ledger_scope(row: MirrorEntity) -> dict[str, str]:
    """A mirrored document as rules see it, amounts as text: `number`, `status`, `gross`, `due`, `paid`, `payment_status`."""
    places = decimal_places(row.currency) if row.currency else 2
    gross, due = row.gross or Decimal(0), row.due or Decimal(0)
    return {
        "id": row.external_id,
        "number": row.number,
        "status": row.status,
        "currency": row.currency,
        "gross": plain(gross.quantize(Decimal(1).scaleb(-places)), places=places),
        "due": plain(due.quantize(Decimal(1).scaleb(-places)), places=places),
        "paid": plain((gross - due).quantize(Decimal(1).scaleb(-places)), places=places),
        "payment_status": payment_status(row),
    }


def payment_status(row: MirrorEntity) -> str:
    """draft | open | part_paid | paid | credited | voided, as a record shows it."""
    gross, due = row.gross or Decimal(0), row.due or Decimal(0)
    return entity_shapes.payment_status(row.kind, row.status, gross=gross, due=due, deleted=row.deleted)
