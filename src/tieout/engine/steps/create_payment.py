"""Create a payment: money received or paid, on one document or several, whole or in part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tieout.accounting.documents import Allocation, Document, Payment
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import decimal_places, plain, round_half_up, total
from tieout.connectors.contract import Action
from tieout.engine.sights import entity_of
from tieout.engine.step_postings import Effect
from tieout.engine.steps.books import spoken
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan, amounts
from tieout.mapping.rules import ValueRule
from tieout.store.mirror import MirrorEntity

KINDS: Mapping[str, EntityKind] = {
    "invoices": EntityKind.INVOICE,
    "bills": EntityKind.BILL,
    "credit_notes": EntityKind.CREDIT_NOTE,
    "supplier_credits": EntityKind.SUPPLIER_CREDIT,
}
BOUGHT = frozenset({EntityKind.BILL, EntityKind.SUPPLIER_CREDIT})
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})


class PaidRules(BaseModel):
    """With `each` one document for every row of the list there, whose values rules see as `line.…`; else one document."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    each: str = Field(default="", title="For each row of", json_schema_extra=field_as("text", hint="a list, such as lines"))
    document: ValueRule = Field(title="Document", description="Its id or number in the ledger.", json_schema_extra=field_as("rule"))
    amount: ValueRule | None = Field(
        default=None, title="Amount", description="All that is still due if empty.", json_schema_extra=field_as("rule")
    )


class Settings(LedgerSettings):
    of: Literal["invoices", "bills", "credit_notes", "supplier_credits"] = Field(
        default="invoices",
        title="It pays",
        json_schema_extra=field_as(
            "choice", labels=["Invoices", "Bills", "Credit notes (a refund)", "Supplier credits (a refund)"]
        ),
    )
    documents: list[PaidRules] = Field(title="Documents", min_length=1, json_schema_extra=field_as("lines"))
    account: ValueRule = Field(
        title="Bank account", description="Its code or name in the ledger.", json_schema_extra=field_as("rule", choices="accounts")
    )
    paid_on: ValueRule | None = Field(
        default=None, title="Date", description="The day of the run if empty.", json_schema_extra=field_as("rule")
    )
    reference: ValueRule | None = Field(default=None, title="Reference", json_schema_extra=field_as("rule"))
    reconciled: bool = Field(
        default=False,
        title="Mark it as reconciled",
        description="When the money was seen at the bank already, so that nobody looks for it again.",
        json_schema_extra=field_as("checkbox"),
    )


@dataclass(frozen=True, kw_only=True)
class _Paid:
    row: MirrorEntity
    document: Document
    amount: Decimal


class CreatePayment(LedgerWrite[Settings]):
    kind = "create_payment"
    name = "Create a payment"
    about = "Records money received or paid on one or several documents, whole or in part."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        kind = KINDS[settings.of]
        pays = EntityKind.SUPPLIER_PAYMENT if kind in BOUGHT else EntityKind.PAYMENT
        manifest = form.books.manifest
        if refusal := form.books.refusal(pays, Action.CREATE):
            form.refuse(refusal)
        if kind in CREDITS and "refunds" in manifest.cannot:
            form.refuse(manifest.cannot["refunds"])
        if settings.reconciled and "payment_reconciled" in manifest.cannot:
            form.refuse(manifest.cannot["payment_reconciled"])
        paid = _documents(form, settings.documents, kind=kind)
        account = form.account("account", settings.account, required=True, of_money=True)
        paid_on = form.day("paid_on", settings.paid_on) or one.run.created_at.astimezone(UTC).date()
        reference = form.text("reference", settings.reference)
        if form.problems or not paid:
            return Plan()
        first = paid[0].document
        whole = Payment(
            kind=pays,
            contact=first.contact,
            account=account,
            paid_on=paid_on,
            currency=first.currency,
            amount=total(each.amount for each in paid),
            allocations=tuple(Allocation(kind=kind, document=each.row.external_id, amount=each.amount) for each in paid),
            reference=reference,
            is_refund=kind in CREDITS,
            is_reconciled=settings.reconciled,
        )
        apart = len(paid) > 1 and "payment_several_documents" in manifest.cannot
        if apart:
            form.warn(f"{manifest.name} takes a payment of one document only: {len(paid)} payments are made.")
        effects = _apart(whole, paid) if apart else (_effect(whole, names=[each.row.number for each in paid]),)
        return Plan(effects=effects, totals=amounts(gross=whole.amount, currency=whole.currency))


def _documents(form: Form, rules: Sequence[PaidRules], *, kind: EntityKind) -> list[_Paid]:
    found: list[_Paid] = []
    number = 0
    for one in rules:
        for row in form.rows(one.each) if one.each else (form,):
            number += 1
            paid = _document(row, one, number=number, kind=kind)
            if paid is not None:
                found.append(paid)
    names = [one.row.external_id for one in found]
    if len(set(names)) < len(names):
        form.refuse("A document is named twice. Name each once, with the sum of its amounts.")
    if len({(one.document.contact, one.document.currency) for one in found}) > 1:
        form.refuse("The documents are not all of one contact and one currency. Make a payment for each.")
    return found


def _document(form: Form, rules: PaidRules, *, number: int, kind: EntityKind) -> _Paid | None:
    place = f"documents.{number}"
    row = form.entity(f"{place}.document", rules.document, kinds=(kind,))
    wanted = form.amount(f"{place}.amount", rules.amount)
    document = entity_of(row) if row is not None else None
    if row is None or not isinstance(document, Document):
        return None
    places = decimal_places(document.currency)
    due = round_half_up(row.due or Decimal(0), places=places)
    amount = due if wanted is None else wanted
    name, shown = f"{spoken(kind).capitalize()} {row.number}", plain(due, places=places)
    if row.status in ("draft", "submitted", "voided", "deleted"):
        form.refuse(f"{name} is {row.status}: nothing can be paid on it.", field=f"{place}.document")
    elif due <= 0:
        form.refuse(f"{name} is paid already.", field=f"{place}.document")
    elif amount <= 0:
        form.refuse(f"{name}: an amount above 0 is paid.", field=f"{place}.amount")
    elif amount > due:
        form.refuse(f"{name}: only {shown} {document.currency} is still due.", field=f"{place}.amount")
    form.refuse_fractions(name, amount, currency=document.currency, field=f"{place}.amount")
    return _Paid(row=row, document=document, amount=amount)


def _apart(whole: Payment, paid: Sequence[_Paid]) -> tuple[Effect, ...]:
    """A payment for each document, known by it."""
    return tuple(
        replace(
            _effect(replace(whole, amount=each.amount, allocations=(allocation,)), names=[each.row.number]),
            part=each.row.external_id[:60],
        )
        for each, allocation in zip(paid, whole.allocations, strict=True)
    )


def _effect(payment: Payment, *, names: Sequence[str]) -> Effect:
    amount = plain(payment.amount, places=decimal_places(payment.currency))
    word = "Refund" if payment.is_refund else "Payment"
    title = f"{word} of {amount} {payment.currency} on {', '.join(names)}"
    return Effect(action=Action.CREATE, kind=payment.kind, entity=payment, title=title)
