"""The documents that the businesses hold on the sandbox's first day."""

from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import contact_allocations, contact_payments, contacts, documents, other_payments
from tieout.sandbox.sage.forms import PURCHASE_CREDIT_NOTE, PURCHASE_INVOICE, SALES_CREDIT_NOTE, SALES_INVOICE
from tieout.sandbox.sage.rules import cents
from tieout.sandbox.sage.state import State, of_text


def found(state: State) -> None:
    """The two bank accounts that every business has: current, and cash in hand."""
    for name, kind, code in (("Bank Current Account", "CHECKING", 1200), ("Cash in Hand", "CASH_IN_HAND", 1210)):
        (account,) = state.find("ledger_accounts", "nominal", key=code)
        body = {
            "id": bank_id(state, kind),
            "displayed_as": f"{name} ({code})",
            "bank_account_type_id": kind,
            "ledger_account_id": account["id"],
            "bank_account_details": {"account_name": name},
            "default_payment_method_id": None,
            "currency_id": state.currency,
            "nominal_code": code,
            "gifi_code": None,
            "is_active": True,
            "main_address": None,
            "main_contact_person": None,
            "created_at": account["created_at"],
            "updated_at": account["updated_at"],
            "_system": True,
        }
        state.books.put(state.shelf, "bank_accounts", id=body["id"], body=body)


def bank_id(state: State, kind: str) -> str:
    return of_text(state.business_id, "bank_account", kind)


_CUSTOMERS = (
    ("Albion Garden Centre", ""),
    ("Bayside Cafe", ""),
    ("Central Library Trust", ""),
    ("Dockside Theatre", ""),
    ("Elm Street School", ""),
    ("Foundry Gym", "EUR"),
    ("Glasshouse Nursery", "USD"),
    ("Harbour Hotel", ""),
    ("Ivy Lane Books", "GBP"),
    ("Junction Bakery", ""),
)
_VENDORS = (
    ("Midland Paper Mill", ""),
    ("Norwood Timber", "EUR"),
    ("Orchard Packaging", ""),
    ("Port Freight", "USD"),
    ("Quarry Tools", ""),
)
_GOODS = (
    ("Small box", "1.25"),
    ("Gift wrap, roll", "0.42"),
    ("Mug, white", "6.75"),
    ("Desk lamp", "29.50"),
    ("Design, per hour", "85.00"),
)
_RATES = {"GB": ("GB_STANDARD", "20"), "IE": ("IE_STANDARD", "23"), "CA": ("CA_HST_ON", "13"), "US": ("US_STANDARD", "8.25")}
_BEGAN = date(2026, 6, 1)
SALES, PURCHASES = 60, 30


def trade(state: State) -> None:
    """Half a year of a small trading company, the same in every sandbox: some hundred documents in several currencies."""
    customers = [_contact(state, name, kind="CUSTOMER", currency=currency) for name, currency in _CUSTOMERS]
    vendors = [_contact(state, name, kind="VENDOR", currency=currency) for name, currency in _VENDORS]
    for number in range(SALES):
        _sell(state, customers[number * 3 % len(customers)], number=number)
    for number in range(PURCHASES):
        _buy(state, vendors[number % len(vendors)], number=number)
    for number in range(6):
        _charge(state, number=number)


def _contact(state: State, name: str, *, kind: str, currency: str) -> str:
    word = "".join(letter for letter in name.lower() if letter.isalpha())
    wish = {
        "name": name,
        "contact_type_ids": [kind],
        "reference": word[:8].upper(),
        "currency_id": currency or state.currency,
        "main_address": {"address_line_1": f"{len(name)} Market Street", "city": "Northgate", "country_id": state.country},
        "main_contact_person": {"name": "Accounts", "email": f"accounts@{word}.example"},
    }
    return str(contacts.save(state, None, wish)["id"])


