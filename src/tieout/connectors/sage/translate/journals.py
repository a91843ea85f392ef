"""Journals, in the base currency and without tax."""

from decimal import Decimal

from tieout.accounting.documents import DocumentStatus
from tieout.accounting.journal import Journal, JournalLine, imbalance
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.translate.banking import TRANSFER_REFERENCE_MAX
from tieout.connectors.sage.translate.banks import Banks
from tieout.connectors.sage.translate.marks import marked, parse_marked
from tieout.connectors.sage.translate.parts import filled, money, refusal, text
from tieout.connectors.sage.wire import Body

JOURNAL_REFERENCE_MAX = TRANSFER_REFERENCE_MAX
_DESCRIPTION_MAX = 200
_NOTHING = Decimal(0)


def journal(body: Body, *, banks: Banks) -> Journal:
    said = wire.Journal.model_validate(body)
    number, marker = parse_marked(said.reference)
    return Journal(
        id=said.id,
        entered_on=said.date,
        currency=banks.currency,
        number=number,
        narration=said.description,
        marker=marker,
        lines=tuple(_line(line, banks) for line in said.journal_lines),
    )


def _line(said: wire.JournalLine, banks: Banks) -> JournalLine:
    return JournalLine(
        id=said.id,
        account=banks.key_of(said.ledger_account.id),
        amount=said.debit - said.credit,
        description=said.details,
        tracking=tuple((one.analysis_type.id, one.id) for one in said.analysis_type_categories),
    )


def journal_body(entity: Journal, *, key: str, banks: Banks) -> dict[str, Json]:
    """The object to send; raises Rejected."""
    if entity.status is not DocumentStatus.OPEN:
        raise refusal("not_editable", f"a journal in Sage is posted at once: none is made that is {entity.status}", field="status")
    if entity.currency and banks.currency and entity.currency != banks.currency:
        raise refusal("currency_not_enabled", f"a journal in Sage is in {banks.currency}", field="currency")
    if any(line.tax for line in entity.lines):
        raise refusal(
            "tax_code_invalid", "lines of a journal in Sage carry no tax: write the tax as a line of its own", field="tax"
        )
    if imbalance(entity.lines):
        raise refusal("totals_differ", f"debits and credits differ by {imbalance(entity.lines):f}", field="lines")
    body = {
        "date": entity.entered_on.isoformat(),
        "reference": journal_reference(entity, key=key),
        "description": text(entity.narration, longest=_DESCRIPTION_MAX, what="the narration"),
        "journal_lines": [_line_body(line, banks) for line in entity.lines],
    }
    return filled(body)


def journal_reference(entity: Journal, *, key: str) -> str:
    return marked(entity.number, marker=entity.marker or key, longest=JOURNAL_REFERENCE_MAX)


def _line_body(line: JournalLine, banks: Banks) -> dict[str, Json]:
    if not line.account:
        raise refusal("account_missing", "a line of the journal names no account", field="account")
    body = {
        "ledger_account_id": banks.ledger_of(line.account),
        "details": line.description,
        "analysis_type_categories": [option for _, option in line.tracking],
    }
    return filled(body) | {"debit": money(max(line.amount, _NOTHING)), "credit": money(max(-line.amount, _NOTHING))}
