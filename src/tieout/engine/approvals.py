"""Approvals of runs: what would be done is shown as it is, asked of people, and done only when they said yes to just that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from tieout.automations.definition import APPROVAL_STEP, EACH_STEP, Definition, first_position, next_step, step_at
from tieout.automations.scope import items_path
from tieout.engine import intake
from tieout.engine.steps.contract import Preview, StepInput, StepKind
from tieout.engine.surface import NotPossible
from tieout.mapping.conditions import read_path
from tieout.settings import settings
from tieout.store import approvals as rows
from tieout.store import audit, database, mail, progress, workspaces
from tieout.store.approvals import Approval, ApprovalState
from tieout.store.workspaces import Member

# So much of a plan is shown; what a long list would do is shown by its first items.
STEPS_SHOWN, ITEMS_SHOWN = 200, 50
REASON_CHARACTERS_MAX = 1_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One that is to be asked for, not stored yet."""

    row: Approval


def ask(workspace_id: UUID, asked: Sequence[Asked]) -> None:
    """Inside the caller's transaction."""
    if not asked:
        return
    rows.ask(workspace_id, [one.row for one in asked])
    notes = [
        audit.Note(
            actor="Tieout",
            action="approval.asked",
            subject_kind="approval",
            subject_id=str(one.row.id),
            text=one.row.title,
            details={"run": str(one.row.run_id), "for": one.row.asked_for, "steps": len(one.row.plan)},
        )
        for one in asked
    ]
    audit.add(workspace_id, notes)
    progress.show(workspace_id, "approvals", subject_id="all", done=rows.count_open(workspace_id), state="open")


def decide(workspace_id: UUID, approval_id: UUID, *, member: Member, approve: bool, reason: str = "") -> Approval:
    """What a person says, in one transaction where it is still open; the run goes on with the last word that was needed.

    Raises NotPossible.
    """
    with database.atomic():
        row = rows.to_decide(workspace_id, approval_id)
        if row is None:
            raise NotPossible("There is no such approval.")
        if said := hindrance(row, member):
            raise NotPossible(said)
        if not approve and not reason.strip():
            raise NotPossible("Say why it is rejected; the reason is kept in the audit log.")
        name = str(getattr(member.user, "email", ""))
        if not rows.say(workspace_id, row, member_id=member.id, name=name, said=(approve, reason.strip()[:REASON_CHARACTERS_MAX])):
            raise NotPossible("You have answered already. Somebody else must decide now.")
        if not approve or rows.count_approving(workspace_id, row.id) >= row.needed:
            row.state = ApprovalState.APPROVED if approve else ApprovalState.REJECTED
            row.decided_at = datetime.now(UTC)
            rows.change(workspace_id, row.id, state=row.state, decided_at=row.decided_at)
            intake.enqueue_advance(workspace_id, [row.run_id], turn=f"decided:{row.id}")
        note = audit.Note(
            actor=name,
            action="approval.approved" if approve else "approval.rejected",
            subject_kind="approval",
            subject_id=str(row.id),
            text=f"{row.title}{f': {reason.strip()}' if reason.strip() else ''}",
            details={"run": str(row.run_id), "state": row.state},
        )
        audit.add(workspace_id, [note])
        progress.show(
            workspace_id, "approvals", subject_id="all", done=rows.count_open(workspace_id), state=row.state, text=row.title[:300]
        )
    return row


def hindrance(row: Approval, member: Member) -> str:
    """Why this member cannot decide it; "" when it is theirs to decide."""
    if row.state != ApprovalState.OPEN:
        return f"This was decided already: {row.get_state_display().lower()}. Load the page again."
    escalated = row.escalated_at is not None and member.role == row.escalate_to
    if member.role not in row.roles and str(member.id) not in row.members and not escalated:
        named = ", ".join(role.replace("_", " ") for role in row.roles) or "chosen members"
        return f"Only {named} may decide this."
    email = str(getattr(member.user, "email", ""))
    if not row.own_allowed and email and (row.asked_for == email or row.asked_for.endswith(f" of {email}")):
        return "This came from what you did yourself; somebody else must decide it."
    return ""


def look_at(row: Approval, *, now: datetime) -> Approval:
    """What is due: the end of its time, a reminder, an escalation; inside the caller's transaction."""
    workspace_id = row.workspace_id
    if row.due_at is not None and row.due_at <= now:
        if rows.change(workspace_id, row.id, state=ApprovalState.EXPIRED, decided_at=now):
            row.state, row.decided_at = ApprovalState.EXPIRED, now
            _note(row, "approval.expired")
        return row
    if row.escalate_at is not None and row.escalate_at <= now and row.escalated_at is None:
        row.escalated_at = now
        rows.change(workspace_id, row.id, escalated_at=now)
        _note(row, "approval.escalated")
        _write(row, roles=[row.escalate_to], members=[], what="waits still, and is yours to decide too")
    if row.remind_at is not None and row.remind_at <= now and row.reminded_at is None:
        row.reminded_at = now
        rows.change(workspace_id, row.id, reminded_at=now)
        _note(row, "approval.reminded")
        _write(row, roles=row.roles, members=row.members, what="waits for your approval still")
    return row


