"""Money at the bank without a document: purchases, deposits and receipts; and transfers between accounts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.documents import Line, PaymentStatus, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.documents import tax_mode, total_tax
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.translate.lines import (
    CLASS,
    is_text,
    line_body,
    lines_of,
    location,
    net_of,
    read_line,
    split,
    tax_treatment,
    unpriced,
)
from tieout.connectors.quickbooks.translate.notes import note, parse_note, without_voided
from tieout.connectors.quickbooks.wire import (
    Body,
    amount,
    day,
    flag,
    money,
    needed,
    our_id,
    part,
    parts,
    reference,
    text,
)

# Receipts for products: their lines are those of a sale.
_RECEIPTS = ("SalesReceipt", "RefundReceipt")
_DEPOSIT_LINE = "DepositLineDetail"


def bank_transaction(name: str, body: Body) -> BankTransaction:
    gross = needed(money(body, "TotalAmt"), "TotalAmt")
    tax, noted = total_tax(body), text(body, "PrivateNote")
    before_void = without_voided(noted) if gross == 0 else None
    said, marker = parse_note(noted if before_void is None else before_void)
    account = reference(body, "AccountRef" if name == "Purchase" else "DepositToAccountRef")
    return BankTransaction(
        direction=_direction(name, body),
        account=needed(account, "the account"),
        happened_on=needed(day(body, "TxnDate"), "TxnDate"),
        currency=reference(body, "CurrencyRef"),
        lines=_deposit_lines(body) if name == "Deposit" else lines_of(body),
        id=our_id(EntityKind.BANK_TRANSACTION, text(body, "Id"), name=name),
        contact=_contact(name, body),
        reference=said or text(body, "PaymentRefNum") or text(body, "DocNumber"),
        marker=marker,
        rate=amount(body, "ExchangeRate"),
        tax_mode=tax_mode(body),
        net=gross - tax,
        tax=tax,
        gross=gross,
        status=PaymentStatus.POSTED if before_void is None else PaymentStatus.DELETED,
    )


def _direction(name: str, body: Body) -> Direction:
    # A card can take money back by a purchase.
    received = name in {"Deposit", "SalesReceipt"} or (name == "Purchase" and flag(body, "Credit", absent=False))
    return Direction.RECEIVED if received else Direction.SPENT


def _contact(name: str, body: Body) -> str:
    if name == "Purchase":
        return reference(body, "EntityRef")
    if name in _RECEIPTS:
        return reference(body, "CustomerRef")
    named = [reference(part(line, _DEPOSIT_LINE), "Entity") for line in parts(body, "Line")]
    return next(filter(None, named), "")


def banks_payments(body: Body) -> bool:
    """Whether a deposit takes to the bank what was received before: then its lines are not for us to change."""
    return any(parts(line, "LinkedTxn") for line in parts(body, "Line"))


def _deposit_lines(body: Body) -> tuple[Line, ...]:
    """A line that banks an earlier payment comes out of Undeposited Funds, whose account is not named."""
    found = []
    for line in parts(body, "Line"):
        net = needed(money(line, "Amount"), "Amount")
        account = reference(part(line, _DEPOSIT_LINE), "AccountRef")
        found.append(read_line(line, net=net, account=account, whole=body))
    if back := part(body, "CashBack"):
        net = -needed(money(back, "Amount"), "Amount")
        words = {"Description": text(back, "Memo")}
        found.append(read_line(words, net=net, account=reference(back, "AccountRef"), whole=body))
    return tuple(found)


def bank_name(entity: BankTransaction, *, known: Known) -> str:
    """The object that this is."""
    if entity.direction is Direction.SPENT or entity.account in known.cards:
        return "Purchase"
    return "SalesReceipt" if any(line.item for line in entity.lines) else "Deposit"


def names_tax(entity: BankTransaction) -> bool:
    """Whether the rates of its tax codes decide if it can be a deposit, which carries no tax."""
    is_deposit = entity.direction is Direction.RECEIVED and not any(line.item for line in entity.lines)
    return is_deposit and entity.tax_mode is not TaxMode.NONE and any(line.tax_code for line in entity.lines)


def bank_body(name: str, entity: BankTransaction, *, marker: str, known: Known) -> dict[str, Any]:
    """The object of that name to send; raises Rejected with every reason for which it cannot be one."""
    amounts, wrong = split(entity, known.purchase_rates if name == "Purchase" else known.rates)
    department, unclear = location(entity.lines)
    if wrong := [*_wrong(name, entity, known=known), *wrong, *unclear]:
        raise Rejected(tuple(wrong))
    body: dict[str, Any] = {
        "TxnDate": entity.happened_on.isoformat(),
        "PrivateNote": note(entity.reference, marker=marker),
        "AccountRef" if name == "Purchase" else "DepositToAccountRef": {"value": entity.account},
    }
    if name == "Deposit":
        body["Line"] = [_deposit_line(entity, line, known=known) for line in entity.lines if not is_text(line)]
    else:
        body["Line"] = [
            line_body(line, sale=name in _RECEIPTS, mode=entity.tax_mode, amounts=found)
            for line, found in zip(entity.lines, amounts, strict=True)
            if name in _RECEIPTS or not is_text(line)
        ]
    treatment = tax_treatment(entity)
    optional: dict[str, Any] = {
        "CurrencyRef": {"value": entity.currency} if entity.currency else None,
        "ExchangeRate": entity.rate,
        "DepartmentRef": {"value": department} if department else None,
        "GlobalTaxCalculation": "TaxExcluded" if name == "Deposit" and treatment == "TaxInclusive" else treatment,
    }
    if name == "Purchase":
        body["PaymentType"] = "CreditCard" if entity.account in known.cards else "Cash"
        body["Credit"] = entity.direction is Direction.RECEIVED
        optional["EntityRef"] = _party(entity, known=known)
    elif name in _RECEIPTS and entity.contact:
        optional["CustomerRef"] = {"value": entity.contact}
    return body | {field: value for field, value in optional.items() if value}


def _party(entity: BankTransaction, *, known: Known) -> dict[str, str] | None:
    usual = "Vendor" if entity.direction is Direction.SPENT else "Customer"
    return {"value": entity.contact, "type": known.parties.get(entity.contact, usual)} if entity.contact else None


def _deposit_line(entity: BankTransaction, line: Line, *, known: Known) -> dict[str, Any]:
    detail: dict[str, Any] = {"AccountRef": {"value": line.account}}
    if party := _party(entity, known=known):
        detail["Entity"] = party
    if line.tax_code and entity.tax_mode is not TaxMode.NONE:
        detail |= {"TaxCodeRef": {"value": line.tax_code}, "TaxApplicableOn": "Sales"}
    if tracked := dict(line.tracking).get(CLASS):
        detail["ClassRef"] = {"value": tracked}
    body = {"DetailType": _DEPOSIT_LINE, "Amount": net_of(line), "Description": line.description, _DEPOSIT_LINE: detail}
    return body | ({"Id": line.id} if line.id else {})


def _wrong(name: str, entity: BankTransaction, *, known: Known) -> list[Problem]:
    found: list[Problem] = []
    if not entity.account:
        found.append(problem("account_missing", message="it names no bank account", field="account"))
    if not any(not is_text(line) for line in entity.lines):
        found.append(problem("other", message="it has no line that comes to something", field="lines"))
    if name == "Deposit":
        found += unpriced(entity.lines, sale=False)
        found += [problem("other", message=MANIFEST.cannot["bank_lines"], field="lines")] if _has_items(entity.lines) else []
        found += _taxed(entity, known=known)
    elif name in _RECEIPTS:
        accounts_only = any(line.account and not line.item for line in entity.lines)
        found += [problem("other", message=MANIFEST.cannot["bank_lines"], field="lines")] if accounts_only else []
        found += [] if accounts_only else unpriced(entity.lines, sale=True)
    else:
        found += unpriced(entity.lines, sale=False)
    return found


def _has_items(lines: Sequence[Line]) -> bool:
    return any(line.item for line in lines)


def _taxed(entity: BankTransaction, *, known: Known) -> list[Problem]:
    """A deposit takes tax codes, and works no tax out: those that come to something are refused."""
    if entity.tax_mode is TaxMode.NONE:
        return []
    for position, line in enumerate(entity.lines, start=1):
        rate = known.rates.get(line.tax_code, Decimal(0))
        if sum(rate, Decimal(0)) if isinstance(rate, tuple) else rate:
            return [problem("tax_code_invalid", message=MANIFEST.cannot["bank_tax"], field=f"lines.{position}.tax_code")]
    return []


def transfer(body: Body) -> Transfer:
    moved, noted = needed(money(body, "Amount"), "Amount"), text(body, "PrivateNote")
    before_void = without_voided(noted) if moved == 0 else None
    said, marker = parse_note(noted if before_void is None else before_void)
    return Transfer(
        from_account=needed(reference(body, "FromAccountRef"), "FromAccountRef"),
        to_account=needed(reference(body, "ToAccountRef"), "ToAccountRef"),
        happened_on=needed(day(body, "TxnDate"), "TxnDate"),
        currency=reference(body, "CurrencyRef"),
        amount=moved,
        id=text(body, "Id"),
        reference=said,
        marker=marker,
        status=PaymentStatus.POSTED if before_void is None else PaymentStatus.DELETED,
    )


def transfer_body(entity: Transfer, *, marker: str) -> dict[str, Any]:
    """The object to send; raises Rejected with every reason for which it cannot be one."""
    wrong = [
        problem("account_missing", message="the transfer names no account there", field=field)
        for field, account in (("from_account", entity.from_account), ("to_account", entity.to_account))
        if not account
    ]
    if entity.received not in (None, entity.amount):
        wrong.append(problem("currency_not_enabled", message=MANIFEST.cannot["transfer_currencies"], field="received"))
    if wrong:
        raise Rejected(tuple(wrong))
    body: dict[str, Any] = {
        "FromAccountRef": {"value": entity.from_account},
        "ToAccountRef": {"value": entity.to_account},
        "Amount": entity.amount,
        "TxnDate": entity.happened_on.isoformat(),
        "PrivateNote": note(entity.reference, marker=marker),
    }
    return body | ({"CurrencyRef": {"value": entity.currency}} if entity.currency else {})
