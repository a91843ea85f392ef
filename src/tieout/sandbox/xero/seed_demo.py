"""What a small trading company has done by the sandbox's first day."""

from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.allocations import allocate
from tieout.sandbox.xero.chart import Country
from tieout.sandbox.xero.contacts import save_contact
from tieout.sandbox.xero.credit_notes import save_credit_note
from tieout.sandbox.xero.invoices import save_invoice
from tieout.sandbox.xero.items import save_item
from tieout.sandbox.xero.payments import save_payment
from tieout.sandbox.xero.seed_abroad import trade_abroad
from tieout.sandbox.xero.seed_banking import bank
from tieout.sandbox.xero.state import State, Wish

_CUSTOMERS = (
    "Albion Garden Centre",
    "Bayside Cafe",
    "Central Library Trust",
    "Dockside Theatre",
    "Elm Street School",
    "Foundry Gym",
    "Glasshouse Nursery",
    "Harbour Hotel",
    "Ivy Lane Books",
    "Junction Bakery",
    "Kingfisher Kayaks",
    "Lakeside Clinic",
)
_SUPPLIERS = ("Midland Paper Mill", "Norwood Timber", "Orchard Packaging", "Port Freight", "Quarry Tools", "Riverbank Energy")
_ITEMS = (
    ("BOX-S", "Small box", "1.25", "0.60"),
    ("BOX-L", "Large box", "2.85", "1.40"),
    ("TAPE", "Packing tape", "3.95", "1.85"),
    ("WRAP", "Gift wrap, roll", "0.42", "0.20"),
    ("MUG", "Mug, white", "6.75", "3.10"),
    ("TRAY", "Serving tray", "14.95", "7.25"),
    ("LAMP", "Desk lamp", "29.50", "16.00"),
    ("HOUR", "Design, per hour", "85.00", "0.00"),
)


def trade(state: State, country: Country) -> None:
    """A few months of a small trading company, the same in every sandbox."""
    for code, name, price, cost in _ITEMS:
        sales = {"UnitPrice": Decimal(price), "AccountCode": "200", "TaxType": country.sales_tax}
        purchase = {"UnitPrice": Decimal(cost), "AccountCode": "310", "TaxType": country.purchase_tax}
        item = {
            "Code": code,
            "Name": name,
            "Description": name,
            "PurchaseDescription": name,
            "SalesDetails": sales,
            "PurchaseDetails": purchase,
        }
        save_item(state, item, wish=Wish(create_only=True))
    contacts = {name: _contact(state, name, country=country) for name in (*_CUSTOMERS, *_SUPPLIERS)}
    for number in range(36):
        _sale(state, contacts[_CUSTOMERS[number * 5 % len(_CUSTOMERS)]], number=number)
    for number in range(18):
        _purchase(state, contacts[_SUPPLIERS[number % len(_SUPPLIERS)]], number=number)
    trade_abroad(state, country)
    bank(state, customer=contacts[_CUSTOMERS[0]], supplier=contacts[_SUPPLIERS[0]])


def _contact(state: State, name: str, *, country: Country) -> str:
    word = "".join(letter for letter in name.lower() if letter.isalpha())
    place = {"AddressType": "POBOX", "AddressLine1": f"{len(name)} Market Street", "City": "Northgate", "Country": country.code}
    sent = {"Name": name, "EmailAddress": f"accounts@{word}.example", "AccountNumber": word[:6].upper(), "Addresses": [place]}
    return str(save_contact(state, sent, wish=Wish(create_only=True))["ContactID"])


def _lines(number: int, count: int) -> list[Body]:
    return [
        {"ItemCode": _ITEMS[(number + step) % len(_ITEMS)][0], "Quantity": Decimal(1 + (number * 7 + step * 3) % 12)}
        for step in range(count)
    ]


def _sale(state: State, contact_id: str, *, number: int) -> None:
    on = date(2026, 6, 1) + timedelta(days=4 * number)
    invoice = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_id},
        "InvoiceNumber": f"INV-{number + 1:04}",
        "Reference": f"ORDER {1000 + number}",
        "Date": on.isoformat(),
        "DueDate": (on + timedelta(days=30)).isoformat(),
        "Status": "DRAFT" if number % 12 == 11 else "AUTHORISED",
        "LineItems": _lines(number, 1 + number % 4),
    }
    body = save_invoice(state, invoice, wish=Wish(create_only=True))
    if body["Status"] != "AUTHORISED":
        return
    if number % 9 == 4:
        note = {**invoice, "Type": "ACCRECCREDIT", "LineItems": _lines(number, 1)}
        credit = save_credit_note(state, note, wish=Wish(create_only=True))
        allocate(state, "CreditNotes", credit=credit, sent={"Amount": credit["Total"], "Invoice": {"InvoiceID": body["InvoiceID"]}})
    elif number % 3 != 2:
        amount = body["Total"] if number % 6 else (body["Total"] / 2).quantize(Decimal("0.01"))
        _pay(state, body, amount=amount, on=on + timedelta(days=20))


def _purchase(state: State, contact_id: str, *, number: int) -> None:
    on = date(2026, 6, 3) + timedelta(days=7 * number)
    bill = {
        "Type": "ACCPAY",
        "Contact": {"ContactID": contact_id},
        "InvoiceNumber": f"BILL {500 + number}",
        "Date": on.isoformat(),
        "DueDate": (on + timedelta(days=14)).isoformat(),
        "Status": "AUTHORISED",
        "LineItems": [
            *_lines(number, 1),
            {"Description": "Delivery", "Quantity": Decimal(1), "UnitAmount": Decimal("12.50"), "AccountCode": "425"},
        ],
    }
    body = save_invoice(state, bill, wish=Wish(create_only=True))
    if number % 2:
        _pay(state, body, amount=body["Total"], on=on + timedelta(days=14))


def _pay(state: State, document: Body, *, amount: Decimal, on: date) -> None:
    wish = {"Invoice": {"InvoiceID": document["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": amount, "Date": on.isoformat()}
    save_payment(state, wish, wish=Wish(create_only=True))
