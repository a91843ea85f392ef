"""The examples in the docstrings of the pure rooms are true."""

import doctest
import importlib
import pkgutil

import pytest

import tieout.accounting
import tieout.automations
import tieout.mapping
import tieout.reconciliation

ROOMS = (tieout.accounting, tieout.automations, tieout.mapping, tieout.reconciliation)
MODULES = ["tieout.testing", *(f"{room.__name__}.{found.name}" for room in ROOMS for found in pkgutil.iter_modules(room.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) > 10
