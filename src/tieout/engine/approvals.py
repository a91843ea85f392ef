"""Approvals of runs: what would be done is shown as it is, asked of people, and done only when they said yes to just that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tieout.engine import intake
from tieout.engine.surface import NotPossible
from tieout.settings import settings
from tieout.store import approvals as rows
from tieout.store import audit, database, mail, progress, workspaces
from tieout.store.approvals import Approval, ApprovalState
from tieout.store.workspaces import Member

REASON_CHARACTERS_MAX = 1_000
# As many differences are named.
SAID_MAX = 5
FAILING = frozenset({"failed", "refused"})


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
        email, bearer = str(getattr(member.user, "email", "")), member.bearer
        name = f"token {bearer.name} of {email}"[:200] if bearer else email
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
    bearer = member.bearer
    if bearer is not None and "approve" not in bearer.scopes:
        return f"The token {bearer.name} may not approve postings. Decide on the page, or make a token with the scope approve."
    # A program is no more than both its token and who made it.
    asking = {member.role} if bearer is None else {member.role, bearer.role}
    escalated = row.escalated_at is not None and asking == {row.escalate_to}
    if not asking <= set(row.roles) and str(member.id) not in row.members and not escalated:
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


Plan = Sequence[Mapping[str, Any]]  # entries of `planning.ahead`, as JSON keeps them


@dataclass(frozen=True, kw_only=True)
class Change:
    """How what would be done now differs from what was approved, in sentences; `stops` where a step of it is not possible any
    more."""

    said: str
    stops: bool


def change_since(row: Approval, *, now: Plan) -> Change | None:
    """None where what would be written or sent is just what was approved."""
    return change_between(row.plan, now=now)


def change_between(then: Plan, *, now: Plan) -> Change | None:
    """The same of two plans."""
    if writes_of(then) == writes_of(now):
        return None
    before, after = ({(one["position"], one["item"]): one for one in plan if one["writes"]} for plan in (then, now))
    failing = [one for one in now if one.get("status") in FAILING]
    known = {(one["position"], one["item"]) for one in then if one.get("status") in FAILING}
    stopping = [one for one in failing if (one["position"], one["item"]) not in known]
    if stopping:
        told = [f"{_called(one)}: {' '.join(one['problems']) or one['text']}" for one in stopping]
        return Change(said=" ".join(told[:SAID_MAX]), stops=True)
    told = [f"{_called(one)} would not be done any more." for place, one in before.items() if place not in after]
    told += [f"{_called(one)} would be done as well." for place, one in after.items() if place not in before]
    told += [said for place, one in after.items() if place in before for said in _otherwise(before[place], one)]
    return Change(said=" ".join(told[:SAID_MAX]) or "The order of what would be done is another.", stops=False)


def writes_of(plan: Plan) -> list[object]:
    """What of a plan touches a ledger or somebody outside."""
    return [[entry["position"], entry["item"], entry["values"], entry["document"]] for entry in plan if entry["writes"]]


def _otherwise(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    if (was["values"], was["document"]) == (now["values"], now["document"]):
        return []
    labels = {field["name"]: field["label"] for field in now["fields"]}
    old, new = dict(was["values"]), dict(now["values"])
    named = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    told = [f"{labels.get(name, name)} would be {new.get(name) or 'empty'} instead of {old.get(name) or 'empty'}" for name in named]
    return [f"{_called(now)}: {'; '.join(told[:SAID_MAX])}." if told else f"{_called(now)} comes to something else: {now['text']}"]


def _called(entry: Mapping[str, Any]) -> str:
    return f"{entry['name']} (item {entry['item'].rpartition(':')[2]})" if entry["item"] else str(entry["name"])


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
