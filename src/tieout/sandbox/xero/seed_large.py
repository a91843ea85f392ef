"""Many documents in seconds: a few are made as a client would make them, and the rest are their likes, journals included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.bank_transactions import save_bank_transaction
from tieout.sandbox.xero.chart import Country
from tieout.sandbox.xero.contacts import save_contact
from tieout.sandbox.xero.credit_notes import save_credit_note
from tieout.sandbox.xero.invoices import save_invoice
from tieout.sandbox.xero.ledger import KIND as JOURNALS
from tieout.sandbox.xero.ledger import shelf_of
from tieout.sandbox.xero.payments import save_payment
from tieout.sandbox.xero.state import IDS, State, Wish, of_text
from tieout.sandbox.xero.wire import milliseconds

CONTACTS_MAX, MODELS = 2_000, 5
_NEW = Wish(create_only=True)
_FIRST = date(2026, 1, 6)
# What each ten documents are; `paid` ones are settled by the payments at the end of the ten, in order.
_TEN = ("sale", "sale", "bill", "sale", "paid_sale", "bill", "spend", "paid_bill", "pay_sale", "pay_bill")
_PAID = {"pay_sale": 4, "pay_bill": 7}  # the places of what they pay
_CREDIT_EVERY = 40  # so often a sale is a credit note instead


@dataclass(frozen=True)
class Model:
    """An object made by the ordinary way, with its journal."""

    kind: str
    body: Body
    journal: Body


class _TakenBackError(Exception):
    """The models have been seen and leave no trace."""


def make_many(state: State, country: Country, *, number: int) -> None:
    """`number` documents: invoices, bills, credit notes, payments and bank transactions."""
    models = _models(state, country)
    contacts = [
        save_contact(state, {"Name": f"Contact {place + 1:05}", "EmailAddress": f"c{place + 1}@example.com"}, wish=_NEW)
        for place in range(min(CONTACTS_MAX, number // 50 + 1))
    ]
    for contact in contacts:
        state.keep("Contacts", {**contact, "IsCustomer": True, "IsSupplier": True})
    copies = _Copies(state, models, contacts=contacts, number=number)
    for place in range(number):
        copies.add(place)


class _Copies:
    """Each copy is told apart by its place alone, so that the same seed gives the same organisation anywhere."""

    def __init__(self, state: State, models: Mapping[str, Sequence[Model]], *, contacts: Sequence[Body], number: int) -> None:
        self._state, self._models, self._contacts, self._number = state, models, contacts, number
        self._made_ms = milliseconds(state.clock.now()) - number

    def add(self, place: int) -> None:
        what = _TEN[place % 10]
        if what == "sale" and place % _CREDIT_EVERY == 0 and place:
            what = "credit"
        if what in _PAID:
            self._copy(place, what, pays=place - place % 10 + _PAID[what])
        elif what.startswith("paid_"):
            settled = place + 10 - place % 10 - (2 if what == "paid_sale" else 1) < self._number
            self._copy(place, what if settled else what.removeprefix("paid_"))
        else:
            self._copy(place, what)

    def _copy(self, place: int, what: str, *, pays: int | None = None) -> None:
        source = place if pays is None else pays
        model = self._models[what][source // 10 % MODELS]
        # What a payment pays is of the same ten, so it is the same contact's and a few days older.
        contact = self._contacts[source * 7 % len(self._contacts)]
        on = _FIRST + timedelta(days=source * 3 % 270 + (0 if pays is None else 12))
        body = {**model.body, IDS[model.kind]: self._id(place), "Date": on.isoformat(), "UpdatedDateUTC": self._made_ms + place}
        if "Contact" in body:
            body["Contact"] = {"ContactID": contact["ContactID"], "Name": contact["Name"]}
            body["LineItems"] = [
                {**line, "LineItemID": of_text(body[IDS[model.kind]], str(at))} for at, line in enumerate(body["LineItems"])
            ]
        self._finish(body, place=place, what=what, on=on)
        if pays is not None:
            number = self._state.need("Invoices", self._id(pays))["InvoiceNumber"]
            body["Invoice"] = {"InvoiceID": self._id(pays), "InvoiceNumber": number}
        books = self._state.books
        books.put(self._state.shelf, model.kind, id=body[IDS[model.kind]], body=body)
        self._post(model.journal, body=body, kind=model.kind)

    def _finish(self, body: Body, *, place: int, what: str, on: date) -> None:
        """Numbers, due dates and the day of the last payment."""
        if "DueDate" in body:
            body["DueDate"] = (on + timedelta(days=30)).isoformat()
        if body.get("FullyPaidOnDate"):
            body["FullyPaidOnDate"] = (on + timedelta(days=12)).isoformat()
        match what:
            case "sale" | "paid_sale":
                body["InvoiceNumber"] = f"INV-{self._state.next_number('InvoiceNumber'):04}"
            case "credit":
                body["CreditNoteNumber"] = f"CN-{self._state.next_number('CreditNoteNumber'):04}"
            case "bill" | "paid_bill":
                body["InvoiceNumber"] = f"BILL {place + 1}"

    def _post(self, model: Body, *, body: Body, kind: str) -> None:
        shelf = shelf_of(self._state)
        number = self._state.books.next(shelf, "number")
        own_id = of_text(self._state.organisation_id, "journal", str(number))
        journal = {
            **model,
            "JournalID": own_id,
            "JournalNumber": number,
            "CreatedDateUTC": body["UpdatedDateUTC"],
            "JournalDate": body["Date"],
            "SourceID": body[IDS[kind]],
            "Reference": body.get("Reference") or body.get("InvoiceNumber") or "",
        }
        self._state.books.put(shelf, JOURNALS, id=own_id, body=journal)

    def _id(self, place: int) -> str:
        return of_text(self._state.organisation_id, "many", str(place))


def _models(state: State, country: Country) -> Mapping[str, Sequence[Model]]:
    """A handful of each, made and taken back."""
    found: dict[str, list[Model]] = {what: [] for what in ("credit", *_TEN)}
    try:
        with state.books.part():
            contact = save_contact(state, {"Name": "Model"}, wish=_NEW)
            for number in range(MODELS):
                for what, model in _samples(state, country, contact_id=contact["ContactID"], number=number):
                    found[what].append(model)
            raise _TakenBackError
    except _TakenBackError:
        return found


def _samples(state: State, country: Country, *, contact_id: str, number: int) -> list[tuple[str, Model]]:
    kinds = ("sale", "bill", "credit", "spend")
    found = [(what, _sample(state, what, sent=_sent(state, country, contact_id=contact_id, number=number))) for what in kinds]
    for what in ("sale", "bill"):
        document = _sample(state, what, sent=_sent(state, country, contact_id=contact_id, number=number)).body
        wish = {"Invoice": {"InvoiceID": document["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": document["Total"]}
        paid = save_payment(state, {**wish, "Date": document["Date"]}, wish=_NEW)
        found.append((f"pay_{what}", _model(state, "Payments", body=paid)))
        settled = state.need("Invoices", document["InvoiceID"])
        found.append((f"paid_{what}", _model(state, "Invoices", body=settled)))
    return found


def _sent(state: State, country: Country, *, contact_id: str, number: int) -> Body:
    """One in five is in a foreign currency; prices, quantities and the treatment of tax vary."""
    lines = [
        {
            "Description": f"Goods, part {place + 1}",
            "Quantity": Decimal(1 + (number + place) % 4),
            "UnitAmount": Decimal("12.35") + 31 * number + place,
        }
        for place in range(1 + number % 3)
    ]
    types = ("Exclusive", "Inclusive", "NoTax")[number % 3]
    currency = country.currencies[1] if number == MODELS - 1 else state.organisation["BaseCurrency"]
    dates = {"Date": _FIRST.isoformat(), "DueDate": (_FIRST + timedelta(days=30)).isoformat()}
    return {"Contact": {"ContactID": contact_id}, "LineItems": lines, "LineAmountTypes": types, "CurrencyCode": currency, **dates}


def _sample(state: State, what: str, *, sent: Body) -> Model:
    account = "200" if what in ("sale", "credit") else "429"
    body = {**sent, "Status": "AUTHORISED", "LineItems": [{**line, "AccountCode": account} for line in sent["LineItems"]]}
    match what:
        case "credit":
            return _model(state, "CreditNotes", body=save_credit_note(state, {**body, "Type": "ACCRECCREDIT"}, wish=_NEW))
        case "spend":
            spent = {**body, "Type": "SPEND", "BankAccount": {"Code": "090"}}
            return _model(state, "BankTransactions", body=save_bank_transaction(state, spent, wish=_NEW))
    type_ = "ACCREC" if what == "sale" else "ACCPAY"
    return _model(state, "Invoices", body=save_invoice(state, {**body, "Type": type_}, wish=_NEW))


def _model(state: State, kind: str, *, body: Body) -> Model:
    (journal,) = state.books.find(shelf_of(state), JOURNALS, index="source", key=body[IDS[kind]])
    return Model(kind, body, journal)
