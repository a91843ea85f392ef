"""The storm breaker: an automation that starts itself over and over, or more often than it may, is switched off and says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.store import audit, automations, exceptions, runs
from tieout.store.exceptions import ExceptionItem
from tieout.store.runs import Run

# So many runs may cause one another, and so many of them may be of one automation about one record.
DEPTH_MAX, ROUNDS_MAX = 8, 5
CAUSE = "automation_storm"
HOUR = timedelta(hours=1)


def let_through(workspace_id: UUID, wanted: Sequence[Run], *, runs_an_hour: Mapping[UUID, int]) -> list[Run]:
    """Of these new runs those that may begin; the automations of the others are switched off, each with an exception.

    `runs_an_hour` is the limit by version, of those that have one. Inside the caller's transaction.
    """
    through: list[Run] = []
    stopped: dict[UUID, tuple[Run, str]] = {}
    left = _left(workspace_id, wanted, runs_an_hour=runs_an_hour)
    for run in wanted:
        version = run.version
        if version is None:
            raise RuntimeError("a run of an automation has a version")
        if version.automation_id in stopped:
            continue
        if said := _runs_away(run):
            stopped[version.automation_id] = (run, said)
            continue
        if version.id in left:
            left[version.id] -= 1
            if left[version.id] < 0:
                said = f"It was to begin more than {runs_an_hour[version.id]} runs within an hour, which is its limit."
                stopped[version.automation_id] = (run, said)
                continue
        through.append(run)
    for automation_id, (run, said) in stopped.items():
        _stop(workspace_id, automation_id, run=run, said=said)
    return through


def _runs_away(run: Run) -> str:
    """The sentence about a chain of runs that goes on too long; "" for one that does not."""
    if run.depth > DEPTH_MAX:
        return f"{run.depth} runs have caused one another, of which this automation was to begin the next."
    rounds = Counter(tuple(one) for one in run.context.get("chain", []))
    if rounds and max(rounds.values()) > ROUNDS_MAX:
        return f"It has started itself on {run.title or 'the same record'} more than {ROUNDS_MAX} times in a row."
    return ""


def _left(workspace_id: UUID, wanted: Sequence[Run], *, runs_an_hour: Mapping[UUID, int]) -> dict[UUID, int]:
    versions = {run.version_id for run in wanted if run.version_id in runs_an_hour}
    left: dict[UUID, int] = {}
    for run in wanted:
        version = run.version
        if version is not None and version.id in versions and version.id not in left:
            begun = runs.count_begun(workspace_id, version.automation_id, since=datetime.now(UTC) - HOUR)
            left[version.id] = runs_an_hour[version.id] - begun
    return left


def _stop(workspace_id: UUID, automation_id: UUID, *, run: Run, said: str) -> None:
    version = run.version
    name = version.automation.name if version is not None else "The automation"
    automations.set_enabled(workspace_id, automation_id, enabled=False)
    item = ExceptionItem(
        workspace_id=workspace_id,
        fingerprint=f"storm:{automation_id}",
        cause=CAUSE,
        message=f"{name} was switched off. {said}",
        remedy="Look at what its steps change, give its trigger a condition that does not hold after them or a higher limit, and "
        "switch it on again. What it missed can be replayed.",
        subject_kind=run.subject_kind,
        subject_id=run.subject_id,
        title=name,
        details={"automation": str(automation_id)},
    )
    exceptions.raise_exceptions(workspace_id, [item])
    note = audit.Note(
        actor="Tieout",
        action="automation.disabled",
        subject_kind="automation",
        subject_id=str(automation_id),
        text=f"{name} was switched off: {said}",
    )
    audit.add(workspace_id, [note])
