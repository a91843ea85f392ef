"""Purchases, deposits, transfers, journal entries, orders, vendor credits and bill payments: their rules, one by one."""

from decimal import Decimal

import pytest

from unit.sandbox.quickbooks.desk import US, Desk, Json, expense_line, open_desk, purchase, sale, sale_line, settling
from unit.sandbox.quickbooks.test_books_balance import check

_CARD, _BANK, _SAVINGS, _RECEIVABLE, _PAYABLE, _EQUITY = "41", "35", "36", "84", "33", "70"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def _spend(*lines: Json, **fields: Json) -> Json:
    head = {"AccountRef": {"value": _BANK}, "PaymentType": "Check", "GlobalTaxCalculation": "TaxExcluded"}
    return {**head, "Line": list(lines), **fields}


def _entry(*sides: tuple[str, str, str], **fields: Json) -> Json:
    """Lines of a journal entry: (posting type, account, amount); `party` is put on the first."""
    party = fields.pop("party", None)
    lines = []
    for side, account, amount in sides:
        detail: Json = {"PostingType": side, "AccountRef": {"value": account}}
        lines.append({"DetailType": "JournalEntryLineDetail", "Amount": Decimal(amount), "JournalEntryLineDetail": detail})
    if party:
        lines[0]["JournalEntryLineDetail"]["Entity"] = {"Type": party[0], "EntityRef": {"value": party[1]}}
    return {"Line": lines, **fields}


def _deposit(*lines: Json, **fields: Json) -> Json:
    return {"DepositToAccountRef": {"value": _BANK}, "Line": list(lines), **fields}


def _linked(kind: str, own_id: str, *, amount: str) -> Json:
    return {"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": own_id, "TxnType": kind, "TxnLineId": "0"}]}


def _direct(amount: str, account: str, **detail: Json) -> Json:
    inner = {"AccountRef": {"value": account}, **detail}
    return {"DetailType": "DepositLineDetail", "Amount": Decimal(amount), "DepositLineDetail": inner}


# Purchases.


def test_it_takes_a_purchase_with_its_tax_off_the_bank_account(desk: Desk) -> None:
    vendor = desk.vendor()
    entity = {"value": vendor, "type": "Vendor"}
    saved = desk.save("Purchase", _spend(expense_line("100.00"), EntityRef=entity, DocNumber="1001"))
    assert (saved["TotalAmt"], saved["TxnTaxDetail"]["TotalTax"], saved["Credit"]) == (120, 20, False)
    assert saved["EntityRef"] == {"value": vendor, "name": "Paper Supplies", "type": "Vendor"}
    assert (desk.balance("Current"), desk.balance("VAT Control")) == (-120, 20)
    assert desk.read("Vendor", vendor)["Balance"] == 0
    assert desk.query("select * from Purchase where PaymentType = 'Check'")["Purchase"][0]["Id"] == saved["Id"]


def test_it_charges_a_card_and_takes_money_back_on_it(desk: Desk) -> None:
    card = {"AccountRef": {"value": _CARD}, "PaymentType": "CreditCard"}
    desk.save("Purchase", _spend(expense_line("50.00", code="4"), **card))
    assert desk.balance("Credit card") == -50
    back = desk.save("Purchase", _spend(expense_line("20.00", code="4"), Credit=True, **card))
    assert desk.balance("Credit card") == -30
    assert desk.query("select * from Purchase where Credit = true")["Purchase"][0]["Id"] == back["Id"]


def test_it_refuses_a_purchase_from_the_wrong_kind_of_account_or_without_its_parts(desk: Desk) -> None:
    line = expense_line("1.00")
    assert desk.refused("/purchase", _spend(line, PaymentType="CreditCard")) == "6430"
    assert desk.refused("/purchase", _spend(line, AccountRef={"value": _CARD})) == "6430"
    assert desk.refused("/purchase", _spend(line, PaymentType="Barter")) == "2170"
    for name in ("AccountRef", "PaymentType", "Line"):
        assert desk.refused("/purchase", {key: value for key, value in _spend(line).items() if key != name}) == "2020"
    assert desk.refused("/purchase", _spend(expense_line("1.00", code=None))) == "6000"
    assert desk.refused("/purchase", _spend(expense_line("1.00", account=_PAYABLE))) == "6000"


