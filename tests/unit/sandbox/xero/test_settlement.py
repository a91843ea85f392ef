"""Payments, credit notes and allocations: what they do to documents, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chances import tries
from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

D = Decimal


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def credit(ledger: Ledger, contact: str, *amounts: str, **more: Any) -> Json:
    return ledger.make("CreditNotes", draft(contact, *amounts, **{"Type": "ACCRECCREDIT", "Status": "AUTHORISED", **more}))


def allocate(ledger: Ledger, note: Json, *, invoice: Json, amount: str) -> Json:
    body = {"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
    return ledger.call("PUT", f"CreditNotes/{note['CreditNoteID']}/Allocations", body=body)


def test_a_payment_in_full_makes_paid_and_its_deletion_authorised(ledger: Ledger, contact: str) -> None:
    made = ledger.invoice(contact, "100")
    payment = ledger.pay(made, "120")
    paid = ledger.again(made)
    assert (paid["Status"], paid["AmountPaid"], paid["AmountDue"]) == ("PAID", 120, 0)
    assert [one["PaymentID"] for one in paid["Payments"]] == [payment["PaymentID"]]
    ledger.call("POST", f"Payments/{payment['PaymentID']}", body={"Status": "DELETED"})
    again = ledger.again(made)
    assert (again["Status"], again["AmountDue"], again["Payments"]) == ("AUTHORISED", 120, [])
    assert "FullyPaidOnDate" not in again


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Amount": "120.01"}, errors.OVERPAID),
        ({"Amount": "0"}, errors.NOT_POSITIVE),
        ({"Account": {"Code": "999"}}, errors.NO_SUCH_ACCOUNT),
        ({"Account": {"Code": "200"}}, errors.NOT_FOR_PAYMENTS),
        ({"Invoice": {"InvoiceID": "00000000-0000-0000-0000-000000000001"}}, errors.NO_DOCUMENT),
        ({"Amount": None}, "Amount is not a number"),
    ],
)
def test_a_payment_is_refused(ledger: Ledger, contact: str, change: Json, message: str) -> None:
    made = ledger.invoice(contact, "100")
    body = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": "1", **change}
    assert ledger.refusal("Payments", body, method="PUT") == [message]
    assert ledger.again(made)["AmountDue"] == 120


def test_a_draft_takes_no_payment(ledger: Ledger, contact: str) -> None:
    made = ledger.make("Invoices", draft(contact, "100"))
    body = {"Invoice": {"InvoiceNumber": made["InvoiceNumber"]}, "Account": {"Code": "090"}, "Amount": "1"}
    assert ledger.refusal("Payments", body, method="PUT") == [errors.NOT_AUTHORISED]


def test_a_payment_is_never_edited(ledger: Ledger, contact: str) -> None:
    payment = ledger.pay(ledger.invoice(contact, "100"), "10")
    told = ledger.call("POST", f"Payments/{payment['PaymentID']}", body={"Amount": 5})
    assert told["Elements"][0]["ValidationErrors"] == [{"Message": errors.PAYMENT_FINAL}]


def test_an_allocation_takes_the_later_date_and_can_be_undone(ledger: Ledger, contact: str) -> None:
    made, note = ledger.invoice(contact, "100"), credit(ledger, contact, "50", Date="2026-10-15")
    (done,) = allocate(ledger, note, invoice=made, amount="60")["Allocations"]
    assert done["Date"] == "/Date(1792022400000+0000)/"
    after = ledger.one(f"CreditNotes/{note['CreditNoteID']}")
    assert (after["Status"], after["RemainingCredit"]) == ("PAID", 0)
    assert (ledger.again(made)["AmountCredited"], ledger.again(made)["AmountDue"]) == (60, 60)
    undone = ledger.call("DELETE", f"CreditNotes/{note['CreditNoteID']}/Allocations/{done['AllocationID']}")
    assert undone["IsDeleted"] is True
    assert ledger.one(f"CreditNotes/{note['CreditNoteID']}")["RemainingCredit"] == 60
    assert ledger.again(made)["AmountDue"] == 120


def test_an_allocation_needs_credit_debt_and_the_same_contact(ledger: Ledger, contact: str) -> None:
    made, note = ledger.invoice(contact, "100"), credit(ledger, contact, "50")
    stranger = ledger.invoice(ledger.contact("Another"), "100")
    for invoice, amount, message in (
        (made, "60.01", errors.ALLOCATE_TOO_MUCH),
        (stranger, "1", errors.ALLOCATE_CONTACT),
        (ledger.make("Invoices", draft(contact, "1")), "1", errors.ALLOCATE_STATUS),
    ):
        told = allocate(ledger, note, invoice=invoice, amount=amount)
        assert told["Elements"][0]["ValidationErrors"] == [{"Message": message}]


def test_a_credit_note_can_be_paid_back(ledger: Ledger, contact: str) -> None:
    note = credit(ledger, contact, "50")
    body = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Account": {"Code": "090"}, "Amount": 60}
    assert ledger.make("Payments", body)["PaymentType"] == "ARCREDITPAYMENT"
    assert ledger.one(f"CreditNotes/{note['CreditNoteID']}")["Status"] == "PAID"
    assert errors.HAS_PAYMENTS in ledger.refusal("CreditNotes", {"CreditNoteID": note["CreditNoteID"], "Reference": "x"})


class Trading(RuleBasedStateMachine):
    """Random documents, payments, allocations, voids and undoings: the figures agree after each."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = open_ledger()
        self.contacts = [self.ledger.contact(name) for name in ("One", "Two")]
        self.last_stamp = 0

    def documents(self, kind: str) -> list[Json]:
        return self.ledger.get(kind, page="1", pageSize="1000", order="Date")  # type: ignore[no-any-return]

    def pick(self, kind: str, *, choice: int, status: str) -> Json | None:
        found = [one for one in self.documents(kind) if one["Status"] == status]
        return found[choice % len(found)] if found else None

    @rule(who=st.integers(0, 1), sale=st.booleans(), amounts=st.lists(st.decimals("0.01", "999", places=2), min_size=1, max_size=3))
    def invoice(self, who: int, sale: bool, amounts: list[Decimal]) -> None:
        self.ledger.invoice(self.contacts[who], *map(str, amounts), Type="ACCREC" if sale else "ACCPAY")

    @rule(who=st.integers(0, 1), amount=st.decimals("0.01", "999", places=2))
    def credit_note(self, who: int, amount: Decimal) -> None:
        credit(self.ledger, self.contacts[who], str(amount))

    @rule(choice=st.integers(0, 99), cents=st.integers(1, 200_000))
    def pay(self, choice: int, cents: int) -> None:
        if (invoice := self.pick("Invoices", choice=choice, status="AUTHORISED")) is None:
            return
        amount, body = Decimal(cents) / 100, {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": "090"}}
        (told,) = self.ledger.write("Payments", {**body, "Amount": amount}, method="PUT")
        assert (told["StatusAttributeString"] == "OK") == (amount <= invoice["AmountDue"])

    @rule(choice=st.integers(0, 99), other=st.integers(0, 99))
    def allocate(self, choice: int, other: int) -> None:
        note, invoice = (
            self.pick(kind, choice=number, status="AUTHORISED") for kind, number in (("CreditNotes", choice), ("Invoices", other))
        )
        if note and invoice:
            allocate(self.ledger, note, invoice=invoice, amount=str(min(note["RemainingCredit"], invoice["AmountDue"])))

    @rule(choice=st.integers(0, 99))
    def unpay(self, choice: int) -> None:
        if (payment := self.pick("Payments", choice=choice, status="AUTHORISED")) is not None:
            self.ledger.call("POST", f"Payments/{payment['PaymentID']}", body={"Status": "DELETED"})

    @rule(choice=st.integers(0, 99))
    def void(self, choice: int) -> None:
        if (invoice := self.pick("Invoices", choice=choice, status="AUTHORISED")) is not None:
            self.ledger.write("Invoices", {"InvoiceID": invoice["InvoiceID"], "Status": "VOIDED"})

    @precondition(lambda self: self.documents("Invoices"))
    @invariant()
    def what_is_due_is_what_is_left(self) -> None:
        for one in self.documents("Invoices"):
            due = 0 if one["Status"] == "VOIDED" else one["Total"] - one["AmountPaid"] - one["AmountCredited"]
            assert one["AmountDue"] == due >= 0
            assert (one["Status"] == "PAID") == (due == 0 and one["Status"] != "VOIDED")
            assert one["AmountPaid"] == sum(payment["Amount"] for payment in one["Payments"])
            assert one["AmountCredited"] == sum(note["AppliedAmount"] for note in one["CreditNotes"])

    @invariant()
    def a_contact_owes_what_its_documents_say(self) -> None:
        for contact in self.contacts:
            owed = self.ledger.one(f"Contacts/{contact}").get("Balances", {})
            for kind, side in (("ACCREC", "AccountsReceivable"), ("ACCPAY", "AccountsPayable")):
                own = [one for one in self.documents("Invoices") if one["Contact"]["ContactID"] == contact and one["Type"] == kind]
                notes = [
                    one
                    for one in self.documents("CreditNotes")
                    if one["Contact"]["ContactID"] == contact and one["Type"] == f"{kind}CREDIT"
                ]
                expected = sum(one["AmountDue"] for one in own) - sum(one["RemainingCredit"] for one in notes)
                assert owed.get(side, {"Outstanding": 0})["Outstanding"] == expected


Trading.TestCase.settings = settings(
    max_examples=tries(6, 100), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTrading = Trading.TestCase
