"""The values that a ledger sync is planned from and what the plan says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind

Written = Contact | Item | Document | Payment
LinkKey = tuple[str, EntityKind]


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceEntity:
    """An entity of the source's mirror: `id` is the mirror's, `external_id` the source ledger's."""

    id: str
    entity: Written
    external_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedTarget:
    """What the source is at the target; `synced_hash` is the `source_hash` of the operation that was written or linked last."""

    external_id: str
    version: str = ""
    entity: Written | None = None
    synced_hash: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetState:
    """`linked` by source id and kind at the target (a contact may be two things there); `unlinked` as (external id, entity)."""

    linked: Mapping[LinkKey, LinkedTarget]
    unlinked: Sequence[tuple[str, Written]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncMaps:
    """From the source's keys to the target's, and what the target asks for.

    `item_reference` says whether the source's lines name items by code or by id. `default_items` is the target's item key for lines
    without item, by the target's account key; it is asked for when `items_required`. A length of 0 and an empty set of currencies
    mean no limit. `unique_names` is for ledgers in which no two items, and no two contacts, may have one name. `distinct` are pairs
    of source id and target's id of which a person said that they are not the same.
    """

    accounts: Mapping[str, str]
    taxes: Mapping[str, str]
    bank_accounts: Mapping[str, str]
    customer_kind: EntityKind = EntityKind.CONTACT
    supplier_kind: EntityKind = EntityKind.CONTACT
    item_reference: Literal["code", "id"] = "code"
    items_required: bool = False
    default_items: Mapping[str, str] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    unique_names: bool = True
    distinct: frozenset[tuple[str, str]] = frozenset()
    number_max_length: int = 0
    item_code_max_length: int = 0
    item_name_max_length: int = 0
    contact_name_max_length: int = 0


class PlannedAction(StrEnum):
    CREATE = "create"
    LINK = "link"
    UPDATE = "update"
    VOID = "void"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedOperation:
    """One thing to do at the target. `entity` is in the target's keys, with `@entity/{source id}` for what else is carried.

    `source_hash` is to be kept with the link: while it stays the same, the next plan does nothing.
    """

    action: PlannedAction
    kind: EntityKind
    source_id: str
    entity: Written
    reason: str
    external_id: str = ""
    version: str = ""
    source_hash: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A person must say whether these are the same; `candidates` are the target's ids."""

    source_id: str
    kind: EntityKind
    cause: str
    message: str
    remedy: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """What cannot be written before something is changed; a source can have several."""

    source_id: str
    kind: EntityKind
    cause: str
    message: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """What is no business of the target: drafts (`not_posted`), voided before they were synced, archived and unused."""

    source_id: str
    kind: EntityKind
    cause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncPlan:
    """Operations in writing order, those that do nothing included."""

    operations: tuple[PlannedOperation, ...]
    doubtful: tuple[Doubt, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[LeftOut, ...]

    def counts(self) -> dict[str, int]:
        """How many operations of each action."""
        found = dict.fromkeys((action.value for action in PlannedAction), 0)
        for operation in self.operations:
            found[operation.action.value] += 1
        return found
