"""What members asked to be told by e-mail: exceptions, approvals, broken connections; at once or once a day."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.settings import settings
from tieout.store import database, mail, news, notifications, workspaces
from tieout.store.notifications import How, NotificationChoice, Topic

DAY = timedelta(days=1)
# At once means within this: what comes together is told together.
PAUSE = timedelta(minutes=2)
# What was begun a moment ago may not be committed yet, and would fall between two looks.
SETTLED = timedelta(seconds=10)
LINES_MAX = 20

_WORDS = {
    Topic.EXCEPTIONS: ("needs a person", "/inbox"),
    Topic.APPROVALS: ("waits for approval", "/inbox"),
    Topic.CONNECTIONS: ("must be connected again", "/settings/integrations"),
}


def send_all(*, now: datetime | None = None) -> int:
    """Writes what is due to be told, then sends what waits; answers how many messages went. Safe to repeat."""
    if not mail.is_set_up():
        return 0
    at = now or datetime.now(UTC)
    for workspace in workspaces.all_workspaces():
        _tell(workspace, at)
    mail.forget_old()
    return mail.send_due()


def _tell(workspace: workspaces.Workspace, now: datetime) -> None:
    upto = now - SETTLED
    for choice in notifications.rows_of(workspace.id):
        wait = DAY if choice.how == How.DAILY else PAUSE
        if upto - choice.told_at < wait:
            continue
        lines = _news(workspace.id, choice.topic, span=(choice.told_at, upto))
        with database.atomic():
            # Whoever moves the mark tells: two workers never tell the same.
            if notifications.told(workspace.id, choice.id, before=choice.told_at, now=upto) and lines:
                mail.post(_letter(workspace, choice, lines=lines))


def _news(workspace_id: UUID, topic: str, *, span: news.Span) -> list[str]:
    if topic == Topic.EXCEPTIONS:
        return news.exceptions_opened(workspace_id, span, limit=LINES_MAX + 1)
    if topic == Topic.APPROVALS:
        return news.approvals_asked(workspace_id, span, limit=LINES_MAX + 1)
    return news.connections_lost(workspace_id, span)


def _letter(workspace: workspaces.Workspace, choice: NotificationChoice, *, lines: Sequence[str]) -> mail.Letter:
    what, place = _WORDS[Topic(choice.topic)]
    count = len(lines)
    many = f"More than {LINES_MAX} things" if count > LINES_MAX else "One thing" if count == 1 else f"{count} things"
    subject = f"{workspace.name}: {many} {what if count == 1 else _plural(what)}"
    text = "\n".join(
        [
            f"{subject}.",
            "",
            *(f"- {line}" for line in lines[:LINES_MAX]),
            "",
            f"To see them: {settings().base_url}{place}",
            f"To be told less: {settings().base_url}/settings/account",
            "",
        ]
    )
    key = f"digest:{choice.id}:{choice.told_at.isoformat()}"
    return mail.Letter(key=key, to=str(getattr(choice.member.user, "email", "")), subject=subject, text=text)


def _plural(what: str) -> str:
    return {"needs a person": "need a person", "waits for approval": "wait for approval"}.get(what, what)
