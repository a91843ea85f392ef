"""What translating needs besides a body's own words, read from Xero and kept for a minute."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.translate import NOTHING, Known, banks

KEPT_SECONDS = 60.0
# Transfers name no currency, journals none either, and a bank transaction has that of its bank account.
NEEDY = frozenset({EntityKind.BANK_TRANSACTION, EntityKind.TRANSFER, EntityKind.JOURNAL})


@dataclass(kw_only=True)
class Standing:
    """Base currency and bank accounts of each organisation; a thread that reads them twice does no harm."""

    client: Client
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[float, Known]] = field(default_factory=dict)

    def of_kinds(self, access: Access, *kinds: EntityKind) -> Known:
        """Nothing is read for kinds that do not need it."""
        if not NEEDY.intersection(kinds):
            return NOTHING
        until, known = self._kept.get(access.organisation_id, (0.0, NOTHING))
        if until <= self.clock():
            base = str(self.client.organisation(access).get("BaseCurrency") or "")
            accounts = self.client.find(access, "Accounts", params={"where": 'Type=="BANK"'})
            known = Known(base_currency=base, banks=banks(accounts, base_currency=base))
            self._kept[access.organisation_id] = (self.clock() + KEPT_SECONDS, known)
        return known

    def forget(self, access: Access) -> None:
        self._kept.pop(access.organisation_id, None)
