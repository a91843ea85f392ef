"""One organisation's books at Xero: ids, time stamps, look-ups and what hangs on what."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from tieout.sandbox.books import Body, IndexKey
from tieout.sandbox.call import Json
from tieout.sandbox.ground import Ground
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.wire import milliseconds

NAMESPACE = uuid.UUID("6b0a8b0e-6f4d-5c1e-9a52-0d6a9d3c7e10")
_GONE = ("DELETED", "VOIDED")
# The organisation's day begins at another hour than UTC's; fixed offsets, without summer time.
_HOURS = {"GB": 0, "US": -5, "AU": 10}


def _named(contact: Body) -> str | None:
    return fold(contact["Name"]) if contact["ContactStatus"] == "ACTIVE" else None


def _lower(field: str) -> IndexKey:
    return lambda body: str(body[field]).lower() if body.get(field) else None


def _open(due: str) -> IndexKey:
    return lambda body: body["Contact"]["ContactID"] if body["Status"] == "AUTHORISED" and body[due] else None


def _of(document: str, id_field: str) -> IndexKey:
    return lambda body: body[document][id_field] if document in body and body.get("Status") != "DELETED" else None


INDEXES: dict[tuple[str, str], IndexKey] = {
    ("Contacts", "name"): _named,
    ("Contacts", "number"): _lower("ContactNumber"),
    ("Items", "code"): _lower("Code"),
    ("Accounts", "code"): _lower("Code"),
    ("Accounts", "system"): lambda body: body.get("SystemAccount") or None,
    ("Invoices", "number"): _lower("InvoiceNumber"),
    ("Invoices", "contact"): lambda body: body["Contact"]["ContactID"],
    ("Invoices", "open"): _open("AmountDue"),
    ("CreditNotes", "number"): _lower("CreditNoteNumber"),
    ("CreditNotes", "contact"): lambda body: body["Contact"]["ContactID"],
    ("CreditNotes", "open"): _open("RemainingCredit"),
    ("Payments", "invoice"): _of("Invoice", "InvoiceID"),
    ("Payments", "credit_note"): _of("CreditNote", "CreditNoteID"),
    ("Allocations", "invoice"): _of("Invoice", "InvoiceID"),
    ("Allocations", "credit_note"): _of("CreditNote", "CreditNoteID"),
    ("connections", "owner"): lambda body: (body["client_id"], body["user"]),
}
IDS = {
    "Contacts": "ContactID",
    "Items": "ItemID",
    "Accounts": "AccountID",
    "TaxRates": "TaxType",
    "TrackingCategories": "TrackingCategoryID",
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Payments": "PaymentID",
    "Allocations": "AllocationID",
    "Currencies": "Code",
    "Organisation": "OrganisationID",
}


def fold(name: str) -> str:
    return " ".join(name.split()).lower()


def of_text(*names: str) -> str:
    """A guid that is the same in every sandbox, from what it stands for."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


@dataclass
class Stamps:
    """The last `UpdatedDateUTC` given out in each organisation, in milliseconds."""

    last: dict[str, int]


@dataclass(frozen=True)
class Wish:
    """How a write was asked for: PUT only creates; a path id decides which object is meant."""

    create_only: bool = False
    id: str = ""
    places: int = 2


