"""One business's books at Sage: ids, time stamps, look-ups, what was deleted, and today."""

import uuid
from datetime import timedelta
from typing import Any

from tieout.sandbox.books import Body, IndexKey
from tieout.sandbox.call import Json
from tieout.sandbox.ground import Ground
from tieout.sandbox.sage.lookups import LOOKUPS
from tieout.sandbox.sage.wire import instant_out

NAMESPACE = uuid.UUID("0d1f2a43-7c55-5b0e-9f5c-3c2d9f6f4b61")
STEM = 28  # the digits that an entry's id shares with its transaction's; the other four count the entries
# The business's day begins at another hour than UTC's; fixed offsets, without summer time.
_HOURS = {"GB": 0, "IE": 0, "CA": -5, "US": -5}


def _of(*path: str) -> IndexKey:
    def key(body: Body) -> Any:
        for name in path:
            body = body.get(name) or {}
        return body or None

    return key


def _reference(body: Body) -> str | None:
    return str(body["reference"]).lower() if body.get("reference") else None


INDEXES: dict[tuple[str, str], IndexKey] = {
    ("contacts", "reference"): _reference,
    ("contact_persons", "address"): _of("address_id"),
    ("contact_persons", "contact"): _of("contact_id"),
    ("addresses", "contact"): _of("contact_id"),
    ("ledger_accounts", "nominal"): _of("nominal_code"),
    ("ledger_accounts", "control"): _of("control_name"),
    ("attachments", "context"): _of("attachment_context_id"),
    ("stock_movements", "item"): _of("stock_item_id"),
    ("analysis_type_categories", "type"): _of("analysis_type_id"),
    ("contact_payments", "on_account"): _of("payment_on_account", "id"),
    ("allocations", "artefact"): _of("artefact"),
    ("allocations", "source"): _of("source"),
    ("transactions", "contact"): _of("contact_id"),
    ("sales_invoices", "number"): _of("invoice_number"),
    ("sales_credit_notes", "number"): _of("credit_note_number"),
}


def of_text(*names: str) -> str:
    """32 hexadecimal digits that are the same in every sandbox, from what they stand for."""
    return uuid.uuid5(NAMESPACE, "/".join(names)).hex


class State:
    """Bodies are kept with ids for references (`contact_id`), Decimal amounts, `YYYY-MM-DD` dates and instants with a Z.

    Every body has `id`, `displayed_as`, `created_at` and `updated_at`; a name that begins with an underscore is never shown.
    """

    def __init__(self, ground: Ground, business_id: str, *, base_url: str = "") -> None:
        self.books, self.clock, self.base_url = ground.books, ground.clock, base_url
        self.business_id = business_id
        self.shelf = f"sage:{business_id}"
        self.gone = f"sage-gone:{business_id}"  # what was deleted, under the kind it had
        self.aside = f"sage-aside:{business_id}"  # what is no resource: replies to repeated calls, files

    @property
    def business(self) -> Body:
        return self.need("businesses", self.business_id)

    @property
    def country(self) -> str:
        return str(self.business["country_id"])

    @property
    def currency(self) -> str:
        """The base currency."""
        return str(self.settings("financial_settings")["base_currency_id"])

    def settings(self, kind: str) -> Body:
        """One of the resources that exist once: financial_settings, invoice_settings, business_settings."""
        return self.need(kind, kind)

    def get(self, kind: str, id: Json) -> Body | None:
        if (fixed := LOOKUPS.get(kind)) is not None:
            return fixed.get(str(id))
        return self.books.get(self.shelf, kind, id=str(id))

    def need(self, kind: str, id: str) -> Body:
        """What another object points to, which is never removed while it does."""
        found = self.get(kind, id)
        if found is None:
            raise LookupError(f"{self.business_id} has lost its {kind} {id}")
        return found

    def all(self, kind: str) -> list[Body]:
        """Every object of a kind, oldest first."""
        if (fixed := LOOKUPS.get(kind)) is not None:
            return list(fixed.values())
        return self.books.all(self.shelf, kind)

    def find(self, kind: str, index: str, *, key: Json) -> list[Body]:
        return self.books.find(self.shelf, kind, index=index, key=key)

    def save(self, kind: str, body: Body, *, stamped: bool = True) -> Body:
        """Keeps the body, with an id when it has none; `updated_at` moves unless `stamped` is False."""
        now = instant_out(self.clock.now())
        kept = dict(body)
        kept.setdefault("id", "")
        kept["id"] = kept["id"] or self.new_id()
        kept.setdefault("created_at", now)
        if stamped or "updated_at" not in kept:
            kept["updated_at"] = now
        self.books.put(self.shelf, kind, id=kept["id"], body=kept)
        return kept

    def remove(self, kind: str, id: str) -> None:
        """Takes the object out of its list; `deleted_since` finds it from then on."""
        body, now = self.need(kind, id), instant_out(self.clock.now())
        self.books.remove(self.shelf, kind, id=id)
        self.books.put(self.gone, kind, id=id, body={**body, "updated_at": now, "deleted_at": now})

    def removed(self, kind: str) -> list[Body]:
        return self.books.all(self.gone, kind)

    def removed_by(self, kind: str, index: str, *, key: Json) -> list[Body]:
        return self.books.find(self.gone, kind, index=index, key=key)

    def new_id(self) -> str:
        return of_text(self.business_id, str(self.books.next(self.shelf, "id")))

    def next_number(self, counter: str, *, start: int = 1) -> int:
        return self.books.next(self.shelf, counter, start=start)

    def today(self) -> str:
        return (self.clock.now() + timedelta(hours=_HOURS.get(self.country, 0))).date().isoformat()

    def locked(self, on: str) -> str | None:
        """The lock date when a date is on or before it, else None."""
        lock = self.settings("financial_settings").get("year_end_lockdown_date")
        return str(lock) if lock and on <= lock else None

    def control(self, name: str) -> Body:
        """The ledger account that the system keeps for a purpose, by its control name."""
        (account,) = self.find("ledger_accounts", "control", key=name)
        return account

    def reference(self, kind: str, id: Json) -> Body | None:
        """The short form in which one object shows another: id, displayed_as and path."""
        if id is None or id == "":
            return None
        body = self.get(kind, id) or self.books.get(self.gone, kind, id=str(id))
        shown = str(id) if body is None else body["displayed_as"]
        return {"id": str(id), "displayed_as": shown, "$path": f"/{kind}/{id}"}
