"""Sage as a ledger of the product: records become documents there, and another ledger is carried over to it."""

from decimal import Decimal

import pytest

import main_job
from integration.engine.stage import ACTOR, Shop
from tieout.accounting.accounts import AccountType
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, read
from tieout.mapping.rules import FixedRule
from tieout.mapping.shop import ORDERS_MAPPING, PRODUCTS_MAPPING
from tieout.store import collections, records
from tieout.store.postings import PostingState
from tieout.store.runs import RunStatus

SALES = "Sales - Products"


def accounts(shop: Shop, provider: str = "sage") -> dict[str, str]:
    """The keys of a ledger's accounts by name."""
    found, _ = actions.reference_data(shop.workspace_id, shop.ledgers[provider])
    return {one.name: one.key for one in found}


@pytest.fixture
def at_sage(shop: Shop) -> Shop:
    """A shop with Sage as its records' ledger, its accounts and tax chosen as its bookkeeper would."""
    shop.connect("sage")
    sales, standard = FixedRule(value=accounts(shop)[SALES]), FixedRule(value="GB_STANDARD")
    mappings = {
        "products": PRODUCTS_MAPPING.model_copy(update={"sale_account": sales}),
        "orders": ORDERS_MAPPING.model_copy(
            update={"lines": ORDERS_MAPPING.lines.model_copy(update={"account": sales, "tax_code": standard})}
        ),
    }
    for key, mapping in mappings.items():
        kind = "items" if key == "products" else "invoices"
        collections.set_accounting(shop.workspace_id, key=key, accounting_type=kind, mapping=mapping.model_dump(mode="json"))
    return shop


@pytest.mark.feature("R-01")
def test_an_order_becomes_a_contact_an_item_and_an_invoice_there_and_its_payment_comes_back(at_sage: Shop) -> None:
    order = at_sage.sale()
    at_sage.settle()
    assert at_sage.exceptions() == []
    (invoice,) = at_sage.objects("sales_invoices", "sage")
    assert Decimal(str(invoice["total_amount"])) == Decimal("8.40")
    assert len([one for one in at_sage.objects("contacts", "sage") if one["name"] == "Customer C1"]) == 1
    at_sage.control("pay", {"provider": "sage", "organisation": at_sage.connection("sage").organisation_id, "share": 1, "seed": 1})
    read.read_ledger(at_sage.connection("sage"), [EntityKind.INVOICE, EntityKind.PAYMENT])
    at_sage.settle()
    after = records.record_by_id(at_sage.workspace_id, order.id)
    assert after is not None
    assert after.values["payment_status"] == "paid"


@pytest.mark.feature("T-03")
def test_an_answer_that_was_lost_after_the_write_makes_no_second_document(at_sage: Shop) -> None:
    for path in ("/v3.1/contacts", "/v3.1/services", "/v3.1/sales_invoices"):
        at_sage.fault("lost", provider="sage", method="POST", path=path, times=1)
    at_sage.sale()
    at_sage.settle()
    assert {state for (_, state), count in at_sage.states("sage").items() if count} == {PostingState.POSTED}
    assert len(at_sage.objects("sales_invoices", "sage")) == 1
    assert len([one for one in at_sage.objects("contacts", "sage") if one["name"] == "Customer C1"]) == 1


def test_another_ledger_is_carried_over_to_it(connected: Shop) -> None:
    connected.connect("sage")
    connected.sale()
    connected.settle()
    chart = accounts(connected)
    maps = {
        "accounts": {"200": chart[SALES]},
        "taxes": {"OUTPUT2": "GB_STANDARD", "SROUTPUT": "GB_STANDARD", "ZERORATEDOUTPUT": "GB_ZERO"},
        "bank_accounts": {"090": bank(connected)},
    }
    pair = (connected.ledgers["xero"], connected.ledgers["sage"])
    agreement = actions.save_sync(connected.workspace_id, pair=pair, kinds=main_job.KINDS, maps=maps, actor=ACTOR)
    run = actions.run_sync(connected.workspace_id, agreement.id, actor=ACTOR)
    connected.settle()
    assert connected.run(run).status == RunStatus.SUCCEEDED, [one.message for one in connected.exceptions()]
    (invoice,) = connected.objects("sales_invoices", "sage")
    (source,) = connected.objects("Invoices")
    assert Decimal(str(invoice["total_amount"])) == Decimal(str(source["Total"]))
    report = main_job.tie_out(connected.workspace_id, list(pair))
    assert report["unexplained"] == {"GBP": "0.00"}


def bank(shop: Shop) -> str:
    found, _ = actions.reference_data(shop.workspace_id, shop.ledgers["sage"])
    return next(one.key for one in found if one.type is AccountType.BANK)
