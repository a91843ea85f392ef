"""Runs of automations as people look for them: filtered, counted by version, grouped by what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from tieout.store.exceptions import ExceptionItem
from tieout.store.listings import Page, Place, by_id, runs_found
from tieout.store.runs import UNFINISHED, Run, RunStatus

TROUBLED = (RunStatus.ATTENTION, RunStatus.FAILED)
# As many troubled runs as are looked through for groups, the newest first.
GROUPED_MAX = 5000
CHILDREN_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class RunGroup:
    """Runs that ended with the same error; `cause` and `remedy` are those of the exception that stands for it, where one does."""

    cause: str
    message: str
    remedy: str
    count: int
    latest_at: datetime
    example_run_id: UUID
    run_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class Children:
    """The runs that do parts of another's step: the first of them, and how many there are."""

    first: list[Run]
    total: int


def page(workspace_id: UUID, place: Place, *, search: str = "", since: datetime | None = None, **wanted: object) -> Page[Run]:
    """`wanted` as in `listings.runs_found`; runs that do a part of another are shown there."""
    rows = runs_found(workspace_id, **wanted).filter(parent__isnull=True)
    rows = rows.filter(created_at__gte=since) if since else rows
    if search:
        words = Q(title__icontains=search) | Q(error__icontains=search) | Q(version__automation__name__icontains=search)
        rows = rows.filter(words)
    return by_id(rows, place)


def children(workspace_id: UUID, run_id: UUID) -> dict[str, Children]:
    """By the parent's step, in the order of the items."""
    rows = Run.objects.filter(workspace_id=workspace_id, parent_id=run_id)
    totals = dict(rows.values_list("parent_path").annotate(count=Count("id")).order_by())
    found: dict[str, Children] = {}
    for path, total in totals.items():
        first = rows.filter(parent_path=path).defer("context").order_by("item_number", "id")[:CHILDREN_SHOWN]
        found[path] = Children(first=list(first), total=total)
    return found


def unfinished_of_automation(workspace_id: UUID, automation_id: UUID) -> int:
    rows = Run.objects.filter(workspace_id=workspace_id, version__automation_id=automation_id, status__in=UNFINISHED)
    return rows.count()


def counts_by_version(workspace_id: UUID, automation_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Version to (runs, those that failed or need attention); the items of a list are part of the run that goes through it."""
    rows = Run.objects.filter(workspace_id=workspace_id, version__automation_id=automation_id, item_number__isnull=True)
    counted = (
        rows.values_list("version_id").annotate(count=Count("id"), failed=Count("id", filter=Q(status__in=TROUBLED))).order_by()
    )
    return {version: (count, failed) for version, count, failed in counted if version is not None}


def groups(workspace_id: UUID, *, automation_id: UUID | None = None, since: datetime | None = None) -> list[RunGroup]:
    """Runs of automations that failed or need attention, by the same error, the most frequent first."""
    rows = Run.objects.filter(workspace_id=workspace_id, status__in=TROUBLED, version__isnull=False)
    rows = rows.filter(version__automation_id=automation_id) if automation_id else rows
    rows = rows.filter(created_at__gte=since) if since else rows
    by_error: dict[str, list[tuple[UUID, datetime]]] = {}
    for run_id, error, at in rows.order_by("-id").values_list("id", "error", "created_at")[:GROUPED_MAX]:
        by_error.setdefault(error, []).append((run_id, at))
    remedies = _remedies(workspace_id, [members[0][0] for members in by_error.values()])
    found = [
        RunGroup(
            cause=remedies.get(members[0][0], ("", ""))[0],
            message=error or "It stopped without saying why.",
            remedy=remedies.get(members[0][0], ("", ""))[1],
            count=len(members),
            latest_at=max(at for _, at in members),
            example_run_id=members[0][0],
            run_ids=tuple(run_id for run_id, _ in members),
        )
        for error, members in by_error.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.message))


def _remedies(workspace_id: UUID, run_ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, run_id__in=run_ids[:500]).order_by("id")
    return {run_id: (cause, remedy) for run_id, cause, remedy in rows.values_list("run_id", "cause", "remedy") if run_id}
