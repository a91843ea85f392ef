"""Asks a recorded log of requests anew, against the present books, and says what was answered differently."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.ground import Organisation
from tieout.sandbox.log import bytes_of
from tieout.sandbox.orders import Order, OrderError, provider_of
from tieout.sandbox.provider import Provider
from tieout.sandbox.world import World

ENTRIES_MAX, DIFFERENCES_MAX, FIELDS_MAX = 100_000, 100, 10
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}", re.IGNORECASE)
# What differs between two equal answers: the envelope's own id, and instants.
_PASSING = re.compile(r"(Id|.*UTC(String)?|time|Time|CreateTime|LastUpdatedTime)$|.*_at$")


@dataclass
class Ids:
    """Ids that the present books gave to what the recorded ones called otherwise; numbers are ids within one kind only."""

    guids: dict[str, str] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)

    def in_text(self, text: str) -> str:
        return _GUID.sub(lambda found: self.guids.get(found[0].lower(), found[0]), text) if self.guids else text

    def in_path(self, path: str) -> str:
        """Also the number behind a kind, as in `/invoice/12`."""
        parts = self.in_text(path).split("/")
        for place in range(1, len(parts)):
            parts[place] = self.numbers.get((parts[place - 1].lower(), parts[place]), parts[place])
        return "/".join(parts)

    def in_body(self, text: str, *, kind: str) -> str:
        text = self.in_text(text)
        if not self.numbers:
            return text
        try:
            return json.dumps(self._renumbered(json.loads(text, parse_float=str), kind=kind))
        except ValueError:
            return text

    def _renumbered(self, value: Json, *, kind: str) -> Json:
        if isinstance(value, list):
            return [self._renumbered(one, kind=kind) for one in value]
        if not isinstance(value, dict):
            return value
        found: dict[str, Json] = {}
        for name, inner in value.items():
            meant = str(value.get("TxnType", "")).lower() if name == "TxnId" else kind
            own = name in ("Id", "value", "TxnId") and isinstance(inner, str)
            found[name] = self.numbers.get((meant, inner), inner) if own else self._renumbered(inner, kind=kind_of(name, kind))
        return found

    def learn(self, before: Json, now: Json, *, kind: str) -> None:
        """Walks two answers to the same request side by side."""
        if isinstance(before, dict) and isinstance(now, dict):
            for name in before.keys() & now.keys():
                if name == "Id" and _numbers(before[name], now[name]):
                    self.numbers[kind, before[name]] = now[name]
                else:
                    self.learn(before[name], now[name], kind=kind_of(name, kind))
        elif isinstance(before, list) and isinstance(now, list):
            for one, other in zip(before, now, strict=False):
                self.learn(one, other, kind=kind)
        elif (
            isinstance(before, str) and isinstance(now, str) and before != now and _GUID.fullmatch(before) and _GUID.fullmatch(now)
        ):
            self.guids[before.lower()] = now


def kind_of(name: str, kind: str) -> str:
    """What a field's ids are ids of: `CustomerRef` of a customer, `IncomeAccountRef` of an account; else as around it."""
    if name.endswith("Ref"):
        meant = name.removesuffix("Ref").lower()
        return next(
            (known for known in ("account", "customer", "vendor", "item", "taxcode", "class") if meant.endswith(known)), meant
        )
    return "line" if name == "Line" else name.lower() if name[:1].isupper() and name in _KINDS else kind


_KINDS = frozenset(
    [
        "Invoice",
        "Customer",
        "Vendor",
        "Item",
        "Payment",
        "Bill",
        "BillPayment",
        "CreditMemo",
        "VendorCredit",
        "Account",
        "Purchase",
        "Deposit",
        "Transfer",
        "JournalEntry",
        "Estimate",
        "SalesReceipt",
        "RefundReceipt",
        "PurchaseOrder",
        "Class",
        "Department",
        "Term",
        "PaymentMethod",
        "TaxCode",
        "TaxRate",
        "Attachable",
    ]
)


