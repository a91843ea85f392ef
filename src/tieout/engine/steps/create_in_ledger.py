"""Create in accounting system: the record becomes a contact, an item or a document of the ledger, once."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel

from tieout.engine import intents, turns
from tieout.engine.intents import Intent
from tieout.engine.steps.contract import StepInput, StepResult
from tieout.engine.steps.ledger import chosen_ledger
from tieout.store import postings
from tieout.store.connections import Connection
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.records import records_by_ids

ALREADY = "already linked"


class Settings(BaseModel):
    """`connection` is the id of a connection; empty means the records' ledger of the workspace."""

    connection: str = ""


class CreateInLedger:
    kind = "create_in_ledger"
    name = "Create in accounting system"
    settings = Settings

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        by_ledger: dict[str, list[StepInput]] = {}
        for one in inputs:
            by_ledger.setdefault(Settings.model_validate(dict(one.settings)).connection, []).append(one)
        for wanted, members in by_ledger.items():
            ledger = chosen_ledger(workspace_id, wanted)
            if ledger is None:
                said = "No ledger is connected. Connect one under Settings, Integrations, then try again."
                results.update({one.run.id: StepResult(status="failed", outcome=said) for one in members})
                continue
            results.update(_create(workspace_id, ledger, inputs=members))
        return results


def _create(workspace_id: UUID, ledger: Connection, *, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
    waited = [one.earlier.posting_id for one in inputs if one.earlier is not None and one.earlier.posting_id is not None]
    known = postings.postings_by_ids(workspace_id, waited)
    results: dict[UUID, StepResult] = {}
    fresh: list[StepInput] = []
    for one in inputs:
        posting = known.get(one.earlier.posting_id) if one.earlier is not None and one.earlier.posting_id is not None else None
        settled = None if posting is None else _settled(posting, ledger)
        if settled is not None:
            results[one.run.id] = settled
        else:
            fresh.append(one)
    # The look for a link comes here, at run time, just before the intent (K-07).
    present = records_by_ids(workspace_id, [one.run.subject_id for one in fresh if one.run.subject_id is not None])
    arrived = [row.source_id for row in known.values() if row.state == PostingState.POSTED]
    intents.tell_changed(workspace_id, ledger, posted=list(records_by_ids(workspace_id, arrived).values()))
    made = intents.intend(workspace_id, ledger, wanted=list(present.values()))
    for one in fresh:
        record_id = one.run.subject_id
        intent = made.get(record_id) if record_id is not None else None
        results[one.run.id] = _result(intent, ledger) if intent else StepResult(status="skipped", outcome="the record is gone")
    if any(intent.state == "waiting" for intent in made.values()):
        turns.wake(workspace_id, ledger.id)
    return results


def _settled(posting: Posting, ledger: Connection) -> StepResult | None:
    """What the step comes to now that its posting has ended; None where it was taken back: the record is looked at anew."""
    if posting.state == PostingState.POSTED:
        output: dict[str, object] = {
            "connection": str(ledger.id),
            "kind": posting.kind,
            "external_id": posting.external_id,
            "number": posting.number,
        }
        return StepResult(status="done", outcome=f"created in {ledger.organisation_name}", output=output, posting_id=posting.id)
    if posting.state == PostingState.REJECTED:
        said = " ".join(str(problem.get("message", "")) for problem in posting.problems)
        return StepResult(status="refused", outcome=said or "refused by the ledger", posting_id=posting.id)
    if posting.state in OPEN_STATES:
        return StepResult(status="waiting", outcome="waiting for the ledger", posting_id=posting.id)
    if posting.state == PostingState.CANCELLED:
        return None
    return StepResult(status="skipped", outcome=posting.get_state_display().lower(), posting_id=posting.id)


def _result(intent: Intent, ledger: Connection) -> StepResult:
    warnings: dict[str, object] = {"warnings": list(intent.warnings)} if intent.warnings else {}
    if intent.state == "linked":
        output = {"connection": str(ledger.id), "kind": intent.kind, "external_id": intent.external_id}
        return StepResult(status="skipped", outcome=intent.message or ALREADY, output=dict(output))
    if intent.state == "waiting":
        return StepResult(status="waiting", outcome="waiting for the ledger", output=warnings, posting_id=intent.posting_id)
    return StepResult(status="refused", outcome=intent.message)
