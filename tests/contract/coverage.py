"""Which methods of the providers' own clients the tests really call, and the page of the reference that says so."""

import ast
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "reference" / "sandbox-coverage.md"
T = TypeVar("T")
Call = Callable[..., Any]
# Gives a call its name in the table from the method's name and the positional arguments, or "" to leave it out.
Label = Callable[[str, tuple[Any, ...]], str]


@dataclass(frozen=True)
class Client:
    """A provider's own client: its test files are those of the pattern; `offers` is every method it has, where that can be told."""

    name: str
    pattern: str
    offers: Callable[[], Collection[str]] = tuple

    def modules(self) -> list[Path]:
        return sorted(HERE.glob(self.pattern))


@cache
def _xero_methods() -> frozenset[str]:
    from xero_python.accounting import AccountingApi
    from xero_python.identity import IdentityApi

    # Two that send nothing: they find classes and addresses for the others.
    inner = {"get_model_finder", "get_resource_url"}
    return frozenset(
        f"{kind.__name__}.{name}" for kind in (AccountingApi, IdentityApi) for name in public_methods(kind) if name not in inner
    )


def _quickbooks_methods() -> frozenset[str]:
    from contract import quickbooks_watch

    return frozenset(quickbooks_watch.offers())


# The session that the client is has methods of its own; these are Intuit's.
INTUIT_CALLS = ("get_authorization_url", "get_bearer_token", "get_user_info", "refresh", "revoke", "setAuthorizeURLs")
CLIENTS = {
    "xero-python": Client("xero-python", "test_xero_official*.py", _xero_methods),
    "python-quickbooks": Client("python-quickbooks", "test_quickbooks_official*.py", _quickbooks_methods),
    "intuit-oauth": Client("intuit-oauth", "test_intuit_oauth*.py", lambda: [f"AuthClient.{name}" for name in INTUIT_CALLS]),
}
_called: dict[str, set[str]] = {name: set() for name in CLIENTS}


def public_methods(owner: object) -> list[str]:
    return [name for name in dir(owner) if not name.startswith("_") and callable(getattr(owner, name))]


def note(client: str, label: str) -> None:
    """This method of this client was called, and came back."""
    _called[client].add(label)


def noted(client: str, label: str, *, call: Call) -> Call:
    """The same call, which is noted each time it comes back; one that raises is not."""

    return _noting(client, label, call=call, label=lambda name, _arguments: name)


def watch(client: str, instance: T, *, label: Label | None = None) -> T:
    """The same instance, whose public methods are noted each time they come back, by default as `Class.method`."""
    for name in public_methods(instance):
        setattr(instance, name, _noting(client, name, call=getattr(instance, name), label=label or _by_class(instance)))
    return instance


def _by_class(instance: object) -> Label:
    return lambda name, _arguments: f"{type(instance).__name__}.{name}"


def _noting(client: str, name: str, *, call: Call, label: Label) -> Call:
    def noting(*arguments: Any, **named: Any) -> Any:
        answer = call(*arguments, **named)
        if chosen := label(name, arguments):
            note(client, chosen)
        return answer

    return noting


def writing() -> bool:
    return os.environ.get("TIEOUT_WRITE_DOCS") == "1"


def called(client: str) -> set[str]:
    """What the client was seen to do so far in this session."""
    offered = set(CLIENTS[client].offers())
    return {label for label in _called[client] if not offered or label in offered}


def whole(client: str, ran: Mapping[str, Collection[str]]) -> bool:
    """Whether every test of the client is among those that ran: file name to names of test functions."""
    modules = CLIENTS[client].modules()
    return bool(modules) and all(_tests_in(path) <= set(ran.get(path.name, ())) for path in modules)


def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def kept() -> dict[str, set[str]]:
    """What the page says now, by client."""
    found: dict[str, set[str]] = {}
    for line in PAGE.read_text("utf-8").splitlines() if PAGE.exists() else []:
        if line.startswith("## "):
            found[line[3:]] = set()
        elif line.startswith("- `") and found:
            found[list(found)[-1]].add(line[3:].partition("`")[0])
    return found


def write(by_client: Mapping[str, Iterable[str]]) -> None:
    PAGE.write_text(render(by_client), "utf-8")


def render(by_client: Mapping[str, Iterable[str]]) -> str:
    shown = {name: sorted(by_client[name]) for name in CLIENTS if name in by_client}
    rows = [f"| {name} | {version(name)} | {len(labels)} | {_of(name)} |" for name, labels in shown.items()]
    head = [
        "# The providers' own clients on the sandbox",
        "",
        "The methods of each provider's own client, unmodified but for its host and keys, that the tests call against the sandbox",
        "and whose effect they look at. The test run writes this page (`TIEOUT_WRITE_DOCS=1 ./dev test tests/contract`) and fails",
        "when it is no longer true.",
        "",
        "| client | version | methods called | of |",
        "|---|---|---|---|",
        *rows,
    ]
    parts = [line for name, labels in shown.items() for line in ("", f"## {name}", "", *_list(name, labels))]
    return "\n".join([*head, *parts, ""])


def _of(client: str) -> str:
    return str(len(CLIENTS[client].offers()) or "–")


def _list(client: str, labels: list[str]) -> list[str]:
    left = sorted(set(CLIENTS[client].offers()) - set(labels))
    rest = ["", "Not called: " + ", ".join(name.partition(".")[2] or name for name in left) + "."] if left else []
    return [*(f"- `{label}`" for label in labels), *rest]
