"""Deposits: money that goes to the bank, directly or out of Undeposited Funds."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, links, parts
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, booked, cents
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.schema import BY_LOWER_NAME
from tieout.sandbox.quickbooks.state import Company

_LINKABLE = ("Payment", "SalesReceipt", "RefundReceipt", "Transfer", "JournalEntry", "BillPayment")
_TAKING = ("Bank", "Other Current Asset")
_PARTIES = ("Customer", "Vendor", "Employee")


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of a deposit, without its head; raises FaultError."""
    wanted = draft.wanted
    for name in ("DepositToAccountRef", "Line"):
        if not wanted.get(name):
            raise errors.missing(name)
    bank = company.refer("Account", wanted["DepositToAccountRef"], element="DepositToAccountRef")
    if bank["AccountType"] not in _TAKING:
        raise business("Money is deposited to a bank or other current asset account", element="DepositToAccountRef")
    body = {name: value for name, value in wanted.items() if name not in ("Line", "ExchangeRate", "TxnTaxDetail")}
    body |= {"DepositToAccountRef": parts.named_ref({}, bank), "TxnDate": parts.transaction_date(company, draft)}
    if "DepartmentRef" in body:
        body["DepartmentRef"] = parts.named_ref({}, company.refer("Department", body["DepartmentRef"], element="DepartmentRef"))
    body |= parts.currency(company, draft, party=bank)
    lines = [_line(company, line, draft=draft, body=body) for line in wanted["Line"]]
    linked = [_source(line) for line in lines if line.get("LinkedTxn")]
    if len(linked) != len(set(linked)):
        raise FaultError(errors.CANNOT_LINK, "A transaction can be deposited once", element="LinkedTxn")
    if len({party for line in lines if (party := _control_party(company, line))}) > 1:
        raise business("A deposit holds receivables or payables of one name at most", element="Entity")
    total = sum((line["Amount"] for line in lines), ZERO)
    if "CashBack" in body:
        body["CashBack"] = _cash_back(company, body["CashBack"])
        total -= body["CashBack"]["Amount"]
    if total < 0:
        raise business("Transaction amount must be 0 or greater", element="TotalAmt")
    body |= {"Line": parts.identified(lines, draft.stored), "TotalAmt": total}
    return body | parts.home_total(company, body)


def _line(company: Company, line: Body, *, draft: Draft, body: Body) -> Body:
    if "Amount" not in line:
        raise errors.missing("Amount")
    amount = cents(line["Amount"])
    if line.get("LinkedTxn"):
        return _linked_line(company, line, draft=draft, body=body)
    detail = line.get("DepositLineDetail", {})
    if not detail.get("AccountRef"):
        raise errors.missing("AccountRef")
    account = company.refer("Account", detail["AccountRef"], element="AccountRef")
    shown = {**detail, "AccountRef": parts.named_ref({}, account)}
    if entity := detail.get("Entity"):
        shown["Entity"] = entity_ref(company, entity)
    for name, kind in {"PaymentMethodRef": "PaymentMethod", "ClassRef": "Class", "TaxCodeRef": "TaxCode"}.items():
        if name in detail:
            shown[name] = parts.named_ref({}, company.refer(kind, detail[name], element=name))
    needed = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}.get(account["AccountType"])
    if needed and shown.get("Entity", {}).get("type", "").capitalize() != needed:
        raise business(f"A line on {account['Name']} needs a {needed.lower()}", element="Entity")
    return {**line, "Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": shown}


def entity_ref(company: Company, reference: Body) -> Body:
    """A reference to a customer, vendor or employee that says which; raises FaultError."""
    kind = str(reference.get("type") or "Customer").capitalize()
    if kind not in _PARTIES:
        raise FaultError(errors.BAD_ENUM, f"An entity is a {', '.join(_PARTIES)}; not {kind}", element="Entity")
    return parts.named_ref({}, company.refer(kind, reference, element="Entity")) | {"type": kind}


