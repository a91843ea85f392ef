"""Invitations: a link that makes somebody a member once; only the hash of its secret is kept."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from tieout.store import audit
from tieout.store.ids import new_id
from tieout.store.workspaces import Member, Role, Workspace, join

DAYS = 7
OPEN_MAX = 500


class Invitation(models.Model):
    """Open until it is accepted, revoked or has expired. `is_mailed` says that the link went to the address and to nobody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role)
    hash = models.CharField(max_length=64, unique=True)
    is_mailed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            )
        ]


def hash_of(secret: str) -> str:
    """A secret of 256 bits of chance needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(workspace_id: UUID, *, email: str, role: str, by: str, is_mailed: bool) -> tuple[Invitation, str]:
    """The invitation and its secret, which is told this once; an earlier open one for the address no longer opens."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        open_ones = Invitation.objects.filter(workspace_id=workspace_id, email=email.lower(), accepted_at=None, revoked_at=None)
        open_ones.update(revoked_at=timezone.now())
        row = Invitation.objects.create(
            workspace_id=workspace_id,
            email=email.lower(),
            role=role,
            hash=hash_of(secret),
            is_mailed=is_mailed,
            created_by=by,
            expires_at=timezone.now() + timedelta(days=DAYS),
        )
    return row, secret


def invitations(workspace_id: UUID) -> list[Invitation]:
    """Those that nobody accepted or revoked, also when they have expired."""
    rows = Invitation.objects.filter(workspace_id=workspace_id, accepted_at=None, revoked_at=None)
    return list(rows.order_by("-created_at")[:OPEN_MAX])


def invitation(workspace_id: UUID, invitation_id: UUID) -> Invitation | None:
    rows = Invitation.objects.filter(workspace_id=workspace_id, accepted_at=None, revoked_at=None)
    return rows.filter(id=invitation_id).first()


def by_secret(secret: str) -> Invitation | None:
    """The one that this link opens now."""
    rows = Invitation.objects.select_related("workspace").filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
    return rows.filter(hash=hash_of(secret)).first()


def open_for(email: str) -> list[Invitation]:
    """All that wait for the owner of an address, in any workspace."""
    rows = Invitation.objects.select_related("workspace").filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
    return list(rows.filter(email=email.lower()))


def accept(row: Invitation, *, user_id: int) -> Member | None:
    """Makes the person a member; None for whoever comes second with the same link."""
    with transaction.atomic():
        if not take(row.workspace_id, row.id):
            return None
        member = join(row.workspace_id, user_id=user_id, role=row.role)
        text = f"{row.email} accepted the invitation as {Role(member.role).label}"
        note = audit.Note(actor=row.email, action="member.joined", subject_kind="member", subject_id=str(member.id), text=text)
        audit.add(row.workspace_id, [note])
    return member


def take(workspace_id: UUID, invitation_id: UUID) -> bool:
    """Accepts it inside the caller's transaction; False for whoever comes second."""
    rows = Invitation.objects.filter(workspace_id=workspace_id, id=invitation_id, accepted_at=None, revoked_at=None)
    return rows.filter(expires_at__gt=timezone.now()).update(accepted_at=timezone.now()) == 1


def revoke(workspace_id: UUID, invitation_id: UUID) -> bool:
    rows = Invitation.objects.filter(workspace_id=workspace_id, id=invitation_id, accepted_at=None, revoked_at=None)
    return rows.update(revoked_at=timezone.now()) == 1