def test_it_changes_and_deletes_a_purchase_and_offers_no_void(desk: Desk) -> None:
    saved = desk.save("Purchase", _spend(expense_line("10.00", code="4"), PrivateNote="kept"))
    head = {"Id": saved["Id"], "SyncToken": "0"}
    changed = desk.save("Purchase", {**head, "sparse": True, "Line": [expense_line("12.00", code="4")]})
    assert (changed["TotalAmt"], changed["PrivateNote"], changed["SyncToken"]) == (12, "kept", "1")
    full = desk.save("Purchase", {**_spend(expense_line("13.00", code="4")), "Id": saved["Id"], "SyncToken": "1"})
    assert "PrivateNote" not in full
    assert desk.balance("Current") == -13
    assert desk.refused("/purchase", {"Id": saved["Id"], "SyncToken": "2"}, operation="void") == "500"
    gone = desk.post("/purchase", {"Id": saved["Id"], "SyncToken": "2"}, operation="delete")["Purchase"]
    assert gone == {"status": "Deleted", "domain": "QBO", "Id": saved["Id"]}
    assert desk.balance("Current") == 0
    check(desk)


def test_it_gives_a_credit_back_by_an_expense_on_the_receivable_account_tied_with_a_payment(desk: Desk) -> None:
    customer, item = desk.customer(), desk.item()
    memo = desk.save("CreditMemo", sale(customer, sale_line("50.00", item=item, code="4")))
    refund = expense_line("50.00", account=_RECEIVABLE, code=None)
    body = _spend(refund, GlobalTaxCalculation="NotApplicable")
    assert desk.refused("/purchase", body) == "6000"
    paid = desk.save("Purchase", {**body, "EntityRef": {"value": customer, "type": "Customer"}})
    assert desk.read("Customer", customer)["Balance"] == 0
    lines = settling(("Check", paid["Id"], "50.00"), ("CreditMemo", memo["Id"], "50.00"))
    desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 0, "Line": lines})
    assert desk.read("CreditMemo", memo["Id"])["RemainingCredit"] == 0
    assert desk.read("Purchase", paid["Id"])["LinkedTxn"][0]["TxnType"] == "Payment"
    head = {"Id": paid["Id"], "SyncToken": desk.read("Purchase", paid["Id"])["SyncToken"]}
    assert desk.refused("/purchase", head, operation="delete") == "6000"
    less = expense_line("40.00", account=_RECEIVABLE, code=None)
    assert desk.refused("/purchase", {**head, "sparse": True, "Line": [less]}) == "6000"
    check(desk)


def test_it_carries_no_sales_tax_on_purchases_in_the_us() -> None:
    desk = open_desk(US)
    line = expense_line("10.00", code=None)
    saved = desk.save("Purchase", {"AccountRef": {"value": _BANK}, "PaymentType": "Cash", "Line": [line]})
    assert saved["TotalAmt"] == 10
    assert "TxnTaxDetail" not in saved


# Purchase orders.


def test_it_posts_nothing_for_an_order_and_closes_it_with_its_bill(desk: Desk) -> None:
    vendor = desk.vendor()
    order = desk.save("PurchaseOrder", purchase(vendor, expense_line("10.00")))
    assert (order["POStatus"], order["TotalAmt"], order["LinkedTxn"]) == ("Open", 12, [])
    assert desk.read("Vendor", vendor)["Balance"] == 0
    link = [{"TxnId": order["Id"], "TxnType": "PurchaseOrder"}]
    bill = desk.save("Bill", purchase(vendor, expense_line("10.00"), LinkedTxn=link))
    assert bill["LinkedTxn"] == link
    closed = desk.read("PurchaseOrder", order["Id"])
    assert (closed["POStatus"], closed["LinkedTxn"]) == ("Closed", [{"TxnId": bill["Id"], "TxnType": "Bill"}])
    desk.post("/bill", {"Id": bill["Id"], "SyncToken": "0"}, operation="delete")
    assert desk.read("PurchaseOrder", order["Id"])["POStatus"] == "Open"


