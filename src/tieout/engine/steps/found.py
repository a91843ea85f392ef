"""What the steps have in common that look for something in a ledger: they read the mirror, never the network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.accounting.kinds import REFERENCE_KINDS
from tieout.automations.entity_shapes import entity_values
from tieout.engine import access, step_postings
from tieout.engine.steps.books import NO_LEDGER
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as
from tieout.engine.steps.ledger import chosen_ledger
from tieout.engine.steps.worked_out import NotWorkedOut, asked_fields, known, texts
from tieout.mapping.rules import ValueRule
from tieout.store.connections import Connection
from tieout.store.mirror import MirrorEntity

FOUND_MAX = 1000


class FindSettings(BaseModel):
    """`connection` is the id of a connection; empty means the records' ledger of the workspace."""

    model_config = ConfigDict(extra="forbid")
    connection: str = Field(
        default="",
        title="Accounting system",
        description="Where it is looked for; empty means that of the records.",
        json_schema_extra=field_as("connection"),
    )
    not_found: Literal["go_on", "fail"] = Field(
        default="go_on",
        title="If nothing is found",
        json_schema_extra=field_as("choice", names=["Go on, with found = no", "Fail"]),
    )


class ListSettings(FindSettings):
    """Of what may be many."""

    limit: int = Field(
        default=200, ge=1, le=FOUND_MAX, title="At most", description="So many are taken.", json_schema_extra=field_as("number")
    )


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What looking came to: `output` without `found`; `problem` where it could not be decided."""

    found: bool
    outcome: str
    output: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""


class Find:
    """A step that looks for something; a kind of its own says by which rules, and what is there."""

    kind: ClassVar[str]
    name: ClassVar[str]
    about: ClassVar[str]
    group: ClassVar[Group] = "find"
    settings: ClassVar[type[FindSettings]]
    labels: ClassVar[Mapping[str, str]] = {}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        """By which values is looked."""
        raise NotImplementedError

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        """The kinds of entity that must have been read for the answer to be worth anything."""
        raise NotImplementedError

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        """Reads the mirror; `asked` are the texts of the rules, "" for none."""
        raise NotImplementedError

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        raise NotImplementedError

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        return {one.run.id: self.result(workspace_id, one)[0] for one in inputs}

    def result(self, workspace_id: UUID, one: StepInput) -> tuple[StepResult, Mapping[str, str]]:
        """What the step comes to, and the values by which it looked."""
        settings = self.settings.model_validate(dict(one.settings))
        ledger = chosen_ledger(workspace_id, settings.connection)
        if ledger is None:
            return StepResult(status="failed", outcome=NO_LEDGER), {}
        if said := unread(ledger, self.kinds(ledger, settings)):
            return StepResult(status="failed", outcome=said), {}
        try:
            asked = texts(self.rules(settings), known(one))
        except NotWorkedOut as error:
            return StepResult(status="failed", outcome=str(error)), {}
        return told(self.look(ledger, settings, asked=asked), settings), asked

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        result, asked = self.result(workspace_id, one)
        settings = self.settings.model_validate(dict(one.settings))
        good = result.status == "done"
        return Preview(
            text=f"It has {result.outcome}." if good and result.output["found"] else result.outcome,
            status=result.status,
            fields=asked_fields(self.rules(settings), asked, labels=self.labels),
            problems=() if good else (result.outcome,),
            output=result.output,
        )


def told(looked: Looked, settings: FindSettings) -> StepResult:
    """What not finding means is a setting."""
    if looked.problem:
        return StepResult(status="failed", outcome=looked.problem)
    if not looked.found and settings.not_found == "fail":
        return StepResult(status="failed", outcome=f"{looked.outcome[:1].upper()}{looked.outcome[1:]}.")
    return StepResult(status="done", outcome=looked.outcome, output={"found": looked.found, **looked.output})


def unread(ledger: Connection, kinds: Sequence[str]) -> str:
    """Why nothing can be said of what is there: it was never read. "" where it was."""
    reference = {kind.value for kind in REFERENCE_KINDS}
    readable = {kind.value for kind in access.connector(ledger.provider).manifest.kinds}
    for kind in kinds:
        never = ledger.reference_synced_at is None if kind in reference else kind in readable and not ledger.has_read(kind)
        if never:
            named = kind.replace("_", " ")
            return (
                f"What {ledger.organisation_name} has of the kind {named} was not read yet. Read the ledger once, then try again."
            )
    return ""


def entity_found(ledger: Connection, row: MirrorEntity, *, with_lines: bool = True) -> dict[str, object]:
    """An entity as later steps see it: what every step says of one, and its own fields; amounts as text."""
    common = step_postings.entity_output(ledger, kind=row.kind, external_id=row.external_id, row=row)
    own = entity_values(row.kind, row.entity, known={"id": row.external_id, "status": row.status}, deleted=row.deleted)
    found = {**own, **{name: value for name, value in common.items() if value != "" or name not in own}}
    return found if with_lines else {name: value for name, value in found.items() if name != "lines"}


def listed(name: str, ledger: Connection, *, rows: Sequence[MirrorEntity], limit: int) -> dict[str, object]:
    """A list that a step can go through, and the first of it by itself; `rows` may be one more than is wanted."""
    shown = rows[:limit]
    first = entity_found(ledger, shown[0]) if shown else {}
    return {
        **first,
        "count": len(shown),
        "more": len(rows) > limit,
        name: [entity_found(ledger, row, with_lines=False) for row in shown],
    }


def list_types(name: str, types: Mapping[str, str]) -> dict[str, str]:
    """Path to type of what `listed` gives."""
    counted = {"found": "checkbox", "count": "number", "more": "checkbox", name: "line_items"}
    return {**types, **counted, **{f"{name}[].{path}": type_ for path, type_ in types.items() if path != "lines"}}


def counted(noun: str, rows: Sequence[object], *, limit: int, one: str = "") -> str:
    """A sentence of how many there are."""
    if len(rows) == 1 and one:
        return f"found {one}"
    many = f"found {min(len(rows), limit)} {noun}{'' if len(rows) == 1 else 's'}"
    return f"{many}, and there are more" if len(rows) > limit else many


def texts_of(rows: Sequence[MirrorEntity]) -> Iterator[str]:
    """What the entities are called, for a sentence."""
    for row in rows:
        yield row.name or row.number or row.external_id
