"""API tokens: a program's own way in, in the name of a member; only the hash of its secret is kept."""

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.workspaces import Bearer, Member, Role, Workspace

# So that a scanner of repositories can tell what it has found.
MARK = "tieout_"
SHOWN = len(MARK) + 6
SECRET_MAX = 100
WINDOW = timedelta(minutes=1)


class ApiToken(models.Model):
    """It ends with the membership, and is never more than the member is now. `window_at` and `window_calls` count its calls of the
    present minute."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role)
    scopes = models.JSONField(default=list)
    prefix = models.CharField(max_length=20)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    window_at = models.DateTimeField(default=timezone.now)
    window_calls = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "api_token"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many calls a token may make in a minute, how many are left (below 0: one too many), and when the next minute begins."""

    limit: int
    left: int
    reset_seconds: int


@dataclass(frozen=True, kw_only=True)
class NewToken:
    name: str
    role: str
    scopes: list[str]
    expires_at: datetime | None


def create_token(workspace_id: UUID, *, member_id: UUID, wanted: NewToken) -> tuple[ApiToken, str]:
    """The token and its secret, which is told this once."""
    secret = MARK + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        workspace_id=workspace_id,
        member_id=member_id,
        name=wanted.name,
        role=wanted.role,
        scopes=sorted(wanted.scopes),
        prefix=secret[:SHOWN],
        hash=_hash(secret),
        expires_at=wanted.expires_at,
    )
    return row, secret


def tokens_of(workspace_id: UUID, *, member_id: UUID | None = None) -> models.QuerySet[ApiToken]:
    """Those that were not revoked, newest first; of one member, or of all."""
    rows = ApiToken.objects.select_related("member__user").filter(workspace_id=workspace_id, revoked_at=None)
    rows = rows.order_by("-created_at", "-id")
    return rows.filter(member_id=member_id) if member_id else rows


def revoke_token(workspace_id: UUID, token_id: UUID) -> bool:
    rows = ApiToken.objects.filter(workspace_id=workspace_id, id=token_id, revoked_at=None)
    return rows.update(revoked_at=timezone.now()) == 1


def revoke_all_of(user_id: int) -> int:
    """In every workspace: for an account whose owner turned out to be another."""
    return ApiToken.objects.filter(member__user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())


def ends_at(row: ApiToken, *, days_max: int | None) -> datetime | None:
    """When it ends by itself, None for never: the workspace's policy binds also the tokens that are older than it."""
    latest = None if days_max is None else row.created_at + timedelta(days=days_max)
    both = [one for one in (row.expires_at, latest) if one is not None]
    return min(both, default=None)


def by_secret(secret: str) -> ApiToken | None:
    """The living token of this secret, with its member, user and workspace.

    It is found by its hash, so that the time of the search says nothing about the secret.
    """
    if not secret.startswith(MARK) or len(secret) > SECRET_MAX:
        return None
    wanted = _hash(secret)
    rows = ApiToken.objects.select_related("member__user", "member__workspace").filter(hash=wanted, revoked_at=None)
    row = rows.first()
    if row is None or not hmac.compare_digest(row.hash, wanted) or not row.member.user.is_active:
        return None
    end = ends_at(row, days_max=row.member.workspace.token_days_max)
    if end is not None and end <= timezone.now():
        return None
    row.member.bearer = Bearer(id=row.id, name=row.name, role=row.role, scopes=frozenset(row.scopes))
    return row


def count_call(workspace_id: UUID, token: ApiToken, *, limit: int) -> Rate:
    """Counts one call in one statement, so that all processes together keep to the limit; `left` is below 0 when it is spent."""
    now = timezone.now()
    mine = ApiToken.objects.filter(workspace_id=workspace_id, id=token.id)
    if not mine.filter(window_at__gt=now - WINDOW).update(window_calls=F("window_calls") + 1, last_used_at=now):
        mine.filter(window_at__lte=now - WINDOW).update(window_at=now, window_calls=1, last_used_at=now)
    window_at, calls = mine.values_list("window_at", "window_calls").get()
    seconds = max(1, math.ceil((window_at + WINDOW - now).total_seconds()))
    return Rate(limit=limit, left=limit - calls, reset_seconds=seconds)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
