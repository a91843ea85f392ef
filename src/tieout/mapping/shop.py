"""Ready-made collections and mappings of a shop that sells from Great Britain and keeps its books in Xero."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from tieout.mapping.accounting_mapping import (
    AccountingMapping,
    ContactsMapping,
    InvoicesMapping,
    ItemsMapping,
    LinesMapping,
    RefusalRule,
    Relation,
)
from tieout.mapping.import_mapping import Amounts, ColumnMapping, ImportMapping, RelatedRecords, RelatedValue
from tieout.mapping.rules import Case, ChooseRule, FieldRule, FixedRule, LookupRule, Part, TextRule
from tieout.mapping.typed_cells import DayOrder

HOME_COUNTRY = "United Kingdom"
CURRENCY = "GBP"
SALES, POSTAGE, DISCOUNTS = "200", "207", "205"
# The standard rate rose from 17.5 % to 20 % with this day.
STANDARD_RATE_20_FROM = "2011-01-04"

COUNTRY_CODES: Mapping[str, str] = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Brazil": "BR", "Bulgaria": "BG", "Canada": "CA",
    "Channel Islands": "CHANNEL", "Croatia": "HR", "Cyprus": "CY", "Czech Republic": "CZ", "Denmark": "DK", "EIRE": "IE",
    "Estonia": "EE", "European Community": "EU", "Finland": "FI", "France": "FR", "Germany": "DE", "Greece": "GR",
    "Hong Kong": "HK", "Hungary": "HU", "Iceland": "IS", "Ireland": "IE", "Israel": "IL", "Italy": "IT", "Japan": "JP",
    "Latvia": "LV", "Lebanon": "LB", "Lithuania": "LT", "Luxembourg": "LU", "Malta": "MT", "Netherlands": "NL", "Norway": "NO",
    "Poland": "PL", "Portugal": "PT", "Romania": "RO", "RSA": "ZA", "Saudi Arabia": "SA", "Singapore": "SG", "Slovakia": "SK",
    "Slovenia": "SI", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "USA": "US", "United Arab Emirates": "AE",
    "United Kingdom": "GB", "Unspecified": "UNKNOWN",
}  # fmt: skip

# Members of the VAT area besides the United Kingdom at the time of the orders (Croatia joined in 2013).
EU_COUNTRIES = (
    "Austria", "Belgium", "Bulgaria", "Cyprus", "Czech Republic", "Denmark", "EIRE", "Estonia", "European Community", "Finland",
    "France", "Germany", "Greece", "Hungary", "Ireland", "Italy", "Latvia", "Lithuania", "Luxembourg", "Malta", "Netherlands",
    "Poland", "Portugal", "Romania", "Slovakia", "Slovenia", "Spain", "Sweden",
)  # fmt: skip

# Codes of rows that are no sale of goods or services to the customer.
FEES = ("BANK CHARGES", "AMAZONFEE")
NOT_SALES = (*FEES, "S", "CRUK", "PADS", "B")


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldTemplate:
    """`collection` is the one whose keys a relation holds; `fields` are those of line items."""

    key: str
    name: str
    type: str = "text"
    required: bool = False
    options: tuple[str, ...] = ()
    collection: str = ""
    fields: tuple["FieldTemplate", ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectionTemplate:
    key: str
    name: str
    accounting_type: str
    fields: tuple[FieldTemplate, ...]


COLLECTIONS = (
    CollectionTemplate(
        key="customers",
        name="Customers",
        accounting_type="contacts",
        fields=(
            FieldTemplate(key="name", name="Name", required=True),
            # Not required: what a ledger's own contacts have no number for could not be imported.
            FieldTemplate(key="account_number", name="Account number"),
            FieldTemplate(key="email", name="E-mail"),
            FieldTemplate(key="country", name="Country"),
            FieldTemplate(key="currency", name="Currency"),
        ),
    ),
    CollectionTemplate(
        key="products",
        name="Products",
        accounting_type="items",
        fields=(
            FieldTemplate(key="code", name="Code", required=True),
            FieldTemplate(key="name", name="Name", required=True),
            FieldTemplate(key="price", name="Price", type="number"),
            FieldTemplate(key="account", name="Account"),
        ),
    ),
    CollectionTemplate(
        key="orders",
        name="Orders",
        accounting_type="invoices",
        fields=(
            FieldTemplate(key="number", name="Number", required=True),
            FieldTemplate(key="customer", name="Customer", type="relation", collection="customers"),
            FieldTemplate(key="ordered_on", name="Ordered on", type="date"),
            FieldTemplate(key="country", name="Country"),
            FieldTemplate(key="currency", name="Currency"),
            FieldTemplate(key="document", name="Document", type="choice", options=("invoice", "credit_note")),
            FieldTemplate(
                key="lines",
                name="Lines",
                type="line_items",
                fields=(
                    FieldTemplate(key="product", name="Product", type="relation", collection="products"),
                    FieldTemplate(key="code", name="Code"),
                    FieldTemplate(key="description", name="Description"),
                    FieldTemplate(key="quantity", name="Quantity", type="number"),
                    FieldTemplate(key="unit_price", name="Unit price", type="number"),
                    FieldTemplate(key="row", name="Row", type="number"),
                ),
            ),
            FieldTemplate(
                key="payment_status",
                name="Payment status",
                type="choice",
                options=("not_posted", "draft", "open", "part_paid", "paid", "credited", "voided"),
            ),
            FieldTemplate(key="amount_due", name="Amount due", type="number"),
            FieldTemplate(key="amount_paid", name="Amount paid", type="number"),
            FieldTemplate(key="invoice_number", name="Invoice number"),
            FieldTemplate(key="incomplete", name="What is missing"),
        ),
    ),
)


def _is(field: str, operator: str, *, value: JsonValue = None) -> dict[str, JsonValue]:
    return {"field": field, "operator": operator, "value": value}


def _any(*rules: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"combinator": "or", "rules": list(rules)}


def _all(*rules: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"combinator": "and", "rules": list(rules)}


def _field(path: str) -> FieldRule:
    return FieldRule(path=path)


def _fixed(value: str | None) -> FixedRule:
    return FixedRule(value=value)


_NO_SALE = _any(_is("code", "in", value=list(NOT_SALES)), _is("code", "beginsWith", value="gift_"))
_ACCOUNT = LookupRule(path="code", table={"POST": POSTAGE, "DOT": POSTAGE, "C2": POSTAGE, "D": DISCOUNTS}, otherwise=_fixed(SALES))
_TAX_CODE = ChooseRule(
    cases=[
        Case(
            when=_all(_is("record.country", "=", value=HOME_COUNTRY), _is("record.ordered_on", "<", value=STANDARD_RATE_20_FROM)),
            value=_fixed("SROUTPUT"),
        ),
        Case(when=_is("record.country", "=", value=HOME_COUNTRY), value=_fixed("OUTPUT2")),
        Case(when=_is("record.country", "in", value=list(EU_COUNTRIES)), value=_fixed("ECZROUTPUT")),
        # Where the country is not known, nobody but a person can tell the tax.
        Case(when=_any(_is("record.country", "null"), _is("record.country", "=", value="Unspecified")), value=_fixed(None)),
    ],
    otherwise=_fixed("ZERORATEDOUTPUT"),
)

_GUEST = _is("customer_id", "null")
_CUSTOMER_KEY = ChooseRule(
    cases=[
        Case(
            when=_GUEST,
            value=LookupRule(
                path="country",
                table={name: f"GUEST-{code}" for name, code in COUNTRY_CODES.items()},
                otherwise=TextRule(parts=["GUEST-", Part(path="country")]),
            ),
        )
    ],
    otherwise=_field("customer_id"),
)
_CUSTOMER_NAME = ChooseRule(
    cases=[
        Case(when=_is("customer_name", "notNull"), value=_field("customer_name")),
        Case(when=_GUEST, value=TextRule(parts=["Guest customers (", Part(path="country"), ")"])),
    ],
    otherwise=TextRule(parts=["Customer ", Part(path="customer_id")]),
)

# What is called what in the file; the fields of the Online Retail export.
ORDER_COLUMNS: Mapping[str, str] = {
    "InvoiceNo": "number",
    "StockCode": "code",
    "Description": "description",
    "Quantity": "quantity",
    "InvoiceDate": "ordered_on",
    "UnitPrice": "unit_price",
    "CustomerID": "customer_id",
    "Country": "country",
}


def _columns(columns: Mapping[str, str], *, order: DayOrder | None, currency: str, country: str) -> list[ColumnMapping]:
    by_field = {field: column for column, field in columns.items()}

    def of(field: str) -> str:
        return by_field.get(field, "")

    formats: list[JsonValue] = ["iso", order] if order else ["iso"]
    rows: list[dict[str, JsonValue]] = [
        {"field": "number", "clean": ["strip", "drop_point_zero", "upper"], "required": True},
        {"field": "code", "on": "line", "clean": ["strip", "single_spaces", "upper"], "required": True},
        {"field": "description", "on": "line", "clean": ["strip", "single_spaces"]},
        {"field": "quantity", "on": "line", "type": "number", "required": True},
        {"field": "unit_price", "on": "line", "type": "money", "required": True},
        {"field": "ordered_on", "type": "date", "formats": formats, "required": True},
        {"field": "customer_id", "on": "row", "clean": ["strip", "drop_point_zero"]},
        {"field": "customer_name", "on": "row", "clean": ["strip", "single_spaces"]},
        {"field": "email", "on": "row", "clean": ["strip", "lower"]},
        {"field": "country", "clean": ["strip"], "default": country},
        {"field": "currency", "clean": ["strip", "upper"], "default": currency},
    ]
    return [ColumnMapping.model_validate({"column": of(str(row["field"])), **row}) for row in rows]


def orders_import(
    columns: Mapping[str, str], *, order: DayOrder | None = None, currency: str = CURRENCY, country: str = HOME_COUNTRY
) -> ImportMapping:
    """The import of orders whose file calls its columns so (column to field); currency and country where the file names none."""
    return ImportMapping(
        collection="orders",
        key=_field("number"),
        group=True,
        row_field="row",
        columns=_columns(columns, order=order, currency=currency, country=country),
        record={
            "customer": _CUSTOMER_KEY,
            "document": ChooseRule(
                cases=[Case(when=_is("number", "beginsWith", value="C"), value=_fixed("credit_note"))], otherwise=_fixed("invoice")
            ),
        },
        line={"product": ChooseRule(cases=[Case(when=_NO_SALE, value=_fixed(None))], otherwise=_field("code"))},
        related=[
            RelatedRecords(
                collection="customers",
                key=_CUSTOMER_KEY,
                values={
                    "name": RelatedValue(rule=_CUSTOMER_NAME),
                    "account_number": RelatedValue(rule=_CUSTOMER_KEY),
                    "email": RelatedValue(rule=_field("email")),
                    "country": RelatedValue(rule=_field("country")),
                    "currency": RelatedValue(rule=_field("currency")),
                },
            ),
            RelatedRecords(
                collection="products",
                key=_field("code"),
                when={**_NO_SALE, "not": True},
                values={
                    "code": RelatedValue(rule=_field("code")),
                    "name": RelatedValue(rule=_field("description"), pick="name"),
                    "price": RelatedValue(rule=_field("unit_price"), pick="most_frequent"),
                    "account": RelatedValue(rule=_ACCOUNT),
                },
            ),
        ],
        amounts=Amounts(quantity="quantity", unit_price="unit_price", currency="currency"),
    )


ORDERS_IMPORT = orders_import(ORDER_COLUMNS)

CUSTOMERS_MAPPING = ContactsMapping(
    name=_field("name"),
    account_number=_field("account_number"),
    email=_field("email"),
    country=_field("country"),
    field_types={"name": "text", "account_number": "text", "email": "text", "country": "text", "currency": "text"},
)

PRODUCTS_MAPPING = ItemsMapping(
    code=_field("code"),
    name=ChooseRule(cases=[Case(when=_is("name", "null"), value=_field("code"))], otherwise=_field("name")),
    sale_price=_field("price"),
    sale_account=ChooseRule(cases=[Case(when=_is("account", "null"), value=_fixed(SALES))], otherwise=_field("account")),
    field_types={"code": "text", "name": "text", "price": "number", "account": "text"},
)


def _not_a_sale(codes: tuple[str, ...], message: str, *, remedy: str) -> RefusalRule:
    return RefusalRule(when=_is("code", "in", value=list(codes)), each="line", cause="not_a_sale", message=message, remedy=remedy)


_REFUSALS = [
    _not_a_sale(
        FEES,
        "A fee of a bank or a marketplace is a cost, not a sale.",
        remedy="Enter it as a bill or a bank payment of the provider of the service, then dismiss this exception.",
    ),
    _not_a_sale(
        ("S",),
        "Samples are a cost of selling, not a sale.",
        remedy="Enter their value as a stock or marketing journal if it matters, then dismiss this exception.",
    ),
    _not_a_sale(
        ("CRUK",),
        "A commission for a charity is no sale.",
        remedy="Enter it as a bill of the charity, then dismiss this exception.",
    ),
    _not_a_sale(
        ("PADS", "B"),
        "An adjustment (of a balance or a bad debt) is no sale.",
        remedy="Enter it as a journal or write off the invoice that it belongs to, then dismiss this exception.",
    ),
    RefusalRule(
        when=_is("code", "beginsWith", value="gift_"),
        each="line",
        cause="not_a_sale",
        message="A gift voucher sold is money owed to its holder, not yet a sale.",
        remedy="Enter the voucher against a liability account, bill the rest of the order by hand, then dismiss this exception.",
    ),
]

ORDERS_MAPPING = InvoicesMapping(
    number=_field("number"),
    document=_field("document"),
    contact=Relation(collection="customers", path="customer"),
    issued_on=_field("ordered_on"),
    due_days=30,
    currency=_field("currency"),
    reference=TextRule(parts=["Order ", Part(path="number")]),
    tax_mode="exclusive",
    status="open",
    lines=LinesMapping(
        item=Relation(collection="products", path="product"),
        description=ChooseRule(
            cases=[Case(when=_is("description", "null"), value=_field("code"))], otherwise=_field("description")
        ),
        quantity=_field("quantity"),
        unit_price=_field("unit_price"),
        account=_ACCOUNT,
        tax_code=_TAX_CODE,
    ),
    field_types={
        "number": "text",
        "customer": "text",
        "ordered_on": "date",
        "country": "text",
        "currency": "text",
        "document": "text",
        "code": "text",
        "description": "text",
        "quantity": "number",
        "unit_price": "number",
    },
    refuse=_REFUSALS,
)

ACCOUNTING_MAPPINGS: Mapping[str, AccountingMapping] = {
    "customers": CUSTOMERS_MAPPING,
    "products": PRODUCTS_MAPPING,
    "orders": ORDERS_MAPPING,
}
