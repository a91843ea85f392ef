"""Masses: many records and a ledger brought together at once; the plan row by row, what was decided, and what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tieout.store.changed import save_changed
from tieout.store.chosen import chosen
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.listings import Page, Place, by_id, by_number
from tieout.store.postings import OPEN_STATES, Posting
from tieout.store.runs import Run
from tieout.store.workspaces import Workspace

BATCH = 500


class MassDirection(models.TextChoices):
    IMPORT = "import"
    EXPORT = "export"
    LINKS = "links"


class MassState(models.TextChoices):
    PLANNING = "planning"
    PLANNED = "planned"
    APPLYING = "applying"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowAction(models.TextChoices):
    LINK = "link"
    CREATE = "create"
    UPDATE = "update"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    NOTHING = "nothing"


class RowState(models.TextChoices):
    PLANNED = "planned"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    CHANGED = "changed"
    LEFT = "left"


class Mass(models.Model):
    """`direction` is import (ledger into records), export (records into the ledger) or links (a file with the ledger's ids); `kind`
    is the kind of entity there. `counts` are rows by action, written when the plan is made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    collection_key = models.CharField(max_length=60)
    direction = models.CharField(max_length=10, choices=MassDirection)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=MassState, default=MassState.PLANNING)
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL)
    file_name = models.CharField(max_length=300, blank=True)
    content = models.BinaryField(default=b"")
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    planned_at = models.DateTimeField(null=True)
    applied_by = models.CharField(max_length=200, blank=True)
    applied_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mass"
        indexes = [models.Index(fields=["workspace", "-id"], name="mass_recent")]


class MassRow(models.Model):
    """What is planned for one record or one entity: `changes` are fields with before and after, `candidates` what may be the same,
    `says` the hash of what it said when it was planned, `choice` a person's word (`link`, `create`, `leave`)."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    mass = models.ForeignKey(Mass, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    record_id = models.UUIDField(null=True)
    record_key = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=600, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=10, choices=RowAction)
    reasons = models.JSONField(default=list)
    remedy = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    says = models.CharField(max_length=64, blank=True)
    choice = models.CharField(max_length=10, blank=True)
    chosen = models.CharField(max_length=100, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=RowState, default=RowState.PLANNED)
    outcome = models.CharField(max_length=500, blank=True)
    posting = models.ForeignKey(Posting, null=True, on_delete=models.SET_NULL)

    class Meta:
        db_table = "mass_row"
        constraints = [models.UniqueConstraint(fields=["mass", "number"], name="mass_row_once")]
        indexes = [models.Index(fields=["mass", "state", "number"], name="mass_row_by_state")]


def create_mass(workspace_id: UUID, connection_id: UUID, **values: object) -> Mass:
    return Mass.objects.create(workspace_id=workspace_id, connection_id=connection_id, **values)


def mass_by_id(workspace_id: UUID, mass_id: UUID, *, locked: bool = False) -> Mass | None:
    rows = Mass.objects.filter(workspace_id=workspace_id, id=mass_id)
    if locked:
        return rows.select_for_update().first()
    return rows.select_related("connection").first()


def masses_page(workspace_id: UUID, place: Place) -> Page[Mass]:
    return by_id(Mass.objects.filter(workspace_id=workspace_id).select_related("connection").defer("content"), place)


def unfinished(workspace_id: UUID, connection_id: UUID, *, collection_key: str, but: UUID | None = None) -> Mass | None:
    """One that is being planned or applied for the same records and the same ledger, `but` for this one."""
    states = (MassState.PLANNING, MassState.APPLYING, MassState.PAUSED)
    rows = Mass.objects.filter(workspace_id=workspace_id, connection_id=connection_id, collection_key=collection_key)
    return next((row for row in rows.filter(state__in=states) if row.id != but), None)


def unfinished_of_collection(workspace_id: UUID, collection_key: str) -> Mass | None:
    """The same for any ledger."""
    states = (MassState.PLANNING, MassState.APPLYING, MassState.PAUSED)
    return Mass.objects.filter(workspace_id=workspace_id, collection_key=collection_key, state__in=states).first()


def update_mass(workspace_id: UUID, mass_id: UUID, **values: object) -> None:
    Mass.objects.filter(workspace_id=workspace_id, id=mass_id).update(**values)


def replace_rows(workspace_id: UUID, mass_id: UUID, *, rows: Sequence[MassRow]) -> None:
    """The plan as a whole, inside the caller's transaction: one that was cut off leaves nothing."""
    MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id).delete()
    MassRow.objects.bulk_create(rows, batch_size=BATCH)


def rows_page(workspace_id: UUID, place: Place, *, mass_id: UUID, search: str = "", **wanted: str) -> Page[MassRow]:
    """In the order of the plan; `wanted`: action, state."""
    rows = MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id).select_related("posting")
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(record_key__icontains=search) | Q(external_id__icontains=search))
    return by_number(rows, place, column="number", newest_first=False)


def each_row(workspace_id: UUID, mass_id: UUID) -> Iterable[MassRow]:
    rows = MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id).select_related("posting").order_by("number")
    return rows.iterator(chunk_size=1000)


def row_of(workspace_id: UUID, mass_id: UUID, *, number: int) -> MassRow | None:
    return MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id, number=number).first()


