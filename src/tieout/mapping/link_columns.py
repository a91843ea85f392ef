"""Files that link records to a ledger: the column that holds the ledger's own id, and how such an id is written."""

import re
from dataclasses import dataclass

from tieout.accounting.kinds import EntityKind
from tieout.mapping.cell_marks import unmarked
from tieout.mapping.csv_file import CsvFile

KEY_COLUMN = "Key"
NAME_COLUMN = "Name"

# What a provider and its entities are called in the column's name.
_PROVIDERS = {"xero": "Xero", "quickbooks": "QuickBooks", "sage": "Sage"}
_WORDS = {
    EntityKind.CONTACT: "contact",
    EntityKind.CUSTOMER: "customer",
    EntityKind.SUPPLIER: "vendor",
    EntityKind.ITEM: "item",
}
_XERO = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
_QUICKBOOKS = re.compile(r"^\d{1,20}$")
_SAGE = re.compile(r"^[0-9a-f]{32}$", re.IGNORECASE)
_SHAPES = {
    "xero": (_XERO, "the id that Xero shows in the address of a contact's page, like 5b96e86b-418e-48e8-8949-308c14aec278"),
    "quickbooks": (_QUICKBOOKS, "the number after nameId= in the address of a customer's page in QuickBooks, like 58"),
    "sage": (_SAGE, "the 32 characters of Sage's own id, which Sage does not show; Ids as CSV under Ledgers does"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkLine:
    """One line of such a file; `number` counts from 1 for the first line after the header."""

    number: int
    key: str
    external_id: str


class NoLinkColumn(ValueError):
    """The file has not the columns that are needed; the message names them."""


def link_column(provider: str, kind: EntityKind) -> str:
    """
    >>> link_column("xero", EntityKind.CONTACT), link_column("quickbooks", EntityKind.CUSTOMER)
    ('Linked Xero contact', 'Linked QuickBooks customer')
    """
    return f"Linked {_PROVIDERS.get(provider, provider)} {_WORDS.get(kind, kind.value.replace('_', ' '))}"


def read_links(file: CsvFile, *, column: str) -> list[LinkLine]:
    """Every line with its key and its id, without the mark that keeps a spreadsheet from computing them; raises NoLinkColumn."""
    names = {name.casefold().strip(): place for place, name in enumerate(file.columns)}
    missing = [name for name in (KEY_COLUMN, column) if name.casefold() not in names]
    if missing:
        raise NoLinkColumn(
            f"The file has no column {' and no column '.join(missing)}. Export the list, fill the column in, and import it."
        )
    key, link = names[KEY_COLUMN.casefold()], names[column.casefold()]
    lines = []
    for row in file.rows:
        cells = [cell.strip() for cell in row.cells] + [""] * len(file.columns)
        if any(cells):
            lines.append(LinkLine(number=row.number, key=unmarked(cells[key]), external_id=unmarked(cells[link])))
    return lines


def id_problem(provider: str, external_id: str, *, kind: EntityKind) -> str:
    """Why this cannot be an id of the provider, "" when it can; Xero's and Sage's ids are told apart by nothing but their shape."""
    shape = _SHAPES.get(provider)
    if shape is None or shape[0].match(external_id):
        return ""
    word = _WORDS.get(kind, "entity")
    return f"{external_id!r} is no id of a {_PROVIDERS.get(provider, provider)} {word}: it is {shape[1]}."


def canonical(provider: str, external_id: str) -> str:
    """The id as the provider writes it; a spreadsheet may have changed its case."""
    return external_id.lower() if provider in ("xero", "sage") else external_id
