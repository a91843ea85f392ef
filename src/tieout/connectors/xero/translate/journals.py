"""Manual journals, both ways."""

import re
from decimal import Decimal

from tieout.accounting.documents import DocumentStatus
from tieout.accounting.journal import Journal, JournalLine
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.lines import tracking_in
from tieout.connectors.xero.translate.parts import (
    Known,
    Untranslatable,
    Written,
    filled,
    known_word,
    mark_in,
    mark_of,
    marked,
    tracking_out,
    unmarked,
)
from tieout.connectors.xero.wire import Body

_STATUSES = {
    "DRAFT": DocumentStatus.DRAFT,
    "POSTED": DocumentStatus.OPEN,
    "VOIDED": DocumentStatus.VOIDED,
    "DELETED": DocumentStatus.DELETED,
}
_STATUS_WORDS = {DocumentStatus.DRAFT: "DRAFT", DocumentStatus.OPEN: "POSTED"}
_NUMBERED = re.compile(r"(?:(?P<text>.*) )?\[No\. (?P<number>[^\[\]]+)\]", re.DOTALL)


def journal(body: Body, known: Known) -> Journal:
    said = wire.ManualJournal.model_validate(body)
    narration, marker = unmarked(said.Narration)
    numbered = _NUMBERED.fullmatch(narration) if mark_in(said.Narration) else None
    return Journal(
        entered_on=said.Date.date(),
        # Xero's journals are in the base currency, which the body does not name.
        currency=known.base_currency,
        lines=tuple(_line(line, mode=said.LineAmountTypes) for line in said.JournalLines),
        id=said.ManualJournalID,
        number=numbered["number"] if numbered else "",
        narration=(numbered["text"] or "") if numbered else narration,
        marker=marker,
        status=known_word(_STATUSES, said.Status, what="journal status"),
    )


def _line(said: wire.JournalLine, *, mode: str) -> JournalLine:
    tax = said.TaxAmount or Decimal(0)
    if mode == "NoTax":
        amount, tax_code, kept = said.LineAmount, "", None
    elif mode in ("Exclusive", "Inclusive"):
        amount, tax_code, kept = said.LineAmount - (tax if mode == "Inclusive" else 0), said.TaxType, said.TaxAmount
    else:
        raise Untranslatable(f"{mode!r} is a kind of line amounts that is not known here")
    return JournalLine(
        account=said.AccountCode or said.AccountID,
        amount=amount,
        description=said.Description,
        tax_code=tax_code,
        tax=kept,
        tracking=tracking_in(said.Tracking),
    )


def journal_out(entity: Journal, *, key: str, known: Known) -> Written:
    if known.base_currency and entity.currency != known.base_currency:
        raise Untranslatable(f"journals in Xero are in {known.base_currency}: currency {entity.currency} is not valid for one")
    if entity.status not in _STATUS_WORDS:
        raise Untranslatable(f"a {entity.status.value} journal is not editable, and none is made")
    taxed = any(line.tax_code for line in entity.lines)
    text = " ".join(part for part in (entity.narration, f"[No. {entity.number}]" if entity.number else "") if part)
    return {
        # Xero takes no journal without a word; a number is told as one in front of a mark only.
        "Narration": marked(text, mark_of(entity.marker, key=key or entity.number)) or "-",
        "Date": entity.entered_on.isoformat(),
        "LineAmountTypes": "Exclusive" if taxed else "NoTax",
        "Status": _STATUS_WORDS[entity.status],
        "JournalLines": [_line_out(line) for line in entity.lines],
    }


def _line_out(line: JournalLine) -> Written:
    body = {
        "AccountCode": line.account,
        "Description": line.description,
        "TaxType": line.tax_code,
        "Tracking": tracking_out(line.tracking),
    }
    return {"LineAmount": line.amount, **filled(body)}
