"""The Accounting pane of a collection: what its records are to the ledger, proposed, checked, tried on a record, and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import plain
from tieout.connectors.contract import Manifest
from tieout.engine import access, intents, linking, records
from tieout.engine.sights import entity_of
from tieout.engine.surface import NotPossible
from tieout.mapping.accounting_mapping import AccountingMapping, described, direction_of, parse_mapping
from tieout.mapping.apply import Entry, Refusal, apply
from tieout.mapping.checking import Code, Ground, MappingProblem, checked, missing
from tieout.mapping.entity_fields import CONTACT_FIELDS, DOCUMENT_FIELDS, ITEM_FIELDS, LINE_FIELDS, EntityField, values_of
from tieout.mapping.places import compared_kind
from tieout.mapping.problems import Problem
from tieout.mapping.proposed import Shape, proposed
from tieout.store import audit, collections, database, links, mirror
from tieout.store.collections import AccountingType, Collection, Field
from tieout.store.connections import Connection
from tieout.store.records import Record

FIELDS: Mapping[str, Sequence[EntityField]] = {
    AccountingType.CONTACTS: CONTACT_FIELDS,
    AccountingType.ITEMS: ITEM_FIELDS,
    AccountingType.INVOICES: DOCUMENT_FIELDS,
    AccountingType.BILLS: DOCUMENT_FIELDS,
}
_ENTITY_WORDS = {
    AccountingType.CONTACTS: "contact",
    AccountingType.ITEMS: "item",
    AccountingType.INVOICES: "document",
    AccountingType.BILLS: "document",
}
LINES_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a rule can name in the ledger, key and label; only what is offered now."""

    accounts: list[tuple[str, str]]
    tax_codes: list[tuple[str, str]]
    tracking: list[tuple[str, str, list[tuple[str, str]]]]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One field of a preview: where its value comes from and what would be sent, "" for nothing."""

    key: str
    label: str
    source: str
    value: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What one record would become; `lines` are a document's, column by column."""

    record: Record
    fields: list[Sent]
    lines: list[list[Sent]]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def ledger_of(workspace_id: UUID) -> Connection | None:
    """The ledger for which the pane speaks; the pane is shown only when there is one (X-21)."""
    return linking.records_ledger(workspace_id)


def hints(ledger: Connection, type_: str) -> dict[str, str]:
    """What the provider itself does with a field, by field: said before it is mapped."""
    manifest = access.connector(ledger.provider).manifest
    word = _ENTITY_WORDS.get(AccountingType(type_), "")
    said = {key.removeprefix(f"{word}."): text for key, text in manifest.loses.items() if word and key.startswith(f"{word}.")}
    for own, ours in (("phones", ("mobile", "direct_phone", "fax")), ("addresses", ("street", "delivery_street"))):
        said |= {name: said[own] for name in ours if own in said}
    if word == "contact" and manifest.customer_kind == EntityKind.CUSTOMER and "customer_account_numbers" in manifest.cannot:
        said["account_number"] = manifest.cannot["customer_account_numbers"]
    return said


def choices(ledger: Connection) -> Choices:
    kinds = [EntityKind.ACCOUNT.value, EntityKind.TAX_RATE.value, EntityKind.TRACKING_CATEGORY.value]
    rows = mirror.entities(ledger.workspace_id, ledger.id, kinds=kinds)
    found = [entity_of(row) for row in rows if not row.archived]
    accounts = [one for one in found if isinstance(one, Account) and one.is_active and one.key]
    rates = [one for one in found if isinstance(one, TaxRate) and one.is_active]
    tracking = [one for one in found if isinstance(one, TrackingCategory) and one.is_active]
    return Choices(
        accounts=sorted((one.key, f"{one.code} {one.name}".strip()) for one in accounts),
        tax_codes=sorted((one.key, f"{one.name} ({plain(one.rate.normalize(), places=0)} %)") for one in rates),
        tracking=[(one.id, one.name, list(one.options)) for one in tracking],
    )


