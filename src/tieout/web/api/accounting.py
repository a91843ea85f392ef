"""What a collection is to the ledger: its type, its mapping, and what a record would become with it."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from ninja import Router, Schema

from tieout.engine import accounting_pane
from tieout.engine.accounting_pane import FIELDS, Preview, Sent
from tieout.mapping.checking import MappingProblem
from tieout.mapping.entity_fields import LINE_FIELDS
from tieout.mapping.problems import Problem
from tieout.store import links, records
from tieout.store.collections import Collection, collections
from tieout.store.connections import Connection
from tieout.web.api.collections import collection_of
from tieout.web.api.values import JsonObject, ProviderName, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import not_found
from tieout.web.providers import NAMES

router = Router(tags=["accounting"], auth=may("read"))

TypeName = Literal["none", "contacts", "items", "invoices", "bills"]
LinkedTypeName = Literal["contacts", "items", "invoices", "bills"]
DirectionName = Literal["to_ledger", "from_ledger", "both", "none"]


class LedgerBrief(Schema):
    id: UUID
    provider: ProviderName
    provider_name: str
    organisation_name: str
    currency: str
    status: str


class EntityFieldOut(Schema):
    """`kind` is what its values are; `hint` is what the provider does with it, said beforehand; `ways` are the directions."""

    key: str
    label: str
    group: str
    kind: Literal["text", "amount", "account", "tax_code", "terms", "date", "relation"]
    required: bool
    hint: str
    ways: list[DirectionName]


class Choice(Schema):
    key: str
    label: str


class TrackingChoice(Choice):
    options: list[Choice]


class MappingProblemOut(Schema):
    """`field` is the entity's field, `lines.quantity` one of a line; a warning does not stop the mapping from being kept."""

    field: str
    message: str
    remedy: str
    severity: Literal["error", "warning"]


class SourceColumn(Schema):
    """`related` is the accounting type of the collection that a relation leads to."""

    key: str
    name: str
    type: str
    choices: list[str]
    collection: str
    related: str


class SourceField(SourceColumn):
    columns: list[SourceColumn]


class AccountingPane(Schema):
    """`ledger` is null where none is connected: then there is no pane (X-21). `drops` says what a change of the type drops."""

    type: TypeName
    mapping: JsonObject | None
    ledger: LedgerBrief | None
    fields: list[SourceField]
    entity_fields: dict[str, list[EntityFieldOut]]
    line_fields: list[EntityFieldOut]
    accounts: list[Choice]
    tax_codes: list[Choice]
    tracking: list[TrackingChoice]
    problems: list[MappingProblemOut]
    drops: str
    linked_count: int


class AccountingChange(Schema):
    """`mapping` is null for a collection that is not linked; `confirmed` once the user agreed to what is dropped."""

    mapping: JsonObject | None
    confirmed: bool = False


class MappingIn(Schema):
    mapping: JsonObject


class ProposeIn(Schema):
    type: LinkedTypeName


class ProposedOut(Schema):
    mapping: JsonObject
    problems: list[MappingProblemOut]


class PreviewIn(MappingIn):
    record_id: UUID | None = None


class SentOut(Schema):
    """One field: where its value comes from, and what would be sent."""

    key: str
    label: str
    source: str
    value: str
    direction: DirectionName


class Said(Schema):
    cause: str
    message: str
    remedy: str
    field: str
    rows: list[int]


class PreviewOut(Schema):
    """Nothing is sent. `lines` are those of a document; `record_key` is empty where the collection has no record."""

    record_id: UUID | None
    record_key: str
    record_title: str
    fields: list[SentOut]
    lines: list[list[SentOut]]
    problems: list[Said]
    warnings: list[Said]
    mapping_problems: list[MappingProblemOut]


@router.get("/collections/{key}/accounting", response=AccountingPane, operation_id="get_accounting")
def get_accounting(request: Asked, workspace_id: WorkspaceId, *, key: str) -> AccountingPane:
    """What a collection is to the ledger, and how its fields are mapped."""
    collection = collection_of(workspace_id, key)
    ledger = accounting_pane.ledger_of(workspace_id)
    offered = accounting_pane.choices(ledger) if ledger else accounting_pane.Choices(accounts=[], tax_codes=[], tracking=[])
    mapping = {name: value for name, value in collection.mapping.items() if name != "field_types"} or None
    problems = accounting_pane.check(workspace_id, collection, mapping=mapping) if mapping and ledger else []
    return AccountingPane.model_validate(
        {
            "type": collection.accounting_type,
            "mapping": mapping,
            "ledger": ledger_brief(ledger) if ledger else None,
            "fields": _sources(workspace_id, collection),
            "entity_fields": {type_: _fields(type_, ledger) for type_ in FIELDS},
            "line_fields": _line_fields(),
            "accounts": [{"key": one, "label": label} for one, label in offered.accounts],
            "tax_codes": [{"key": one, "label": label} for one, label in offered.tax_codes],
            "tracking": [
                {"key": one, "label": label, "options": [{"key": option, "label": name} for option, name in options]}
                for one, label, options in offered.tracking
            ],
            "problems": [_problem(one) for one in problems],
            "drops": accounting_pane.dropped(collection),
            "linked_count": links.links_of_collection(workspace_id, collection.id),
        }
    )


