"""Connections: a workspace's authorised access to one organisation at a provider."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tieout.store.grants import Grant, GrantStatus
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class ConnectionStatus(models.TextChoices):
    ACTIVE = "active", "Connected"
    NEEDS_RECONNECTING = "needs_reconnecting", "Needs reconnecting"
    DISCONNECTED = "disconnected", "Disconnected"


class Connection(models.Model):
    """`send_turn` numbers the sender's workflows; `sending_until` is the lease of the one process that may write to this
    organisation; `trouble` says in plain words what the ledger last refused to do, empty when it works. `watermarks` (from when to
    ask for changes) and `read_at` (when that was last answered to the end) are ISO instants by kind; `polled_at` and `swept_at` are
    when a reading was last begun by the schedule; `read_trouble` says why the latest reading did not end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT)
    provider = models.CharField(max_length=20)
    organisation_id = models.CharField(max_length=100)
    organisation_name = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    short_code = models.CharField(max_length=20, blank=True)
    locked_until = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, choices=ConnectionStatus, default=ConnectionStatus.ACTIVE)
    trouble = models.CharField(max_length=500, blank=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    is_records_ledger = models.BooleanField(default=False)
    settings = models.JSONField(default=dict, blank=True)
    watermarks = models.JSONField(default=dict, blank=True)
    send_turn = models.PositiveIntegerField(default=1)
    sending_until = models.DateTimeField(null=True)
    sending_by = models.CharField(max_length=100, blank=True)
    last_call_at = models.DateTimeField(null=True)
    reference_synced_at = models.DateTimeField(null=True)
    read_at = models.JSONField(default=dict, blank=True)
    read_trouble = models.CharField(max_length=300, blank=True)
    polled_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "connection"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "provider", "organisation_id"], name="connection_organisation_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(is_records_ledger=True), name="one_records_ledger"),
        ]

    def has_read(self, kind: str) -> bool:
        """Whether what the ledger has of the kind is known; of one that holds nothing there is no watermark."""
        return kind in self.watermarks or kind in self.read_at


class PendingConsent(models.Model):
    """A consent under way: from the redirect to the choice of organisation. `state` is what the provider brings back; the
    connection `replaces` is disconnected as soon as the new one is made, which takes its place for the records."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user_id = models.IntegerField()
    provider = models.CharField(max_length=20)
    state = models.CharField(max_length=100, unique=True)
    sealed_verifier = models.TextField()
    grant = models.ForeignKey(Grant, null=True, on_delete=models.CASCADE)
    organisations = models.JSONField(default=list)
    replaces = models.ForeignKey(Connection, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "pending_consent"


def connections(workspace_id: UUID) -> list[Connection]:
    return list(Connection.objects.select_related("grant").filter(workspace_id=workspace_id).order_by("connected_at"))


def connection(workspace_id: UUID, connection_id: UUID) -> Connection:
    """Raises Connection.DoesNotExist."""
    return Connection.objects.select_related("grant").get(workspace_id=workspace_id, id=connection_id)


def find_connection(workspace_id: UUID, *, provider: str, organisation_id: str) -> Connection | None:
    return Connection.objects.filter(workspace_id=workspace_id, provider=provider, organisation_id=organisation_id).first()


def records_ledger(workspace_id: UUID) -> Connection | None:
    """A disconnected one stays it until another takes its place; nothing is written to it or read from it meanwhile."""
    return Connection.objects.filter(workspace_id=workspace_id, is_records_ledger=True).first()


def save_connection(workspace_id: UUID, *, grant_id: UUID, provider: str, organisation: dict[str, str]) -> Connection:
    """Connects or reconnects an organisation; links and mirror of an earlier connection to it are kept with its row."""
    made, _ = Connection.objects.update_or_create(
        workspace_id=workspace_id,
        provider=provider,
        organisation_id=organisation["id"],
        defaults={
            "grant_id": grant_id,
            "organisation_name": organisation["name"],
            "country": organisation.get("country", ""),
            "currency": organisation.get("currency", ""),
            "short_code": organisation.get("short_code", ""),
            "status": ConnectionStatus.ACTIVE,
            "trouble": "",
            "failures": 0,
            "retry_at": None,
            "connected_at": timezone.now(),
        },
    )
    holder = Connection.objects.filter(workspace_id=workspace_id, is_records_ledger=True)
    if not holder.exclude(status=ConnectionStatus.DISCONNECTED).exists():
        use_for_records(workspace_id, made.id)
        made.is_records_ledger = True
    return made


def use_for_records(workspace_id: UUID, connection_id: UUID) -> None:
    Connection.objects.filter(workspace_id=workspace_id, is_records_ledger=True).update(is_records_ledger=False)
    Connection.objects.filter(workspace_id=workspace_id, id=connection_id).update(is_records_ledger=True)


def update_connection(workspace_id: UUID, connection_id: UUID, **values: object) -> None:
    Connection.objects.filter(workspace_id=workspace_id, id=connection_id).update(**values)


def matching_of(workspace_id: UUID, connection_id: UUID) -> dict[str, object]:
    """What was set for the matching in this ledger, empty for nothing."""
    rows = Connection.objects.filter(workspace_id=workspace_id, id=connection_id)
    held: dict[str, object] = (rows.values_list("settings", flat=True).first() or {}).get("matching", {})
    return held


def set_matching(workspace_id: UUID, connection_id: UUID, *, matching: dict[str, object]) -> None:
    """Inside the caller's transaction."""
    row = Connection.objects.select_for_update().only("settings").get(workspace_id=workspace_id, id=connection_id)
    Connection.objects.filter(workspace_id=workspace_id, id=connection_id).update(settings={**row.settings, "matching": matching})


