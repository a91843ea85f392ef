"""One company's books: reading and writing its objects with ids, versions and time stamps as QuickBooks keeps them."""

from datetime import datetime, timedelta
from typing import Any

from tieout.sandbox.books import Body, Books, IndexKey
from tieout.sandbox.changes import Change, Operation
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, not_found
from tieout.sandbox.quickbooks.moments import instant, pacific, stamp
from tieout.sandbox.quickbooks.schema import TRANSACTIONS

PROVIDER = "quickbooks"


def _folded(name: str) -> IndexKey:
    return lambda body: str(body[name]).casefold() if body.get(name) else None


def _number(body: Body) -> str | None:
    number = body.get("DocNumber")
    return str(number).casefold() if number else None


def _parent(body: Body) -> str | None:
    return body["ParentRef"]["value"] if body.get("ParentRef") else None


def _open(body: Body) -> str | None:
    return str(body["CustomerRef"]["value"]) if body["Balance"] > 0 else None


INDEXES: dict[tuple[str, str], IndexKey] = {
    **{(kind, "name"): _folded("DisplayName") for kind in ("Customer", "Vendor", "Employee", "TaxAgency")},
    **{(kind, "name"): _folded("FullyQualifiedName") for kind in ("Account", "Item", "Class", "Department")},
    **{(kind, "name"): _folded("Name") for kind in ("Term", "PaymentMethod", "TaxCode", "TaxRate")},
    **{(kind, "number"): _number for kind in TRANSACTIONS},
    **{(kind, "number"): _number for kind in ("Estimate", "SalesReceipt", "RefundReceipt")},
    **{(kind, "parent"): _parent for kind in ("Customer", "Account", "Item", "Class", "Department")},
    **{(kind, "open"): _open for kind in ("Invoice", "CreditMemo")},
    ("_applied", "target"): lambda body: body["target"],
    ("_applied", "source"): lambda body: body["source"],
    ("_deleted", "kind"): lambda body: body["kind"],
    ("_stock", "document"): lambda body: body["document"],
    ("_stock", "item"): lambda body: body["item"],
    ("_deposited", "deposit"): lambda body: body["deposit"],
}

# Customer and Vendor share one run of ids, and so do all transactions (assumed; separate runs would be harmless).
_COUNTERS = {"Customer": "person", "Vendor": "person", "Employee": "person"} | dict.fromkeys(TRANSACTIONS, "transaction")


