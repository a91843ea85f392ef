"""Keys of rows sort by the time they were made."""

import time
from itertools import pairwise

import pytest

from tieout.store.ids import new_id


def test_it_makes_version_7_uuids_of_the_rfc_variant() -> None:
    made = [new_id() for _ in range(100)]
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 100


def test_it_sorts_by_time_as_text_and_as_number(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [1_600_000_000.0, 1_600_000_000.001, 1_600_000_001.0, 1_790_000_000.5, 4_000_000_000.0]
    made = []
    for moment in moments:
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        made.append(new_id())
    assert all(earlier < later and str(earlier) < str(later) for earlier, later in pairwise(made))
    assert [one.int >> 80 for one in made] == [round(moment * 1000) for moment in moments]


def test_it_tells_the_time_of_now() -> None:
    before = int(time.time() * 1000)
    milliseconds = new_id().int >> 80
    assert before <= milliseconds <= int(time.time() * 1000)
