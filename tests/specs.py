"""Holds the sandbox's answers against the providers' published descriptions, for `./dev check --specs FOLDER`.

The tests of the sandbox and of the official clients run as they always do, and every answer that Xero and Sage give to them on
the way is judged (one in ten of those that come by the thousand). Neither publishes which fields are always there, and
QuickBooks publishes no description at all.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from descriptions import Description, sage, xero
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.ground import ProviderError
from tieout.sandbox.sage.provider import Sage
from tieout.sandbox.xero.provider import Xero

TESTS = ("tests/unit/sandbox", "tests/contract")
SHOWN_MAX = 60
# The tests that book at random ask the same thousands of times: of one method, path and status not every answer is looked at.
ALL_OF_THE_FIRST, ONE_IN = 300, 10
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
    "Element.*": "what was sent comes back whole beside its errors, described as a few ids only",
    "Error.Title": "a problem of the request itself, not of an element, comes as title, status, detail and instance",
    "Error.Status": "as Error.Title",
    "Error.Detail": "as Error.Title",
    "Error.Instance": "as Error.Title",
    "Error.Type": "as Error.Title: null there",
    "Transaction.audit_trail_id": "arrives as a number, though described as a text (samples of ledgerscope/SageOneApi)",
    "Envelope.$items_per_page": "what the list of businesses calls $itemsPerPage (Sage's page on pagination)",
    "Business.$path": "in every element of a list (Sage's page on pagination)",
}


class Judge:
    """A plugin of pytest: stands between the providers and whoever asks them, and fails the run for what it found."""

    def __init__(self, folder: Path) -> None:
        self.judged = 0
        self.found: dict[tuple[str, str, str], tuple[str, int]] = {}
        self.met: set[str] = set()
        self._seen: Counter[tuple[str, str, str, int]] = Counter()
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
        asked = (provider, call.method, _NUMBERS.sub("*", path), reply.status)
        self._seen[asked] += 1
        if self._seen[asked] > ALL_OF_THE_FIRST and self._seen[asked] % ONE_IN:
            return
        self.judged += 1
        # A path is in one of a provider's files.
        description = next((one for one in descriptions if one.knows(call.method, path)), descriptions[-1])
        for place, message in description.judge(call.method, path, status=reply.status, body=reply.body):
            if (known := _deviation(place)) is not None:
                self.met.add(known)
                continue
            test, times = self.found.get((provider, place, _general(message)), (self._test, 0))
            self.found[provider, place, _general(message)] = (test, times + 1)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._test = item.nodeid

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._patch.undo()
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for (provider, place, message), (test, times) in sorted(self.found.items())[:SHOWN_MAX]:
            terminalreporter.write_line(f"{provider} {place}: {message} ({times} times, first in {test})")
        unmet = ", ".join(sorted(set(DEVIATIONS) - self.met))
        note = f"; known deviations that nothing showed: {unmet}" if unmet else ""
        terminalreporter.write_line(
            f"{self.judged:,} of {self._seen.total():,} answers judged, {len(self.found)} ways to differ{note}."
        )


def _deviation(place: str) -> str | None:
    kind, _, name = place.partition(".")
    return next((one for one in (place, f"{kind}.*", f"*.{name}") if one in DEVIATIONS), None)


def _general(message: str) -> str:
    """One message for all ids and numbers of a kind."""
    return _NUMBERS.sub("9", message)


def main(folder: Path, arguments: Sequence[str] = ()) -> int:
    """Without arguments the tests of the sandbox and of the official clients; else those that the arguments choose."""
    return int(pytest.main([*(arguments or TESTS)], plugins=[Judge(folder)]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
