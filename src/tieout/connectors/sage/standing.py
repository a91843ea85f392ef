"""What translating needs besides an object's own body, read from Sage and kept for a minute."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from tieout.accounting.banking import BankTransaction
from tieout.accounting.documents import Document, Line, Settlement
from tieout.accounting.kinds import PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Access, Operation, Written
from tieout.connectors.errors import Transient
from tieout.connectors.sage import wire
from tieout.connectors.sage.client import Client
from tieout.connectors.sage.manifest import LISTS
from tieout.connectors.sage.translate.banks import NO_BANKS, Banks, Known, banks
from tieout.connectors.sage.translate.documents import SALES
from tieout.connectors.sage.translate.payments import artefacts
from tieout.connectors.sage.translate.reference import percent_on
from tieout.connectors.sage.wire import Body

KEPT_SECONDS = 60.0
BANKED = frozenset({EntityKind.BANK_TRANSACTION, EntityKind.TRANSFER, EntityKind.JOURNAL})


@dataclass(kw_only=True)
class _Kept:
    until: float
    banks: Banks | None = None
    rates: tuple[wire.TaxRate, ...] | None = None


@dataclass(kw_only=True)
class Standing:
    """Banks and tax rates of each business; a thread that reads one twice does no harm."""

    client: Client
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, _Kept] = field(default_factory=dict)

    def of_kind(self, access: Access, kind: EntityKind) -> Known:
        """For reading objects of a kind."""
        return Known(banks=self._banks(access) if kind in BANKED else NO_BANKS)

    def of_operation(self, access: Access, operation: Operation) -> Known:
        """For writing one; nothing is read that it does not need."""
        entity, known = operation.entity, self.of_kind(access, operation.kind)
        if isinstance(entity, Document | BankTransaction):
            day = entity.issued_on if isinstance(entity, Document) else entity.happened_on
            known = replace(known, rates=self._rates(access, day))
        if isinstance(entity, Settlement) and entity.source_kind in PAYMENT_KINDS:
            body = self.client.one(access, "contact_payments", id=entity.source)
            known = replace(known, on_account=on_account([body] if body else []))
        return known

    def of_allocations(self, access: Access, bodies: tuple[Body, ...]) -> Known:
        """The payments whose money on account these allocate: asked for by contact, where any is not a document."""
        contacts = {_id(body, "contact") for body in bodies if _takes_money_on_account(body)}
        payments = [
            one
            for contact in sorted(contacts)
            for one in self.client.all(access, "contact_payments", params={"contact_id": contact})
        ]
        return Known(on_account=on_account(payments))

    def forget(self, access: Access) -> None:
        self._kept.pop(access.organisation_id, None)

    def with_accounts(self, access: Access, entity: Written) -> Written:
        """A document's lines that name an item and no account get the item's: Sage wants one on every line."""
        if not isinstance(entity, Document):
            return entity
        field_name = "sales_ledger_account" if entity.kind in SALES else "purchase_ledger_account"
        lacking = {line.item for line in entity.lines if line.item and not line.account}
        found = {item: _account(self._item(access, item), field_name) for item in sorted(lacking)}
        lines = (_with_account(line, found) for line in entity.lines)
        return replace(entity, lines=tuple(lines)) if lacking else entity

    def _item(self, access: Access, item: str) -> Body:
        name, _, item_id = item.partition(":")
        plural = LISTS[EntityKind.ITEM].get(name)
        return (self.client.one(access, plural, id=item_id) if plural and item_id else None) or {}

    def _banks(self, access: Access) -> Banks:
        kept = self._fresh(access)
        if kept.banks is None:
            settings = self.client.settings(access, "financial_settings")
            found = self.client.all(access, "bank_accounts", params={})
            kept.banks = banks(found, currency=_id(settings, "base_currency"))
        return kept.banks

    def _rates(self, access: Access, day: date) -> dict[str, Decimal]:
        kept = self._fresh(access)
        if kept.rates is None:
            kept.rates = tuple(understood(self.client.all(access, "tax_rates", params={"include_historical_data": "true"})))
        return {rate.id: percent_on(rate, day) for rate in kept.rates}

    def _fresh(self, access: Access) -> _Kept:
        now = self.clock()
        kept = self._kept.get(access.organisation_id)
        if kept is None or kept.until <= now:
            kept = self._kept[access.organisation_id] = _Kept(until=now + KEPT_SECONDS)
        return kept


def on_account(payments: list[Body]) -> dict[str, str]:
    """Payments' ids by the ids under which what they left on account is allocated."""
    found = {_id(one, "payment_on_account"): str(one.get("id")) for one in payments}
    return {artefact: payment for artefact, payment in found.items() if artefact}


def understood(bodies: list[Body]) -> list[wire.TaxRate]:
    found = []
    for body in bodies:
        with suppress(ValidationError):
            found.append(wire.TaxRate.model_validate(body))
    return found


def business(body: Body) -> wire.Business:
    try:
        return wire.Business.model_validate(body)
    except ValidationError:
        raise Transient("Sage's business cannot be understood") from None


def financial_settings(body: Body) -> wire.FinancialSettings:
    try:
        return wire.FinancialSettings.model_validate(body)
    except ValidationError:
        raise Transient("Sage's financial settings cannot be understood") from None


def _with_account(line: Line, accounts: Mapping[str, str]) -> Line:
    return line if line.account or not line.item else replace(line, account=accounts[line.item])


def _account(item: Body, field_name: str) -> str:
    return _id(item, field_name)


def _takes_money_on_account(body: Body) -> bool:
    return any(not plural.endswith(("invoices", "credit_notes")) for plural, _ in artefacts(body))


def _id(body: Body, field_name: str) -> str:
    part = body.get(field_name)
    return str(part.get("id") or "") if isinstance(part, Mapping) else ""
