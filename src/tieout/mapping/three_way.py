"""A linked record and its entity compared with what both last agreed on: what goes which way, and what a person must decide."""

from collections.abc import Mapping
from dataclasses import dataclass

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.mapping.accounting_mapping import ContactsMapping, ItemsMapping, direction_of
from tieout.mapping.conditions import ConditionError
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS, UnfitValue, values_of, with_values
from tieout.mapping.rules import FieldRule, LookupRule, ValueRule, evaluate_text

LinkMapping = ContactsMapping | ItemsMapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """The values of each side when they were last in step; they differ where a ledger does not keep what it was given."""

    record: Mapping[str, str]
    ledger: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """New values by field for either side, and the fields that both sides changed."""

    to_ledger: dict[str, str]
    to_record: dict[str, str]
    conflicts: tuple[str, ...] = ()


def record_values(mapping: LinkMapping, record: Mapping[str, object], *, key: str) -> dict[str, str]:
    """What the record says for each field that has a rule, whichever way it goes, in the form of `values_of`.

    A field that cannot be read is left out: it goes nowhere until the record is corrected.
    """
    is_item = isinstance(mapping, ItemsMapping)
    made: Contact | Item = Item(code="", name="") if is_item else Contact(kind=EntityKind.CONTACT, name="")
    found: list[str] = []
    for field in ITEM_FIELDS if is_item else CONTACT_FIELDS:
        rule: ValueRule | None = getattr(mapping, field.key)
        if rule is None:
            continue
        try:
            made = with_values(made, {field.key: evaluate_text(rule, record, types=mapping.field_types)})
        except (ConditionError, UnfitValue):
            continue
        found.append(field.key)
    said = values_of(made)
    if is_item and "code" in found:
        said["code"] = said["code"] or key
        said["name"] = said["name"] or said["code"]
    return {name: said[name] for name in found}


def compared(
    mapping: LinkMapping, *, record: Mapping[str, str], ledger: Mapping[str, str], agreed: Agreed, updates: bool
) -> Carried:
    """`updates` tells whether edits of linked records are carried to the ledger; what goes there only stays as it is otherwise.

    A field of which nothing was agreed is filled where it is empty; where both sides say something else, a person decides.
    """
    to_ledger: dict[str, str] = {}
    to_record: dict[str, str] = {}
    conflicts: list[str] = []
    for field, here in record.items():
        direction, there = direction_of(mapping, field), ledger.get(field, "")
        if direction == "none" or here == there:
            continue
        known = field in agreed.record and field in agreed.ledger
        here_changed = here != agreed.record[field] if known else bool(here)
        there_changed = there != agreed.ledger[field] if known else bool(there)
        if direction == "from_ledger":
            if there_changed or here_changed:
                to_record[field] = there
        elif direction == "to_ledger":
            if updates and here_changed:
                to_ledger[field] = here
        elif here_changed and there_changed:
            conflicts.append(field)
        elif there_changed:
            to_record[field] = there
        elif here_changed and updates:
            to_ledger[field] = here
    return Carried(to_ledger=to_ledger, to_record=to_record, conflicts=tuple(conflicts))


def written_back(mapping: LinkMapping, field: str, *, value: str) -> tuple[str, str] | None:
    """The record's field that takes a value of the ledger, and what to write there; None where the rule cannot be turned round."""
    rule: ValueRule | None = getattr(mapping, field)
    if isinstance(rule, FieldRule) and "." not in rule.path:
        return rule.path, value
    if isinstance(rule, LookupRule) and "." not in rule.path:
        if not value:
            return rule.path, ""
        found = next((key for key, said in rule.table.items() if said == value), None)
        return None if found is None else (rule.path, found)
    return None


def can_be_filled(rule: ValueRule | None) -> bool:
    """Whether the ledger can fill what this rule reads: a field of the record itself, directly or by a table."""
    return isinstance(rule, FieldRule | LookupRule) and "." not in rule.path