def propose(workspace_id: UUID, collection: Collection, *, type_: str) -> dict[str, object]:
    """A mapping made of the names and types of the fields, for a person to look at."""
    ledger = _ledger(workspace_id)
    types = {one.key: one.accounting_type for one in collections.collections(workspace_id)}
    shapes = [_shape(field) for field in collection.fields.all() if field.archived_at is None]
    return proposed(type_, shapes, accounting_types=types, currency=ledger.currency)


def check(workspace_id: UUID, collection: Collection, *, mapping: Mapping[str, object]) -> list[MappingProblem]:
    """Everything that is wrong with a mapping, field by field, with the ledger's own rules."""
    parsed = _parsed(collection, mapping)
    return parsed if isinstance(parsed, list) else checked(parsed, _ground(workspace_id, collection))


def preview(workspace_id: UUID, record: Record, *, mapping: Mapping[str, object]) -> Preview:
    """What would be sent of this record; nothing is sent. Raises NotPossible for a mapping that is not whole."""
    parsed = _parsed(record.collection, mapping)
    if isinstance(parsed, list):
        raise NotPossible(" ".join(f"{one.message} {one.remedy}" for one in parsed[:3]))
    kind = intents.kind_of(parsed, access.connector(_ledger(workspace_id).provider).manifest)
    found = apply(parsed, records.scope(record), key=record.key, contact_kind=kind)
    entity = found.entity if isinstance(found, Entry) else None
    values = _document_values(entity) if isinstance(entity, Document) else {}
    values = values_of(entity) if isinstance(entity, Contact | Item) else values
    fields = [
        Sent(
            key=one.key,
            label=one.label,
            source=described(getattr(parsed, one.key)),
            value=values.get(one.key, ""),
            direction=direction_of(parsed, one.key),
        )
        for one in FIELDS[AccountingType(parsed.type)]
        if getattr(parsed, one.key) is not None
    ]
    lines = _line_values(parsed, entity) if isinstance(entity, Document) else []
    problems = found.problems if isinstance(found, Refusal) else ()
    return Preview(record=record, fields=fields, lines=lines, problems=problems, warnings=found.warnings)


def save(workspace_id: UUID, collection: Collection, *, mapping: Mapping[str, object] | None, confirmed: bool, actor: str) -> None:
    """Keeps the type and the mapping (None: not linked). A change of type of linked records is to be confirmed, because their links
    do not resolve any more. Raises NotPossible."""
    if collection.system:
        raise NotPossible(f"{collection.name} comes from the ledger and cannot be linked to it.")
    type_ = AccountingType.NONE if mapping is None else AccountingType(str(mapping.get("type")))
    kept: dict[str, object] = {}
    if mapping is not None:
        parsed = _parsed(collection, mapping)
        wrong = parsed if isinstance(parsed, list) else checked(parsed, _ground(workspace_id, collection))
        stopping = [one for one in wrong if one.severity == "error"]
        if isinstance(parsed, list) or stopping:
            raise NotPossible(" ".join(f"{one.message} {one.remedy}".strip() for one in stopping[:4]))
        kept = parsed.model_dump(mode="json")
    if type_ != collection.accounting_type and not confirmed and (said := dropped(collection)):
        raise NotPossible(f"{said} Confirm the change of the type.")
    with database.atomic():
        collections.set_accounting(workspace_id, key=collection.key, accounting_type=type_, mapping=kept)
        note = audit.Note(
            actor=actor,
            action="collection.accounting_changed",
            subject_kind="collection",
            subject_id=str(collection.id),
            text=f"{collection.name}: {AccountingType(type_).label}",
            details={"before": collection.accounting_type, "after": type_.value, "fields": sorted(kept)},
        )
        audit.add(workspace_id, [note])


def dropped(collection: Collection) -> str:
    """What a change of the type drops, in words; "" where there is nothing."""
    said: list[str] = []
    if collection.mapping:
        said.append("The synced fields of the old type are dropped.")
    if count := links.links_of_collection(collection.workspace_id, collection.id):
        records_ = "1 record is" if count == 1 else f"{count} records are"
        said.append(f"{records_} linked: the links are kept, but do not count while the collection is of another type.")
    return " ".join(said)


