"""What a customer, vendor, account or stock item begins with, and what has to stay open while it is being settled."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import journals, links, manual, stock
from tieout.sandbox.quickbooks.errors import business
from tieout.sandbox.quickbooks.fields import Wish
from tieout.sandbox.quickbooks.ledger import Entry, LedgerLine, Opening, cents, control_account, opening, record
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company


def begin(company: Company, kind: str, *, before: Body | None, wish: Wish, saved: Body) -> None:
    """Called after a create, and after an update, which can turn another item into one with stock."""
    if kind == "Item" and saved["Type"] == "Inventory" and (before is None or before["Type"] != "Inventory"):
        begin_stock(company, saved)
    if kind == "Customer" and before is None and (balance := cents(wish.passed_over.get("Balance", Decimal(0)))):
        _begin_customer(company, saved, balance=balance)


def _begin_customer(company: Company, customer: Body, *, balance: Decimal) -> None:
    """A journal entry against Opening Balance Equity, which a payment can settle (assumed; a vendor's Balance is only read)."""
    account = control_account(company, "receivable", currency=customer["CurrencyRef"]["value"])
    entity = {"Type": "Customer", "EntityRef": {"value": customer["Id"]}}
    sides = ("Debit", "Credit") if balance > 0 else ("Credit", "Debit")
    details: list[Body] = [
        {"PostingType": sides[0], "AccountRef": {"value": account}, "Entity": entity},
        {"PostingType": sides[1], "AccountRef": {"value": company.role("opening")}},
    ]
    lines = [
        {"DetailType": "JournalEntryLineDetail", "Amount": abs(balance), "JournalEntryLineDetail": detail} for detail in details
    ]
    wanted: Body = {"Line": lines, "CurrencyRef": customer["CurrencyRef"], "PrivateNote": "Opening Balance"}
    if "OpenBalanceDate" in customer:
        wanted["TxnDate"] = customer["OpenBalanceDate"]
    entry = company.add("JournalEntry", manual.prepare_journal(company, Draft("JournalEntry", wanted)) | {"LinkedTxn": []})
    journals.post(company, "JournalEntry", body=entry)


def begin_stock(company: Company, item: Body) -> None:
    """The quantity that an item begins with, against Opening Balance Equity."""
    stock.begin(company, item)
    value: Decimal = cents(item["QtyOnHand"] * item["PurchaseCost"])
    asset, equity = item["AssetAccountRef"]["value"], company.role("opening")
    lines = [LedgerLine(asset, value, item_id=item["Id"]), LedgerLine(equity, -value)] if value else []
    record(company, links.key(stock.OPENING, item["Id"]), entry=Entry(item["InvStartDate"], lines, company.currency))


def check_settled(company: Company, document: str, *, before: Opening | None) -> None:
    """What payments settle of an entry by hand cannot become less than they settle, nor another's (assumed)."""
    settled, after = links.applied(company, document), opening(company, document)
    if not settled or before is None:
        return
    if after is None or after.amount < settled or (after.party, after.debt) != (before.party, before.debt):
        raise business("The transaction is linked to a payment: its receivable or payable line must stay")
