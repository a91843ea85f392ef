"""Document requests: somebody asked for one invoice, bill or credit of chosen lines of a record; a posting makes it, once."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tieout.store import shapes
from tieout.store.chosen import chosen
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import Posting
from tieout.store.records import Record
from tieout.store.workspaces import Workspace

BATCH = 500


class RequestState(models.TextChoices):
    WAITING_APPROVAL = "waiting_approval", "Waiting for approval"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# In these it holds its quantities: what it asked for is in the ledger, on its way there, or may still go.
HOLDING = (RequestState.WAITING_APPROVAL, RequestState.APPROVED)


class DocumentRequest(models.Model):
    """`key` is made by the dialog, so that confirming twice asks once. `lines` are what was chosen (`mapping.requests.AskedLine`
    as JSON), in the order of the lines of the posting's document, which is what goes to the ledger; `identities` are those of all
    lines of the record then (`mapping.coverage`).

    `credited_external_id` is the ledger's id of the invoice or bill of the same record that a credit takes back from. Of an
    approved one the posting tells what came of it. `asker_id` is the user who asked, who does not approve it too. `files` are the
    record's files that travel with it, each with its state.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    record_version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    credited_external_id = models.CharField(max_length=100, blank=True)
    lines = models.JSONField(default=list)
    identities = models.JSONField(default=list)
    number = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    net = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    tax = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    gross = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    status_asked = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=RequestState)
    files = models.JSONField(default=list, blank=True)
    asked_by = models.CharField(max_length=200)
    asker_id = models.IntegerField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "document_request"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="document_request_once")]
        indexes = [
            models.Index(fields=["workspace", "record"], name="document_request_record"),
            models.Index(fields=["workspace", "state"], name="document_request_state"),
        ]


def hold_records(workspace_id: UUID, record_ids: Iterable[UUID]) -> None:
    """Whoever asks for documents of these records, by hand or by an automation, comes one after the other until the caller's
    transaction ends: what is still open on a line is counted and taken in one go."""
    shapes.stay(workspace_id)
    wanted = sorted(record_ids)
    for start in range(0, len(wanted), BATCH):
        rows = chosen(Record.objects.select_for_update(no_key=True), workspace_id, ids=wanted[start : start + BATCH])
        list(rows.order_by("id").values_list("id"))


def create_request(row: DocumentRequest) -> None:
    """Inside the transaction of a caller who holds the record."""
    row.save(force_insert=True)


def save_request(row: DocumentRequest) -> None:
    row.save(update_fields=["state", "files", "decided_by", "decided_at", "reason"])


def request_by_key(workspace_id: UUID, key: str) -> DocumentRequest | None:
    return DocumentRequest.objects.select_related("record__collection").filter(workspace_id=workspace_id, key=key).first()


def request_by_id(workspace_id: UUID, request_id: UUID, *, locked: bool = False) -> DocumentRequest | None:
    rows = DocumentRequest.objects.select_related("record__collection", "connection")
    rows = rows.select_for_update(of=("self",)) if locked else rows
    return rows.filter(workspace_id=workspace_id, id=request_id).first()


def requests_of_records(workspace_id: UUID, record_ids: Iterable[UUID], *, holding: bool = False) -> list[DocumentRequest]:
    """Oldest first; with `holding`, those that hold their quantities."""
    wanted, found = list(record_ids), list[DocumentRequest]()
    for start in range(0, len(wanted), BATCH):
        rows = chosen(DocumentRequest.objects.all(), workspace_id, ids=wanted[start : start + BATCH], by="record_id")
        found += list((rows.filter(state__in=HOLDING) if holding else rows).order_by("id"))
    return found


def requests_of_ledger(workspace_id: UUID, connection_id: UUID) -> list[DocumentRequest]:
    """All that hold their quantities, for the proof."""
    rows = DocumentRequest.objects.filter(workspace_id=workspace_id, connection_id=connection_id, state__in=HOLDING)
    return list(rows.order_by("id"))


def count_in_state(workspace_id: UUID, state: str) -> int:
    return DocumentRequest.objects.filter(workspace_id=workspace_id, state=state).count()


def records_of_requests(workspace_id: UUID, request_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Request to the record whose lines it asks for."""
    rows = chosen(DocumentRequest.objects.all(), workspace_id, ids=request_ids)
    return dict(rows.values_list("id", "record_id"))


def requests_with_files(workspace_id: UUID, request_ids: Iterable[UUID]) -> list[UUID]:
    """Which of them have files that travel with their document."""
    rows = chosen(DocumentRequest.objects.all(), workspace_id, ids=request_ids).exclude(files=[])
    return list(rows.values_list("id", flat=True))


def postings_of_requests(workspace_id: UUID, request_ids: Iterable[UUID], *, locked: bool = False) -> dict[UUID, list[Posting]]:
    """Request to all that was written for it, oldest first: its creation, perhaps its end; `locked` for who will change them in
    this transaction."""
    found: dict[UUID, list[Posting]] = {}
    wanted = list(request_ids)
    every = Posting.objects.select_for_update() if locked else Posting.objects.all()
    for start in range(0, len(wanted), BATCH):
        rows = every.filter(workspace_id=workspace_id, source_kind=SourceKind.REQUEST, source_id__in=wanted[start : start + BATCH])
        for row in rows.order_by("id"):
            found.setdefault(row.source_id, []).append(row)
    return found


def documents_linked(workspace_id: UUID, connection_id: UUID, *, record_ids: Sequence[UUID]) -> list[tuple[Link, UUID]]:
    """The links of records and of their requests to documents, each with its record, in the order in which they were made."""
    requests = DocumentRequest.objects.filter(workspace_id=workspace_id, record_id__in=record_ids, connection_id=connection_id)
    of_request = dict(requests.values_list("id", "record_id"))
    whole = Q(source_kind=SourceKind.RECORD, source_id__in=record_ids)
    part = Q(source_kind=SourceKind.REQUEST, source_id__in=list(of_request))
    rows = Link.objects.filter(whole | part, workspace_id=workspace_id, connection_id=connection_id).order_by("created_at", "id")
    return [(row, of_request.get(row.source_id, row.source_id)) for row in rows]


def number_taken(workspace_id: UUID, connection_id: UUID, *, kind: str, numbers: Sequence[str]) -> set[str]:
    """Which of these document numbers the ledger has, or will have as soon as what waits is posted."""
    mirrored = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind=kind, number__in=numbers)
    waiting = DocumentRequest.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind=kind)
    asked = waiting.filter(state__in=HOLDING, number__in=numbers)
    return {*mirrored.values_list("number", flat=True), *asked.values_list("number", flat=True)}
