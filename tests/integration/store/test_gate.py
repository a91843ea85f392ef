"""The rate gate: workers together never call more often than a provider allows, and use nearly all that it allows."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from tieout.store import gate

KEY = "xero:one:minute"
DAY_SECONDS = 86_400.0
PROCESSES, CALLS, WINDOW_SECONDS, WINDOWS = 4, 40, 1.0, 3

# The places of one window.
MAKER = """
import sys
from tieout.store import database
database.set_up()
from tieout.store import gate
gate.prepare(sys.argv[1], calls=int(sys.argv[2]))
"""
# What a worker does, without the calls: takes a place, waits as long as it is told to; says when each call would have gone.
TAKER = """
import json, sys, time
from tieout.store import database
database.set_up()
from tieout.store import gate
key, seconds, until = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
print("here", flush=True)
began, gone = float(sys.stdin.readline()), []
while time.time() < began + until:
    found = gate.reserve(key, seconds=seconds, patience=5)
    time.sleep(max(0, found.at - time.time()))
    gone.append(time.time())
print(json.dumps(gone), flush=True)
"""


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(gate, "time", made)
    return made


def taken(count: int, take: Callable[[], float]) -> int:
    """How many of so many calls may go at once."""
    return sum(take() == 0 for _ in range(count))


def waits(found: gate.Reserved | float) -> float:
    """How long this makes a call wait: a slot that is given without patience is one for now."""
    return found if isinstance(found, float) else 0.0


def take() -> float:
    return waits(gate.reserve(KEY, seconds=60, patience=0))


def take_day() -> float:
    return gate.take_day(KEY, calls=5, seconds=DAY_SECONDS)


def test_processes_together_never_exceed_the_limit_and_use_nearly_all_of_it(process_environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", MAKER, KEY, str(CALLS)], env=process_environment, check=True)
    # The gate counts departures with a little more than the window: that is the most that can be asked of it.
    window = WINDOW_SECONDS + gate.MARGIN_SECONDS
    lasts = (WINDOWS - 0.5) * window
    command = [sys.executable, "-c", TAKER, KEY, str(WINDOW_SECONDS), str(lasts)]
    takers = [
        subprocess.Popen(command, env=process_environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    gone = sorted(answers_of(takers))
    crowded = [later - earlier for earlier, later in zip(gone, gone[CALLS:], strict=False) if later - earlier < WINDOW_SECONDS]
    assert crowded == []
    assert len(gone) >= 0.9 * CALLS * WINDOWS, len(gone)


def answers_of(takers: list["subprocess.Popen[str]"]) -> list[float]:
    """Lets all begin at the same moment."""
    for one in takers:
        assert one.stdout is not None
        assert one.stdout.readline() == "here\n"
    answers: list[float] = []
    began = time.time()
    for one in takers:
        assert one.stdin is not None
        one.stdin.write(f"{began}\n")
        one.stdin.flush()
    for one in takers:
        answers += json.loads(one.communicate(timeout=60)[0])
    return answers


@pytest.mark.django_db
def test_it_lets_as_many_go_as_the_window_allows_and_says_when_the_next_may(clock: Clock) -> None:
    gate.prepare(KEY, calls=5)
    assert taken(7, take) == 5
    clock.now += 20
    assert take() == pytest.approx(40 + gate.MARGIN_SECONDS)
    clock.now += 40 + gate.MARGIN_SECONDS
    assert taken(7, take) == 5


@pytest.mark.django_db
def test_in_no_window_are_more_calls_than_allowed_however_they_come(clock: Clock) -> None:
    gate.prepare(KEY, calls=3)
    gone: list[float] = []
    for step in range(200):
        clock.now += (step * 7 % 11) + 0.5
        if take() == 0:
            gone.append(clock.now)
    assert all(later - earlier > 60 for earlier, later in zip(gone, gone[3:], strict=False))
    assert len(gone) > 40


@pytest.mark.django_db
def test_who_has_patience_has_its_place_in_the_next_window_and_nobody_else_has_it(clock: Clock) -> None:
    gate.prepare(KEY, calls=2)
    assert taken(2, take) == 2
    places = [place for _ in range(2) if isinstance(place := gate.reserve(KEY, seconds=60, patience=90), gate.Reserved)]
    assert [place.at - clock.now for place in places] == [pytest.approx(60 + gate.MARGIN_SECONDS)] * 2
    assert isinstance(gate.reserve(KEY, seconds=60, patience=90), float)
    assert take() == pytest.approx(2 * (60 + gate.MARGIN_SECONDS))
    for place in places:
        gate.postpone(place.slot, until=clock.now + 500)
    assert take() == pytest.approx(500 + 60 + gate.MARGIN_SECONDS)


@pytest.mark.django_db
def test_a_call_that_outlasts_its_window_keeps_its_place_until_its_answer(clock: Clock) -> None:
    """It may arrive there at any moment before."""
    gate.prepare(KEY, calls=1)
    first = gate.reserve(KEY, seconds=1, patience=0, hold_seconds=75)
    assert isinstance(first, gate.Reserved)
    clock.now += 20
    assert waits(gate.reserve(KEY, seconds=1, patience=3, hold_seconds=75)) > 0
    gate.answered(first.slot, at=clock.now)
    second = gate.reserve(KEY, seconds=1, patience=3, hold_seconds=75)
    assert isinstance(second, gate.Reserved)
    assert second.at == pytest.approx(clock.now + 1 + gate.MARGIN_SECONDS)
    clock.now += 76
    assert waits(gate.reserve(KEY, seconds=1, patience=0, hold_seconds=75)) == 0, "whoever held it died"


@pytest.mark.django_db
def test_so_many_calls_are_under_way_at_once_and_no_more(clock: Clock) -> None:
    gate.prepare(KEY, calls=2)
    first, second = (gate.occupy(KEY, hold_seconds=30) for _ in range(2))
    assert first is not None
    assert second is not None
    assert gate.occupy(KEY, hold_seconds=30) is None
    gate.vacate(first[0], until=first[1])
    assert gate.occupy(KEY, hold_seconds=30) is not None
    clock.now += 31
    again = gate.occupy(KEY, hold_seconds=30)
    assert again is not None, "whoever held it died"
    gate.vacate(second[0], until=second[1])
    gate.occupy(KEY, hold_seconds=30)
    assert gate.occupy(KEY, hold_seconds=30) is None, "only the one who holds a place gives it back"


@pytest.mark.django_db
def test_one_organisation_does_not_wait_for_another(clock: Clock) -> None:
    gate.prepare(KEY, calls=1)
    gate.prepare("xero:two:minute", calls=1)
    assert take() == 0
    assert take() > 0
    assert waits(gate.reserve("xero:two:minute", seconds=60, patience=0)) == 0


@pytest.mark.django_db
def test_a_limit_that_grew_or_shrank_counts_the_calls_that_have_gone(clock: Clock) -> None:
    gate.prepare(KEY, calls=2)
    assert taken(3, take) == 2
    gate.prepare(KEY, calls=5)
    assert taken(9, take) == 3
    gate.prepare(KEY, calls=4)
    assert take() > 0
    assert gate.used(KEY, seconds=60) == 4
    clock.now += 61
    assert taken(9, take) == 4
    assert gate.used(KEY, seconds=60) == 4


@pytest.mark.django_db
def test_it_waits_as_long_as_the_provider_says(clock: Clock) -> None:
    gate.prepare(KEY, calls=5)
    assert gate.used(KEY, seconds=60) == 0
    gate.push_slots(KEY, seconds=17, window_seconds=60)
    assert take() == pytest.approx(17 + gate.MARGIN_SECONDS)
    clock.now += 17
    assert take() > 0
    clock.now += gate.MARGIN_SECONDS
    assert taken(9, take) == 5


@pytest.mark.django_db
def test_being_told_to_wait_shortens_no_wait_that_is_longer(clock: Clock) -> None:
    gate.prepare(KEY, calls=1)
    take()
    gate.push_slots(KEY, seconds=5, window_seconds=60)
    assert take() == pytest.approx(60 + gate.MARGIN_SECONDS)


@pytest.mark.django_db
def test_a_day_ends_its_calls_and_begins_anew(clock: Clock) -> None:
    assert taken(9, take_day) == 5
    clock.now += 3600
    assert take_day() == pytest.approx(DAY_SECONDS - 3600)
    assert gate.used_day(KEY, seconds=DAY_SECONDS) == 5
    clock.now += DAY_SECONDS - 3600
    assert gate.used_day(KEY, seconds=DAY_SECONDS) == 0
    assert taken(9, take_day) == 5


@pytest.mark.django_db
def test_what_the_provider_says_is_left_of_the_day_wins_when_it_is_less(clock: Clock) -> None:
    take_day()
    gate.correct_day(KEY, calls=5, remaining=2)
    assert gate.used_day(KEY, seconds=DAY_SECONDS) == 3
    gate.correct_day(KEY, calls=5, remaining=4)
    assert gate.used_day(KEY, seconds=DAY_SECONDS) == 3
    assert taken(9, take_day) == 2


@pytest.mark.django_db
def test_a_day_that_the_provider_closed_opens_when_it_said(clock: Clock) -> None:
    gate.close_day(KEY, seconds=7200)
    clock.now += 200
    assert take_day() == pytest.approx(7000)
    clock.now += 7000
    assert take_day() == 0


@pytest.mark.django_db
def test_the_longest_unused_place_goes_first(clock: Clock) -> None:
    gate.prepare(KEY, calls=3)
    for _ in range(3):
        take()
        clock.now += 10
    waits = []
    for _ in range(3):
        waits.append(take())
        clock.now += waits[-1]
        assert take() == 0
    assert all(wait > 0 for wait in waits)
    assert [round(later) for _, later in pairwise(waits)] == [10, 10]