class Company:
    """The company `realm` at one instant; all objects that it hands out are copied before they are changed."""

    def __init__(self, books: Books, realm: str, *, at: datetime, base_url: str = "") -> None:
        """`base_url` is where the client found the server, for the addresses in answers."""
        self.books, self.realm, self.at, self.base_url = books, realm, at, base_url
        self.shelf = f"{PROVIDER}:{realm}"

    def _shelf(self, kind: str) -> str:
        """What no client can ask for (a name with an underscore) stands aside, so that nobody counts it as an object."""
        return f"{PROVIDER}-aside:{self.realm}" if kind.startswith("_") else self.shelf

    @property
    def profile(self) -> Body:
        profile = self.get("_company", "profile")
        if profile is None:
            raise KeyError(f"there is no company {self.realm}")
        return profile

    @property
    def global_tax(self) -> bool:
        return bool(self.profile["country"] != "US")

    @property
    def currency(self) -> str:
        return str(self.profile["currency"])

    @property
    def multi_currency(self) -> bool:
        return bool(self.preference("CurrencyPrefs", "MultiCurrencyEnabled"))

    def preference(self, group: str, name: str) -> Any:
        return (self.get("Preferences", "1") or {}).get(group, {}).get(name)

    @property
    def warns_on_duplicate_numbers(self) -> bool:
        """The name of this switch is ours: the reference does not tell where the company keeps it."""
        others = self.preference("OtherPrefs", "NameValue")
        return isinstance(others, list) and any(
            pair == {"Name": "TransactionPrefs.WarnDuplicateNumbers", "Value": "true"} for pair in others
        )

    def role(self, name: str) -> str:
        """The account that does a job: receivable, payable, undeposited, tax, discounts, exchange, income, shipping."""
        return str(self.profile["roles"][name])

    def today(self) -> str:
        hours = self.profile["utc_offset_hours"]
        local = pacific(self.at) if hours is None else self.at + timedelta(hours=hours)
        return local.date().isoformat()

    # Reading.

    def get(self, kind: str, id: str) -> Body | None:
        return self.books.get(self._shelf(kind), kind, id=id)

    def all(self, kind: str) -> list[Body]:
        return self.books.all(self._shelf(kind), kind)

    def fetch(self, kind: str, id: str) -> Body:
        """Raises FaultError with 610 when there is none, or no longer."""
        body = self.get(kind, id)
        if body is None:
            raise not_found()
        return body

    def refer(self, kind: str, reference: Body | None, *, element: str) -> Body:
        """The active object that a reference means; raises FaultError with 2500."""
        own_id = str((reference or {}).get("value", ""))
        body = self.get(kind, own_id)
        if body is None or body.get("Active") is False:
            raise bad_reference(kind, own_id, element=element)
        return body

    def named(self, kind: str, name: str) -> list[Body]:
        return self.find(kind, "name", key=name.casefold())

    def find(self, kind: str, index: str, *, key: str) -> list[Body]:
        return self.books.find(self._shelf(kind), kind, index=index, key=key)

    # Writing.

    def next_id(self, kind: str) -> str:
        return str(self.books.next(self.shelf, f"id:{_COUNTERS.get(kind, kind)}"))

    def stamp(self) -> str:
        """Now, but always later than any stamp before, to the millisecond that a stamp shows."""
        last = self.get("_stamp", "last")
        now = stamp(self.at)
        if last is not None and instant(now) <= instant(last["at"]):
            now = stamp(instant(last["at"]) + timedelta(milliseconds=1))
        self.keep("_stamp", "last", body={"at": now})
        return now

    def add(self, kind: str, body: Body, *, id: str | None = None) -> Body:
        now = self.stamp()
        meta = {"CreateTime": now, "LastUpdatedTime": now}
        head = {"domain": "QBO", "sparse": False, "Id": id or self.next_id(kind), "SyncToken": "0", "MetaData": meta}
        self._tell(kind, str(head["Id"]), operation="CREATE")
        return self._put(kind, body | head)

    def replace(self, kind: str, stored: Body, *, body: Body) -> Body:
        """A new version of an object, with the next SyncToken."""
        meta = {"CreateTime": stored["MetaData"]["CreateTime"], "LastUpdatedTime": self.stamp()}
        token = str(int(stored["SyncToken"]) + 1)
        voided = _voided(body) and not _voided(stored)
        self._tell(kind, stored["Id"], operation="VOID" if voided else "UPDATE")
        return self._put(kind, body | {"domain": "QBO", "sparse": False, "Id": stored["Id"], "SyncToken": token, "MetaData": meta})

    def amend(self, kind: str, id: str, *, change: Body) -> None:
        """What moves without a new version: balances of accounts, customers and vendors (assumed: no new time stamp either)."""
        self.keep(kind, id, body=self.fetch(kind, id) | change)

    def _put(self, kind: str, body: Body) -> Body:
        self.keep(kind, body["Id"], body=body)
        return body

    def keep(self, kind: str, id: str, *, body: Body) -> None:
        """Writes without a version or a stamp."""
        self.books.put(self._shelf(kind), kind, id=id, body=body)

    def drop(self, kind: str, id: str) -> None:
        self.books.remove(self._shelf(kind), kind, id=id)

    def remove(self, kind: str, stored: Body) -> None:
        """Leaves a stub behind for change data capture."""
        own_id = stored["Id"]
        self._tell(kind, own_id, operation="DELETE")
        stub = {"domain": "QBO", "status": "Deleted", "Id": own_id, "MetaData": {"LastUpdatedTime": self.stamp()}}
        self.drop(kind, own_id)
        self.keep("_deleted", f"{kind}:{own_id}", body={"kind": kind, "stub": stub})

    def _tell(self, kind: str, id: str, *, operation: Operation) -> None:
        self.books.changes.tell(Change(PROVIDER, self.realm, kind, id, operation, self.at))


def _voided(body: Body) -> bool:
    return str(body.get("PrivateNote", "")).startswith("Voided")


def check_token(stored: Body, token: str | None) -> None:
    if token is None:
        raise errors.missing("SyncToken")
    if token != stored["SyncToken"]:
        raise FaultError(
            errors.STALE,
            "Stale Object Error : You and another user were working on this at the same time. "
            "The other user finished before you did, so your work was not saved.",
        )
