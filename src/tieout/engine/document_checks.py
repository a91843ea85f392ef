"""What a ledger would say to a document, said beforehand: what it would refuse, what to think of, and how it can be undone."""

from tieout.accounting.documents import Document, DocumentStatus, Line
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine.document_ground import Ground
from tieout.mapping.problems import Problem
from tieout.store import document_requests

SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})
NUMBERS_TRIED = 100


def unfit(here: Ground, document: Document) -> list[Problem]:
    """What the ledger would refuse, as far as it can be known without asking it."""
    name, problems = here.manifest.name, list[Problem]()
    if document.kind not in here.manifest.can or Action.CREATE not in here.manifest.can[document.kind]:
        problems.append(_problem("not_editable", f"{name} takes no {_word(document)} from outside.", remedy="", field="kind"))
    if document.status is DocumentStatus.DRAFT and not here.has_drafts:
        remedy = "Choose to make it open; it can wait for approval here until then."
        problems.append(_problem("other", here.manifest.cannot["drafts"], remedy=remedy, field="status"))
    if here.manifest.base_currency_only and document.currency != here.ledger.currency:
        said = f"Documents in {document.currency} are not sent to {name}, only those in {here.ledger.currency}."
        remedy = "Enter it there by hand, or change the record's currency."
        problems.append(_problem("currency_not_enabled", said, remedy=remedy, field="currency"))
    problems += _number(here, document)
    return [*problems, *_codes(here, document)]


def warnings_of(here: Ground, document: Document) -> list[Problem]:
    """What to think of before confirming; none of it stands in the way."""
    name, warnings = here.manifest.name, list[Problem]()
    locked = here.ledger.locked_until
    if locked and document.issued_on.isoformat() <= locked:
        remedy = "Choose a later date, or open the period there first."
        said = f"The books of {here.ledger.organisation_name} are closed up to {locked}: {name} will refuse this date."
        warnings.append(_problem("period_locked", said, remedy=remedy, field="issued_on"))
    if document.currency != here.ledger.currency and not here.manifest.base_currency_only:
        said = f"It is in {document.currency}; the books are kept in {here.ledger.currency}, at the rate that {name} takes."
        warnings.append(_problem("currency", said, remedy="", field="currency"))
    if document.kind not in SALES and document.number and _is_taken(here, document):
        said = f"There is a {_word(document)} {document.number} already."
        warnings.append(_problem("number_taken", said, remedy="See that it is not entered twice.", field="number"))
    if not here.has_drafts:
        warnings.append(_problem("not_reversible", here.manifest.cannot["drafts"], remedy="", field="status"))
    return warnings


def undo_of(here: Ground, document: Document) -> str:
    """How it can be taken back once it is there (T-05)."""
    can, name = here.manifest.can.get(document.kind, frozenset()), here.manifest.name
    if document.status is DocumentStatus.DRAFT:
        return "Reversible: a draft can be deleted again, and counts nothing in the books until it is approved."
    if Action.VOID in can:
        return f"Reversible by compensation: it can be voided in {name} until something is paid on it, and credited after."
    if Action.DELETE in can:
        return f"Reversible by compensation: it can be deleted in {name} until something is paid on it, and credited after."
    return "Not reversible from here: it can be credited."


def free_number(here: Ground, wanted: str, *, kind: EntityKind) -> str:
    """The number itself, else the next with -2, -3 … that neither the ledger nor a request has; cut to what the ledger takes."""
    longest = here.manifest.number_max_length
    tried = [wanted[:longest]] + [f"{wanted[: longest - len(f'-{n}')]}-{n}" for n in range(2, NUMBERS_TRIED)]
    if not wanted:
        return ""
    taken = document_requests.number_taken(here.record.workspace_id, here.ledger.id, kind=kind.value, numbers=tried)
    return next((number for number in tried if number not in taken), tried[0])


def _number(here: Ground, document: Document) -> list[Problem]:
    if not document.number:
        return [_problem("number_missing", "It has no number.", remedy="Fill in the number of the document.", field="number")]
    longest = here.manifest.number_max_length
    if len(document.number) > longest:
        said = f"{here.manifest.name} takes numbers of at most {longest} characters."
        return [_problem("too_long", said, remedy="Shorten the number.", field="number")]
    if document.kind in SALES and _is_taken(here, document):
        free = free_number(here, document.number, kind=document.kind)
        said = f"The number {document.number} is taken."
        return [_problem("number_taken", said, remedy=f"Choose another, such as {free}.", field="number")]
    return []


def _codes(here: Ground, document: Document) -> list[Problem]:
    """Each line's tax code and ledger code must be one that may be chosen now (X-20)."""
    problems: list[Problem] = []
    name = here.manifest.name
    taxes = {line.tax_code for line in document.lines if line.tax_code}
    gone = sorted(code for code in taxes if code in here.taxes and not here.taxes[code].is_active)
    if gone:
        said = f"Archived in {name}: tax code {', '.join(here.taxes[code].name for code in gone)}."
        problems.append(_problem("tax_code_invalid", said, remedy="Choose an active tax code on those lines.", field="lines"))
    accounts = {line.account for line in document.lines if line.account}
    wrong = sorted(key for key in accounts if key not in here.accounts or not here.accounts[key].is_active)
    if wrong:
        said = f"Not active in {name}: ledger code {', '.join(wrong)}."
        problems.append(_problem("account_invalid", said, remedy="Choose an active ledger code on those lines.", field="lines"))
    if _needs_accounts(here, document) and any(_lacks_account(here, line) for line in document.lines):
        said = f"{name} wants a ledger code on every line."
        problems.append(_problem("account_missing", said, remedy="Choose a ledger code on the lines without one.", field="lines"))
    if here.manifest.lines_need_items and document.kind in SALES and any(not line.item for line in document.lines):
        said = here.manifest.cannot["lines_without_item"]
        problems.append(_problem("item_invalid", said, remedy="Give the lines a product on the record.", field="lines"))
    return problems


def _needs_accounts(here: Ground, document: Document) -> bool:
    return "line_account" in here.manifest.cannot or document.status is not DocumentStatus.DRAFT


def _lacks_account(here: Ground, line: Line) -> bool:
    """Where an item says the account itself, the line need not, except where every line must."""
    if line.account or (not line.quantity * line.unit_price and not line.item):
        return False
    return not line.item or "line_account" in here.manifest.cannot


def _is_taken(here: Ground, document: Document) -> bool:
    numbers, kind = [document.number], document.kind.value
    return bool(document_requests.number_taken(here.record.workspace_id, here.ledger.id, kind=kind, numbers=numbers))


def _word(document: Document) -> str:
    return document.kind.value.replace("_", " ")


def _problem(cause: str, message: str, *, remedy: str, field: str) -> Problem:
    return Problem(cause=cause, message=message, remedy=remedy, field=field)
