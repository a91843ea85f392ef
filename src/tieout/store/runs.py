"""Runs and their steps: one version at work on one event, or a sync, an import, a tie-out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.automations import AutomationVersion
from tieout.store.changed import save_changed
from tieout.store.chosen import chosen
from tieout.store.events import Event
from tieout.store.exact import ExactJSONField
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

BATCH = 500
# Seven ids of steps and the six branches between them, of sixty characters each.
PATH_CHARACTERS_MAX = 800


class RunKind(models.TextChoices):
    AUTOMATION = "automation"
    SYNC = "sync"
    IMPORT = "import"
    REFERENCE = "reference"
    TIE_OUT = "tie_out"
    READING = "reading"
    MASS = "mass"


class RunStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    ATTENTION = "attention", "Needs attention"
    FAILED = "failed"
    CANCELLED = "cancelled"


MOVING = (RunStatus.QUEUED, RunStatus.RUNNING)
UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING)
# What need not be read to see whether somebody has touched a run.
_SAID = frozenset({"context", "totals", "title", "error", "key", "parent_path", "started_by"})
ENDED = (RunStatus.SUCCEEDED, RunStatus.ATTENTION, RunStatus.FAILED, RunStatus.CANCELLED)


class Run(models.Model):
    """`key` is unique: `<automation id>:<event id>` or what else caused it; `position` is the step that comes next; `turn`
    counts how often the run was taken up; `totals` are counts for display (planned, posted, refused…).

    A run with a `parent` does for it what the step at `parent_path` asks: one item of a list (`item_number` from 1 on,
    `context["item"]`), or another automation that it calls. `depth` counts the runs of which one caused the next; one that is
    `paused` goes no step further until somebody resumes it. `lane` names the worker that has it at hand (`engine/lane.py`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=RunKind)
    key = models.CharField(max_length=200)
    version = models.ForeignKey(AutomationVersion, null=True, on_delete=models.PROTECT)
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    title = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=20, choices=RunStatus, default=RunStatus.QUEUED)
    position = models.CharField(max_length=PATH_CHARACTERS_MAX, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    parent_path = models.CharField(max_length=PATH_CHARACTERS_MAX, blank=True)
    item_number = models.PositiveIntegerField(null=True)
    paused = models.BooleanField(default=False)
    depth = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    lane = models.CharField(max_length=100, blank=True)
    context = ExactJSONField(default=dict)
    totals = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "run"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="run_once")]
        indexes = [
            models.Index(fields=["workspace", "status"], name="run_by_status"),
            models.Index(fields=["parent", "parent_path", "status"], name="run_of_parent"),
            models.Index(fields=["version", "created_at"], name="run_of_version"),
            models.Index(fields=["lane"], condition=~models.Q(lane=""), name="run_on_lane"),
        ]


class RunStep(models.Model):
    """One step of a run; `outcome` is the sentence shown ("already linked"), `output` what later steps can use.

    `state` is what the interpreter keeps of it: `input` (the settings as resolved), `until` (when it goes on by itself), and of a
    step that acts outside `prepared`, `began`, `tries` and `result`.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    path = models.CharField(max_length=PATH_CHARACTERS_MAX)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20)  # waiting | acting | done | skipped | refused | failed | met | not_met | again
    outcome = models.CharField(max_length=500, blank=True)
    output = ExactJSONField(default=dict)
    state = ExactJSONField(default=dict)
    posting_id = models.UUIDField(null=True, db_index=True)
    attempts = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "run_step"
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="run_step_once")]


def create_runs(runs: Sequence[Run]) -> set[UUID]:
    """Gives those that there were not."""
    kept: set[UUID] = set()
    for workspace_id in {run.workspace_id for run in runs}:
        kept |= prepared.insert(workspace_id, [run for run in runs if run.workspace_id == workspace_id], ignore=True)
    return kept


def known_keys(workspace_id: UUID, keys: Sequence[str]) -> set[str]:
    """Which of these runs there are."""
    found: set[str] = set()
    for start in range(0, len(keys), BATCH):
        rows = Run.objects.filter(workspace_id=workspace_id, key__in=list(keys[start : start + BATCH]))
        found.update(rows.values_list("key", flat=True))
    return found


def start_run(workspace_id: UUID, *, kind: str, key: str, **values: object) -> tuple[Run, bool]:
    return Run.objects.get_or_create(workspace_id=workspace_id, key=key, defaults={"kind": kind, **values})


def run_by_id(workspace_id: UUID, run_id: UUID) -> Run | None:
    return Run.objects.select_related("version__automation", "event").filter(workspace_id=workspace_id, id=run_id).first()


def runs_by_ids(workspace_id: UUID, run_ids: Iterable[UUID]) -> dict[UUID, Run]:
    return {row.id: row for row in chosen(Run.objects.all(), workspace_id, ids=run_ids)}


def runs_to_advance(workspace_id: UUID, run_ids: Iterable[UUID]) -> list[Run]:
    """With their events and versions, of which runs share those that are the same; what a version says is not read. Locked for the
    caller's transaction, in one order, so that two takers never wait for each other."""
    wanted = sorted(set(run_ids))
    found: list[Run] = []
    for start in range(0, len(wanted), prepared.BATCH):
        part = wanted[start : start + prepared.BATCH]
        where = f"id IN ({prepared.places(part)}) AND status IN ({prepared.places(UNFINISHED)})"
        found += prepared.rows(workspace_id, Run, where=(where, [*part, *UNFINISHED]), lock=True)
    events = {row.event_id for row in found if row.event_id is not None}
    of_events = {row.id: row for row in prepared.rows_by_ids(workspace_id, Event, ids=events)}
    versions = {row.version_id for row in found if row.version_id is not None}
    plain = frozenset({"definition"})
    of_versions = {row.id: row for row in prepared.rows_by_ids(workspace_id, AutomationVersion, ids=versions, without=plain)}
    for row in found:
        if row.event_id is not None:
            row.event = of_events[row.event_id]
        if row.version_id is not None:
            row.version = of_versions[row.version_id]
    return found


