"""Files of a record that travel with its document, and the document as the ledger prints it."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import AuthorisationLost, NotPermitted, ProviderError, Rejected, Transient
from tieout.engine import access, durable
from tieout.engine.record_documents import RecordDocument
from tieout.engine.surface import NotPossible
from tieout.store import connections, database, document_requests, files, links, progress
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.document_requests import DocumentRequest
from tieout.store.links import SourceKind

FILES_MAX = 10
WAIT_SECONDS, WAIT_MAX_SECONDS = 15.0, 3600.0


def chosen(workspace_id: UUID, record_id: UUID, *, file_ids: Sequence[UUID], ledger: Connection) -> list[dict[str, str]]:
    """The ticked files, each still to go. Raises NotPossible for one that is not the record's or that the ledger does not take."""
    manifest = access.connector(ledger.provider).manifest
    have = {row.id: row for row in files.files_of(workspace_id, record_id)} if file_ids else {}
    if len(file_ids) > FILES_MAX:
        raise NotPossible(f"At most {FILES_MAX} files can travel with a document. Untick some.")
    wanted: list[dict[str, str]] = []
    for file_id in dict.fromkeys(file_ids):
        row = have.get(file_id)
        if row is None:
            raise NotPossible("One of the files is not on the record any more. Open the dialog again.")
        if row.bytes_count > manifest.attachment_bytes_max:
            most = manifest.attachment_bytes_max // 1_000_000
            raise NotPossible(f"{row.name} is too large: {manifest.name} takes files of at most {most} MB. Untick it.")
        wanted.append({"id": str(file_id), "name": row.name, "state": "waiting", "message": ""})
    return wanted


def begin(connection: Connection, request_ids: Sequence[UUID]) -> None:
    """Sends the files after their documents; inside the transaction that recorded these."""
    for request_id in request_ids:
        _enqueue(connection.workspace_id, request_id, partition=str(connection.id), name=f"document_files:{request_id}")


@durable.workflow("document_files")
def attach(workspace: str, request: str) -> None:
    """Hangs the files of one request on its document. May be begun again: what hangs there already is not added twice."""
    workspace_id, request_id = UUID(workspace), UUID(request)
    row = document_requests.request_by_id(workspace_id, request_id)
    if row is None:
        return
    connection = connections.connection(workspace_id, row.connection_id)
    linked = links.links_by_sources(workspace_id, connection.id, source_kind=SourceKind.REQUEST, source_ids=[row.id])
    if connection.status != ConnectionStatus.ACTIVE or not linked.get(row.id):
        return
    try:
        for place in range(len(row.files)):
            if row.files[place]["state"] == "waiting":
                _attach_one(row, connection, place=place, external_id=linked[row.id][0].external_id)
    except Transient as trouble:
        wait = min(max(trouble.retry_after or WAIT_SECONDS, 1.0), WAIT_MAX_SECONDS)
        name = f"document_files:{request_id}:{uuid4().hex}"
        with database.atomic():
            _enqueue(workspace_id, request_id, partition=str(connection.id), name=name, delay_seconds=wait)
    except AuthorisationLost:
        access.authorisation_lost(connection)
    with database.atomic():
        progress.show(workspace_id, "documents", subject_id=row.id, state=row.state)


def send_again(workspace_id: UUID, request_id: UUID) -> None:
    """Tries files again that the ledger did not take, or that a lost connection held up."""
    with database.atomic():
        row = document_requests.request_by_id(workspace_id, request_id, locked=True)
        if row is None or not any(one["state"] != "attached" for one in row.files):
            raise NotPossible("No file waits to be sent. Load the page again.")
        row.files = [{**one, "state": "waiting", "message": ""} if one["state"] != "attached" else one for one in row.files]
        document_requests.save_request(row)
        _enqueue(workspace_id, request_id, partition=str(row.connection_id), name=f"document_files:{request_id}:{uuid4().hex}")


def has_pdf(one: RecordDocument) -> bool:
    """Can its ledger be asked to print it now?"""
    kinds = access.connector(one.ledger.provider).manifest.has_pdf
    return one.ledger.status != ConnectionStatus.DISCONNECTED and EntityKind(one.kind) in kinds


def pdf(one: RecordDocument) -> bytes:
    """The document as its ledger prints it. Raises NotPossible where it is not there or not printed."""
    link = access.connector(one.ledger.provider)
    if one.ledger.status == ConnectionStatus.DISCONNECTED:
        raise NotPossible(f"{one.ledger.organisation_name} is disconnected. Connect it again, or print the document there.")
    if one.link is None or EntityKind(one.kind) not in link.manifest.has_pdf:
        raise NotPossible(link.manifest.cannot.get("pdf", f"{link.manifest.name} gives no PDF of this document."))
    with access.noticing_loss(one.ledger):
        return link.pdf(access.open_access(one.ledger), kind=EntityKind(one.kind), external_id=one.link.external_id)


def _attach_one(row: DocumentRequest, connection: Connection, *, place: int, external_id: str) -> None:
    told = dict(row.files[place])
    stored = files.file(row.workspace_id, UUID(told["id"]))
    path = files.content_path(stored) if stored is not None and stored.deleted_at is None else None
    if stored is None or path is None or not path.is_file():
        told |= {"state": "refused", "message": "The file is not there any more."}
    else:
        wanted = Attachment(
            owner_kind=EntityKind(row.kind), owner=external_id, file_name=stored.name, media_type=stored.content_type
        )
        try:
            access.connector(connection.provider).attach(access.open_access(connection), wanted, content=path.read_bytes())
            told |= {"state": "attached", "message": ""}
        except (Rejected, NotPermitted) as refusal:
            told |= {"state": "refused", "message": str(refusal)[:300]}
        except (Transient, AuthorisationLost):
            raise
        except ProviderError as trouble:
            # Whether it hangs there is not known; a file of that name and size is not added twice.
            raise Transient(str(trouble)) from trouble
    row.files = [*row.files[:place], told, *row.files[place + 1 :]]
    document_requests.save_request(row)


def _enqueue(workspace_id: UUID, request_id: UUID, *, partition: str, name: str, delay_seconds: float = 0) -> None:
    durable.enqueue(
        "document_files", [str(workspace_id), str(request_id)], workflow_id=name, partition=partition, delay_seconds=delay_seconds
    )
