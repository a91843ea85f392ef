"""Approval: people are shown what would be done and say yes or no; no thread waits along."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from tieout.engine import approvals
from tieout.engine.approvals import Asked
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.span import Span
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate_text
from tieout.store import approvals as rows
from tieout.store.approvals import Approval as Row
from tieout.store.approvals import ApprovalState

STOPPED = "Stopped: what was approved is not possible any more."
AGAIN = "Asked again, because what would be done has changed:"
RoleName = Literal["administrator", "finance", "editor", "auditor"]


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: ValueRule | None = Field(default=None, title="Title", json_schema_extra=field_as("rule"))
    text: ValueRule | None = Field(
        default=None, title="Text", description="What who decides should know.", json_schema_extra=field_as("rule")
    )
    roles: list[RoleName] = Field(
        default=["administrator", "finance"],
        title="Roles that may decide",
        json_schema_extra=field_as("choice", many=True),
    )
    members: list[str] = Field(
        default=[], max_length=50, title="Members who may decide", json_schema_extra=field_as("member", many=True)
    )
    needed: int = Field(
        default=1, ge=1, le=20, title="Approvals needed", description="One rejection decides.", json_schema_extra=field_as("number")
    )
    own_allowed: bool = Field(
        default=False,
        title="Who caused it may approve it",
        description="Off: somebody else must.",
        json_schema_extra=field_as("checkbox"),
    )
    answer_within: Span | None = Field(default=None, title="Answer within", json_schema_extra=field_as("duration"))
    when_late: Literal["rejected", "approved", "failed"] = Field(
        default="rejected", title="Without an answer it counts as", json_schema_extra=field_as("choice")
    )
    remind_after: Span | None = Field(default=None, title="Remind after", json_schema_extra=field_as("duration"))
    escalate_after: Span | None = Field(default=None, title="Escalate after", json_schema_extra=field_as("duration"))
    escalate_to: RoleName | None = Field(
        default=None,
        title="Escalate to",
        description="Who has this role may decide too from then on.",
        json_schema_extra=field_as("choice"),
    )

    @model_validator(mode="after")
    def _can_be_answered(self) -> "Settings":
        if not self.roles and not self.members:
            raise ValueError("say who may decide: a role or a member")
        if (self.escalate_after is None) != (self.escalate_to is None):
            raise ValueError("an escalation needs a time and a role")
        for name, span in (("reminder", self.remind_after), ("escalation", self.escalate_after)):
            if span is not None and self.answer_within is not None and span.length >= self.answer_within.length:
                raise ValueError(f"the {name} comes after the time to answer is over")
        return self


class Approval:
    kind = "approval"
    name = "Approval"
    group: Group = "flow"
    about = "Show people what would be done, and go on when they approve."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"decision": "text", "by": "text", "reason": "text"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id
        ((_, settings),) = with_settings(Settings, [one])
        who = [*(role.replace("_", " ") for role in settings.roles), *(["chosen members"] if settings.members else [])]
        needed = "" if settings.needed == 1 else f"{settings.needed} of "
        output = {"decision": "approved", "by": "", "reason": ""}
        return Preview(text=f"Would ask {needed}{' or '.join(who)} to approve", output=output, branch="approved")

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        now = datetime.now(UTC)
        known = rows.latest_of_runs(workspace_id, [one.run.id for one in inputs], path=inputs[0].path)
        results: dict[UUID, StepResult] = {}
        asking: list[Asked] = []
        for one, settings in with_settings(Settings, inputs):
            row, said = known.get(one.run.id), ""
            if row is not None and row.state == ApprovalState.APPROVED:
                change = approvals.change_since(row, now=one.ahead("approved"))
                if change is not None:
                    rows.overtake(workspace_id, row.id)
                    row, said = None, change.said
                if change is not None and change.stops:
                    results[one.run.id] = StepResult(status="failed", outcome=f"{STOPPED} {said}"[:500])
                    continue
            is_again = one.earlier is not None and one.earlier.status in ("again", "failed")
            if row is None or row.state in (ApprovalState.CANCELLED, ApprovalState.OVERTAKEN) or (is_again and _is_over(row)):
                asked = _asked(one, settings, now=now, again=said)
                if isinstance(asked, str):
                    results[one.run.id] = StepResult(status="failed", outcome=asked)
                    continue
                asking.append(asked)
                row = asked.row
            elif row.state == ApprovalState.OPEN:
                row = approvals.look_at(row, now=now)
            results[one.run.id] = _result(row, settings, branches=one.branches)
        approvals.ask(workspace_id, asking)
        return results


def _is_over(row: Row) -> bool:
    return row.state != ApprovalState.OPEN


def _result(row: Row, settings: Settings, *, branches: Collection[str]) -> StepResult:
    votes = [] if row._state.adding else list(row.votes.all())  # noqa: SLF001 - Django's public name for what is not stored yet
    by = ", ".join(vote.name for vote in votes)
    reason = next((vote.reason for vote in votes if vote.reason), "")
    decision = settings.when_late if row.state == ApprovalState.EXPIRED else str(row.state)
    output: dict[str, object] = {"decision": decision, "by": by, "reason": reason, "approval": str(row.id)}
    if row.state == ApprovalState.OPEN:
        said = f"waiting for approval ({len(votes)} of {row.needed})" if row.needed > 1 else "waiting for approval"
        return StepResult(status="waiting", outcome=said, until=approvals.next_look(row), output=output)
    late = "nobody answered in time" if row.state == ApprovalState.EXPIRED else ""
    if decision == "failed":
        return StepResult(status="failed", outcome=late, output=output)
    if decision == "approved":
        said = f"approved by {by}" if by else f"{late}: it counts as approved"
        return StepResult(status="done", outcome=said, output=output, branch="approved")
    said = late or f"rejected by {by}{f': {reason}' if reason else ''}"
    # Without steps for this case the run ends: what follows was not approved.
    return StepResult(status="done", outcome=said[:500], output=output, branch="rejected", ends="rejected" not in branches)


def _asked(one: StepInput, settings: Settings, *, now: datetime, again: str) -> Asked | str:
    try:
        title = evaluate_text(settings.title, one.scope, types=one.types) or one.run.title
        own = evaluate_text(settings.text, one.scope, types=one.types)
        text = f"{own}\n\n{AGAIN} {again}".strip() if again else own
    except ConditionError as error:
        return str(error)
    row = Row(
        workspace_id=one.run.workspace_id,
        run=one.run,
        path=one.path,
        title=title[:300],
        text=text,
        plan=one.ahead("approved"),
        roles=list(settings.roles),
        members=list(settings.members),
        needed=settings.needed,
        own_allowed=settings.own_allowed,
        asked_for=one.run.started_by,
        asked_at=now,
        due_at=now + settings.answer_within.length if settings.answer_within else None,
        remind_at=now + settings.remind_after.length if settings.remind_after else None,
        escalate_at=now + settings.escalate_after.length if settings.escalate_after else None,
        escalate_to=settings.escalate_to or "",
    )
    return Asked(row=row)