def untouched(workspace_id: UUID, known: Mapping[UUID, Run]) -> set[UUID]:
    """Of runs as they were when this process wrote them last those that nobody has touched since; locked for the caller's
    transaction, as by `runs_to_advance`."""
    found: set[UUID] = set()
    for start in range(0, len(known), prepared.BATCH):
        part = sorted(known)[start : start + prepared.BATCH]
        where = f"id IN ({prepared.places(part)})"
        for row in prepared.rows(workspace_id, Run, where=(where, part), without=_SAID, lock=True):
            own = known[row.id]
            if all(getattr(row, name) == getattr(own, name) for name in ("status", "position", "turn", "lane", "paused")):
                found.add(row.id)
    return found


def steps_of(workspace_id: UUID, run_ids: Iterable[UUID]) -> dict[UUID, dict[str, RunStep]]:
    found: dict[UUID, dict[str, RunStep]] = {}
    for row in prepared.rows_by_ids(workspace_id, RunStep, ids=run_ids, by="run_id"):
        found.setdefault(row.run_id, {})[row.path] = row
    return found


def take_on_lane(workspace_id: UUID, run_ids: Iterable[UUID], *, lane: str) -> set[UUID]:
    """Puts those of the unfinished runs on the lane that are on no other; gives them."""
    rows = chosen(Run.objects.filter(status__in=UNFINISHED, lane__in=("", lane)), workspace_id, ids=run_ids)
    taken = set(rows.select_for_update().order_by("id").values_list("id", flat=True))
    chosen(Run.objects.all(), workspace_id, ids=taken).update(lane=lane)
    return taken


def on_lane(lane: str) -> dict[UUID, list[Run]]:
    """By workspace, what that worker had at hand and has not ended."""
    found: dict[UUID, list[Run]] = {}
    for row in Run.objects.filter(lane=lane, status__in=UNFINISHED).order_by("id"):
        found.setdefault(row.workspace_id, []).append(row)
    return found


def leave_lane(workspace_id: UUID, run_ids: Iterable[UUID], *, lane: str) -> None:
    chosen(Run.objects.filter(lane=lane), workspace_id, ids=run_ids).update(lane="")


def count_begun(workspace_id: UUID, automation_id: UUID, *, since: datetime) -> int:
    """Runs of the automation that came after that, the items of their lists not counted."""
    rows = Run.objects.filter(workspace_id=workspace_id, version__automation_id=automation_id, parent=None)
    return rows.filter(created_at__gte=since).count()


def count_under_way(workspace_id: UUID, automation_id: UUID, *, but: Iterable[UUID]) -> int:
    """Runs of the automation that have begun and not ended, without these and without the items of lists."""
    rows = Run.objects.filter(workspace_id=workspace_id, version__automation_id=automation_id, parent=None)
    return rows.filter(status__in=(RunStatus.RUNNING, RunStatus.WAITING)).exclude(id__in=list(but)).count()


def oldest_queued(workspace_id: UUID, automation_id: UUID, *, limit: int) -> list[UUID]:
    """Runs of the automation that have not begun."""
    rows = Run.objects.filter(workspace_id=workspace_id, version__automation_id=automation_id, parent=None)
    rows = rows.filter(status=RunStatus.QUEUED, paused=False, position="")
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def save_steps(new: Sequence[RunStep], changed: Sequence[RunStep]) -> None:
    for workspace_id in {row.workspace_id for row in new}:
        prepared.insert(workspace_id, [row for row in new if row.workspace_id == workspace_id])
    save_changed(RunStep, changed, fields=["status", "outcome", "output", "state", "posting_id", "attempts", "finished_at"])


def save_runs(runs: Sequence[Run]) -> None:
    fields = ["status", "position", "turn", "lane", "context", "totals", "error", "finished_at"]
    save_changed(Run, runs, fields=fields)


