"""Messages of alerts: written with their cause, mailed by the outbox or sent to a sealed address, once."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from tieout.engine import durable, notifying, raising
from tieout.settings import settings
from tieout.store import alert_rules, database, exceptions, mail, step_secrets
from tieout.store.alert_rules import AlertKind, AlertMessage, AlertRule, MessageState
from tieout.store.exceptions import ExceptionItem
from tieout.store.workspaces import Workspace

LINES_MAX = 20
TRIES_MAX = 6
WAIT_SECONDS = 60.0
_PLACES = {
    AlertKind.RUN_FAILED: "/automations/runs",
    AlertKind.EXCEPTION: "/inbox",
    AlertKind.OVERDUE: "/reports",
    AlertKind.BROKEN: "/settings/integrations",
    AlertKind.EXPIRING: "/settings/integrations",
    AlertKind.DIGEST: "/",
}
NO_MAIL = "No mail server is set up (TIEOUT_SMTP_HOST)."


def write(workspace: Workspace, rule: AlertRule, *, lines: Sequence[str], is_test: bool = False) -> list[AlertMessage]:
    """One for each receiver, inside the caller's transaction; they go when that is kept."""
    subject = _subject(workspace, rule, lines=lines)
    text = _text(rule, subject, lines=lines)
    made: list[AlertMessage] = []
    for member in rule.members.all():
        row = AlertMessage(workspace_id=workspace.id, rule=rule, member=member, subject=subject, text=text, is_test=is_test)
        row.receiver = str(getattr(member.user, "email", ""))
        row.state = MessageState.SENT if mail.is_set_up() else MessageState.FAILED
        row.error = "" if mail.is_set_up() else NO_MAIL
        made.append(row)
    for address in rule.addresses.all():
        row = AlertMessage(workspace_id=workspace.id, rule=rule, address=address, subject=subject, text=text, is_test=is_test)
        row.receiver = address.name
        made.append(row)
    alert_rules.add_messages(workspace.id, made)
    for row in made:
        if row.address_id is not None:
            _start(row)
        else:
            mail.post(mail.Letter(key=f"alert:{row.id}", to=row.receiver, subject=subject, text=row.text))
    return made


@durable.workflow("tell_alert")
def tell_alert(workspace: str, message: str) -> None:
    """Sends one message to a sealed address. One that was being sent when the process ended is not sent again: it may be there."""
    workspace_id, message_id = UUID(workspace), UUID(message)
    row = alert_rules.message(workspace_id, message_id)
    if row is None or row.state not in (MessageState.WAITING, MessageState.SENDING):
        return
    if not alert_rules.begin_message(workspace_id, message_id):
        _end(row, MessageState.UNKNOWN, error="Tieout stopped while this was sent. Look there whether it arrived.")
        return
    try:
        secret = step_secrets.open_secret(workspace_id, row.address_id) if row.address_id else None
        if secret is None:
            _end(row, MessageState.FAILED, error="The address is not there any more.")
            return
        notifying.send(workspace_id, secret.parts["address"], title=row.subject, body=row.text)
    except Transient as trouble:
        _again(row, trouble)
    except (Rejected, OutcomeUnknown) as trouble:
        _end(row, MessageState.UNKNOWN if isinstance(trouble, OutcomeUnknown) else MessageState.FAILED, error=str(trouble))
    else:
        _end(row, MessageState.SENT)


def tell_unsent_mail(workspace_id: UUID) -> int:
    """Opens an exception for each e-mail of a run that no mail server took; answers how many."""
    rows = mail.given_up(workspace_id)
    if not rows:
        return 0
    with database.atomic():
        items = [
            ExceptionItem(
                workspace_id=workspace_id,
                fingerprint=f"mail:{row.id}",
                cause="mail_failed",
                message=f"The e-mail “{row.subject}” to {row.to} could not be sent: {row.error}",
                remedy="Check the address and the mail server, then start the automation again.",
                subject_kind="run",
                subject_id=row.run_id,
                title=row.subject,
            )
            for row in rows
        ]
        raising.raise_exceptions(workspace_id, items)
        mail.told(workspace_id, [row.id for row in rows])
    return len(rows)


def _again(row: AlertMessage, trouble: Transient) -> None:
    tries = row.attempts + 1
    if tries >= TRIES_MAX:
        _end(row, MessageState.FAILED, error=str(trouble))
        return
    with database.atomic():
        alert_rules.end_message(row.workspace_id, row.id, state=MessageState.WAITING, error=str(trouble))
        _start(row, again=uuid4().hex, delay_seconds=max(trouble.retry_after or 0.0, WAIT_SECONDS * 2 ** (tries - 1)))


def _start(row: AlertMessage, *, again: str = "", delay_seconds: float = 0) -> None:
    """Of one workspace one after the other: the program that sends them takes no more at once."""
    durable.enqueue(
        "tell_alert",
        [str(row.workspace_id), str(row.id)],
        workflow_id=f"alert:{row.id}:{again}" if again else f"alert:{row.id}",
        partition=str(row.workspace_id),
        delay_seconds=delay_seconds,
    )


def _end(row: AlertMessage, state: MessageState, *, error: str = "") -> None:
    with database.atomic():
        alert_rules.end_message(row.workspace_id, row.id, state=state, error=error)
        if state == MessageState.SENT:
            exceptions.resolve_fingerprints(row.workspace_id, [f"alert:{row.rule_id}"], reason="A message went again.")
        elif not row.is_test:
            item = ExceptionItem(
                workspace_id=row.workspace_id,
                fingerprint=f"alert:{row.rule_id}",
                cause="alert_failed",
                message=f"The alert {row.rule.name} did not reach {row.receiver}: {error}",
                remedy="Check the address, then test the rule under Settings, Alerts.",
                title=row.rule.name,
            )
            raising.raise_exceptions(row.workspace_id, [item])


def _subject(workspace: Workspace, rule: AlertRule, *, lines: Sequence[str]) -> str:
    many = f"more than {LINES_MAX} things" if len(lines) > LINES_MAX else "one thing" if len(lines) == 1 else f"{len(lines)} things"
    said = "" if rule.kind == AlertKind.DIGEST else f": {many}"
    return f"{workspace.name}: {rule.name}{said}"[:250]


def _text(rule: AlertRule, subject: str, *, lines: Sequence[str]) -> str:
    shown = [f"- {' '.join(line.split())[:500]}" for line in lines[:LINES_MAX]]
    return "\n".join([f"{subject}.", "", *shown, "", f"To see more: {settings().base_url}{_PLACES[AlertKind(rule.kind)]}", ""])
