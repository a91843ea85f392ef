"""Alerts: what a rule looks for is told once to its members and addresses, however many workers look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tieout.accounting.money import decimal_places, plain
from tieout.engine import alert_messages, overdue
from tieout.store import alert_news, alert_rules, balances, connections, database, workspaces
from tieout.store.alert_news import News
from tieout.store.alert_rules import AlertKind, AlertRule
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.workspaces import Workspace

# What was begun a moment ago may not be committed yet, and would fall between two looks; met again, it is known by its key.
OVERLAP = timedelta(minutes=10)
# What changes by the day and costs a look at the whole mirror is looked at so often only.
SELDOM = timedelta(minutes=15)
# How long a provider lets a grant live that nobody renews (docs of Xero, Intuit and Sage on refresh tokens). Ours are renewed
# whenever a ledger is read, so one that comes near its end has not been read for weeks.
UNUSED_DAYS = {"xero": 60, "quickbooks": 100, "sage": 31}


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("is no time zone: write one as Europe/London")
    return name


class Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunFailed(Terms):
    """Of these automations, or whatever runs."""

    automations: list[UUID] = Field(default=[], max_length=100)


class Raised(Terms):
    """With these causes, or any."""

    causes: list[str] = Field(default=[], max_length=100)


class Overdue(Terms):
    """More than `amount` is overdue in `currency`: of one contact, or of all together. Without a connection: at any ledger."""

    connection: UUID | None = None
    side: Literal["receivable", "payable"] = "receivable"
    amount: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)] = Decimal(0)
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    each_contact: bool = True


class Broken(Terms):
    pass


class Expiring(Terms):
    days: int = Field(default=14, ge=1, le=60)


class Digest(Terms):
    """Every day, or on a weekday (0 is Monday), at an hour of that time zone, "" for the workspace's."""

    every: Literal["day", "week"] = "day"
    weekday: int = Field(default=0, ge=0, le=6)
    hour: int = Field(default=8, ge=0, le=23)
    zone: Annotated[str, AfterValidator(_zone)] = ""


TERMS: dict[str, type[Terms]] = {
    AlertKind.RUN_FAILED: RunFailed,
    AlertKind.EXCEPTION: Raised,
    AlertKind.OVERDUE: Overdue,
    AlertKind.BROKEN: Broken,
    AlertKind.EXPIRING: Expiring,
    AlertKind.DIGEST: Digest,
}


@dataclass(frozen=True)
class _Seen:
    """What there is to tell; what `lasts` is there until it is over, and told once for all that time."""

    news: Sequence[News]
    lasts: bool = False


def terms_of(kind: str, settings: Mapping[str, object]) -> Terms:
    """Raises pydantic.ValidationError for settings that the kind does not have."""
    return TERMS[kind].model_validate(dict(settings))


def look_all(*, now: datetime | None = None) -> int:
    """Looks once for every rule of every workspace, and answers how many had something to tell. Safe to repeat, and for many at
    once: whoever comes second finds the cause told."""
    at = now or datetime.now(UTC)
    told = 0
    for workspace in workspaces.all_workspaces():
        told += sum(look(workspace, rule, now=at) for rule in alert_rules.rules(workspace.id, enabled_only=True))
        alert_messages.tell_unsent_mail(workspace.id)
    return told


def look(workspace: Workspace, rule: AlertRule, *, now: datetime) -> bool:
    """Whether there was something to tell. The cause, the messages and their start are kept together or not at all."""
    if rule.looked_at is not None and rule.kind in (AlertKind.OVERDUE, AlertKind.EXPIRING) and now - rule.looked_at < SELDOM:
        return False
    with database.atomic():
        database.one_at_a_time(f"alert:{rule.id}")
        present = alert_rules.rule(workspace.id, rule.id)
        if present is None or not present.enabled:
            return False
        seen = _seen(workspace, present, now=now)
        alert_rules.looked(workspace.id, rule.id, at=now)
        fresh = alert_rules.new_causes(workspace.id, rule.id, keys=[one.key for one in seen.news], lasts=seen.lasts)
        lines = [line for one in seen.news if one.key in fresh for line in one.line.split("\n")]
        if lines:
            alert_messages.write(workspace, present, lines=lines)
    return bool(lines)


