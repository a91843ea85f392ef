"""The home page: what needs somebody, how the ledgers are doing, what is owed, what moved."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Schema

from tieout.store import connections, listings, summaries
from tieout.web.api.audit import AuditEntry, entry_shown
from tieout.web.api.connections import ConnectionBrief, brief
from tieout.web.api.values import Amount, WorkspaceId, amount_text
from tieout.web.permissions import Asked, may

router = Router(tags=["home"], auth=may("read"))

RECENT = 12


class Receivable(Schema):
    """What customers owe according to one ledger, less open credit notes; `overdue` is the part after its due date."""

    connection_id: UUID
    currency: str
    open: Amount
    overdue: Amount


class Ageing(Schema):
    """Of the records' ledger: open invoices by the days since they were due, less open credit notes under `not_due`."""

    currency: str
    bucket: Literal["not_due", "1_30", "31_60", "61_90", "over_90"]
    amount: Amount


class Home(Schema):
    exceptions_open: int
    approvals_open: int
    runs_failed_today: int
    connections: list[ConnectionBrief]
    receivable: list[Receivable]
    ageing: list[Ageing]
    recent: list[AuditEntry]


@router.get("/home", response=Home, operation_id="get_home")
def get_home(request: Asked, workspace_id: WorkspaceId) -> Home:
    """What needs somebody, what moved, and the figures of the start page."""
    now = timezone.now()
    ledgers = connections.connections(workspace_id)
    sums = summaries.receivable_ageing(workspace_id, on=now.date())
    main = next((row.id for row in ledgers if row.is_records_ledger), None)
    recent = listings.audit_page(workspace_id, listings.Place(limit=RECENT))
    return Home(
        exceptions_open=summaries.open_exceptions_count(workspace_id),
        approvals_open=summaries.open_approvals_count(workspace_id),
        runs_failed_today=summaries.failed_runs_count(workspace_id, since=now.replace(hour=0, minute=0, second=0, microsecond=0)),
        connections=[brief(row) for row in ledgers],
        receivable=[_receivable(connection_id, currency, found=found) for (connection_id, currency), found in sorted(sums.items())],
        ageing=[
            Ageing.model_validate(
                {"currency": currency, "bucket": bucket, "amount": amount_text(found.get(bucket, Decimal(0)), currency)}
            )
            for (connection_id, currency), found in sorted(sums.items())
            if connection_id == main
            for bucket in summaries.BUCKETS
        ],
        recent=[entry_shown(row) for row in recent.rows],
    )


def _receivable(connection_id: UUID, currency: str, *, found: dict[str, Decimal]) -> Receivable:
    everything = sum(found.values(), Decimal(0))
    overdue = everything - found.get("not_due", Decimal(0))
    return Receivable(
        connection_id=connection_id,
        currency=currency,
        open=amount_text(everything, currency),
        overdue=amount_text(overdue, currency),
    )
