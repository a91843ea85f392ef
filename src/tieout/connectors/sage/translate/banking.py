"""Money that moves at the bank without a document, and between bank accounts."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.documents import Document, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import EXACT_PRICES, LineTotals, UnknownTaxCodeError, totals
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.translate.banks import Banks
from tieout.connectors.sage.translate.documents import is_no_tax, no_tax, tax_rate_of
from tieout.connectors.sage.translate.marks import marked, parse_marked
from tieout.connectors.sage.translate.parts import Unreadable, filled, money, refusal
from tieout.connectors.sage.wire import Body

TRANSFER_REFERENCE_MAX = 255
_DIRECTIONS = {
    "OTHER_RECEIPT": Direction.RECEIVED,
    "OTHER_PAYMENT": Direction.SPENT,
    "OTHER_PAYMENT_REFUND": Direction.RECEIVED,
    "OTHER_RECEIPT_REFUND": Direction.SPENT,
}
_WORDS = {Direction.RECEIVED: "OTHER_RECEIPT", Direction.SPENT: "OTHER_PAYMENT"}


def bank_transaction(body: Body, *, banks: Banks) -> BankTransaction:
    """Raises Unreadable."""
    said = wire.OtherPayment.model_validate(body)
    if said.transaction_type.id not in _DIRECTIONS:
        raise Unreadable(f"{said.transaction_type.id!r} is no receipt or payment at the bank")
    reference, marker = parse_marked(said.reference)
    tax = sum((line.tax_amount for line in said.payment_lines), Decimal(0))
    return BankTransaction(
        id=said.id,
        direction=_DIRECTIONS[said.transaction_type.id],
        account=said.bank_account.id,
        contact=said.contact.id,
        happened_on=said.date,
        currency=banks.currency_of(said.bank_account.id),
        lines=tuple(_line(line) for line in said.payment_lines),
        reference=reference,
        marker=marker,
        tax_mode=TaxMode.EXCLUSIVE
        if any(line.tax_rate.id and not is_no_tax(line.tax_rate.id) for line in said.payment_lines)
        else TaxMode.NONE,
        net=said.total_amount - tax if said.net_amount is None else said.net_amount,
        tax=tax if said.tax_amount is None else said.tax_amount,
        gross=said.total_amount,
    )


def _line(said: wire.PaymentLine) -> Line:
    net = said.total_amount - said.tax_amount if said.net_amount is None else said.net_amount
    return Line(
        id=said.id,
        description=said.details,
        quantity=Decimal(1),
        unit_price=net,
        account=said.ledger_account.id,
        tax_code=said.tax_rate.id,
        tracking=tuple((one.analysis_type.id, one.id) for one in said.analysis_type_categories),
        net=net,
        tax=said.tax_amount,
    )


def bank_transaction_body(entity: BankTransaction, *, key: str, rates: Mapping[str, Decimal], banks: Banks) -> dict[str, Json]:
    """The object to send; raises Rejected."""
    if not entity.account:
        raise refusal("account_missing", "the transaction names no bank account", field="account")
    _check_currency(entity.currency, entity.account, banks=banks)
    # Lines are worked out as those of a document: the rules are the same.
    like = Document(
        kind=EntityKind.BILL,
        contact=entity.contact,
        issued_on=entity.happened_on,
        currency=entity.currency,
        lines=entity.lines,
        tax_mode=entity.tax_mode,
    )
    try:
        found = totals(like, rates, rule=EXACT_PRICES)
    except UnknownTaxCodeError as missing:
        raise refusal("tax_code_invalid", str(missing), field="tax_code") from None
    if found.gross <= 0:
        raise refusal("totals_differ", "money received or spent comes to more than 0; a refund goes the other way", field="lines")
    body = {
        "transaction_type_id": _WORDS[entity.direction],
        "contact_id": entity.contact,
        "bank_account_id": entity.account,
        "date": entity.happened_on.isoformat(),
        "reference": marked(entity.reference, marker=entity.marker or key),
        "net_amount": money(found.net),
        "tax_amount": money(found.tax),
        "total_amount": money(found.gross),
        "payment_lines": [
            _line_body(line, part, tax_rate=tax_rate_of(line, entity.tax_mode, no_tax=no_tax(rates)))
            for line, part in zip(entity.lines, found.lines, strict=True)
            if part.gross or line.account
        ],
    }
    return filled(body)


def _line_body(line: Line, part: LineTotals, *, tax_rate: str) -> dict[str, Json]:
    if not line.account:
        raise refusal("account_missing", "a line names no account", field="account")
    body = {
        "ledger_account_id": line.account,
        "details": line.description,
        "tax_rate_id": tax_rate,
        "net_amount": money(part.net),
        "tax_amount": money(part.tax),
        "total_amount": money(part.gross),
        "analysis_type_categories": [option for _, option in line.tracking],
    }
    return filled(body)


def transfer(name: str, body: Body, *, banks: Banks) -> Transfer:
    """`name` is bank_transfer or bank_deposit. Raises Unreadable."""
    said = wire.BankTransfer.model_validate(body)
    amount = next((one for one in (said.amount, said.total_amount, said.cash_amount) if one is not None), None)
    if amount is None:
        raise Unreadable("a transfer without an amount")
    reference, marker = parse_marked(said.reference)
    return Transfer(
        id=f"{name}:{said.id}",
        from_account=said.from_bank_account.id,
        to_account=said.to_bank_account.id,
        happened_on=said.date,
        currency=banks.currency_of(said.from_bank_account.id),
        amount=amount,
        reference=reference,
        marker=marker,
    )


def transfer_resource(entity: Transfer, banks: Banks) -> str:
    """Cash that is paid into the bank is a deposit (sage.md §8)."""
    paid_in = banks.is_cash(entity.from_account) and not banks.is_cash(entity.to_account)
    return "bank_deposit" if paid_in else "bank_transfer"


def transfer_body(name: str, entity: Transfer, *, key: str, banks: Banks) -> dict[str, Json]:
    """The object to send; raises Rejected."""
    if not entity.from_account or not entity.to_account:
        raise refusal("account_missing", "the transfer names no two bank accounts", field="account")
    for account in (entity.from_account, entity.to_account):
        _check_currency(entity.currency, account, banks=banks)
    if entity.received is not None and entity.received != entity.amount:
        raise refusal("currency_not_enabled", "Sage has one amount for a transfer: what leaves is what arrives", field="received")
    body = {
        "from_bank_account_id": entity.from_account,
        "to_bank_account_id": entity.to_account,
        "date": entity.happened_on.isoformat(),
        "cash_amount" if name == "bank_deposit" else "amount": money(entity.amount),
        "reference": transfer_reference(entity, key=key),
    }
    return filled(body)


def transfer_reference(entity: Transfer, *, key: str) -> str:
    return marked(entity.reference, marker=entity.marker or key, longest=TRANSFER_REFERENCE_MAX)


def _check_currency(currency: str, account: str, *, banks: Banks) -> None:
    kept = banks.currency_of(account)
    if currency and kept and currency != kept:
        raise refusal("currency_not_enabled", f"the bank account is kept in {kept}, not in {currency}", field="currency")
