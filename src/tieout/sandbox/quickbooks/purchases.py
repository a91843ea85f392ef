"""Bills, vendor credits, purchase orders and paid purchases: their lines, tax and total, and what they do to the ledger."""

from dataclasses import replace

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, links, orders, parts, tax
from tieout.sandbox.quickbooks.deposits import entity_ref
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, control_account
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

_DETAILS = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail")
_BILLABLE = ("Billable", "NotBillable", "HasBeenBilled")
_REFERENCES = {"DepartmentRef": "Department", "SalesTermRef": "Term", "PaymentMethodRef": "PaymentMethod"}
_PAID_FROM = {"Cash": "Bank", "Check": "Bank", "CreditCard": "Credit Card"}
_CONTROLS = ("Accounts Receivable", "Accounts Payable")
# Money paid back to a customer is an expense on the receivable account, which a payment then ties to the credit.
_REFUSED_ON_LINES = {"Purchase": ("Accounts Payable",)} | dict.fromkeys(("Bill", "VendorCredit", "PurchaseOrder"), _CONTROLS)


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of a bill or vendor credit, without its head; raises FaultError."""
    wanted = draft.wanted
    if draft.kind == "PurchaseOrder":
        # The account is required by the documents and has one value in practice (assumed: it may be left out).
        draft = replace(draft, wanted=wanted | orders.own_fields(draft))
        wanted = draft.wanted
    if not wanted.get("VendorRef"):
        raise errors.missing("VendorRef")
    if not wanted.get("Line"):
        raise errors.missing("Line")
    vendor = company.refer("Vendor", wanted["VendorRef"], element="VendorRef")
    body = {
        name: value
        for name, value in wanted.items()
        if name not in ("Line", "TxnTaxDetail", "GlobalTaxCalculation", "ExchangeRate")
    }
    _name_references(company, body)
    body["VendorRef"] = parts.named_ref({}, vendor)
    body["TxnDate"] = parts.transaction_date(company, draft)
    if draft.kind == "Bill":
        body["DueDate"] = parts.due_date(company, wanted, on=body["TxnDate"])
    if (number := parts.number(company, draft, party=vendor["Id"])) is not None:
        body["DocNumber"] = number
    body |= parts.currency(company, draft, party=vendor)
    body["APAccountRef"] = _payable(company, body)
    body |= amounts(company, draft)
    if draft.kind == "Bill":
        body["LinkedTxn"] = orders.wanted(company, draft, vendor=vendor["Id"])
    return body | parts.home_total(company, body)


def _name_references(company: Company, body: Body) -> None:
    for name, kind in _REFERENCES.items():
        if name in body:
            body[name] = parts.named_ref(body[name], company.refer(kind, body[name], element=name))


def prepare_expense(company: Company, draft: Draft) -> Body:
    """The whole body of a purchase that is paid at once, without its head; raises FaultError."""
    wanted = draft.wanted
    for name in ("AccountRef", "PaymentType", "Line"):
        if not wanted.get(name):
            raise errors.missing(name)
    needed = _PAID_FROM.get(wanted["PaymentType"])
    if needed is None:
        raise FaultError(errors.BAD_ENUM, f"PaymentType has no value {wanted['PaymentType']}", element="PaymentType")
    account = company.refer("Account", wanted["AccountRef"], element="AccountRef")
    if account["AccountType"] != needed:
        raise FaultError(errors.ACCOUNT_TYPE, f"The account must be of type {needed}", element="AccountRef")
    left_out = ("Line", "TxnTaxDetail", "GlobalTaxCalculation", "ExchangeRate")
    body = {name: value for name, value in wanted.items() if name not in left_out}
    _name_references(company, body)
    body |= {"AccountRef": parts.named_ref({}, account), "TxnDate": parts.transaction_date(company, draft)}
    # Only a card can take money back.
    body["Credit"] = bool(body.get("Credit")) and wanted["PaymentType"] == "CreditCard"
    party = account
    if entity := wanted.get("EntityRef"):
        body["EntityRef"] = entity_ref(company, {"type": "Vendor"} | entity)
        party = company.fetch(body["EntityRef"]["type"], body["EntityRef"]["value"])
    body |= parts.currency(company, draft, party=party)
    body |= amounts(company, draft)
    if _receivables(company, body) and body.get("EntityRef", {}).get("type") != "Customer":
        raise business("When you use Accounts Receivable, you must choose a customer in the Name field", element="EntityRef")
    return body | parts.home_total(company, body)


def _receivables(company: Company, body: Body) -> bool:
    accounts = [line.get(_DETAILS[0], {}).get("AccountRef") for line in body["Line"]]
    return any(company.fetch("Account", each["value"])["AccountType"] == _CONTROLS[0] for each in accounts if each)


def expense_lines(company: Company, kind: str, *, body: Body) -> list[LedgerLine]:
    sign = -1 if body.get("Credit") else 1
    lines = [LedgerLine(body["AccountRef"]["value"], -sign * body["TotalAmt"])]
    for line in bought(company, body, sign=sign):
        receivable = company.fetch("Account", line.account)["AccountType"] == _CONTROLS[0]
        lines.append(replace(line, target=links.key(kind, body["Id"])) if receivable else line)
    return [line for line in lines if line.amount]


def _payable(company: Company, body: Body) -> Body:
    own = {"value": control_account(company, "payable", currency=body["CurrencyRef"]["value"])}
    account = company.refer("Account", body.get("APAccountRef") or own, element="APAccountRef")
    if account["AccountType"] != "Accounts Payable":
        raise business("The account must be of type Accounts Payable", element="APAccountRef")
    return parts.named_ref({}, account)


def amounts(company: Company, draft: Draft) -> Body:
    """The lines as they are kept, the tax and the total."""
    wanted, method = draft.wanted, tax.method(company, draft.wanted)
    lines = [_expense_line(company, line, method=method, kind=draft.kind) for line in wanted["Line"]]
    subtotal = sum((line["Amount"] for line in lines), ZERO)
    detail: Body | None = None
    if company.global_tax:
        taxed = [_taxed(line) for line in lines]
        detail = tax.global_tax(company, taxed, body=wanted, sales=False)
    total = subtotal + (detail["TotalTax"] if detail else ZERO)
    if total < 0:
        raise business("Transaction amount must be 0 or greater", element="TotalAmt")
    body: Body = {"Line": parts.identified(lines, draft.stored), "TotalAmt": total}
    return body | ({"GlobalTaxCalculation": method} if method else {}) | ({"TxnTaxDetail": detail} if detail else {})


def _taxed(line: Body) -> tax.TaxedLine:
    detail = line[line["DetailType"]]
    return tax.TaxedLine(line["Amount"], detail.get("TaxCodeRef", {}).get("value", ""), detail.get("TaxInclusiveAmt"))


def _expense_line(company: Company, line: Body, *, method: str | None, kind: str) -> Body:
    name = line.get("DetailType")
    if name not in _DETAILS:
        raise FaultError(errors.BAD_ENUM, f"DetailType has no value {name} on this transaction", element="DetailType")
    detail = line.get(name, {})
    amount = parts.line_amount(line, detail)
    shown = parts.priced(detail, amount)
    sent = shown.pop("TaxInclusiveAmt", None)
    if name == "ItemBasedExpenseLineDetail":
        if not detail.get("ItemRef"):
            raise errors.missing("ItemRef")
        item = company.refer("Item", detail["ItemRef"], element="ItemRef")
        if not item.get("ExpenseAccountRef"):
            raise business("The item has no expense account and cannot be bought", element="ItemRef")
        shown["ItemRef"] = parts.named_ref({}, item)
    else:
        if not detail.get("AccountRef"):
            raise errors.missing("AccountRef")
        account = company.refer("Account", detail["AccountRef"], element="AccountRef")
        if account["AccountType"] in _REFUSED_ON_LINES[kind]:
            raise business("An accounts receivable or payable account cannot be used on a line", element="AccountRef")
        shown["AccountRef"] = parts.named_ref({}, account)
    shown["BillableStatus"] = _billable(company, detail)
    if "ClassRef" in detail:
        shown["ClassRef"] = parts.named_ref({}, company.refer("Class", detail["ClassRef"], element="ClassRef"))
    if method in ("TaxExcluded", "TaxInclusive"):
        code = tax.check_code(company, detail, sales=False)
        shown["TaxCodeRef"] = {"value": code}
        if method == "TaxInclusive":
            shown["TaxInclusiveAmt"] = tax.gross(company, code, net=amount, sent=sent, sales=False)
    elif not company.global_tax:
        shown["TaxCodeRef"] = {"value": tax.us_code(detail)}
    return {**line, "Amount": amount, name: shown}


def _billable(company: Company, detail: Body) -> str:
    status = str(detail.get("BillableStatus", "NotBillable"))
    if status not in _BILLABLE:
        raise FaultError(errors.BAD_ENUM, f"BillableStatus has no value {status}", element="BillableStatus")
    if status == "Billable" and not detail.get("CustomerRef"):
        raise business("A billable line needs a customer", element="CustomerRef")
    if detail.get("CustomerRef"):
        company.refer("Customer", detail["CustomerRef"], element="CustomerRef")
    return status


def ledger_lines(company: Company, kind: str, *, body: Body) -> list[LedgerLine]:
    sign = 1 if kind == "Bill" else -1
    party = links.key("Vendor", body["VendorRef"]["value"])
    payable = LedgerLine(body["APAccountRef"]["value"], -sign * body["TotalAmt"], party, target=links.key(kind, body["Id"]))
    return [line for line in (payable, *bought(company, body, sign=sign)) if line.amount]


def bought(company: Company, body: Body, *, sign: int) -> list[LedgerLine]:
    """What was bought and its tax: debits, or credits where `sign` is -1."""
    lines = []
    for line in body["Line"]:
        detail = line[line["DetailType"]]
        about = {"class_id": detail.get("ClassRef", {}).get("value", ""), "item_id": detail.get("ItemRef", {}).get("value", "")}
        lines.append(LedgerLine(_account(company, line), sign * line["Amount"], **about))
    if tax_total := body.get("TxnTaxDetail", {}).get("TotalTax"):
        lines.append(LedgerLine(company.role("tax"), sign * tax_total))
    return lines


def _account(company: Company, line: Body) -> str:
    """Bought stock is an asset, everything else an expense."""
    detail = line[line["DetailType"]]
    if line["DetailType"] == "AccountBasedExpenseLineDetail":
        return str(detail["AccountRef"]["value"])
    item = company.fetch("Item", detail["ItemRef"]["value"])
    reference = item.get("AssetAccountRef") if item["Type"] == "Inventory" else None
    return str((reference or item["ExpenseAccountRef"])["value"])
