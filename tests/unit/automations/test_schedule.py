"""When schedules are due: time zones, changes of the clock, business days, and what passed while nobody looked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tieout.automations import schedule
from tieout.automations.triggers import BusinessDays, Schedule

LONDON, NEW_YORK = "Europe/London", "America/New_York"
START, THREE_YEARS = datetime(2025, 1, 1, tzinfo=UTC), 3 * 365 * 24 * 3600
INSTANTS = st.integers(min_value=0, max_value=THREE_YEARS).map(lambda seconds: START + timedelta(seconds=seconds))
CRONS = st.sampled_from(
    ["*/20 * * * *", "0 * * * *", "30 1 * * *", "0 9 * * 1-5", "0 2 1 * *", "15 */6 * * *", "0 0 L * *", "5 9 * * 6"]
)
ZONES = st.sampled_from(["UTC", LONDON, NEW_YORK, "Australia/Lord_Howe", "Asia/Kathmandu"])
DAYS = st.sampled_from(["any", "next"])


def make(cron: str, *, zone: str = "UTC", days: BusinessDays = "any", country: str = "") -> Schedule:
    return Schedule(cron=cron, time_zone=zone, business_days=days, country=country)


def upcoming(cron: str, after: str, *, zone: str = "UTC", days: BusinessDays = "any", count: int = 3) -> list[str]:
    """The next instants as the clock on the wall shows them."""
    local = ZoneInfo(zone)
    start = datetime.fromisoformat(after).replace(tzinfo=local)
    found = schedule.upcoming(make(cron, zone=zone, days=days), after=start, count=count)
    return [f"{at.astimezone(local):%Y-%m-%d %H:%M %Z}" for at in found]


def test_it_is_due_by_the_clock_on_the_wall_in_summer_and_winter() -> None:
    assert upcoming("0 9 * * *", "2026-10-24 08:00", zone=LONDON) == [
        "2026-10-24 09:00 BST",
        "2026-10-25 09:00 GMT",
        "2026-10-26 09:00 GMT",
    ]


def test_a_time_that_comes_twice_is_due_once() -> None:
    assert upcoming("30 1 * * *", "2026-10-24 12:00", zone=LONDON, count=2) == ["2026-10-25 01:30 BST", "2026-10-26 01:30 GMT"]


def test_a_time_that_is_left_out_is_due_right_after_the_gap() -> None:
    assert upcoming("30 1 * * *", "2026-03-28 12:00", zone=LONDON, count=2) == ["2026-03-29 02:00 BST", "2026-03-30 01:30 BST"]


def test_every_half_hour_goes_on_by_the_time_that_passes() -> None:
    assert upcoming("*/30 * * * *", "2026-10-25 00:45", zone=LONDON, count=5) == [
        "2026-10-25 01:00 BST",
        "2026-10-25 01:30 BST",
        "2026-10-25 01:00 GMT",
        "2026-10-25 01:30 GMT",
        "2026-10-25 02:00 GMT",
    ]


def test_begun_in_the_hour_that_comes_twice_it_goes_forward() -> None:
    after = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 01:15 for the second time
    assert schedule.next_due(make("30 1 * * *", zone=LONDON), after=after) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("any", ["2026-10-30 09:00", "2026-10-31 09:00", "2026-11-01 09:00"]),
        ("only", ["2026-10-30 09:00", "2026-11-02 09:00", "2026-11-03 09:00"]),
        ("next", ["2026-10-30 09:00", "2026-11-02 09:00", "2026-11-03 09:00"]),
    ],
)
def test_business_days_leave_weekends_out(days: BusinessDays, expected: list[str]) -> None:
    assert [at[:16] for at in upcoming("0 9 * * *", "2026-10-30 08:00", zone=LONDON, days=days)] == expected


def test_what_falls_on_a_weekend_moves_to_monday_and_stays_in_order() -> None:
    assert upcoming("0 9 1 * *", "2026-10-15 00:00", days="next", count=2) == ["2026-11-02 09:00 UTC", "2026-12-01 09:00 UTC"]
    # Saturday's and Sunday's fall together with Monday's; Sunday's at nine is moved past Monday's at eight.
    assert upcoming("0 8,9 * * 6,0,1", "2026-10-31 00:00", days="next", count=3) == [
        "2026-11-02 08:00 UTC",
        "2026-11-02 09:00 UTC",
        "2026-11-09 08:00 UTC",
    ]


def test_begun_on_a_sunday_it_does_not_lose_what_saturday_put_off() -> None:
    assert upcoming("0 9 * * 6", "2026-11-01 12:00", days="next", count=1) == ["2026-11-02 09:00 UTC"]


@given(cron=CRONS, zone=ZONES, days=DAYS, after=INSTANTS)
def test_instants_come_in_order_after_the_start_and_from_anywhere_the_same(
    cron: str, zone: str, days: BusinessDays, after: datetime
) -> None:
    one = make(cron, zone=zone, days=days)
    found = schedule.upcoming(one, after=after, count=6)
    assert len(found) == 6
    assert all(early < late for early, late in zip([after, *found], found, strict=False))
    assert schedule.upcoming(one, after=found[2], count=3) == found[3:]
    assert schedule.next_due(one, after=found[0] - timedelta(seconds=1)) == found[0]


@example(cron="* * * * *", zone="UTC", days="next", after=datetime(2025, 12, 21, 14, 56, 36, tzinfo=UTC), hours=159)
@given(cron=CRONS, zone=ZONES, days=DAYS, after=INSTANTS, hours=st.integers(min_value=0, max_value=24 * 90))
def test_what_passed_is_told_by_its_latest(cron: str, zone: str, days: BusinessDays, after: datetime, hours: int) -> None:
    one, now = make(cron, zone=zone, days=days), after + timedelta(hours=hours)
    latest, count = schedule.passed(one, after=after, now=now)
    if latest is None:
        assert count == 0
        following = schedule.next_due(one, after=after)
        assert following is not None
        assert following > now
    else:
        assert after < latest <= now
        following = schedule.next_due(one, after=latest)
        assert following is not None
        assert following > now
        assert 1 <= count <= schedule.COUNTED_MAX


@pytest.mark.parametrize(
    ("cron", "zone", "days", "said"),
    [
        ("61 * * * *", "UTC", "any", "minute"),
        ("0 9 30 2 *", "UTC", "any", "day of month"),
        ("* * * * * *", "UTC", "any", "five fields"),
        ("every day!", "UTC", "any", "five fields"),
        ("0 9 * * *", "Mars/Olympus", "any", "no time zone"),
        ("0 9 * * *", "../../etc/passwd", "any", "no time zone"),
        ("0 9 * * 6,0", "UTC", "only", "never falls due"),
    ],
)
def test_a_schedule_that_cannot_be_kept_says_why(cron: str, zone: str, days: BusinessDays, said: str) -> None:
    found = schedule.problems(make(cron, zone=zone, days=days))
    assert len(found) == 1
    assert said in found[0]


def test_a_good_schedule_has_no_problem() -> None:
    assert schedule.problems(make("0 9 * * MON-FRI", zone=LONDON, days="only")) == ()


def worked(cron: str, after: str, *, country: str, days: BusinessDays = "only", count: int = 3) -> list[str]:
    found = schedule.upcoming(make(cron, days=days, country=country), after=datetime.fromisoformat(f"{after}+00:00"), count=count)
    return [f"{at:%a %Y-%m-%d %H:%M}" for at in found]


def test_public_holidays_of_the_country_are_no_business_days() -> None:
    # Christmas is a Friday, and Boxing Day is kept on Monday.
    assert worked("0 9 * * *", "2026-12-24T10:00", country="GB-ENG") == [
        "Tue 2026-12-29 09:00",
        "Wed 2026-12-30 09:00",
        "Thu 2026-12-31 09:00",
    ]
    assert worked("0 9 25 12 *", "2026-12-01T00:00", country="GB-ENG", days="next", count=1) == ["Tue 2026-12-29 09:00"]


@pytest.mark.parametrize("begun", ["2026-12-25T10:00", "2026-12-26T10:00", "2026-12-28T23:59", "2026-12-29T08:59"])
def test_begun_among_holidays_it_does_not_lose_what_they_put_off(begun: str) -> None:
    assert worked("0 9 25 12 *", begun, country="GB-ENG", days="next", count=1) == ["Tue 2026-12-29 09:00"]


def test_parts_of_a_country_have_holidays_of_their_own_and_countries_weekends() -> None:
    # Easter Monday is worked in Scotland; the weekend of Saudi Arabia is Friday and Saturday.
    after = "2026-04-05T00:00"
    assert worked("0 9 * * *", after, country="GB-SCT", count=1) == ["Mon 2026-04-06 09:00"]
    assert worked("0 9 * * *", after, country="GB-ENG", count=1) == ["Tue 2026-04-07 09:00"]
    assert worked("0 9 * * *", "2026-10-01T10:00", country="SA", count=1) == ["Sun 2026-10-04 09:00"]


@pytest.mark.parametrize(
    ("country", "days", "said"),
    [
        ("ZZ", "only", "There are no public holidays of 'ZZ'."),
        ("GB-LONDON", "next", "There are no public holidays of 'GB-LONDON'."),
        ("GB", "any", "Holidays are named, but it is to run on any day."),
    ],
)
def test_holidays_that_cannot_be_kept_say_why(country: str, days: BusinessDays, said: str) -> None:
    (found,) = schedule.problems(make("0 9 * * *", days=days, country=country))
    assert found.startswith(said)


def test_what_falls_on_a_holiday_every_year_is_never_due() -> None:
    assert schedule.problems(make("0 9 25 12 *", days="only", country="GB")) == ("The schedule 0 9 25 12 * never falls due.",)
