"""The API's description made complete: who may call an operation and how, which errors it has, what every list has in common."""

from collections.abc import Mapping
from typing import Any

from tieout.web.problems import MEDIA_TYPE, Problem

ABOUT = """Business records and accounting ledgers in agreement. Everything that the page shows and does is done through this API.

**Who asks.** A browser has a session (a cookie, and the header X-CSRFToken on every change). A program has an API token, made under
Settings, API tokens, and sends it as `Authorization: Bearer TOKEN`. A token has a role and scopes, and may never more than its
maker may now; `x-permission` names the scope that an operation asks for. The sign-in itself, passwords and second steps concern a
person alone, and so do leaving a workspace, one's own notifications and the making of tokens: no token opens them.

**Lists** have `limit` and `cursor`: `next_cursor` of one page is the `cursor` of the next, null on the last; `total` comes with
the first.

**Edits** of records: the answer's `ETag` names the version, and `If-Match` says which version a change is meant for; 412 when
somebody was quicker.

**Errors** are `application/problem+json` (RFC 9457): `detail` in a plain sentence, `remedy` where there is one, `fields` by name.

**Limits.** Every answer to a token has `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset` (seconds); one call
too many in a minute is 429 with `Retry-After`."""

SCHEMES = {
    "Session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "tieout_session",
        "description": "A person's sign-in, as the page has it; changes also carry the header X-CSRFToken.",
    },
    "Token": {"type": "http", "scheme": "bearer", "description": "An API token: `Authorization: Bearer TOKEN`."},
}
ERRORS = {
    "401": "Nobody is signed in, or the token opens nothing",
    "403": "The role or the token may not, or the workspace asks for a second step",
    "404": "Not there, or not for the asker to know of",
    "409": "Not possible as things are",
    "422": "Something in the request is wrong; `fields` says what",
    "429": "Too many calls; `Retry-After` says when to go on",
}


def described(document: Any, needed: Mapping[str, str]) -> Any:
    """The same document, changed: a session and a token in place of ninja's own names, permissions, errors.

    `needed` is the permission that an operation asks for, by its id.
    """
    components = document["components"]
    components["securitySchemes"] = SCHEMES
    components["schemas"]["Problem"] = Problem.model_json_schema()
    components["responses"] = {f"Problem{status}": _problem(said) for status, said in ERRORS.items()}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation["operationId"] in needed:
                operation["x-permission"] = needed[operation["operationId"]]
            _complete(operation, has_ids="{" in path, changes=method != "get")
    return document


def _complete(operation: dict[str, Any], *, has_ids: bool, changes: bool) -> None:
    asked = {name for each in operation.get("security", []) for name in each}
    if asked in ({"PersonSession"}, {"PersonMemberSession"}):
        operation["security"] = [{"Session": []}]
    else:
        operation["security"] = [{"Session": []}, {"Token": []}] if asked else []
    operation["summary"] = str(operation.get("summary", "")).capitalize()
    statuses = {"422", "429"} | ({"401", "403"} if asked else set()) | ({"404"} if has_ids else set())
    statuses |= {"409"} if changes else set()
    responses = {str(status): said for status, said in operation["responses"].items()}
    errors = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}
    operation["responses"] = {**responses, **errors, "default": _problem("What went wrong, and what to do")}


def _problem(said: str) -> dict[str, Any]:
    return {"description": said, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
