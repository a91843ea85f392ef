"""The examples in the connector's docstrings."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("module", ["translate.contacts", "translate.marks"])
def test_the_examples_of_a_module_hold(module: str) -> None:
    found = doctest.testmod(import_module(f"tieout.connectors.sage.{module}"))
    assert found.attempted
    assert not found.failed
