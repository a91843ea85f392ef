"""QuickBooks' endpoints that are used: query, batch, change data capture, and the objects themselves."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tieout.connectors.contract import Access, Action
from tieout.connectors.errors import AuthorisationLost, NotPermitted, OutcomeUnknown, ProviderError, Rejected, Transient
from tieout.connectors.http import Http, Request, Response, dump, is_whole_pdf
from tieout.connectors.quickbooks.errors import Fault, faults, general, refused
from tieout.connectors.quickbooks.manifest import BATCH_REQUEST_ID_MAX, BATCH_SIZE, PAGE_SIZE
from tieout.connectors.quickbooks.wire import Body, WireError, batched, obj, part, parts, written_object

MINOR_VERSION = "75"
_ONE = ("minute", "second")
_BATCH = ("minute", "second", "batch_minute")


@dataclass(frozen=True, kw_only=True)
class Element:
    """One thing to write: the object called `name`, sent as `body`; `key` and `attempt` tell a repeat from another try."""

    key: str
    attempt: int
    action: Action
    name: str
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Client:
    http: Http
    api_url: str

    def query(self, access: Access, statement: str) -> Body:
        """Sent as a body, so that names of any length and sign pass; it changes nothing."""
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, "query"),
            scopes=_ONE,
            headers={"Content-Type": "application/text"},
            params={"minorversion": MINOR_VERSION},
            content=statement.encode(),
        )
        return _accepted(self.http.send(access, request))

    def query_all(self, access: Access, statements: Sequence[str], *, perhaps: Collection[int] = ()) -> tuple[Body, ...]:
        """Up to thirty queries in one call; a thousand objects come back in all.

        `perhaps` are the positions of those that a company may not be able to answer: they find nothing there.
        """
        if len(statements) > BATCH_SIZE:
            raise ValueError(f"at most {BATCH_SIZE} queries a call")
        items = [{"bId": str(position), "Query": statement} for position, statement in enumerate(statements)]
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, "batch"),
            scopes=_BATCH,
            params={"minorversion": MINOR_VERSION},
            json={"BatchItemRequest": items},
        )
        with readable():
            found = batched(_accepted(self.http.send(access, request)))
        answers = tuple(found.get(str(position), {}) for position in range(len(statements)))
        for position, answer in enumerate(answers):
            if error := refused(Response(status=200, headers={}, body=answer), writes=False):
                if isinstance(error, Rejected) and position in perhaps:
                    continue
                raise error
            if "QueryResponse" not in answer:
                raise Transient("QuickBooks did not answer every query of a batch")
        return answers

    def changes(self, access: Access, names: Sequence[str], *, since: datetime) -> Body:
        params = {
            "entities": ",".join(names),
            "changedSince": since.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "minorversion": MINOR_VERSION,
        }
        request = Request(method="GET", url=self._url(access.organisation_id, "cdc"), scopes=_ONE, params=params)
        return _accepted(self.http.send(access, request))

    def company(self, realm: str, *, bearer: str) -> tuple[Body, Body]:
        """CompanyInfo and Preferences, before there is a connection whose budget could be counted."""
        found = []
        for path, name in ((f"companyinfo/{realm}", "CompanyInfo"), ("preferences", "Preferences")):
            request = Request(method="GET", url=self._url(realm, path), params={"minorversion": MINOR_VERSION})
            with readable():
                found.append(part(_accepted(self.http.call(request, bearer=bearer)), name))
        return found[0], found[1]

    def write(self, access: Access, element: Element) -> Body | tuple[Fault, ...]:
        """The object as it is now, or why it was refused."""
        operation = {
            Action.DELETE: {"operation": "delete"},
            Action.VOID: {"operation": "void"} if element.name == "Invoice" else {"operation": "update", "include": "void"},
        }.get(element.action, {})
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, element.name.lower()),
            scopes=_ONE,
            params={"minorversion": MINOR_VERSION, "requestid": request_id([element]), **operation},
            json=element.body,
            writes=True,
        )
        response = self.http.send(access, request)
        found = faults(response.body, response.text)
        if error := general(found, writes=True):
            raise error
        if not found and not response.ok:
            raise _unexpected(response)
        with readable(writes=True):
            return found or written_object(obj(response.body), element.name)

    def make_tax_code(self, access: Access, element: Element) -> Body | tuple[Fault, ...]:
        """What the tax service made, or why it refused: bodies without an envelope (quickbooks.md §5.12)."""
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, "taxservice/taxcode"),
            scopes=_ONE,
            params={"minorversion": MINOR_VERSION, "requestid": request_id([element])},
            json=element.body,
            writes=True,
        )
        response = self.http.send(access, request)
        found = faults(response.body, response.text)
        if error := general(found, writes=True):
            raise error
        if not found and not response.ok:
            raise _unexpected(response)
        with readable(writes=True):
            return found or obj(response.body)

    def write_all(self, access: Access, elements: Sequence[Element]) -> dict[str, Body]:
        """Up to thirty objects in one call: what is said of each, by its position. The elements are independent of each other."""
        if len(elements) > BATCH_SIZE:
            raise ValueError(f"at most {BATCH_SIZE} objects a call")
        items = [
            {"bId": str(position), "operation": element.action.value, element.name: element.body}
            for position, element in enumerate(elements)
        ]
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, "batch"),
            scopes=_BATCH,
            params={"minorversion": MINOR_VERSION, "requestid": request_id(elements)},
            json={"BatchItemRequest": items},
            writes=True,
        )
        with readable(writes=True):
            return batched(_accepted(self.http.send(access, request), writes=True))

    def upload(self, access: Access, *, media_type: str, content: bytes) -> Body:
        """What has become of the one file in it: an Attachable. Uploads have no `requestid`: the caller looks first."""
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, "upload"),
            scopes=_ONE,
            headers={"Content-Type": media_type},
            params={"minorversion": MINOR_VERSION},
            content=content,
            writes=True,
        )
        answer = _accepted(self.http.send(access, request), writes=True)
        with readable(writes=True):
            entries = parts(answer, "AttachableResponse")
            entry = entries[0] if entries else {}
            if error := refused(Response(status=200, headers={}, body=entry), writes=True):
                raise error
            return written_object(entry, "Attachable")

    def download(self, access: Access, id: str) -> bytes:
        """A file, from the address that QuickBooks gives for it, which is good for some minutes and asks for no token."""
        url = self._url(access.organisation_id, f"download/{id}")
        request = Request(method="GET", url=url, scopes=_ONE, params={"minorversion": MINOR_VERSION}, raw=True)
        answer = self.http.send(access, request)
        if not answer.ok or not answer.content:
            raise refused(answer, writes=False) or Transient("QuickBooks gave no address of the file")
        address = answer.content.decode("utf-8", errors="replace").strip().strip('"')
        if not address.startswith(("https://", "http://")):
            raise Transient("QuickBooks gave no address of the file")
        try:
            fetched = self.http.call(Request(method="GET", url=address, raw=True))
        except (AuthorisationLost, NotPermitted):
            # The address speaks for itself: it is too old, which says nothing of our own authorisation.
            raise Transient("the address of the file is no longer good") from None
        if not fetched.ok:
            raise Transient(f"the address of the file answered {fetched.status}")
        return fetched.content

    def printed(self, access: Access, name: str, *, id: str) -> bytes:
        url = self._url(access.organisation_id, f"{name.lower()}/{quote(id, safe='')}/pdf")
        request = Request(method="GET", url=url, scopes=_ONE, headers={"Accept": "application/pdf"}, raw=True)
        answer = self.http.send(access, request)
        if not answer.ok:
            raise refused(answer, writes=False) or Transient(f"QuickBooks answered {answer.status}")
        if not is_whole_pdf(answer.content):
            raise Transient("QuickBooks' answer is no whole PDF file")
        return answer.content

    def send(self, access: Access, name: str, *, id: str, to: str) -> None:
        """To the address, which the document keeps, or to the one that it has (quickbooks.md §2.5)."""
        request = Request(
            method="POST",
            url=self._url(access.organisation_id, f"{name.lower()}/{quote(id, safe='')}/send"),
            scopes=_ONE,
            headers={"Content-Type": "application/octet-stream"},
            params={"minorversion": MINOR_VERSION, **({"sendTo": to} if to else {})},
            writes=True,
        )
        _accepted(self.http.send(access, request), writes=True)

    def _url(self, realm: str, path: str) -> str:
        return f"{self.api_url.rstrip('/')}/v3/company/{realm}/{path}"


@contextmanager
def readable(*, writes: bool = False) -> Iterator[None]:
    """An answer of a shape that QuickBooks does not document is as good as none."""
    try:
        yield
    except WireError as error:
        sentence = f"QuickBooks' answer cannot be read: {error}"
        raise OutcomeUnknown(sentence) if writes else Transient(sentence) from error


def request_id(elements: Sequence[Element]) -> str:
    """The same for the same things to write, so that a repeat gets the first answer; a corrected body and a new try are others."""
    content = dump([[element.key, element.attempt, element.action.value, element.name, element.body] for element in elements])
    return hashlib.sha256(content).hexdigest()[:BATCH_REQUEST_ID_MAX]


def select(name: str, *conditions: str, start: int = 1) -> str:
    """A page of objects in the order of their ids, from `start` (the first is 1).

    >>> print(select("Item", "Active IN (true, false)"))
    SELECT *, Sku FROM Item WHERE Active IN (true, false) ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000
    """
    fields = "*, Sku" if name == "Item" else "*"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {fields} FROM {name}{where} ORDERBY Id STARTPOSITION {start} MAXRESULTS {PAGE_SIZE}"


def _accepted(response: Response, *, writes: bool = False) -> Body:
    if error := refused(response, writes=writes):
        raise error
    with readable(writes=writes):
        return obj(response.body)


def _unexpected(response: Response) -> ProviderError:
    return refused(response, writes=True) or ProviderError(f"QuickBooks answered {response.status}")
