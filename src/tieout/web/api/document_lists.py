"""A record's documents and its coverage, in the API's shapes."""

from collections.abc import Sequence
from decimal import Decimal

from tieout.accounting.money import plain
from tieout.engine import actions, document_files
from tieout.engine.document_overview import Overview, payment_of
from tieout.engine.documents import Person
from tieout.engine.record_documents import RecordDocument, parts_of
from tieout.mapping.coverage import LineCoverage
from tieout.mapping.problems import Problem
from tieout.web.api import document_shapes as shapes
from tieout.web.api.values import optional_amount
from tieout.web.providers import NAMES


def overview_shown(found: Overview, *, person: Person) -> shapes.RecordDocuments:
    lines, ledger = found.coverage.lines, found.ledger
    numbers = {str(one.id): number_of(one) for one in found.documents}
    ordered = sum((abs(line.quantity) for line in lines), Decimal(0))
    # A line that is over-covered does not make up for one that is not covered.
    covered = sum((min(abs(line.covered), abs(line.quantity)) for line in lines if line.covered * line.quantity > 0), Decimal(0))
    return shapes.RecordDocuments.model_validate(
        {
            "kind": found.kind,
            "provider": ledger.provider if ledger else None,
            "provider_name": NAMES.get(ledger.provider, ledger.provider) if ledger else "",
            "organisation_name": ledger.organisation_name if ledger else "",
            "refusal": found.refusal,
            "ordered": quantity_text(ordered),
            "covered": quantity_text(covered),
            "lines": [
                {
                    "number": line.number,
                    "description": found.descriptions.get(line.number, f"Line {line.number}"),
                    "quantity": quantity_text(line.quantity),
                    "covered": quantity_text(line.covered),
                    "open": quantity_text(line.open),
                    "is_over": line.is_over,
                    "documents": line_documents(line, numbers),
                }
                for line in lines
            ],
            "documents": [document_shown(found, one, person=person) for one in reversed(found.documents)],
        }
    )


def document_shown(found: Overview, one: RecordDocument, *, person: Person) -> shapes.RecordDocument:
    document, request, row = one.document, one.request, one.row
    action, means, refusal = found.ending(one)
    currency = document.currency if document is not None else ""
    totals = (request.net, request.tax, request.gross) if request is not None else (None, None, None)
    if document is not None and document.gross is not None:
        totals = (document.net, document.tax, document.gross)
    return shapes.RecordDocument.model_validate(
        {
            "id": one.id,
            "provider_name": NAMES.get(one.ledger.provider, one.ledger.provider),
            "organisation_name": one.ledger.organisation_name,
            "is_elsewhere": not found.is_here(one),
            "kind": one.kind,
            "state": one.state,
            "payment_status": payment_of(one),
            "number": number_of(one),
            "reference": document.reference if document is not None else "",
            "currency": currency,
            "net": optional_amount(totals[0], currency),
            "tax": optional_amount(totals[1], currency),
            "gross": optional_amount(totals[2], currency),
            "due": optional_amount(row.due, currency) if row is not None else None,
            "issued_on": document.issued_on if document is not None else None,
            "due_on": document.due_on if document is not None else None,
            "external_id": one.link.external_id if one.link is not None else "",
            "url": _url(one),
            "asked_by": request.asked_by if request is not None else "",
            "asked_at": request.asked_at if request is not None else None,
            "decided_by": request.decided_by if request is not None else "",
            "reason": request.reason if request is not None else "",
            "problems": _troubles(one),
            "parts": [{"number": number, "quantity": quantity_text(quantity)} for number, quantity in parts_of(request).items()]
            if request is not None
            else [],
            "is_whole": request is None,
            "credits": _credited(found, one),
            "files": request.files if request is not None else [],
            "can_withdraw": _can_withdraw(one, person),
            "can_credit": found.can_credit(one),
            "has_pdf": one.link is not None and not one.is_gone and document_files.has_pdf(one),
            "void_action": action,
            "void_means": means,
            "void_refusal": refusal,
        }
    )


def number_of(one: RecordDocument) -> str:
    """As the ledger has it, else as it was asked for."""
    document = one.document
    asked = one.request.number if one.request is not None else ""
    return (document.number if document is not None else "") or asked


def line_documents(line: LineCoverage, numbers: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"document_id": document, "number": numbers.get(document, ""), "quantity": quantity_text(quantity)}
        for document, quantity in line.documents
        if quantity
    ]


def problems_shown(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [
        {"cause": one.cause, "message": one.message, "remedy": one.remedy, "field": one.field, "rows": list(one.rows)}
        for one in problems
    ]


def quantity_text(quantity: Decimal) -> str:
    """Every digit, and no zeros that say nothing."""
    return plain(quantity.normalize() if quantity else Decimal(0), places=0)


def _url(one: RecordDocument) -> str:
    if one.link is None or (one.row is not None and one.row.deleted):
        return ""
    told = one.row.url if one.row is not None else ""
    return actions.entity_url(one.ledger, kind=one.kind, external_id=one.link.external_id, told=told)


def _troubles(one: RecordDocument) -> list[dict[str, object]]:
    """Of what was refused: why the ledger did not take it, or did not end it."""
    told = one.posting.problems if one.posting is not None and one.state == "refused" else []
    if one.ending is not None and one.ending.problems and one.state == "posted":
        told = one.ending.problems
    return [{"cause": "", "message": "", "remedy": "", "field": "", "rows": [], **_plain(problem)} for problem in told]


def _plain(problem: object) -> dict[str, object]:
    return (
        {name: problem[name] for name in ("cause", "message", "remedy", "field") if name in problem}
        if isinstance(problem, dict)
        else {}
    )


def _credited(found: Overview, one: RecordDocument) -> object:
    if one.request is None or not one.request.credited_external_id:
        return None
    wanted = one.request.credited_external_id
    same = (other for other in found.documents if other.ledger.id == one.ledger.id and other.link is not None)
    return next((other.id for other in same if other.link is not None and other.link.external_id == wanted), None)


def _can_withdraw(one: RecordDocument, person: Person) -> bool:
    if one.request is None:
        return False
    if one.state == "waiting_approval":
        return person.may_approve or one.request.asker_id == person.user_id
    return one.state == "refused"
