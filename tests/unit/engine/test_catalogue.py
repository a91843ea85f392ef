"""Every kind of step is known under its own name and says what can be set."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import get_args

import pytest

from tieout.automations.definition import APPROVAL_STEP, CONDITION_STEP, EACH_STEP, SWITCH_STEP
from tieout.engine import steps
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps import contract


def kinds_in_the_folder() -> Iterator[type]:
    """The classes of the folder that are kinds of steps: they have a name of their own and can be run."""
    for found in pkgutil.iter_modules(steps.__path__):
        module = import_module(f"{steps.__name__}.{found.name}")
        for one in vars(module).values():
            if isinstance(one, type) and one.__module__ == module.__name__ and isinstance(vars(one).get("kind"), str):
                yield one


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_a_kind_is_found_under_its_own_word_and_has_a_name_and_a_form(kind: str) -> None:
    step = STEP_KINDS[kind]
    assert step.kind == kind
    assert step.name
    assert step.about.endswith(".")
    assert step.group in get_args(contract.Group)
    assert step.settings.model_json_schema()["type"] == "object"
    assert all(isinstance(type_, str) and type_ for type_ in step.outputs({}).values())


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_every_setting_says_in_words_what_it_is_and_how_it_is_drawn(kind: str) -> None:
    for name, field in STEP_KINDS[kind].settings.model_fields.items():
        drawn = field.json_schema_extra
        assert field.title, name
        assert isinstance(drawn, dict), name
        assert "x-widget" in drawn, name


def test_no_kind_is_left_out_of_the_catalogue() -> None:
    assert {type(step) for step in STEP_KINDS.values()} == set(kinds_in_the_folder())
    assert {CONDITION_STEP, SWITCH_STEP, EACH_STEP, APPROVAL_STEP} <= set(STEP_KINDS)


def test_every_way_a_step_can_end_leads_on() -> None:
    assert set(contract.OUTCOMES) | {"waiting", "acting"} == set(get_args(contract.Status))
