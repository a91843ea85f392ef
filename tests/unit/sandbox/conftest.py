"""One sandbox for each module of tests, and a desk at it for each test."""

from collections.abc import Iterator

import pytest

from tieout.sandbox.server import Sandbox
from unit.sandbox.desk import Desk, Receiver, listening


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed="empty") as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox) -> Iterator[Desk]:
    made = Desk(sandbox)
    yield made
    made.http.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as heard:
        yield heard
