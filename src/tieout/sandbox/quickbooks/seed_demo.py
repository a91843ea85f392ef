"""A company in the middle of its year: a few hundred documents of every kind, written through the same rules as any client's."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import currencies, items, writes
from tieout.sandbox.quickbooks.companies import CompanySeed
from tieout.sandbox.quickbooks.state import Company

_CUSTOMERS = ("Harbour View Café", "Northgate Primary School", "Willow Lane Garden Centre", "Bluebird Cycles", "Old Mill Bakery")
_CUSTOMERS_MORE = ("Station Road Dental Practice", "Hilltop Farm Shop", "Marina Boat Hire")
_VENDORS = ("City Water and Power", "Paper and Ink Supplies", "Quick Courier Service", "Green Fields Wholesale")
_ITEMS = (
    ("1", "Services", "Service", "80.00"),
    ("2", "Hours", "Service", "45.00"),
    ("10", "Pest Control", "Service", "35.00"),
    ("11", "Pump", "NonInventory", "15.00"),
)
# The name, its price, what one costs, and how many are there in the beginning.
_STOCK = (("Garden bench", "149.00", "82.50", 40), ("Watering can", "24.90", "11.20", 120), ("Seed box", "9.95", "4.15", 300))
_RATES = {"USD": "1.3642", "EUR": "1.4785", "GBP": "1.7120"}
_WEEKS = 20


def fill(company: Company, own: CompanySeed) -> None:
    desk = _Desk(company, own)
    desk.first_documents()
    desk.names()
    for week in range(_WEEKS):
        desk.week(week)
    desk.odds_and_ends()


class _Desk:
    """The bookkeeper, who remembers what there is to sell, to bill and to pay."""

    def __init__(self, company: Company, own: CompanySeed) -> None:
        self.company, self.own = company, own
        self.today = date.fromisoformat(company.today())
        self.customers: list[Body] = []
        self.vendors: list[Body] = []
        self.stock: list[Body] = []
        self.number = 1025

    def save(self, kind: str, body: Body) -> Body:
        return writes.save(self.company, kind, raw=body)

    def taxed(self, body: Body) -> Body:
        return body | ({"GlobalTaxCalculation": "TaxExcluded"} if self.own.tax_code else {})

    def code(self) -> Body:
        return {"TaxCodeRef": {"value": self.own.tax_code or "NON"}}

    def day(self, ago: int) -> str:
        return (self.today - timedelta(days=max(ago, 0))).isoformat()

    def money(self, party: Body) -> Body:
        """Its currency and a rate that moves a little with the names."""
        code = party["CurrencyRef"]["value"]
        if code == self.own.currency:
            return {}
        rate = Decimal(_RATES[code]) + Decimal(self.number % 7 - 3) / 1000
        return {"CurrencyRef": {"value": code}, "ExchangeRate": rate}

    # The company's first weeks.

    def first_documents(self) -> None:
        sale, cost = self.own.chart.roles["income"], "80"
        for own_id, name, kind, price in _ITEMS:
            body = {"Name": name, "Type": kind, "UnitPrice": Decimal(price), "Sku": f"S-{own_id}", "Taxable": True}
            accounts = {"IncomeAccountRef": {"value": sale}, "ExpenseAccountRef": {"value": cost}}
            made = self.save("Item", body | accounts)
            self.company.drop("Item", made["Id"])
            self.company.keep("Item", own_id, body=made | {"Id": own_id})
        self.customers = [self.save("Customer", {"DisplayName": name}) for name in (*_CUSTOMERS, *_CUSTOMERS_MORE)]
        self.vendors = [self.save("Vendor", {"DisplayName": name}) for name in _VENDORS]
        for place in range(24):
            invoice = self.save("Invoice", self._first_invoice(place))
            if place % 3 == 0:
                self._first_payment(invoice, part=place % 2 == 0)
        for place in range(8):
            line = self.expense_line(Decimal(40 + 17 * place))
            head = {"VendorRef": {"value": self.vendors[place % len(self.vendors)]["Id"]}, "DocNumber": f"B-{place + 1}"}
            self.save("Bill", self.taxed(head | {"Line": [line], "TxnDate": self.day(60 - 5 * place)}))

    def _first_invoice(self, place: int) -> Body:
        own_id, name, _, price = _ITEMS[place % len(_ITEMS)]
        customer, quantity = self.customers[place % len(self.customers)]["Id"], Decimal(1 + place % 5)
        line = self.sale_line(own_id, quantity=quantity, price=Decimal(price)) | {"Description": name}
        body: Body = {"CustomerRef": {"value": customer}, "Line": [line], "TxnDate": self.day(90 - 3 * place)}
        return self.taxed(body | {"SalesTermRef": {"value": "3"}, "DocNumber": str(1001 + place)})

    def _first_payment(self, invoice: Body, *, part: bool) -> None:
        amount = invoice["Balance"] if not part else (invoice["Balance"] / 2).quantize(Decimal("0.01"))
        body: Body = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": amount, "TxnDate": invoice["DueDate"]}
        self.save("Payment", body | {"DepositToAccountRef": {"value": self.own.bank}, "Line": [_settling(invoice, amount)]})

    # Everything after.

    def names(self) -> None:
        roles = self.own.chart.roles
        accounts = {"IncomeAccountRef": {"value": roles["income"]}, "ExpenseAccountRef": {"value": "80"}}
        for name, price, cost, quantity in _STOCK:
            body = {"Name": name, "Type": "Inventory", "UnitPrice": Decimal(price), "PurchaseCost": Decimal(cost), "Taxable": True}
            opening = {"QtyOnHand": Decimal(quantity), "InvStartDate": self.day(200), "AssetAccountRef": {"value": "81"}}
            self.stock.append(self.save("Item", body | accounts | opening | {"Sku": name.upper().replace(" ", "-")}))
        if self.own.country == "US":
            items.bundle(self.company, "Starter bundle", holds=[("11", 1), ("2", 2)])
        for code in self.own.foreign:
            self.save("CompanyCurrency", {"Code": code})
            currencies.save_rate(self.company, {"SourceCurrencyCode": code, "Rate": _RATES[code], "AsOfDate": self.day(210)})
            self.customers.append(self.save("Customer", {"DisplayName": f"Export trade {code}", "CurrencyRef": {"value": code}}))
            self.vendors.append(self.save("Vendor", {"DisplayName": f"Import supplies {code}", "CurrencyRef": {"value": code}}))
        opening = {"DisplayName": "Corner House Stores", "Balance": Decimal("310.00"), "OpenBalanceDate": self.day(190)}
        self.customers.append(self.save("Customer", opening))

    def sale_line(self, item: str, *, quantity: Decimal, price: Decimal) -> Body:
        detail = {"ItemRef": {"value": item}, "Qty": quantity, "UnitPrice": price} | self.code()
        return {"DetailType": "SalesItemLineDetail", "Amount": quantity * price, "SalesItemLineDetail": detail}

    def expense_line(self, amount: Decimal, *, account: str = "54") -> Body:
        detail = {"AccountRef": {"value": account}} | self.code()
        return {"DetailType": "AccountBasedExpenseLineDetail", "Amount": amount, "AccountBasedExpenseLineDetail": detail}

    def stock_line(self, item: Body, quantity: int) -> Body:
        detail = {"ItemRef": {"value": item["Id"]}, "Qty": Decimal(quantity), "UnitPrice": item["PurchaseCost"]} | self.code()
        amount = quantity * item["PurchaseCost"]
        return {"DetailType": "ItemBasedExpenseLineDetail", "Amount": amount, "ItemBasedExpenseLineDetail": detail}

    def week(self, week: int) -> None:
        """Three or four sales, two bills, an expense, what falls due, and the walk to the bank."""
        ago = 7 * (_WEEKS - week)
        received = []
        for place in range(3 + week % 2):
            invoice = self._invoice(week, place, on=self.day(ago))
            if (week + place) % 3 and week < _WEEKS - 4:
                received.append(self._receive(invoice, on=self.day(ago - 9 - 5 * place), part=(week + place) % 5 == 0))
        if week % 2:
            received.append(self._receipt(week, on=self.day(ago)))
        undeposited = [body for body in received if body["CurrencyRef"]["value"] == self.own.currency]
        if undeposited and week % 3:
            self._deposit(undeposited, on=self.day(ago - 25))
        for place in range(2):
            bill = self._bill(week, place, on=self.day(ago - 2))
            if (week + place) % 4 and week < _WEEKS - 3:
                self._pay(bill, on=self.day(ago - 20), card=place == 1 and bill["CurrencyRef"]["value"] == self.own.currency)
        self._expense(week, on=self.day(ago - 3))

    def _invoice(self, week: int, place: int, *, on: str) -> Body:
        customer, item = self.customers[(3 * week + place) % len(self.customers)], self.stock[(week + place) % len(self.stock)]
        self.number += 1
        lines = [
            self.sale_line(item["Id"], quantity=Decimal(1 + (week + place) % 4), price=item["UnitPrice"]),
            self.sale_line("2", quantity=Decimal(1 + week % 3), price=Decimal("45.00")),
        ]
        body: Body = {"CustomerRef": {"value": customer["Id"]}, "Line": lines, "TxnDate": on, "DocNumber": str(self.number)}
        return self.save("Invoice", self.taxed(body | {"SalesTermRef": {"value": "3"}} | self.money(customer)))

    def _receive(self, invoice: Body, *, on: str, part: bool) -> Body:
        customer = self.company.fetch("Customer", invoice["CustomerRef"]["value"])
        amount = (invoice["Balance"] / 2).quantize(Decimal("0.01")) if part else invoice["Balance"]
        self.number += 1  # another day, another rate
        body: Body = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": amount, "TxnDate": on} | self.money(customer)
        return self.save("Payment", body | {"PaymentRefNum": f"R{self.number}", "Line": [_settling(invoice, amount)]})

    def _receipt(self, week: int, *, on: str) -> Body:
        self.number += 1
        line = self.sale_line(self.stock[2]["Id"], quantity=Decimal(2 + week % 3), price=self.stock[2]["UnitPrice"])
        return self.save("SalesReceipt", self.taxed({"Line": [line], "TxnDate": on, "DocNumber": str(self.number)}))

    def _deposit(self, received: list[Body], *, on: str) -> None:
        lines = []
        for body in received:
            kind = "Payment" if "UnappliedAmt" in body else "SalesReceipt"
            lines.append({"Amount": body["TotalAmt"], "LinkedTxn": [{"TxnId": body["Id"], "TxnType": kind, "TxnLineId": "0"}]})
        self.save("Deposit", {"DepositToAccountRef": {"value": self.own.bank}, "Line": lines, "TxnDate": on})

    def _bill(self, week: int, place: int, *, on: str) -> Body:
        vendor = self.vendors[(week + 2 * place) % len(self.vendors)]
        if place and vendor["CurrencyRef"]["value"] == self.own.currency:
            lines = [self.stock_line(self.stock[week % len(self.stock)], 5 + week % 6)]
        else:
            lines = [self.expense_line(Decimal(35 + 11 * (week % 9)))]
        head = {"VendorRef": {"value": vendor["Id"]}, "Line": lines, "TxnDate": on, "DocNumber": f"V{week + 1:02}-{place + 1}"}
        return self.save("Bill", self.taxed(head | {"SalesTermRef": {"value": "3"}} | self.money(vendor)))

    def _pay(self, bill: Body, *, on: str, card: bool) -> None:
        vendor = self.company.fetch("Vendor", bill["VendorRef"]["value"])
        how: Body = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": "41"}}}
        if not card:
            how = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": self.own.bank}}}
        self.number += 1
        head = {"VendorRef": bill["VendorRef"], "TotalAmt": bill["Balance"], "TxnDate": on} | self.money(vendor)
        self.save("BillPayment", head | how | {"Line": [_settling(bill, bill["Balance"])]})

    def _expense(self, week: int, *, on: str) -> None:
        paid = (("Cash", self.own.bank), ("Check", self.own.bank), ("CreditCard", "41"))[week % 3]
        vendor = self.vendors[week % 4]
        head = {"AccountRef": {"value": paid[1]}, "PaymentType": paid[0], "EntityRef": {"value": vendor["Id"], "type": "Vendor"}}
        self.save("Purchase", self.taxed(head | {"Line": [self.expense_line(Decimal(12 + 7 * (week % 8)))], "TxnDate": on}))

    def odds_and_ends(self) -> None:
        """Credits, estimates, orders, journal entries and transfers."""
        writers: tuple[Callable[[int], None], ...] = (self._credits, self._orders, self._by_hand)
        for place in range(6):
            for write in writers:
                write(place)

    def _credits(self, place: int) -> None:
        customer, vendor, on = self.customers[place % 5], self.vendors[place % 4], self.day(80 - 9 * place)
        line = self.sale_line("11", quantity=Decimal(1 + place), price=Decimal("15.00"))
        head = {"CustomerRef": {"value": customer["Id"]}, "Line": [line], "TxnDate": on, "DocNumber": f"CM-{place + 1}"}
        self.save("CreditMemo", self.taxed(head))
        credit = {"VendorRef": {"value": vendor["Id"]}, "Line": [self.expense_line(Decimal(9 + place))], "TxnDate": on}
        self.save("VendorCredit", self.taxed(credit | {"DocNumber": f"VC-{place + 1}"}))
        if place < 2:
            refund = head | {"DepositToAccountRef": {"value": self.own.bank}, "DocNumber": f"RF-{place + 1}"}
            self.save("RefundReceipt", self.taxed(refund))

    def _orders(self, place: int) -> None:
        on, item = self.day(40 - 6 * place), self.stock[place % len(self.stock)]
        line = self.sale_line("1", quantity=Decimal(2 + place), price=Decimal("80.00"))
        offer = {
            "CustomerRef": {"value": self.customers[place]["Id"]},
            "Line": [line],
            "TxnDate": on,
            "DocNumber": f"E-{place + 1}",
        }
        self.save("Estimate", self.taxed(offer))
        order = {"VendorRef": {"value": self.vendors[place % 4]["Id"]}, "Line": [self.stock_line(item, 10)], "TxnDate": on}
        self.save("PurchaseOrder", self.taxed(order | {"DocNumber": f"PO-{place + 1}"}))

    def _by_hand(self, place: int) -> None:
        on, amount = self.day(150 - 25 * place), Decimal(120 + 15 * place)
        sides = {"Debit": "55" if self.own.country != "US" else "17", "Credit": self.own.bank}
        lines = [
            {
                "DetailType": "JournalEntryLineDetail",
                "Amount": amount,
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}},
            }
            for side, account in sides.items()
        ]
        self.save("JournalEntry", {"Line": lines, "TxnDate": on, "PrivateNote": "Rent", "DocNumber": f"J-{place + 1}"})
        ends = {"FromAccountRef": {"value": self.own.bank}, "ToAccountRef": {"value": "36"}}
        self.save("Transfer", ends | {"Amount": Decimal(50 + 25 * place), "TxnDate": on})


def _settling(document: Body, amount: Decimal) -> Body:
    kind = "Invoice" if "CustomerRef" in document else "Bill"
    return {"Amount": amount, "LinkedTxn": [{"TxnId": document["Id"], "TxnType": kind}]}
