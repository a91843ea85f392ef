"""Money spent, received and transferred at the bank, both ways."""

from dataclasses import replace

from tieout.accounting.banking import BankTransaction, Direction, Transfer
from tieout.accounting.documents import Line
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.lines import TAX_MODES, TAX_WORDS, line_in, line_out
from tieout.connectors.xero.translate.parts import (
    Known,
    Untranslatable,
    Written,
    account_out,
    filled,
    inverse,
    known_word,
    mark_of,
    marked,
    rate_out,
    unmarked,
)
from tieout.connectors.xero.translate.payments import STATUSES
from tieout.connectors.xero.wire import Body

_DIRECTIONS = {"RECEIVE": Direction.RECEIVED, "SPEND": Direction.SPENT}
_TYPES = {direction: word for word, direction in _DIRECTIONS.items()}


def is_transfers_half(body: Body) -> bool:
    """Xero shows each transfer among the bank transactions too, once on either side."""
    return str(body.get("Type")).endswith("-TRANSFER")


def bank_transaction(body: Body) -> BankTransaction:
    said = wire.BankTransaction.model_validate(body)
    mode = known_word(TAX_MODES, said.LineAmountTypes, what="kind of line amounts")
    reference, marker = unmarked(said.Reference)
    return BankTransaction(
        direction=known_word(_DIRECTIONS, said.Type, what="type of bank transaction"),
        id=said.BankTransactionID,
        account=said.BankAccount.Code or said.BankAccount.AccountID,
        contact=said.Contact.ContactID,
        happened_on=said.Date.date(),
        currency=said.CurrencyCode,
        lines=tuple(line_in(line, mode=mode) for line in said.LineItems),
        reference=reference,
        marker=marker,
        rate=inverse(said.CurrencyRate),
        tax_mode=mode,
        net=said.SubTotal,
        tax=said.TotalTax,
        gross=said.Total,
        is_reconciled=said.IsReconciled,
        status=known_word(STATUSES, said.Status, what="bank transaction status"),
    )


def bank_transaction_out(entity: BankTransaction, *, key: str, known: Known, is_change: bool) -> Written:
    if not entity.contact:
        raise Untranslatable("money spent or received in Xero has a contact: no contact is named")
    bank = known.banks.get(entity.account)
    if bank is not None and bank.currency and bank.currency != entity.currency:
        raise Untranslatable(f"the bank account is kept in {bank.currency}: currency {entity.currency} is not valid for it")
    body = {
        "Type": _TYPES[entity.direction],
        "Contact": {"ContactID": entity.contact},
        "BankAccount": account_out(entity.account),
        "Date": entity.happened_on.isoformat(),
        "Reference": marked(entity.reference, mark_of(entity.marker, key=key)),
        # Without a word Xero would take these amounts with tax, other than those of invoices.
        "LineAmountTypes": TAX_WORDS[entity.tax_mode],
        "LineItems": [line_out(_positive(line), keeps_id=is_change, discounts=False) for line in entity.lines],
        "CurrencyRate": rate_out(entity.rate) if entity.currency != known.base_currency else None,
        "IsReconciled": entity.is_reconciled or None,
    }
    return filled(body)


def _positive(line: Line) -> Line:
    """Xero takes a negative price, but no negative quantity."""
    return replace(line, quantity=-line.quantity, unit_price=-line.unit_price) if line.quantity < 0 else line


def transfer(body: Body, known: Known) -> Transfer:
    said = wire.BankTransfer.model_validate(body)
    reference, marker = unmarked(said.Reference)
    sides = tuple(_bank_key(account, known) for account in (said.FromBankAccount, said.ToBankAccount))
    bank = known.banks.get(said.FromBankAccount.AccountID) or known.banks.get(sides[0])
    return Transfer(
        from_account=sides[0],
        to_account=sides[1],
        happened_on=said.Date.date(),
        # The body has no currency: it is that of the account which the money leaves.
        currency=bank.currency if bank else known.base_currency,
        amount=said.Amount,
        id=said.BankTransferID,
        reference=reference,
        marker=marker,
        status=known_word(STATUSES, said.Status, what="transfer status"),
    )


def _bank_key(account: wire.PaymentAccount, known: Known) -> str:
    """Lists of transfers may name accounts by their id only, where lines and payments name them by their code."""
    bank = known.banks.get(account.AccountID)
    return account.Code or (bank.key if bank else account.AccountID)


def transfer_out(entity: Transfer, *, key: str, known: Known) -> Written:
    sides = [known.banks.get(account) for account in (entity.from_account, entity.to_account)]
    currencies = {bank.currency for bank in sides if bank is not None}
    if entity.received is not None or len(currencies | {entity.currency}) > 1:
        raise Untranslatable("a transfer between currencies goes at a rate of Xero's own: enter it there")
    body = {
        "FromBankAccount": account_out(entity.from_account),
        "ToBankAccount": account_out(entity.to_account),
        "Amount": entity.amount,
        "Date": entity.happened_on.isoformat(),
        "Reference": marked(entity.reference, mark_of(entity.marker, key=key)),
    }
    return filled(body)
