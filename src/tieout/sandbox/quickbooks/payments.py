"""Payments from customers and to vendors: what they settle, and what they do to the ledger."""

from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, links, parts
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, cents, control_account
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.sales import void_note
from tieout.sandbox.quickbooks.state import Company


@dataclass(frozen=True)
class _Side:
    """Money in and money out differ in names only."""

    party: str
    reference: str
    debt: str
    credit: str
    role: str
    account: str


_IN = _Side("Customer", "CustomerRef", "Invoice", "CreditMemo", "receivable", "ARAccountRef")
_OUT = _Side("Vendor", "VendorRef", "Bill", "VendorCredit", "payable", "APAccountRef")


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of a payment or bill payment, without its head; raises FaultError."""
    side, wanted = _IN if draft.kind == "Payment" else _OUT, draft.wanted
    for name in (side.reference, "TotalAmt", *(("PayType", "Line") if side is _OUT else ())):
        if wanted.get(name) is None or wanted.get(name) == []:
            raise errors.missing(name)
    party = company.refer(side.party, wanted[side.reference], element=side.reference)
    total = cents(wanted["TotalAmt"])
    if total < 0:
        raise FaultError(errors.NEGATIVE, "TotalAmt cannot be negative", element="TotalAmt")
    body = {name: value for name, value in wanted.items() if name not in ("Line", "ExchangeRate")}
    if "DepartmentRef" in body:
        body["DepartmentRef"] = parts.named_ref({}, company.refer("Department", body["DepartmentRef"], element="DepartmentRef"))
    body[side.reference] = parts.named_ref({}, party)
    body |= {"TotalAmt": total, "TxnDate": parts.transaction_date(company, draft)} | parts.currency(company, draft, party=party)
    lines, settled = _lines(company, draft, side=side, party_id=party["Id"])
    if settled > total:
        raise business("The amounts applied are more than the amount of the payment and its credits", element="Line")
    body["Line"] = lines
    control = control_account(company, side.role, currency=body["CurrencyRef"]["value"])
    if side is _IN:
        return body | _money_in(company, body, unapplied=total - settled, control=control) | parts.home_total(company, body)
    # A cheque number may repeat (assumed: no warning on it).
    return body | _money_out(company, body, control=control) | parts.home_total(company, body)


def _money_in(company: Company, body: Body, *, unapplied: Decimal, control: str) -> Body:
    reference = body.get("DepositToAccountRef") or {"value": company.role("undeposited")}
    account = company.refer("Account", reference, element="DepositToAccountRef")
    if account["AccountType"] not in ("Bank", "Other Current Asset"):
        raise business("A payment is deposited to a bank or other current asset account", element="DepositToAccountRef")
    method = {}
    if "PaymentMethodRef" in body:
        method = {
            "PaymentMethodRef": parts.named_ref(
                {}, company.refer("PaymentMethod", body["PaymentMethodRef"], element="PaymentMethodRef")
            )
        }
    shown = {"DepositToAccountRef": {"value": account["Id"]}, "ARAccountRef": {"value": control}}
    return {**shown, **method, "UnappliedAmt": unapplied, "ProcessPayment": False}


def _money_out(company: Company, body: Body, *, control: str) -> Body:
    group, name, kind = {
        "Check": ("CheckPayment", "BankAccountRef", "Bank"),
        "CreditCard": ("CreditCardPayment", "CCAccountRef", "Credit Card"),
    }.get(body["PayType"], ("", "", ""))
    if not group:
        raise FaultError(errors.BAD_ENUM, f"PayType has no value {body['PayType']}", element="PayType")
    detail = body.get(group, {})
    if not detail.get(name):
        raise errors.missing(name)
    account = company.refer("Account", detail[name], element=name)
    if account["AccountType"] != kind:
        raise business(f"The account must be of type {kind}", element=name)
    return {"APAccountRef": {"value": control}, group: {**detail, name: parts.named_ref({}, account)}}


def _lines(company: Company, draft: Draft, *, side: _Side, party_id: str) -> tuple[list[Body], Decimal]:
    """The lines as they are kept, one for each document, and their net sum: debts less credits."""
    amounts: dict[tuple[str, str], Decimal] = {}
    for line in draft.wanted.get("Line", []):
        linked = line.get("LinkedTxn") or []
        if len(linked) != 1:
            raise business("Each line of a payment links one transaction", element="LinkedTxn")
        kind, own_id = linked[0].get("TxnType", ""), linked[0].get("TxnId", "")
        if kind not in (side.debt, side.credit):
            raise FaultError(
                errors.CANNOT_LINK, f"A transaction of type {kind} cannot be linked to this payment", element="TxnType"
            )
        amount = cents(line.get("Amount", ZERO))
        if amount < 0:
            raise FaultError(errors.NEGATIVE, "Amount cannot be negative: credits are positive lines too", element="Amount")
        if amount:
            amounts[kind, own_id] = amounts.get((kind, own_id), ZERO) + amount
    source = links.key(draft.kind, draft.id) if draft.stored else ""
    settled, lines = ZERO, []
    for (kind, own_id), amount in amounts.items():
        target = company.get(kind, own_id)
        if target is None:
            raise bad_reference(kind, own_id, element="TxnId")
        left = links.open_amount(company, kind, body=target, but_for=source)
        if target[side.reference]["value"] != party_id or left <= 0:
            raise FaultError(
                errors.CANNOT_LINK,
                f"{kind} {own_id} is settled already or belongs to another {side.party.lower()}",
                element="TxnId",
            )
        if amount > left:
            # Assumed; QuickBooks may also apply what is open and leave the rest unapplied.
            raise business(f"The amount applied to {kind} {own_id} is more than its open balance {left}", element="Amount")
        settled += amount * links.DIRECTION[kind]
        lines.append({"Amount": amount, "LinkedTxn": [{"TxnId": own_id, "TxnType": kind}]})
    if settled < 0:
        raise business("The credits are more than the debts that they settle", element="Line")
    return lines, settled


def settle(company: Company, kind: str, *, body: Body) -> None:
    """Writes what the payment's lines say to the documents that they link."""
    wanted = {}
    for line in body["Line"]:
        linked = line["LinkedTxn"][0]
        wanted[links.key(linked["TxnType"], linked["TxnId"])] = line["Amount"]
    shown = "Payment" if kind == "Payment" else "BillPaymentCheck" if body["PayType"] == "Check" else "BillPaymentCreditCard"
    links.apply(company, links.key(kind, body["Id"]), wanted=wanted, type=shown)


def ledger_lines(kind: str, body: Body) -> list[LedgerLine]:
    if not body["TotalAmt"]:
        return []
    if kind == "Payment":
        party = links.key("Customer", body["CustomerRef"]["value"])
        account, control, amount = body["DepositToAccountRef"]["value"], body["ARAccountRef"]["value"], body["TotalAmt"]
    else:
        party = links.key("Vendor", body["VendorRef"]["value"])
        detail = body["CheckPayment"]["BankAccountRef"] if body["PayType"] == "Check" else body["CreditCardPayment"]["CCAccountRef"]
        account, control, amount = detail["value"], body["APAccountRef"]["value"], -body["TotalAmt"]
    return [LedgerLine(account, amount), LedgerLine(control, -amount, party)]


def voided(body: Body) -> Body:
    change: Body = {"Line": [], "TotalAmt": ZERO, "PrivateNote": void_note(body)}
    if "UnappliedAmt" in body:
        change["UnappliedAmt"] = ZERO
    return {name: value for name, value in body.items() if name not in ("HomeTotalAmt", "HomeBalance")} | change
