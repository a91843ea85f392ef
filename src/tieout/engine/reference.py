"""Reference data as records: the tax codes and ledger codes of the records' ledger, in step with the mirror."""

from collections.abc import Sequence
from uuid import UUID

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import plain
from tieout.engine.sights import entity_of
from tieout.engine.surface import NotPossible
from tieout.store import connections, mirror, reference_records
from tieout.store.collections import Collection
from tieout.store.connections import ConnectionStatus
from tieout.store.mirror import MirrorEntity
from tieout.store.reference_records import Coded

TAX_CODES, LEDGER_CODES = "tax_codes", "ledger_codes"
NAMES = {TAX_CODES: "Tax codes", LEDGER_CODES: "Ledger codes"}
BY_THE_LEDGER = "{name} come from the accounting system and follow it. Change them there, then choose Sync Reference Data."
ACTIVE, ARCHIVED = "Active", "Archived"


def publish(workspace_id: UUID, connection_id: UUID) -> None:
    """Writes what the mirror holds into the two system collections, for the records' ledger only; inside the caller's
    transaction."""
    row = connections.connection(workspace_id, connection_id)
    if not row.is_records_ledger or row.status == ConnectionStatus.DISCONNECTED:
        return
    rows = mirror.entities(workspace_id, connection_id, kinds=[EntityKind.ACCOUNT.value, EntityKind.TAX_RATE.value])
    taxes, accounts = list[Coded](), list[Coded]()
    for one in rows:
        entity = entity_of(one)
        if isinstance(entity, TaxRate):
            taxes.append(_tax_code(one, entity, ledger=row.organisation_name))
        elif isinstance(entity, Account) and entity.key:
            accounts.append(_ledger_code(one, entity, ledger=row.organisation_name))
    for system, codes in ((TAX_CODES, taxes), (LEDGER_CODES, accounts)):
        collection = _collection(workspace_id, system)
        reference_records.write_codes(
            workspace_id, collection, connection_id=connection_id, suffix=row.organisation_name, codes=_once(codes)
        )


def archive(workspace_id: UUID, connection_id: UUID) -> None:
    """Of a ledger that is the records' no more: its codes stay readable on old records and are offered nowhere."""
    reference_records.archive_codes(workspace_id, connection_id)


def refuse_by_hand(collection: Collection) -> None:
    """Raises NotPossible for a collection that a ledger fills."""
    if collection.system:
        raise NotPossible(BY_THE_LEDGER.format(name=collection.name))


def _collection(workspace_id: UUID, system: str) -> Collection:
    said = "Filled by the ledger of your records, and read anew with Sync Reference Data."
    fields = _TAX_FIELDS if system == TAX_CODES else _LEDGER_FIELDS
    return reference_records.system_collection(workspace_id, system, name=NAMES[system], description=said, fields=fields)


def _tax_code(row: MirrorEntity, rate: TaxRate, *, ledger: str) -> Coded:
    offered = rate.is_active and not row.archived
    values = {
        "name": rate.name,
        "rate": plain(rate.rate.normalize(), places=0),
        "type": _word(rate.side),
        "status": ACTIVE if offered else ARCHIVED,
        "ledger": ledger,
    }
    return Coded(key=rate.key, title=rate.name, values=values, offered=offered)


def _ledger_code(row: MirrorEntity, account: Account, *, ledger: str) -> Coded:
    offered = account.is_active and not row.archived
    values = {
        "name": account.name,
        "number": account.code,
        "account_type": _word(account.type),
        "class": _word(account.account_class),
        "status": ACTIVE if offered else ARCHIVED,
        "ledger": ledger,
    }
    return Coded(key=account.key, title=f"{account.code} {account.name}".strip(), values=values, offered=offered)


def _once(codes: Sequence[Coded]) -> list[Coded]:
    """A key that an archived code left behind goes to the one that is offered."""
    found: dict[str, Coded] = {}
    for code in codes:
        if code.key not in found or code.offered:
            found[code.key] = code
    return list(found.values())


def _word(value: str) -> str:
    return value.replace("_", " ").capitalize()


def _text(key: str, name: str) -> dict[str, object]:
    return {"key": key, "name": name, "type": "text", "options": {"from_ledger": True}}


def _choice(key: str, name: str, *, choices: Sequence[str]) -> dict[str, object]:
    return {"key": key, "name": name, "type": "choice", "options": {"choices": list(choices), "from_ledger": True}}


_STATUS, _LEDGER = _choice("status", "Status", choices=[ACTIVE, ARCHIVED]), _text("ledger", "Ledger")
_TAX_FIELDS: tuple[dict[str, object], ...] = (
    _text("name", "Name"),
    _text("code", "Code in the ledger"),
    {"key": "rate", "name": "Rate", "type": "number", "hint": "In percent.", "options": {"from_ledger": True}},
    _choice("type", "Type", choices=[_word(side) for side in TaxSide]),
    _STATUS,
    _LEDGER,
)
_LEDGER_FIELDS: tuple[dict[str, object], ...] = (
    _text("number", "Ledger code"),
    _text("name", "Name"),
    _choice("account_type", "Account type", choices=[_word(type_) for type_ in AccountType]),
    _choice("class", "Class", choices=[_word(class_) for class_ in AccountClass]),
    _STATUS,
    _LEDGER,
)