def test_it_takes_the_order_of_a_bill_from_its_lines_too_and_refuses_another_vendors(desk: Desk) -> None:
    vendor, other = desk.vendor(), desk.vendor("Another")
    order = desk.save("PurchaseOrder", purchase(vendor, expense_line("10.00")))
    link = [{"TxnId": order["Id"], "TxnType": "PurchaseOrder", "TxnLineId": "1"}]
    assert desk.refused("/bill", purchase(other, {**expense_line("10.00"), "LinkedTxn": link})) == "620"
    desk.save("Bill", purchase(vendor, {**expense_line("10.00"), "LinkedTxn": link}))
    assert desk.read("PurchaseOrder", order["Id"])["POStatus"] == "Closed"
    assert desk.refused("/purchaseorder", purchase(vendor, expense_line("1.00"), POStatus="Lost")) == "2170"
    gone = [{"TxnId": "999", "TxnType": "PurchaseOrder"}]
    assert desk.refused("/bill", purchase(vendor, expense_line("10.00"), LinkedTxn=gone)) == "2500"


# Deposits.


def _payment(desk: Desk, amount: str = "30.00", **fields: Json) -> Json:
    customer = desk.customer(f"Customer {len(desk.query('select Id from Customer').get('Customer', []))}")
    return desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": Decimal(amount), **fields})


def test_it_empties_undeposited_funds_with_linked_payments_and_a_fee(desk: Desk) -> None:
    one, two = _payment(desk), _payment(desk, "70.00")
    lines = [_linked("Payment", one["Id"], amount="30.00"), _linked("Payment", two["Id"], amount="70.00"), _direct("-2.50", "51")]
    deposit = desk.save("Deposit", _deposit(*lines))
    assert deposit["TotalAmt"] == Decimal("97.50")
    assert (desk.balance("Undeposited Funds"), desk.balance("Current")) == (0, Decimal("97.50"))
    seen = desk.read("Payment", one["Id"])
    assert (seen["LinkedTxn"], seen["SyncToken"]) == ([{"TxnId": deposit["Id"], "TxnType": "Deposit"}], "1")
    check(desk)


def test_it_keeps_a_deposited_payment_from_changing_until_it_leaves_the_deposit(desk: Desk) -> None:
    payment = _payment(desk)
    deposit = desk.save("Deposit", _deposit(_linked("Payment", payment["Id"], amount="30.00")))
    head = {"Id": payment["Id"], "SyncToken": "1"}
    assert desk.refused("/payment", head, operation="delete") == "6540"
    assert desk.refused("/payment", head, operation="void") == "6540"
    assert desk.refused("/payment", {**head, "sparse": True, "TotalAmt": 31}) == "6540"
    noted = desk.save("Payment", {**head, "sparse": True, "PrivateNote": "only a note"})
    assert noted["LinkedTxn"] == [{"TxnId": deposit["Id"], "TxnType": "Deposit"}]
    desk.post("/deposit", {"Id": deposit["Id"], "SyncToken": "0"}, operation="delete")
    free = desk.read("Payment", payment["Id"])
    assert free["LinkedTxn"] == []
    assert desk.balance("Undeposited Funds") == 30
    desk.post("/payment", {"Id": payment["Id"], "SyncToken": free["SyncToken"]}, operation="delete")
    assert desk.last.status == 200
    check(desk)


def test_it_deposits_a_payment_once_whole_and_only_what_is_undeposited(desk: Desk) -> None:
    payment = _payment(desk)
    assert desk.refused("/deposit", _deposit(_linked("Payment", payment["Id"], amount="29.00"))) == "6000"
    twice = _linked("Payment", payment["Id"], amount="30.00")
    assert desk.refused("/deposit", _deposit(twice, twice)) == "620"
    desk.save("Deposit", _deposit(twice))
    assert desk.refused("/deposit", _deposit(twice)) == "620"
    banked = _payment(desk, DepositToAccountRef={"value": _SAVINGS})
    assert desk.refused("/deposit", _deposit(_linked("Payment", banked["Id"], amount="30.00"))) == "620"
    assert desk.refused("/deposit", _deposit(_linked("Payment", "999", amount="30.00"))) == "2500"
    assert desk.refused("/deposit", _deposit(_linked("Invoice", "999", amount="30.00"))) == "620"


