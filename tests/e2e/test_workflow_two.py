"""Workflow 2 by hand: a payment in QuickBooks pays the invoice in Xero, reconciled, and Finance is told; drawn with the mouse."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from e2e import payment_stage
from e2e.conftest import WEBHOOK_KEY, Served, run_stage
from e2e.drawing import AT_THE_END, Drawing
from e2e.provider_desk import Desk
from e2e.screen import Screen
from main_job import LEDGERS
from stub_host import Said, StubHost, stub_host

NUMBER, PAYER = "INV-7002", "Northgate College"
NAME = "QuickBooks payments in Xero"
XERO, QUICKBOOKS = f"{LEDGERS['xero']} (Xero)", f"{LEDGERS['quickbooks']} (QuickBooks Online)"
INVOICE = {
    "Type": "ACCREC",
    "Contact": {"Name": PAYER},
    "InvoiceNumber": NUMBER,
    "Date": "2026-10-01",
    "DueDate": "2026-10-31",
    "Status": "AUTHORISED",
    "LineAmountTypes": "Exclusive",
    "LineItems": [{"Description": "Cup", "Quantity": "2", "UnitAmount": "60.00", "AccountCode": "200", "TaxType": "OUTPUT2"}],
}


@pytest.fixture(scope="module", autouse=True)
def _shop(served: Served) -> None:
    run_stage(payment_stage, served)


@pytest.fixture
def channel() -> Iterator[StubHost]:
    """Where Finance is told."""
    with stub_host() as host:
        host.says("/finance", Said(200))
        yield host


def draw(drawing: Drawing, channel: StubHost) -> None:
    drawing.begin(NAME)
    drawing.starts("New in the ledger", What="Payments", Ledger=QUICKBOOKS)
    drawing.add("Find invoices, bills or credit notes", to=AT_THE_END)
    drawing.choose("Accounting system", option=XERO)
    drawing.choose("Status", option="Open")
    drawing.drag("currency", into="Currency")
    drawing.add("Match")
    drawing.choose("What", option="Document")
    drawing.choose("Candidates", option="Documents · Find invoices, bills or credit notes")
    drawing.named("What is known", number="reference", amount="amount", currency="currency")
    drawing.add("Condition")
    drawing.rule("Found", is_="Yes")
    drawing.add("Create a payment", to="to “Then”")
    drawing.choose("Ledger", option=XERO)
    drawing.panel.get_by_role("button", name="Add document").click()
    drawing.press("steps.match.best.external_id", into="Document")
    drawing.press("amount", into="Amount")
    drawing.from_the_ledger("Bank account", choice="090")
    drawing.press("paid_on", into="Date")
    drawing.press("reference", into="Reference")
    drawing.check("Mark it as reconciled")
    drawing.add("Notify")
    drawing.new_address("Finance channel", address=f"json://127.0.0.1:{channel.port}/finance")
    drawing.write("Title", "Paid: ")
    drawing.press("steps.match.best.number", into="Title")
    drawing.press("amount", into="Text")
    drawing.add("Log")
    drawing.write("Message", "Payment ")
    drawing.press("reference", into="Message")
    drawing.screen.page.keyboard.type(" was carried to Xero.")
    drawing.check("Write it into the audit log too")


@pytest.mark.feature("Q-55", "Q-56", "Q-57")
def test_a_payment_in_quickbooks_pays_the_invoice_in_xero_and_finance_is_told(
    screen: Screen, served: Served, channel: StubHost
) -> None:
    xero, quickbooks = (Desk.open(served.sandbox_url, one) for one in ("xero", "quickbooks"))
    xero.tells(served.url, key=WEBHOOK_KEY)
    xero.put("Invoices", {"Invoices": [INVOICE]})
    screen.sign_in(payment_stage.person("administrator"))
    drawing = Drawing(screen)
    draw(drawing, channel)
    screen.picture("workflow-two-drawn")
    drawing.publish()
    payer = quickbooks.put("customer", {"DisplayName": PAYER})["Customer"]
    quickbooks.tells(served.url, key=WEBHOOK_KEY)
    payment = {"CustomerRef": {"value": payer["Id"]}, "TotalAmt": 144, "PaymentRefNum": NUMBER, "TxnDate": "2026-10-20"}
    quickbooks.put("payment", payment)
    drawing.has_run(NAME)
    screen.picture("workflow-two-run")
    (paid,) = [one for one in xero.objects("Payments") if one["Status"] == "AUTHORISED"]
    assert (Decimal(str(paid["Amount"])), paid["IsReconciled"], paid["Reference"].split(" ")[0]) == (Decimal(144), True, NUMBER)
    (there,) = [one for one in xero.objects("Invoices") if one["InvoiceNumber"] == NUMBER]
    assert (there["Status"], Decimal(str(there["AmountDue"]))) == ("PAID", Decimal(0))
    (message,) = [json.loads(one.body) for one in channel.asked if one.path.startswith("/finance")]
    assert (message["title"], message["message"]) == (f"Paid: {NUMBER}", "144.00")
    screen.open("/audit")
    screen.sees(screen.text(f"Payment {NUMBER} was carried to Xero"))
    expect(screen.row(f"{NUMBER} was carried")).to_have_count(1)