def _linked_line(company: Company, line: Body, *, draft: Draft, body: Body) -> Body:
    if len(line["LinkedTxn"]) != 1:
        raise business("Each line of a deposit links one transaction", element="LinkedTxn")
    shown, own_id = line["LinkedTxn"][0].get("TxnType", ""), line["LinkedTxn"][0].get("TxnId", "")
    # The Python library writes the types of bill payments as they are shown: BillPaymentCheck.
    kind = "BillPayment" if shown.startswith("BillPayment") else BY_LOWER_NAME.get(shown.lower(), "")
    if kind not in _LINKABLE:
        raise FaultError(errors.CANNOT_LINK, f"A transaction of type {shown} cannot be deposited", element="TxnType")
    source = company.get(kind, own_id)
    if source is None:
        raise bad_reference(kind, own_id, element="TxnId")
    held = booked(company, links.key(kind, own_id), account=company.role("undeposited"))
    taken = company.get("_deposited", links.key(kind, own_id))
    if not held or (taken is not None and taken["deposit"] != draft.id):
        raise FaultError(errors.CANNOT_LINK, f"{kind} {own_id} holds no undeposited funds", element="TxnId")
    own, rate = body["CurrencyRef"]["value"], source.get("ExchangeRate", Decimal(1))
    foreign = own != company.currency and source["CurrencyRef"]["value"] == own
    if own != company.currency and not foreign:
        raise business("The transaction has another currency than the deposit", element="CurrencyRef")
    expected = source["TotalAmt"] if foreign and "TotalAmt" in source and rate else abs(held)
    expected = expected if held > 0 else -expected
    if cents(line["Amount"]) != expected:
        raise business(f"{kind} {own_id} is deposited whole: {expected}", element="Amount")
    linked = [{"TxnId": own_id, "TxnType": kind, "TxnLineId": line["LinkedTxn"][0].get("TxnLineId", "0")}]
    return {**line, "Amount": expected, "LinkedTxn": linked, "DepositLineDetail": line.get("DepositLineDetail", {})}


def _cash_back(company: Company, wish: Body) -> Body:
    if not wish.get("AccountRef"):
        raise errors.missing("CashBack.AccountRef")
    account = company.refer("Account", wish["AccountRef"], element="CashBack")
    amount = cents(wish.get("Amount", ZERO))
    if amount < 0:
        raise FaultError(errors.NEGATIVE, "Cash back cannot be negative", element="CashBack")
    return {**wish, "AccountRef": parts.named_ref({}, account), "Amount": amount}


def _source(line: Body) -> str:
    linked = line["LinkedTxn"][0]
    return links.key(linked["TxnType"], linked["TxnId"])


def _control_party(company: Company, line: Body) -> str:
    if line.get("LinkedTxn"):
        return ""
    detail = line["DepositLineDetail"]
    controls = ("Accounts Receivable", "Accounts Payable")
    return _party(detail) if company.fetch("Account", detail["AccountRef"]["value"])["AccountType"] in controls else ""


def _party(detail: Body) -> str:
    entity = detail.get("Entity")
    return links.key(entity["type"], entity["value"]) if entity else ""


def settle(company: Company, deposit: Body, *, gone: bool = False) -> None:
    """Marks what the deposit holds, and lets go what it no longer holds; each of them gets a new version."""
    wanted = set() if gone else {_source(line) for line in deposit["Line"] if line.get("LinkedTxn")}
    before = {f"{entry['source']}" for entry in company.find("_deposited", "deposit", key=deposit["Id"])}
    for source in before - wanted:
        company.drop("_deposited", source)
    for source in wanted - before:
        company.keep("_deposited", source, body={"source": source, "deposit": deposit["Id"]})
    for source in sorted(before ^ wanted):
        links.refresh(company, source)


def check_free(company: Company, kind: str, *, stored: Body, body: Body | None = None) -> None:
    """What lies in a deposit can neither go nor change its money (6540); `body` is what it would become."""
    if company.get("_deposited", links.key(kind, stored["Id"])) is None:
        return
    money = ("TotalAmt", "Amount", "DepositToAccountRef", "CurrencyRef", "ExchangeRate", "Line")
    names = money[:-1] if kind == "Payment" else money
    if body is None or any(body.get(name) != stored.get(name) for name in names):
        raise FaultError(
            errors.DEPOSITED,
            "Deposited Transaction cannot be changed : This transaction has been deposited. If you want to change or delete it, "
            f"you must edit the deposit it appears on and remove it first. TxnId={stored['Id']}",
        )


def ledger_lines(company: Company, _kind: str, *, body: Body) -> list[LedgerLine]:
    undeposited = company.role("undeposited")
    document = links.key("Deposit", body["Id"])
    lines = [LedgerLine(body["DepositToAccountRef"]["value"], body["TotalAmt"])]
    for line in body["Line"]:
        if line.get("LinkedTxn"):
            held = booked(company, _source(line), account=undeposited)
            lines.append(LedgerLine(undeposited, -line["Amount"], home=-held))
            continue
        detail = line["DepositLineDetail"]
        target = document if _control_party(company, line) else ""
        about = {"class_id": detail.get("ClassRef", {}).get("value", "")}
        lines.append(LedgerLine(detail["AccountRef"]["value"], -line["Amount"], _party(detail), target=target, **about))
    if cash := body.get("CashBack"):
        lines.append(LedgerLine(cash["AccountRef"]["value"], cash["Amount"]))
    return [line for line in lines if line.amount]