def replay(world: World, order: Order) -> Json:
    """Entries as `GET /log?bodies=1` gives them; consents and tokens are passed over, the calls get tokens of their own."""
    entries = order.wish.get("entries")
    if not isinstance(entries, list) or len(entries) > ENTRIES_MAX:
        raise OrderError(f"entries is a list of {ENTRIES_MAX:,} at most, as the log gives it")
    ids, tokens = Ids(), dict[tuple[str, str, str], str]()
    counted = {"same": 0, "different": 0, "skipped": 0}
    differences: list[Json] = []
    for entry in entries:
        if entry.get("headers") is None or entry["status"] == 0 or not entry["organisation"]:
            counted["skipped"] += 1
            continue
        provider = provider_of(world, entry)
        call = _call(world, provider, entry=entry, ids=ids, tokens=tokens)
        fields = _compared(entry, world.answer(provider, call, fault=None), ids=ids)
        counted["different" if fields else "same"] += 1
        if fields and len(differences) < DIFFERENCES_MAX:
            differences.append({name: entry[name] for name in ("sequence", "method", "path", "fault")} | {"fields": fields})
    return {"replayed": counted["same"] + counted["different"], **counted, "differences": differences}


def _call(
    world: World, provider: Provider, *, entry: Mapping[str, Json], ids: Ids, tokens: dict[tuple[str, str, str], str]
) -> Call:
    kind = str(entry["kind"]).lower()
    place = (provider.name, str(entry["client_id"]), str(entry["organisation"]))
    if place not in tokens:
        tokens[place] = _token(world, provider, client_id=place[1], organisation=place[2])
    text = str(entry["body"])
    return Call(
        method=str(entry["method"]),
        path=ids.in_path(str(entry["path"])),
        query={name: ids.in_text(str(value)) for name, value in entry["query"].items()},
        headers={**entry["headers"], "authorization": f"Bearer {tokens[place]}"},
        body=bytes_of(ids.in_body(text, kind=kind)),
        at=world.ground.clock.now(),
        base_url="http://127.0.0.1",
    )


def _token(world: World, provider: Provider, *, client_id: str, organisation: str) -> str:
    chosen = _known(provider.organisations(), organisation)
    with world.ground.books.unit():
        return str(provider.token([chosen], client_id)["access_token"])


def _known(organisations: Sequence[Organisation], wanted: str) -> Organisation:
    for organisation in organisations:
        if organisation.id == wanted:
            return organisation
    raise OrderError(f"there is no organisation {wanted} to ask", status=404)


def _compared(entry: Mapping[str, Json], reply: Reply, *, ids: Ids) -> list[Json]:
    """Where the answers differ once ids are told apart; the first few."""
    before, now = _parsed(bytes_of(str(entry["reply"]))), _parsed(reply.body)
    ids.learn(before, now, kind=str(entry["kind"]).lower())
    found: list[Json] = []
    if entry["status"] != reply.status:
        found.append({"field": "status", "recorded": entry["status"], "now": reply.status})
    _differ(before, now, place="", found=found, ids=ids)
    return found[:FIELDS_MAX]


def _parsed(body: bytes) -> Json:
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        return body.decode("latin-1")


def _differ(before: Json, now: Json, *, place: str, found: list[Json], ids: Ids) -> None:
    if len(found) >= FIELDS_MAX:
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted(before.keys() | now.keys()):
            if not _PASSING.match(name):
                _differ(before.get(name), now.get(name), place=f"{place}.{name}".lstrip("."), found=found, ids=ids)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            _differ(one, other, place=f"{place}[{number}]", found=found, ids=ids)
    elif before != now and not (isinstance(before, str) and (ids.in_text(before) == now or _numbers(before, now))):
        found.append({"field": place, "recorded": before, "now": now})


def _numbers(before: Json, now: Json) -> bool:
    return isinstance(before, str) and isinstance(now, str) and before.isdigit() and now.isdigit()
