"""What a document of chosen lines would be, to the cent, and everything that stands in its way; nothing is written."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import Totals, UnknownTaxCodeError, totals
from tieout.engine import record_documents, records
from tieout.engine.document_checks import undo_of, unfit, warnings_of
from tieout.engine.document_ground import Ground, defaults
from tieout.engine.record_documents import RecordDocument
from tieout.engine.surface import NotPossible
from tieout.mapping.apply import Refusal
from tieout.mapping.coverage import fits
from tieout.mapping.problems import Problem
from tieout.mapping.requests import AskedLine, Terms, credit_document, request_document
from tieout.store.records import Record

CREDITED = frozenset({EntityKind.INVOICE.value, EntityKind.BILL.value})


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the dialog asks for. `credited` is the id of the document (`RecordDocument.id`) that goods come back from."""

    asked: tuple[AskedLine, ...]
    terms: Terms
    credited: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`document` is exactly what would be written (None: see `problems`); what it refers to are placeholders."""

    document: Document | None
    totals: Totals | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    undo: str = ""
    items_to_create: tuple[Record, ...] = field(default_factory=tuple)


def plan(here: Ground, wish: Wish) -> Plan:
    """What confirming would write, or all that stands in the way. Raises NotPossible for a document that is not this record's."""
    made = _credit(here, wish) if wish.credited is not None else _charge(here, wish)
    if isinstance(made, Refusal):
        return Plan(document=None, totals=None, problems=made.problems, warnings=made.warnings)
    document, warnings = made
    problems = [*_uncovered(here, wish), *_unlinked(here), *unfit(here, document)]
    rates = {key: rate.percent for key, rate in here.taxes.items()}
    found: Totals | None = None
    try:
        found = totals(document, rates, rule=here.manifest.rounding)
    except UnknownTaxCodeError as unknown:
        named = ", ".join(code or "no tax code" for code in unknown.codes)
        remedy = "Choose one of the tax codes that the ledger has."
        problems.append(
            Problem(cause="tax_code_invalid", message=f"Not known in the ledger: {named}.", remedy=remedy, field="lines")
        )
    unlinked = {line.item for line in document.lines if line.item and line.item in here.parties}
    missing = [here.parties[name] for name in sorted(unlinked) if not here.parties[name].external_id]
    return Plan(
        document=document,
        totals=found,
        problems=tuple(problems),
        warnings=(*warnings, *_given_back(here, wish), *warnings_of(here, document)),
        undo=undo_of(here, document),
        items_to_create=tuple(party.record for party in missing if party.record is not None),
    )


def creditable(here: Ground, one: RecordDocument) -> dict[int, Decimal]:
    """How much of each line of a posted invoice or bill has not been credited or asked to be; by the record's line number."""
    if one.kind not in CREDITED or one.state != "posted" or one.asked is None:
        return {}
    parts = dict(zip(credit_numbers(one), (line.quantity for line in one.asked.lines), strict=True))
    external_id = one.link.external_id if one.link is not None else ""
    for other in here.documents:
        if other.holds and other.request is not None and other.credited_external_id == external_id:
            for number, quantity in record_documents.parts_of(other.request).items():
                parts[number] = parts.get(number, Decimal(0)) - quantity
    return parts


def _charge(here: Ground, wish: Wish) -> tuple[Document, tuple[Problem, ...]] | Refusal:
    made = request_document(here.mapping, records.scope(here.record), asked=wish.asked, terms=wish.terms, defaults=defaults(here))
    if isinstance(made, Refusal):
        return made
    if not isinstance(made.entity, Document):
        raise TypeError("a request makes a document")
    return made.entity, made.warnings


