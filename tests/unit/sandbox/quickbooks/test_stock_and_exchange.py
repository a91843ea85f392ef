"""Stock that moves with its cost, first in first out, and money that is worth something else on another day."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from unit.sandbox.quickbooks.desk import Desk, Json, open_desk, purchase, sale, sale_line, settling
from unit.sandbox.quickbooks.test_books_balance import check, company_of


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def _kettle(desk: Desk, quantity: int = 2) -> str:
    stocked = {"Type": "Inventory", "AssetAccountRef": {"value": "81"}, "QtyOnHand": quantity, "InvStartDate": "2026-01-01"}
    return desk.item("Kettle", PurchaseCost=Decimal("10.00"), **stocked)


@dataclass(frozen=True)
class Trade:
    """A kettle's market: who sells it to us and who buys it from us."""

    desk: Desk
    item: str
    customer: str
    vendor: str

    def buy(self, pieces: int, price: str, *, on: str, kind: str = "Bill") -> Json:
        detail = {"ItemRef": {"value": self.item}, "Qty": pieces, "UnitPrice": Decimal(price), "TaxCodeRef": {"value": "4"}}
        line = {"DetailType": "ItemBasedExpenseLineDetail", "Amount": pieces * Decimal(price)}
        return self.desk.save(kind, purchase(self.vendor, line | {"ItemBasedExpenseLineDetail": detail}, TxnDate=on))

    def sell(self, pieces: int, *, on: str, kind: str = "Invoice") -> Json:
        line = sale_line(str(25 * pieces), item=self.item, code="4", Qty=pieces, UnitPrice=25)
        return self.desk.save(kind, sale(self.customer, line, TxnDate=on))


def _trade(desk: Desk, quantity: int = 2) -> Trade:
    return Trade(desk, _kettle(desk, quantity), desk.customer(), desk.vendor())


def _cost(desk: Desk, document: str) -> Json:
    journal = company_of(desk).get("_journal", document) or {"lines": []}
    return sum((line["home"] for line in journal["lines"] if line["account"] == "80"), Decimal(0))


def test_it_opens_stock_against_equity_and_leaves_the_quantity_to_transactions(desk: Desk) -> None:
    item = _kettle(desk)
    assert (desk.balance("Inventory Asset"), desk.balance("Opening Balance Equity")) == (20, -20)
    head = {"Id": item, "SyncToken": "0", "sparse": True}
    assert desk.save("Item", {**head, "QtyOnHand": 99})["QtyOnHand"] == 2
    moved = {**head, "SyncToken": "1", "AssetAccountRef": {"value": "72"}}
    assert desk.refused("/item", moved) == "6000"
    check(desk)


def test_it_takes_the_oldest_cost_first(desk: Desk) -> None:
    trade = _trade(desk)
    item = trade.item
    trade.buy(3, "12.00", on="2026-02-01")
    sold = trade.sell(4, on="2026-02-10")
    assert _cost(desk, f"Invoice:{sold['Id']}") == 2 * 10 + 2 * 12
    assert (desk.read("Item", item)["QtyOnHand"], desk.balance("Inventory Asset")) == (1, 12)
    check(desk)


def test_it_works_the_cost_out_again_when_history_changes(desk: Desk) -> None:
    trade = _trade(desk)
    item = trade.item
    bought = trade.buy(3, "12.00", on="2026-02-01")
    first = trade.sell(2, on="2026-02-10")
    second = trade.sell(2, on="2026-02-11")
    assert _cost(desk, f"Invoice:{second['Id']}") == 24
    desk.post("/invoice", {"Id": first["Id"], "SyncToken": "0"}, operation="void")
    assert (_cost(desk, f"Invoice:{first['Id']}"), _cost(desk, f"Invoice:{second['Id']}")) == (0, 20)
    desk.post("/bill", {"Id": bought["Id"], "SyncToken": "0"}, operation="delete")
    assert desk.read("Item", item)["QtyOnHand"] == 0
    check(desk)


