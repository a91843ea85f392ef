"""Secrets of steps: what calls and messages outside prove themselves with; made, changed, removed, and never shown again."""

import re
from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tieout.connectors import outside
from tieout.connectors.addresses import Closed, host_of
from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from tieout.engine import notifying
from tieout.store import alert_rules, audit, automations, database, step_secrets
from tieout.store.step_secrets import SEALED_PARTS, NewSecret, SecretKind, StepSecret
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["automations"], auth=may("read"))

SECRETS_MAX = 500
KindName = Literal["basic", "bearer", "header", "oauth", "address"]
# A field's name as RFC 9110 has it; a value without what would end its line.
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff]*")


class Secret(Schema):
    """`parts` are what of it is not secret: the user name, the header, the token address, the service of an address. `used_by` are
    the names of the automations and alerts that name it."""

    id: UUID
    name: str
    kind: KindName
    kind_label: str
    hosts: list[str]
    parts: dict[str, str]
    used_by: list[str]
    made_by: str
    made_at: datetime
    changed_at: datetime


class SecretPage(PageOut):
    items: list[Secret]


class SecretIn(Schema):
    """`hosts` are the only ones that it is sent to. By kind: `username` and `password`; `token`; `header` and `value`; `token_url`,
    `client_id`, `client_secret` and `scope`; `address`. When a secret is changed, what is sealed may be left empty to stay."""

    name: str = Field(min_length=1, max_length=100)
    kind: KindName
    hosts: list[str] = Field(default=[], max_length=20)
    username: str = Field(default="", max_length=500)
    password: str = Field(default="", max_length=2000)
    token: str = Field(default="", max_length=8000)
    header: str = Field(default="", max_length=100)
    value: str = Field(default="", max_length=8000)
    token_url: str = Field(default="", max_length=2000)
    client_id: str = Field(default="", max_length=500)
    client_secret: str = Field(default="", max_length=2000)
    scope: str = Field(default="", max_length=2000)
    address: str = Field(default="", max_length=4000)


