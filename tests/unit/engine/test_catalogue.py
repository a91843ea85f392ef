"""Every kind of step is known under its own name and says what can be set."""

from typing import get_args

import pytest

from tieout.automations.definition import CONDITION_STEP
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.run import OUTCOMES
from tieout.engine.steps import condition, contract, create_in_ledger, update_record


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_a_kind_is_found_under_its_own_word_and_has_a_name_and_a_form(kind: str) -> None:
    step = STEP_KINDS[kind]
    assert step.kind == kind
    assert step.name
    assert step.settings.model_json_schema()["type"] == "object"


def test_no_kind_is_left_out_of_the_catalogue() -> None:
    assert {type(step) for step in STEP_KINDS.values()} == {
        condition.Condition,
        create_in_ledger.CreateInLedger,
        update_record.UpdateRecord,
    }
    assert CONDITION_STEP in STEP_KINDS


def test_every_way_a_step_can_end_leads_on() -> None:
    assert set(OUTCOMES) | {"waiting"} == set(get_args(contract.Status))