def _credit(here: Ground, wish: Wish) -> tuple[Document, tuple[Problem, ...]] | Refusal:
    one = credited_document(here, wish)
    left = creditable(here, one)
    wrong = [asked.number for asked in wish.asked if not _is_part(asked.quantity, of=left.get(asked.number, Decimal(0)))]
    if wrong or not wish.asked or one.asked is None:
        said = "More is returned than was invoiced and not yet credited." if wrong else "No line is ticked."
        remedy = "Lower the quantities of the lines that are named." if wrong else "Tick what was returned."
        return Refusal(problems=(Problem(cause="over_invoiced", message=said, remedy=remedy, field="lines", rows=tuple(wrong)),))
    return credit_document(one.asked, numbers=credit_numbers(one), asked=wish.asked, terms=wish.terms), ()


def _is_part(quantity: Decimal, *, of: Decimal) -> bool:
    """In the same direction, and not more."""
    return bool(of) and 0 < quantity / of <= 1


def credited_document(here: Ground, wish: Wish) -> RecordDocument:
    """The invoice or bill that goods come back from; raises NotPossible where it cannot be credited here."""
    one = next((found for found in here.documents if found.id == wish.credited), None)
    if one is None:
        raise NotPossible("This document is not one of the record's. Load the page again.")
    if one.kind not in CREDITED or one.state != "posted":
        raise NotPossible("Only an invoice or bill that is in the ledger can be credited.")
    if one.asked is None:
        raise NotPossible(f"It was not made from this record. Credit it in {here.manifest.name} itself.")
    return one


def _uncovered(here: Ground, wish: Wish) -> list[Problem]:
    """Never more than is open, and just what is open where a mapped field decides."""
    if wish.credited is not None:
        return []
    lines, problems = here.coverage.by_number, list[Problem]()
    over = [one.number for one in wish.asked if one.number not in lines or not fits(one.quantity, lines[one.number])]
    if over:
        said = "More is asked for than is still open on these lines."
        remedy = "Lower the quantities, or open the dialog again: somebody may have invoiced them meanwhile."
        problems.append(Problem(cause="over_invoiced", message=said, remedy=remedy, field="lines", rows=tuple(over)))
    locked = {offer.of.number for offer in here.proposal.offers if offer.is_locked}
    changed = [one.number for one in wish.asked if one.number in locked and one.quantity != lines[one.number].open]
    if changed and not over:
        said = "The quantity of these lines comes from a mapped field and cannot be changed here."
        remedy = "Change it on the record, or untick the lines."
        problems.append(Problem(cause="quantity_locked", message=said, remedy=remedy, field="lines", rows=tuple(changed)))
    return problems


def _given_back(here: Ground, wish: Wish) -> list[Problem]:
    """A credit that outlived its invoice: said, because the credit still counts in the books."""
    alone = [one.request for one in record_documents.left_over(here.documents) if one.request is not None]
    back = {number for request in alone for number in record_documents.parts_of(request)}
    rows = tuple(one.number for one in wish.asked if one.number in back)
    if not rows or wish.credited is not None:
        return []
    said = f"A credit of these lines is in {here.manifest.name}, and the invoice that it took back from was voided there."
    remedy = "Void that credit too, or set it against the new document."
    return [Problem(cause="credit_left_over", message=said, remedy=remedy, field="lines", rows=rows)]


def _unlinked(here: Ground) -> list[Problem]:
    """R-02: nothing is billed to somebody who is not known in the ledger."""
    party = here.parties.get(here.proposal.contact)
    if party is None or party.external_id:
        return []
    named = (party.record.title or party.record.key) if party.record is not None else here.proposal.contact.rpartition("/")[2]
    if party.record is None:
        said, remedy = f"There is no record {named} to bill.", "Choose another contact on the record."
    else:
        said, remedy = f"{named} is not linked to {here.manifest.name} yet.", "Link or create the contact first."
    return [Problem(cause="contact_not_linked", message=said, remedy=remedy, field="contact")]


def credit_numbers(one: RecordDocument) -> list[int]:
    """The record's line numbers of the lines of what was asked for, in their order."""
    if one.request is not None:
        return [int(line["number"]) for line in one.request.lines]
    return list(range(1, len(one.asked.lines) + 1)) if one.asked is not None else []
