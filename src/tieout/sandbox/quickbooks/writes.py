"""Create, update, delete, void and send: what every write has in common."""

from collections.abc import Callable
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import (
    attachments,
    automatic,
    currencies,
    deposits,
    errors,
    estimates,
    journals,
    links,
    manual,
    names,
    openings,
    orders,
    payments,
    purchases,
    sales,
)
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.fields import Wish, read
from tieout.sandbox.quickbooks.ledger import opening
from tieout.sandbox.quickbooks.moments import stamp
from tieout.sandbox.quickbooks.parts import Draft, check_open_period
from tieout.sandbox.quickbooks.schema import NAMES, READ_ONLY, TRANSACTIONS
from tieout.sandbox.quickbooks.state import Company, check_token

_RECORDED_SALES = ("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt")
_SALES, _PAYMENTS = (*_RECORDED_SALES, "Estimate"), ("Payment", "BillPayment")
_PURCHASES = ("Bill", "VendorCredit", "PurchaseOrder")
_VOIDABLE = ("Invoice", "SalesReceipt", *_PAYMENTS)
# What makes each kind of object; what it does to the ledger stands in journals.
_PREPARED_BY: dict[str, Callable[[Company, Draft], Body]] = {
    **dict.fromkeys(_SALES, sales.prepare),
    **dict.fromkeys(_PURCHASES, purchases.prepare),
    **dict.fromkeys(_PAYMENTS, payments.prepare),
    "CompanyCurrency": currencies.prepare,
    "Attachable": attachments.prepare,
    "Purchase": purchases.prepare_expense,
    "Deposit": deposits.prepare,
    "JournalEntry": manual.prepare_journal,
    "Transfer": manual.prepare_transfer,
}
# Their LinkedTxn says what settles or deposits them.
_LINKABLE = frozenset(links.DIRECTION) | {"Payment", "SalesReceipt", "RefundReceipt", "Purchase", "Deposit", "JournalEntry"}


def save(company: Company, kind: str, *, raw: object) -> Body:
    """A create, or an update when the body has an Id."""
    wish = read(kind, raw)
    if wish.id is not None:
        return _update(company, kind, wish=wish)
    return create(company, kind, wish=wish)


def create(company: Company, kind: str, *, wish: Wish) -> Body:
    if kind == "TaxAgency":
        return _tax_agency(company, wish)
    if kind in ("CompanyInfo", "Preferences"):
        return _settings(company, kind, wish=wish)  # there is one of each, whose Id need not be said
    _check_writable(kind)
    draft = Draft(kind, wish.body, None, wish.blanks)
    body = _prepare(company, draft)
    if kind in _LINKABLE:
        body |= links.balances(company, kind, body=body)
    saved = company.add(kind, body)
    _settle(company, kind, stored=None, saved=saved)
    openings.begin(company, kind, before=None, wish=wish, saved=saved)
    automatic.apply(company, kind, saved=saved)
    return company.fetch(kind, saved["Id"])


def _check_writable(kind: str) -> None:
    if kind not in NAMES | TRANSACTIONS | {"Attachable"}:
        raise FaultError(errors.UNSUPPORTED, f"Operation on {kind} is not supported")


def _prepare(company: Company, draft: Draft) -> Body:
    return _PREPARED_BY.get(draft.kind, names.prepare)(company, draft)


def _update(company: Company, kind: str, *, wish: Wish) -> Body:
    if kind in ("CompanyInfo", "Preferences"):
        return _settings(company, kind, wish=wish)
    _check_writable(kind)
    stored = company.fetch(kind, str(wish.id))
    check_token(stored, wish.token)
    wanted = _sparse(kind, stored, wish=wish) if wish.sparse else wish.body
    if not wish.sparse and kind in TRANSACTIONS:
        _keep_default_accounts(stored, wanted)
    body = _prepare(company, Draft(kind, wanted, stored, wish.blanks))
    deposits.check_free(company, kind, stored=stored, body=body)
    if kind in links.DIRECTION:
        return _update_document(company, kind, stored=stored, body=body)
    if kind in _LINKABLE:
        body |= links.balances(company, kind, body=body | {"Id": stored["Id"]})
    saved = company.replace(kind, stored, body=body)
    if kind in NAMES:
        names.renamed(company, kind, before=stored, after=saved)
    _settle(company, kind, stored=stored, saved=saved)
    openings.begin(company, kind, before=stored, wish=wish, saved=saved)
    return company.fetch(kind, saved["Id"])


