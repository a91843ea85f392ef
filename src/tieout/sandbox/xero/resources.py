"""The kinds of object below `/api.xro/2.0`: how each is found, written, removed and shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import (
    bank_transactions,
    bank_transfers,
    batch_payments,
    contact_groups,
    contacts,
    credit_notes,
    invoices,
    items,
    linked,
    manual_journals,
    orders,
    payments,
    people,
    prepayments,
    settings,
)
from tieout.sandbox.xero.errors import refuse
from tieout.sandbox.xero.lists import Kind
from tieout.sandbox.xero.state import IDS, State, Wish


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
    printed: str = ""  # what its PDF is headed with; empty when it has none


def _by_id(kind: str) -> Callable[[State, str], Body | None]:
    return lambda state, key: state.get(kind, key)


def _plain(_state: State, body: Body, _view: View) -> Body:
    return {key: value for key, value in body.items() if value != ""}


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


def _credit(kind: str) -> Resource:
    """A prepayment or an overpayment, which only bank transactions make."""
    return Resource(
        Kind(kind, IDS[kind], paged=True),
        lambda state, body, view: prepayments.show_credit(state, kind, credit=body, full=view.full, places=view.places),
        _by_id(kind),
    )


def _archived(body: Body) -> bool:
    return bool(body.get("ContactStatus", body.get("Status")) == "ARCHIVED")


def _order(form: orders.Form, printed: str) -> Resource:
    """A quote or a purchase order."""
    kind = Kind(
        form.kind,
        form.id_field,
        paged=True,
        sized=not form.sale,
        always_paged=not form.sale,
        asked_for=lambda _state, body, query: orders.asked_for(form, body, query=query),
    )
    return Resource(
        kind,
        lambda state, body, view: orders.show_order(state, form, order=body, places=view.places),
        lambda state, key: orders.find_order(state, form, key=key),
        lambda state, sent, *, wish: orders.save_order(state, form, sent=sent, wish=wish),
        printed=printed,
    )


def _deleted(body: Body) -> bool:
    return bool(body["Status"] == "DELETED")


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
        items.remove_item,
    ),
    "invoices": Resource(
        Kind("Invoices", "InvoiceID", paged=True, search=("InvoiceNumber", "Reference")),
        _show_invoice,
        lambda state, key: state.get("Invoices", key) or next(iter(state.by_number("Invoices", key)), None),
        invoices.save_invoice,
        printed="Invoice",
    ),
    "creditnotes": Resource(
        Kind("CreditNotes", "CreditNoteID", paged=True),
        lambda state, body, view: credit_notes.show_credit_note(state, body, full=view.full, places=view.places),
        credit_notes.find_credit_note,
        credit_notes.save_credit_note,
        printed="Credit note",
    ),
    "payments": Resource(
        Kind("Payments", "PaymentID", paged=True),
        lambda state, body, _view: payments.show_payment(state, body),
        _by_id("Payments"),
        payments.save_payment,
        post_one=True,
    ),
    "banktransactions": Resource(
        Kind("BankTransactions", "BankTransactionID", paged=True),
        lambda state, body, view: bank_transactions.show_bank_transaction(state, body, full=view.full, places=view.places),
        _by_id("BankTransactions"),
        bank_transactions.save_bank_transaction,
    ),
    "banktransfers": Resource(
        Kind("BankTransfers", "BankTransferID", hidden=_deleted, unhide="includedeleted"),
        lambda _state, body, _view: bank_transfers.show_bank_transfer(body),
        _by_id("BankTransfers"),
        bank_transfers.save_bank_transfer,
    ),
    "manualjournals": Resource(
        Kind("ManualJournals", "ManualJournalID", paged=True),
        lambda _state, body, view: manual_journals.show_manual_journal(body, full=view.full),
        _by_id("ManualJournals"),
        manual_journals.save_manual_journal,
    ),
    "prepayments": _credit("Prepayments"),
    "overpayments": _credit("Overpayments"),
    "batchpayments": Resource(
        Kind("BatchPayments", "BatchPaymentID"),
        lambda state, body, _view: batch_payments.show_batch(state, body),
        _by_id("BatchPayments"),
        batch_payments.save_batch,
    ),
    "contactgroups": Resource(
        Kind("ContactGroups", "ContactGroupID", since=False, hidden=_deleted),
        lambda state, body, view: contact_groups.show_group(state, body, full=view.full),
        _by_id("ContactGroups"),
        contact_groups.save_group,
        post_needs_id=True,
    ),
    "quotes": _order(orders.QUOTE, "Quote"),
    "purchaseorders": _order(orders.PURCHASE_ORDER, "Purchase order"),
    "linkedtransactions": Resource(
        Kind(
            "LinkedTransactions",
            "LinkedTransactionID",
            paged=True,
            sized=False,
            since=False,
            asked_for=lambda state, body, query: linked.asked_for(state, body, query=query),
        ),
        lambda state, body, _view: linked.show_link(state, body),
        _by_id("LinkedTransactions"),
        linked.save_link,
        linked.remove_link,
        put_one=True,
        post_needs_id=True,
    ),
    "users": Resource(Kind("Users", "UserID"), lambda _state, body, _view: people.show_user(body), _by_id("Users")),
    "brandingthemes": Resource(
        Kind("BrandingThemes", "BrandingThemeID", since=False),
        lambda _state, body, _view: people.show_theme(body),
        _by_id("BrandingThemes"),
    ),
    "paymentservices": Resource(
        Kind("PaymentServices", "PaymentServiceID", since=False), _plain, _by_id("PaymentServices"), people.save_service
    ),
}
RESOURCES["organisations"] = RESOURCES["organisation"]
SUMMARISED = frozenset(
    {"invoices", "creditnotes", "contacts", "prepayments", "overpayments", "banktransactions", "manualjournals", "contactgroups"}
)  # lists without `page` come back as summaries
NOT_BUILT = frozenset(
    {
        "bankfeeds",
        "budgets",
        "expenseclaims",
        "receipts",
        "repeatinginvoices",
    }
)
