"""Signing in to QuickBooks: endpoints from its discovery document; one company a consent, named by the callback."""

from collections.abc import Mapping

from tieout.connectors.contract import ProviderSettings
from tieout.connectors.errors import AuthorisationLost
from tieout.connectors.http import Http
from tieout.connectors.oauth import Discovery, OAuth
from tieout.connectors.quickbooks.manifest import DISCOVERY_URL, MANIFEST


def oauth(settings: ProviderSettings, http: Http) -> OAuth:
    discovery = Discovery(http=http, url=settings.urls.get("discovery") or DISCOVERY_URL)
    return OAuth(http=http, settings=settings, scopes=MANIFEST.scopes, endpoints=discovery.endpoints)


def realm(callback: Mapping[str, str]) -> str:
    """The company's id, which comes with the callback and nowhere else."""
    found = callback.get("realmId", "")
    if not found.isdecimal():
        raise AuthorisationLost("QuickBooks did not say which company was chosen; connect again")
    return found