def _seen(workspace: Workspace, rule: AlertRule, *, now: datetime) -> _Seen:
    workspace_id, today = workspace.id, now.astimezone(overdue.zone_of(workspace)).date()
    terms = terms_of(rule.kind, rule.settings)
    since = rule.from_at if rule.looked_at is None else max(rule.from_at, rule.looked_at - OVERLAP)
    if isinstance(terms, RunFailed):
        return _Seen(alert_news.failed_runs(workspace_id, since=since, automation_ids=terms.automations))
    if isinstance(terms, Raised):
        return _Seen(alert_news.exceptions_opened(workspace_id, since=since, causes=terms.causes))
    if isinstance(terms, Overdue):
        return _Seen(_overdue(workspace_id, terms, today=today), lasts=True)
    if isinstance(terms, Broken):
        return _Seen(_broken(workspace_id), lasts=True)
    if isinstance(terms, Expiring):
        return _Seen(_expiring(workspace_id, terms, now=now), lasts=True)
    assert isinstance(terms, Digest)
    return _Seen(_digest(workspace, rule, terms=terms, now=now))


def _overdue(workspace_id: UUID, terms: Overdue, *, today: date) -> list[News]:
    found: list[News] = []
    for connection in connections.connections(workspace_id):
        if terms.connection not in (None, connection.id) or connection.status == ConnectionStatus.DISCONNECTED:
            continue
        late = balances.overdue(workspace_id, connection.id, payable=terms.side == "payable", on=today)
        own = [one for one in late if (one.currency or connection.currency) == terms.currency]
        whose = "to" if terms.side == "payable" else "from"
        if not terms.each_contact:
            total = sum((one.amount for one in own), Decimal(0))
            if total > terms.amount:
                many = sum(one.documents for one in own)
                line = f"{connection.organisation_name}: {_amount(total, terms.currency)} overdue on {_documents(many)}"
                found.append(News(f"{connection.id}:{terms.currency}", line))
            continue
        for one in own:
            if one.amount > terms.amount:
                line = f"{_amount(one.amount, terms.currency)} overdue {whose} {one.name or one.contact_id or 'nobody named'}"
                line = f"{connection.organisation_name}: {line} on {_documents(one.documents)}"
                found.append(News(f"{connection.id}:{terms.currency}:{one.contact_id}", line))
    return found


def _amount(amount: Decimal, currency: str) -> str:
    """With the digits of the currency, and more only where there are some."""
    return f"{plain(amount.normalize(), places=decimal_places(currency))} {currency}"


def _documents(count: int) -> str:
    return "one document" if count == 1 else f"{count} documents"


def _broken(workspace_id: UUID) -> list[News]:
    rows = connections.connections(workspace_id)
    lost = [one for one in rows if one.status == ConnectionStatus.NEEDS_RECONNECTING]
    return [News(str(one.id), f"{one.organisation_name} must be connected again. {one.trouble}".strip()) for one in lost]


def _expiring(workspace_id: UUID, terms: Expiring, *, now: datetime) -> list[News]:
    rows = [one for one in connections.connections(workspace_id) if one.status == ConnectionStatus.ACTIVE]
    ends = {one.id: _ends_at(one) for one in rows}
    near = [one for one in rows if ends[one.id] - now < timedelta(days=terms.days)]
    said = "It has not been read for a long time: read it now, or connect it again."
    return [News(str(one.id), f"{one.organisation_name} will be lost on {ends[one.id]:%-d %B %Y}. {said}") for one in near]


def _ends_at(connection: Connection) -> datetime:
    """The access token is as old as the grant's last renewal, to the hour."""
    return connection.grant.expires_at + timedelta(days=UNUSED_DAYS.get(connection.provider, 30))


def _digest(workspace: Workspace, rule: AlertRule, *, terms: Digest, now: datetime) -> list[News]:
    """The latest that is due, unless the rule is younger than it."""
    local = now.astimezone(ZoneInfo(terms.zone) if terms.zone else overdue.zone_of(workspace))
    due = local.replace(hour=terms.hour, minute=0, second=0, microsecond=0)
    if terms.every == "week":
        due -= timedelta(days=(local.weekday() - terms.weekday) % 7)
    if due > local:
        due -= timedelta(days=7 if terms.every == "week" else 1)
    if due <= rule.from_at:
        return []
    since = due - timedelta(days=7 if terms.every == "week" else 1)
    # One key for all its lines: what is counted a moment later is not told as something more.
    lines = alert_news.counts(workspace.id, since=since.astimezone(UTC))
    return [News(f"digest:{due:%Y-%m-%d}", "\n".join(lines))]
