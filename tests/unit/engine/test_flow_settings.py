"""What can be set on steps of flow, and what is refused in words."""

from datetime import timedelta

import pytest
from pydantic import BaseModel, JsonValue, ValidationError

from tieout.engine.steps import approval, compute, for_each, set_variable, switch, wait
from tieout.engine.steps.span import Span


@pytest.mark.parametrize(
    ("span", "length", "words"),
    [
        (Span(amount=1, unit="minutes"), timedelta(minutes=1), "1 minute"),
        (Span(amount=3, unit="weeks"), timedelta(days=21), "3 weeks"),
    ],
)
def test_a_span_is_as_long_as_it_says(span: Span, length: timedelta, words: str) -> None:
    assert (span.length, str(span)) == (length, words)


@pytest.mark.parametrize(
    ("settings", "given", "words"),
    [
        (Span, {"amount": 367, "unit": "days"}, "longer than 366 days"),
        (Span, {"amount": 0}, "greater than or equal to 1"),
        (wait.Settings, {"until": "time"}, "say how long"),
        (wait.Settings, {"until": "date"}, "say the date"),
        (wait.Settings, {"until": "event"}, "say what is waited for"),
        (wait.Settings, {"span": {"amount": 1}, "time_zone": "Mars/Base"}, "no time zone Mars/Base"),
        (wait.Settings, {"span": {"amount": 1}, "at": "25:00"}, "should match pattern"),
        (approval.Settings, {"roles": []}, "say who may decide"),
        (approval.Settings, {"escalate_after": {"amount": 1}}, "needs a time and a role"),
        (approval.Settings, {"answer_within": {"amount": 2}, "remind_after": {"amount": 2}}, "reminder comes after"),
        (compute.Settings, {"results": []}, "at least 1 item"),
        (compute.Settings, {"results": [{"name": "a", "value": {"kind": "fixed", "value": "1"}}] * 2}, "two results are called a"),
        (set_variable.Settings, {"name": "No!", "value": {"kind": "fixed", "value": "1"}}, "should match pattern"),
        (for_each.Settings, {"items": ""}, "at least 1 character"),
        (switch.Settings, {"cases": []}, "at least 1 item"),
        (switch.Settings, {"cases": [], "colour": "red"}, "Extra inputs"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(settings: type[BaseModel], given: dict[str, JsonValue], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings.model_validate(given)