def test_it_costs_what_is_sold_before_it_was_bought_at_the_items_price_and_corrects_that_later(desk: Desk) -> None:
    trade = _trade(desk, quantity=0)
    item = trade.item
    sold = trade.sell(2, on="2026-02-10")
    assert (desk.read("Item", item)["QtyOnHand"], _cost(desk, f"Invoice:{sold['Id']}")) == (-2, 20)
    trade.buy(2, "13.00", on="2026-02-20")
    assert (desk.read("Item", item)["QtyOnHand"], _cost(desk, f"Invoice:{sold['Id']}")) == (0, 26)
    assert desk.balance("Inventory Asset") == 0


def test_it_takes_returned_goods_back_and_gives_bought_ones_back(desk: Desk) -> None:
    trade = _trade(desk)
    item = trade.item
    back = trade.sell(1, on="2026-02-10", kind="CreditMemo")
    assert (desk.read("Item", item)["QtyOnHand"], _cost(desk, f"CreditMemo:{back['Id']}")) == (3, -10)
    returned = trade.buy(1, "9.00", on="2026-02-12", kind="VendorCredit")
    assert desk.read("Item", item)["QtyOnHand"] == 2
    # The vendor credits 9.00 for what had cost 10.00: the pound is a cost.
    assert (_cost(desk, f"VendorCredit:{returned['Id']}"), desk.balance("Inventory Asset")) == (1, 20)
    check(desk)


def test_it_loses_no_penny_of_a_cost_that_does_not_divide(desk: Desk) -> None:
    trade = _trade(desk, quantity=0)
    item, vendor = trade.item, trade.vendor
    detail = {"ItemRef": {"value": item}, "Qty": 3, "TaxCodeRef": {"value": "4"}}
    line = {"DetailType": "ItemBasedExpenseLineDetail", "Amount": Decimal("10.00"), "ItemBasedExpenseLineDetail": detail}
    desk.save("Bill", purchase(vendor, line, TxnDate="2026-01-02"))
    costs = [_cost(desk, f"Invoice:{trade.sell(1, on='2026-02-10')['Id']}") for _ in range(3)]
    assert sum(costs) == 10
    assert desk.balance("Inventory Asset") == 0


def test_it_moves_stock_on_receipts_and_card_purchases_too(desk: Desk) -> None:
    item = _kettle(desk)
    line = sale_line("25.00", item=item, code="4", Qty=1, UnitPrice=25)
    desk.save("SalesReceipt", {"GlobalTaxCalculation": "TaxExcluded", "Line": [line]})
    detail = {"ItemRef": {"value": item}, "Qty": 5, "UnitPrice": 11, "TaxCodeRef": {"value": "4"}}
    bought = {"DetailType": "ItemBasedExpenseLineDetail", "Amount": 55, "ItemBasedExpenseLineDetail": detail}
    head = {"AccountRef": {"value": "41"}, "PaymentType": "CreditCard", "GlobalTaxCalculation": "TaxExcluded"}
    desk.save("Purchase", {**head, "Line": [bought]})
    assert desk.read("Item", item)["QtyOnHand"] == 6
    assert desk.balance("Inventory Asset") == 65
    check(desk)


# Money.


@pytest.fixture
def abroad() -> Desk:
    desk = open_desk()
    token = desk.get("/preferences")["Preferences"]["SyncToken"]
    desk.save("Preferences", {"Id": "1", "SyncToken": token, "CurrencyPrefs": {"MultiCurrencyEnabled": True}})
    return desk


def _euros(rate: str) -> Json:
    return {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal(rate)}


def _exchange(desk: Desk) -> Json:
    lines = [line for entry in company_of(desk).all("_journal") for line in entry["lines"] if line["account"] == "62"]
    return sum((line["home"] for line in lines), Decimal(0))


