"""The doors of outside webhooks: an address that nobody guesses, of which only the hash is kept, and a sealed secret."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.automations import Automation
from tieout.store.ids import new_id
from tieout.store.vault import vault
from tieout.store.workspaces import Workspace

KEY_MAX = 100
SHOWN = 6
SAMPLES_KEPT, AT_ONCE, PAUSE = 10, 3, timedelta(minutes=1)
WORKSPACES_MAX = 10_000
# Whose a key is never changes, and until when a door takes no sample is known where it took one.
_workspaces: dict[str, UUID] = {}
_rests: dict[UUID, datetime] = {}


class Hook(models.Model):
    """One automation's door. `shown` are the first characters of its key, by which people tell it from another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    automation = models.OneToOneField(Automation, on_delete=models.CASCADE)
    key_hash = models.CharField(max_length=64, unique=True)
    shown = models.CharField(max_length=10)
    secret = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "hook"


class HookSample(models.Model):
    """One of the last bodies that came; `types` are those of its paths, as they were written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="samples")
    values = models.JSONField()
    types = models.JSONField()
    event_id = models.UUIDField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "hook_sample"


def make(workspace_id: UUID, automation_id: UUID, *, by: str) -> tuple[Hook, str, str]:
    """The door with its key and its secret, which are told this once; those before it open nothing any more."""
    key, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = Hook.objects.filter(workspace_id=workspace_id, automation_id=automation_id).first()
    row = row or Hook(workspace_id=workspace_id, automation_id=automation_id)
    row.key_hash, row.shown, row.made_at, row.made_by = _hash(key), key[:SHOWN], timezone.now(), by
    row.secret = vault().seal(secret, place=_place(row))
    row.save()
    return row, key, secret


def set_secret(workspace_id: UUID, row: Hook, *, secret: str) -> None:
    """For a sender that makes the secret itself."""
    row.secret = vault().seal(secret, place=_place(row))
    Hook.objects.filter(workspace_id=workspace_id, id=row.id).update(secret=row.secret)


def hook_of(workspace_id: UUID, automation_id: UUID) -> Hook | None:
    return Hook.objects.filter(workspace_id=workspace_id, automation_id=automation_id).first()


def by_key(key: str) -> Hook | None:
    """The one search that starts from outside: by the hash, so that its time says nothing about the key. Whether its automation is
    archived is for the caller to see."""
    if not key or len(key) > KEY_MAX:
        return None
    wanted = _hash(key)
    workspace_id = _workspaces.get(wanted)
    if workspace_id is None:
        workspace_id = Hook.objects.filter(key_hash=wanted).values_list("workspace_id", flat=True).first()
        if workspace_id is None:
            return None
        if len(_workspaces) >= WORKSPACES_MAX:
            _workspaces.clear()
        _workspaces[wanted] = workspace_id
    row = next(iter(prepared.rows(workspace_id, Hook, where=("key_hash = %s", [wanted]))), None)
    return row if row is not None and hmac.compare_digest(row.key_hash, wanted) else None


def secret_of(row: Hook) -> str:
    """Raises vault.Unreadable."""
    return vault().open(row.secret, place=_place(row)) if row.secret else ""


def remove(workspace_id: UUID, automation_id: UUID) -> bool:
    count, _ = Hook.objects.filter(workspace_id=workspace_id, automation_id=automation_id).delete()
    return count > 0


def takes_samples(workspace_id: UUID, hook_id: UUID, *, at: datetime) -> bool:
    """False where it is known without a look that `take_sample` would keep none."""
    del workspace_id
    return _rests.get(hook_id, at) <= at


def take_sample(workspace_id: UUID, sample: HookSample) -> None:
    """Keeps it and the nine before it: the first few at once, then one in a minute, so that a busy door costs no more."""
    if sample.workspace_id != workspace_id:
        raise ValueError("a sample is kept in its own workspace")
    mine = HookSample.objects.filter(workspace_id=workspace_id, hook_id=sample.hook_id)
    kept = list(mine.order_by("-id").values_list("id", "taken_at")[:SAMPLES_KEPT])
    if len(_rests) >= WORKSPACES_MAX:
        _rests.clear()
    if len(kept) >= AT_ONCE and kept[0][1] > sample.taken_at - PAUSE:
        _rests[sample.hook_id] = kept[0][1] + PAUSE
        return
    sample.save(force_insert=True)
    if len(kept) == SAMPLES_KEPT:
        mine.filter(id__lte=kept[-1][0]).delete()


def samples(workspace_id: UUID, automation_id: UUID) -> list[HookSample]:
    """Newest first."""
    rows = HookSample.objects.filter(workspace_id=workspace_id, hook__automation_id=automation_id)
    return list(rows.order_by("-id")[:SAMPLES_KEPT])


def _place(row: Hook) -> str:
    return f"hook/{row.id}/secret"


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
