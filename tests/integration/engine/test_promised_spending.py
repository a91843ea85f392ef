"""What another system says was spent, and what customers still owe: bills, expenses and reminders, each once and to the cent."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from integration.engine.office import SIGNED, Office, amounts, succeeded, there
from integration.engine.outside_desk import mail_server
from integration.engine.stage import Shop
from integration.engine.step_desk import codes_of, fixed, pill
from tieout.accounting.kinds import EntityKind
from tieout.engine import access, overdue, read, schedules
from tieout.store import mail
from tieout.store.schedules import DayDone, Schedule

LEDGERS = ("xero", "quickbooks", "sage")
CLAIM: dict[str, Any] = {
    "claim": {"id": "EXP-7", "paid_by": "employee", "on": "2026-10-06", "due": "2026-10-31"},
    "supplier": {"name": "Northern Rail", "email": "billing@rail.example"},
    "rows": [{"what": "Ticket to Leeds", "amount": "84.20"}, {"what": "Seat", "amount": "5.15"}],
}
# 89.35 and 20 % of each line: 16.84 and 1.03.
NET, TAX, GROSS = Decimal("89.35"), Decimal("17.87"), Decimal("107.22")
SPENT = {"xero": "BankTransactions", "quickbooks": "Purchase", "sage": "other_payments"}
SPENT_TOTAL = {"xero": "Total", "quickbooks": "TotalAmt", "sage": "total_amount"}


def claimed(shop: Shop, provider: str) -> list[dict[str, Any]]:
    """What an employee paid is a bill to be paid back; what the company's own card paid is spent already."""
    codes, connection = codes_of(shop, provider), str(shop.ledgers[provider])
    supplier = {
        "connection": connection,
        "who": "supplier",
        "name": pill("body.supplier.name"),
        "email": pill("body.supplier.email"),
    }
    line = {
        "each": "body.rows",
        "description": pill("line.what"),
        "unit_price": pill("line.amount"),
        "account": fixed(codes.expense),
        "tax_code": fixed(codes.purchase_tax),
    }
    bill = {
        "connection": connection,
        "document": "bill",
        "contact": pill(f"steps.{provider}_supplier.external_id"),
        "number": pill("body.claim.id"),
        "issued_on": pill("body.claim.on"),
        "due_on": pill("body.claim.due"),
        "status": "approved",
        "lines": [line],
    }
    spent = {
        "connection": connection,
        "account": fixed(codes.bank),
        "contact": pill(f"steps.{provider}_supplier.external_id"),
        "happened_on": pill("body.claim.on"),
        "reference": pill("body.claim.id"),
        "tax_mode": "exclusive",
        "lines": [line],
    }
    by_employee = {"field": "body.claim.paid_by", "operator": "=", "value": "employee"}
    branches = {
        "then": [{"id": f"{provider}_bill", "kind": "create_document", "settings": bill}],
        "otherwise": [{"id": f"{provider}_spent", "kind": "create_bank_transaction", "settings": spent}],
    }
    return [
        {"id": f"{provider}_supplier", "kind": "find_or_create_contact", "settings": supplier},
        {"id": f"{provider}_paid", "kind": "condition", "settings": {"condition": by_employee}, "branches": branches},
    ]


@pytest.mark.feature("Q-31")
def test_an_expense_of_an_expense_tool_becomes_a_bill_or_an_expense_in_every_ledger(shop: Shop) -> None:
    for provider in LEDGERS:
        shop.connect(provider)
        read.read_ledger(shop.connection(provider), [access.connector(provider).manifest.supplier_kind], full=True)
    office = Office(shop)
    steps = [step for provider in LEDGERS for step in claimed(shop, provider)]
    own = office.automation("Expenses", {"trigger": SIGNED, "steps": steps, "samples": {"trigger": {"body": CLAIM}}})
    tool = office.door(own)
    tool.tell(CLAIM)
    tool.tell(CLAIM)
    tool.tell({**CLAIM, "claim": {**CLAIM["claim"], "id": "EXP-8", "paid_by": "company"}})
    succeeded(office, own, count=2)
    for provider in LEDGERS:
        assert amounts(provider, there(shop, provider, kind="bill", number="EXP-7")) == (NET, TAX, GROSS), provider
        (spent,) = shop.objects(SPENT[provider], provider)
        assert Decimal(str(spent[SPENT_TOTAL[provider]])) == GROSS, provider


def owed(shop: Shop, *, due: str) -> None:
    contact = {"Name": "Ridgeway University", "EmailAddress": "ap@ridgeway.example"}
    line = {"Description": "Cup", "Quantity": "2", "UnitAmount": "60.00", "AccountCode": "200", "TaxType": "OUTPUT2"}
    document = {"Type": "ACCREC", "Contact": contact, "InvoiceNumber": "INV-9", "Date": "2026-10-01", "DueDate": due}
    shop.put("Invoices", {"Invoices": [{**document, "Status": "AUTHORISED", "LineItems": [line]}]})


@pytest.mark.feature("Q-40")
def test_a_reminder_goes_out_in_the_words_and_at_the_time_that_were_set(shop: Shop) -> None:
    DayDone.objects.all().delete()
    Schedule.objects.all().delete()
    shop.connect("xero")
    kinds = [EntityKind.CONTACT, EntityKind.INVOICE]
    read.read_ledger(shop.connection(), kinds, full=True)
    office = Office(shop)
    made = office.ask("post", "automations", status=201, name="Reminder", template="overdue_reminder")
    definition = made["draft"]["definition"]
    remind = definition["steps"][1]["branches"]["then"][0]["settings"]
    remind["subject"] = {"kind": "text", "parts": ["Please pay ", {"path": "number"}]}
    draft = office.ask("put", f"automations/{made['id']}/draft", definition=definition, revision=1)
    office.ask("post", f"automations/{made['id']}/publish", revision=draft["revision"])
    office.ask("patch", f"automations/{made['id']}", enabled=True)
    weekly = office.automation("Weekly list", template="weekly_overdue_list")
    now = datetime.now(UTC)
    owed(shop, due=f"{now + timedelta(days=2):%Y-%m-%d}")
    read.read_ledger(shop.connection(), kinds)
    shop.settle()
    with mail_server():
        assert shop.began_here(overdue.sweep(now=now + timedelta(days=2))) == [], "it is not overdue yet"
        shop.began_here(overdue.sweep(now=now + timedelta(days=3)))
        succeeded(office, made["id"])
        monday = now + timedelta(days=7 - now.weekday() + 7)
        assert len(shop.began_here(schedules.start_due(now=monday.replace(hour=12)))) == 1
        succeeded(office, weekly)
    letters = {str(one.subject): one for one in mail.MailMessage.objects.filter(workspace_id=shop.workspace_id)}
    assert {subject: one.to for subject, one in letters.items()}["Please pay INV-9"] == "ap@ridgeway.example"
    assert any(subject.endswith("invoices are overdue") for subject in letters), "and the list on its day"
