"""QuickBooks' notices: is it from them, and what does it say has changed; both of their formats."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import datetime

from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Notice
from tieout.connectors.http import parse as parse_json
from tieout.connectors.quickbooks.wire import KINDS, Body, WireError, moment, needed, obj, part, parts, text

SIGNATURE_HEADER = "intuit-signature"
# qbo.<entity>.<what happened>.v1
_TYPE = re.compile(r"qbo\.([a-z]+)\.([a-z]+)\.v\d+")
_BY_LOWER_NAME = {name.lower(): kind for name, kind in KINDS.items()}


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
        kind = _BY_LOWER_NAME.get(named[1]) if named else None
        if kind is None:
            continue
        gone = text(part(event, "data"), "deletedid")
        for external_id in filter(None, (text(event, "intuitentityid"), gone)):
            yield _notice(text(event, "intuitaccountid"), kind, external_id=external_id, at=moment(event, "time"))


def _classic(body: Body) -> Iterator[Notice]:
    if "eventNotifications" not in body:
        raise WireError("neither a list of events nor eventNotifications")
    for company in parts(body, "eventNotifications"):
        for entity in parts(part(company, "dataChangeEvent"), "entities"):
            kind = _BY_LOWER_NAME.get(text(entity, "name").lower())
            if kind is None:
                continue
            # A merge names the one that stays and the one that has gone into it: both have changed.
            for external_id in filter(None, (text(entity, "id"), text(entity, "deletedId"))):
                yield _notice(text(company, "realmId"), kind, external_id=external_id, at=moment(entity, "lastUpdated"))


def _notice(organisation_id: str, kind: EntityKind, *, external_id: str, at: datetime | None) -> Notice:
    return Notice(
        organisation_id=needed(organisation_id, "the company"), kind=kind, external_id=external_id, at=needed(at, "the instant")
    )
