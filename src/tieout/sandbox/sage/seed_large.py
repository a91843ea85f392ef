"""A large business in seconds: documents that were posted once, copied with ids, numbers and dates of their own."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from tieout.sandbox.books import Body
from tieout.sandbox.sage import artefacts, contact_payments, contacts, documents, ledger
from tieout.sandbox.sage.forms import PURCHASE_INVOICE, SALES_CREDIT_NOTE, SALES_INVOICE, Form
from tieout.sandbox.sage.seed_documents import bank_id, lines
from tieout.sandbox.sage.state import State, of_text

CONTACTS = 40
_BEGAN, _DAYS = date(2026, 1, 5), 300
_PAYMENT_DAYS = 20
_COPIES = 50  # so many documents there are for each contact at least, but for one of each kind
# Of ten documents: a paid invoice stands for itself and its payment.
_MIX = ("paid", "bill", "open", "paid", "bill", "open", "bill", "credit")


@dataclass(frozen=True)
class Model:
    """One posted document with its transaction and journal; `then` is the payment that settles it, `settling` the tie."""

    form: Form | None
    body: Body
    transaction: Body
    journal: Body
    then: "Model | None" = None
    settling: Body | None = None


def make_many(state: State, number: int) -> None:
    """`number` documents, the same in every sandbox: sales invoices, receipts, bills and credit notes, a third of them settled.

    The first document of a kind for a contact is posted as a client would, the others are copies of it.
    """
    models: dict[tuple[str, int], Model] = {}
    people = max(1, min(CONTACTS, number // _COPIES))
    copier, made = Copier(state), 0
    for turn, kind in enumerate(cycle(_MIX)):
        if made >= number:
            break
        chosen = "open" if kind == "paid" and made + 2 > number else kind
        place = (chosen, turn // len(_MIX) % people)
        if place in models:
            copier.copy(models[place])
        else:
            models[place] = _model(state, chosen, place=place[1])
        made += 2 if chosen == "paid" else 1
    copier.finish()


def _model(state: State, kind: str, *, place: int) -> Model:
    bought = kind == "bill"
    form = {"bill": PURCHASE_INVOICE, "credit": SALES_CREDIT_NOTE}.get(kind, SALES_INVOICE)
    contact = _contact(state, place, kind="VENDOR" if bought else "CUSTOMER")
    goods = lines(state, place, nominal_code=5000 if bought else 4000, count=1 + place % 3)
    wish: Body = {"contact_id": contact, "date": _day(place), "reference": f"LOT {place}", form.lines: goods}
    body = documents.save(state, form, before=None, sent=wish)
    if kind != "paid":
        return _taken(state, form, body=body)
    payment = contact_payments.save(
        state,
        None,
        {
            "transaction_type_id": "CUSTOMER_RECEIPT",
            "contact_id": contact,
            "bank_account_id": bank_id(state, "CHECKING"),
            "date": _day(place, later=_PAYMENT_DAYS),
            "total_amount": body["total_amount"],
            "allocated_artefacts": [{"artefact_id": body["id"], "amount": body["total_amount"]}],
        },
    )
    (settling,) = artefacts.settlings_by(state, payment["id"])
    model = _taken(state, form, body=state.need(form.kind, body["id"]))
    return Model(form, model.body, model.transaction, model.journal, _taken(state, None, body=payment), settling)


def _taken(state: State, form: Form | None, *, body: Body) -> Model:
    transaction = state.need("transactions", body["transaction_id"])
    journal = state.books.get(state.aside, "postings", id=transaction["id"])
    assert journal is not None
    return Model(form, body, transaction, journal)


def _contact(state: State, place: int, *, kind: str) -> str:
    name = f"{'Customer' if kind == 'CUSTOMER' else 'Vendor'} {place + 1:03}"
    reference = f"{kind[:1]}{place + 1:03}"
    known = state.find("contacts", "reference", key=reference.lower())
    if known:
        return str(known[0]["id"])
    wish = {"name": name, "contact_type_ids": [kind], "reference": reference, "main_address": {"city": "Northgate"}}
    return str(contacts.save(state, None, wish)["id"])


def _day(number: int, *, later: int = 0) -> str:
    return (_BEGAN + timedelta(days=number * 37 % _DAYS + later)).isoformat()


class Copier:
    """Copies models; the balances are moved once, at the end."""

    def __init__(self, state: State) -> None:
        self._state, self._prefix, self._count = state, of_text(state.business_id, "large")[:12], 0
        self._copies: Counter[str] = Counter()
        self._journals: dict[str, Body] = {}
        self._days = [(_day(number), _day(number, later=_PAYMENT_DAYS), _day(number, later=30)) for number in range(_DAYS)]

    def copy(self, model: Model) -> None:
        self._count += 1
        on, paid_on, due = self._days[self._count % _DAYS]
        assert model.form is not None
        body = self._document(model, on=on, due=due)
        if model.then is None or model.settling is None:
            self._keep(model.form.kind, model, body=body)
            return
        self._keep(model.form.kind, model, body={**body, "last_paid": paid_on})
        payment = {**model.then.body, "id": self._id(1), "date": paid_on, "_page": self._state.next_number("page")}
        payment["transaction_id"] = self._id(2)
        self._keep("contact_payments", model.then, body=payment)
        settling = {**model.settling, "id": self._id(3), "artefact": body["id"], "source": payment["id"], "date": paid_on}
        self._state.books.put(self._state.aside, "allocations", id=settling["id"], body=settling)

    def _document(self, model: Model, *, on: str, due: str) -> Body:
        form = model.form
        assert form is not None
        body = {
            **model.body,
            "id": self._id(4),
            "transaction_id": self._id(5),
            "date": on,
            "_page": self._state.next_number("page"),
        }
        if form.due:
            body["due_date"] = due
        if form.number:
            prefix = body[f"{form.number}_prefix"]
            body[form.number] = body["displayed_as"] = (
                f"{prefix}{self._state.next_number(f'large:{form.kind}', start=CONTACTS * 2 + 1)}"
            )
        else:
            body["displayed_as"] = f"PI-{self._state.next_number(form.kind)}"
        body[form.lines] = [{**line, "id": self._id(16 + place)} for place, line in enumerate(body[form.lines])]
        return body

    def _id(self, part: int) -> str:
        """32 digits; those of transactions differ in the first 28, which their entries share."""
        return f"{self._prefix}{self._count:014x}{part:02x}0000"

    def _keep(self, kind: str, model: Model, *, body: Body) -> None:
        state = self._state
        own_id = body["transaction_id"]
        transaction = {
            **model.transaction,
            "id": own_id,
            "date": body["date"],
            "displayed_as": body["displayed_as"],
            "_origin": [kind, body["id"]],
            "audit_trail_id": state.next_number("audit_trail"),
        }
        books = state.books
        books.put(state.shelf, kind, id=body["id"], body=body)
        books.put(state.shelf, "transactions", id=own_id, body=transaction)
        books.put(state.aside, "postings", id=own_id, body={**model.journal, "id": own_id, "date": body["date"]})
        self._copies[model.journal["id"]] += 1
        self._journals[model.journal["id"]] = model.journal

    def finish(self) -> None:
        """Moves the balances, and lets the numbers go on after the last."""
        for own_id, times in self._copies.items():
            ledger.repeat(self._state, self._journals[own_id]["lines"], times=times)
        settings = self._state.settings("invoice_settings")
        counts = {form: len(self._state.all(form.kind)) for form in (SALES_INVOICE, SALES_CREDIT_NOTE)}
        numbers = {"next_invoice_number": counts[SALES_INVOICE], "next_credit_note_number": counts[SALES_CREDIT_NOTE]}
        after = {name: CONTACTS * 2 + count + 1 for name, count in numbers.items()}
        self._state.save("invoice_settings", {**settings, **after}, stamped=False)
