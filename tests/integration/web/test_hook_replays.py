"""Signed calls that are sent again: what the signature covers says whether it is another event, and no id beside it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from integration.web.test_hooks import Outside
from tieout.automations.hook_proof import sign
from tieout.automations.triggers import SignatureScheme, WebhookDoor
from tieout.engine import hooks
from tieout.engine.hooks import Call, Refused, Taken
from tieout.store import workspaces

NOW = datetime(2026, 11, 20, 12, 1, tzinfo=UTC)
BODY = b'{"order": "A-1"}'
IDS = ["idempotency-key", "x-event-id", "webhook-id", "x-github-delivery", "x-shopify-webhook-id"]


@pytest.fixture
def workspace_id(db: None) -> UUID:
    return workspaces.create_workspace("Home").id


class Sender:
    """A shop that signs what it tells, and whose calls somebody overhears."""

    def __init__(self, workspace_id: UUID, scheme: SignatureScheme, *, minutes: int = 10) -> None:
        self.terms = WebhookDoor(auth="signature", scheme=scheme, same_body_minutes=minutes)
        self.outside = Outside(workspace_id, self.terms.model_dump())
        self._key = self.outside.path.removeprefix("/hooks/")

    def signed(self, body: bytes = BODY, *, after: timedelta = timedelta(), id: str = "", **headers: str) -> dict[str, str]:
        proof = sign(self.terms, secret=self.outside.secret, body=body, now=NOW + after, id=id)
        return {name.lower().replace("_", "-"): value for name, value in {**proof, **headers}.items()}

    def call(self, headers: Mapping[str, str], body: bytes = BODY, *, after: timedelta = timedelta()) -> Call:
        return Call(headers=headers, query={}, body=body, at=NOW + after)

    def tell(self, headers: Mapping[str, str], body: bytes = BODY, *, after: timedelta = timedelta()) -> Taken:
        return hooks.receive(self._key, self.call(headers, body, after=after))

    def tell_together(self, *calls: Call) -> list[Taken | Refused]:
        return hooks.receive_together([(self._key, call) for call in calls])


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("scheme", ["plain", "timestamped"])
def test_an_overheard_call_with_another_id_is_the_same_event(workspace_id: UUID, scheme: SignatureScheme, name: str) -> None:
    sender = Sender(workspace_id, scheme)
    proof = sender.signed()
    first = sender.tell({**proof, name: "one"})
    again = sender.tell({**proof, name: "two"}, after=timedelta(minutes=4))
    assert (again.event_id, again.repeated) == (first.event_id, True)
    assert len(sender.outside.events()) == len(sender.outside.runs()) == 1


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_signed_time_counts_for_as_long_as_it_is_taken(workspace_id: UUID, minutes: int) -> None:
    sender = Sender(workspace_id, "timestamped", minutes=minutes)
    proof = sender.signed()
    first = sender.tell({**proof, "x-event-id": "one"})
    assert sender.tell({**proof, "x-event-id": "two"}, after=timedelta(minutes=4, seconds=59)).event_id == first.event_id
    with pytest.raises(Refused, match="does not prove"):
        sender.tell({**proof, "x-event-id": "two"}, after=timedelta(minutes=6))
    assert len(sender.outside.events()) == 1


def test_a_signature_that_names_no_id_counts_as_one(workspace_id: UUID) -> None:
    sender = Sender(workspace_id, "standard", minutes=0)
    proof = sender.signed(id="")
    first = sender.tell({**proof, "idempotency-key": "one"})
    assert sender.tell({**proof, "idempotency-key": "two"}, after=timedelta(seconds=9)).event_id == first.event_id


@pytest.mark.parametrize("scheme", ["plain", "timestamped"])
def test_a_sender_that_tries_again_with_its_own_id_is_recognised_later_too(workspace_id: UUID, scheme: SignatureScheme) -> None:
    """Signed anew, and after the minutes in which the same body is the same event."""
    sender, later = Sender(workspace_id, scheme), timedelta(hours=3)
    first = sender.tell(sender.signed(x_event_id="one"))
    again = sender.tell(sender.signed(after=later, x_event_id="one"), after=later)
    assert (again.event_id, again.repeated) == (first.event_id, True)


def test_the_same_body_is_told_twice_after_the_minutes_that_were_set_or_without_any(workspace_id: UUID) -> None:
    sender = Sender(workspace_id, "plain")
    first = sender.tell(sender.signed(x_event_id="one"))
    assert sender.tell(sender.signed(x_event_id="two"), after=timedelta(minutes=30)).event_id != first.event_id
    free = Sender(workspace_id, "plain", minutes=0)
    first = free.tell(free.signed(x_event_id="one"))
    assert free.tell(free.signed(x_event_id="two")).event_id != first.event_id
    assert free.tell(free.signed(x_event_id="one")).event_id == first.event_id


def test_calls_of_one_moment_are_held_against_each_other(workspace_id: UUID) -> None:
    sender, other = Sender(workspace_id, "timestamped"), b'{"order": "A-1", "attempt": 2}'
    replayed = sender.signed(x_event_id="one")
    said = sender.tell_together(
        sender.call(replayed),
        sender.call({**replayed, "x-event-id": "two"}),
        sender.call(sender.signed(other, x_event_id="one"), other),
        sender.call(sender.signed(other, after=timedelta(seconds=1), x_event_id="three"), other),
    )
    taken = [one for one in said if isinstance(one, Taken)]
    assert [one.repeated for one in taken] == [False, True, True, False]
    assert [len(one.run_ids) for one in taken] == [1, 0, 0, 1]
    assert taken[0].event_id == taken[1].event_id == taken[2].event_id
