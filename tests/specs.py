"""Holds the sandbox's answers against the providers' published descriptions, for `./dev check --specs FOLDER`.

The tests of the sandbox, of the connectors and of the official clients run as they always do, in two processes, and every answer
that Xero and Sage give to them on the way is judged, whole. Neither publishes which fields are always there. QuickBooks publishes
no description at all, so the tests that ask nobody else are left out.
"""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from descriptions import Description, sage, xero
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.ground import ProviderError
from tieout.sandbox.sage.provider import Sage
from tieout.sandbox.xero.provider import Xero

TESTS = (
    *("tests/unit/sandbox", "--ignore=tests/unit/sandbox/quickbooks"),
    *("tests/contract", "--ignore-glob=*quickbooks*", "--ignore-glob=*intuit*"),
    "--ignore=tests/contract/test_coverage.py",  # counts what the tests that are left out call
)
AT_ONCE = ("--numprocesses=2", "--dist=loadscope", "--no-loadscope-reorder")
SHOWN_MAX = 60
_NUMBERS = re.compile(r"[0-9a-fA-F-]{32,36}|\d+")
# What a provider really sends and its description does not have, or has otherwise: place in the description (`*` for any
# name), and the reason. Each was seen in the provider's own clients, samples or documents; a guess is no deviation but a fault.
DEVIATIONS = {
    "*.DateString": "companion of Date in every document, without a zone",
    "*.DueDateString": "companion of DueDate",
    "PurchaseOrder.DeliveryDateString": "companion of DeliveryDate",
    "HistoryRecord.DateUTCString": "companion of DateUTC",
    "*.StatusAttributeString": "every element of a write says how it went, described for some kinds only",
    "CreditNote.ID": "how a credit note is named inside an invoice's list of credits",
    "LineItem.ValidationErrors": "nested objects have a list of their own, empty when nothing is wrong",
    "Error.Title": "a problem of the request itself, not of an element, comes as title, status, detail and instance",
    "Error.Status": "as Error.Title",
    "Error.Detail": "as Error.Title",
    "Error.Instance": "as Error.Title",
    "Error.Type": "as Error.Title: null there",
    "Transaction.audit_trail_id": "arrives as a number, though described as a text (samples of ledgerscope/SageOneApi)",
    "Envelope.$items_per_page": "what the list of businesses calls $itemsPerPage (Sage's page on pagination)",
    "Business.$path": "in every element of a list (Sage's page on pagination)",
}


@dataclass
class Findings:
    """What one process saw; `found` is by provider, place and message: the first test that showed it, and how often."""

    answers: int = 0
    judged: int = 0
    found: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)

    def note(self, provider: str, place: str, message: str, *, test: str, times: int = 1) -> None:
        first, before = self.found.get((provider, place, message), (test, 0))
        self.found[provider, place, message] = (first, before + times)

    def add(self, other: "Findings") -> None:
        self.answers += other.answers
        self.judged += other.judged
        for (provider, place, message), (test, times) in other.found.items():
            self.note(provider, place, message, test=test, times=times)
        self.met.update(other.met)


class Judge:
    """A plugin of pytest: stands between the providers and whoever asks them."""

    def __init__(self, folder: Path) -> None:
        self.findings = Findings()
        self._test = ""
        self._patch = pytest.MonkeyPatch()
        self._watch(Xero, [xero(folder)])
        self._watch(Sage, sage(folder))

    def _watch(self, provider: type[Xero] | type[Sage], descriptions: Sequence[Description]) -> None:
        answer: Callable[..., Reply] = provider.answer

        def judged(own: object, call: Call) -> Reply:
            try:
                reply = answer(own, call)
            except ProviderError as refused:
                self._judge(provider.name, call, reply=refused.reply, descriptions=descriptions)
                raise
            self._judge(provider.name, call, reply=reply, descriptions=descriptions)
            return reply

        self._patch.setattr(provider, "answer", judged)

    def _judge(self, provider: str, call: Call, *, reply: Reply, descriptions: Sequence[Description]) -> None:
        path = call.path.rstrip("/")
        if not path.lower().startswith(descriptions[0].base) or "json" not in reply.media_type or not reply.body:
            return
        self.findings.answers += 1
        # A path is in one of a provider's files.
        description = next((one for one in descriptions if one.knows(call.method, path)), descriptions[-1])
        if description.describes(call.method, path, status=reply.status):
            self.findings.judged += 1
        for place, message in description.judge(call.method, path, status=reply.status, body=reply.body):
            if (known := _deviation(place)) is not None:
                self.findings.met[known] = 1
            else:
                self.findings.note(provider, place, _general(message), test=self._test)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._test = item.nodeid

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._patch.undo()
        # How a process that works for another one tells it: the attribute is there in such a process alone.
        told: dict[str, object] | None = getattr(session.config, "workeroutput", None)
        if told is not None:
            told["findings"] = asdict(self.findings)


class Report:
    """A plugin of pytest: gathers the findings of all processes, tells them, and fails the run for what was found."""

    def __init__(self, judge: Judge | None) -> None:
        """`judge` is the one of this process, None when others do the work."""
        self._all = judge.findings if judge else Findings()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        told = getattr(node, "workeroutput", None) or {}
        if "findings" in told:
            self._all.add(Findings(**told["findings"]))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and (self._all.found or not self._all.judged):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        found = sorted(self._all.found.items())
        for (provider, place, message), (test, times) in found[:SHOWN_MAX]:
            terminalreporter.write_line(f"{provider} {place}: {message} ({times} times, first in {test})")
        unmet = ", ".join(sorted(set(DEVIATIONS) - set(self._all.met)))
        note = f"; known deviations that nothing showed: {unmet}" if unmet else ""
        terminalreporter.write_line(
            f"{self._all.judged:,} of {self._all.answers:,} answers judged, {len(found)} ways to differ; "
            f"the others are of statuses that are not described{note}."
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--specs", type=Path, help="The folder of the providers' published descriptions.")


def pytest_configure(config: pytest.Config) -> None:
    """This module is a plugin in each process: where tests run, they are judged; where the run was asked for, it is told."""
    judge = None if config.getoption("numprocesses") else Judge(config.getoption("specs"))
    if judge is not None:
        config.pluginmanager.register(judge)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(judge))


def _deviation(place: str) -> str | None:
    kind, _, name = place.partition(".")
    return next((one for one in (place, f"{kind}.*", f"*.{name}") if one in DEVIATIONS), None)


def _general(message: str) -> str:
    """One message for all ids and numbers of a kind."""
    return _NUMBERS.sub("9", message)


def main(folder: Path, arguments: Sequence[str] = ()) -> int:
    """Without arguments the tests of what was built after a description; else those that the arguments choose, in one process."""
    chosen = arguments or (*TESTS, *AT_ONCE)
    return int(pytest.main(["-p", "specs", f"--specs={folder.resolve()}", *chosen]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
