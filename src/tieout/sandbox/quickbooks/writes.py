"""Create, update, delete, void and send: what every write has in common."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import automatic, errors, links, names, payments, purchases, sales
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.fields import Wish, read
from tieout.sandbox.quickbooks.ledger import LedgerLine, record
from tieout.sandbox.quickbooks.moments import stamp
from tieout.sandbox.quickbooks.parts import Draft, check_open_period
from tieout.sandbox.quickbooks.schema import NAMES, READ_ONLY, TRANSACTIONS
from tieout.sandbox.quickbooks.state import Company, check_token

_SALES, _PURCHASES, _PAYMENTS = ("Invoice", "CreditMemo"), ("Bill", "VendorCredit"), ("Payment", "BillPayment")
_VOIDABLE = ("Invoice", *_PAYMENTS)


def save(company: Company, kind: str, *, raw: object) -> Body:
    """A create, or an update when the body has an Id."""
    wish = read(kind, raw)
    if wish.id is not None:
        return _update(company, kind, wish=wish)
    return create(company, kind, wish=wish)


def create(company: Company, kind: str, *, wish: Wish) -> Body:
    if kind == "TaxAgency":
        return _tax_agency(company, wish)
    _check_writable(kind)
    draft = Draft(kind, wish.body, None, wish.blanks)
    body = _prepare(company, draft)
    if kind in TRANSACTIONS and kind not in _PAYMENTS:
        body |= links.balances(company, kind, body=body)
    if kind == "Payment":
        body["LinkedTxn"] = []
    saved = company.add(kind, body)
    _post(company, kind, body=saved)
    if kind in _PAYMENTS:
        payments.settle(company, kind, body=saved)
    automatic.apply(company, kind, saved=saved)
    return company.fetch(kind, saved["Id"])


def _check_writable(kind: str) -> None:
    if kind not in NAMES | TRANSACTIONS:
        raise FaultError(errors.UNSUPPORTED, f"Operation on {kind} is not supported")


def _prepare(company: Company, draft: Draft) -> Body:
    if draft.kind in _SALES:
        return sales.prepare(company, draft)
    if draft.kind in _PURCHASES:
        return purchases.prepare(company, draft)
    if draft.kind in _PAYMENTS:
        return payments.prepare(company, draft)
    return names.prepare(company, draft)


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
    if kind in TRANSACTIONS and kind not in _PAYMENTS:
        return _update_document(company, kind, stored=stored, body=body)
    if kind == "Payment":
        body["LinkedTxn"] = []
    saved = company.replace(kind, stored, body=body)
    if kind in _PAYMENTS:
        _post(company, kind, body=saved)
        payments.settle(company, kind, body=saved)
    return saved


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
    if settled > left:
        if kind in ("CreditMemo", "VendorCredit"):
            raise business("The credit has been applied to more than its new amount", element="TotalAmt")
        links.loosen(company, target, keep=left)
    body |= {"Id": stored["Id"]}
    saved = company.replace(kind, stored, body=body | links.balances(company, kind, body=body))
    _post(company, kind, body=saved)
    return saved


def _post(company: Company, kind: str, *, body: Body) -> None:
    if kind not in TRANSACTIONS:
        return
    if kind in _PAYMENTS:
        lines = payments.ledger_lines(kind, body)
    else:
        lines = (sales if kind in _SALES else purchases).ledger_lines(company, kind, body=body)
    _record(company, kind, body=body, lines=lines)


def _record(company: Company, kind: str, *, body: Body, lines: list[LedgerLine]) -> None:
    rate = body.get("ExchangeRate", Decimal(1))
    record(company, links.key(kind, body["Id"]), lines=lines, currency=body["CurrencyRef"]["value"], rate=rate)


def delete(company: Company, kind: str, *, raw: object) -> Body:
    """The short answer of a delete; linked documents and closed periods refuse."""
    stored = _stored(company, kind, raw=raw, operation="delete")
    if kind not in _PAYMENTS and links.applied(company, links.key(kind, stored["Id"])):
        raise business("A transaction that is linked to a payment cannot be deleted: remove the payment first")
    check_open_period(company, stored["TxnDate"])
    if kind in _PAYMENTS:
        links.apply(company, links.key(kind, stored["Id"]), wanted={}, type="")
    _record(company, kind, body=stored, lines=[])
    company.remove(kind, stored)
    return {"status": "Deleted", "domain": "QBO", "Id": stored["Id"]}


def _stored(company: Company, kind: str, *, raw: object, operation: str) -> Body:
    if kind not in TRANSACTIONS:
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
    if kind == "Invoice":
        links.loosen(company, links.key(kind, stored["Id"]), keep=Decimal(0))
        saved = company.replace(kind, stored, body=sales.voided(stored))
    else:
        links.apply(company, links.key(kind, stored["Id"]), wanted={}, type="")
        saved = company.replace(kind, stored, body=payments.voided(stored))
    _record(company, kind, body=saved, lines=[])
    return saved


def send(company: Company, kind: str, *, id: str, address: str | None) -> Body:
    if kind not in _SALES:
        raise FaultError(errors.UNSUPPORTED, f"Operation send on {kind} is not supported")
    stored = company.fetch(kind, id)
    email = {"Address": address} if address else stored.get("BillEmail")
    if not email:
        raise errors.missing("BillEmail")
    sent = {"DeliveryType": "Email", "DeliveryTime": stamp(company.at)}
    return company.replace(kind, stored, body=stored | {"EmailStatus": "EmailSent", "BillEmail": email, "DeliveryInfo": sent})


def _settings(company: Company, kind: str, *, wish: Wish) -> Body:
    stored = company.fetch(kind, "1")
    check_token(stored, wish.token)
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
