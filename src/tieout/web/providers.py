"""What the page says about each provider: its name, and whether this installation can connect it."""

from dataclasses import dataclass

from tieout.connectors.quickbooks.manifest import MANIFEST as QUICKBOOKS
from tieout.connectors.sage.manifest import MANIFEST as SAGE
from tieout.connectors.xero.manifest import MANIFEST as XERO
from tieout.settings import settings

NAMES = {manifest.provider: manifest.name for manifest in (XERO, QUICKBOOKS, SAGE)}


@dataclass(frozen=True, kw_only=True)
class Offer:
    provider: str
    name: str
    connectable: bool
    reason: str


def offers(*, allowed: bool) -> list[Offer]:
    """`allowed` is the installation's allowance for the workspace; `reason` says who can change it where one cannot connect."""
    return [_offer(provider, name, allowed=allowed) for provider, name in NAMES.items()]


def _offer(provider: str, name: str, *, allowed: bool) -> Offer:
    reason = ""
    if not allowed:
        reason = (
            "The accounting integration is switched off for this workspace. The administrator of this installation can enable it."
        )
    elif not getattr(settings(), f"{provider}_client_id"):
        reason = (
            f"This installation has no {name} app yet. Its administrator sets TIEOUT_{provider.upper()}_CLIENT_ID "
            f"and TIEOUT_{provider.upper()}_CLIENT_SECRET."
        )
    return Offer(provider=provider, name=name, connectable=not reason, reason=reason)
