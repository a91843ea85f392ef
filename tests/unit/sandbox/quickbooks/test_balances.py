"""The ledger agrees with the documents, whatever is done to them."""

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chances import tries
from unit.sandbox.quickbooks.desk import Desk, Json, expense_line, open_desk, purchase, sale, sale_line, settling

_PENNIES = st.integers(1, 100_000)


def _rows(desk: Desk, kind: str) -> list[Json]:
    rows: list[Json] = (
        desk.query(f"select * from {kind} where Id in ({_all_ids(desk, kind)})").get(kind, []) if _all_ids(desk, kind) else []
    )
    return rows


def _all_ids(desk: Desk, kind: str) -> str:
    return ", ".join(f"'{row['Id']}'" for row in desk.query(f"select Id from {kind} maxresults 1000").get(kind, []))


def check(desk: Desk) -> None:
    """Accounts, names and documents say the same, and every journal entry balances."""
    customers, vendors = _rows(desk, "Customer"), _rows(desk, "Vendor")
    invoices, memos, payments = _rows(desk, "Invoice"), _rows(desk, "CreditMemo"), _rows(desk, "Payment")
    for customer in customers:
        own = [[row for row in rows if row["CustomerRef"]["value"] == customer["Id"]] for rows in (invoices, memos, payments)]
        open_sum = sum(row["Balance"] for row in own[0]) - sum(row["RemainingCredit"] for row in own[1])
        assert customer["Balance"] == open_sum - sum(row["UnappliedAmt"] for row in own[2])
    assert desk.balance("Accounts Receivable (A/R)") == sum(row["Balance"] for row in customers)
    assert -desk.balance("Accounts Payable (A/P)") == sum(row["Balance"] for row in vendors)
    for row in (*invoices, *memos):
        assert 0 <= row["Balance"] <= row["TotalAmt"]
    for payment in payments:
        assert payment["UnappliedAmt"] >= 0
    for entry in desk.ground.books.all(f"quickbooks-aside:{desk.realm}", "_journal"):
        assert sum(line["home"] for line in entry["lines"]) == 0