def test_it_books_the_gain_when_a_payment_is_worth_more_than_its_invoice_was(abroad: Desk) -> None:
    customer, item = abroad.customer("Abroad", CurrencyRef={"value": "EUR"}), abroad.item()
    invoice = abroad.save("Invoice", sale(customer, sale_line("100.00", item=item, code="4"), **_euros("0.80")))
    body = {"CustomerRef": {"value": customer}, "TotalAmt": 100, "Line": settling(("Invoice", invoice["Id"], "100.00"))}
    abroad.save("Payment", body | _euros("0.86") | {"DepositToAccountRef": {"value": "35"}})
    assert (abroad.balance("Current"), _exchange(abroad)) == (86, -6)
    assert abroad.read("Invoice", invoice["Id"])["HomeBalance"] == 0
    check(abroad)


def test_it_books_the_loss_on_a_bill_paid_in_parts_to_the_penny(abroad: Desk) -> None:
    vendor = abroad.vendor("Supplier abroad", CurrencyRef={"value": "EUR"})
    detail = {"AccountRef": {"value": "54"}, "TaxCodeRef": {"value": "4"}}
    line = {"DetailType": "AccountBasedExpenseLineDetail", "Amount": 10, "AccountBasedExpenseLineDetail": detail}
    bill = abroad.save("Bill", purchase(vendor, line, **_euros("0.8333")))
    for amount in ("3.33", "3.33", "3.34"):
        pay = {"VendorRef": {"value": vendor}, "TotalAmt": Decimal(amount), "PayType": "Check", **_euros("0.9")}
        pay |= {"CheckPayment": {"BankAccountRef": {"value": "35"}}, "Line": settling(("Bill", bill["Id"], amount))}
        abroad.save("BillPayment", pay)
    assert abroad.read("Bill", bill["Id"])["HomeBalance"] == 0
    assert _exchange(abroad) == Decimal("9.01") - Decimal("8.33")
    check(abroad)


def test_it_moves_the_gain_when_the_rate_of_a_paid_invoice_is_changed(abroad: Desk) -> None:
    customer, item = abroad.customer("Abroad", CurrencyRef={"value": "EUR"}), abroad.item()
    invoice = abroad.save("Invoice", sale(customer, sale_line("100.00", item=item, code="4"), **_euros("0.80")))
    body = {"CustomerRef": {"value": customer}, "TotalAmt": 100, "Line": settling(("Invoice", invoice["Id"], "100.00"))}
    abroad.save("Payment", body | _euros("0.86"))
    token = abroad.read("Invoice", invoice["Id"])["SyncToken"]
    abroad.save("Invoice", {"Id": invoice["Id"], "SyncToken": token, "sparse": True, **_euros("0.90")})
    assert _exchange(abroad) == 4
    check(abroad)


def test_it_keeps_a_foreign_bank_account_in_its_own_money_and_takes_no_third_currency(abroad: Desk) -> None:
    bank = abroad.save("Account", {"Name": "Euro account", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}})["Id"]
    ends = {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": bank}}
    abroad.save("Transfer", {**ends, "Amount": 50, **_euros("0.85")})
    assert (abroad.balance("Current"), abroad.balance("Euro account")) == (Decimal("-42.50"), 50)
    customer = abroad.customer("Overseas", CurrencyRef={"value": "USD"})
    dollars = {"CurrencyRef": {"value": "USD"}, "ExchangeRate": Decimal("0.75")}
    into = {"CustomerRef": {"value": customer}, "TotalAmt": 5, "DepositToAccountRef": {"value": bank}}
    assert abroad.refused("/payment", {**into, **dollars}) == "6000"
    check(abroad)


def test_it_deposits_foreign_payments_at_what_they_were_booked_for(abroad: Desk) -> None:
    customer = abroad.customer("Abroad", CurrencyRef={"value": "EUR"})
    bank = abroad.save("Account", {"Name": "Euro account", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}})["Id"]
    payment = abroad.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 100, **_euros("0.80")})
    assert abroad.balance("Undeposited Funds") == 80
    linked = [{"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}]
    body = {"DepositToAccountRef": {"value": bank}, "Line": [{"Amount": 100, "LinkedTxn": linked}], **_euros("0.85")}
    abroad.save("Deposit", body)
    assert (abroad.balance("Undeposited Funds"), abroad.balance("Euro account"), _exchange(abroad)) == (0, 100, -5)
    check(abroad)