def test_it_deposits_sales_receipts_and_refunds_out_of_undeposited_funds(desk: Desk) -> None:
    item = desk.item()
    receipt = desk.save("SalesReceipt", {"GlobalTaxCalculation": "TaxExcluded", "Line": [sale_line("50.00", item=item)]})
    back = {"GlobalTaxCalculation": "TaxExcluded", "DepositToAccountRef": {"value": "4"}}
    refund = desk.save("RefundReceipt", {**back, "Line": [sale_line("5.00", item=item)]})
    lines = [_linked("SalesReceipt", receipt["Id"], amount="60.00"), _linked("RefundReceipt", refund["Id"], amount="-6.00")]
    assert desk.save("Deposit", _deposit(*lines))["TotalAmt"] == 54
    assert (desk.balance("Undeposited Funds"), desk.balance("Current")) == (0, 54)


def test_it_takes_direct_money_and_cash_back_on_a_deposit(desk: Desk) -> None:
    vendor = desk.vendor()
    cash = {"AccountRef": {"value": "37"}, "Amount": 5, "Memo": "petty cash"}
    body = _deposit(_direct("40.00", "8"), _direct("10.00", _PAYABLE, Entity={"value": vendor, "type": "Vendor"}), CashBack=cash)
    deposit = desk.save("Deposit", body)
    assert deposit["TotalAmt"] == 45
    assert (desk.balance("Current"), desk.balance("Cash on hand")) == (45, 5)
    assert desk.read("Vendor", vendor)["Balance"] == 10
    assert desk.refused("/deposit", _deposit(_direct("10.00", _PAYABLE))) == "6000"
    assert desk.refused("/deposit", _deposit(_direct("-10.00", "8"))) == "6000"
    assert desk.refused("/deposit", _deposit(_direct("1.00", "8"), DepositToAccountRef={"value": _CARD})) == "6000"
    credit = desk.save("VendorCredit", purchase(vendor, expense_line("10.00", code="4")))
    pay = {"VendorRef": {"value": vendor}, "TotalAmt": 0, "PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": _BANK}}}
    desk.save("BillPayment", {**pay, "Line": settling(("Deposit", deposit["Id"], "10"), ("VendorCredit", credit["Id"], "10"))})
    assert desk.read("Vendor", vendor)["Balance"] == desk.read("VendorCredit", credit["Id"])["Balance"] == 0
    check(desk)


# Transfers.


def test_it_moves_money_between_balance_sheet_accounts_only(desk: Desk) -> None:
    ends = {"FromAccountRef": {"value": _BANK}, "ToAccountRef": {"value": _SAVINGS}}
    saved = desk.save("Transfer", {**ends, "Amount": Decimal("75.00")})
    assert (desk.balance("Current"), desk.balance("Savings")) == (-75, 75)
    assert saved["FromAccountRef"]["name"] == "Current"
    desk.save("Transfer", {"Id": saved["Id"], "SyncToken": "0", "sparse": True, "Amount": Decimal("25.00")})
    assert desk.balance("Savings") == 25
    for wrong, code in (
        ({"ToAccountRef": {"value": "50"}}, "6430"),
        ({"ToAccountRef": {"value": _RECEIVABLE}}, "6430"),
        ({"ToAccountRef": {"value": _BANK}}, "6000"),
        ({"Amount": -1}, "2290"),
        ({"Amount": None}, "2020"),
    ):
        assert desk.refused("/transfer", {**ends, "Amount": 1, **wrong}) == code
    desk.post("/transfer", {"Id": saved["Id"], "SyncToken": "1"}, operation="delete")
    assert desk.balance("Current") == 0


# Journal entries.


def test_it_writes_a_balanced_journal_entry_and_no_other(desk: Desk) -> None:
    saved = desk.save("JournalEntry", _entry(("Debit", "55", "80.00"), ("Credit", _BANK, "80.00"), PrivateNote="Rent"))
    assert saved["TotalAmt"] == 0
    assert [line["Id"] for line in saved["Line"]] == ["1", "2"]
    assert desk.balance("Current") == -80
    assert desk.refused("/journalentry", _entry(("Debit", "55", "80.00"), ("Credit", _BANK, "79.99"))) == "2300"
    assert desk.refused("/journalentry", _entry(("Debit", "55", "0.00"))) == "2250"
    assert desk.refused("/journalentry", _entry(("Sideways", "55", "1.00"), ("Credit", _BANK, "1.00"))) == "2260"
    assert desk.refused("/journalentry", _entry(("Debit", "55", "-1.00"), ("Credit", _BANK, "-1.00"))) == "2290"
    assert desk.refused("/journalentry", {"Line": []}) == "2020"
    lines = _entry(("Debit", "55", "10.00"), ("Credit", _BANK, "10.00"))["Line"]
    desk.save("JournalEntry", {"Id": saved["Id"], "SyncToken": "0", "sparse": True, "Line": lines})
    assert desk.balance("Current") == -10
    desk.post("/journalentry", {"Id": saved["Id"], "SyncToken": "1"}, operation="delete")
    assert desk.balance("Current") == 0


