"""Templates at work: begun from as they are offered, published, and what they cause seen in the other ledger."""

from decimal import Decimal
from typing import Any

import pytest

from integration.engine.outside_desk import mail_server
from integration.engine.stage import ACTOR, Shop
from integration.engine.step_desk import codes_of, cup
from tieout.accounting.kinds import EntityKind
from tieout.engine import drafting, publishing, read, templates
from tieout.store import audit, automations, database, mail

LINE = {"Description": "Cup", "Quantity": "2", "UnitAmount": "60.00", "AccountCode": "200", "TaxType": "OUTPUT2"}


def begun(shop: Shop, key: str) -> None:
    """The template as it is offered, published and switched on; nothing else is."""
    for other in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, other.id, enabled=False)
    definition = templates.fitted(shop.workspace_id, templates.TEMPLATES[key])
    row = drafting.make(shop.workspace_id, name=key, definition=definition, actor=ACTOR)
    with database.atomic():
        drafting.publish(shop.workspace_id, row.id, revision=1, note="", actor=ACTOR)
    publishing.switch(shop.workspace_id, row, enabled=True, actor=ACTOR)


def made_in_xero(shop: Shop) -> dict[str, Any]:
    said = {
        "Type": "ACCREC",
        "Contact": {"Name": "Ridgeway University"},
        "InvoiceNumber": "INV-7001",
        "Date": "2026-10-01",
        "DueDate": "2026-10-31",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [LINE],
    }
    made: dict[str, Any] = shop.put("Invoices", {"Invoices": [said]})["Invoices"][0]
    return made


@pytest.mark.feature("Q-53", "Q-54")
def test_a_new_invoice_of_xero_is_made_in_quickbooks_with_customer_lines_taxes_and_due_date(shop: Shop) -> None:
    shop.connect("quickbooks")
    cup(shop, codes_of(shop, "quickbooks"))
    shop.connect("xero")
    read.read_ledger(shop.connection("quickbooks"), [EntityKind.CUSTOMER, EntityKind.INVOICE], full=True)
    read.read_ledger(shop.connection("xero"), [EntityKind.INVOICE], full=True)
    begun(shop, "invoice_to_other_ledger")
    made_in_xero(shop)
    for _ in range(2):  # Read twice, made once.
        read.read_ledger(shop.connection("xero"), [EntityKind.INVOICE])
        shop.settle()
    assert [str(one.message) for one in shop.exceptions()] == []
    (there,) = [one for one in shop.objects("Invoice", "quickbooks") if one.get("DocNumber") == "INV-7001"]
    assert (there["CustomerRef"]["name"], there["DueDate"], Decimal(str(there["TotalAmt"]))) == (
        "Ridgeway University",
        "2026-10-31",
        Decimal(144),
    )
    assert there["SalesTermRef"]["value"] == "3"  # Net 30 there
    (told,) = [one for one in shop.objects("Invoices") if one["InvoiceNumber"] == "INV-7001"]
    assert told["Reference"] == f"QuickBooks {there['Id']}"
    texts = [entry["text"] for entry in audit.entries(shop.workspace_id)]
    assert any(f"Invoice INV-7001 of Xero is QuickBooks invoice {there['Id']}." in str(text) for text in texts)


@pytest.mark.feature("Q-55", "Q-56", "Q-57")
def test_a_payment_in_quickbooks_pays_the_invoice_in_xero_and_finance_is_told(shop: Shop) -> None:
    for provider in ("quickbooks", "xero"):
        shop.connect(provider)
    invoice = made_in_xero(shop)
    read.read_ledger(shop.connection("xero"), [EntityKind.INVOICE], full=True)
    read.read_ledger(shop.connection("quickbooks"), [EntityKind.PAYMENT], full=True)
    begun(shop, "payment_to_other_ledger")
    payer = shop.put("customer", {"DisplayName": "Ridgeway University"}, provider="quickbooks")["Customer"]
    payment = {
        "CustomerRef": {"value": payer["Id"]},
        "TotalAmt": 144.00,
        "PaymentRefNum": "INV-7001",
        "TxnDate": "2026-10-20",
    }
    shop.put("payment", payment, provider="quickbooks")
    with mail_server():
        for _ in range(2):  # Read twice, paid once.
            read.read_ledger(shop.connection("quickbooks"), [EntityKind.PAYMENT])
            shop.settle()
    assert [str(one.message) for one in shop.exceptions()] == []
    (paid,) = [one for one in shop.objects("Payments") if one.get("Status") != "DELETED"]
    assert (Decimal(str(paid["Amount"])), paid["IsReconciled"]) == (Decimal(144), True)
    (there,) = [one for one in shop.objects("Invoices") if one["InvoiceID"] == invoice["InvoiceID"]]
    assert there["Status"] == "PAID"
    (letter,) = mail.MailMessage.objects.filter(workspace_id=shop.workspace_id)
    assert letter.subject == "Payment of 144.00 was posted"
    assert any("was carried to Xero." in str(entry["text"]) for entry in audit.entries(shop.workspace_id))
