"""Alerts by rule: made, changed, removed, tested; and the messages that were sent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field, ValidationError

from tieout.automations.exception_causes import GROUPS, spoken
from tieout.engine import alert_messages, alerts
from tieout.store import alert_rules, audit, automations, connections, database, step_secrets, workspaces
from tieout.store.alert_rules import AlertKind, AlertMessage, AlertRule, RuleValues
from tieout.store.step_secrets import SecretKind
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import JsonObject, PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["alerts"], auth=may("read"))

RULES_MAX = 200
KindName = Literal["run_failed", "exception", "overdue", "broken", "expiring", "digest"]
StateName = Literal["waiting", "sending", "sent", "failed", "unknown"]


class Receiver(Schema):
    id: UUID
    name: str


class Alert(Schema):
    """`settings` are by kind, as list_alert_kinds describes them; `told_at` is when it last told something."""

    id: UUID
    name: str
    kind: KindName
    kind_label: str
    settings: JsonObject
    enabled: bool
    members: list[Receiver]
    addresses: list[Receiver]
    told_at: datetime | None
    made_by: str
    made_at: datetime


class AlertPage(PageOut):
    items: list[Alert]


class AlertIn(Schema):
    """`members` get an e-mail, `addresses` (secrets of the kind address) a notification."""

    name: str = Field(min_length=1, max_length=100)
    kind: KindName
    settings: JsonObject = {}
    enabled: bool = True
    members: list[UUID] = Field(default=[], max_length=100)
    addresses: list[UUID] = Field(default=[], max_length=20)


class AlertCauses(Schema):
    """Causes of exceptions that have something in common, each with its words."""

    group: str
    causes: dict[str, str]


class AlertKindOut(Schema):
    """`settings_schema` is a JSON Schema; `causes` are those that a rule about exceptions can name."""

    kind: KindName
    label: str
    settings_schema: JsonObject
    causes: list[AlertCauses]


class AlertKindPage(PageOut):
    items: list[AlertKindOut]


class Message(Schema):
    """`unknown`: it was being sent when Tieout stopped, or no answer came; it is not sent again."""

    id: UUID
    receiver: str
    subject: str
    text: str
    is_test: bool
    state: StateName
    error: str
    made_at: datetime
    ended_at: datetime | None


class MessagePage(PageOut):
    items: list[Message]


@router.get("/alert-kinds", response=AlertKindPage, operation_id="list_alert_kinds")
def list_alert_kinds(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> AlertKindPage:
    """What a rule can look for, and its settings."""
    groups = [AlertCauses(group=name, causes={one: spoken(one) for one in causes}) for name, causes in GROUPS.items()]
    kinds = [
        AlertKindOut.model_validate(
            {
                "kind": kind.value,
                "label": kind.label,
                "settings_schema": alerts.TERMS[kind].model_json_schema(),
                "causes": groups if kind == AlertKind.EXCEPTION else [],
            }
        )
        for kind in AlertKind
    ]
    page = whole(kinds, query)
    return AlertKindPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.get("/alerts", response=AlertPage, operation_id="list_alerts")
def list_alerts(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> AlertPage:
    """All rules of the workspace by name."""
    told = alert_rules.last_told(workspace_id)
    page = whole([_shown(row, told.get(row.id)) for row in alert_rules.rules(workspace_id)], query)
    return AlertPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/alerts", response={201: Alert}, auth=may("edit_automations"), operation_id="create_alert")
def create_alert(request: Asked, workspace_id: WorkspaceId, *, body: AlertIn) -> Status[Alert]:
    """Makes a rule; it tells what happens from now on."""
    if len(alert_rules.rules(workspace_id)) >= RULES_MAX:
        raise Refused(409, f"There are {RULES_MAX} rules already.", remedy="Remove those that nobody needs.")
    return Status(201, _saved(request, workspace_id, rule_id=None, body=body))


@router.put("/alerts/{rule_id}", response=Alert, auth=may("edit_automations"), operation_id="change_alert")
def change_alert(request: Asked, workspace_id: WorkspaceId, *, rule_id: UUID, body: AlertIn) -> Alert:
    """Changes a rule as a whole."""
    _rule(workspace_id, rule_id)
    return _saved(request, workspace_id, rule_id=rule_id, body=body)


@router.delete("/alerts/{rule_id}", response={204: None}, auth=may("edit_automations"), operation_id="delete_alert")
def delete_alert(request: Asked, workspace_id: WorkspaceId, *, rule_id: UUID) -> Status[None]:
    """Removes a rule with its messages."""
    row = _rule(workspace_id, rule_id)
    with database.atomic():
        alert_rules.remove(workspace_id, rule_id)
        _note(request, row, action="alert.removed")
    return Status(204, None)


@router.post("/alerts/{rule_id}/test", response=MessagePage, auth=may("edit_automations"), operation_id="test_alert")
def test_alert(request: Asked, workspace_id: WorkspaceId, *, rule_id: UUID) -> MessagePage:
    """Sends a message to each receiver that says it is a test; how it ended stands in the messages of the rule."""
    row = _rule(workspace_id, rule_id)
    with database.atomic():
        said = [f"This is a test, which {actor_of(request)} asked for. Nothing has happened."]
        made = alert_messages.write(request.auth.workspace, row, lines=said, is_test=True)
    return MessagePage(items=[_message(one) for one in made], next_cursor=None, total=len(made))


@router.get("/alerts/{rule_id}/messages", response=MessagePage, operation_id="list_alert_messages")
def list_alert_messages(request: Asked, workspace_id: WorkspaceId, *, rule_id: UUID, query: Query[ListQuery]) -> MessagePage:
    """The newest hundred, newest first."""
    _rule(workspace_id, rule_id)
    page = whole([_message(row) for row in alert_rules.messages_of(workspace_id, rule_id)], query)
    return MessagePage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


def _rule(workspace_id: UUID, rule_id: UUID) -> AlertRule:
    row = alert_rules.rule(workspace_id, rule_id)
    if row is None:
        raise not_found("This rule")
    return row


def _saved(request: Asked, workspace_id: UUID, *, rule_id: UUID | None, body: AlertIn) -> Alert:
    wrong = _wrong_receivers(workspace_id, body)
    try:
        settings = alerts.terms_of(body.kind, body.settings).model_dump(mode="json")
    except ValidationError as error:
        settings = {}
        wrong.update({f"settings.{'.'.join(map(str, one['loc']))}": str(one["msg"]) for one in error.errors()})
    wrong.update(_wrong_names(workspace_id, settings))
    if wrong:
        said = "; ".join(f"{name}: {message}" for name, message in wrong.items())
        raise Refused(422, f"This rule cannot be kept. {said}", remedy="Correct what is named.", fields=wrong)
    values = RuleValues(
        name=body.name.strip(),
        kind=body.kind,
        settings=settings,
        enabled=body.enabled,
        members=body.members,
        addresses=body.addresses,
    )
    with database.atomic():
        try:
            row = alert_rules.save(workspace_id, values, rule_id=rule_id, by=actor_of(request))
        except ValueError as taken:
            raise Refused(409, str(taken), remedy="Write another name.", fields={"name": str(taken)}) from None
        _note(request, row, action="alert.created" if rule_id is None else "alert.changed")
    return _shown(_rule(workspace_id, row.id), alert_rules.last_told(workspace_id).get(row.id))


def _wrong_receivers(workspace_id: UUID, body: AlertIn) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not body.members and not body.addresses:
        wrong["members"] = "Choose who is told."
    if len(workspaces.members_by_ids(workspace_id, body.members)) != len(set(body.members)):
        wrong["members"] = "One of these is no member of the workspace."
    known = {row.id for row in step_secrets.secrets(workspace_id) if row.kind == SecretKind.ADDRESS}
    if not set(body.addresses) <= known:
        wrong["addresses"] = "One of these is no address for notifications."
    return wrong


def _wrong_names(workspace_id: UUID, settings: JsonObject) -> dict[str, str]:
    wrong: dict[str, str] = {}
    named = settings.get("automations")
    known = {str(row.id) for row in automations.automations(workspace_id)}
    if isinstance(named, list) and not {str(one) for one in named} <= known:
        wrong["settings.automations"] = "One of these is no automation of the workspace."
    connection = settings.get("connection")
    if connection is not None and str(connection) not in {str(row.id) for row in connections.connections(workspace_id)}:
        wrong["settings.connection"] = "This is no connection of the workspace."
    return wrong


def _shown(row: AlertRule, told_at: datetime | None) -> Alert:
    return Alert.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "kind": row.kind,
            "kind_label": AlertKind(row.kind).label,
            "settings": row.settings,
            "enabled": row.enabled,
            "members": [{"id": one.id, "name": str(getattr(one.user, "email", ""))} for one in row.members.all()],
            "addresses": [{"id": one.id, "name": one.name} for one in row.addresses.all()],
            "told_at": told_at,
            "made_by": row.made_by,
            "made_at": row.made_at,
        }
    )


def _message(row: AlertMessage) -> Message:
    return Message.model_validate(
        {
            name: getattr(row, name)
            for name in ("id", "receiver", "subject", "text", "is_test", "state", "error", "made_at", "ended_at")
        }
    )


def _note(request: Asked, row: AlertRule, *, action: str) -> None:
    note = audit.Note(
        actor=actor_of(request),
        action=action,
        subject_kind="alert",
        subject_id=str(row.id),
        text=row.name,
        details={"kind": row.kind, "enabled": row.enabled, "settings": row.settings},
    )
    audit.add(row.workspace_id, [note])
