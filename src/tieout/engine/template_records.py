"""Templates that begin with records: what is sold and bought goes to the ledger, and its word comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from tieout.engine.shop import DOCUMENT_VALUES
from tieout.engine.template_ground import NUMBERS, Ground, Json, automation, field, fixed, rule, step, text

LARGE = "1000"


@dataclass(frozen=True, kw_only=True)
class Template:
    """`goal` groups them; `build` takes what the workspace has, and the sentence that describes the automation."""

    key: str
    name: str
    goal: str
    about: str
    needs: Sequence[str]
    build: Callable[[Ground, str], Json]


def _create() -> Json:
    return step("create_in_ledger", "create", called="Create in accounting system")


def _customers(ground: Ground, about: str) -> Json:
    key = ground.collection("customers", accounting_type="contacts")
    return automation({"type": "record_created", "collection": key}, [_create()], about=about)


def _products(ground: Ground, about: str) -> Json:
    key = ground.collection("products", accounting_type="items")
    return automation({"type": "record_saved", "collection": key}, [_create()], about=about)


def _orders(ground: Ground, about: str) -> Json:
    key = ground.collection("orders", accounting_type="invoices")
    values: Json = {"invoice_number": field("ledger.number"), "amount_due": field("ledger.due")}
    known = (
        {name: one for name, one in values.items() if name in ground.shapes[key].field_types} if key in ground.shapes else values
    )
    tell = step(
        "add_comment",
        "tell",
        called="Say so on the order",
        settings={"text": text("Invoice ", "steps.create.number", " is in the ledger.")},
    )
    show = step("update_record", "show", called="Invoice number to the order", settings={"values": known})
    return automation({"type": "record_saved", "collection": key}, [_create(), show if known else tell], about=about)


def _document_values() -> Json:
    return {name: field(one["path"]) for name, one in DOCUMENT_VALUES.items()}


def _payment_status(ground: Ground, about: str) -> Json:
    show = step("update_record", "show", called="Payment status to the order", settings={"values": _document_values()})
    del ground
    return automation({"type": "entity_changed", "kind": "invoice"}, [show], about=about)


def _finished_job(ground: Ground, about: str) -> Json:
    key = ground.with_stages("jobs")
    name, stage = ground.final_stage(key)
    lines, columns = ground.lines(key)
    line: Json = {"each": lines, "quantity": field("line.quantity"), "unit_price": field("line.unit_price")}
    line["description"] = field("line.description" if "description" in columns else "line.item")
    invoice = step(
        "create_document",
        "invoice",
        called="Invoice as a draft",
        settings={
            "document": "invoice",
            "contact": field(ground.field(key, "customer", types={"relation"})),
            "contact_collection": ground.collection("customers", accounting_type="contacts"),
            "number": text("J-", "key"),
            "due_days": 14,
            "lines": [line],
        },
    )
    tell = step(
        "add_comment",
        "tell",
        called="Say so on the job",
        settings={"text": text("Invoice ", "steps.invoice.number", " was drafted.")},
    )
    return automation(
        {"type": "stage_reached", "collection": key, "stage_field": name, "stage": stage}, [invoice, tell], about=about
    )


def _suppliers(ground: Ground, about: str) -> Json:
    key = ground.collection("suppliers")
    said: Json = {
        name: field(name)
        for name in ("account_number", "email", "phone", "tax_number", "website")
        if key not in ground.shapes or name in ground.shapes[key].field_types
    }
    settings: Json = {"role": "supplier", "name": field(ground.field(key, "name")), **said}
    create = step("create_contact", "contact", called="Supplier to the ledger", settings=settings)
    return automation({"type": "record_created", "collection": key}, [create], about=about)


def _approved_bills(ground: Ground, about: str) -> Json:
    key = ground.collection("bills", accounting_type="bills")
    amount = ground.field(key, "total", "net", "gross", "amount", types=NUMBERS)
    ask = step(
        "approval",
        "ask",
        called="Finance approves",
        settings={
            "title": text("Bill ", "key", " of ", amount, ""),
            "roles": ["finance", "administrator"],
            "remind_after": {"amount": 2, "unit": "days"},
        },
        branches={
            "approved": [_create()],
            "rejected": [
                step("add_comment", "refused", called="Say so on the bill", settings={"text": fixed("The bill was not approved.")})
            ],
        },
    )
    at_once = step("create_in_ledger", "create_small", called="Create in accounting system")
    check = step(
        "condition",
        "large",
        called=f"More than {LARGE}",
        settings={"condition": rule(amount, ">", value=LARGE)},
        branches={"then": [ask], "otherwise": [at_once]},
    )
    return automation({"type": "record_created", "collection": key}, [check], about=about)


_CALLED: dict[str, JsonValue] = {
    "body": {
        "number": "W-1001",
        "customer": {"number": "C-1", "name": "Demo Customer", "email": "accounts@customer.example"},
        "lines": [{"description": "Cup", "quantity": "2", "unit_price": "3.50"}],
    }
}


def _web_order(ground: Ground, about: str) -> Json:
    customers = ground.collection("customers", accounting_type="contacts")
    orders = ground.collection("orders", accounting_type="invoices")
    lines, _ = ground.lines(orders)
    customer = step(
        "create_record",
        "customer",
        called="Customer",
        settings={
            "collection": customers,
            "key": field("body.customer.number"),
            "if_there": "keep",
            "values": {"name": field("body.customer.name"), "account_number": field("body.customer.number")},
        },
    )
    order = step(
        "create_record",
        "order",
        called="Order",
        settings={
            "collection": orders,
            "key": field("body.number"),
            "if_there": "keep",
            "values": {
                ground.field(orders, "number"): field("body.number"),
                ground.field(orders, "customer"): field("body.customer.number"),
                lines: field("body.lines"),
            },
        },
    )
    invoice = step(
        "create_document",
        "invoice",
        called="Invoice as a draft",
        settings={
            "contact": field("body.customer.number"),
            "contact_collection": customers,
            "number": field("body.number"),
            "due_days": 14,
            "lines": [
                {
                    "each": "body.lines",
                    "description": field("line.description"),
                    "quantity": field("line.quantity"),
                    "unit_price": field("line.unit_price"),
                }
            ],
        },
    )
    trigger: Json = {"type": "webhook", "webhook": {"auth": "signature", "header": "X-Signature"}}
    return automation(trigger, [customer, order, invoice], about=about, samples={"trigger": _CALLED})


TEMPLATES: Sequence[Template] = (
    Template(
        key="customer_to_contact",
        name="A contact for each new customer",
        goal="Keep contacts and items in the ledger",
        about="A new customer becomes a contact of the accounting system, once.",
        needs=("A collection of customers whose accounting record type is Contacts", "A connected ledger"),
        build=_customers,
    ),
    Template(
        key="supplier_to_contact",
        name="A contact for each new supplier",
        goal="Keep contacts and items in the ledger",
        about="A new supplier becomes a contact that bills can be entered for; one that is there already is brought up to date.",
        needs=("A collection of suppliers", "A connected ledger"),
        build=_suppliers,
    ),
    Template(
        key="product_to_item",
        name="An item for each product",
        goal="Keep contacts and items in the ledger",
        about="A product becomes an item of the accounting system, once.",
        needs=("A collection of products whose accounting record type is Items", "A connected ledger"),
        build=_products,
    ),
    Template(
        key="order_to_invoice",
        name="Order to invoice",
        goal="Invoice what was sold",
        about="An order becomes an invoice with its lines, and shows the invoice's number.",
        needs=("A collection of orders whose accounting record type is Invoices", "A connected ledger"),
        build=_orders,
    ),
    Template(
        key="finished_job_to_invoice",
        name="Invoice a finished job",
        goal="Invoice what was sold",
        about="A job that reaches its last stage becomes a draft of an invoice, to be looked at and sent.",
        needs=("A collection with a stage and line items, such as Jobs", "Customers linked to accounting", "A connected ledger"),
        build=_finished_job,
    ),
    Template(
        key="web_order_to_invoice",
        name="Order of a web shop to record and invoice",
        goal="Invoice what was sold",
        about="A web shop sends an order; customer and order become records, and the order a draft of an invoice.",
        needs=("Orders and customers linked to accounting", "No other automation that invoices orders", "A connected ledger"),
        build=_web_order,
    ),
    Template(
        key="payment_status_to_record",
        name="Payment status back to the order",
        goal="Know who has paid",
        about="What the ledger says of an invoice stands on the order: paid, part paid, what is still due.",
        needs=("Orders with fields for payment status and amounts", "A connected ledger"),
        build=_payment_status,
    ),
    Template(
        key="approve_large_bills",
        name="Approval before large bills",
        goal="Approve before posting",
        about=f"A bill of more than {LARGE} waits for Finance before it is entered; a smaller one is entered at once.",
        needs=("A collection of bills with an amount whose accounting record type is Bills", "A connected ledger"),
        build=_approved_bills,
    ),
)