@router.put(
    "/collections/{key}/accounting", response=AccountingPane, auth=may("edit_collections"), operation_id="change_accounting"
)
def change_accounting(request: Asked, workspace_id: WorkspaceId, *, key: str, body: AccountingChange) -> AccountingPane:
    """Changes what a collection is to the ledger, and its mapping."""
    collection = collection_of(workspace_id, key)
    accounting_pane.save(workspace_id, collection, mapping=body.mapping, confirmed=body.confirmed, actor=actor_of(request))
    return get_accounting(request, workspace_id, key=key)


@router.post(
    "/collections/{key}/accounting/propose", response=ProposedOut, auth=may("edit_collections"), operation_id="propose_accounting"
)
def propose_accounting(request: Asked, workspace_id: WorkspaceId, *, key: str, body: ProposeIn) -> ProposedOut:
    """A mapping made of the names and types of the fields; nothing is kept."""
    collection = collection_of(workspace_id, key)
    mapping = accounting_pane.propose(workspace_id, collection, type_=body.type)
    problems = accounting_pane.check(workspace_id, collection, mapping=mapping)
    return ProposedOut.model_validate({"mapping": mapping, "problems": [_problem(one) for one in problems]})


@router.post("/collections/{key}/accounting/preview", response=PreviewOut, operation_id="preview_accounting")
def preview_accounting(request: Asked, workspace_id: WorkspaceId, *, key: str, body: PreviewIn) -> PreviewOut:
    """What a record would become with this mapping, and what is wrong with the mapping; without a record the newest is taken."""
    collection = collection_of(workspace_id, key)
    wrong = accounting_pane.check(workspace_id, collection, mapping=body.mapping)
    record = _chosen(workspace_id, key, record_id=body.record_id)
    whole = record is not None and not any("needed" in one.message or "cannot be read" in one.message for one in wrong)
    shown = accounting_pane.preview(workspace_id, record, mapping=body.mapping) if record is not None and whole else None
    return _preview(record, shown, wrong=wrong)


def _chosen(workspace_id: UUID, key: str, *, record_id: UUID | None) -> records.Record | None:
    if record_id is None:
        return records.newest_record(workspace_id, key)
    row = records.record_by_id(workspace_id, record_id)
    if row is None or row.collection.key != key:
        raise not_found("This record")
    return row


def _preview(record: records.Record | None, shown: Preview | None, *, wrong: list[MappingProblem]) -> PreviewOut:
    return PreviewOut.model_validate(
        {
            "record_id": record.id if record else None,
            "record_key": record.key if record else "",
            "record_title": (record.title or record.key) if record else "",
            "fields": [_sent(one) for one in shown.fields] if shown else [],
            "lines": [[_sent(one) for one in line] for line in shown.lines] if shown else [],
            "problems": [_said(one) for one in shown.problems] if shown else [],
            "warnings": [_said(one) for one in shown.warnings] if shown else [],
            "mapping_problems": [_problem(one) for one in wrong],
        }
    )


def _sent(one: Sent) -> dict[str, object]:
    return {"key": one.key, "label": one.label, "source": one.source, "value": one.value, "direction": one.direction}


def _said(one: Problem) -> dict[str, object]:
    return {"cause": one.cause, "message": one.message, "remedy": one.remedy, "field": one.field, "rows": list(one.rows)}


def _problem(one: MappingProblem) -> dict[str, object]:
    return {"field": one.field, "message": one.message, "remedy": one.remedy, "severity": one.severity}


def _sources(workspace_id: UUID, collection: Collection) -> list[dict[str, object]]:
    """What rules can read: the fields that are not archived, and the columns of line items."""
    types = {one.key: one.accounting_type for one in collections(workspace_id)}

    def said(key: str, name: str, *, type_: str, options: Mapping[str, object]) -> dict[str, object]:
        listed = options.get("choices", [])
        related = str(options.get("collection", ""))
        return {
            "key": key,
            "name": name,
            "type": type_,
            "choices": [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else [],
            "collection": related,
            "related": types.get(related, ""),
        }

    found: list[dict[str, object]] = []
    for field in collection.fields.all():
        if field.archived_at is None:
            columns = [one for one in field.options.get("columns", []) if isinstance(one, dict) and "key" in one]
            own = [
                said(str(one["key"]), str(one.get("name", one["key"])), type_=str(one.get("type", "text")), options=one)
                for one in columns
            ]
            found.append({**said(field.key, field.name, type_=field.type, options=field.options), "columns": own})
    return found


def _fields(type_: str, ledger: Connection | None) -> list[dict[str, object]]:
    hints = accounting_pane.hints(ledger, type_) if ledger else {}
    both = ["to_ledger", "from_ledger", "both", "none"] if type_ in ("contacts", "items") else ["to_ledger"]
    return [
        {
            "key": one.key,
            "label": one.label,
            "group": one.group,
            "kind": one.kind,
            "required": one.required,
            "hint": hints.get(one.key, ""),
            "ways": ["to_ledger", "both"] if one.required and len(both) > 1 else both,
        }
        for one in FIELDS[type_]
    ]


def _line_fields() -> list[dict[str, object]]:
    return [
        {
            "key": one.key,
            "label": one.label,
            "group": "",
            "kind": one.kind,
            "required": one.required,
            "hint": "",
            "ways": ["to_ledger"],
        }
        for one in LINE_FIELDS
    ]


def ledger_brief(ledger: Connection) -> dict[str, object]:
    return {
        "id": ledger.id,
        "provider": ledger.provider,
        "provider_name": NAMES.get(ledger.provider, ledger.provider),
        "organisation_name": ledger.organisation_name,
        "currency": ledger.currency,
        "status": ledger.status,
    }
