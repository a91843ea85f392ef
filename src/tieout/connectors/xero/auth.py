"""Signing in to Xero: one grant for all the organisations that its user connected."""

from collections.abc import Mapping

from tieout.connectors.contract import Organisation, ProviderSettings, Tokens
from tieout.connectors.errors import Transient
from tieout.connectors.http import Http, Request
from tieout.connectors.oauth import Endpoints, OAuth
from tieout.connectors.xero.manifest import MANIFEST, URLS


def urls(settings: ProviderSettings) -> Mapping[str, str]:
    """The real addresses, save those that the settings name."""
    return {name: (settings.urls.get(name) or real).rstrip("/") for name, real in URLS.items()}


def oauth(settings: ProviderSettings, http: Http) -> OAuth:
    found = urls(settings)
    endpoints = Endpoints(authorize=found["authorize"], token=found["token"], revoke=found["revoke"])
    return OAuth(http=http, settings=settings, scopes=MANIFEST.scopes, endpoints=lambda: endpoints)


def leave(settings: ProviderSettings, http: Http, *, tokens: Tokens, organisation_id: str) -> bool:
    """Ends one connection; one that is not there any more has ended."""
    base = urls(settings)["connections"]
    listed = http.call(Request(method="GET", url=base), bearer=tokens.access_token)
    if not listed.ok or not isinstance(listed.body, list):
        raise Transient("Xero's list of organisations cannot be read")
    mine = (one for one in listed.body if isinstance(one, dict) and str(one.get("tenantId")) == organisation_id)
    for found in mine:
        answer = http.call(Request(method="DELETE", url=f"{base}/{found.get('id')}"), bearer=tokens.access_token)
        if not answer.ok and answer.status != 404:
            raise Transient(f"Xero answered {answer.status} when the connection was to be ended")
    return True


def organisations(settings: ProviderSettings, http: Http, *, tokens: Tokens) -> tuple[Organisation, ...]:
    """All that this grant reaches, from earlier consents of its user too. Country and currency come with the reference data."""
    answer = http.call(Request(method="GET", url=urls(settings)["connections"]), bearer=tokens.access_token)
    if not answer.ok or not isinstance(answer.body, list):
        raise Transient("Xero's list of organisations cannot be read")
    return tuple(
        Organisation(id=str(found["tenantId"]), name=str(found.get("tenantName") or found["tenantId"]))
        for found in answer.body
        if isinstance(found, dict) and found.get("tenantType") == "ORGANISATION" and found.get("tenantId")
    )
