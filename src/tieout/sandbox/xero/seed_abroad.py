"""Trade abroad and across departments: foreign currencies at moving rates, tracking, drafts, voids, credit of every kind."""

from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.allocations import allocate
from tieout.sandbox.xero.chart import Country
from tieout.sandbox.xero.contacts import save_contact
from tieout.sandbox.xero.credit_notes import save_credit_note
from tieout.sandbox.xero.documents import day_rate
from tieout.sandbox.xero.invoices import save_invoice
from tieout.sandbox.xero.items import save_item
from tieout.sandbox.xero.payments import save_payment
from tieout.sandbox.xero.settings import save_account
from tieout.sandbox.xero.state import State, Wish

_ABROAD = ("Nordlys Import", "Casa Verde", "Blue Mountain Stores", "Atelier Soleil", "Rheinhafen Handel", "Pacific Outfitters")
_REGIONS, _CHANNELS = ("North", "South", "East", "West"), ("Shop", "Online", "Trade")
_STATUSES = ("AUTHORISED",) * 7 + ("DRAFT", "SUBMITTED", "VOIDED", "AUTHORISED", "DELETED")
STOCKED = "KETTLE"
_NEW = Wish(create_only=True)


def trade_abroad(state: State, country: Country) -> None:
    foreign = country.currencies[1:]
    bank = {"Code": "092", "Name": f"{foreign[0]} Account", "Type": "BANK", "BankAccountNumber": "0102030004092"}
    save_account(state, {**bank, "CurrencyCode": foreign[0]}, wish=_NEW)
    save_account(state, {"Code": "631", "Name": "Stock of Goods", "Type": "INVENTORY"}, wish=_NEW)
    save_item(
        state,
        {
            "Code": STOCKED,
            "Name": "Kettle, 1.7 l",
            "Description": "Kettle, 1.7 l",
            "PurchaseDescription": "Kettle, 1.7 l",
            "InventoryAssetAccountCode": "631",
            "SalesDetails": {"UnitPrice": Decimal("39.90"), "AccountCode": "200", "TaxType": country.sales_tax},
            "PurchaseDetails": {"UnitPrice": Decimal("17.35"), "COGSAccountCode": "310", "TaxType": country.purchase_tax},
        },
        wish=_NEW,
    )
    contacts = [
        str(save_contact(state, {"Name": name, "DefaultCurrency": foreign[place % 2]}, wish=_NEW)["ContactID"])
        for place, name in enumerate(_ABROAD)
    ]
    old = save_contact(state, {"Name": "Closed Corner Shop"}, wish=_NEW)
    save_contact(state, {"ContactStatus": "ARCHIVED"}, wish=Wish(id=old["ContactID"]))
    for number in range(4):
        _stock(state, contacts[4], number=number)
    for number in range(72):
        _document(state, contacts[number % 6], number=number, currency=(country.currency, *foreign)[number % 3])
    for number in range(18):
        _credit(state, contacts[number % 6], number=number, currency=(country.currency, *foreign)[number % 3])


def _on(number: int) -> date:
    return date(2026, 2, 3) + timedelta(days=number * 11 % 260)


def _rate(state: State, currency: str, *, number: int) -> Decimal:
    """The day's rate, moved by up to three per cent to and fro."""
    base = state.organisation["BaseCurrency"]
    return (day_rate(currency, base) * Decimal(100 + number * 7 % 7 - 3) / 100).quantize(Decimal("0.000001"))


def _tracking(number: int) -> list[Body]:
    found = [{"Name": "Region", "Option": _REGIONS[number % 4]}]
    return [*found, {"Name": "Channel", "Option": _CHANNELS[number % 3]}] if number % 2 else found


def _body(state: State, contact_id: str, *, number: int, currency: str) -> Body:
    base = state.organisation["BaseCurrency"]
    price = Decimal("18.75") + Decimal(number * 37 % 900) / 8
    line = {
        "Description": "Goods as ordered",
        "Quantity": Decimal(1 + number % 9),
        "UnitAmount": price,
        "Tracking": _tracking(number),
    }
    body: Body = {
        "Contact": {"ContactID": contact_id},
        "Date": _on(number).isoformat(),
        "DueDate": (_on(number) + timedelta(days=30)).isoformat(),
        "CurrencyCode": currency,
        "LineAmountTypes": ("Exclusive", "Inclusive", "Exclusive", "NoTax")[number % 4],
        "LineItems": [line, {"Description": "Packed by hand; handle with care"}],
    }
    return body if currency == base else {**body, "CurrencyRate": _rate(state, currency, number=number)}


