"""Lists as the page reads them: filtered, newest first, a page at a time by cursor."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from tieout.store.audit import AuditEntry
from tieout.store.automations import Automation, AutomationVersion
from tieout.store.chosen import chosen
from tieout.store.document_requests import DocumentRequest
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.imports import Import, ImportRow
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import Posting, subjects_of_steps
from tieout.store.runs import Run, RunStatus, RunStep
from tieout.store.tieouts import TieOut

LIMIT_MAX = 200
_Row = TypeVar("_Row", bound=models.Model)


class BadCursor(ValueError):
    """A cursor that this list did not give."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page begins: after the row that the cursor names."""

    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Page(Generic[_Row]):
    """`total` is counted for the first page only."""

    rows: list[_Row]
    next_cursor: str | None
    total: int | None


def runs_found(workspace_id: UUID, **wanted: object) -> QuerySet[Run]:
    """`wanted`: status, kind, automation (an id), subject_id. Without what lists do not show; see `posting_states`."""
    names = {"automation": "version__automation_id"}
    rows = Run.objects.select_related("version__automation", "event").defer("context", "version__definition")
    rows = rows.defer("version__automation__draft").filter(workspace_id=workspace_id)
    return rows.filter(**_named(wanted, names))


def posting_states(workspace_id: UUID, run_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """Run to state to how many postings."""
    found: dict[UUID, dict[str, int]] = {}
    rows = Posting.objects.filter(workspace_id=workspace_id, run_id__in=run_ids).values_list("run_id", "state")
    for run_id, state, count in rows.annotate(count=Count("id")).order_by():
        if run_id is not None:
            found.setdefault(run_id, {})[state] = count
    return found


def postings_page(workspace_id: UUID, place: Place, *, run: UUID | None = None, **wanted: object) -> Page[Posting]:
    """`wanted`: connection (id), state, kind. Of a run also what its steps waited for: that may belong to a record."""
    rows = Posting.objects.select_related("connection").defer("entity", "certificate").filter(workspace_id=workspace_id)
    if run is not None:
        steps = RunStep.objects.filter(workspace_id=workspace_id, run_id=run, posting_id__isnull=False)
        waited_for = list(steps.values_list("posting_id", flat=True))
        rows = rows.filter(Q(run_id=run) | Q(id__in=waited_for)) if waited_for else rows.filter(run_id=run)
    return by_id(rows.filter(**_named(wanted, {"connection": "connection_id"})), place)


def postings_of_source(workspace_id: UUID, *, source_kind: str, source_id: UUID) -> list[Posting]:
    rows = Posting.objects.select_related("connection").defer("entity", "certificate")
    rows = rows.filter(workspace_id=workspace_id, source_kind=source_kind, source_id=source_id)
    return list(rows.order_by("-id")[:LIMIT_MAX])


def exceptions_page(workspace_id: UUID, place: Place, *, search: str = "", **wanted: object) -> Page[ExceptionItem]:
    """`wanted`: state, cause, connection, run (ids)."""
    names = {"run": "run_id", "connection": "connection_id"}
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id).filter(**_named(wanted, names))
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(message__icontains=search))
    return by_id(rows, place)


def exceptions_of_subject(workspace_id: UUID, subject_id: UUID) -> list[ExceptionItem]:
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, subject_id=subject_id)
    return list(rows.order_by("-id")[:LIMIT_MAX])


def open_causes(workspace_id: UUID) -> list[tuple[str, str, int]]:
    """(cause, the remedy that most of them have, how many), of what is open, the most frequent first."""
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN).values_list("cause", "remedy")
    counted: dict[str, list[tuple[int, str]]] = {}
    for cause, remedy, count in rows.annotate(count=Count("id")).order_by():
        counted.setdefault(cause, []).append((count, remedy))
    groups = [(cause, max(found)[1], sum(count for count, _ in found)) for cause, found in counted.items()]
    return sorted(groups, key=lambda group: (-group[2], group[0]))


def imports_page(workspace_id: UUID, place: Place) -> Page[Import]:
    return by_id(Import.objects.filter(workspace_id=workspace_id).defer("content"), place)


def import_without_content(workspace_id: UUID, import_id: UUID) -> Import | None:
    """The file itself, which may be large, is read when it is asked for."""
    return Import.objects.filter(workspace_id=workspace_id, id=import_id).defer("content").first()


def import_rows_page(workspace_id: UUID, place: Place, *, import_id: UUID, state: str = "") -> Page[ImportRow]:
    """In the order of the file."""
    rows = ImportRow.objects.select_related("record").defer("record__values", "record__problems")
    rows = rows.filter(workspace_id=workspace_id, file_id=import_id)
    rows = rows.filter(state=state) if state else rows
    return by_number(rows, place, column="number", newest_first=False)


def tie_outs_page(workspace_id: UUID, place: Place) -> Page[TieOut]:
    return by_id(TieOut.objects.filter(workspace_id=workspace_id).defer("report"), place)


def audit_page(workspace_id: UUID, place: Place, *, search: str = "", **wanted: object) -> Page[AuditEntry]:
    """`wanted`: action, subject_kind, subject_id, actor."""
    rows = AuditEntry.objects.filter(workspace_id=workspace_id).filter(**_named(wanted, {}))
    if search:
        rows = rows.filter(Q(text__icontains=search) | Q(actor__icontains=search) | Q(action__icontains=search))
    return by_number(rows, place, column="number", newest_first=True)


