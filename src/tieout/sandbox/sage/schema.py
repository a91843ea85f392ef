"""What a write must carry and how long it may be, and in which plans it can be made: read from `required.json` at start-up."""

import json
from importlib.resources import files
from typing import Any

from tieout.sandbox.sage.errors import BLANK, NOT_AN_OBJECT, TOO_LONG, Problem
from tieout.sandbox.sage.wire import Sent

_TABLE: dict[str, dict[str, Any]] = json.loads((files("tieout.sandbox.sage") / "required.json").read_text(encoding="utf-8"))


def problems(operation: str, sent: Sent) -> list[Problem]:
    """`operation` is as in the table: `POST contacts`, `PUT contacts/`; a method the table does not know asks for nothing."""
    rules = _TABLE["bodies"].get(operation)
    return [] if rules is None else _problems(rules, sent, prefix="")


def _problems(rules: dict[str, Any], sent: Sent, *, prefix: str) -> list[Problem]:
    found = [Problem(f"{prefix}{name}", BLANK) for name in rules["required"] if _blank(sent.get(name))]
    for name, longest in rules["lengths"].items():
        if isinstance(value := sent.get(name), str) and len(value) > longest:
            found.append(Problem(f"{prefix}{name}", TOO_LONG.format(longest)))
    for name, inner in rules["parts"].items():
        match sent.get(name):
            case dict() as part:
                found.extend(_problems(inner, part, prefix=f"{prefix}{name}."))
            case list() as parts:
                for index, part in enumerate(parts):
                    if isinstance(part, dict):
                        found.extend(_problems(inner, part, prefix=f"{prefix}{name}[{index}]."))
                    else:
                        found.append(Problem(f"{prefix}{name}[{index}]", NOT_AN_OBJECT))
            case None:
                pass
            case _:
                found.append(Problem(f"{prefix}{name}", NOT_AN_OBJECT))
    return found


def _blank(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def available(operation: str, *, plan: str, country: str) -> bool:
    """Whether a plan (Start, Standard, Plus) has the operation in a country; what the table does not know is available."""
    plans = _TABLE["plans"].get(operation)
    return plans is None or country in plans.get(plan, "").split()


def attributes(operation: str) -> list[str]:
    """The attributes of a write that the table names: required ones, those with a length and those with attributes of their own."""
    rules = _TABLE["bodies"].get(operation, {"required": [], "lengths": {}, "parts": {}})
    return sorted({*rules["required"], *rules["lengths"], *rules["parts"]})
