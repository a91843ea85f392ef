"""Signing in to Sage: a grant is a person's, and reaches every business that the person can work in."""

from collections.abc import Mapping

from pydantic import ValidationError

from tieout.connectors.contract import Organisation, ProviderSettings, Tokens
from tieout.connectors.errors import Transient
from tieout.connectors.http import Http, Request
from tieout.connectors.oauth import Endpoints, OAuth
from tieout.connectors.sage import wire
from tieout.connectors.sage.manifest import MANIFEST, URLS


def urls(settings: ProviderSettings) -> Mapping[str, str]:
    """The real addresses, save those that the settings name."""
    return {name: (settings.urls.get(name) or real).rstrip("/") for name, real in URLS.items()}


def oauth(settings: ProviderSettings, http: Http) -> OAuth:
    found = urls(settings)
    endpoints = Endpoints(authorize=found["authorize"], token=found["token"], revoke=found["revoke"])
    # Sage takes the app's id and secret in the form, not in a header (sage.md §2).
    return OAuth(http=http, settings=settings, scopes=MANIFEST.scopes, endpoints=lambda: endpoints, secret_in_form=True)


def organisations(settings: ProviderSettings, http: Http, *, tokens: Tokens) -> tuple[Organisation, ...]:
    """All businesses of this person. The currency comes with the reference data."""
    url = f"{urls(settings)['api']}/businesses"
    answer = http.call(Request(method="GET", url=url, params={"attributes": "all"}), bearer=tokens.access_token)
    # Specified as a bare array, answered with the list's envelope (sage.md §3).
    listed = answer.body.get("$items") if isinstance(answer.body, dict) else answer.body
    if not answer.ok or not isinstance(listed, list):
        raise Transient("Sage's list of businesses cannot be read")
    try:
        found = [wire.Business.model_validate(one) for one in listed]
    except ValidationError:
        raise Transient("Sage's list of businesses has one without an id") from None
    return tuple(organisation(one) for one in found)


def organisation(said: wire.Business, *, settings: wire.FinancialSettings | None = None) -> Organisation:
    locked = settings.year_end_lockdown_date if settings else None
    return Organisation(
        id=said.id,
        name=said.name or said.displayed_as or said.id,
        country=said.country.id,
        currency=settings.base_currency.id if settings else "",
        is_demo=said.is_demo,
        locked_until=locked.isoformat() if locked else "",
    )