def rows_to_apply(workspace_id: UUID, mass_id: UUID, *, limit: int) -> list[MassRow]:
    """The next of those for which something is to be done, whatever was decided about them; locked."""
    rows = MassRow.objects.select_for_update().filter(workspace_id=workspace_id, mass_id=mass_id, state=RowState.PLANNED)
    return list(rows.filter(_to_do()).order_by("number")[:limit])


def leave_rest(workspace_id: UUID, mass_id: UUID, *, outcome: str) -> None:
    """What was not decided, or not begun, is left as it is."""
    rows = MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id, state=RowState.PLANNED)
    rows.filter(action__in=(RowAction.REFUSED, RowAction.NOTHING)).update(state=RowState.LEFT)
    rows.update(state=RowState.LEFT, outcome=outcome)


def save_rows(rows: Sequence[MassRow]) -> None:
    fields = ["state", "outcome", "posting", "external_id", "record_id", "record_key", "choice", "chosen", "decided_by"]
    save_changed(MassRow, rows, fields=fields)


def counted(workspace_id: UUID, mass_id: UUID) -> dict[str, dict[str, int]]:
    """Action to state to how many rows; what waits for a posting that has ended counts as it ended."""
    found: dict[str, dict[str, int]] = {}
    rows = MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id).values_list("action", "state", "posting__state")
    for action, state, posting, count in (
        rows.annotate(count=Count("id")).order_by().values_list("action", "state", "posting__state", "count")
    ):
        shown = ended(state, posting)
        own = found.setdefault(action, {})
        own[shown] = own.get(shown, 0) + count
    return found


def ended(state: str, posting_state: str | None) -> str:
    """The state of a row whose posting is in that state."""
    if state != RowState.WAITING or posting_state is None:
        return state
    return {"posted": RowState.DONE, "rejected": RowState.REFUSED, "cancelled": RowState.PLANNED}.get(posting_state, state)


def undecided(workspace_id: UUID, mass_id: UUID) -> int:
    rows = MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id, state=RowState.PLANNED)
    return rows.filter(action=RowAction.DOUBTFUL, choice="").count()


def waiting_rows(workspace_id: UUID, mass_id: UUID) -> list[MassRow]:
    """Rows whose posting was on its way when they were last written; locked."""
    rows = MassRow.objects.select_for_update(of=("self",)).filter(
        workspace_id=workspace_id, mass_id=mass_id, state=RowState.WAITING
    )
    return list(rows.select_related("posting").order_by("number"))


def of_run(workspace_id: UUID, run_id: UUID) -> Mass | None:
    return Mass.objects.filter(workspace_id=workspace_id, run_id=run_id).select_related("connection").first()


def runs_waiting_for(workspace_id: UUID, posting_ids: Iterable[UUID]) -> list[UUID]:
    """The runs of masses that have rows waiting for one of these, and none for a posting that is under way still."""
    ids, found = list(posting_ids), dict[UUID, UUID]()
    waiting = MassRow.objects.filter(workspace_id=workspace_id, state=RowState.WAITING)
    told = MassRow.objects.filter(state=RowState.WAITING, mass__run__isnull=False)
    for start in range(0, len(ids), BATCH):
        rows = chosen(told, workspace_id, ids=ids[start : start + BATCH], by="posting_id")
        found.update(rows.values_list("mass_id", "mass__run_id").distinct())
    return sorted(run_id for mass_id, run_id in found.items() if not _is_busy(waiting.filter(mass_id=mass_id)))


def _is_busy(waiting: "models.QuerySet[MassRow]") -> bool:
    """The last rows are sent last: asked from there, the first that is looked at is under way, as long as any is."""
    open_ones = waiting.filter(posting__state__in=OPEN_STATES).order_by("-number")
    return open_ones.values_list("id", flat=True).first() is not None


def belong(workspace_id: UUID, posting_ids: Iterable[UUID], *, run_id: UUID) -> None:
    """These postings are a mass's own: they are taken back with it. The end of others, for which its rows wait too, is only told
    to it."""
    ids = list(posting_ids)
    for start in range(0, len(ids), BATCH):
        rows = chosen(Posting.objects.all(), workspace_id, ids=ids[start : start + BATCH])
        rows.update(run_id=run_id)


def made_by(workspace_id: UUID, run_id: UUID, *, external_ids: Iterable[str]) -> set[str]:
    """Which of these a mass has created in its ledger."""
    ids, made = sorted(external_ids), set[str]()
    for start in range(0, len(ids), BATCH):
        rows = Posting.objects.filter(workspace_id=workspace_id, run_id=run_id, action="create")
        made.update(rows.filter(external_id__in=ids[start : start + BATCH]).values_list("external_id", flat=True))
    return made


def decide_all(workspace_id: UUID, mass_id: UUID, *, choice: str, by: str) -> int:
    """The same word for every doubtful row that nobody decided about."""
    rows: QuerySet[MassRow] = MassRow.objects.filter(workspace_id=workspace_id, mass_id=mass_id, state=RowState.PLANNED)
    return rows.filter(action=RowAction.DOUBTFUL, choice="").update(choice=choice, decided_by=by[:200])


def counts_by_action(rows: Iterable[MassRow]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.action] = counts.get(row.action, 0) + 1
    return counts


def _to_do() -> Q:
    acting = Q(action__in=(RowAction.LINK, RowAction.CREATE, RowAction.UPDATE)) & ~Q(choice="leave")
    return acting | Q(action=RowAction.DOUBTFUL, choice__in=("link", "create"))