def _settle(company: Company, kind: str, *, stored: Body | None, saved: Body) -> None:
    """Ties a document to those that it links, then writes its journal and what depends on it."""
    document = links.key(kind, saved["Id"])
    targets = links.targets(company, document)
    if kind in _PAYMENTS:
        payments.settle(company, kind, body=saved)
        targets |= links.targets(company, document)
    match kind:
        case "Deposit":
            deposits.settle(company, saved)
        case "Bill":
            orders.fulfil(company, saved["Id"], before=stored, after=saved)
        case "Invoice":
            estimates.convert(company, saved["Id"], before=stored, after=saved)
    opened = opening(company, document)
    journals.post(company, kind, body=saved)
    if kind not in links.DIRECTION:
        openings.check_settled(company, document, before=opened)
    neighbours = {source for target in targets for source in links.sources(company, target)}
    journals.repost(company, (neighbours | links.sources(company, document)) - {document})


def _sparse(kind: str, stored: Body, *, wish: Wish) -> Body:
    """The stored object with what was sent laid over it; an array that was sent replaces the whole array."""
    wanted = {name: value for name, value in stored.items() if name not in READ_ONLY[kind] and name not in wish.blanks} | wish.body
    taxed_anew = "Line" in wish.body or wanted.get("GlobalTaxCalculation") != stored.get("GlobalTaxCalculation")
    if taxed_anew and "TxnTaxDetail" not in wish.body and "TxnTaxDetail" in wanted:
        # Only the choice of a tax code (US) stays.
        wanted["TxnTaxDetail"] = {name: value for name, value in wanted["TxnTaxDetail"].items() if name == "TxnTaxCodeRef"}
    return wanted


def _keep_default_accounts(stored: Body, wanted: Body) -> None:
    """The receivable and payable accounts are no choice of the client's; a full update without them keeps them."""
    for name in ("ARAccountRef", "APAccountRef"):
        if name in stored:
            wanted.setdefault(name, stored[name])


def _update_document(company: Company, kind: str, *, stored: Body, body: Body) -> Body:
    target = links.key(kind, stored["Id"])
    left = body["TotalAmt"] - body.get("Deposit", 0)
    party = "CustomerRef" if kind in _SALES else "VendorRef"
    settled = links.applied(company, target)
    if settled and stored[party]["value"] != body[party]["value"]:
        raise FaultError(errors.CANNOT_LINK, "A transaction with payments cannot move to another name", element=party)
    if settled > left and kind in ("CreditMemo", "VendorCredit"):
        raise business("The credit has been applied to more than its new amount", element="TotalAmt")
    payers = links.sources(company, target)
    links.loosen(company, target, keep=left)
    body |= {"Id": stored["Id"]}
    saved = company.replace(kind, stored, body=body | links.balances(company, kind, body=body))
    _settle(company, kind, stored=stored, saved=saved)
    journals.repost(company, payers)
    return company.fetch(kind, saved["Id"])


def delete(company: Company, kind: str, *, raw: object) -> Body:
    """The short answer of a delete; linked documents and closed periods refuse."""
    stored = _stored(company, kind, raw=raw, operation="delete")
    if kind == "Attachable":
        attachments.removed(company, stored["Id"])
        company.remove(kind, stored)
        return {"status": "Deleted", "domain": "QBO", "Id": stored["Id"]}
    if kind not in _PAYMENTS and links.applied(company, links.key(kind, stored["Id"])):
        raise business("A transaction that is linked to a payment cannot be deleted: remove the payment first")
    check_open_period(company, stored["TxnDate"])
    _release(company, kind, stored=stored)
    journals.withdraw(company, kind, body=stored)
    company.remove(kind, stored)
    if kind == "Invoice":
        estimates.convert(company, stored["Id"], before=stored, after=None)
    return {"status": "Deleted", "domain": "QBO", "Id": stored["Id"]}


def _release(company: Company, kind: str, *, stored: Body) -> None:
    """Lets go of everything that a document which is voided or deleted had settled, deposited or fulfilled."""
    deposits.check_free(company, kind, stored=stored)
    document = links.key(kind, stored["Id"])
    targets = links.targets(company, document)
    if kind in _PAYMENTS:
        links.apply(company, document, wanted={}, type="")
    if kind == "Deposit":
        deposits.settle(company, stored, gone=True)
    if kind == "Bill":
        orders.fulfil(company, stored["Id"], before=stored, after=None)
    journals.repost(company, {source for target in targets for source in links.sources(company, target)})


