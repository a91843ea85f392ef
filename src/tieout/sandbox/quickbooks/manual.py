"""Journal entries and transfers: what the bookkeeper writes between accounts by hand."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, links, parts
from tieout.sandbox.quickbooks.deposits import entity_ref
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, cents
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

_SIGNS = {"Debit": 1, "Credit": -1}
_NEEDED = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}
# The reference says assets only; the product also moves money to credit cards and other balance-sheet accounts (unverified).
_NOT_TRANSFERRED = ("Accounts Receivable", "Accounts Payable")


def prepare_journal(company: Company, draft: Draft) -> Body:
    """The whole body of a journal entry, without its head; raises FaultError."""
    wanted = draft.wanted
    if not wanted.get("Line"):
        raise errors.missing("Line")
    body = {name: value for name, value in wanted.items() if name not in ("Line", "ExchangeRate", "TxnTaxDetail", "TotalAmt")}
    body |= {"Adjustment": body.get("Adjustment", False), "TxnDate": parts.transaction_date(company, draft)}
    if (number := parts.number(company, draft)) is not None:
        body["DocNumber"] = number
    asked = wanted.get("CurrencyRef", {}).get("value", company.currency)
    body |= parts.currency(company, draft, party={"CurrencyRef": {"value": asked}})
    lines = [_journal_line(company, line) for line in wanted["Line"]]
    posted = [line for line in lines if line["DetailType"] == "JournalEntryLineDetail"]
    if len(posted) < 2:
        raise FaultError(errors.NO_LINES, "A journal entry has two lines or more", element="Line")
    if sum((_signed(line) for line in posted), ZERO):
        raise FaultError(errors.UNBALANCED, "The debits and the credits of a journal entry must be equal", element="Line")
    if sum(_type(company, line) in _NEEDED for line in posted) > 1:
        raise business("A journal entry holds one accounts receivable or payable line at most", element="Line")
    return body | {"Line": parts.identified(lines, draft.stored), "TotalAmt": ZERO}


def _journal_line(company: Company, line: Body) -> Body:
    if line.get("DetailType") == "DescriptionOnly":
        return {name: value for name, value in line.items() if name != "Amount"}
    if line.get("DetailType") != "JournalEntryLineDetail":
        raise FaultError(errors.BAD_ENUM, f"DetailType has no value {line.get('DetailType')} on this transaction")
    detail = line.get("JournalEntryLineDetail", {})
    for name in ("PostingType", "AccountRef"):
        if not detail.get(name):
            raise errors.missing(name)
    if detail["PostingType"] not in _SIGNS:
        raise FaultError(errors.BAD_POSTING_TYPE, f"PostingType has no value {detail['PostingType']}", element="PostingType")
    amount = cents(line.get("Amount", ZERO))
    if amount < 0:
        raise FaultError(errors.NEGATIVE, "Amount cannot be negative: PostingType says the side", element="Amount")
    account = company.refer("Account", detail["AccountRef"], element="AccountRef")
    shown = {**detail, "AccountRef": parts.named_ref({}, account)}
    entity = detail.get("Entity", {})
    if entity.get("EntityRef"):
        reference = entity_ref(company, entity["EntityRef"] | {"type": entity.get("Type", "")})
        shown["Entity"] = {"Type": reference.pop("type"), "EntityRef": reference}
    else:
        shown.pop("Entity", None)
    needed = _NEEDED.get(account["AccountType"])
    if needed and shown.get("Entity", {}).get("Type") != needed:
        raise business(
            f"When you use {account['AccountType']}, you must choose a {needed.lower()} in the Name field", element="Entity"
        )
    for name, kind in {"ClassRef": "Class", "DepartmentRef": "Department", "TaxCodeRef": "TaxCode"}.items():
        if name in detail:
            shown[name] = parts.named_ref({}, company.refer(kind, detail[name], element=name))
    return {**line, "Amount": amount, "JournalEntryLineDetail": shown}


def _signed(line: Body) -> Decimal:
    amount: Decimal = _SIGNS[line["JournalEntryLineDetail"]["PostingType"]] * line["Amount"]
    return amount


def _type(company: Company, line: Body) -> str:
    return str(company.fetch("Account", line["JournalEntryLineDetail"]["AccountRef"]["value"])["AccountType"])


def journal_lines(company: Company, kind: str, *, body: Body) -> list[LedgerLine]:
    document, lines = links.key(kind, body["Id"]), []
    for line in body["Line"]:
        if line["DetailType"] != "JournalEntryLineDetail" or not line["Amount"]:
            continue
        detail = line["JournalEntryLineDetail"]
        entity = detail.get("Entity")
        party = links.key(entity["Type"], entity["EntityRef"]["value"]) if entity else ""
        target = document if _type(company, line) in _NEEDED else ""
        about = {"class_id": detail.get("ClassRef", {}).get("value", "")}
        lines.append(LedgerLine(detail["AccountRef"]["value"], _signed(line), party, target=target, **about))
    return lines


def prepare_transfer(company: Company, draft: Draft) -> Body:
    """The whole body of a transfer, without its head; raises FaultError."""
    wanted = draft.wanted
    for name in ("FromAccountRef", "ToAccountRef", "Amount"):
        if wanted.get(name) is None:
            raise errors.missing(name)
    accounts = [company.refer("Account", wanted[name], element=name) for name in ("FromAccountRef", "ToAccountRef")]
    for account in accounts:
        if account["Classification"] in ("Revenue", "Expense") or account["AccountType"] in _NOT_TRANSFERRED:
            raise FaultError(errors.ACCOUNT_TYPE, "Funds are transferred between balance sheet accounts", element="AccountRef")
    if accounts[0]["Id"] == accounts[1]["Id"]:
        raise business("Funds are transferred between two different accounts", element="ToAccountRef")
    amount = cents(wanted["Amount"])
    if amount <= 0:
        raise FaultError(errors.NEGATIVE, "Amount must be more than 0", element="Amount")
    foreign = [account for account in accounts if account["CurrencyRef"]["value"] != company.currency]
    body = {name: value for name, value in wanted.items() if name != "ExchangeRate"} | {"Amount": amount}
    body |= {name: parts.named_ref({}, account) for name, account in zip(("FromAccountRef", "ToAccountRef"), accounts, strict=True)}
    body["TxnDate"] = parts.transaction_date(company, draft)
    # Between a foreign account and one at home the amount is in the foreign currency (assumed).
    return body | parts.currency(company, draft, party=(foreign or accounts)[0])


def transfer_lines(_company: Company, _kind: str, *, body: Body) -> list[LedgerLine]:
    amount = body["Amount"]
    return [LedgerLine(body["ToAccountRef"]["value"], amount), LedgerLine(body["FromAccountRef"]["value"], -amount)]
