"""How the records of a collection become contacts, items, invoices or bills: what a user sets, stored as JSON."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from tieout.mapping.rules import ChooseRule, FieldRule, FixedRule, FormulaRule, LookupRule, TextRule, ValueRule


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Relation(Stored):
    """The record of another collection whose key stands at `path`."""

    collection: str
    path: str


class RefusalRule(Stored):
    """Records that are not for the ledger: `when` is asked of the record, or with `each` of every line item.

    One line that meets it refuses the whole record, because a document is never made of a part of its record.
    """

    when: dict[str, JsonValue]
    cause: str
    message: str
    remedy: str
    each: Literal["record", "line"] = "record"


Direction = Literal["to_ledger", "from_ledger", "both", "none"]


class LinkedMapping(Stored):
    """What contacts and items have in common. `directions` by the entity's field; what has a rule and is not named goes to the
    ledger. `create_automatically` makes every new record there, `update_linked` carries edits of linked records to it."""

    directions: dict[str, Direction] = {}
    create_automatically: bool = False
    update_linked: bool = False
    field_types: dict[str, str] = {}
    refuse: list[RefusalRule] = []


class ContactsMapping(LinkedMapping):
    type: Literal["contacts"] = "contacts"
    name: ValueRule
    account_number: ValueRule | None = None
    first_name: ValueRule | None = None
    last_name: ValueRule | None = None
    email: ValueRule | None = None
    phone: ValueRule | None = None
    mobile: ValueRule | None = None
    direct_phone: ValueRule | None = None
    fax: ValueRule | None = None
    website: ValueRule | None = None
    tax_number: ValueRule | None = None
    company_number: ValueRule | None = None
    currency: ValueRule | None = None
    sale_terms: ValueRule | None = None
    purchase_terms: ValueRule | None = None
    credit_limit: ValueRule | None = None
    notes: ValueRule | None = None
    street: ValueRule | None = None
    city: ValueRule | None = None
    region: ValueRule | None = None
    postal_code: ValueRule | None = None
    country: ValueRule | None = None
    delivery_street: ValueRule | None = None
    delivery_city: ValueRule | None = None
    delivery_region: ValueRule | None = None
    delivery_postal_code: ValueRule | None = None
    delivery_country: ValueRule | None = None
    is_customer: bool = True
    is_supplier: bool = False


class ItemsMapping(LinkedMapping):
    type: Literal["items"] = "items"
    code: ValueRule
    name: ValueRule
    description: ValueRule | None = None
    is_sold: bool = True
    is_purchased: bool = False
    sale_price: ValueRule | None = None
    sale_account: ValueRule | None = None
    sale_tax: ValueRule | None = None
    purchase_price: ValueRule | None = None
    purchase_account: ValueRule | None = None
    purchase_tax: ValueRule | None = None


class TrackingRule(Stored):
    """One tracking category of the ledger, and which of its options a line has; none where the rule gives nothing."""

    category: str
    option: ValueRule


class LinesMapping(Stored):
    """Line items at `path`; a line's rules see its own fields, and the record's as `record.…`. With `quantity_locked` the mapped
    field alone decides how much a document has of a line (X-41)."""

    path: str = "lines"
    item: Relation | None = None
    description: ValueRule
    quantity: ValueRule
    quantity_locked: bool = False
    unit_price: ValueRule
    account: ValueRule | None = None
    tax_code: ValueRule | None = None
    tracking: list[TrackingRule] = []


class DocumentsMapping(Stored):
    """What invoices and bills have in common; `field_types` names line fields plainly beside the record's."""

    number: ValueRule
    document: ValueRule | None = None
    contact: Relation
    issued_on: ValueRule
    due_days: int | None = Field(default=None, ge=0, le=3650)
    currency: ValueRule
    reference: ValueRule | None = None
    tax_mode: Literal["exclusive", "inclusive", "none"] = "exclusive"
    status: Literal["open", "draft"] = "open"
    lines: LinesMapping
    field_types: dict[str, str] = {}
    refuse: list[RefusalRule] = []


class InvoicesMapping(DocumentsMapping):
    """`document` gives `invoice` (also when there is no rule) or `credit_note`."""

    type: Literal["invoices"] = "invoices"


class BillsMapping(DocumentsMapping):
    """`document` gives `bill` (also when there is no rule) or `supplier_credit`."""

    type: Literal["bills"] = "bills"


AccountingMapping = Annotated[ContactsMapping | ItemsMapping | InvoicesMapping | BillsMapping, Field(discriminator="type")]

_ADAPTER: TypeAdapter[AccountingMapping] = TypeAdapter(AccountingMapping)


def parse_mapping(document: object) -> AccountingMapping:
    """The mapping that a JSON document holds; raises pydantic's ValidationError."""
    return _ADAPTER.validate_python(document)


def direction_of(mapping: AccountingMapping, field: str) -> Direction:
    """Which way a field of the entity goes; `none` where no rule fills it."""
    if getattr(mapping, field, None) is None:
        return "none"
    return mapping.directions.get(field, "to_ledger") if isinstance(mapping, LinkedMapping) else "to_ledger"


def goes(mapping: AccountingMapping, field: str, *, to_ledger: bool) -> bool:
    """Whether a field is carried that way."""
    return direction_of(mapping, field) in (("to_ledger", "both") if to_ledger else ("from_ledger", "both"))


def rule_of(mapping: AccountingMapping, field: str) -> ValueRule | None:
    """The rule by which a field goes to the ledger; None where it does not."""
    rule: ValueRule | None = getattr(mapping, field, None)
    return rule if goes(mapping, field, to_ledger=True) else None


def sent_fields(mapping: AccountingMapping) -> tuple[tuple[str, str], ...]:
    """Which field of the entity is filled from what, for a preview: `("account_number", "field account_number")`."""
    sent: list[tuple[str, str]] = []
    for part, prefix in ((mapping, ""), (getattr(mapping, "lines", None), "lines.")):
        for name in type(part).model_fields if isinstance(part, BaseModel) else ():
            said = described(getattr(part, name))
            if said and (prefix or not isinstance(mapping, LinkedMapping) or goes(mapping, name, to_ledger=True)):
                sent.append((prefix + name, said))
    return tuple(sent)


def described(rule: object) -> str:
    """A rule in a few plain words, "" for what is no rule."""
    if isinstance(rule, Relation):
        return f"the record of {rule.collection} in field {rule.path}"
    if isinstance(rule, FieldRule):
        return f"field {rule.path}" + (f", or {described(rule.otherwise)}" if rule.otherwise is not None else "")
    if isinstance(rule, FixedRule):
        return f"always {rule.value}" if rule.value is not None else "always empty"
    if isinstance(rule, TextRule):
        return "".join(part if isinstance(part, str) else "{" + part.path + "}" for part in rule.parts)
    if isinstance(rule, LookupRule):
        return f"a table by field {rule.path} ({len(rule.table)} entries)"
    if isinstance(rule, FormulaRule):
        return f"formula {rule.source}"
    if isinstance(rule, ChooseRule):
        return f"the first of {len(rule.cases)} conditions that is met"
    return ""