def lines(state: State, number: int, *, nominal_code: int, count: int) -> list[Body]:
    """Some goods with the tax that the country's usual rate makes of them."""
    (account,) = state.find("ledger_accounts", "nominal", key=nominal_code)
    rate, percentage = _RATES[state.country]
    found = []
    for step in range(count):
        name, price = _GOODS[(number + step) % len(_GOODS)]
        quantity = Decimal(1 + (number * 7 + step * 3) % 12)
        net = cents(quantity * Decimal(price))
        found.append(
            {
                "description": name,
                "ledger_account_id": account["id"],
                "quantity": quantity,
                "unit_price": Decimal(price),
                "tax_rate_id": rate,
                "tax_amount": cents(net * Decimal(percentage) / 100),
            }
        )
    return found


def _sell(state: State, contact: str, *, number: int) -> None:
    on = (_BEGAN + timedelta(days=2 * number)).isoformat()
    wish: Body = {"contact_id": contact, "date": on, "reference": f"ORDER {1000 + number}"}
    goods = lines(state, number, nominal_code=4000, count=1 + number % 4)
    status = {"status_id": "DRAFT"} if number % 12 == 11 else {}
    invoice = documents.save(state, SALES_INVOICE, before=None, sent={**wish, **status, "invoice_lines": goods})
    if status:
        return
    if number % 20 == 7:
        documents.void(state, SALES_INVOICE, body=invoice, query={"void_reason": "Ordered twice"})
    elif number % 9 == 4:
        note = documents.save(state, SALES_CREDIT_NOTE, before=None, sent={**wish, "credit_note_lines": goods[:1]})
        rows = [
            {"artefact_id": invoice["id"], "amount": note["total_amount"]},
            {"artefact_id": note["id"], "amount": -note["total_amount"]},
        ]
        sent = {"transaction_type_id": "CUSTOMER_ALLOCATION", "contact_id": contact, "date": on, "allocated_artefacts": rows}
        contact_allocations.save(state, None, sent)
    elif number % 3 != 2:
        amount = invoice["total_amount"] if number % 6 else cents(invoice["total_amount"] / 2)
        extra = Decimal(10) if number % 10 == 1 else Decimal(0)
        _pay(state, invoice, kind="CUSTOMER_RECEIPT", amount=amount, extra=extra)


def _buy(state: State, contact: str, *, number: int) -> None:
    on = _BEGAN + timedelta(days=4 * number)
    wish: Body = {"contact_id": contact, "date": on.isoformat(), "vendor_reference": f"BILL {500 + number}"}
    goods = lines(state, number, nominal_code=5000, count=1 + number % 3)
    due = (on + timedelta(days=14)).isoformat()
    bill = documents.save(state, PURCHASE_INVOICE, before=None, sent={**wish, "due_date": due, "invoice_lines": goods})
    if number % 7 == 3:
        documents.save(state, PURCHASE_CREDIT_NOTE, before=None, sent={**wish, "credit_note_lines": goods[:1]})
    if number % 2:
        _pay(state, bill, kind="VENDOR_PAYMENT", amount=bill["total_amount"], extra=Decimal(0))


def _pay(state: State, document: Body, *, kind: str, amount: Decimal, extra: Decimal) -> None:
    wish = {
        "transaction_type_id": kind,
        "contact_id": document["contact_id"],
        "bank_account_id": bank_id(state, "CHECKING"),
        "date": (date.fromisoformat(document["date"]) + timedelta(days=20)).isoformat(),
        "total_amount": amount + extra,
        "reference": f"BACS {document['displayed_as']}",
        "allocated_artefacts": [{"artefact_id": document["id"], "amount": amount}],
    }
    contact_payments.save(state, None, wish)


def _charge(state: State, *, number: int) -> None:
    (account,) = state.find("ledger_accounts", "nominal", key=7900)
    wish = {
        "transaction_type_id": "OTHER_PAYMENT",
        "bank_account_id": bank_id(state, "CHECKING"),
        "date": f"2026-{6 + number % 6:02}-28",
        "total_amount": Decimal("7.50"),
        "reference": "Bank charges",
        "payment_lines": [{"ledger_account_id": account["id"], "total_amount": Decimal("7.50"), "details": "Monthly fee"}],
    }
    other_payments.save(state, None, wish)
