"""The page of what the clients do is compared when everything else here has run."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name == "test_coverage.py")
