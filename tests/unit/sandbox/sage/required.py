"""Writes the table of required attributes, lengths and plans that the sandbox's Sage half reads at start-up.

    python tests/unit/sandbox/sage/required.py ../shared/reference/specs/sage-accounting-v3.1.swagger.json

The table is facts taken from the published description; the description itself is not shipped.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[4] / "src/tieout/sandbox/sage/required.json"
_PLANS = re.compile(r"\* Accounting (Plus|Standard|Start): ([^\n]*)")
_REGIONAL_A = 0x1F1E6


def table(specification: dict[str, Any]) -> dict[str, Any]:
    """The bodies of writes by path and method, and for each operation where it is available."""
    bodies: dict[str, Any] = {}
    plans: dict[str, dict[str, str]] = {}
    for path, methods in sorted(specification["paths"].items()):
        for method in ("get", "post", "put", "delete"):
            if method not in methods:
                continue
            operation = f"{method.upper()} {path[1:].replace('/{key}', '/')}"
            if found := _PLANS.findall(methods[method].get("description", "")):
                plans[operation] = {plan: _countries(flags) for plan, flags in found}
            if method in ("post", "put") and (sent := _sent(specification, methods[method])):
                shown = specification["definitions"].get(next(iter(sent["properties"])), {})
                name, schema = next(iter(sent["properties"].items()))
                resource = _resource(specification, methods[method]) or shown
                bodies[operation] = {"name": name, **_rules(specification, schema, like=resource)}
    return {"bodies": bodies, "plans": plans}


def _countries(flags: str) -> str:
    """Two regional letters a flag, as country codes."""
    letters = [chr(ord("A") + ord(sign) - _REGIONAL_A) for sign in flags if ord(sign) >= _REGIONAL_A]
    return " ".join(sorted("".join(letters[at : at + 2]) for at in range(0, len(letters), 2)))


def _sent(specification: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "body":
            return _resolved(specification, parameter["schema"])
    return None


def _resource(specification: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    for status in ("200", "201"):
        if schema := operation["responses"].get(status, {}).get("schema"):
            return _resolved(specification, schema)
    return None


def _resolved(specification: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = specification["definitions"][schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    return found


def _rules(specification: dict[str, Any], schema: dict[str, Any], *, like: dict[str, Any]) -> dict[str, Any]:
    """Required attributes and lengths (of the write, else of the resource that it makes), and the same of the parts."""
    known = like.get("properties", {})
    lengths, parts = {}, {}
    for name, prescribed in sorted(schema.get("properties", {}).items()):
        twin = _resolved(specification, known.get(name, {}))
        if length := prescribed.get("maxLength", twin.get("maxLength")):
            lengths[name] = length
        inner = _resolved(specification, prescribed.get("items", prescribed))
        if inner.get("properties"):
            part = _rules(specification, inner, like=_resolved(specification, twin.get("items", twin)))
            if any(part.values()):
                parts[name] = part
    return {"required": sorted(schema.get("required", [])), "lengths": lengths, "parts": parts}


if __name__ == "__main__":
    described = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TABLE.write_text(json.dumps(table(described), indent=1, sort_keys=True, ensure_ascii=True) + "\n", encoding="utf-8")
