"""The rules by which contacts and items are found to be in a ledger already, as people set them for each ledger."""

from dataclasses import asdict
from uuid import UUID

from tieout.engine.surface import NotPossible
from tieout.reconciliation.identity.rules import DEFAULT, MatchRules
from tieout.store import audit, connections, database
from tieout.store.connections import Connection


def rules_of(workspace_id: UUID, connection_id: UUID) -> MatchRules:
    """Those that were set for the ledger, or those that hold everywhere."""
    held = connections.matching_of(workspace_id, connection_id)
    if not held:
        return DEFAULT
    details = {name: frozenset(map(str, value)) for name, value in held.items() if isinstance(value, list)}
    likelihoods = {name: float(value) for name, value in held.items() if isinstance(value, int | float)}
    return MatchRules(**details, **likelihoods)  # type: ignore[arg-type]  # by the names under which they were kept


def change(ledger: Connection, rules: MatchRules, *, actor: str) -> None:
    """Holds from the next question on; what is linked stays linked, and what people decided stands. Raises NotPossible."""
    if not rules.item_details:
        raise NotPossible("Items need something to be matched by. Choose their code, their name, or both.")
    if rules.asked_from >= rules.certain_from:
        raise NotPossible("What is certain must be more likely than what is asked. Raise the one or lower the other.")
    before = rules_of(ledger.workspace_id, ledger.id)
    if before == rules:
        return
    with database.atomic():
        said = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(rules).items()}
        connections.set_matching(ledger.workspace_id, ledger.id, matching=said)
        note = audit.Note(
            actor=actor,
            action="matching.changed",
            subject_kind="connection",
            subject_id=str(ledger.id),
            text=f"The rules of matching in {ledger.organisation_name} were changed",
            details=said,
        )
        audit.add(ledger.workspace_id, [note])
