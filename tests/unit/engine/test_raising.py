"""Whatever raises an exception tells the automations that wait for it."""

from pathlib import Path

ROOT = Path(__file__).parents[3] / "src" / "tieout"


def test_exceptions_are_raised_in_one_place() -> None:
    callers = {path.name for path in ROOT.rglob("*.py") if "exceptions.raise_exceptions(" in path.read_text("utf-8")}
    # The breaker stands below: it is asked while events are taken in.
    assert callers == {"raising.py", "storm.py"}, "call engine.raising.raise_exceptions, so that automations hear of it"