def _stock(state: State, contact_id: str, *, number: int) -> None:
    on = date(2026, 2, 1) + timedelta(days=60 * number)
    line = {"ItemCode": STOCKED, "Quantity": Decimal(40), "UnitAmount": Decimal("16.80") + number}
    dates = {"Date": on.isoformat(), "DueDate": (on + timedelta(days=30)).isoformat()}
    bill = {"Type": "ACCPAY", "Contact": {"ContactID": contact_id}, "InvoiceNumber": f"STOCK {number + 1}", "LineItems": [line]}
    save_invoice(state, {**bill, **dates, "Status": "AUTHORISED"}, wish=_NEW)


def _document(state: State, contact_id: str, *, number: int, currency: str) -> None:
    sale, status = number % 3 != 1, _STATUSES[number % 12]
    body = _body(state, contact_id, number=number, currency=currency)
    for line in body["LineItems"][:1]:
        line |= {"AccountCode": "200" if sale else "429"}
        if sale and number % 5 == 0:
            line |= {"DiscountRate": Decimal(10)}
        if sale and number % 6 == 2:
            line |= {"ItemCode": STOCKED, "Quantity": Decimal(1 + number % 3)}
    wanted = {"VOIDED": "AUTHORISED", "DELETED": "DRAFT"}.get(status, status)
    kind = {"Type": "ACCREC", "Reference": f"PO {2000 + number}"} if sale else {"Type": "ACCPAY", "InvoiceNumber": f"A{number:05}"}
    kept = save_invoice(state, {**body, **kind, "Status": wanted}, wish=_NEW)
    if wanted != status:
        save_invoice(state, {"Status": status}, wish=Wish(id=kept["InvoiceID"]))
    elif status == "AUTHORISED" and number % 4:
        _pay(state, kept, share=(Decimal(1), Decimal("0.4"), Decimal(1))[number % 3], number=number)


def _pay(state: State, document: Body, *, share: Decimal, number: int) -> None:
    """By the base account or the foreign one, at the rate of another day."""
    payment = {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Account": {"Code": "092" if number % 4 == 1 else "090"},
        "Amount": (document["Total"] * share).quantize(Decimal("0.01")),
        "Date": (date.fromisoformat(document["Date"]) + timedelta(days=9 + number % 30)).isoformat(),
        "CurrencyRate": _rate(state, document["CurrencyCode"], number=number + 3),
        "Reference": f"Remittance {number}",
    }
    save_payment(state, payment, wish=_NEW)


def _credit(state: State, contact_id: str, *, number: int, currency: str) -> None:
    """Credit notes of both sides: open, used in part, paid back, drafts and void ones."""
    body = _body(state, contact_id, number=number, currency=currency)
    body["LineItems"][0] |= {"AccountCode": "200" if number % 2 == 0 else "429", "Quantity": Decimal(1)}
    sale = number % 2 == 0
    kind = {"Type": "ACCRECCREDIT"} if sale else {"Type": "ACCPAYCREDIT", "CreditNoteNumber": f"C{number:05}"}
    note = save_credit_note(state, {**body, **kind, "Status": "DRAFT" if number % 6 == 5 else "AUTHORISED"}, wish=_NEW)
    if note["Status"] != "AUTHORISED":
        return
    match number % 5:
        case 0:
            refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Account": {"Code": "090"}, "Amount": note["Total"]}
            save_payment(state, {**refund, "Date": note["Date"]}, wish=_NEW)
        case 1:
            save_credit_note(state, {"Status": "VOIDED"}, wish=Wish(id=note["CreditNoteID"]))
        case 2 | 3:
            _set_off(state, note, side="ACCREC" if sale else "ACCPAY")


def _set_off(state: State, note: Body, *, side: str) -> None:
    """Half of the credit against the contact's first open document of the currency."""
    for invoice in state.find("Invoices", "open", key=note["Contact"]["ContactID"]):
        if invoice["Type"] == side and invoice["CurrencyCode"] == note["CurrencyCode"]:
            amount = min(invoice["AmountDue"], (note["Total"] / 2).quantize(Decimal("0.01")))
            allocate(state, "CreditNotes", credit=note, sent={"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}})
            return