def next_look(row: Approval) -> datetime | None:
    """When something is due next, with nobody answering."""
    due = [row.due_at]
    due += [row.remind_at] if row.reminded_at is None else []
    due += [row.escalate_at] if row.escalated_at is None else []
    return min((at for at in due if at is not None), default=None)


def has_changed(row: Approval, one: StepInput) -> bool:
    """Whether what would be written now is not what was approved."""
    return writes_of(row.plan) != writes_of(one.ahead("approved"))


def writes_of(plan: Sequence[Mapping[str, object]]) -> list[object]:
    """What of a plan touches a ledger or somebody outside."""
    return [[entry["position"], entry["item"], entry["values"], entry["document"]] for entry in plan if entry["writes"]]


def planned(
    kinds: Mapping[str, StepKind], definition: Definition, *, branch: str, at: StepInput, place: Callable[[str], StepInput]
) -> list[dict[str, object]]:
    """What the run would do from the step of `at` on if it took the branch now, step by step, up to the next approval.

    `place` gives the input of another position. Nothing of it is written, and nobody is called.
    """
    found: list[dict[str, object]] = []
    start = next_step(definition, at.path, outcome="done", branch=branch)
    if start is None:
        return found
    with database.discarded():
        _walk(kinds, definition, start=start, found=found, see=_Seeing(place=place, scope=dict(at.scope)))
    return found


@dataclass(kw_only=True)
class _Seeing:
    """What the steps of a plan see: the run's scope, with what the previews before them would give. `item` is the number of the
    item of which list, "" outside of one."""

    place: Callable[[str], StepInput]
    scope: dict[str, object]
    item: str = ""

    def input(self, position: str) -> StepInput:
        return replace(self.place(position), scope=self.scope, earlier=None)

    def learn(self, step_id: str, output: Mapping[str, object]) -> None:
        steps = self.scope.get("steps")
        self.scope = {**self.scope, "steps": {**(steps if isinstance(steps, Mapping) else {}), step_id: dict(output)}}


def _walk(
    kinds: Mapping[str, StepKind], definition: Definition, *, start: str | None, found: list[dict[str, object]], see: _Seeing
) -> None:
    here = start
    while here is not None and len(found) < STEPS_SHOWN:
        step = step_at(definition, here)
        kind = kinds.get(step.kind)
        if kind is None:
            return
        one = see.input(here)
        preview = kind.preview(one.run.workspace_id, one)
        found.append(_entry(here, step.name or kind.name, kind=kind.kind, preview=preview, item=see.item))
        if step.kind == APPROVAL_STEP:
            return
        see.learn(step.id, preview.output)
        inside = first_position(definition, inside=f"{here}/do") if step.kind == EACH_STEP and step.branches.get("do") else None
        items = read_path(see.scope, items_path(step)) if inside else None
        for number, item in enumerate(items[:ITEMS_SHOWN] if isinstance(items, list) else (), 1):
            within = {**see.scope, "item": item, "item_number": number}
            own = _Seeing(place=see.place, scope=within, item=f"{see.item}{step.id}:{number} ".lstrip())
            _walk(kinds, definition, start=inside, found=found, see=own)
        if preview.status in ("failed", "refused"):
            here = next_step(definition, here, outcome="failed")
        else:
            here = next_step(definition, here, outcome="done", branch="" if step.kind == EACH_STEP else preview.branch)


def _entry(position: str, name: str, *, kind: str, preview: Preview, item: str) -> dict[str, object]:
    return {
        "position": position,
        "name": name,
        "kind": kind,
        "item": item.strip(),
        "text": preview.text,
        "writes": preview.writes,
        "values": [[one.name, one.value] for one in preview.fields],
        "fields": [
            {
                "name": one.name,
                "label": one.label,
                "value": one.value,
                "type": one.type,
                "source": one.source,
                "problem": one.problem,
            }
            for one in preview.fields
        ],
        "problems": list(preview.problems),
        "document": dict(preview.document),
    }


def _note(row: Approval, action: str) -> None:
    note = audit.Note(
        actor="Tieout",
        action=action,
        subject_kind="approval",
        subject_id=str(row.id),
        text=row.title,
        details={"run": str(row.run_id)},
    )
    audit.add(row.workspace_id, [note])


def _write(row: Approval, *, roles: Sequence[str], members: Sequence[str], what: str) -> None:
    """A letter to each who may decide; the same one is never posted twice."""
    if not mail.is_set_up():
        return
    for member in workspaces.members(row.workspace_id):
        if (member.role in roles or str(member.id) in members) and not hindrance(row, member):
            subject = f"{row.title} {what}"
            text = f"{subject}.\n\n{row.text}\n\nTo decide: {settings().base_url}/inbox\n"
            key = f"approval:{row.id}:{what[:20]}:{member.id}"
            mail.post(mail.Letter(key=key, to=str(getattr(member.user, "email", "")), subject=subject, text=text))
