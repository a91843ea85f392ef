"""Somebody who does at random, but the same each time, what people do with their books."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from unit.sandbox.sage.business import Desk

Json = Any
DOCUMENTS = {
    "sales_invoices": ("sales_invoice", "invoice_lines"),
    "sales_credit_notes": ("sales_credit_note", "credit_note_lines"),
    "purchase_invoices": ("purchase_invoice", "invoice_lines"),
    "purchase_credit_notes": ("purchase_credit_note", "credit_note_lines"),
}
_MOVED = ("contact_payments", "contact_allocations", "other_payments", "bank_transfers", "bank_deposits", "journals")


@dataclass
class Bookkeeper:
    """Every step may be refused, with 404 or 422 and nothing else."""

    desk: Desk
    random: Random
    customers: list[Json] = field(default_factory=list)
    vendors: list[Json] = field(default_factory=list)
    banks: list[str] = field(default_factory=list)
    refused: int = 0

    def open_up(self) -> None:
        for number, currency in enumerate(("GBP", "EUR", "USD")):
            both = ("CUSTOMER", "VENDOR") if number == 0 else ("CUSTOMER",)
            self.customers.append(self.desk.contact(f"Customer {currency}", *both, currency_id=currency))
            self.vendors.append(self.desk.contact(f"Vendor {currency}", "VENDOR", currency_id=currency))
        self.vendors.append(self.customers[0])
        self.banks = [one["id"] for one in self.desk.items("bank_accounts")]
        for currency in ("EUR", "USD"):
            details = {"account_name": f"Bank {currency}"}
            bank = self.desk.make(
                "bank_accounts",
                "bank_account",
                bank_account_type_id="CHECKING",
                currency_id=currency,
                bank_account_details=details,
            )
            self.banks.append(bank["id"])

    def step(self) -> str:
        steps: list[Callable[[], None]] = [
            *[self.write_document] * 4,
            *[self.pay] * 4,
            *[self.allocate] * 3,
            self.void_or_delete,
            self.release,
            self.change_document,
            self.change_payment,
            self.undo_movement,
            self.pay_something_else,
            self.transfer,
            self.enter_journal,
        ]
        chosen = self.random.choice(steps)
        chosen()
        return chosen.__name__

    def send(self, method: str, path: str, *, body: Json = None, **query: str) -> Json:
        told = self.desk.call(method, path, body=body, query=query)
        assert self.desk.last.status in (200, 201, 204, 404, 422), (self.desk.last.status, told)
        self.refused += self.desk.last.status >= 400
        return told

    def amount(self, most: int = 50_000) -> str:
        return str(Decimal(self.random.randint(1, most)) / 100)

    def on(self) -> str:
        return f"2026-{self.random.randint(2, 10):02}-{self.random.randint(1, 28):02}"

    def rate(self) -> Json:
        return self.random.choice([None, "0.8613", "0.791", "1.07", "0.33333"])

    def _lines(self, account: int, *, discounts: bool) -> list[Json]:
        lines = []
        for number in range(self.random.randint(1, 4)):
            line = {
                "description": f"Line {number}",
                "ledger_account_id": self.desk.account(account),
                "quantity": str(self.random.choice([1, 2, "0.5", "3.25"])),
                "unit_price": str(Decimal(self.random.randint(1, 5_000_000)) / 10_000),
                "tax_rate_id": self.random.choice(["GB_STANDARD", "GB_LOWER", "GB_ZERO"]),
                "tax_amount": self.amount(900),
            }
            if discounts and self.random.random() < 0.3:
                line[self.random.choice(["discount_amount", "discount_percentage"])] = "0.01"
            lines.append(line)
        return lines

    def _document(self, kind: str) -> Json:
        sold = kind.startswith("sales")
        body = {
            "contact_id": self.random.choice(self.customers if sold else self.vendors)["id"],
            "date": self.on(),
            "due_date": "2026-12-01",
            DOCUMENTS[kind][1]: self._lines(4000 if sold else 5000, discounts=sold),
        }
        if (rate := self.rate()) is not None:
            body["exchange_rate"] = rate
        if self.random.random() < 0.2:
            body["status_id"] = "DRAFT"
        if sold and self.random.random() < 0.2:
            body |= {"shipping_net_amount": self.amount(900), "shipping_tax_rate_id": "GB_STANDARD"}
        return body

    def write_document(self) -> None:
        kind = self.random.choice(list(DOCUMENTS))
        self.send("POST", kind, body={DOCUMENTS[kind][0]: self._document(kind)})

    def _any(self, *kinds: str) -> tuple[str, Json] | None:
        found = [(kind, one) for kind in kinds for one in self.desk.items(kind)]
        return self.random.choice(found) if found else None

    def release(self) -> None:
        drafts = self.desk.items("sales_invoices", status_id="DRAFT")
        if drafts:
            self.send("POST", f"sales_invoices/{self.random.choice(drafts)['id']}/release")

    def change_document(self) -> None:
        if (chosen := self._any(*DOCUMENTS)) is not None:
            kind, document = chosen
            name, lines = DOCUMENTS[kind]
            wish: Json = {"reference": "changed"}
            if self.random.random() < 0.7:
                wish[lines] = [*({"id": one["id"], "unit_price": self.amount(), "tax_amount": "1.23"} for one in document[lines])]
            self.send("PUT", f"{kind}/{document['id']}", body={name: wish})

    def void_or_delete(self) -> None:
        if (chosen := self._any(*DOCUMENTS)) is not None:
            kind, document = chosen
            self.send("DELETE", f"{kind}/{document['id']}", void_reason="a mistake")

    def _payment(self) -> Json:
        kind = self.random.choice(["CUSTOMER_RECEIPT"] * 3 + ["VENDOR_PAYMENT"] * 3 + ["CUSTOMER_REFUND", "VENDOR_REFUND"])
        contact = self.random.choice(self.customers if kind.startswith("CUSTOMER") else self.vendors)
        side = "sales" if kind.startswith("CUSTOMER") else "purchase"
        usual = f"{side}_credit_notes" if kind.endswith("REFUND") else f"{side}_invoices"
        other = f"{side}_invoices" if kind.endswith("REFUND") else f"{side}_credit_notes"
        rows, total = [], Decimal(0)
        for path, sign in ((usual, 1), (usual, 1), (other, -1)):
            found = [one for one in self.desk.items(path, contact_id=contact["id"]) if Decimal(one["outstanding_amount"])]
            if found and self.random.random() < 0.7:
                chosen = self.random.choice(found)
                left = Decimal(chosen["outstanding_amount"])
                discount = self.random.choice([Decimal(0), Decimal(0), Decimal("0.02")])
                amount = self.random.choice(
                    [left - discount, (left / 2).quantize(Decimal("0.01")), (left / 3).quantize(Decimal("0.01"))]
                )
                rows.append({"artefact_id": chosen["id"], "amount": str(sign * amount), "discount": str(discount)})
                total += sign * amount
        total += self.random.choice([Decimal(0), Decimal("17.35")])
        body = {
            "transaction_type_id": kind,
            "contact_id": contact["id"],
            "bank_account_id": self._bank(contact["currency"]["id"]),
            "date": self.on(),
            "total_amount": str(max(total, Decimal("5.00")).quantize(Decimal("0.01"))),
            "allocated_artefacts": rows,
            "base_currency_currency_charge": self.random.choice(["0", "0", "1.11"]),
        }
        return body if (rate := self.rate()) is None else {**body, "exchange_rate": rate}

    def _bank(self, currency: str) -> str:
        """Mostly one that a payment in the currency can go through."""
        places = {"GBP": self.banks[:2], "EUR": [self.banks[0], self.banks[2]], "USD": [self.banks[1], self.banks[3]]}
        return self.random.choice(self.banks if self.random.random() < 0.05 else places[currency])

    def pay(self) -> None:
        self.send("POST", "contact_payments", body={"contact_payment": self._payment()})

    def change_payment(self) -> None:
        if (chosen := self._any("contact_payments")) is not None:
            wish = {"total_amount": str(Decimal(chosen[1]["total_amount"]) + 3), "reference": "changed"}
            self.send("PUT", f"contact_payments/{chosen[1]['id']}", body={"contact_payment": wish})

    def allocate(self) -> None:
        side, kind, people = self.random.choice(
            [("sales", "CUSTOMER_ALLOCATION", self.customers), ("purchase", "VENDOR_ALLOCATION", self.vendors)]
        )
        contact = self.random.choice(people)["id"]
        debts = [(one["id"], Decimal(one["outstanding_amount"])) for one in self.desk.items(f"{side}_invoices", contact_id=contact)]
        notes = self.desk.items(f"{side}_credit_notes", contact_id=contact)
        parts = [one["payment_on_account"] for one in self.desk.items("contact_payments", contact_id=contact)]
        debts = [one for one in debts if one[1]]
        claims = [(one["id"], left) for one in [*notes, *parts] if one and (left := Decimal(one["outstanding_amount"]))]
        if not debts or not claims:
            return
        debt, credit = self.random.choice(debts), self.random.choice(claims)
        amount = (min(debt[1], credit[1]) * self.random.choice([Decimal(1), Decimal("0.5")])).quantize(Decimal("0.01"))
        sign = 1 if side == "sales" else -1
        rows = [
            {"artefact_id": debt[0], "amount": str(sign * amount)},
            {"artefact_id": credit[0], "amount": str(-sign * amount)},
        ]
        body = {"transaction_type_id": kind, "contact_id": contact, "date": self.on(), "allocated_artefacts": rows}
        self.send("POST", "contact_allocations", body={"contact_allocation": body})

    def undo_movement(self) -> None:
        if (chosen := self._any(*_MOVED)) is not None:
            self.send("DELETE", f"{chosen[0]}/{chosen[1]['id']}")

    def pay_something_else(self) -> None:
        kind, account = self.random.choice([("OTHER_PAYMENT", 7900), ("OTHER_RECEIPT", 4910), ("OTHER_PAYMENT_REFUND", 7900)])
        total, tax = Decimal(self.amount()) + 1, Decimal("0.20")
        line = {
            "ledger_account_id": self.desk.account(account),
            "details": "Bank",
            "total_amount": str(total),
            "net_amount": str(total - tax),
            "tax_amount": str(tax),
            "tax_rate_id": "GB_STANDARD",
        }
        body = {
            "transaction_type_id": kind,
            "bank_account_id": self.random.choice(self.banks[:2]),
            "date": self.on(),
            "total_amount": str(total),
            "payment_lines": [line],
        }
        self.send("POST", "other_payments", body={"other_payment": body})

    def transfer(self) -> None:
        start, end = self.random.choice([(1, 0), (1, 0), (0, 1), (0, 2)])
        ends = {"from_bank_account_id": self.banks[start], "to_bank_account_id": self.banks[end]}
        if self.random.random() < 0.5:
            body = {**ends, "date": self.on(), "reference": "Till", "cash_amount": self.amount()}
            self.send("POST", "bank_deposits", body={"bank_deposit": body})
        else:
            self.send("POST", "bank_transfers", body={"bank_transfer": {**ends, "date": self.on(), "amount": self.amount()}})

    def enter_journal(self) -> None:
        amount = self.amount()
        lines = [
            {"ledger_account_id": self.desk.account(8000), "debit": amount, "credit": "0"},
            {"ledger_account_id": self.desk.account(31), "debit": "0", "credit": amount},
        ]
        made = self.send(
            "POST", "journals", body={"journal": {"date": self.on(), "reference": "Month end", "journal_lines": lines}}
        )
        if self.random.random() < 0.3:
            self.send("POST", f"journals/{made['id']}/reissue", body={"journal": {"date": self.on()}})