@router.get("/step-secrets", response=SecretPage, operation_id="list_step_secrets")
def list_step_secrets(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> SecretPage:
    """All of the workspace by name, without what is secret of them."""
    page = whole([_shown(row) for row in step_secrets.secrets(workspace_id)], query)
    return SecretPage(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/step-secrets", response={201: Secret}, auth=may("edit_automations"), operation_id="create_step_secret")
def create_step_secret(request: Asked, workspace_id: WorkspaceId, *, body: SecretIn) -> Status[Secret]:
    """Seals a new one."""
    if len(step_secrets.secrets(workspace_id)) >= SECRETS_MAX:
        raise Refused(409, f"There are {SECRETS_MAX} secrets already.", remedy="Remove those that nothing uses.")
    new = _checked(body, sealed_needed=True)
    with database.atomic():
        try:
            row = step_secrets.make(workspace_id, new, by=actor_of(request))
        except ValueError as wrong:
            raise Refused(409, str(wrong), remedy="Write another name.", fields={"name": str(wrong)}) from None
        _note(request, row, action="step_secret.created")
    return Status(201, _shown(row))


@router.put("/step-secrets/{secret_id}", response=Secret, auth=may("edit_automations"), operation_id="change_step_secret")
def change_step_secret(request: Asked, workspace_id: WorkspaceId, *, secret_id: UUID, body: SecretIn) -> Secret:
    """Changes it for all steps that use it. For other hosts, or another token address, what is sealed must be written again."""
    present = step_secrets.secret(workspace_id, secret_id)
    if present is None:
        raise not_found("This secret")
    if present.kind != body.kind:
        raise Refused(422, "The kind of a secret stays.", remedy="Make a new one.", fields={"kind": "Not changeable."})
    new = _checked(body, sealed_needed=False)
    with database.atomic():
        try:
            row = step_secrets.change(workspace_id, secret_id, new=new)
        except KeyError:
            raise not_found("This secret") from None
        except ValueError as wrong:
            raise Refused(409, str(wrong), remedy="Write it again, or keep the hosts.") from None
        _note(request, row, action="step_secret.changed")
    return _shown(row)


@router.delete("/step-secrets/{secret_id}", response={204: None}, auth=may("edit_automations"), operation_id="delete_step_secret")
def delete_step_secret(request: Asked, workspace_id: WorkspaceId, *, secret_id: UUID) -> Status[None]:
    """Removes one that no automation and no alert names."""
    row = step_secrets.secret(workspace_id, secret_id)
    if row is None:
        raise not_found("This secret")
    named = _users(workspace_id, secret_id)
    if named:
        raise Refused(409, f"{row.name} is used by {', '.join(named)}.", remedy="Choose another secret there first.")
    with database.atomic():
        step_secrets.remove(workspace_id, secret_id)
        _note(request, row, action="step_secret.removed")
    return Status(204, None)


def _checked(body: SecretIn, *, sealed_needed: bool) -> NewSecret:
    """Raises Refused with what is wrong, by field."""
    wrong: dict[str, str] = {}
    if sealed_needed:
        wrong.update({name: "Missing." for name in SEALED_PARTS[body.kind] if not getattr(body, name)})
    parts = {name: str(getattr(body, name)).strip() for name in SecretIn.model_fields if name not in ("name", "kind", "hosts")}
    wrong.update({name: "Has signs that cannot be sent." for name, value in parts.items() if not _VALUE.fullmatch(value)})
    hosts: list[str] = []
    for text in body.hosts:
        try:
            hosts.append(host_of(text.strip()))
        except Closed as closed:
            wrong["hosts"] = str(closed)
    if body.kind != "address" and not hosts:
        wrong.setdefault("hosts", "Name the hosts that it may be sent to.")
    if body.kind == "header" and (not _HEADER.fullmatch(parts["header"]) or parts["header"].lower() in outside.OWN_HEADERS):
        wrong["header"] = "This is no header that can be set."
    if body.kind == "oauth":
        wrong.update(_wrong_client(parts))
    if not wrong and body.kind == "address" and parts["address"]:
        parts["service"] = _service(parts["address"])
    if wrong:
        said = "; ".join(f"{name}: {message}" for name, message in wrong.items())
        raise Refused(422, f"This secret cannot be kept. {said}", remedy="Correct what is named.", fields=wrong)
    return NewSecret(name=body.name.strip(), kind=body.kind, hosts=tuple(hosts), parts=parts)


def _wrong_client(parts: dict[str, str]) -> dict[str, str]:
    wrong = {} if parts["client_id"] else {"client_id": "Missing."}
    try:
        outside.checked(parts["token_url"])
    except Rejected as refused:
        wrong["token_url"] = str(refused)
    return wrong


def _service(address: str) -> str:
    try:
        return notifying.service_of(address)
    except Rejected as refused:
        remedy = " ".join(one.remedy for one in refused.problems)
        raise Refused(422, str(refused), remedy=remedy, fields={"address": str(refused)}) from None
    except (Transient, OutcomeUnknown) as trouble:
        raise Refused(503, f"{trouble}.", remedy="Try again in a moment.") from None


def _users(workspace_id: UUID, secret_id: UUID) -> list[str]:
    told = [rule.name for rule in alert_rules.rules(workspace_id) if any(one.id == secret_id for one in rule.addresses.all())]
    return [*automations.names_with(workspace_id, str(secret_id)), *told]


def _shown(row: StepSecret) -> Secret:
    return Secret.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "kind": row.kind,
            "kind_label": SecretKind(row.kind).label,
            "hosts": row.hosts,
            "parts": row.parts,
            "used_by": _users(row.workspace_id, row.id),
            "made_by": row.made_by,
            "made_at": row.made_at,
            "changed_at": row.changed_at,
        }
    )


def _note(request: Asked, row: StepSecret, *, action: str) -> None:
    """Which secret, for which hosts; nothing of what it is."""
    note = audit.Note(
        actor=actor_of(request),
        action=action,
        subject_kind="step_secret",
        subject_id=str(row.id),
        text=row.name,
        details={"kind": row.kind, "hosts": row.hosts},
    )
    audit.add(row.workspace_id, [note])
