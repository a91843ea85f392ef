"""Old runs and the values of old events go after a while; what was posted, the audit log and the keys of events stay for ever."""

from datetime import UTC, datetime, timedelta

from tieout.engine import durable, overdue
from tieout.settings import settings
from tieout.store import alert_rules, database, missed, retained, run_files, schedules, workspaces

DAILY = "retention"
# A transaction takes so many rows at most, and a day so many transactions: a large heap is worn down over days.
BATCH, ROUNDS_MAX = 500, 200


def sweep(*, now: datetime | None = None) -> int:
    """Over all workspaces, once a local day; gives how many runs went. Any worker may call it at any time."""
    at, gone, begun = now or datetime.now(UTC), 0, False
    before = at - timedelta(days=settings().keep_runs_days)
    for workspace in workspaces.all_workspaces():
        today = at.astimezone(overdue.zone_of(workspace)).date()
        if schedules.is_day_done(workspace.id, DAILY, day=today):
            continue
        begun = True
        with database.atomic():
            if not schedules.claim_day(workspace.id, DAILY, day=today):
                continue
            missed.forget_old(workspace.id, before=at - missed.KEPT)
            alert_rules.forget_old(workspace.id, before=at - alert_rules.KEPT)
        for _ in range(ROUNDS_MAX):
            with database.atomic():
                count = retained.forget_runs(workspace.id, before=before, limit=BATCH)
                emptied = retained.empty_events(workspace.id, before=before, limit=BATCH)
            gone += count
            if count < BATCH and emptied < BATCH:
                break
        run_files.purge(workspace.id, before=at - timedelta(days=1))
    if begun:
        durable.forget(before, limit=BATCH)
    return gone
