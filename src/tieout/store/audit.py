"""The audit log: who did what, when and why; only ever added to, each entry chained to the one before it by its hash."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from tieout.store import prepared, shapes
from tieout.store.workspaces import Workspace

FIRST = "0" * 64


class AuditEntry(models.Model):
    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=100, blank=True)
    text = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["workspace", "subject_kind", "subject_id"], name="audit_by_subject")]


class AuditHead(models.Model):
    """The end of a workspace's chain; its row is the lock under which entries are added."""

    workspace = models.OneToOneField(Workspace, primary_key=True, on_delete=models.PROTECT)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST)

    class Meta:
        db_table = "audit_head"


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing to be remembered. `details` hold ids, amounts and hashes, never tokens or whole bodies."""

    actor: str
    action: str
    subject_kind: str = ""
    subject_id: str = ""
    text: str = ""
    details: dict[str, object] = field(default_factory=dict)


def add(workspace_id: UUID, notes: Sequence[Note]) -> None:
    """Inside the caller's transaction, so that an act and its entry are kept or lost together."""
    if not notes:
        return
    with transaction.atomic():
        # Before the head: who changes a shape writes here too, and must not wait for one who waits for them.
        shapes.stay(workspace_id)
        AuditHead.objects.get_or_create(workspace_id=workspace_id)
        head = AuditHead.objects.select_for_update().get(workspace_id=workspace_id)
        now, rows = timezone.now(), []
        for note in notes:
            head.number += 1
            row = AuditEntry(workspace_id=workspace_id, number=head.number, at=now, previous_hash=head.hash, **vars(note))
            row.text = row.text[:500]
            row.hash = head.hash = entry_hash(exported(row))
            rows.append(row)
        prepared.insert(workspace_id, rows)
        head.save()


def exported(row: AuditEntry) -> dict[str, object]:
    """An entry as it is exported and hashed."""
    return {
        "number": row.number,
        "at": _instant(row.at),
        "actor": row.actor,
        "action": row.action,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "text": row.text,
        "details": row.details,
        "previous_hash": row.previous_hash,
    }


def entry_hash(entry: dict[str, object]) -> str:
    """SHA-256 over the entry's JSON with sorted keys and no white space; `hash` itself is left out."""
    canonical = json.dumps(
        {k: v for k, v in entry.items() if k != "hash"}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def entries(workspace_id: UUID) -> Iterator[dict[str, object]]:
    """The whole log, oldest first, each with its hash."""
    for row in AuditEntry.objects.filter(workspace_id=workspace_id).order_by("number").iterator(chunk_size=2000):
        yield {**exported(row), "hash": row.hash}


def head(workspace_id: UUID) -> tuple[int, str]:
    row = AuditHead.objects.filter(workspace_id=workspace_id).first()
    return (row.number, row.hash) if row else (0, FIRST)


def about(workspace_id: UUID, *, subject_kind: str, subject_id: str, limit: int = 100) -> list[AuditEntry]:
    rows = AuditEntry.objects.filter(workspace_id=workspace_id, subject_kind=subject_kind, subject_id=subject_id)
    return list(rows.order_by("-number")[:limit])


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`wrong` is the number of the first entry that does not fit the chain, None when all do."""

    entries: int
    wrong: int | None = None
    why: str = ""


def read(lines: Iterable[bytes]) -> Iterator[dict[str, object] | None]:
    """The entries of an exported log; None for a line that is none."""
    for line in lines:
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        yield entry if isinstance(entry, dict) else None


def verify(log: Iterator[dict[str, object] | None], *, head: tuple[int, str] | None = None) -> Verdict:
    """Recomputes the chain of an exported log; with a head, also that nothing was cut off at the end."""
    previous, count = FIRST, 0
    for entry in log:
        count += 1
        if entry is None:
            return Verdict(entries=count, wrong=count, why=f"entry {count} cannot be read")
        number = entry.get("number")
        shown = number if isinstance(number, int) else count
        if number != count:
            return Verdict(entries=count, wrong=count, why=f"entry {count} is missing; {number} comes in its place")
        if entry.get("previous_hash") != previous:
            return Verdict(entries=count, wrong=shown, why=f"entry {shown} does not follow the one before it")
        if entry.get("hash") != entry_hash(entry):
            return Verdict(entries=count, wrong=shown, why=f"entry {shown} was changed after it was written")
        previous = str(entry["hash"])
    if head is not None and head != (count, previous):
        return Verdict(entries=count, wrong=count + 1, why=f"the log ends at entry {count}, but {head[0]} were written")
    return Verdict(entries=count)


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds").replace("+00:00", "Z")
