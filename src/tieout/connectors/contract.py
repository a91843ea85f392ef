"""What every connector offers: sign-in, reading, writing and looking up, in our own terms."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Entity, Written
from tieout.accounting.totals import EXACT_PRICES, Rounding
from tieout.connectors.errors import Problem

__all__ = ["Entity", "Written"]


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    VOID = "void"
    DELETE = "delete"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `calls` in any `seconds`; `scope` is `minute`, `day`, `second`, `batch_minute` or `concurrent` (seconds 0: at most so
    many under way at once). `whole_app` counts all organisations together."""

    scope: str
    calls: int
    seconds: int
    whole_app: bool = False


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a provider is and can do: data only.

    `kinds` are those that `read` gives; accounts, tax rates and tracking, which `read_reference` gives, stand in `can` and
    `batch_sizes` only. `batch_sizes` is how many entities of a kind one write takes; `page_size` how many one reading call gives;
    `customer_kind` and `supplier_kind` say which kind of entity a customer and a supplier are there; `item_reference` (`id` or
    `code`) is the key of an item by which lines name it, `lines_need_items` that a sales line without one is not taken there;
    `cannot` lists what is said to the user beforehand. `can` is which actions a kind takes there, and a kind that is not in it is
    only read; `loses` names what does not come back as it was sent, by `kind.field`, with the reason. Deletions of `swept` kinds
    are in no change feed: only a full reading finds them. `attachable` kinds take files of at most `attachment_bytes_max`.
    `has_pdf` are the kinds that it gives as a PDF for people, `sendable` those that it e-mails itself. `rounding` is how it comes
    to a document's totals; `base_currency_only` that documents in other currencies are not sent there. `has_webhooks` tells whether
    changes are told to us.
    """

    provider: str
    name: str
    scopes: tuple[str, ...]
    limits: tuple[Limit, ...]
    batch_sizes: Mapping[EntityKind, int]
    page_size: int
    kinds: tuple[EntityKind, ...]
    customer_kind: EntityKind
    supplier_kind: EntityKind
    number_max_length: int
    item_code_max_length: int
    item_name_max_length: int
    contact_name_max_length: int
    one_grant_many_organisations: bool
    item_reference: str = "id"
    lines_need_items: bool = False
    cannot: Mapping[str, str] = field(default_factory=dict)
    can: Mapping[EntityKind, frozenset[Action]] = field(default_factory=dict)
    loses: Mapping[str, str] = field(default_factory=dict)
    swept: frozenset[EntityKind] = frozenset()
    attachable: frozenset[EntityKind] = frozenset()
    attachment_bytes_max: int = 0
    has_pdf: frozenset[EntityKind] = frozenset()
    sendable: frozenset[EntityKind] = frozenset()
    has_webhooks: bool = True
    rounding: Rounding = EXACT_PRICES
    base_currency_only: bool = False


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """Where a provider is and who we are to it; URLs default to the real hosts; `limits_factor` multiplies every limit."""

    client_id: str
    client_secret: str
    urls: Mapping[str, str]
    limits_factor: int = 1
    timeout_seconds: float = 60.0


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """A token set as the provider gave it; `expires_at` is in UTC; secrets: never log one."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """`short_code` is what deep links need (Xero); `locked_until` is an ISO date or "" where nothing is locked."""

    id: str
    name: str
    country: str = ""
    currency: str = ""
    short_code: str = ""
    is_demo: bool = False
    locked_until: str = ""


class Gate(Protocol):
    """The call budget of one organisation, shared by all workers."""

    def call(self, *scopes: str) -> AbstractContextManager[None]:
        """The call inside the block is one of each scope, and one of those that may be under way at once.

        Waits a moment where that is enough; raises Throttled where it is not, and then the block does not run.
        """

    def correct(self, *, scope: str, remaining: int | None = None, retry_after: float | None = None) -> None:
        """What the provider's own headers say."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """All that a call needs: the organisation, a token that is good now, the budget.

    `token()` gives the access token; `renew(stale)` is called once after a 401 with the token that was refused, and gives a newer
    one or raises AuthorisationLost.
    """

    organisation_id: str
    token: Callable[[], str]
    renew: Callable[[str], str]
    gate: Gate


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One entity to write. `key` is the posting's (at most 50 characters, stable over repeats), also the provider's idempotency key
    where each entity has one. `external_id` and `version` are needed for everything but CREATE. `attempt` is raised by one when a
    refused operation is tried again: a provider that remembers keys would only repeat its refusal."""

    key: str
    action: Action
    kind: EntityKind
    entity: Written
    external_id: str | None = None
    version: str = ""
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An entity as the provider has it now. `entity` is None when `problem` says why it could not be understood; `body` is kept in
    any case. A deleted one may have nothing but its id. `url` is its page in the provider's own product, where the provider itself
    tells it; where it can be built, `Connector.link_url` does."""

    kind: EntityKind
    external_id: str
    body: Mapping[str, object]
    version: str = ""
    updated_at: datetime | None = None
    deleted: bool = False
    entity: Entity | None = None
    problem: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the provider says it has after a write or a look-up; totals are None for kinds that have none."""

    seen: Seen
    number: str = ""
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One element of a write: a receipt, or the problems for which it was refused (exactly one of the two)."""

    key: str
    receipt: Receipt | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of one kind; `complete` on the kind's last page, `watermark` there too: what to give as `since` next time."""

    kind: EntityKind
    seen: tuple[Seen, ...]
    complete: bool
    watermark: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a webhook tells: this entity has changed (at an instant in UTC); the rest is to be read."""

    organisation_id: str
    kind: EntityKind
    external_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferenceData:
    organisation: Organisation
    accounts: tuple[Seen, ...]
    tax_rates: tuple[Seen, ...]
    tracking_categories: tuple[Seen, ...] = ()


class Connector(Protocol):
    """One provider. All methods that talk raise only the classes of `connectors.errors`."""

    manifest: Manifest

    def authorise_url(self, *, redirect_uri: str, state: str, code_verifier: str) -> str:
        """Where the browser goes to consent."""

    def exchange(self, *, callback: Mapping[str, str], redirect_uri: str, code_verifier: str) -> Tokens:
        """The code of a callback for tokens; AuthorisationLost when the user refused (`error=access_denied`) or it is dead."""

    def organisations(self, tokens: Tokens, *, callback: Mapping[str, str]) -> tuple[Organisation, ...]:
        """What this consent can reach."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """A new token set; AuthorisationLost on `invalid_grant`, Transient when the same token may be tried again."""

    def revoke(self, tokens: Tokens) -> None:
        """Ends the grant at the provider."""

    def leave(self, tokens: Tokens, *, organisation_id: str) -> bool:
        """Gives back the access to this one organisation; False where that cannot be done and only `revoke` ends it."""

    def read_reference(self, access: Access) -> ReferenceData:
        """Organisation, accounts, tax rates and tracking in as few calls as there are lists."""

    def read(self, access: Access, *, kinds: Sequence[EntityKind], since: datetime | None) -> Iterator[Page]:
        """What changed since then (None: everything), page by page, at the least number of calls; deletions included where told."""

    def write(self, access: Access, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """Writes up to `manifest.batch_sizes[kind]` operations of one kind and action in one call, and answers for each in order.

        Raises Transient or Throttled when nothing was written, OutcomeUnknown when that cannot be told.
        """

    def look_up(self, access: Access, operations: Sequence[Operation]) -> Mapping[str, Receipt]:
        """Which of these creates are there already, by our references (document number, code, marker): key to receipt."""

    def attachments(self, access: Access, *, kind: EntityKind, external_id: str) -> tuple[Attachment, ...]:
        """The files that hang on this entity; NotPermitted where the plan or scope does not show them."""

    def download(self, access: Access, attachment: Attachment) -> bytes:
        """The bytes of one file, at most `manifest.attachment_bytes_max`; Rejected when it is there no more."""

    def attach(self, access: Access, attachment: Attachment, *, content: bytes) -> Attachment:
        """Hangs a file on its owner and gives it back with its id. A file of the same name and size that hangs there already is
        given back instead, so that a repeat adds none. Raises Rejected for what the provider does not take."""

    def pdf(self, access: Access, *, kind: EntityKind, external_id: str) -> bytes:
        """The document as the provider prints it, as a PDF file. Raises Rejected for a kind that is not in `manifest.has_pdf`, and
        for a document that the provider does not print or that is there no more."""

    def send(self, access: Access, *, kind: EntityKind, external_id: str, to: str = "") -> None:
        """Lets the provider e-mail the document, as it looks there, to this address or else to the one that it has itself.

        Each call is a letter of its own: nothing tells a repeat from another one. Raises Rejected for a kind that is not in
        `manifest.sendable`, for an address where the provider takes none, and for what it does not send (a draft, no address).
        """

    def notices(self, *, headers: Mapping[str, str], body: bytes, key: str) -> tuple[Notice, ...] | None:
        """What a webhook tells, None when its signature is false (answer 401); `headers` by lower-case name, `key` the app's own
        for this.

        Raises ValueError for a body that is no webhook of this provider; a provider without webhooks always answers None.
        """

    def link_url(self, *, kind: EntityKind, external_id: str, organisation: Organisation) -> str:
        """The page of that entity in the provider's own product, or ""."""
