"""Files that hang on an entity of a ledger."""

from dataclasses import dataclass

from tieout.accounting.kinds import EntityKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """What is known of a file without its bytes; `owner` is the ledger's id of the entity, of the kind `owner_kind`, that it
    hangs on."""

    owner_kind: EntityKind
    owner: str
    file_name: str
    media_type: str
    id: str | None = None
    size_bytes: int | None = None
