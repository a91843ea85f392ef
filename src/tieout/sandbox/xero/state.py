"""One organisation's books at Xero: ids, time stamps, look-ups and what hangs on what."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

from tieout.sandbox.books import Body, IndexKey
from tieout.sandbox.call import Json
from tieout.sandbox.changes import Change, Operation
from tieout.sandbox.ground import Ground
from tieout.sandbox.xero.wire import milliseconds

_NAMESPACE = uuid.UUID("6b0a8b0e-6f4d-5c1e-9a52-0d6a9d3c7e10").bytes
_GONE = ("DELETED", "VOIDED")
# The organisation's day begins at another hour than UTC's; fixed offsets, without summer time.
_HOURS = {"GB": 0, "US": -5, "AU": 10, "CA": -5}


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
    ("Payments", "prepayment"): _of("Prepayment", "PrepaymentID"),
    ("Payments", "overpayment"): _of("Overpayment", "OverpaymentID"),
    ("Payments", "batch"): lambda body: body.get("BatchPayment", {}).get("BatchPaymentID"),
    ("Allocations", "invoice"): _of("Invoice", "InvoiceID"),
    ("Allocations", "credit_note"): _of("CreditNote", "CreditNoteID"),
    ("Allocations", "prepayment"): _of("Prepayment", "PrepaymentID"),
    ("Allocations", "overpayment"): _of("Overpayment", "OverpaymentID"),
    ("Prepayments", "contact"): lambda body: body["Contact"]["ContactID"],
    ("Prepayments", "open"): _open("RemainingCredit"),
    ("Overpayments", "contact"): lambda body: body["Contact"]["ContactID"],
    ("Overpayments", "open"): _open("RemainingCredit"),
    ("BankTransactions", "contact"): lambda body: body["Contact"]["ContactID"] if "Contact" in body else None,
    ("Journals", "source"): lambda body: body["SourceID"] if body["Live"] else None,
    ("Quotes", "number"): _lower("QuoteNumber"),
    ("PurchaseOrders", "number"): _lower("PurchaseOrderNumber"),
    ("Attachments", "of"): lambda body: body["Of"],
    ("History", "of"): lambda body: body["Of"],
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
    "Prepayments": "PrepaymentID",
    "Overpayments": "OverpaymentID",
    "BankTransactions": "BankTransactionID",
    "BankTransfers": "BankTransferID",
    "ManualJournals": "ManualJournalID",
    "Journals": "JournalID",
    "Currencies": "Code",
    "Organisation": "OrganisationID",
    "BatchPayments": "BatchPaymentID",
    "Quotes": "QuoteID",
    "PurchaseOrders": "PurchaseOrderID",
    "ContactGroups": "ContactGroupID",
    "Users": "UserID",
    "BrandingThemes": "BrandingThemeID",
    "PaymentServices": "PaymentServiceID",
    "LinkedTransactions": "LinkedTransactionID",
    "RepeatingInvoices": "RepeatingInvoiceID",
}


def fold(name: str) -> str:
    return " ".join(name.split()).lower()


def of_text(*names: str) -> str:
    """A guid that is the same in every sandbox, from what it stands for: uuid5, without its detour over an integer."""
    digest = bytearray(hashlib.sha1(_NAMESPACE + "/".join(names).encode(), usedforsecurity=False).digest())
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:32]}"


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
        self.aside = f"xero-aside:{organisation_id}"  # what hangs on objects and is none itself: files and notes

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
        known = self.books.get(self.shelf, kind, id=body[IDS[kind]]) is not None
        self._tell(kind, body, operation="UPDATE" if known else "CREATE")
        return self.keep(kind, {**body, "UpdatedDateUTC": self._stamp()})

    def keep(self, kind: str, body: Body) -> Body:
        """Keeps the body without moving its time stamp."""
        self.books.put(self.shelf, kind, id=body[IDS[kind]], body=body)
        return body

    def remove(self, kind: str, id: str) -> None:
        if (body := self.books.get(self.shelf, kind, id=id)) is not None:
            self._tell(kind, body, operation="DELETE")
        self.books.remove(self.shelf, kind, id=id)

    def _tell(self, kind: str, body: Body, *, operation: Operation) -> None:
        detail = tuple((field, str(body[field])) for field in ("Type", "Status") if field in body)
        own_id = str(body[IDS[kind]])
        self.books.changes.tell(Change("xero", self.organisation_id, kind, own_id, operation, self.clock.now(), detail))

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
