"""The kinds of object below `/api.xro/2.0`: how each is found, written, removed and shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import contacts, credit_notes, invoices, items, payments, settings
from tieout.sandbox.xero.errors import InvalidError, refuse
from tieout.sandbox.xero.lists import Kind
from tieout.sandbox.xero.state import State, Wish


class Save(Protocol):
    def __call__(self, state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body: ...


@dataclass(frozen=True)
class View:
    """How much of an object is shown."""

    full: bool
    places: int = 2
    summary: bool = False


def _not_built(*_asked: object, **_wish: object) -> Body:
    raise refuse(501, "Not Implemented", detail="The method is not implemented for this resource")


@dataclass(frozen=True)
class Resource:
    kind: Kind
    show: Callable[[State, Body, View], Body]
    find: Callable[[State, str], Body | None]
    save: Save = _not_built
    remove: Callable[[State, str], Body] = _not_built
    put_one: bool = False  # PUT takes the first element only
    post_one: bool = False  # so does POST
    post_needs_id: bool = False
    remove_shows: bool = False  # DELETE answers with the object instead of 204


def _by_id(kind: str) -> Callable[[State, str], Body | None]:
    return lambda state, key: state.get(kind, key)


def _plain(_state: State, body: Body, _view: View) -> Body:
    return {key: value for key, value in body.items() if value != ""}


def _remove_item(state: State, key: str) -> Body:
    item = state.get("Items", key) or state.item(key)
    if item is None:
        raise InvalidError("Item could not be found")  # assumed
    state.remove("Items", item["ItemID"])
    return item


def _find_contact(state: State, key: str) -> Body | None:
    return state.get("Contacts", key) or next(iter(state.find("Contacts", "number", key=key.lower())), None)


def _show_contact(state: State, body: Body, view: View) -> Body:
    shown = contacts.show_contact(state, body, full=view.full and not view.summary)
    return contacts.summarise_contact(shown) if view.summary else shown


def _show_invoice(state: State, body: Body, view: View) -> Body:
    shown = invoices.show_invoice(state, body, full=view.full and not view.summary, places=view.places)
    return invoices.summarise_invoice(shown) if view.summary else shown


def _show_organisation(_state: State, body: Body, _view: View) -> Body:
    return settings.show_organisation(body)


def _archived(body: Body) -> bool:
    return bool(body.get("ContactStatus", body.get("Status")) == "ARCHIVED")


RESOURCES: dict[str, Resource] = {
    "organisation": Resource(Kind("Organisation", "OrganisationID", since=False), _show_organisation, _by_id("Organisation")),
    "accounts": Resource(
        Kind("Accounts", "AccountID"),
        lambda _state, body, _view: settings.show_account(body),
        _by_id("Accounts"),
        settings.save_account,
        settings.delete_account,
        put_one=True,
        post_one=True,
        post_needs_id=True,
        remove_shows=True,
    ),
    "taxrates": Resource(Kind("TaxRates", "TaxType", since=False), _plain, _by_id("TaxRates"), settings.save_tax_rate),
    "currencies": Resource(
        Kind("Currencies", "Code", since=False), _plain, _by_id("Currencies"), settings.save_currency, put_one=True
    ),
    "trackingcategories": Resource(
        Kind("TrackingCategories", "TrackingCategoryID", since=False, hidden=_archived),
        _plain,
        _by_id("TrackingCategories"),
        settings.save_tracking,
        settings.delete_tracking,
        put_one=True,
        post_one=True,
        post_needs_id=True,
        remove_shows=True,
    ),
    "contacts": Resource(
        Kind(
            "Contacts",
            "ContactID",
            paged=True,
            search=("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress"),
            hidden=_archived,
        ),
        _show_contact,
        _find_contact,
        contacts.save_contact,
    ),
    "items": Resource(
        Kind("Items", "ItemID"),
        lambda _state, body, view: items.show_item(body, places=view.places),
        lambda state, key: state.get("Items", key) or state.item(key),
        items.save_item,
        _remove_item,
    ),
    "invoices": Resource(
        Kind("Invoices", "InvoiceID", paged=True, search=("InvoiceNumber", "Reference")),
        _show_invoice,
        lambda state, key: state.get("Invoices", key) or next(iter(state.by_number("Invoices", key)), None),
        invoices.save_invoice,
    ),
    "creditnotes": Resource(
        Kind("CreditNotes", "CreditNoteID", paged=True),
        lambda state, body, view: credit_notes.show_credit_note(state, body, full=view.full, places=view.places),
        credit_notes.find_credit_note,
        credit_notes.save_credit_note,
    ),
    "payments": Resource(
        Kind("Payments", "PaymentID", paged=True),
        lambda state, body, _view: payments.show_payment(state, body),
        _by_id("Payments"),
        payments.save_payment,
        post_one=True,
    ),
}
RESOURCES["organisations"] = RESOURCES["organisation"]
SUMMARISED = frozenset({"invoices", "creditnotes", "contacts"})  # lists without `page` come back as summaries
NOT_BUILT = frozenset(
    {
        "attachments",
        "bankfeeds",
        "banktransactions",
        "banktransfers",
        "batchpayments",
        "brandingthemes",
        "budgets",
        "contactgroups",
        "expenseclaims",
        "invoicereminders",
        "journals",
        "linkedtransactions",
        "manualjournals",
        "overpayments",
        "prepayments",
        "purchaseorders",
        "quotes",
        "receipts",
        "repeatinginvoices",
        "reports",
        "users",
    }
)
