"""How much is tried of what tests try at random: little in every run, much where `TEST_LONG=1` is in the environment."""

import os

IS_LONG = os.environ.get("TEST_LONG") == "1"


def tries(few: int, many: int) -> int:
    """`few` in every run, `many` in a long one."""
    return many if IS_LONG else few
