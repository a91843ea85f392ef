"""Change data capture: what changed since an instant, deletions as stubs."""

from datetime import timedelta

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.attachments import shown
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.moments import instant
from tieout.sandbox.quickbooks.schema import BY_LOWER_NAME, TAX_KINDS
from tieout.sandbox.quickbooks.state import Company

_DAYS_MAX, OBJECTS_MAX = 30, 1000


def capture(company: Company, entities: str, *, since: str) -> Body:
    """The CDCResponse; 1,000 objects in all, cut without a word where there are more. Raises FaultError."""
    if not entities.strip():
        raise errors.missing("entities")
    if not since.strip():
        raise errors.missing("changedSince")
    try:
        # An offset's plus sign arrives as a blank where the client did not encode it.
        began_at = instant(since.strip().replace(" ", "+"))
    except (ValueError, OverflowError):
        raise FaultError(errors.BAD_DATE, f"changedSince is no date: {since[:40]}", element="changedSince") from None
    if company.at - began_at > timedelta(days=_DAYS_MAX):
        raise business(f"changedSince lies more than {_DAYS_MAX} days back", element="changedSince")
    kinds = [_kind(name.strip()) for name in entities.split(",") if name.strip()]
    left, responses = OBJECTS_MAX, []
    for kind in dict.fromkeys(kinds):
        objects = [body for body in company.all(kind) if instant(body["MetaData"]["LastUpdatedTime"]) >= began_at]
        stubs = [entry["stub"] for entry in company.find("_deleted", "kind", key=kind)]
        objects += [stub for stub in stubs if instant(stub["MetaData"]["LastUpdatedTime"]) >= began_at]
        objects = [shown(company, kind, body=body) for body in objects]
        # Oldest change first, so that a cut feed can be taken up where it ends (assumed).
        objects = sorted(objects, key=lambda body: instant(body["MetaData"]["LastUpdatedTime"]))[:left]
        left -= len(objects)
        responses.append({kind: objects, "startPosition": 1, "maxResults": len(objects)} if objects else {})
    return {"CDCResponse": [{"QueryResponse": responses}]}


def _kind(name: str) -> str:
    kind = BY_LOWER_NAME.get(name.lower())
    if kind is None or kind in TAX_KINDS | {"ExchangeRate"}:
        raise FaultError(errors.BAD_OBJECT, f"Change data capture knows no entity {name[:40]}", element="entities")
    return kind