def _ledger(workspace_id: UUID) -> Connection:
    found = ledger_of(workspace_id)
    if found is None:
        raise NotPossible("No ledger is connected. Connect one under Settings, Integrations, then try again.")
    return found


def _parsed(collection: Collection, mapping: Mapping[str, object]) -> AccountingMapping | list[MappingProblem]:
    """With the types of the fields as they are now."""
    try:
        return parse_mapping({**mapping, "field_types": _types(collection)})
    except ValidationError as error:
        return missing(error)


def _types(collection: Collection) -> dict[str, str]:
    types: dict[str, str] = {}
    for field in collection.fields.all():
        if field.type == "line_items":
            types |= {key: type_ for key, type_ in _columns(field).items() if key not in types}
    # A column that is called as a field is of the field's type: conditions know one type for a name.
    return types | {field.key: compared_kind(field.type, field.options) for field in collection.fields.all()}


def _columns(field: Field) -> dict[str, str]:
    listed = field.options.get("columns", [])
    return {str(one["key"]): str(one.get("type", "text")) for one in listed if isinstance(one, dict) and "key" in one}


def _ground(workspace_id: UUID, collection: Collection) -> Ground:
    ledger, fields = ledger_of(workspace_id), [one for one in collection.fields.all() if one.archived_at is None]
    types = {one.key: one.accounting_type for one in collections.collections(workspace_id)}
    columns = {one.key: _columns(one) for one in fields if one.type == "line_items"}
    own = {one.key: one.type for one in fields}
    required = {one.key: one.name for one in fields if one.required and one.default is None}
    if ledger is None:
        return Ground(name=collection.name, types=own, columns=columns, required=required, accounting_types=types)
    rows = mirror.entities(workspace_id, ledger.id, kinds=[EntityKind.ACCOUNT.value, EntityKind.TAX_RATE.value])
    accounts: dict[str, Code] = {}
    tax_codes: dict[str, Code] = {}
    for row in rows:
        one = entity_of(row)
        if isinstance(one, Account):
            accounts[one.key] = Code(name=one.name, active=one.is_active and not row.archived)
        elif isinstance(one, TaxRate):
            tax_codes[one.key] = Code(name=one.name, active=one.is_active and not row.archived)
    manifest: Manifest = access.connector(ledger.provider).manifest
    return Ground(
        name=collection.name,
        types=own,
        columns=columns,
        required=required,
        accounting_types=types,
        ledger=ledger.organisation_name,
        accounts=accounts,
        tax_codes=tax_codes,
        lines_need_items=manifest.lines_need_items,
        cannot=manifest.cannot,
    )


def _shape(field: Field) -> Shape:
    listed = field.options.get("columns", [])
    columns = tuple(
        Shape(
            key=str(one["key"]),
            name=str(one.get("name", one["key"])),
            type=str(one.get("type", "text")),
            collection=str(one.get("collection", "")),
        )
        for one in listed
        if isinstance(one, dict) and "key" in one
    )
    related = str(field.options.get("collection", ""))
    return Shape(key=field.key, name=field.name, type=field.type, collection=related, columns=columns)


def _document_values(document: Document) -> dict[str, str]:
    return {
        "number": document.number,
        "contact": _named(document.contact),
        "issued_on": document.issued_on.isoformat(),
        "currency": document.currency,
        "reference": document.reference,
        "document": document.kind.value,
    }


def _line_values(mapping: AccountingMapping, document: Document) -> list[list[Sent]]:
    rules = getattr(mapping, "lines", None)
    return [
        [
            Sent(
                key=one.key,
                label=one.label,
                source=described(getattr(rules, one.key)),
                value=values[one.key],
                direction="to_ledger",
            )
            for one in LINE_FIELDS
            if getattr(rules, one.key) is not None
        ]
        for values in (
            {
                "item": _named(line.item),
                "description": line.description,
                "quantity": plain(line.quantity, places=0),
                "unit_price": plain(line.unit_price, places=2),
                "account": line.account,
                "tax_code": line.tax_code,
            }
            for line in document.lines[:LINES_SHOWN]
        )
    ]


def _named(text: str) -> str:
    """The key of the record that a placeholder stands for."""
    return text.rpartition("/")[2]
