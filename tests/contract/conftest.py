"""What runs here, and in which order."""

import gc
import warnings
from collections.abc import Iterator

import pytest

from contract.bench import OrganisationBench, key_of


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # The page of what the clients do is compared when everything else here has run.
    items.sort(key=lambda item: item.path.name == "test_coverage.py")
    left_out = [item for item in items if _needs_a_key(item) or _needs_the_sandbox(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _needs_a_key(item: pytest.Item) -> bool:
    """To the organisation that this test is played in, and nobody gave one."""
    if not item.get_closest_marker("real"):
        return False
    return not (isinstance(item, pytest.Function) and any(key_of(str(value)) for value in item.callspec.params.values()))


def _needs_the_sandbox(item: pytest.Item) -> bool:
    """It asks for what no organisation has that others use too."""
    cls = getattr(item, "cls", None)
    return cls is not None and issubclass(cls, OrganisationBench) and item.get_closest_marker("sandbox") is not None


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