def keep_reading(workspace_id: UUID, connection_id: UUID, *, kind: str, watermark: str, complete: bool) -> None:
    """How far the reading of a kind has come; others may be reading other kinds, so only this one is changed. Inside the caller's
    transaction."""
    row = Connection.objects.select_for_update().only("watermarks", "read_at").get(workspace_id=workspace_id, id=connection_id)
    now = timezone.now()
    if watermark:
        row.watermarks[kind] = watermark
    if complete:
        row.read_at[kind] = now.isoformat()
    rows = Connection.objects.filter(workspace_id=workspace_id, id=connection_id)
    rows.update(watermarks=row.watermarks, read_at=row.read_at, last_call_at=now)


def claim(workspace_id: UUID, connection_id: UUID, *, column: str, since: datetime) -> bool:
    """True for the one worker that may begin what is due: `column` (`polled_at`, `swept_at`) is still older than `since`."""
    due = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lt": since})
    rows = Connection.objects.filter(due, workspace_id=workspace_id, id=connection_id, status=ConnectionStatus.ACTIVE)
    return rows.update(**{column: timezone.now()}) == 1


def connections_to(provider: str, organisation_id: str) -> list[Connection]:
    """All workspaces: a webhook names nothing but the organisation, and each workspace that has it is told."""
    rows = Connection.objects.filter(provider=provider, organisation_id=organisation_id, status=ConnectionStatus.ACTIVE)
    return list(rows.order_by("connected_at"))


def connections_of_grant(workspace_id: UUID, grant_id: UUID) -> list[Connection]:
    return list(Connection.objects.filter(workspace_id=workspace_id, grant_id=grant_id))


def need_reconnecting(workspace_id: UUID, grant_id: UUID, *, trouble: str) -> list[Connection]:
    """Every connection behind a lost grant; links and mirror stay as they are."""
    rows = Connection.objects.filter(workspace_id=workspace_id, grant_id=grant_id, status=ConnectionStatus.ACTIVE)
    lost = list(rows)
    rows.update(status=ConnectionStatus.NEEDS_RECONNECTING, trouble=trouble)
    return lost


def take_sending(workspace_id: UUID, connection_id: UUID, *, holder: str, seconds: float) -> bool:
    """The lease of the one sender; it ends by itself when its holder dies, and the same holder takes it again at once."""
    now = timezone.now()
    free = Q(sending_until__isnull=True) | Q(sending_until__lt=now) | Q(sending_by=holder)
    rows = Connection.objects.filter(free, workspace_id=workspace_id, id=connection_id)
    return rows.update(sending_until=now + timedelta(seconds=seconds), sending_by=holder) == 1


def release_sending(workspace_id: UUID, connection_id: UUID, *, holder: str) -> None:
    rows = Connection.objects.filter(workspace_id=workspace_id, id=connection_id, sending_by=holder)
    rows.update(sending_until=None, sending_by="")


def release_all_leases(holder: str) -> None:
    """A worker that is known to be dead holds nothing any more."""
    Connection.objects.filter(sending_by=holder).update(sending_until=None, sending_by="")
    Grant.objects.filter(refreshing_by=holder).update(refreshing_until=None, refreshing_by="")


def begin_turn(workspace_id: UUID, connection_id: UUID) -> None:
    """From here on a new intent starts the next turn of the sender; a turn that is begun again skips a number, which harms
    nothing."""
    Connection.objects.filter(workspace_id=workspace_id, id=connection_id).update(send_turn=F("send_turn") + 1)


def next_turn(workspace_id: UUID, connection_id: UUID) -> int:
    return int(Connection.objects.filter(workspace_id=workspace_id, id=connection_id).values_list("send_turn", flat=True).get())


def active_connections() -> list[Connection]:
    """All workspaces: for the start of a worker, which goes on with whatever was left. Those that need reconnecting only because
    their grant could not be read are among them: perhaps it can be now."""
    unread = Q(status=ConnectionStatus.NEEDS_RECONNECTING, grant__status=GrantStatus.ACTIVE)
    return list(Connection.objects.filter(Q(status=ConnectionStatus.ACTIVE) | unread))


def begin_consent(workspace_id: UUID, consent: PendingConsent) -> None:
    """Keeps a consent that is about to be given, and drops those that nobody came back from."""
    PendingConsent.objects.filter(workspace_id=workspace_id, created_at__lt=timezone.now() - timedelta(days=1)).delete()
    consent.workspace_id = workspace_id
    consent.save(force_insert=True)


def consent_by_state(state: str) -> PendingConsent | None:
    """The one look-up without a workspace: the provider brings back nothing but the state, which names one."""
    since: datetime = timezone.now() - timedelta(hours=1)
    return PendingConsent.objects.filter(state=state, created_at__gt=since).first()


def consent(workspace_id: UUID, consent_id: UUID) -> PendingConsent | None:
    rows = PendingConsent.objects.select_related("replaces").filter(workspace_id=workspace_id, id=consent_id)
    return rows.first()


def keep_consent(workspace_id: UUID, consent_id: UUID, *, grant_id: UUID, organisations: list[dict[str, str]]) -> None:
    PendingConsent.objects.filter(workspace_id=workspace_id, id=consent_id).update(grant_id=grant_id, organisations=organisations)


def end_consent(workspace_id: UUID, consent_id: UUID) -> None:
    PendingConsent.objects.filter(workspace_id=workspace_id, id=consent_id).delete()
