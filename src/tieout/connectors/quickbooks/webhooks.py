"""QuickBooks' notices: is it from them, and what does it say has changed; both of their formats."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import datetime

from tieout.connectors.contract import Notice
from tieout.connectors.http import parse as parse_json
from tieout.connectors.quickbooks.wire import KINDS, Body, WireError, moment, needed, obj, our_id, part, parts, text

SIGNATURE_HEADER = "intuit-signature"
# qbo.<entity>.<what happened>.v1
_TYPE = re.compile(r"qbo\.([a-z]+)\.([a-z]+)\.v\d+")
_BY_LOWER_NAME = {name.lower(): name for name in KINDS}


def verify(*, body: bytes, signature: str, key: str) -> bool:
    """Over the bytes as they came; `key` is the app's verifier token. A false one is to be answered with 401."""
    right = base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest())
    return bool(key) and hmac.compare_digest(right, signature.strip().encode())


def parse(body: bytes) -> tuple[Notice, ...]:
    """What changed, of the kinds that are read, in the order told; raises ValueError for a body that is neither format."""
    document = parse_json(body)
    return tuple(_cloud_events(document) if isinstance(document, list) else _classic(obj(document)))


def _cloud_events(events: list[object]) -> Iterator[Notice]:
    for event in map(obj, events):
        named = _TYPE.fullmatch(text(event, "type").lower())
        name = _BY_LOWER_NAME.get(named[1]) if named else None
        if name is None:
            continue
        gone = text(part(event, "data"), "deletedid")
        for own_id in filter(None, (text(event, "intuitentityid"), gone)):
            yield from _notices(text(event, "intuitaccountid"), name, own_id=own_id, at=moment(event, "time"))


def _classic(body: Body) -> Iterator[Notice]:
    if "eventNotifications" not in body:
        raise WireError("neither a list of events nor eventNotifications")
    for company in parts(body, "eventNotifications"):
        for entity in parts(part(company, "dataChangeEvent"), "entities"):
            name = _BY_LOWER_NAME.get(text(entity, "name").lower())
            if name is None:
                continue
            # A merge names the one that stays and the one that has gone into it: both have changed.
            for own_id in filter(None, (text(entity, "id"), text(entity, "deletedId"))):
                yield from _notices(text(company, "realmId"), name, own_id=own_id, at=moment(entity, "lastUpdated"))


def _notices(organisation_id: str, name: str, *, own_id: str, at: datetime | None) -> Iterator[Notice]:
    """One for each kind that the object can be of: a payment may be an allocation to us."""
    company, instant = needed(organisation_id, "the company"), needed(at, "the instant")
    for kind in KINDS[name]:
        yield Notice(organisation_id=company, kind=kind, external_id=our_id(kind, own_id, name=name), at=instant)