def entities_page(workspace_id: UUID, place: Place, *, connection_id: UUID, kind: str, search: str = "") -> Page[MirrorEntity]:
    """Each row has `linked_record_id`: the record that is this entity, itself or through what was asked of it, or None."""
    every = Link.objects.filter(workspace_id=workspace_id, connection_id=connection_id)
    links = every.filter(kind=OuterRef("kind"), external_id=OuterRef("external_id")).values("source_id")
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id).defer("body")
    rows = rows.filter(kind=kind) if kind else rows
    if search:
        rows = rows.filter(Q(number__icontains=search) | Q(name__icontains=search))
    ways = (SourceKind.RECORD, SourceKind.REQUEST, SourceKind.STEP)
    record, asked, made = (Subquery(links.filter(source_kind=kind)[:1]) for kind in ways)
    page: Page[MirrorEntity] = by_id(rows.annotate(linked_record_id=record, request_id=asked, step_id=made), place)
    _name_subjects(workspace_id, page.rows)
    requests = {row.id: vars(row)["request_id"] for row in page.rows if vars(row)["request_id"] is not None}
    if requests:
        wanted = chosen(DocumentRequest.objects.all(), workspace_id, ids=requests.values())
        records = dict(wanted.values_list("id", "record_id"))
        for row in page.rows:
            if row.id in requests and vars(row)["linked_record_id"] is None:
                vars(row)["linked_record_id"] = records.get(requests[row.id])
    return page


def _name_subjects(workspace_id: UUID, rows: Sequence[MirrorEntity]) -> None:
    """What a step of a run made is shown with the record that its run is about."""
    made = {row.id: vars(row)["step_id"] for row in rows if vars(row)["step_id"] is not None}
    about = subjects_of_steps(workspace_id, made.values()) if made else {}
    for row in rows:
        found = about.get(made[row.id]) if row.id in made else None
        if found is not None and found[1] == "record" and vars(row)["linked_record_id"] is None:
            vars(row)["linked_record_id"] = found[2]


def document_requests_page(workspace_id: UUID, place: Place, *, state: str = "") -> Page[DocumentRequest]:
    rows = DocumentRequest.objects.select_related("record__collection", "connection").filter(workspace_id=workspace_id)
    return by_id(rows.filter(state=state) if state else rows, place)


@dataclass(frozen=True, kw_only=True)
class AutomationLine:
    automation: Automation
    version: AutomationVersion | None
    last_run_at: datetime | None
    runs_today: int
    failures_today: int


def automation_lines(workspace_id: UUID, *, since: datetime, automation_id: UUID | None = None) -> list[AutomationLine]:
    """Every automation with its live version and how it does, in three queries."""
    rows = Automation.objects.filter(workspace_id=workspace_id, archived_at__isnull=True).order_by("name")
    found = list(rows.filter(id=automation_id) if automation_id else rows)
    live = AutomationVersion.objects.filter(workspace_id=workspace_id, number=F("automation__live_number"))
    versions = {version.automation_id: version for version in live}
    # The items of a list are part of the run that goes through it.
    runs = Run.objects.filter(workspace_id=workspace_id, version__isnull=False, item_number__isnull=True)
    runs_of = runs.values_list("version__automation_id")
    today = Q(created_at__gte=since)
    failed = today & Q(status__in=(RunStatus.FAILED, RunStatus.ATTENTION))
    counted = runs_of.annotate(last=models.Max("created_at"), today=Count("id", filter=today), failed=Count("id", filter=failed))
    by_automation = {key: (last, today_count, failed_count) for key, last, today_count, failed_count in counted.order_by()}
    lines = []
    for row in found:
        last, today_count, failed_count = by_automation.get(row.id, (None, 0, 0))
        line = AutomationLine(
            automation=row,
            version=versions.get(row.id),
            last_run_at=last,
            runs_today=today_count,
            failures_today=failed_count,
        )
        lines.append(line)
    return lines


def by_id(rows: QuerySet[_Row], place: Place) -> Page[_Row]:
    """Newest first: the ids sort by the time at which they were made."""
    total = None if place.cursor else rows.count()
    if place.cursor:
        (last,) = read_cursor(place.cursor, 1)
        try:
            rows = rows.filter(pk__lt=UUID(str(last)))
        except (ValueError, ValidationError):
            raise BadCursor(place.cursor) from None
    found = list(rows.order_by("-pk")[: place.limit + 1])
    return cut(found, place, total=total, cursor=lambda row: [str(row.pk)])


def by_number(rows: QuerySet[_Row], place: Place, *, column: str, newest_first: bool) -> Page[_Row]:
    total = None if place.cursor else rows.count()
    if place.cursor:
        (last,) = read_cursor(place.cursor, 1)
        if not isinstance(last, int):
            raise BadCursor(place.cursor)
        rows = rows.filter(**{f"{column}__{'lt' if newest_first else 'gt'}": last})
    found = list(rows.order_by(f"-{column}" if newest_first else column)[: place.limit + 1])
    return cut(found, place, total=total, cursor=lambda row: [getattr(row, column)])


def cut(rows: list[_Row], place: Place, *, total: int | None, cursor: Callable[[_Row], list[object]]) -> Page[_Row]:
    """A page out of one row more than it holds, which tells whether another follows."""
    if len(rows) <= place.limit:
        return Page(rows=rows, next_cursor=None, total=total)
    kept = rows[: place.limit]
    return Page(rows=kept, next_cursor=write_cursor(cursor(kept[-1])), total=total)


def write_cursor(parts: list[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[object]:
    """Raises BadCursor."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        raise BadCursor(cursor) from None
    if not isinstance(parts, list) or len(parts) != length:
        raise BadCursor(cursor)
    return parts


def _named(wanted: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """What was asked for, by column; what is None or empty was not."""
    return {names.get(name, name): value for name, value in wanted.items() if value not in (None, "")}