def test_it_asks_for_the_name_on_a_receivable_or_payable_line_and_allows_one(desk: Desk) -> None:
    customer, vendor = desk.customer(), desk.vendor()
    owed = (("Debit", _RECEIVABLE, "40.00"), ("Credit", _EQUITY, "40.00"))
    assert desk.refused("/journalentry", _entry(*owed)) == "6000"
    assert desk.refused("/journalentry", _entry(*owed, party=("Vendor", vendor))) == "6000"
    both = _entry(("Debit", _RECEIVABLE, "40.00"), ("Credit", _RECEIVABLE, "40.00"), party=("Customer", customer))
    both["Line"][1]["JournalEntryLineDetail"]["Entity"] = both["Line"][0]["JournalEntryLineDetail"]["Entity"]
    assert desk.refused("/journalentry", both) == "6000"
    desk.save("JournalEntry", _entry(*owed, party=("Customer", customer)))
    assert desk.read("Customer", customer)["Balance"] == 40


def test_it_settles_a_journal_entry_with_a_payment_and_then_keeps_it(desk: Desk) -> None:
    customer = desk.customer()
    body = _entry(("Debit", _RECEIVABLE, "40.00"), ("Credit", _EQUITY, "40.00"), party=("Customer", customer))
    entry = desk.save("JournalEntry", body)
    lines = settling(("JournalEntry", entry["Id"], "40.00"))
    payment = desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 40, "Line": lines})
    assert payment["UnappliedAmt"] == desk.read("Customer", customer)["Balance"] == 0
    token = desk.read("JournalEntry", entry["Id"])["SyncToken"]
    assert desk.refused("/journalentry", {"Id": entry["Id"], "SyncToken": token}, operation="delete") == "6000"
    half = _entry(("Debit", _RECEIVABLE, "20.00"), ("Credit", _EQUITY, "20.00"), party=("Customer", customer))
    assert desk.refused("/journalentry", {**half, "Id": entry["Id"], "SyncToken": token}) == "6000"
    other = desk.customer("Somebody else")
    moved = _entry(("Debit", _RECEIVABLE, "40.00"), ("Credit", _EQUITY, "40.00"), party=("Customer", other))
    assert desk.refused("/journalentry", {**moved, "Id": entry["Id"], "SyncToken": token}) == "6000"
    without = _entry(("Debit", _BANK, "40.00"), ("Credit", _EQUITY, "40.00"))
    assert desk.refused("/journalentry", {**without, "Id": entry["Id"], "SyncToken": token}) == "6000"
    check(desk)


def test_it_opens_a_new_customers_balance_with_a_journal_entry_that_can_be_paid(desk: Desk) -> None:
    customer = desk.customer(Balance=Decimal("99.00"), OpenBalanceDate="2026-01-31")
    assert desk.read("Customer", customer)["Balance"] == 99
    entry = desk.query("select * from JournalEntry")["JournalEntry"][0]
    assert entry["TxnDate"] == "2026-01-31"
    desk.save("Customer", {"Id": customer, "SyncToken": "0", "sparse": True, "Balance": 5})
    assert desk.read("Customer", customer)["Balance"] == 99
    assert desk.balance("Opening Balance Equity") == -99
    check(desk)


# Bill payments and vendor credits.


