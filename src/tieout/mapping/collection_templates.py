"""Collections that most businesses begin with, ready to be taken and changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateField:
    name: str
    key: str
    type: str = "text"
    required: bool = False
    unique: bool = False
    default: str | bool | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """`relates` are the templates that its relations need: a relation to a collection that is not there is left out."""

    key: str
    name: str
    description: str
    fields: Sequence[TemplateField]


def _columns(*more: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "columns": [
            {"key": "item", "name": "Item", "type": "relation", "collection": "products"},
            {"key": "description", "name": "Description", "type": "text"},
            {"key": "quantity", "name": "Quantity", "type": "number", "required": True},
            {"key": "unit_price", "name": "Unit price", "type": "money", "required": True},
            *more,
        ]
    }


_NAME = TemplateField(key="name", name="Name", required=True)
_EMAIL = TemplateField(key="email", name="E-mail", type="email")
_PHONE = TemplateField(key="phone", name="Phone", type="phone")
_ADDRESS = (
    TemplateField(key="address", name="Address", type="long_text"),
    TemplateField(key="country", name="Country"),
    TemplateField(key="tax_number", name="VAT number"),
)
_CURRENCY = TemplateField(key="currency", name="Currency", type="choice", default="GBP", options={"choices": ["GBP", "EUR", "USD"]})
_NET = TemplateField(
    key="net",
    name="Net",
    type="formula",
    options={"source": "sum(lines, quantity * unit_price)", "result": "money", "currency_field": "currency"},
)
_NOTES = TemplateField(key="notes", name="Notes", type="long_text")


def _stages(*names: tuple[str, str, bool]) -> TemplateField:
    stages = [{"key": key, "name": name, "is_final": is_final} for key, name, is_final in names]
    return TemplateField(key="stage", name="Stage", type="stage", default=names[0][0], options={"stages": stages})


TEMPLATES: Sequence[Template] = (
    Template(
        key="customers",
        name="Customers",
        description="Whom you sell to.",
        fields=(
            _NAME,
            TemplateField(key="account_number", name="Account number", unique=True),
            _EMAIL,
            _PHONE,
            *_ADDRESS,
            _NOTES,
        ),
    ),
    Template(
        key="suppliers",
        name="Suppliers",
        description="Whom you buy from.",
        fields=(
            _NAME,
            TemplateField(key="account_number", name="Account number", unique=True),
            _EMAIL,
            _PHONE,
            *_ADDRESS,
            TemplateField(key="website", name="Website", type="url"),
            _NOTES,
        ),
    ),
    Template(
        key="products",
        name="Products",
        description="What you sell and buy.",
        fields=(
            TemplateField(key="code", name="Code", required=True, unique=True),
            _NAME,
            TemplateField(key="price", name="Sales price", type="money", options={"currency": "GBP"}),
            TemplateField(key="cost", name="Purchase price", type="money", options={"currency": "GBP"}),
            TemplateField(key="active", name="Active", type="checkbox", default=True),
            _NOTES,
        ),
    ),
    Template(
        key="orders",
        name="Orders",
        description="What was ordered, and what is to be invoiced.",
        fields=(
            TemplateField(key="number", name="Number", required=True, unique=True),
            TemplateField(key="customer", name="Customer", type="relation", options={"collection": "customers"}),
            TemplateField(key="ordered_on", name="Ordered on", type="date"),
            _stages(("new", "New", False), ("delivered", "Delivered", False), ("complete", "Complete", True)),
            _CURRENCY,
            TemplateField(key="lines", name="Lines", type="line_items", options=_columns()),
            _NET,
            _NOTES,
        ),
    ),
    Template(
        key="jobs",
        name="Jobs",
        description="Work for a customer, from the enquiry to the invoice.",
        fields=(
            TemplateField(key="name", name="Job", required=True),
            TemplateField(key="customer", name="Customer", type="relation", options={"collection": "customers"}),
            _stages(
                ("enquiry", "Enquiry", False),
                ("booked", "Booked", False),
                ("doing", "In progress", False),
                ("done", "Done", True),
            ),
            TemplateField(key="due_on", name="Due on", type="date"),
            TemplateField(key="responsible", name="Responsible", type="person"),
            _CURRENCY,
            TemplateField(key="lines", name="Work and material", type="line_items", options=_columns()),
            _NET,
            TemplateField(key="files", name="Files", type="attachment"),
            _NOTES,
        ),
    ),
)


def template(key: str) -> Template | None:
    return next((one for one in TEMPLATES if one.key == key), None)


def fields_of(chosen: Template, *, collections: frozenset[str]) -> list[dict[str, object]]:
    """The fields as a collection keeps them; what would relate to a collection that is not there is a text instead."""
    found: list[dict[str, object]] = []
    for one in chosen.fields:
        options = dict(one.options)
        type_ = one.type
        if type_ == "relation" and options.get("collection") not in collections:
            type_, options = "text", {}
        columns = options.get("columns")
        if isinstance(columns, list):
            options["columns"] = [_known(column, collections) for column in columns]
        found.append(
            {
                "key": one.key, "name": one.name, "type": type_, "required": one.required, "unique": one.unique,
                "default": one.default, "options": options,
            }
        )  # fmt: skip
    return found


def _known(column: Mapping[str, object], collections: frozenset[str]) -> dict[str, object]:
    if column.get("type") != "relation" or column.get("collection") in collections:
        return dict(column)
    return {"key": column["key"], "name": column["name"], "type": "text"}