class Bookkeeping(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = open_desk()
        self.item = self.desk.item()
        self.customers = [self.desk.customer(f"Customer {n}") for n in range(2)]
        self.vendor = self.desk.vendor()

    def _pick(self, kind: str, place: int) -> Json | None:
        rows = _rows(self.desk, kind)
        return rows[place % len(rows)] if rows else None

    @rule(
        pennies=_PENNIES,
        who=st.integers(0, 1),
        code=st.sampled_from(["2", "3", "8"]),
        kind=st.sampled_from(["Invoice", "CreditMemo"]),
    )
    def sell(self, pennies: int, who: int, *, code: str, kind: str) -> None:
        self.desk.save(kind, sale(self.customers[who], sale_line(str(Decimal(pennies) / 100), item=self.item, code=code)))

    @rule(pennies=_PENNIES, kind=st.sampled_from(["Bill", "VendorCredit"]))
    def buy(self, pennies: int, kind: str) -> None:
        self.desk.save(kind, purchase(self.vendor, expense_line(str(Decimal(pennies) / 100))))

    @rule(place=st.integers(0, 20), share=st.integers(1, 100), over=st.integers(0, 500))
    def receive(self, place: int, share: int, *, over: int) -> None:
        invoice = self._pick("Invoice", place)
        if invoice and (amount := (invoice["Balance"] * share / 100).quantize(Decimal("0.01"))):
            lines = settling(("Invoice", invoice["Id"], str(amount)))
            self.desk.save(
                "Payment", {"CustomerRef": invoice["CustomerRef"], "TotalAmt": amount + Decimal(over) / 100, "Line": lines}
            )

    @rule(place=st.integers(0, 20), other=st.integers(0, 20))
    def allocate(self, place: int, other: int) -> None:
        invoice, memo = self._pick("Invoice", place), self._pick("CreditMemo", other)
        if invoice and memo and invoice["CustomerRef"] == memo["CustomerRef"]:
            amount = str(min(invoice["Balance"], memo["RemainingCredit"]))
            lines = settling(("Invoice", invoice["Id"], amount), ("CreditMemo", memo["Id"], amount))
            self.desk.post("/payment", {"CustomerRef": invoice["CustomerRef"], "TotalAmt": 0, "Line": lines})

    @rule(place=st.integers(0, 20), over=st.integers(0, 500))
    def pay(self, place: int, over: int) -> None:
        bill = self._pick("Bill", place)
        if bill and bill["Balance"]:
            body = {"VendorRef": bill["VendorRef"], "TotalAmt": bill["Balance"] + Decimal(over) / 100, "PayType": "Check"}
            check_payment = {"BankAccountRef": {"value": "35"}}
            lines = settling(("Bill", bill["Id"], str(bill["Balance"])))
            self.desk.save("BillPayment", {**body, "CheckPayment": check_payment, "Line": lines})

    @rule(place=st.integers(0, 20), pennies=_PENNIES, kind=st.sampled_from(["Invoice", "CreditMemo"]))
    def change(self, place: int, pennies: int, *, kind: str) -> None:
        stored = self._pick(kind, place)
        if stored:
            line = sale_line(str(Decimal(pennies) / 100), item=self.item)
            self.desk.post(
                f"/{kind.lower()}", {"Id": stored["Id"], "SyncToken": stored["SyncToken"], "sparse": True, "Line": [line]}
            )

    @rule(
        place=st.integers(0, 20), kind=st.sampled_from(["Invoice", "CreditMemo", "Payment", "Bill", "VendorCredit", "BillPayment"])
    )
    def delete(self, place: int, kind: str) -> None:
        stored = self._pick(kind, place)
        if stored:
            self.desk.post(f"/{kind.lower()}", {"Id": stored["Id"], "SyncToken": stored["SyncToken"]}, operation="delete")

    @precondition(lambda self: bool(_rows(self.desk, "Invoice")))
    @rule(place=st.integers(0, 20), kind=st.sampled_from(["Invoice", "Payment", "BillPayment"]))
    def void(self, place: int, kind: str) -> None:
        stored = self._pick(kind, place)
        if stored:
            self.desk.save(kind, {"Id": stored["Id"], "SyncToken": stored["SyncToken"]}, operation="void")

    @invariant()
    def agrees(self) -> None:
        check(self.desk)


TestBookkeeping = Bookkeeping.TestCase
TestBookkeeping.settings = settings(max_examples=tries(4, 60), stateful_step_count=30, deadline=None)


def test_it_allocates_a_credit_memo_with_a_payment_of_zero() -> None:
    desk = open_desk()
    customer, item = desk.customer(), desk.item()
    invoice = desk.save("Invoice", sale(customer, sale_line("100.00", item=item)))
    memo = desk.save("CreditMemo", sale(customer, sale_line("40.00", item=item)))
    lines = settling(("Invoice", invoice["Id"], "48.00"), ("CreditMemo", memo["Id"], "48.00"))
    payment = desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 0, "Line": lines})
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (0, 0)
    assert desk.read("Invoice", invoice["Id"])["Balance"] == 72
    assert desk.read("CreditMemo", memo["Id"])["RemainingCredit"] == 0
    assert desk.read("CreditMemo", memo["Id"])["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]
    check(desk)


def test_it_refuses_links_that_are_settled_foreign_or_too_large() -> None:
    desk = open_desk()
    one, two, item = desk.customer("One"), desk.customer("Two"), desk.item()
    invoice = desk.save("Invoice", sale(one, sale_line("10.00", item=item)))

    def refused(customer: str, amount: str, *, total: str) -> str:
        body = {
            "CustomerRef": {"value": customer},
            "TotalAmt": Decimal(total),
            "Line": settling(("Invoice", invoice["Id"], amount)),
        }
        return desk.refused("/payment", body)

    assert refused(two, "12.00", total="12.00") == "620"
    assert refused(one, "12.01", total="12.01") == "6000"
    assert refused(one, "12.00", total="11.99") == "6000"
    assert refused(one, "-1.00", total="12.00") == "2290"
    desk.save("Payment", {"CustomerRef": {"value": one}, "TotalAmt": 12, "Line": settling(("Invoice", invoice["Id"], "12.00"))})
    assert refused(one, "1.00", total="12.00") == "620"


def test_it_replaces_all_lines_of_a_payment_and_reopens_what_was_left_out() -> None:
    desk = open_desk()
    customer, item = desk.customer(), desk.item()
    one, two = (desk.save("Invoice", sale(customer, sale_line("10.00", item=item)))["Id"] for _ in range(2))
    body = {"CustomerRef": {"value": customer}, "TotalAmt": 12, "Line": settling(("Invoice", one, "12.00"))}
    payment = desk.save("Payment", body)
    moved = desk.save("Payment", {**body, "Id": payment["Id"], "SyncToken": "0", "Line": settling(("Invoice", two, "5.00"))})
    assert moved["UnappliedAmt"] == 7
    assert [desk.read("Invoice", own_id)["Balance"] for own_id in (one, two)] == [12, 7]
    check(desk)


def test_it_puts_receipts_in_undeposited_funds_unless_told_otherwise() -> None:
    desk = open_desk()
    customer = desk.customer()
    desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 5})
    desk.save(
        "Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 7, "DepositToAccountRef": {"value": desk.account("Current")}}
    )
    assert (desk.balance("Undeposited Funds"), desk.balance("Current")) == (Decimal(5), Decimal(7))
    assert (
        desk.refused("/payment", {"CustomerRef": {"value": customer}, "TotalAmt": 5, "DepositToAccountRef": {"value": "50"}})
        == "6000"
    )