def test_it_pays_a_bill_by_cheque_or_card_and_leaves_the_surplus_as_the_vendors_credit(desk: Desk) -> None:
    vendor = desk.vendor()
    bill = desk.save("Bill", purchase(vendor, expense_line("100.00", code="4")))
    card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": _CARD}}}
    body = {"VendorRef": {"value": vendor}, "TotalAmt": 110, "Line": settling(("Bill", bill["Id"], "100.00"))}
    assert desk.refused("/billpayment", {**body, "PayType": "CreditCard"}) == "2020"
    assert desk.refused("/billpayment", {**body, **card, "CreditCardPayment": {"CCAccountRef": {"value": _BANK}}}) == "6000"
    paid = desk.save("BillPayment", {**body, **card})
    assert desk.read("Bill", bill["Id"])["LinkedTxn"] == [{"TxnId": paid["Id"], "TxnType": "BillPaymentCreditCard"}]
    assert (desk.balance("Credit card"), desk.read("Vendor", vendor)["Balance"]) == (-110, -10)
    desk.save("BillPayment", {"Id": paid["Id"], "SyncToken": "0", "sparse": True}, operation="update", include="void")
    assert (desk.balance("Credit card"), desk.read("Vendor", vendor)["Balance"]) == (0, 100)
    assert desk.read("Bill", bill["Id"])["Balance"] == 100


def test_it_allocates_a_vendor_credit_with_a_bill_payment_of_zero_and_guards_it(desk: Desk) -> None:
    vendor = desk.vendor()
    bill = desk.save("Bill", purchase(vendor, expense_line("100.00", code="4")))
    credit = desk.save("VendorCredit", purchase(vendor, expense_line("30.00", code="4")))
    pay = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": _BANK}}, "VendorRef": {"value": vendor}}
    lines = settling(("Bill", bill["Id"], "30.00"), ("VendorCredit", credit["Id"], "30.00"))
    desk.save("BillPayment", {**pay, "TotalAmt": 0, "Line": lines})
    assert (desk.read("Bill", bill["Id"])["Balance"], desk.read("VendorCredit", credit["Id"])["Balance"]) == (70, 0)
    assert desk.balance("Current") == 0
    head = {"Id": credit["Id"], "SyncToken": "1"}
    assert desk.refused("/vendorcredit", head, operation="delete") == "6000"
    assert desk.refused("/vendorcredit", head, operation="void") == "500"
    assert desk.refused("/vendorcredit", {**head, "sparse": True, "Line": [expense_line("20.00", code="4")]}) == "6000"


@pytest.mark.parametrize("kind", ["Purchase", "PurchaseOrder", "Deposit", "Transfer", "JournalEntry"])
def test_it_reports_batches_and_queries_the_new_kinds_like_all_others(desk: Desk, kind: str) -> None:
    bodies = {
        "Purchase": _spend(expense_line("1.00")),
        "PurchaseOrder": purchase(desk.vendor(), expense_line("1.00")),
        "Deposit": _deposit(_direct("1.00", "8")),
        "Transfer": {"FromAccountRef": {"value": _BANK}, "ToAccountRef": {"value": _SAVINGS}, "Amount": 1},
        "JournalEntry": _entry(("Debit", "55", "1.00"), ("Credit", _BANK, "1.00")),
    }
    since = desk.ground.clock.now().isoformat(timespec="milliseconds")
    items = [{"bId": "1", "operation": "create", kind: bodies[kind]}, {"bId": "2", "operation": "create", kind: {}}]
    first, second = desk.post("/batch", {"BatchItemRequest": items})["BatchItemResponse"]
    assert second["Fault"]["Error"][0]["code"] == "2020"
    own_id = first[kind]["Id"]
    assert desk.query(f"select * from {kind} where Id = '{own_id}'")[kind][0] == desk.read(kind, own_id)
    on = first[kind]["TxnDate"]
    assert desk.query(f"select count(*) from {kind} where TxnDate = '{on}'") == {"totalCount": 1}
    found = desk.get("/cdc", entities=kind, changedSince=since)["CDCResponse"][0]["QueryResponse"][0][kind]
    assert [row["Id"] for row in found] == [own_id]
    assert desk.refused(f"/{kind.lower()}", {"Id": own_id, "SyncToken": "9"}, operation="delete") == "5010"
    desk.post("/batch", {"BatchItemRequest": [{"bId": "1", "operation": "delete", kind: {"Id": own_id, "SyncToken": "0"}}]})
    stub = desk.get("/cdc", entities=kind, changedSince=since)["CDCResponse"][0]["QueryResponse"][0][kind][0]
    assert stub["status"] == "Deleted"
    desk.get(f"/{kind.lower()}/{own_id}")
    assert desk.last.status == 400
