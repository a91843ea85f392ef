"""The forms of steps that write to a ledger: drawn from their JSON schema alone, for which each setting says what it is."""

import pytest

from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.books import Unfit, chosen
from tieout.engine.steps.form import label_of

WRITING = sorted(kind for kind, step in STEP_KINDS.items() if step.group == "accounting")


@pytest.mark.parametrize("kind", WRITING)
def test_every_setting_has_a_title_and_says_how_it_is_drawn(kind: str) -> None:
    drawn = STEP_KINDS[kind].settings.model_json_schema()["properties"]
    assert [name for name, setting in drawn.items() if not (setting["title"] and setting["x-widget"])] == []


@pytest.mark.parametrize("kind", WRITING)
def test_every_step_says_what_it_is_for_and_what_it_gives(kind: str) -> None:
    step = STEP_KINDS[kind]
    assert step.about.endswith(".")
    assert step.outputs({})


def test_a_field_of_a_line_is_named_by_the_line() -> None:
    assert label_of("lines.2.unit_price") == "Line 2: unit price"
    assert label_of("due_on") == "Due on"


def test_an_account_is_named_by_its_key_its_code_or_its_name_and_never_guessed() -> None:
    codes = {"60": ("200", "Sales"), "61": ("60", "Rent"), "62": ("", "Post"), "63": ("", "post")}
    assert [chosen(codes, text) for text in ("61", "200", "rent", "62", "other", "Post")] == ["61", "60", "61", "62", None, None]
    with pytest.raises(Unfit, match="60 is what the ledger calls Sales inside, and the code of Rent"):
        chosen(codes, "60")
