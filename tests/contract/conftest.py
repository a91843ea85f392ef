"""What runs here, and in which order."""

import gc
import warnings
from collections.abc import Iterator

import pytest

from contract.ledger_suite import real


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # The page of what the clients do is compared when everything else here has run.
    items.sort(key=lambda item: item.path.name == "test_coverage.py")
    left_out = [item for item in items if item.get_closest_marker("real") and not _opened(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _opened(item: pytest.Item) -> bool:
    """Whether somebody gave a key to the organisation that this test needs."""
    return isinstance(item, pytest.Function) and any(real(str(value)) for value in item.callspec.params.values())


@pytest.fixture(scope="module", autouse=True)
def _sockets_left_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """The providers' own clients leave connections to the collector; what they leave is collected where they left it, and counts as
    closed. Our own clients close theirs."""
    yield
    name = request.path.name
    if "official" in name or "oauth" in name:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
