"""Sums over a workspace for its home page, made in the database."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, CharField, F, Q, Sum, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import Posting, PostingState
from tieout.store.runs import Run, RunStatus

BUCKETS = ("not_due", "1_30", "31_60", "61_90", "over_90")


def open_exceptions_count(workspace_id: UUID) -> int:
    return ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN).count()


def open_approvals_count(workspace_id: UUID) -> int:
    return Posting.objects.filter(workspace_id=workspace_id, state=PostingState.WAITING_APPROVAL).count()


def failed_runs_count(workspace_id: UUID, *, since: datetime) -> int:
    rows = Run.objects.filter(workspace_id=workspace_id, finished_at__gte=since)
    return rows.filter(status__in=(RunStatus.FAILED, RunStatus.ATTENTION)).count()


def receivable_ageing(workspace_id: UUID, *, on: date) -> dict[tuple[UUID, str], dict[str, Decimal]]:
    """(connection, currency) to bucket to what is open: invoices by how long they are overdue, less open credit notes.

    A credit note and an invoice without a due date count as not due.
    """
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, deleted=False, due__gt=0, status="open")
    rows = rows.filter(kind__in=(EntityKind.INVOICE, EntityKind.CREDIT_NOTE))
    rows = rows.annotate(due_on=Cast(KeyTextTransform("due_on", "entity"), TextField()))

    def before(days: int) -> Q:
        # ISO dates sort as text.
        return Q(kind=EntityKind.INVOICE, due_on__lt=(on - timedelta(days=days)).isoformat())

    bucket = Case(
        When(before(90), then=Value("over_90")),
        When(before(60), then=Value("61_90")),
        When(before(30), then=Value("31_60")),
        When(before(0), then=Value("1_30")),
        default=Value("not_due"),
        output_field=CharField(),
    )
    summed = rows.annotate(bucket=bucket).values_list("connection_id", "currency", "bucket", "kind").annotate(open=Sum(F("due")))
    found: dict[tuple[UUID, str], dict[str, Decimal]] = {}
    for connection_id, currency, name, kind, amount in summed.order_by():
        sums = found.setdefault((connection_id, currency), {})
        signed = amount if kind == EntityKind.INVOICE else -amount
        sums[name] = sums.get(name, Decimal(0)) + round_half_up(signed, places=4)
    return found
