"""Lists read to their end: which are asked for which kinds, what is in them, and from when to go on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access, Page, Seen
from tieout.connectors.xero import translate
from tieout.connectors.xero.client import Client, Listing
from tieout.connectors.xero.manifest import MANIFEST, OVERLAP_SECONDS
from tieout.connectors.xero.standing import Standing

# How often a list is read in all when it is changed under our hands.
PASSES_MAX = 3

_RECEIVED, _SPENT = (" OR ".join(f'Type=="{way}-{kind}"' for kind in ("OVERPAYMENT", "PREPAYMENT")) for way in ("RECEIVE", "SPEND"))
# The lists, what is in each, and by which filter one kind of it is asked for.
_LISTS: Mapping[str, Mapping[EntityKind, str]] = {
    "Contacts": {EntityKind.CONTACT: ""},
    "Items": {EntityKind.ITEM: ""},
    "Invoices": {EntityKind.INVOICE: 'Type=="ACCREC"', EntityKind.BILL: 'Type=="ACCPAY"'},
    "CreditNotes": {
        EntityKind.CREDIT_NOTE: 'Type=="ACCRECCREDIT"',
        EntityKind.SUPPLIER_CREDIT: 'Type=="ACCPAYCREDIT"',
        # Allocations are told inside what they are taken from.
        EntityKind.ALLOCATION: "",
    },
    "Prepayments": {EntityKind.ALLOCATION: ""},
    "Overpayments": {EntityKind.ALLOCATION: ""},
    # Refunds have types of their own: one kind is picked out of all.
    "Payments": {EntityKind.PAYMENT: "", EntityKind.SUPPLIER_PAYMENT: ""},
    # Money on account is among them: the lists of prepayments and overpayments do not name the bank account.
    "BankTransactions": {EntityKind.PAYMENT: _RECEIVED, EntityKind.SUPPLIER_PAYMENT: _SPENT, EntityKind.BANK_TRANSACTION: ""},
    "BankTransfers": {EntityKind.TRANSFER: ""},
    "ManualJournals": {EntityKind.JOURNAL: ""},
}
# No time of change is told for these, or they stand in several lists: what goes on from them goes on from Xero's clock.
_BY_CLOCK = frozenset({EntityKind.TRANSFER, EntityKind.ALLOCATION, EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT})


@dataclass
class _Course:
    """One list on its way: which of its elements were met, and the newest of them."""

    newest: datetime | None
    passes: int = 1
    number: int = 1
    met: set[str] = field(default_factory=set)
    moved: bool = False

    def take(self, listing: Listing, seen: Sequence[Seen]) -> bool:
        """Whether the list is at its end with this page.

        Xero moves what is changed to the end. When that happens between two pages, something else slips over the border unseen,
        and what was changed is met twice. So a list in which something was met twice is read once more.
        """
        self.newest = max((at for at in (self.newest, *(one.updated_at for one in seen)) if at is not None), default=None)
        ids = {f"{one.kind} {one.external_id}" for one in seen}
        self.moved = self.moved or bool(self.met & ids)
        self.met |= ids
        done = listing.last and (not self.moved or self.passes == PASSES_MAX)
        self.number += 1
        if listing.last and not done:
            self.passes, self.number, self.met, self.moved = self.passes + 1, 1, set(), False
        return done


@dataclass
class Reader:
    """One reading of an organisation."""

    client: Client
    access: Access
    standing: Standing
    since: datetime | None
    _began: datetime | None = None
    _moved: set[EntityKind] = field(default_factory=set)

    def pages(self, kinds: Sequence[EntityKind]) -> Iterator[Page]:
        asked = {name: tuple(kind for kind in listed if kind in kinds) for name, listed in _LISTS.items()}
        asked = {name: wanted for name, wanted in asked.items() if wanted}
        last = {kind: name for name, wanted in asked.items() for kind in wanted}
        for name, wanted in asked.items():
            yield from self._list(name, wanted, ends=frozenset(kind for kind in wanted if last[kind] == name))

    def _list(self, name: str, wanted: tuple[EntityKind, ...], *, ends: frozenset[EntityKind]) -> Iterator[Page]:
        """All pages of a list for the wanted kinds in one go."""
        known, where = self.standing.of_kinds(self.access, *wanted), _filter(name, wanted)
        course, done = _Course(newest=self.since), False
        while not done:
            listing = self.client.page(self.access, name, number=course.number, since=self.since, where=where)
            self._began = self._began or listing.answered_at
            seen = tuple(one for body in listing.elements for one in translate.everything(name, body, kind=wanted[0], known=known))
            done = course.take(listing, seen)
            if done and course.moved:
                self._moved |= set(wanted)
            for kind in wanted:
                mine, complete = tuple(one for one in seen if one.kind is kind), done and kind in ends
                yield Page(kind=kind, seen=mine, complete=complete, watermark=self._watermark(kind, course) if complete else None)

    def _watermark(self, kind: EntityKind, course: _Course) -> datetime | None:
        """A list that never stands still is taken as it is, but counts as not read: the next reading starts where this one did."""
        if kind in self._moved:
            return self.since
        if kind not in _BY_CLOCK:
            return course.newest
        earlier = self._began - timedelta(seconds=OVERLAP_SECONDS) if self._began else None
        return max((at for at in (self.since, earlier) if at is not None), default=None)


def check(kinds: Sequence[EntityKind]) -> None:
    if unknown := set(kinds) - set(MANIFEST.kinds):
        raise ValueError(f"Xero has no {', '.join(sorted(unknown))}")


def _filter(name: str, wanted: tuple[EntityKind, ...]) -> str:
    """Asks for the wanted kinds only, where each of them can be asked for; else for all."""
    filters = [_LISTS[name][kind] for kind in wanted]
    return "" if not all(filters) or len(wanted) == len(_LISTS[name]) else " OR ".join(filters)
