"""A connector that is answered as a test tells, operations to give it, and bodies as Xero sends them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs

import httpx

from tieout.accounting.banking import BankTransaction, Direction
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Allocation, Document, Line, Payment, Settlement
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Operation, Organisation, ProviderSettings
from tieout.connectors.xero import XeroConnector, connector
from tieout.connectors.xero.errors import DIALECT
from unit.connectors.scripted import Answer, Scripted, answer

SETTINGS = ProviderSettings(client_id="id", client_secret="secret", urls={"api": "https://xero.example/api.xro/2.0/"})
ORGANISATION = Organisation(id="org-1", name="Demo Company (UK)", short_code="!mBdtL")
IDS = [f"6f1c9c0a-5b0e-4c43-9a5a-0f2f6d4c1d{number:02}" for number in range(100)]


def playing(*answers: Answer) -> tuple[XeroConnector, Scripted]:
    script = Scripted(answers)
    return connector(SETTINGS, http=script.http(DIALECT)), script


def contact(number: int, **changes: object) -> Operation:
    entity = Contact(kind=EntityKind.CONTACT, name=f"Customer {number}", account_number=f"A{number}")
    return Operation(
        key=f"contact-{number}",
        action=Action.CREATE,
        kind=EntityKind.CONTACT,
        entity=replace(entity, **changes),  # type: ignore[arg-type]
    )


def element(number: int, **more: object) -> dict[str, object]:
    usual = {"ContactID": IDS[number], "Name": f"Customer {number}", "ContactNumber": f"A{number}", "StatusAttributeString": "OK"}
    return {**usual, **more}


def refused(number: int, message: str) -> dict[str, object]:
    return element(number, StatusAttributeString="ERROR", ValidationErrors=[{"Message": message}])


def document(number: str, kind: EntityKind = EntityKind.INVOICE) -> Operation:
    line = Line(description="Mug", quantity=Decimal(1), unit_price=Decimal("12.50"), account="200", tax_code="OUTPUT2")
    entity = Document(kind=kind, contact=IDS[0], issued_on=date(2026, 3, 31), currency="GBP", lines=(line,), number=number)
    return Operation(key=f"document-{number}", action=Action.CREATE, kind=kind, entity=entity)


def invoice_body(number: str, **more: object) -> dict[str, object]:
    usual = {
        "Type": "ACCREC",
        "InvoiceID": IDS[1],
        "InvoiceNumber": number,
        "Status": "AUTHORISED",
        "Date": "/Date(1774915200000+0000)/",
        "Contact": {"ContactID": IDS[0]},
        "Total": 15.00,
    }
    return {**usual, **more}


def payment(marker: str = "", **changes: object) -> Operation:
    entity = Payment(
        kind=EntityKind.PAYMENT,
        contact=IDS[0],
        account="090",
        paid_on=date(2026, 4, 2),
        currency="GBP",
        amount=Decimal(15),
        allocations=(Allocation(kind=EntityKind.INVOICE, document=IDS[1], amount=Decimal(15)),),
        marker=marker,
    )
    return Operation(
        key="payment-1",
        action=Action.CREATE,
        kind=EntityKind.PAYMENT,
        entity=replace(entity, **changes),  # type: ignore[arg-type]
    )


def settling(amount: str = "15.00", **changes: object) -> Operation:
    """A credit note set against an invoice."""
    entity = Settlement(
        source_kind=EntityKind.CREDIT_NOTE,
        source=IDS[3],
        allocation=Allocation(kind=EntityKind.INVOICE, document=IDS[1], amount=Decimal(amount)),
        contact=IDS[0],
        currency="GBP",
    )
    return Operation(
        key="allocation-1",
        action=Action.CREATE,
        kind=EntityKind.ALLOCATION,
        entity=replace(entity, **changes),  # type: ignore[arg-type]
    )


def making(kind: EntityKind, entity: Written, *, key: str = "made-1") -> Operation:
    return Operation(key=key, action=Action.CREATE, kind=kind, entity=entity)


def fee(marker: str = "p-1") -> BankTransaction:
    line = Line(description="Fee", quantity=Decimal(1), unit_price=Decimal(2), account="404", tax_code="NONE")
    return BankTransaction(
        direction=Direction.SPENT,
        account="090",
        contact=IDS[0],
        happened_on=date(2026, 4, 2),
        currency="GBP",
        lines=(line,),
        marker=marker,
    )


def standing_answer(request: httpx.Request) -> httpx.Response | None:
    """What Xero says of the organisation and its bank accounts."""
    if request.url.path.endswith("/Organisation"):
        return answer(200, {"Organisations": [{"Name": "Demo Company (UK)", "BaseCurrency": "GBP"}]})
    if request.url.path.endswith("/Accounts"):
        bank = {"Type": "BANK", "Class": "ASSET", "Status": "ACTIVE"}
        kept = (("090", "GBP"), ("091", "GBP"), ("092", "EUR"))
        accounts = [{**bank, "AccountID": f"id-{code}", "Code": code, "Name": code, "CurrencyCode": in_} for code, in_ in kept]
        return answer(200, {"Accounts": accounts})
    return None


def query(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}


def listing(endpoint: str, bodies: list[dict[str, object]], *, page: int = 1, pages: int = 1) -> httpx.Response:
    return answer(200, {"pagination": {"page": page, "pageSize": 1000, "pageCount": pages, "itemCount": 9}, endpoint: bodies})


def person(number: int, second: int = 0) -> dict[str, object]:
    return {"ContactID": IDS[number], "Name": f"Customer {number}", "UpdatedDateUTC": f"/Date({second * 1000}+0000)/"}


def paid_body(**more: object) -> dict[str, object]:
    usual = {
        "PaymentID": IDS[5],
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "Date": "/Date(1775088000000+0000)/",
        "Amount": 15.00,
        "Reference": "[tieout p-1]",
        "Invoice": {"InvoiceID": IDS[1]},
    }
    return {**usual, **more}