class State:
    """Bodies are kept as Xero shows them, but with dates as `YYYY-MM-DD` and instants as milliseconds."""

    def __init__(self, ground: Ground, organisation_id: str, stamps: Stamps) -> None:
        self.books, self.clock = ground.books, ground.clock
        self.organisation_id, self._stamps = organisation_id, stamps
        self.shelf = f"xero:{organisation_id}"

    @property
    def organisation(self) -> Body:
        return self.need("Organisation", self.organisation_id)

    def get(self, kind: str, id: Json) -> Body | None:
        return self.books.get(self.shelf, kind, id=str(id).lower() if kind not in ("TaxRates", "Currencies") else str(id))

    def need(self, kind: str, id: str) -> Body:
        """What another object points to, which is never removed while it does."""
        found = self.get(kind, id)
        if found is None:
            raise LookupError(f"{self.organisation_id} has lost its {kind} {id}")
        return found

    def all(self, kind: str) -> list[Body]:
        return self.books.all(self.shelf, kind)

    def find(self, kind: str, index: str, *, key: Json) -> list[Body]:
        return self.books.find(self.shelf, kind, index=index, key=key)

    def save(self, kind: str, body: Body) -> Body:
        """Keeps the body with a new time stamp."""
        return self.keep(kind, {**body, "UpdatedDateUTC": self._stamp()})

    def keep(self, kind: str, body: Body) -> Body:
        """Keeps the body without moving its time stamp."""
        self.books.put(self.shelf, kind, id=body[IDS[kind]], body=body)
        return body

    def remove(self, kind: str, id: str) -> None:
        self.books.remove(self.shelf, kind, id=id)

    def new_id(self) -> str:
        return of_text(self.organisation_id, str(self.books.next(self.shelf, "id")))

    def next_number(self, counter: str) -> int:
        return self.books.next(self.shelf, counter)

    def today(self) -> str:
        return (self.clock.now() + timedelta(hours=_HOURS[self.organisation["CountryCode"]])).date().isoformat()

    def locked(self, on: str) -> bool:
        """On or before a lock date."""
        dates = (self.organisation.get(field) for field in ("PeriodLockDate", "EndOfYearLockDate"))
        return any(on <= date for date in dates if date)

    def account(self, *, code: str = "", id: str = "") -> Body | None:
        if id:
            return self.get("Accounts", id)
        found = self.find("Accounts", "code", key=code.lower())
        return found[0] if found else None

    def tax_rate(self, tax_type: str) -> Body | None:
        return self.get("TaxRates", tax_type)

    def item(self, code: str) -> Body | None:
        found = self.find("Items", "code", key=code.lower())
        return found[0] if found else None

    def contact(self, id: str) -> Body:
        return self.need("Contacts", id)

    def by_number(self, kind: str, number: str) -> list[Body]:
        """Documents of that number, the living ones first."""
        return sorted(self.find(kind, "number", key=number.lower()), key=lambda body: body["Status"] in _GONE)

    def _stamp(self) -> int:
        last = self._stamps.last.get(self.organisation_id)
        if last is None:
            kinds = self.books.kinds(self.shelf)
            last = max((body.get("UpdatedDateUTC", 0) for kind in kinds for body in self.all(kind)), default=0)
        self._stamps.last[self.organisation_id] = stamp = max(milliseconds(self.clock.now()), last + 1)
        return stamp


def settle(state: State, kind: str, *, document: Body, stamped: bool = True) -> Body:
    """Works out anew what is paid, credited and due, and whether the document is PAID, after any movement on it."""
    figures = _invoice_figures(state, document) if kind == "Invoices" else _credit_figures(state, document)
    due = figures["AmountDue" if kind == "Invoices" else "RemainingCredit"]
    status, paid_on = document["Status"], None
    if status in ("AUTHORISED", "PAID"):
        # A document of 0.00 is PAID as soon as it is approved (assumed).
        status = "AUTHORISED" if due else "PAID"
        paid_on = _last_movement(state, kind, document=document) if status == "PAID" else None
    settled = {**document, **figures, "Status": status, "FullyPaidOnDate": paid_on}
    return state.save(kind, settled) if stamped else state.keep(kind, settled)


def _invoice_figures(state: State, invoice: Body) -> Mapping[str, Decimal]:
    paid = sum((one["Amount"] for one in state.find("Payments", "invoice", key=invoice["InvoiceID"])), Decimal("0.00"))
    credited = sum((one["Amount"] for one in state.find("Allocations", "invoice", key=invoice["InvoiceID"])), Decimal("0.00"))
    return {"AmountPaid": paid, "AmountCredited": credited, "AmountDue": invoice["Total"] - paid - credited}


def _credit_figures(state: State, note: Body) -> Mapping[str, Decimal]:
    used = sum((one["Amount"] for one in state.find("Payments", "credit_note", key=note["CreditNoteID"])), Decimal("0.00"))
    used += sum((one["Amount"] for one in state.find("Allocations", "credit_note", key=note["CreditNoteID"])), Decimal("0.00"))
    return {"RemainingCredit": note["Total"] - used}


def _last_movement(state: State, kind: str, *, document: Body) -> str:
    index = "invoice" if kind == "Invoices" else "credit_note"
    moved = [one for source in ("Payments", "Allocations") for one in state.find(source, index, key=document[IDS[kind]])]
    return max((str(one["Date"]) for one in moved), default=str(document["Date"]))


def balances(state: State, contact_id: str) -> dict[str, dict[str, Decimal]]:
    """What a contact owes and is owed, in base currency; a side without open documents is left out (assumed)."""
    today, found = state.today(), {"AccountsReceivable": [Decimal(0)] * 2, "AccountsPayable": [Decimal(0)] * 2}
    touched = set()
    for kind, due, sign in (("Invoices", "AmountDue", 1), ("CreditNotes", "RemainingCredit", -1)):
        for document in state.find(kind, "open", key=contact_id):
            side = "AccountsReceivable" if document["Type"].startswith("ACCREC") else "AccountsPayable"
            # Assumed: the document's amount over its rate, rounded half up.
            amount = sign * round2(document[due] / document["CurrencyRate"])
            touched.add(side)
            found[side][0] += amount
            if document.get("DueDate") and document["DueDate"] < today and sign > 0:
                found[side][1] += amount
    return {side: {"Outstanding": sums[0], "Overdue": sums[1]} for side, sums in found.items() if side in touched}
