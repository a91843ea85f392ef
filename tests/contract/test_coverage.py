"""The page of methods that the clients were seen to call, held against what they did in this session."""

import pytest

from contract import coverage


def ran(session: pytest.Session) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in session.items:
        if isinstance(item, pytest.Function):
            found.setdefault(item.path.name, set()).add(item.originalname)
    return found


def test_it_says_in_the_reference_which_methods_of_each_client_were_called(request: pytest.FixtureRequest) -> None:
    """A run of only some of a client's tests, or one in which tests failed, can show no method that is missing from the page."""
    tests = ran(request.session)
    complete = {name for name in coverage.CLIENTS if coverage.whole(name, tests) and not request.session.testsfailed}
    page = coverage.kept()
    if coverage.writing() and complete:
        page |= {name: coverage.called(name) for name in complete}
        coverage.write(page)
    for name in coverage.CLIENTS:
        assert coverage.called(name) <= page.get(name, set()), f"{name}: write the page anew with TIEOUT_WRITE_DOCS=1"
        if name in complete:
            assert page.get(name, set()) == coverage.called(name), f"{name}: the page claims more than was called"


def test_it_counts_a_call_that_came_back_and_none_that_raised() -> None:
    class Desk:
        def works(self) -> int:
            return 1

        def fails(self) -> None:
            raise ValueError("refused")

    seen: list[str] = []

    def label(name: str, _arguments: tuple[object, ...]) -> str:
        seen.append(name)
        return ""

    desk = coverage.watch("intuit-oauth", Desk(), label=label)
    assert desk.works() == 1
    with pytest.raises(ValueError, match="refused"):
        desk.fails()
    assert seen == ["works"]


def test_it_takes_a_client_for_whole_only_when_all_of_its_tests_ran() -> None:
    modules = coverage.CLIENTS["xero-python"].modules()
    everything = {path.name: coverage._tests_in(path) for path in modules}
    assert coverage.whole("xero-python", everything)
    assert not coverage.whole("xero-python", {**everything, modules[0].name: set()})
