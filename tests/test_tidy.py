"""The whole of the code against the rules of STYLE; what is excepted stands here, with its reason, and nowhere else."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import tidy
from tidy import Fault, Module, module_of

ROOT = Path(__file__).parent.parent
PROMISES = ROOT.parent / "shared" / "FEATURES.md"

# Rule, place (a module or one thing in it): reason. The list only shrinks.
EXCEPTIONS = {
    ("queries_without_workspace", "tieout.store.gate"): "a gate is keyed by connection or by provider's app, across workspaces",
    ("queries_without_workspace", "tieout.store.workers"): "workers serve all workspaces",
    ("queries_without_workspace", "tieout.store.workspaces"): "finds the workspace, or the workspaces of a person",
    ("queries_without_workspace", "tieout.store.database.execute"): "the one way to a statement of the engine's own",
    ("queries_without_workspace", "tieout.store.connections.active_connections"): "the watch over all workspaces starts here",
    ("queries_without_workspace", "tieout.store.schedules.due"): "the clock is one for all workspaces",
    ("queries_without_workspace", "tieout.store.runs.on_lane"): "a worker's lane holds runs of all workspaces",
    (
        "queries_without_workspace",
        "tieout.store.changed.save_changed",
    ): "writes rows that were read by their workspace, by their keys",
    ("queries_without_workspace", "tieout.store.hooks.by_key"): "the address of a webhook names the automation",
    (
        "queries_without_workspace",
        "tieout.store.connections.release_all_leases",
    ): "a worker that stops gives back all that it holds",
    (
        "queries_without_workspace",
        "tieout.store.connections.consent_by_state",
    ): "a provider's answer carries the state, not the workspace",
    ("queries_without_workspace", "tieout.store.connections.connections_to"): "a webhook names the organisation, not the workspace",
    ("queries_without_workspace", "tieout.store.accounts"): "an account is a person's, who may be a member of several",
    ("queries_without_workspace", "tieout.store.mail"): "a message is for an address; the worker sends those of all workspaces",
    ("queries_without_workspace", "tieout.store.invitations.by_secret"): "the secret names the invitation",
    ("queries_without_workspace", "tieout.store.invitations.open_for"): "its owner is in no workspace yet",
    ("queries_without_workspace", "tieout.store.tokens.by_secret"): "the secret names the token",
    ("queries_without_workspace", "tieout.store.tokens.revoke_all_of"): "a person's tokens end in every workspace",
    ("too_many_by_place", "tieout.web.auth.ClosedSignup"): "the sign-in library calls it so",
    ("too_many_by_place", "tieout.web.single_sign_on"): "the sign-in library calls it so",
    ("too_many_by_place", "tieout.web.hooks.application"): "a server calls it so: scope, receive, send",
    ("broad_excepts", "tieout.engine.run"): "a run's edge: whatever went wrong is written into the run",
    ("vague_names", "tieout.connectors.contract.ReferenceData"): "the words on the button: Sync Reference Data",
}


def modules() -> Iterator[Module]:
    for root, folder in ((ROOT / "src", "tieout"), (ROOT / "tests", "."), (ROOT / "bench", ".")):
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:  # written by Django
                yield module_of(path, root=root)


MODULES = list(modules())


def excepted(rule: str, place: str) -> bool:
    return any(rule == each and within(place, where) for each, where in EXCEPTIONS)


def within(place: str, where: str) -> bool:
    return place == where or place.startswith(f"{where}.")


@cache
def faults_of(rule: Callable[[Module], Iterator[Fault]]) -> list[Fault]:
    return [fault for module in MODULES for fault in rule(module)]


@pytest.mark.parametrize("rule", tidy.RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Callable[[Module], Iterator[Fault]]) -> None:
    left = [str(fault) for fault in faults_of(rule) if not excepted(rule.__name__, fault.place)]
    assert left == [], "\n".join(left)


def test_every_exception_is_still_needed() -> None:
    found = [(rule.__name__, fault.place) for rule in tidy.RULES for fault in faults_of(rule)]
    unused = {(rule, place) for rule, place in EXCEPTIONS if not any(rule == r and within(p, place) for r, p in found)}
    assert unused == set()


def test_every_row_that_a_test_claims_to_prove_is_promised() -> None:
    claims = {
        row
        for module in MODULES
        for mark in re.findall(r"mark\.feature\(([^)]*)\)", module.text)
        for row in re.findall(r"\"([^\"]*)\"", mark)
    }
    claims |= {
        row
        for path in (ROOT / "ui" / "src").rglob("*.test.ts*")
        for row in re.findall(r"\b[KXQRWT]-\d\d\b", path.read_text("utf-8"))
    }
    promised = set(re.findall(r"^\| ([A-Z]-\d+) \|", PROMISES.read_text("utf-8"), re.MULTILINE)) if PROMISES.exists() else claims
    assert {row for row in claims if not re.fullmatch(r"[A-Z]-\d\d+", row)} | (claims - promised) == set()