def runs_waiting_for(workspace_id: UUID, posting_ids: Iterable[UUID], *, stopped_too: bool = True) -> list[UUID]:
    """Runs that wait for one of these postings, and runs that had stopped because it was refused: those are queued again."""
    states = ("waiting", "refused") if stopped_too else ("waiting",)
    rows = RunStep.objects.filter(workspace_id=workspace_id, posting_id__in=list(posting_ids), status__in=states)
    found = sorted(set(rows.values_list("run_id", flat=True)))
    stopped = chosen(Run.objects.filter(status=RunStatus.ATTENTION), workspace_id, ids=found)
    stopped.update(status=RunStatus.QUEUED, error="", finished_at=None)
    return found


def anything_moving(workspace_id: UUID) -> bool:
    """Is there a run that may still bring postings without anybody's help?"""
    still = (RunKind.TIE_OUT, RunKind.READING)
    return Run.objects.filter(workspace_id=workspace_id, status__in=MOVING).exclude(kind__in=still).exists()


def queued_reading(workspace_id: UUID, connection_id: UUID) -> Run | None:
    """A reading of this connection that has not begun and does not wait for the ledger either; locked for the caller's
    transaction."""
    rows = Run.objects.select_for_update().filter(workspace_id=workspace_id, subject_id=connection_id, kind=RunKind.READING)
    return rows.filter(status=RunStatus.QUEUED, error="").first()


def begin_run(workspace_id: UUID, run_id: UUID) -> Run | None:
    """The unfinished run as it is now, marked as running: what is added to a queued one comes before this or not at all. Inside the
    caller's transaction."""
    row = Run.objects.select_for_update().filter(workspace_id=workspace_id, id=run_id, status__in=UNFINISHED).first()
    if row is not None:
        row.status = RunStatus.RUNNING
        Run.objects.filter(workspace_id=workspace_id, id=run_id).update(status=RunStatus.RUNNING)
    return row


def queue_again(workspace_id: UUID, run_id: UUID, *, error: str) -> bool:
    """It waits and is begun again later; False for one that was ended meanwhile."""
    rows = Run.objects.filter(workspace_id=workspace_id, id=run_id, status__in=UNFINISHED)
    return rows.update(status=RunStatus.QUEUED, error=error) == 1


def forget_run(workspace_id: UUID, run_id: UUID) -> None:
    """Takes a run out of the list: it was begun by the schedule and found nothing."""
    Run.objects.filter(workspace_id=workspace_id, id=run_id).delete()


def update_run(workspace_id: UUID, run_id: UUID, **values: object) -> None:
    Run.objects.filter(workspace_id=workspace_id, id=run_id).update(**values)


def say_of_postings(workspace_id: UUID, posting_ids: Sequence[UUID], *, error: str) -> int:
    """Says on the runs that wait for these postings what stands in their way; gives how many runs."""
    found: set[UUID] = set()
    for start in range(0, len(posting_ids), BATCH):
        rows = RunStep.objects.filter(workspace_id=workspace_id, posting_id__in=posting_ids[start : start + BATCH])
        found.update(rows.filter(status="waiting").values_list("run_id", flat=True))
    held, ids = Run.objects.filter(status__in=UNFINISHED), sorted(found)
    parts = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    return sum(chosen(held, workspace_id, ids=part).update(error=error) for part in parts)


def cancel_of_connection(workspace_id: UUID, connection_id: UUID) -> int:
    """Readings of a ledger that is let go do not begin or go on."""
    rows = Run.objects.filter(workspace_id=workspace_id, subject_id=connection_id, status__in=UNFINISHED)
    rows = rows.filter(kind__in=(RunKind.READING, RunKind.REFERENCE))
    return rows.update(status=RunStatus.CANCELLED, finished_at=timezone.now())


def finish_run(workspace_id: UUID, run_id: UUID, *, status: str, error: str = "", totals: dict[str, object] | None = None) -> None:
    values: dict[str, object] = {"status": status, "error": error, "finished_at": timezone.now()}
    if totals is not None:
        values["totals"] = totals
    Run.objects.filter(workspace_id=workspace_id, id=run_id).exclude(status=RunStatus.CANCELLED).update(**values)


def unfinished_runs(workspace_id: UUID, *, kind: str | None = None) -> int:
    rows = Run.objects.filter(workspace_id=workspace_id, status__in=UNFINISHED)
    return (rows.filter(kind=kind) if kind else rows).count()


def stopped_runs(workspace_id: UUID, *, subject_id: UUID) -> list[UUID]:
    """Queues the runs again that needed a person for this subject; inside the caller's transaction."""
    rows = Run.objects.filter(workspace_id=workspace_id, subject_id=subject_id, status=RunStatus.ATTENTION, kind=RunKind.AUTOMATION)
    found = sorted(rows.values_list("id", flat=True))
    chosen(Run.objects.all(), workspace_id, ids=found).update(status=RunStatus.QUEUED, error="", finished_at=None)
    return found
