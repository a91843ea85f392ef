"""Attach a file: files of the record hang on a document of the ledger, each once."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.engine.steps.books import spoken
from tieout.engine.steps.contract import StepInput, StepResult, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_act import Call, LedgerAct, Prepared
from tieout.engine.steps.ledger_write import LedgerSettings
from tieout.mapping.rules import ValueRule
from tieout.store import files
from tieout.store.files import RecordFile


class Settings(LedgerSettings):
    """`file` names one file of the record, by its id or name; without it all files of the record hang on it."""

    of: Literal["invoice", "bill", "credit_note", "supplier_credit", "contact", "bank_transaction", "transfer", "journal"] = Field(
        default="invoice", title="Attach it to", json_schema_extra=field_as("choice")
    )
    document: ValueRule = Field(
        title="Which one", description="Its id or number in the ledger.", json_schema_extra=field_as("rule")
    )
    file: ValueRule | None = Field(
        default=None,
        title="File",
        description="Its name or id. All files of the record if empty.",
        json_schema_extra=field_as("rule"),
    )


class AttachFile(LedgerAct[Settings]):
    kind = "attach_file"
    name = "Attach a file"
    about = "Hangs files of the record on a document in the ledger; a file that hangs there already is not added twice."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"external_id": "text", "attached": "number"}

    def prepare(self, form: Form, settings: Settings, *, one: StepInput) -> Prepared:
        manifest = form.books.manifest
        kind = EntityKind(settings.of)
        if kind is EntityKind.CONTACT:
            kind = manifest.customer_kind
        if kind not in manifest.attachable:
            form.refuse(f"No file hangs on a {spoken(kind)} in {manifest.name}.")
        row = form.entity("document", settings.document, kinds=(kind,))
        wanted = form.text("file", settings.file)
        found = _files(form, one, wanted=wanted)
        for each in found:
            if each.bytes_count > manifest.attachment_bytes_max:
                most = manifest.attachment_bytes_max // 1_000_000
                form.refuse(f"{each.name} is too large: {manifest.name} takes files of at most {most} MB.", field="file")
        number = row.number if row is not None else ""
        told = {
            "kind": kind.value,
            "external_id": row.external_id if row is not None else "",
            "files": [str(each.id) for each in found],
        }
        return Prepared(said=f"attach {', '.join(each.name for each in found)} to {spoken(kind)} {number}", told=told)

    def carry_out(self, call: Call, told: Mapping[str, JsonValue]) -> StepResult:
        kind, external_id, ids = EntityKind(str(told["kind"])), str(told["external_id"]), told["files"]
        names: list[str] = []
        for file_id in ids if isinstance(ids, list) else ():
            row = files.file(call.ledger.workspace_id, UUID(str(file_id)))
            path = files.content_path(row) if row is not None and row.deleted_at is None else None
            if row is None or path is None or not path.is_file():
                return StepResult(status="failed", outcome="A file is not there any more. Add it to the record, then try again.")
            wanted = Attachment(owner_kind=kind, owner=external_id, file_name=row.name, media_type=row.content_type)
            call.link.attach(call.access, wanted, content=path.read_bytes())
            names.append(row.name)
        output: dict[str, object] = {"external_id": external_id, "attached": len(names)}
        return StepResult(status="done", outcome=f"attached {', '.join(names)} in {call.ledger.organisation_name}", output=output)


def _files(form: Form, one: StepInput, *, wanted: str) -> list[RecordFile]:
    if one.run.subject_kind != "record" or one.run.subject_id is None:
        form.refuse("There is no record here whose files could be attached.", field="file")
        return []
    rows = files.files_of(form.books.ledger.workspace_id, one.run.subject_id)
    if wanted:
        rows = [row for row in rows if wanted in (str(row.id), row.name)]
    if not rows:
        form.refuse(f"The record has no file {wanted}".strip() + ". Add it to the record.", field="file")
    return rows
