"""Add comment: what the automation has to say about a record, among what people say of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.engine import commenting
from tieout.engine.steps import telling
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.which_record import OneRecord, missing, nothing_to_show, sees, targets
from tieout.engine.steps.worked_out import NotWorkedOut, source_of, texts
from tieout.mapping.rules import ValueRule
from tieout.mapping.values import TEXT_CHARACTERS_MAX
from tieout.store import collections
from tieout.store.ids import id_within

EMPTY = "The comment is empty, so nothing was said."


class Settings(OneRecord):
    """`text` is worked out over what the run knows, with the record that is meant as `record.…`."""

    text: ValueRule = Field(title="Comment", description="What is said.", json_schema_extra=field_as("rule", long=True))


class AddComment:
    kind = "add_comment"
    name = "Add comment"
    group: Group = "records"
    about = "Says something about a record, among the comments of people."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"id": "text", "text": "text"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        read = {one.run.id: settings for one, settings in with_settings(Settings, inputs)}
        found = targets(workspace_id, inputs, choices={run_id: one.choice for run_id, one in read.items()}, locking=False)
        types = collections.collection_types(workspace_id)
        results: dict[UUID, StepResult] = {}
        for one in inputs:
            target, settings = found[one.run.id], read[one.run.id]
            if target.record is None:
                results[one.run.id] = missing(target, settings=settings)
                continue
            seen = sees(one, target.record, target=target, types=types.get(target.record.collection.key, {}))
            try:
                text = texts({"text": settings.text}, seen)["text"][:TEXT_CHARACTERS_MAX]
            except NotWorkedOut as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            if not text:
                results[one.run.id] = StepResult(status="skipped", outcome=EMPTY)
                continue
            comment_id = id_within(one.run.id, one.path)
            is_new = commenting.say(target.record, comment_id=comment_id, author=telling.ACTOR, text=text)
            said = f"commented on {target.record.key}" if is_new else f"commented on {target.record.key} before"
            results[one.run.id] = StepResult(status="done", outcome=said, output={"id": str(comment_id), "text": text})
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        settings = Settings.model_validate(dict(one.settings))
        target = targets(workspace_id, [one], choices={one.run.id: settings.choice}, locking=False)[one.run.id]
        if target.record is None:
            none = nothing_to_show(target, settings=settings, would="Would say nothing")
            return none or Preview(text="Would say nothing.")
        types = collections.collection_types(workspace_id).get(target.record.collection.key, {})
        try:
            text = texts({"text": settings.text}, sees(one, target.record, target=target, types=types))["text"]
        except NotWorkedOut as error:
            return Preview(text="Would say nothing.", status="failed", problems=(str(error),))
        if not text:
            return Preview(text=EMPTY, status="skipped")
        told = PreviewField(name="text", label="Comment", value=text, type="long_text", source=source_of(settings.text))
        said = f"Would comment on {target.record.collection.name} {target.record.key}."
        return Preview(text=said, fields=(told,), output={"text": text})
