"""Starting automations, as the API takes and gives it."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tieout.web.api.automation_shapes import AutomationWebhook
from tieout.web.api.values import JsonObject, PageOut


class StartIn(Schema):
    """By hand: on these records, or with these values where the automation works on no collection."""

    record_ids: list[UUID] = Field(default=[], max_length=1000)
    values: JsonObject = {}


class StartedRuns(Schema):
    run_ids: list[UUID]


class ReplayedRuns(StartedRuns):
    """`passed_over` events were seen before, or start the published version no more."""

    passed_over: int


class MissedEvent(Schema):
    event_id: UUID
    kind: str
    title: str
    occurred_at: datetime


class MissedEvents(PageOut):
    """What happened while the automation was off, since when it is kept."""

    count: int
    since: datetime | None
    items: list[MissedEvent]


class ReplayIn(Schema):
    """These events, or with `all` everything that was missed."""

    event_ids: list[UUID] = Field(default=[], max_length=1000)
    all: bool = False


class WebhookIn(Schema):
    """`rotate` makes a new secret and a new address; the old ones open nothing any more. `secret` is one that the sender made, for
    the address that is there."""

    rotate: bool
    secret: str = Field(default="", max_length=500)


class WebhookSecret(AutomationWebhook):
    """The whole address and the secret are shown once."""

    secret: str