def _stored(company: Company, kind: str, *, raw: object, operation: str) -> Body:
    if kind not in TRANSACTIONS | {"Attachable"}:
        raise FaultError(errors.UNSUPPORTED, f"Operation {operation} on {kind} is not supported")
    if not isinstance(raw, dict) or raw.get("Id") in (None, ""):
        raise errors.missing("Id")
    stored = company.fetch(kind, str(raw["Id"]))
    check_token(stored, None if raw.get("SyncToken") in (None, "") else str(raw["SyncToken"]))
    return stored


def void(company: Company, kind: str, *, raw: object) -> Body:
    """The object stays with zero amounts; what was settled with or by it is open again."""
    if kind not in _VOIDABLE:
        raise FaultError(errors.UNSUPPORTED, f"Operation void on {kind} is not supported")
    stored = _stored(company, kind, raw=raw, operation="void")
    check_open_period(company, stored["TxnDate"])
    payers = links.sources(company, links.key(kind, stored["Id"]))
    _release(company, kind, stored=stored)
    if kind == "Invoice":
        links.loosen(company, links.key(kind, stored["Id"]), keep=Decimal(0))
        saved = company.replace(kind, stored, body=sales.voided(stored))
        estimates.convert(company, saved["Id"], before=stored, after=saved)
    elif kind == "SalesReceipt":
        saved = company.replace(kind, stored, body=sales.voided(stored))
    else:
        saved = company.replace(kind, stored, body=payments.voided(stored))
    journals.withdraw(company, kind, body=saved)
    journals.repost(company, payers)
    return saved


def send(company: Company, kind: str, *, id: str, address: str | None) -> Body:
    """Nothing leaves the sandbox: the object says that it was sent."""
    if kind not in (*_SALES, "Payment", "PurchaseOrder"):
        raise FaultError(errors.UNSUPPORTED, f"Operation send on {kind} is not supported")
    stored = company.fetch(kind, id)
    email = {"Address": address} if address else stored.get("POEmail" if kind == "PurchaseOrder" else "BillEmail")
    if kind == "Payment" and email is None:
        # A payment has no e-mail address of its own.
        email = company.fetch("Customer", stored["CustomerRef"]["value"]).get("PrimaryEmailAddr")
    if not email:
        raise errors.missing("BillEmail")
    names.check_addresses(str(email.get("Address", "")), element="sendTo" if address else "BillEmail")
    if kind == "PurchaseOrder":
        return company.replace(kind, stored, body=stored | {"EmailStatus": "EmailSent", "POEmail": email})
    if kind == "Payment":
        return company.replace(kind, stored, body=stored)  # it does not say that it was sent (assumed)
    sent = {"DeliveryType": "Email", "DeliveryTime": stamp(company.at)}
    return company.replace(kind, stored, body=stored | {"EmailStatus": "EmailSent", "BillEmail": email, "DeliveryInfo": sent})


def _settings(company: Company, kind: str, *, wish: Wish) -> Body:
    stored = company.fetch(kind, "1")
    check_token(stored, wish.token)
    if wish.id not in (None, "1"):
        raise errors.not_found()
    body = {name: stored[name] for name in stored if name not in wish.body} | wish.body
    for name, value in wish.body.items():
        # A group of preferences keeps what was not sent of it, so that an update never loses a switch (assumed).
        if isinstance(value, dict) and isinstance(stored.get(name), dict):
            body[name] = stored[name] | value
    if kind == "Preferences" and company.multi_currency and not body["CurrencyPrefs"].get("MultiCurrencyEnabled"):
        raise business("Multi currency cannot be switched off again", element="MultiCurrencyEnabled")
    return company.replace(kind, stored, body=body)


def _tax_agency(company: Company, wish: Wish) -> Body:
    name = str(wish.body.get("DisplayName", "")).strip()
    if not name:
        raise errors.missing("DisplayName")
    if found := company.named("TaxAgency", name):
        raise FaultError(errors.DUPLICATE_NAME, f"The name supplied already exists. : Id={found[0]['Id']}")
    switches = {"TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True}
    return company.add("TaxAgency", switches | wish.body | {"DisplayName": name})
