"""Payments from customers and to vendors: what they settle, and what they do to the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, links, parts
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, cents, control_account, opening
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.sales import void_note
from tieout.sandbox.quickbooks.state import Company


@dataclass(frozen=True)
class _Side:
    """Money in and money out differ in names only."""

    party: str
    reference: str
    role: str
    account: str
    # The object that each TxnType of a link means.
    linked: Mapping[str, str] = field(default_factory=dict)


_EXPENSES = dict.fromkeys(("Expense", "Check", "CreditCardCredit"), "Purchase")
_ENTRY = {"JournalEntry": "JournalEntry"}
_IN = _Side(
    "Customer",
    "CustomerRef",
    "receivable",
    "ARAccountRef",
    {"Invoice": "Invoice", "CreditMemo": "CreditMemo"} | _ENTRY | _EXPENSES,
)
_OUT = _Side(
    "Vendor",
    "VendorRef",
    "payable",
    "APAccountRef",
    {"Bill": "Bill", "VendorCredit": "VendorCredit", "Deposit": "Deposit"} | _ENTRY,
)


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
    wished = _wished(draft, side=side)
    lines, settled = _lines(company, wished, party=links.key(side.party, party["Id"]), source=links.key(draft.kind, draft.id))
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


def _wished(draft: Draft, *, side: _Side) -> dict[tuple[str, str], tuple[str, Decimal]]:
    """By kind and id of what the lines link: the TxnType that the client called it by, and the amount."""
    wished: dict[tuple[str, str], tuple[str, Decimal]] = {}
    for line in draft.wanted.get("Line", []):
        linked = line.get("LinkedTxn") or []
        if len(linked) != 1:
            raise business("Each line of a payment links one transaction", element="LinkedTxn")
        shown, own_id = linked[0].get("TxnType", ""), linked[0].get("TxnId", "")
        kind = side.linked.get(shown)
        if kind is None:
            raise FaultError(
                errors.CANNOT_LINK, f"A transaction of type {shown} cannot be linked to this payment", element="TxnType"
            )
        amount = cents(line.get("Amount", ZERO))
        if amount < 0:
            raise FaultError(errors.NEGATIVE, "Amount cannot be negative: credits are positive lines too", element="Amount")
        if amount:
            before = wished.get((kind, own_id), (shown, ZERO))[1]
            wished[kind, own_id] = (shown, before + amount)
    return wished


def _lines(
    company: Company, wished: Mapping[tuple[str, str], tuple[str, Decimal]], *, party: str, source: str
) -> tuple[list[Body], Decimal]:
    """The lines as they are kept, one for each document, and their net sum: debts less credits."""
    settled, lines = ZERO, []
    for (kind, own_id), (shown, amount) in wished.items():
        target = links.key(kind, own_id)
        if company.get(kind, own_id) is None:
            raise bad_reference(kind, own_id, element="TxnId")
        opened = opening(company, target)
        left = opened.amount - links.applied(company, target, but_for=source) if opened else ZERO
        if opened is None or opened.party != party or left <= 0:
            raise FaultError(
                errors.CANNOT_LINK,
                f"{kind} {own_id} is settled already or belongs to another {party.partition(':')[0].lower()}",
                element="TxnId",
            )
        if amount > left:
            # Assumed; QuickBooks may also apply what is open and leave the rest unapplied.
            raise business(f"The amount applied to {kind} {own_id} is more than its open balance {left}", element="Amount")
        settled += amount if opened.debt else -amount
        lines.append({"Amount": amount, "LinkedTxn": [{"TxnId": own_id, "TxnType": shown}]})
    if settled < 0:
        raise business("The credits are more than the debts that they settle", element="Line")
    return lines, settled


def _target(kind: str, line: Body) -> str:
    linked = line["LinkedTxn"][0]
    return links.key((_IN if kind == "Payment" else _OUT).linked[linked["TxnType"]], linked["TxnId"])


def settle(company: Company, kind: str, *, body: Body) -> None:
    """Writes what the payment's lines say to the documents that they link."""
    wanted = {_target(kind, line): line["Amount"] for line in body["Line"]}
    shown = "Payment" if kind == "Payment" else "BillPaymentCheck" if body["PayType"] == "Check" else "BillPaymentCreditCard"
    links.apply(company, links.key(kind, body["Id"]), wanted=wanted, type=shown)


def ledger_lines(company: Company, kind: str, *, body: Body) -> list[LedgerLine]:
    """Money at the payment's rate against what it settled at each document's own rate; what it did not settle stays its own."""
    if kind == "Payment":
        sign, party = 1, links.key("Customer", body["CustomerRef"]["value"])
        account, control = body["DepositToAccountRef"]["value"], body["ARAccountRef"]["value"]
    else:
        sign, party = -1, links.key("Vendor", body["VendorRef"]["value"])
        detail = body["CheckPayment"]["BankAccountRef"] if body["PayType"] == "Check" else body["CreditCardPayment"]["CCAccountRef"]
        account, control = detail["value"], body["APAccountRef"]["value"]
    source, left = links.key(kind, body["Id"]), body["TotalAmt"]
    lines = [LedgerLine(account, sign * body["TotalAmt"])]
    for line in body["Line"]:
        target = _target(kind, line)
        opened = opening(company, target)
        if opened is None:
            raise ArithmeticError(f"{source} settles {target}, which is not open")
        way = sign if opened.debt else -sign
        home = -way * links.settled_home(company, target, source=source)
        lines.append(LedgerLine(opened.account, -way * line["Amount"], party, target=target, home=home))
        left -= line["Amount"] if opened.debt else -line["Amount"]
    lines.append(LedgerLine(control, -sign * left, party, target=source))
    return [line for line in lines if line.amount]


def voided(body: Body) -> Body:
    change: Body = {"Line": [], "TotalAmt": ZERO, "PrivateNote": void_note(body)}
    if "UnappliedAmt" in body:
        change["UnappliedAmt"] = ZERO
    return {name: value for name, value in body.items() if name not in ("HomeTotalAmt", "HomeBalance")} | change
