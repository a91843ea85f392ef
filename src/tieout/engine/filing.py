"""Files of records: taken in with a safe name and the type that their bytes show, deleted for thirty days, each with its audit
entry."""

import re
import unicodedata
from collections.abc import Mapping

from tieout.engine.surface import NotPossible
from tieout.store import audit, database, files
from tieout.store.files import FILE_BYTES_MAX, NewFile, RecordFile
from tieout.store.records import Record

FILES_MAX = 200
NAME_CHARACTERS_MAX = 150
# Beginnings of what a browser may show as a picture; everything else is only handed over.
PICTURES: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')


def add(record: Record, *, name: str, content: bytes, actor: str) -> RecordFile:
    """Raises NotPossible for an empty file, one that is too large, and one too many."""
    workspace_id = record.workspace_id
    if not content:
        raise NotPossible("The file is empty. Choose another one.")
    if len(content) > FILE_BYTES_MAX:
        raise NotPossible(f"The file is larger than {FILE_BYTES_MAX // 1_000_000} MB. Make it smaller, or keep it elsewhere.")
    if len(files.files_of(workspace_id, record.id)) >= FILES_MAX:
        raise NotPossible(f"A record can have {FILES_MAX} files. Delete one that is not needed first.")
    files.purge(workspace_id)
    new = NewFile(name=safe_name(name), content_type=type_of(content), content=content)
    with database.atomic():
        row = files.add_file(workspace_id, record.id, new=new, by=actor)
        _tell(row, record, action="file.added", actor=actor)
    return row


def delete(row: RecordFile, *, actor: str) -> None:
    with database.atomic():
        files.delete_file(row.workspace_id, row.id, by=actor)
        _tell(row, row.record, action="file.deleted", actor=actor)


def restore(row: RecordFile, *, actor: str) -> None:
    with database.atomic():
        files.restore_file(row.workspace_id, row.id)
        _tell(row, row.record, action="file.restored", actor=actor)


def safe_name(name: str) -> str:
    """A name that every system can keep, without the folders that it came from.

    >>> safe_name("../../etc/pass wd"), safe_name("  .htaccess "), safe_name("CON?.pdf")
    ('pass wd', 'htaccess', 'CON_.pdf')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Marks that turn the direction of reading would hide an extension.
    shown = "".join(character for character in last if unicodedata.category(character) not in ("Cf", "Cc"))
    plain = _FORBIDDEN.sub("_", shown).strip().lstrip(".").strip()
    if len(plain) <= NAME_CHARACTERS_MAX:
        return plain or "file"
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain[:NAME_CHARACTERS_MAX]
    return f"{stem[: NAME_CHARACTERS_MAX - len(extension) - 1]}.{extension}"


def type_of(content: bytes) -> str:
    for beginning, kind in PICTURES.items():
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if content.startswith(b"%PDF-") else "application/octet-stream"


def _tell(row: RecordFile, record: Record, *, action: str, actor: str) -> None:
    verb = action.split(".")[1]
    note = audit.Note(
        actor=actor,
        action=action,
        subject_kind="record",
        subject_id=str(record.id),
        text=f"File {row.name} {verb}, {record.collection.name} {record.key}",
        details={"file": str(row.id), "sha256": row.sha256, "bytes": row.bytes_count},
    )
    audit.add(row.workspace_id, [note])
