"""What the dialog shows before anything is chosen, in the API's shapes."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from tieout.accounting.accounts import Account, AccountType, TaxRate, TaxSide
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import plain
from tieout.engine import record_documents
from tieout.engine.document_checks import free_number
from tieout.engine.document_ground import Ground, defaults
from tieout.engine.document_plan import Wish, credit_numbers, creditable, credited_document
from tieout.engine.record_documents import RecordDocument
from tieout.mapping.accounting_mapping import BillsMapping
from tieout.mapping.coverage import LineCoverage
from tieout.mapping.requests import Defaults, Offer, Terms
from tieout.store import files, postings
from tieout.store.links import SourceKind
from tieout.store.postings import OPEN_STATES
from tieout.web.api import document_shapes as shapes
from tieout.web.api.document_lists import line_documents, number_of, problems_shown, quantity_text
from tieout.web.providers import NAMES

# Nobody sells or buys on these: they are what the ledger books the other side to.
NOT_ON_LINES = frozenset({AccountType.BANK, AccountType.RECEIVABLE, AccountType.PAYABLE})
CREDIT_OF = {EntityKind.INVOICE.value: EntityKind.CREDIT_NOTE, EntityKind.BILL.value: EntityKind.SUPPLIER_CREDIT}


def draft_shown(here: Ground, *, credits: UUID | None, waits: bool) -> shapes.DocumentDraft:
    """Raises NotPossible where `credits` names nothing that can be credited."""
    proposal, buys = here.proposal, isinstance(here.mapping, BillsMapping)
    credited = None if credits is None else _credited(here, credits)
    kind = CREDIT_OF[credited.kind] if credited is not None else proposal.kind
    if kind is None:
        kind = EntityKind.BILL if buys else EntityKind.INVOICE
    base = f"CN-{number_of(credited)}" if credited is not None else proposal.number or here.record.key
    issued_on = record_documents.today() if credited is not None or proposal.issued_on is None else proposal.issued_on
    due_on = issued_on + timedelta(days=proposal.due_days) if credited is None and proposal.due_days is not None else None
    return shapes.DocumentDraft.model_validate(
        {
            "kind": kind.value,
            "credits": credits,
            "provider": here.ledger.provider,
            "provider_name": NAMES.get(here.ledger.provider, here.ledger.provider),
            "organisation_name": here.ledger.organisation_name,
            "currency": proposal.currency,
            "tax_mode": proposal.tax_mode.value,
            "number": free_number(here, base, kind=kind),
            "number_max_length": here.manifest.number_max_length,
            "reference": proposal.reference if credited is None else f"For {number_of(credited)}",
            "issued_on": issued_on,
            "due_on": due_on,
            "statuses": _statuses(here),
            "status": "draft" if here.has_drafts else "open",
            "contact": _contact(here, buys=buys),
            "items_optional": not here.manifest.lines_need_items or buys,
            "waits_for_approval": waits,
            "lines": _credit_lines(here, credited) if credited is not None else _lines(here),
            "tax_codes": [_tax(one) for one in here.taxes.values() if one.is_active and _is_of_side(one, buys=buys)],
            "accounts": [_account(one) for one in _chosen_accounts(here.accounts)],
            "files": _files(here, kind),
            "problems": problems_shown(proposal.problems),
        }
    )


def _credited(here: Ground, credits: UUID) -> RecordDocument:
    return credited_document(here, Wish(asked=(), terms=Terms(issued_on=record_documents.today()), credited=credits))


def _statuses(here: Ground) -> list[dict[str, str]]:
    name = here.manifest.name
    open_ = {"value": "open", "label": "Open", "about": f"It counts in {name}'s books at once."}
    if not here.has_drafts:
        return [{**open_, "about": f"{here.manifest.cannot['drafts']} The nearest choice is to let it wait for approval here."}]
    draft = {"value": "draft", "label": "Draft", "about": f"It counts nothing until somebody approves it in {name}."}
    return [draft, open_]


def _contact(here: Ground, *, buys: bool) -> dict[str, object]:
    party = here.parties.get(here.proposal.contact)
    record = party.record if party is not None else None
    collection, _, key = here.proposal.contact.removeprefix("@record/").partition("/")
    kind = here.manifest.supplier_kind if buys else here.manifest.customer_kind
    creating = False
    if party is not None and record is not None and not party.external_id:
        found = postings.postings_by_sources(record.workspace_id, here.ledger.id, source_kind=SourceKind.RECORD, ids=[record.id])
        creating = any(row.state in OPEN_STATES for row in found.values())
    return {
        "record_id": record.id if record is not None else None,
        "collection": collection,
        "title": (record.title or record.key) if record is not None else key,
        "kind": kind.value,
        "is_linked": party is not None and bool(party.external_id),
        "is_creating": creating,
    }


def _lines(here: Ground) -> list[dict[str, object]]:
    numbers = {str(one.id): number_of(one) for one in (*here.documents, *here.elsewhere)}
    coverage, said = here.coverage.by_number, defaults(here)
    return [_line(here, offer, line=coverage[offer.of.number], numbers=numbers, said=said) for offer in here.proposal.offers]


def _line(
    here: Ground, offer: Offer, *, line: LineCoverage, numbers: dict[str, str], said: Mapping[str, Defaults]
) -> dict[str, object]:
    made = offer.line
    item = made.item if made is not None else ""
    party, own = here.parties.get(item), said.get(item, Defaults())
    words = made is not None and line.quantity == 0
    refusal = " ".join(problem.message for problem in offer.problems)
    if not refusal and not words and (line.open == 0 or line.is_over):
        refusal = "All of it stands on documents already."
    elif not refusal and words and line.documents:
        refusal = "It stands on a document already."
    return {
        "number": offer.of.number,
        "identity": offer.of.identity,
        "description": made.description if made is not None else f"Line {offer.of.number}",
        "quantity": quantity_text(line.quantity),
        "open": quantity_text(line.open),
        "unit_price": plain(made.unit_price, places=2) if made is not None else "0.00",
        "item": (party.record.title or party.record.key) if party is not None and party.record is not None else "",
        "item_linked": None if not item else party is not None and bool(party.external_id),
        "tax_code": _active(here.taxes, (made.tax_code if made is not None else "") or own.tax_code),
        "account": _active(here.accounts, (made.account if made is not None else "") or own.account),
        "is_locked": offer.is_locked,
        "refusal": refusal,
        "documents": line_documents(line, numbers),
    }


def _active(known: Mapping[str, Account] | Mapping[str, TaxRate], key: str) -> str:
    """A code that may not be chosen any more is not filled in: a person chooses another (X-20)."""
    return key if key in known and known[key].is_active else ""


def _credit_lines(here: Ground, credited: RecordDocument) -> list[dict[str, object]]:
    left, asked = creditable(here, credited), credited.asked
    if asked is None:
        return []
    return [
        {
            "number": number,
            "identity": "",  # a document that is there has the lines that it has
            "description": line.description,
            "quantity": quantity_text(line.quantity),
            "open": quantity_text(left.get(number, Decimal(0))),
            "unit_price": plain(line.unit_price, places=2),
            "item": "",
            "item_linked": None,
            "tax_code": line.tax_code,
            "account": line.account,
            "is_locked": False,
            "refusal": "" if left.get(number) else "All of it was credited already.",
            "documents": [],
        }
        for number, line in zip(credit_numbers(credited), asked.lines, strict=True)
    ]


def _is_of_side(rate: TaxRate, *, buys: bool) -> bool:
    return rate.side is not (TaxSide.OUTPUT if buys else TaxSide.INPUT)


def _tax(rate: TaxRate) -> dict[str, str]:
    return {"key": rate.key, "name": rate.name, "rate": quantity_text(rate.rate)}


def _chosen_accounts(accounts: Mapping[str, Account]) -> list[Account]:
    found = [one for one in accounts.values() if one.is_active and one.type not in NOT_ON_LINES]
    return sorted(found, key=lambda one: (one.code or one.name, one.name))


def _account(account: Account) -> dict[str, str]:
    return {"key": account.key, "code": account.code, "name": account.name, "account_class": account.account_class.value}


def _files(here: Ground, kind: EntityKind) -> list[dict[str, object]]:
    """The record's files; what the ledger does not take is said before it is ticked."""
    manifest = here.manifest
    most = manifest.attachment_bytes_max
    rows = files.files_of(here.record.workspace_id, here.record.id)
    return [
        {
            "id": row.id,
            "name": row.name,
            "bytes_count": row.bytes_count,
            "refusal": f"{manifest.name} takes no files on this."
            if kind not in manifest.attachable
            else f"Too large: {manifest.name} takes {most // 1_000_000} MB at most."
            if row.bytes_count > most
            else "",
        }
        for row in rows
    ]
