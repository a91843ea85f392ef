"""Notify: one message to a sealed address of Slack, Teams, a webhook or another service."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.connectors.errors import OutcomeUnknown, Rejected
from tieout.engine import notifying
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as
from tieout.engine.steps.worked_out import source_of
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import FixedRule, ValueRule, evaluate_text
from tieout.store import step_secrets
from tieout.store.step_secrets import SecretKind

GONE = "The address of this step is not there any more. Choose another one."


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = Field(
        default="",
        title="Address",
        description="Slack, Teams, a webhook or another service, kept sealed under Secrets.",
        json_schema_extra=field_as("secret", use="address"),
    )
    title: ValueRule = Field(default=FixedRule(value=""), title="Title", json_schema_extra=field_as("rule"))
    text: ValueRule = Field(default=FixedRule(value=""), title="Text", json_schema_extra=field_as("rule", long=True))


class Notify:
    kind = "notify"
    name = "Notify"
    group: Group = "others"
    about = "Sends a message to Slack, Teams, a webhook or one of a hundred other services."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"service": "text"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        own = Settings.model_validate(dict(one.settings))
        try:
            prepared = _prepared(own, one)
        except ConditionError as error:
            return Preview(text=str(error), status="failed", problems=(str(error),))
        row = step_secrets.secret(workspace_id, UUID(own.address)) if _is_id(own.address) else None
        if row is None:
            return Preview(text=GONE, status="failed", problems=(GONE,))
        fields = (
            PreviewField(name="title", label="Title", value=str(prepared["title"]), source=source_of(own.title)),
            PreviewField(name="text", label="Text", value=str(prepared["text"]), type="long_text", source=source_of(own.text)),
        )
        return Preview(text=f"Would notify {row.name}.", status="acting", writes=True, fields=fields)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        results: dict[UUID, StepResult] = {}
        for one in inputs:
            try:
                prepared = _prepared(Settings.model_validate(dict(one.settings)), one)
            except ConditionError as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            results[one.run.id] = StepResult(status="acting", outcome="sending the message", prepared=prepared)
        return results

    def act(self, workspace_id: UUID, prepared: Mapping[str, JsonValue], *, key: str) -> StepResult:
        """Raises Transient where the service takes nothing for now."""
        del key
        address = str(prepared["address"])
        found = step_secrets.open_secret(workspace_id, UUID(address)) if _is_id(address) else None
        if found is None or found.kind != SecretKind.ADDRESS:
            return StepResult(status="failed", outcome=GONE)
        try:
            service = notifying.send(workspace_id, found.parts["address"], title=str(prepared["title"]), body=str(prepared["text"]))
        except Rejected as error:
            return StepResult(status="failed", outcome=" ".join([str(error), *(one.remedy for one in error.problems)]))
        except OutcomeUnknown as error:
            said = f"{error}, so nobody knows whether it arrived. Look there, then try this step again or go on without it."
            return StepResult(status="failed", outcome=said)
        return StepResult(status="done", outcome=f"told {found.name} ({service})", output={"service": service})

    def repeatable(self, prepared: Mapping[str, JsonValue]) -> bool:
        """No service tells a message from the same one again."""
        del prepared
        return False


def _prepared(own: Settings, one: StepInput) -> dict[str, object]:
    title = " ".join(evaluate_text(own.title, one.scope, types=one.types).split())
    text = evaluate_text(own.text, one.scope, types=one.types)
    if not (title or text):
        raise ConditionError("The message is empty. Write a title or a text.")
    if not own.address:
        raise ConditionError("No address is chosen. Choose where the message goes.")
    if len(text) > notifying.BODY_CHARACTERS_MAX:
        raise ConditionError(f"The message is longer than {notifying.BODY_CHARACTERS_MAX} characters.")
    return {"address": own.address, "title": title[: notifying.TITLE_CHARACTERS_MAX], "text": text}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