def test_it_applies_credits_and_payments_by_itself_only_when_the_company_says_so() -> None:
    desk = open_desk()
    customer, item = desk.customer(), desk.item()
    invoice = desk.save("Invoice", sale(customer, sale_line("100.00", item=item)))
    memo = desk.save("CreditMemo", sale(customer, sale_line("10.00", item=item)))
    assert memo["RemainingCredit"] == 12
    token = desk.get("/preferences")["Preferences"]["SyncToken"]
    desk.save(
        "Preferences", {"Id": "1", "SyncToken": token, "SalesFormsPrefs": {"AutoApplyCredit": True, "AutoApplyPayments": True}}
    )
    assert desk.save("CreditMemo", sale(customer, sale_line("20.00", item=item)))["RemainingCredit"] == 0
    assert desk.read("CreditMemo", memo["Id"])["RemainingCredit"] == 0
    payment = desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 100})
    assert (payment["UnappliedAmt"], payment["Line"][0]["Amount"]) == (16, 84)
    assert desk.read("Invoice", invoice["Id"])["Balance"] == 0
    assert desk.query("select count(*) from Payment where TotalAmt = '0'") == {"totalCount": 1}
    check(desk)


def test_it_keeps_foreign_money_in_accounts_of_its_own() -> None:
    desk = open_desk()
    token = desk.get("/preferences")["Preferences"]["SyncToken"]
    desk.save("Preferences", {"Id": "1", "SyncToken": token, "CurrencyPrefs": {"MultiCurrencyEnabled": True}})
    customer, item = desk.customer("Abroad", CurrencyRef={"value": "EUR"}), desk.item()
    assert desk.refused("/invoice", sale(customer, sale_line("10.00", item=item))) == "6000"
    money = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("0.85")}
    invoice = desk.save("Invoice", sale(customer, sale_line("10.00", item=item), **money))
    assert (invoice["TotalAmt"], invoice["HomeTotalAmt"], invoice["HomeBalance"]) == (12, Decimal("10.20"), Decimal("10.20"))
    assert desk.balance("Accounts Receivable (A/R)") == 0
    assert desk.balance("Accounts Receivable (A/R) - EUR") == desk.read("Customer", customer)["Balance"] == 12
    assert desk.refused("/customer", {"Id": customer, "SyncToken": "0", "sparse": True, "CurrencyRef": {"value": "USD"}}) == "6000"
