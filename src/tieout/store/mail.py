"""Mail that waits to be sent: written with what causes it, sent by a worker, its text sealed until then and gone afterwards."""

import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tieout.settings import settings
from tieout.store import files
from tieout.store.ids import new_id
from tieout.store.vault import Unreadable, vault
from tieout.store.workspaces import Workspace

# After the last of these the message is given up; a link in it would have expired.
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
BATCH = 50


class MailState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailMessage(models.Model):
    """`key` is what it is about: the same is not written twice. `run_id` is of the run that wrote it, until its failure was told;
    `attachments` are files of the workspace: {sha256, name, content_type}."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    sealed_text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.CASCADE)
    run_id = models.UUIDField(null=True)
    attachments = models.JSONField(default=list)

    class Meta:
        db_table = "mail_message"
        indexes = [models.Index(fields=["state", "next_at"], name="mail_due")]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`text` may hold a link that opens something: it is sealed at rest."""

    key: str
    to: str
    subject: str
    text: str
    workspace_id: UUID | None = None
    run_id: UUID | None = None
    attachments: tuple[Mapping[str, str], ...] = ()


def is_set_up() -> bool:
    return bool(settings().smtp_host)


def post(letter: Letter) -> None:
    """Inside the caller's transaction; nothing happens where no mail can be sent."""
    if not is_set_up() or MailMessage.objects.filter(key=letter.key).exists():
        return
    row = MailMessage(key=letter.key, to=letter.to, subject=" ".join(letter.subject.split())[:200])
    row.workspace_id, row.run_id = letter.workspace_id, letter.run_id
    row.attachments = [dict(one) for one in letter.attachments]
    row.sealed_text = vault().seal(letter.text, place=_place(row))
    row.save()


def send_due() -> int:
    """Sends what is due, and says how many went; trouble with one message does not keep the others."""
    sent = 0
    now = timezone.now()
    for row in MailMessage.objects.filter(state=MailState.WAITING, next_at__lte=now).order_by("next_at")[:BATCH]:
        # Whoever moves its time first sends it: two workers never send the same one.
        wait = RETRY_AFTER[min(row.attempts, len(RETRY_AFTER) - 1)]
        mine = MailMessage.objects.filter(Q(id=row.id, state=MailState.WAITING, attempts=row.attempts))
        if not mine.update(attempts=row.attempts + 1, next_at=now + wait):
            continue
        error = _send(row)
        over = row.attempts + 1 > len(RETRY_AFTER)
        if not error:
            sent += 1
            MailMessage.objects.filter(id=row.id).update(state=MailState.SENT, sealed_text="", error="")
        elif over:
            MailMessage.objects.filter(id=row.id).update(state=MailState.FAILED, sealed_text="", error=error)
        else:
            MailMessage.objects.filter(id=row.id).update(error=error)
    return sent


def forget_old(*, before_days: int = 90) -> None:
    old = timezone.now() - timedelta(days=before_days)
    MailMessage.objects.filter(created_at__lt=old).exclude(state=MailState.WAITING).delete()


def given_up(workspace_id: UUID) -> list[MailMessage]:
    """What runs wrote and no mail server took, while that was not told."""
    rows = MailMessage.objects.filter(workspace_id=workspace_id, state=MailState.FAILED, run_id__isnull=False)
    return list(rows.order_by("created_at")[:BATCH])


def told(workspace_id: UUID, message_ids: Iterable[UUID]) -> None:
    MailMessage.objects.filter(workspace_id=workspace_id, id__in=list(message_ids)).update(run_id=None)


def _send(row: MailMessage) -> str:
    """Empty when it went, otherwise what was wrong."""
    try:
        text = vault().open(row.sealed_text, place=_place(row))
        message = EmailMessage(subject=row.subject, body=text, to=[row.to])
        for one in row.attachments:
            content = files.bytes_of(row.workspace_id, one["sha256"]).read_bytes() if row.workspace_id else b""
            message.attach(one["name"], content, one["content_type"])
        message.send()
    except (smtplib.SMTPException, OSError, ValueError, Unreadable) as trouble:
        # Also what cannot be opened or written down: the others must go.
        return f"{type(trouble).__name__}: {trouble}"[:300]
    return ""


def _place(row: MailMessage) -> str:
    return f"mail_message/{row.id}/sealed_text"
