"""Workflow 1 by hand: what is new in Xero is made in QuickBooks, and Xero is told of it; drawn with the mouse."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from e2e import workflow_stage
from e2e.conftest import WEBHOOK_KEY, Served, run_stage
from e2e.drawing import AT_THE_END, Drawing
from e2e.provider_desk import Desk
from e2e.screen import Screen
from main_job import LEDGERS

NAME = "Xero invoices in QuickBooks"
XERO, QUICKBOOKS = f"{LEDGERS['xero']} (Xero)", f"{LEDGERS['quickbooks']} (QuickBooks Online)"
LINES = [
    {"Description": "Cup", "Quantity": "2", "UnitAmount": "60.00", "AccountCode": "200", "TaxType": "OUTPUT2"},
    {"Description": "Saucer", "Quantity": "3", "UnitAmount": "10.50", "AccountCode": "200", "TaxType": "ZERORATEDOUTPUT"},
]
INVOICE = {
    "Type": "ACCREC",
    "Contact": {"Name": "Ridgeway University"},
    "InvoiceNumber": "INV-7001",
    "Reference": "PO 17",
    "Date": "2026-10-01",
    "DueDate": "2026-10-31",
    "Status": "AUTHORISED",
    "LineAmountTypes": "Exclusive",
    "LineItems": LINES,
}


@pytest.fixture(scope="module", autouse=True)
def _shop(served: Served) -> None:
    run_stage(workflow_stage, served)


def draw(drawing: Drawing) -> None:
    drawing.begin(NAME)
    drawing.starts("New in the ledger", What="Invoices", Ledger=XERO)
    drawing.add("Find or create contact", to=AT_THE_END)
    drawing.choose("Accounting system", option=QUICKBOOKS)
    drawing.drag("contact_name", into="Name")
    drawing.add("Create a document")
    drawing.choose("Ledger", option=QUICKBOOKS)
    drawing.press("steps.find_or_create_contact.external_id", into="Contact")
    drawing.drag("number", into="Number")
    drawing.press("issued_on", into="Date")
    drawing.press("due_on", into="Due date")
    drawing.choose("Create it as", option="Approved")
    lines(drawing)
    drawing.add("Update a document")
    drawing.choose("Ledger", option=XERO)
    drawing.drag("id", into="Which one")
    drawing.write("Reference", "QuickBooks ")
    drawing.press("steps.create_document.external_id", into="Reference")
    drawing.add("Log")
    drawing.write("Message", "Invoice ")
    drawing.press("number", into="Message")
    drawing.screen.page.keyboard.type(" of Xero is QuickBooks invoice ")
    drawing.press("steps.create_document.external_id", into="Message")
    drawing.check("Write it into the audit log too")


def lines(drawing: Drawing) -> None:
    """One line for each of the invoice's."""
    drawing.panel.get_by_role("button", name="Add line").click()
    drawing.choose("For each row of", option="Lines · Trigger")
    drawing.write("Item", workflow_stage.ITEM)
    drawing.ask("description", into="Description", path="line.description")
    drawing.ask("quantity", into="Quantity", path="line.quantity")
    drawing.ask("unit", into="Unit price", path="line.unit_price")
    drawing.table("Tax code", of="Tax code · This line", rows={"OUTPUT2": "20.0% S", "ZERORATEDOUTPUT": "0.0% Z"})


@pytest.mark.feature("Q-53", "Q-54", "Q-59", "Q-62", "W-20", "W-21")
def test_an_invoice_of_xero_is_made_in_quickbooks_and_xero_is_told_its_id(screen: Screen, served: Served) -> None:
    xero, quickbooks = (Desk.open(served.sandbox_url, one) for one in ("xero", "quickbooks"))
    screen.sign_in(workflow_stage.person("finance"))
    drawing = Drawing(screen)
    draw(drawing)
    screen.picture("workflow-one-drawn")
    drawing.publish()
    screen.picture("workflow-one-live")
    xero.tells(served.url, key=WEBHOOK_KEY)
    xero.put("Invoices", {"Invoices": [INVOICE]})
    drawing.has_run(NAME)
    screen.picture("workflow-one-run")
    (made,) = [one for one in quickbooks.objects("Invoice") if one.get("DocNumber") == "INV-7001"]
    assert (made["CustomerRef"]["name"], made["TxnDate"], made["DueDate"]) == ("Ridgeway University", "2026-10-01", "2026-10-31")
    sold = [one for one in made["Line"] if one["DetailType"] == "SalesItemLineDetail"]
    assert [(one["Description"], Decimal(str(one["Amount"]))) for one in sold] == [
        ("Cup", Decimal(120)),
        ("Saucer", Decimal("31.5")),
    ]
    assert (Decimal(str(made["TxnTaxDetail"]["TotalTax"])), Decimal(str(made["TotalAmt"]))) == (Decimal(24), Decimal("175.5"))
    assert made["SalesTermRef"]["value"] == "3"  # Net 30 there
    (told,) = [one for one in xero.objects("Invoices") if one["InvoiceNumber"] == "INV-7001"]
    assert told["Reference"] == f"PO 17 · QuickBooks {made['Id']}"
    screen.open("/audit")
    screen.sees(screen.text(f"Invoice INV-7001 of Xero is QuickBooks invoice {made['Id']}"))
    expect(screen.row("INV-7001 of Xero")).to_have_count(1)
