"""The clock that a test moves, and the limits that run by it."""

from datetime import UTC, datetime, timedelta

import pytest

from tieout.sandbox.clock import Clock
from tieout.sandbox.limits import Limit, Limits

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MINUTE, DAY = Limit("minute", 3, 60), Limit("day", 5, 86_400)


def still(at: datetime = NOON) -> Clock:
    clock = Clock()
    clock.freeze(frozen=True)
    clock.set(at)
    return clock


@pytest.mark.feature("T-01")
def test_a_frozen_clock_stands_until_it_is_moved_or_released() -> None:
    clock = still()
    assert clock.now() == clock.now() == NOON
    clock.advance(90)
    assert clock.now() == NOON + timedelta(seconds=90)
    clock.freeze(frozen=False)
    assert NOON + timedelta(seconds=90) <= clock.now() < NOON + timedelta(seconds=100)
    clock.reset()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_windows_are_fixed_and_begin_with_the_first_call() -> None:
    clock = still()
    limits = Limits(clock)
    assert [limits.take("p", "o", limits=[MINUTE, DAY]).refused for _ in range(4)] == [None, None, None, "minute"]
    clock.advance(45)
    assert limits.take("p", "o", limits=[MINUTE, DAY]).wait_seconds == 15
    clock.advance(15)
    verdicts = [limits.take("p", "o", limits=[MINUTE, DAY]) for _ in range(3)]
    assert [verdict.refused for verdict in verdicts] == [None, None, "day"]
    assert verdicts[0].remaining == {"minute": 2, "day": 1}
    assert verdicts[2].wait_seconds == 86_340


def test_organisations_do_not_share_a_window_and_units_count() -> None:
    limits = Limits(still())
    assert limits.take("p", "one", limits=[MINUTE], units=3).remaining == {"minute": 0}
    assert limits.take("p", "two", limits=[MINUTE], units=4).refused == "minute"
    assert limits.take("p", "two", limits=[MINUTE]).refused is None


@pytest.mark.parametrize(("text", "allowed"), [("1", 3), ("2", 6), ("0.5", 1), ("off", 50)])
def test_a_factor_widens_and_off_lets_all_through(text: str, allowed: int) -> None:
    limits = Limits(still())
    limits.set(text)
    assert sum(limits.take("p", "o", limits=[MINUTE]).refused is None for _ in range(50)) == allowed


@pytest.mark.parametrize("text", ["0", "-1", "much", ""])
def test_a_factor_is_a_number_above_zero(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Limits(still()).set(text)


def test_calls_in_progress_are_counted_while_they_run() -> None:
    limits = Limits(still())
    for _ in range(2):
        limits.enter("p", "o")
    assert not limits.crowded("p", "o", most=2)
    limits.enter("p", "o")
    assert limits.crowded("p", "o", most=2)
    limits.leave("p", "o")
    assert not limits.crowded("p", "o", most=2)
