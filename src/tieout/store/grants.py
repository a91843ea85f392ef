"""Grants: the token sets behind connections, sealed; refreshed by one holder at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.vault import vault
from tieout.store.workspaces import Workspace

REFRESH_LEASE = timedelta(seconds=90)


class GrantStatus(models.TextChoices):
    ACTIVE = "active"
    LOST = "lost"
    REVOKED = "revoked"


class Grant(models.Model):
    """`generation` counts the token sets; `refreshing_until` is the lease of the one process that may refresh."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    provider = models.CharField(max_length=20)
    sealed_access_token = models.TextField()
    sealed_refresh_token = models.TextField()
    expires_at = models.DateTimeField()
    scopes = models.JSONField(default=list)
    generation = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=20, choices=GrantStatus, default=GrantStatus.ACTIVE)
    refreshing_until = models.DateTimeField(null=True)
    refreshing_by = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "grant"


@dataclass(frozen=True, kw_only=True)
class NewTokens:
    """A token set to be sealed and kept."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenGrant:
    """A grant with its tokens in the clear: for the moment of a call, never stored or logged."""

    id: UUID
    provider: str
    generation: int
    status: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...]


def create_grant(workspace_id: UUID, *, provider: str, tokens: NewTokens) -> UUID:
    row = Grant(workspace_id=workspace_id, provider=provider, expires_at=tokens.expires_at, scopes=list(tokens.scopes))
    _seal(row, tokens)
    row.save(force_insert=True)
    return row.id


def open_grant(workspace_id: UUID, grant_id: UUID) -> OpenGrant:
    """Raises `vault.Unreadable` when no key of ours opens the tokens."""
    row = Grant.objects.get(workspace_id=workspace_id, id=grant_id)
    return OpenGrant(
        id=row.id,
        provider=row.provider,
        generation=row.generation,
        status=row.status,
        access_token=vault().open(row.sealed_access_token, place=f"grant/{row.id}/access_token"),
        refresh_token=vault().open(row.sealed_refresh_token, place=f"grant/{row.id}/refresh_token"),
        expires_at=row.expires_at,
        scopes=tuple(row.scopes),
    )


def take_refresh(workspace_id: UUID, grant_id: UUID, *, generation: int, holder: str) -> bool:
    """True for the one caller that may refresh this generation now; the lease ends by itself when its holder dies."""
    now = timezone.now()
    free = Q(refreshing_until__isnull=True) | Q(refreshing_until__lt=now) | Q(refreshing_by=holder)
    taken = Grant.objects.filter(free, workspace_id=workspace_id, id=grant_id, generation=generation, status=GrantStatus.ACTIVE)
    return taken.update(refreshing_until=now + REFRESH_LEASE, refreshing_by=holder) == 1


def store_tokens(workspace_id: UUID, grant_id: UUID, *, generation: int, tokens: NewTokens) -> bool:
    """The next generation, kept before it is used; False when another one was there first."""
    with transaction.atomic():
        row = Grant.objects.select_for_update().get(workspace_id=workspace_id, id=grant_id)
        if row.generation != generation:
            return False
        _seal(row, tokens)
        row.expires_at, row.generation = tokens.expires_at, generation + 1
        row.refreshing_until, row.refreshing_by = None, ""
        row.save()
    return True


def release_refresh(workspace_id: UUID, grant_id: UUID, *, holder: str) -> None:
    Grant.objects.filter(workspace_id=workspace_id, id=grant_id, refreshing_by=holder).update(
        refreshing_until=None, refreshing_by=""
    )


def mark_lost(workspace_id: UUID, grant_id: UUID, *, generation: int) -> bool:
    """Only when the tokens that failed are still the newest."""
    rows = Grant.objects.filter(workspace_id=workspace_id, id=grant_id, generation=generation)
    return rows.update(status=GrantStatus.LOST, refreshing_until=None, refreshing_by="") == 1


def mark_revoked(workspace_id: UUID, grant_id: UUID) -> None:
    Grant.objects.filter(workspace_id=workspace_id, id=grant_id).update(status=GrantStatus.REVOKED)


def _seal(row: Grant, tokens: NewTokens) -> None:
    row.sealed_access_token = vault().seal(tokens.access_token, place=f"grant/{row.id}/access_token")
    row.sealed_refresh_token = vault().seal(tokens.refresh_token, place=f"grant/{row.id}/refresh_token")
