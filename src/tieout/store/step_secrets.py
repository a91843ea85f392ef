"""Secrets of steps: what a call or a message outside proves itself with, sealed; definitions and runs know its id alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.vault import vault
from tieout.store.workspaces import Workspace


class SecretKind(models.TextChoices):
    BASIC = "basic", "Name and password"
    BEARER = "bearer", "Bearer token"
    HEADER = "header", "Key in a header"
    OAUTH = "oauth", "OAuth 2 client credentials"
    ADDRESS = "address", "Address for notifications"


# By kind: what is shown, and what is sealed.
OPEN_PARTS: dict[str, tuple[str, ...]] = {
    "basic": ("username",),
    "bearer": (),
    "header": ("header",),
    "oauth": ("token_url", "client_id", "scope"),
    "address": ("service",),
}
SEALED_PARTS: dict[str, tuple[str, ...]] = {
    "basic": ("password",),
    "bearer": ("token",),
    "header": ("value",),
    "oauth": ("client_secret",),
    "address": ("address",),
}


class StepSecret(models.Model):
    """`parts` are those of OPEN_PARTS, `sealed` the JSON of those of SEALED_PARTS; it goes to `hosts` and to no other. `changes`
    counts how often it was changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=SecretKind)
    hosts = models.JSONField(default=list)
    parts = models.JSONField(default=dict)
    sealed = models.TextField()
    changes = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "step_secret"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="step_secret_name_once")]


@dataclass(frozen=True, kw_only=True)
class NewSecret:
    """`parts` has those of both kinds, open and sealed."""

    name: str
    kind: str
    hosts: tuple[str, ...]
    parts: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class OpenSecret:
    """A secret as it is used; `stamp` is another after each change."""

    id: UUID
    name: str
    kind: str
    hosts: frozenset[str]
    stamp: str
    parts: Mapping[str, str] = field(repr=False)

    @property
    def values(self) -> tuple[str, ...]:
        """What must not be shown."""
        return tuple(filter(None, (self.parts.get(name, "") for name in SEALED_PARTS[self.kind])))


def make(workspace_id: UUID, new: NewSecret, *, by: str) -> StepSecret:
    """Raises ValueError where a secret has that name already."""
    if StepSecret.objects.filter(workspace_id=workspace_id, name=new.name).exists():
        raise ValueError(f"A secret called {new.name} is there already.")
    row = StepSecret(workspace_id=workspace_id, kind=new.kind, made_by=by)
    _fill(row, new)
    row.save(force_insert=True)
    return row


def change(workspace_id: UUID, secret_id: UUID, *, new: NewSecret) -> StepSecret:
    """Sealed parts that are not given stay, but for other hosts they must be given again: who may change a secret did not have to
    know it. Raises KeyError where there is none, ValueError for a name that is taken or parts that are missing."""
    row = StepSecret.objects.select_for_update().filter(workspace_id=workspace_id, id=secret_id).first()
    if row is None:
        raise KeyError(str(secret_id))
    if StepSecret.objects.filter(workspace_id=workspace_id, name=new.name).exclude(id=secret_id).exists():
        raise ValueError(f"A secret called {new.name} is there already.")
    before = _opened(row)
    # Which service an address is of was asked when it was sealed.
    kept = {name: before.parts[name] for name in (*SEALED_PARTS[row.kind], "service") if name in before.parts}
    given = {name: value for name, value in new.parts.items() if value}
    sealed_again = all(given.get(name) for name in SEALED_PARTS[row.kind])
    same_token_url = given.get("token_url", "") == before.parts.get("token_url", "")
    if not sealed_again and (not set(new.hosts) <= before.hosts or not same_token_url):
        raise ValueError("For another receiver write the secret itself again.")
    _fill(row, NewSecret(name=new.name, kind=row.kind, hosts=new.hosts, parts={**kept, **given}))
    row.changes += 1
    row.changed_at = timezone.now()
    row.save()
    return row


def remove(workspace_id: UUID, secret_id: UUID) -> bool:
    return StepSecret.objects.filter(workspace_id=workspace_id, id=secret_id).delete()[0] > 0


def secrets(workspace_id: UUID) -> list[StepSecret]:
    return list(StepSecret.objects.filter(workspace_id=workspace_id).order_by("name"))


def secret(workspace_id: UUID, secret_id: UUID) -> StepSecret | None:
    return StepSecret.objects.filter(workspace_id=workspace_id, id=secret_id).first()


def names_of(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = StepSecret.objects.filter(workspace_id=workspace_id, id__in=list(ids))
    return {row.id: row.name for row in rows}


def open_secret(workspace_id: UUID, secret_id: UUID) -> OpenSecret | None:
    """None where it was removed; raises vault.Unreadable where none of our keys opens it."""
    row = secret(workspace_id, secret_id)
    return None if row is None else _opened(row)


def _opened(row: StepSecret) -> OpenSecret:
    sealed: dict[str, str] = orjson.loads(vault().open(row.sealed, place=_place(row)))
    stamp = f"{row.id}:{row.changes}"
    parts = {**row.parts, **sealed}
    return OpenSecret(id=row.id, name=row.name, kind=row.kind, hosts=frozenset(row.hosts), stamp=stamp, parts=parts)


def _fill(row: StepSecret, new: NewSecret) -> None:
    missing = [name for name in SEALED_PARTS[new.kind] if not new.parts.get(name)]
    if missing:
        raise ValueError(f"What is sealed is missing: {', '.join(missing)}.")
    row.name, row.hosts = new.name, sorted(set(new.hosts))
    row.parts = {name: new.parts.get(name, "") for name in OPEN_PARTS[new.kind]}
    sealed = {name: new.parts[name] for name in SEALED_PARTS[new.kind]}
    row.sealed = vault().seal(orjson.dumps(sealed).decode(), place=_place(row))


def _place(row: StepSecret) -> str:
    return f"step_secret/{row.id}/sealed"
