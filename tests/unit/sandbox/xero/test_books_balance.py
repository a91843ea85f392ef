"""Random business at a Xero organisation: whatever happens, the books balance and every report tells the same story."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chances import tries
from unit.sandbox.xero.ledger import Json, draft, open_ledger

SCOPE = (
    "accounting.transactions accounting.settings accounting.contacts accounting.journals.read accounting.reports.aged.read "
    "accounting.reports.trialbalance.read accounting.reports.balancesheet.read accounting.reports.profitandloss.read "
    "accounting.reports.banksummary.read"
)
ZERO = Decimal("0.00")
YEAR = {"fromDate": "2026-01-01", "toDate": "2026-12-31"}
KINDS = {"Invoices": "InvoiceID", "CreditNotes": "CreditNoteID", "Prepayments": "PrepaymentID", "Overpayments": "OverpaymentID"}
CREDITS = ("CreditNotes", "Prepayments", "Overpayments")
BANKS = ("090", "091", "EUR1")

money = st.decimals("0.01", "9999.99", places=2)
rates = st.sampled_from([Decimal("1.1"), Decimal("0.37"), Decimal("1.1734"), Decimal("153.21")])
currencies = st.sampled_from(["GBP", "EUR", "USD"])
quotes = st.tuples(currencies, rates)
days = st.integers(1, 28).map(lambda day: f"2026-10-{day:02}")
choices = st.integers(0, 99)


def half_up(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def in_base(amount: Decimal, document: Json) -> Decimal:
    return half_up(amount / Decimal(document.get("CurrencyRate", 1)))


def side_of(document: Json) -> str:
    return "ACCREC" if document["Type"].startswith(("ACCREC", "RECEIVE")) else "ACCPAY"


def rows(node: Json) -> Iterator[Json]:
    for one in node["Rows"]:
        yield one
        if "Rows" in one:
            yield from rows(one)


class Business(RuleBasedStateMachine):
    """Two contacts, three bank accounts, one of them in euros."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = open_ledger(scope=SCOPE)
        self.contacts = [self.ledger.contact(name) for name in ("One", "Two")]
        bank = {"Name": "Euro account", "Code": "EUR1", "Type": "BANK", "BankAccountNumber": "EU01", "CurrencyCode": "EUR"}
        self.ledger.call("PUT", "Accounts", body=bank)
        self.ledger.call("PUT", "Accounts", body={"Name": "Stock", "Code": "631", "Type": "INVENTORY"})
        sides = {"SalesDetails": {"AccountCode": "200"}, "PurchaseDetails": {"COGSAccountCode": "310"}}
        item = {
            "Code": "KETTLE",
            "Description": "Kettle",
            "PurchaseDescription": "Kettle",
            "InventoryAssetAccountCode": "631",
            **sides,
        }
        self.ledger.make("Items", item)
        self.accounts = {one["Code"]: one for one in self.ledger.get("Accounts")}

    def documents(self, kind: str) -> list[Json]:
        found: list[Json] = self.ledger.get(kind, page="1", pageSize="1000")
        return found

    def pick(self, kind: str, *, choice: int, status: str = "AUTHORISED") -> Json | None:
        found = [one for one in self.documents(kind) if one["Status"] == status]
        return found[choice % len(found)] if found else None

    def attempt(self, method: str, path: str, *, body: Json) -> None:
        """Whether it is accepted or refused is not the point here; that it is answered and the books hold is."""
        self.ledger.call(method, path, body=body)
        assert self.ledger.last.status in (200, 204, 400), self.ledger.last

    @rule(
        kind=st.sampled_from(["ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT"]),
        who=st.integers(0, 1),
        amounts=st.lists(money, min_size=1, max_size=3),
        quoted=quotes,
        types=st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    )
    def document(self, kind: str, who: int, *, amounts: list[Decimal], quoted: tuple[str, Decimal], types: str) -> None:
        currency, rate = quoted
        more = {"Type": kind, "Status": "AUTHORISED", "CurrencyCode": currency, "CurrencyRate": rate, "LineAmountTypes": types}
        body = draft(self.contacts[who], *map(str, amounts), **more)
        self.ledger.make("CreditNotes" if kind.endswith("CREDIT") else "Invoices", body)

    @rule(
        side=st.sampled_from(["ACCREC", "ACCPAY"]),
        amounts=st.tuples(money, money),
        currency=currencies,
        rates=st.tuples(rates, rates),
    )
    def document_with_credit(
        self, side: str, amounts: tuple[Decimal, Decimal], currency: str, rates: tuple[Decimal, Decimal]
    ) -> None:
        """An invoice or a bill and a credit note at another rate, so that there is something to allocate."""
        for type_, amount, rate in zip((side, f"{side}CREDIT"), amounts, rates, strict=True):
            self.document(type_, 0, amounts=[amount], quoted=(currency, rate), types="Exclusive")

    @rule(
        kind=st.sampled_from(["ACCPAY", "ACCPAY", "ACCREC", "ACCRECCREDIT", "ACCPAYCREDIT"]),
        quantity=st.integers(1, 5),
        price=money,
        currency=currencies,
        rate=rates,
    )
    def stock(self, kind: str, quantity: int, *, price: Decimal, currency: str, rate: Decimal) -> None:
        """More than there is may be asked for, and is refused."""
        line = {"ItemCode": "KETTLE", "Quantity": quantity, "UnitAmount": price}
        more = {"Type": kind, "Status": "AUTHORISED", "CurrencyCode": currency, "CurrencyRate": rate}
        body = draft(self.contacts[0], LineItems=[line], **more)
        self.attempt("PUT", "CreditNotes" if kind.endswith("CREDIT") else "Invoices", body=body)

    @rule(choice=choices, amount=money, rate=rates)
    def edit(self, choice: int, amount: Decimal, rate: Decimal) -> None:
        if (invoice := self.pick("Invoices", choice=choice)) is not None:
            line = {"Description": "Changed", "Quantity": 1, "UnitAmount": amount, "AccountCode": "260"}
            change = {"InvoiceID": invoice["InvoiceID"], "CurrencyRate": rate, "LineItems": [line], "Date": "2026-10-02"}
            self.attempt("POST", "Invoices", body=change)

    @rule(
        kind=st.sampled_from(tuple(KINDS)),
        choice=choices,
        share=st.sampled_from(["1", "0.5", "0.333"]),
        at_the_bank=st.tuples(st.sampled_from(BANKS), rates),
        on=days,
    )
    def pay(self, kind: str, choice: int, *, share: str, at_the_bank: tuple[str, Decimal], on: str) -> None:
        if (one := self.pick(kind, choice=choice)) is None:
            return
        bank, rate = at_the_bank
        due = one["AmountDue" if kind == "Invoices" else "RemainingCredit"]
        payment = {kind[:-1]: {KINDS[kind]: one[KINDS[kind]]}, "Account": {"Code": bank}, "Amount": half_up(due * Decimal(share))}
        self.attempt("PUT", "Payments", body={**payment, "Date": on, "CurrencyRate": rate})

    @rule(credits=st.sampled_from(CREDITS), choice=choices, other=choices, share=st.sampled_from(["1", "0.4"]))
    def allocate(self, credits: str, choice: int, *, other: int, share: str) -> None:
        pairs = [
            (credit, invoice)
            for credit in self.documents(credits)
            for invoice in self.documents("Invoices")
            if credit["Status"] == invoice["Status"] == "AUTHORISED"
            and side_of(credit) == side_of(invoice)
            and credit["Contact"]["ContactID"] == invoice["Contact"]["ContactID"]
            and credit["CurrencyCode"] == invoice["CurrencyCode"]
        ]
        if not pairs:
            return
        credit, invoice = pairs[(choice * 100 + other) % len(pairs)]
        amount = half_up(min(credit["RemainingCredit"], invoice["AmountDue"]) * Decimal(share))
        body = {"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
        self.attempt("PUT", f"{credits}/{credit[KINDS[credits]]}/Allocations", body=body)
        assert self.ledger.last.status == 200 or not amount

    @rule(credits=st.sampled_from(CREDITS), choice=choices)
    def take_back_an_allocation(self, credits: str, choice: int) -> None:
        found = [(one, allocation) for one in self.documents(credits) for allocation in one["Allocations"]]
        if found:
            one, allocation = found[choice % len(found)]
            path = f"{credits}/{one[KINDS[credits]]}/Allocations/{allocation['AllocationID']}"
            assert self.ledger.call("DELETE", path)["IsDeleted"] is True

    @rule(
        type_=st.sampled_from(["SPEND", "RECEIVE"]),
        after=st.sampled_from(["", "", "-PREPAYMENT", "-OVERPAYMENT"]),
        who=st.integers(0, 1),
        at_the_bank=st.tuples(st.sampled_from(BANKS), rates),
        amount=money,
    )
    def bank_transaction(self, type_: str, after: str, *, who: int, at_the_bank: tuple[str, Decimal], amount: Decimal) -> None:
        bank, rate = at_the_bank
        account = {"": "404", "-PREPAYMENT": "810" if type_ == "RECEIVE" else "620", "-OVERPAYMENT": ""}[after]
        line = {"Description": "Bank", "Quantity": 1, "UnitAmount": amount, "AccountCode": account, "TaxType": "NONE"}
        body = {"Type": type_ + after, "Contact": {"ContactID": self.contacts[who]}, "LineItems": [line], "Date": "2026-10-03"}
        made = self.ledger.make("BankTransactions", {**body, "BankAccount": {"Code": bank}, "CurrencyRate": rate})
        assert made["Total"] == amount

    @rule(here=st.sampled_from(BANKS), there=st.sampled_from(BANKS), amount=money)
    def transfer(self, here: str, there: str, amount: Decimal) -> None:
        ends = {"FromBankAccount": {"Code": here}, "ToBankAccount": {"Code": there}}
        self.attempt("PUT", "BankTransfers", body={**ends, "Amount": amount, "Date": "2026-10-04"})

    @rule(amount=money, types=st.sampled_from(["NoTax", "Exclusive", "Inclusive"]), status=st.sampled_from(["DRAFT", "POSTED"]))
    def manual_journal(self, amount: Decimal, types: str, status: str) -> None:
        lines = [
            {"LineAmount": sign * amount, "AccountCode": code, "TaxType": "INPUT2"} for sign, code in ((1, "429"), (-1, "400"))
        ]
        body = {"Narration": "Moved", "JournalLines": lines, "LineAmountTypes": types, "Status": status, "Date": "2026-10-05"}
        self.ledger.make("ManualJournals", body)

    @rule(
        what=st.sampled_from(
            [
                ("Invoices", "InvoiceID", "AUTHORISED", "VOIDED"),
                ("CreditNotes", "CreditNoteID", "AUTHORISED", "VOIDED"),
                ("Payments", "PaymentID", "AUTHORISED", "DELETED"),
                ("BankTransactions", "BankTransactionID", "AUTHORISED", "DELETED"),
                ("BankTransfers", "BankTransferID", "AUTHORISED", "DELETED"),
                ("ManualJournals", "ManualJournalID", "DRAFT", "POSTED"),
                ("ManualJournals", "ManualJournalID", "DRAFT", "DELETED"),
                ("ManualJournals", "ManualJournalID", "POSTED", "VOIDED"),
            ]
        ),
        choice=choices,
    )
    def end(self, what: tuple[str, str, str, str], choice: int) -> None:
        kind, id_field, present, status = what
        if (one := self.pick(kind, choice=choice, status=present)) is not None:
            self.attempt("POST", f"{kind}/{one[id_field]}", body={id_field: one[id_field], "Status": status})

    def report(self, name: str, **query: str) -> Json:
        return self.ledger.call("GET", f"Reports/{name}", query=query)["Reports"][0]

    def balances(self) -> dict[str, Decimal]:
        """The trial balance by account code, debit positive."""
        found: dict[str, Decimal] = defaultdict(lambda: ZERO)
        codes = {one["AccountID"]: code for code, one in self.accounts.items()}
        for row in rows(self.report("TrialBalance", date="2026-10-31")):
            values = [cell["Value"] for cell in row.get("Cells", ())]
            if row["RowType"] == "Row":
                found[codes[row["Cells"][0]["Attributes"][0]["Value"]]] = Decimal(values[3] or 0) - Decimal(values[4] or 0)
            if row["RowType"] == "SummaryRow":
                assert values[1:2] == values[2:3]
                assert values[3:4] == values[4:5]
        return found

    @invariant()
    def every_journal_balances_and_numbers_have_no_gaps(self) -> None:
        numbers: list[int] = []
        while journals := self.ledger.get("Journals", offset=str(len(numbers))):
            for journal in journals:
                numbers.append(journal["JournalNumber"])
                assert sum(line["NetAmount"] for line in journal["JournalLines"]) == 0
        assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def control_accounts_are_the_open_documents(self) -> None:
        books, owed = self.balances(), {"ACCREC": ZERO, "ACCPAY": ZERO}
        assert sum(books.values(), ZERO) == 0
        for one in self.documents("Invoices"):
            owed[one["Type"]] += in_base(one["AmountDue"], one)
        for one in self.documents("CreditNotes"):
            owed[one["Type"].removesuffix("CREDIT")] -= in_base(one["RemainingCredit"], one)
        for one in self.documents("Overpayments"):
            owed[side_of(one)] -= in_base(one["RemainingCredit"], one)
        assert (books["610"], books["800"]) == (owed["ACCREC"], -owed["ACCPAY"])
        ahead = {"RECEIVE-PREPAYMENT": ZERO, "SPEND-PREPAYMENT": ZERO}
        for one in self.documents("Prepayments"):
            ahead[one["Type"]] += in_base(one["RemainingCredit"], one)
        assert (books["810"], books["620"]) == (-ahead["RECEIVE-PREPAYMENT"], ahead["SPEND-PREPAYMENT"])
        self.contacts_owe_the_same(owed)

    def contacts_owe_the_same(self, owed: dict[str, Decimal]) -> None:
        """By their balances, and by their aged reports."""
        sides = (
            ("ACCREC", "AccountsReceivable", "AgedReceivablesByContact"),
            ("ACCPAY", "AccountsPayable", "AgedPayablesByContact"),
        )
        for type_, side, name in sides:
            by_balance = by_report = ZERO
            for contact in self.contacts:
                told = self.ledger.one(f"Contacts/{contact}").get("Balances", {})
                by_balance += told.get(side, {"Outstanding": ZERO})["Outstanding"]
                *_, closing = rows(self.report(name, contactId=contact, date="2026-10-31"))
                by_report += Decimal(closing["Cells"][-1]["Value"])
            assert by_balance == by_report == owed[type_]

    @invariant()
    def the_inventory_account_is_what_the_stock_cost(self) -> None:
        (item,) = self.ledger.get("Items")
        assert self.balances()["631"] == item["TotalCostPool"]
        assert item["QuantityOnHand"] >= 0

    @invariant()
    def the_statements_agree(self) -> None:
        books = self.balances()
        sheet = {
            row["Cells"][0]["Value"]: row["Cells"] for row in rows(self.report("BalanceSheet", date="2026-12-31")) if "Cells" in row
        }
        assert sheet["Net Assets"][1]["Value"] == sheet["Total Equity"][1]["Value"]
        profit = {row["Cells"][0]["Value"]: row["Cells"] for row in rows(self.report("ProfitAndLoss", **YEAR)) if "Cells" in row}
        earned = Decimal(profit["Net Profit"][1]["Value"])
        assert earned == Decimal(sheet["Total Equity"][1]["Value"])
        classes = {code: one["Class"] for code, one in self.accounts.items()}
        assert earned == -sum((amount for code, amount in books.items() if classes[code] in ("REVENUE", "EXPENSE")), ZERO)
        banks = {
            row["Cells"][0]["Value"]: row["Cells"] for row in rows(self.report("BankSummary", **YEAR)) if row["RowType"] == "Row"
        }
        for code in BANKS:
            assert Decimal(banks[self.accounts[code]["Name"]][4]["Value"]) == books[code]


Business.TestCase.settings = settings(
    max_examples=tries(4, 100), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestBusiness = Business.TestCase
