"""Send e-mail: a letter to each receiver, written with the step and sent from the outbox: none goes twice or is forgotten."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as
from tieout.engine.steps.worked_out import source_of
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import FixedRule, ValueRule, evaluate, evaluate_text
from tieout.store import files, mail, run_files, workspaces

RECEIVERS_MAX = 50
TEXT_CHARACTERS_MAX = 100_000
FILES_MAX = 20
FILES_BYTES_MAX = 10_000_000
_BETWEEN = re.compile(r"[,;\s]+")


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    members: list[UUID] = Field(
        default=[], max_length=RECEIVERS_MAX, title="To members", json_schema_extra=field_as("member", many=True)
    )
    to: ValueRule | None = Field(
        default=None, title="To addresses", description="Several with commas between.", json_schema_extra=field_as("rule")
    )
    subject: ValueRule = Field(default=FixedRule(value=""), title="Subject", json_schema_extra=field_as("rule"))
    text: ValueRule = Field(default=FixedRule(value=""), title="Text", json_schema_extra=field_as("rule", long=True))
    files: ValueRule | None = Field(
        default=None,
        title="Files",
        description="A field of attachments, or the file of an earlier step.",
        json_schema_extra=field_as("rule"),
    )
    files_of_record: bool = Field(default=False, title="Attach all files of the record", json_schema_extra=field_as("checkbox"))


@dataclass(frozen=True, kw_only=True)
class _Letter:
    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[Mapping[str, str], ...]


class SendEmail:
    kind = "send_email"
    name = "Send e-mail"
    group: Group = "others"
    about = "Sends an e-mail to members or to any address, with files of the record."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"to": "text", "count": "number"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        own = Settings.model_validate(dict(one.settings))
        try:
            letter = _letter(workspace_id, own, one=one)
        except ConditionError as error:
            return Preview(text=str(error), status="failed", problems=(str(error),))
        fields = (
            PreviewField(name="to", label="To", value=", ".join(letter.to), source=source_of(own.to)),
            PreviewField(name="subject", label="Subject", value=letter.subject, source=source_of(own.subject)),
            PreviewField(name="text", label="Text", value=letter.text, type="long_text", source=source_of(own.text)),
            PreviewField(name="files", label="Files", value=", ".join(one["name"] for one in letter.attachments)),
        )
        many = letter.to[0] if len(letter.to) == 1 else f"{len(letter.to)} receivers"
        return Preview(text=f"Would e-mail “{letter.subject}” to {many}.", writes=True, fields=fields)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        return {one.run.id: self._run(workspace_id, one) for one in inputs}

    def _run(self, workspace_id: UUID, one: StepInput) -> StepResult:
        if not mail.is_set_up():
            said = "No mail server is set up. Have TIEOUT_SMTP_HOST set, then try this step again."
            return StepResult(status="failed", outcome=said)
        try:
            letter = _letter(workspace_id, Settings.model_validate(dict(one.settings)), one=one)
        except ConditionError as error:
            return StepResult(status="failed", outcome=str(error))
        for receiver in letter.to:
            mail.post(
                mail.Letter(
                    key=_key(one, receiver),
                    to=receiver,
                    subject=letter.subject,
                    text=letter.text,
                    workspace_id=workspace_id,
                    run_id=one.run.id,
                    attachments=letter.attachments,
                )
            )
        said = letter.to[0] if len(letter.to) == 1 else f"{len(letter.to)} receivers"
        output: dict[str, object] = {"to": ", ".join(letter.to), "count": len(letter.to)}
        return StepResult(status="done", outcome=f"handed to the outbox for {said}", output=output)


def _key(one: StepInput, receiver: str) -> str:
    """The same whenever the same step of the same run is done."""
    return "step:" + hashlib.sha256(f"{one.run.id}:{one.path}:{receiver}".encode()).hexdigest()


def _letter(workspace_id: UUID, own: Settings, *, one: StepInput) -> _Letter:
    """Raises ConditionError with what is missing or wrong."""
    to = _receivers(workspace_id, own, one=one)
    subject = " ".join(evaluate_text(own.subject, one.scope, types=one.types).split())
    text = evaluate_text(own.text, one.scope, types=one.types)
    if not subject:
        raise ConditionError("The subject is empty. Write one.")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise ConditionError(f"The text is longer than {TEXT_CHARACTERS_MAX} characters.")
    return _Letter(to=to, subject=subject[:200], text=text, attachments=_attachments(workspace_id, own, one=one))


def _receivers(workspace_id: UUID, own: Settings, *, one: StepInput) -> tuple[str, ...]:
    chosen = workspaces.members_by_ids(workspace_id, own.members)
    found = [str(getattr(chosen[member_id].user, "email", "")) for member_id in own.members if member_id in chosen]
    for text in filter(None, _BETWEEN.split(evaluate_text(own.to, one.scope, types=one.types))):
        try:
            found.append(validate_email(text, check_deliverability=False).normalized)
        except EmailNotValidError:
            raise ConditionError(f"{text[:100]!r} is no e-mail address.") from None
    receivers = tuple(dict.fromkeys(filter(None, found)))
    if not receivers:
        raise ConditionError("Nobody is named who gets this e-mail. Choose a member, or a field that has an address.")
    if len(receivers) > RECEIVERS_MAX:
        raise ConditionError(f"There are more than {RECEIVERS_MAX} receivers.")
    return receivers


def _attachments(workspace_id: UUID, own: Settings, *, one: StepInput) -> tuple[Mapping[str, str], ...]:
    rows: list[files.RecordFile | run_files.RunFile] = []
    if own.files_of_record and one.run.subject_kind == "record" and one.run.subject_id is not None:
        rows += files.files_of(workspace_id, one.run.subject_id)
    if own.files is not None:
        rows += [_file(workspace_id, text) for text in _ids(evaluate(own.files, one.scope, types=one.types))]
    unique = {row.id: row for row in rows}.values()
    if len(unique) > FILES_MAX:
        raise ConditionError(f"There are more than {FILES_MAX} files.")
    if sum(row.bytes_count for row in unique) > FILES_BYTES_MAX:
        raise ConditionError(f"The files are larger than {FILES_BYTES_MAX // 1_000_000} MB together.")
    return tuple({"sha256": row.sha256, "name": row.name, "content_type": row.content_type} for row in unique)


def _ids(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [found for one in value for found in _ids(one)]
    if isinstance(value, Mapping):
        return _ids(value.get("id") or value.get("file_id"))
    return list(filter(None, _BETWEEN.split(str(value))))


def _file(workspace_id: UUID, text: str) -> files.RecordFile | run_files.RunFile:
    try:
        file_id = UUID(text)
    except ValueError:
        raise ConditionError(f"{text[:100]!r} is no file. Choose a field of attachments or the file of an earlier step.") from None
    found = files.file(workspace_id, file_id)
    row = found if found is not None and found.deleted_at is None else run_files.run_file(workspace_id, file_id)
    if row is None:
        raise ConditionError("A file that this e-mail should carry is not there any more.")
    return row
