"""The examples in the connector's docstrings."""

import doctest
from importlib import import_module

import pytest

WITH_EXAMPLES = ("client", "wire", "translate.contacts", "translate.items", "translate.known", "translate.notes")


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_of_a_module_hold(module: str) -> None:
    found = doctest.testmod(import_module(f"tieout.connectors.quickbooks.{module}"))
    assert found.attempted
    assert not found.failed
