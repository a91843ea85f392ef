"""What is wrong with an accounting mapping before it is used: what is missing, and what the ledger itself will not take."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ValidationError

from tieout.mapping import formula
from tieout.mapping.accounting_mapping import (
    AccountingMapping,
    BillsMapping,
    ContactsMapping,
    InvoicesMapping,
    ItemsMapping,
    Relation,
    direction_of,
)
from tieout.mapping.entity_fields import CONTACT_FIELDS, DOCUMENT_FIELDS, ITEM_FIELDS, LINE_FIELDS, EntityField
from tieout.mapping.rules import ChooseRule, FieldRule, FixedRule, FormulaRule, LookupRule, ValueRule, paths
from tieout.mapping.three_way import can_be_filled

# Types of field that the ledger cannot fill.
_OWN = frozenset({"formula", "line_items", "attachment", "person", "checkbox"})


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingProblem:
    """`field` is the entity's field, `lines.quantity` one of a line, "" the mapping as a whole; a warning stops nothing."""

    field: str
    message: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """An account or tax code of the ledger; `active` where it is offered."""

    name: str
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a mapping is checked against: the collection's fields and line columns by key to type, the accounting types of all
    collections, and what the ledger has and cannot do. `ledger` is its name; `required` are the fields, key to name, without which
    no record is made."""

    name: str
    types: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    required: Mapping[str, str] = field(default_factory=dict)
    accounting_types: Mapping[str, str] = field(default_factory=dict)
    ledger: str = ""
    accounts: Mapping[str, Code] = field(default_factory=dict)
    tax_codes: Mapping[str, Code] = field(default_factory=dict)
    lines_need_items: bool = False
    cannot: Mapping[str, str] = field(default_factory=dict)


def missing(error: ValidationError) -> list[MappingProblem]:
    """A mapping that is not whole, field by field."""
    labels = {one.key: one.label for one in (*CONTACT_FIELDS, *ITEM_FIELDS, *DOCUMENT_FIELDS)}
    labels |= {f"lines.{one.key}": one.label for one in LINE_FIELDS} | {"lines": "Line items"}
    found: dict[str, MappingProblem] = {}
    for wrong in error.errors():
        # The first part is the type of the mapping.
        place = [str(part) for part in wrong["loc"][1:]]
        name = ".".join(place[:2]) if place[:1] == ["lines"] else "".join(place[:1])
        label = labels.get(name, name.replace("_", " ").capitalize() or "The mapping")
        said = f"{label} is needed." if wrong["type"] == "missing" or wrong["input"] is None else f"{label} cannot be read."
        found.setdefault(name, MappingProblem(field=name, message=said, remedy="Choose what it is filled from."))
    return list(found.values())


def checked(mapping: AccountingMapping, ground: Ground) -> list[MappingProblem]:
    """Everything at once; nothing means that it can be used."""
    if isinstance(mapping, ContactsMapping | ItemsMapping):
        return [*_linked(mapping, ground)]
    return [*_document(mapping, ground)]


def _linked(mapping: ContactsMapping | ItemsMapping, ground: Ground) -> Iterator[MappingProblem]:
    fields = ITEM_FIELDS if isinstance(mapping, ItemsMapping) else CONTACT_FIELDS
    filled: dict[str, str] = {}
    for one in fields:
        rule: ValueRule | None = getattr(mapping, one.key)
        if rule is None:
            continue
        yield from _rule(rule, one, types=ground.types, ground=ground)
        direction = direction_of(mapping, one.key)
        if one.required and direction in ("from_ledger", "none"):
            message = f"{one.label} must go to the ledger: nothing can be created there without it."
            yield MappingProblem(field=one.key, message=message, remedy="Choose the direction to the ledger, or both.")
        if direction not in ("from_ledger", "both"):
            continue
        if not can_be_filled(rule):
            message = f"{one.label} cannot be filled from the ledger: it is not one field of the record."
            yield MappingProblem(field=one.key, message=message, remedy="Choose a field, or the direction to the ledger.")
        elif isinstance(rule, FieldRule | LookupRule):
            yield from _target(rule.path, one, ground=ground, filled=filled)
    if isinstance(mapping, ContactsMapping) and not (mapping.is_customer or mapping.is_supplier):
        yield MappingProblem(field="is_customer", message="The contacts are neither customers nor suppliers.", remedy="Tick one.")
    yield from _unfilled(mapping, ground)


def _unfilled(mapping: ContactsMapping | ItemsMapping, ground: Ground) -> Iterator[MappingProblem]:
    """What an import would leave empty though no record is made without it."""
    fields = ITEM_FIELDS if isinstance(mapping, ItemsMapping) else CONTACT_FIELDS
    word = "items" if isinstance(mapping, ItemsMapping) else "contacts"
    for key, name in ground.required.items():
        sources = [one for one in fields if _fills(getattr(mapping, one.key), key)]
        if not sources:
            said = f"{name} is required in {ground.name}, and no field of the ledger fills it: no {word} can be imported."
            remedy = "Fill it from one, give it a default, or make it optional under Fields."
            yield MappingProblem(field="", message=said, remedy=remedy, severity="warning")
        elif not any(one.required for one in sources):
            said = f"{name} is required in {ground.name}: {word} without it in {ground.ledger} cannot be imported."
            remedy = "Give it a default, or make it optional under Fields."
            yield MappingProblem(field=sources[0].key, message=said, remedy=remedy, severity="warning")


def _fills(rule: ValueRule | None, key: str) -> bool:
    return isinstance(rule, FieldRule | LookupRule) and rule.path == key


def _target(path: str, one: EntityField, *, ground: Ground, filled: dict[str, str]) -> Iterator[MappingProblem]:
    if ground.types.get(path) in _OWN or path == "key":
        message = f"{one.label} cannot be written into {path}, which is not filled by hand."
        yield MappingProblem(field=one.key, message=message, remedy="Choose another field, or the direction to the ledger.")
    if path in filled:
        message = f"{one.label} and {filled[path]} would both be written into {path}."
        yield MappingProblem(field=one.key, message=message, remedy="Give one of them another field or direction.")
    filled.setdefault(path, one.label)


def _document(mapping: InvoicesMapping | BillsMapping, ground: Ground) -> Iterator[MappingProblem]:
    for one in DOCUMENT_FIELDS:
        rule = getattr(mapping, one.key)
        if isinstance(rule, Relation):
            yield from _relation(rule, one, types=ground.types, ground=ground, wanted="contacts")
        elif rule is not None:
            yield from _rule(rule, one, types=ground.types, ground=ground)
    if ground.types.get(mapping.lines.path) != "line_items":
        message = f"{ground.name} has no line items {mapping.lines.path}."
        yield MappingProblem(field="lines", message=message, remedy="Choose the field that holds the line items.")
        return
    types = {**ground.columns.get(mapping.lines.path, {}), **{f"record.{key}": type_ for key, type_ in ground.types.items()}}
    for one in LINE_FIELDS:
        rule = getattr(mapping.lines, one.key)
        placed = EntityField(key=f"lines.{one.key}", label=one.label, kind=one.kind)
        if isinstance(rule, Relation):
            yield from _relation(rule, placed, types=types, ground=ground, wanted="items")
        elif rule is not None:
            yield from _rule(rule, placed, types=types, ground=ground)
    yield from _ledger_rules(mapping, ground)


def _ledger_rules(mapping: InvoicesMapping | BillsMapping, ground: Ground) -> Iterator[MappingProblem]:
    if ground.lines_need_items and isinstance(mapping, InvoicesMapping) and mapping.lines.item is None:
        message = f"{ground.ledger} takes no sales line without an item."
        yield MappingProblem(field="lines.item", message=message, remedy="Choose the column that names the product or service.")
    if mapping.lines.tax_code is None and mapping.tax_mode != "none":
        message = "No tax code is given for the lines."
        yield MappingProblem(field="lines.tax_code", message=message, remedy="Fill it from a field, a table or a fixed code.")
    if mapping.lines.account is None and mapping.lines.item is None:
        message = "Neither an item nor an account is given for the lines: the ledger cannot tell what was sold or bought."
        yield MappingProblem(field="lines.account", message=message, remedy="Choose one of the two.")
    if mapping.status == "draft" and "drafts" in ground.cannot:
        remedy = "The document counts in the books at once; hold it back by an approval instead."
        yield MappingProblem(field="status", message=ground.cannot["drafts"], remedy=remedy, severity="warning")


def _relation(
    rule: Relation, one: EntityField, *, types: Mapping[str, str], ground: Ground, wanted: str
) -> Iterator[MappingProblem]:
    if rule.path not in types:
        yield _no_field(one, rule.path, ground=ground)
    found = ground.accounting_types.get(rule.collection)
    if found != wanted:
        said = f"There is no collection {rule.collection}" if found is None else f"{rule.collection} holds no {wanted}"
        remedy = f"Set the accounting type of that collection to {wanted}, or choose another field."
        yield MappingProblem(field=one.key, message=f"{one.label}: {said}.", remedy=remedy)


def _rule(rule: ValueRule, one: EntityField, *, types: Mapping[str, str], ground: Ground) -> Iterator[MappingProblem]:
    if isinstance(rule, FormulaRule):
        wrong = formula.problem(rule.source, known=frozenset({"key", *(path.split(".", 1)[0] for path in types)}))
        if wrong is not None:
            yield MappingProblem(field=one.key, message=f"{one.label}: {wrong.message}", remedy="Correct the formula.")
        return
    for path in dict.fromkeys(paths(rule)):
        if path not in ("key", "record.key") and path not in types and not _is_related(path, types):
            yield _no_field(one, path, ground=ground)
    known = {"account": ground.accounts, "tax_code": ground.tax_codes}.get(one.kind)
    if known:
        yield from _codes(rule, one, known=known, ground=ground)


def _is_related(path: str, types: Mapping[str, str]) -> bool:
    head = path.split(".", 1)[0]
    return types.get(head) == "relation" or (head == "record" and path.count(".") > 1)


def _codes(rule: ValueRule, one: EntityField, *, known: Mapping[str, Code], ground: Ground) -> Iterator[MappingProblem]:
    word = "Account" if one.kind == "account" else "Tax code"
    for value in dict.fromkeys(given(rule)):
        code = known.get(value)
        if code is None:
            said = f"{word} {value} is not in {ground.ledger}."
            yield MappingProblem(field=one.key, message=said, remedy="Choose one that the ledger has.")
        elif not code.active:
            said = f"{word} {value} ({code.name}) is archived in {ground.ledger}."
            yield MappingProblem(field=one.key, message=said, remedy="Choose an active one, or restore it there.")


def given(rule: ValueRule | None) -> Iterable[str]:
    """The values that a rule itself states, whatever the record says."""
    if isinstance(rule, FixedRule):
        return (rule.value,) if rule.value else ()
    if isinstance(rule, FieldRule):
        return given(rule.otherwise)
    if isinstance(rule, LookupRule):
        return (*(value for value in rule.table.values() if value), *given(rule.otherwise))
    if isinstance(rule, ChooseRule):
        return (*(value for case in rule.cases for value in given(case.value)), *given(rule.otherwise))
    return ()


def _no_field(one: EntityField, path: str, *, ground: Ground) -> MappingProblem:
    return MappingProblem(
        field=one.key, message=f"{one.label}: there is no field {path} in {ground.name}.", remedy="Choose one of its fields."
    )
