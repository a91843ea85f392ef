"""HTTP request: calls a host outside, maps what it answers; a call that may not be repeated is not repeated."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import quote, urlencode
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from tieout.connectors import outside as wire
from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from tieout.connectors.http import dump
from tieout.connectors.outside import Answer, Call
from tieout.engine import outside
from tieout.engine.answers import Pages, Paging, Type, Unusable, at, check_size, document_of, gathered, items_of, next_url, typed
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as
from tieout.engine.steps.outside_values import body_value, named_texts
from tieout.engine.steps.worked_out import source_of
from tieout.mapping.conditions import ConditionError, read_path
from tieout.mapping.rules import FixedRule, Part, TextRule, ValueRule, evaluate_text

BODY_BYTES_MAX = 1_000_000
ANSWER_BYTES_MAX = 5_000_000
PAGES_MAX = 100
MEANT_TO_BE_REPEATED = frozenset({"GET", "HEAD", "PUT", "DELETE"})
# What says that nothing was done: also a call that may not be repeated is made again.
NOT_TAKEN = frozenset({408, 425, 429, 503})
SHOWN_CHARACTERS = 300
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})
_FORM = {"form": "application/x-www-form-urlencoded", "json": "application/json", "text": "text/plain; charset=utf-8"}

Rules = dict[str, ValueRule]


class Output(BaseModel):
    """`path` goes into the answer's JSON with dots: `orders.0.total`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60, title="Name")]
    path: Annotated[str, Field(max_length=200, title="Path in the answer")] = ""
    type: Annotated[Type, Field(title="Type")] = "text"


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = Field(
        default="GET", title="Method", json_schema_extra=field_as("choice")
    )
    url: ValueRule = Field(
        default=FixedRule(value="https://"),
        title="Address",
        description="What pills bring in is encoded, unless the address begins with one.",
        json_schema_extra=field_as("rule"),
    )
    secret: str = Field(
        default="", title="Secret", description="How the call proves who it is.", json_schema_extra=field_as("secret", use="call")
    )
    query: Rules = Field(default={}, title="Query", max_length=100, json_schema_extra=field_as("rules"))
    headers: Rules = Field(default={}, title="Headers", max_length=50, json_schema_extra=field_as("rules"))
    body_kind: Literal["none", "json", "form", "text"] = Field(default="none", title="Body", json_schema_extra=field_as("choice"))
    body: Rules = Field(
        default={},
        title="Fields of the body",
        description="For JSON a dot goes deeper: customer.name. A field keeps its type; a formula gives numbers.",
        max_length=200,
        json_schema_extra=field_as("rules", when={"body_kind": ["json", "form"]}),
    )
    text: ValueRule | None = Field(
        default=None, title="Text of the body", json_schema_extra=field_as("rule", when={"body_kind": ["text"]})
    )
    content_type: str = Field(
        default="", max_length=200, title="Content type", description="Empty for the usual one.", json_schema_extra=field_as("text")
    )
    idempotency_header: str = Field(
        default="Idempotency-Key",
        max_length=100,
        title="Header of the idempotency key",
        description="Carries the same key whenever this step of this run is tried; empty to send none.",
        json_schema_extra=field_as("text"),
    )
    repeat_safe: bool = Field(
        default=False,
        title="May be sent twice",
        description="Where the receiver knows the key, or a second call does no harm. Without it POST and PATCH are sent once.",
        json_schema_extra=field_as("checkbox"),
    )
    paging: Paging = Field(default="none", title="Pages", json_schema_extra=field_as("choice"))
    paging_items: str = Field(default="", max_length=200, title="Path of the list", json_schema_extra=field_as("text"))
    paging_next: str = Field(
        default="",
        max_length=200,
        title="Path of the next address or cursor",
        description="Empty: the header Link says it.",
        json_schema_extra=field_as("text"),
    )
    paging_parameter: str = Field(default="page", max_length=100, title="Parameter of the page", json_schema_extra=field_as("text"))
    paging_first: int = Field(default=1, ge=0, le=1, title="Number of the first page", json_schema_extra=field_as("number"))
    pages_max: int = Field(default=10, ge=1, le=PAGES_MAX, title="Pages at most", json_schema_extra=field_as("number"))
    outputs: list[Output] = Field(
        default=[], max_length=50, title="What later steps use of the answer", json_schema_extra=field_as("lines")
    )
    take_refusals: bool = Field(
        default=False,
        title="Go on after 4xx",
        description="Later steps see the status; otherwise a refusal is a failure.",
        json_schema_extra=field_as("checkbox"),
    )
    timeout_seconds: int = Field(default=30, ge=1, le=120, title="Seconds to answer", json_schema_extra=field_as("number"))

    @field_validator("headers")
    @classmethod
    def no_secrets(cls, headers: Rules) -> Rules:
        for name in headers:
            if name.lower() in SECRET_HEADERS:
                raise ValueError(f"{name} proves who calls: keep it as a secret and choose that.")
            if name.lower() in wire.OWN_HEADERS:
                raise ValueError(f"{name} is set by Tieout.")
        return headers


class HttpRequest:
    kind = "http_request"
    name = "HTTP request"
    group: Group = "others"
    about = "Calls any address on the internet and takes what it answers."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        own = Settings.model_validate(dict(settings))
        kinds = {one.name: one.type for one in own.outputs}
        if own.paging != "none":
            return {"status": "number", "items": "list", "count": "number", **kinds}
        return {"status": "number", **(kinds or {"body": "json"})}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        own = Settings.model_validate(dict(one.settings))
        try:
            prepared = _prepared(own, one)
        except (ConditionError, Rejected) as error:
            return Preview(text=str(error), status="failed", problems=(str(error),), writes=own.method not in ("GET", "HEAD"))
        url = str(prepared["url"])
        rules = {**own.query, **own.headers, **own.body}
        texts = named_texts(rules, one, lenient=True)
        fields = tuple(
            PreviewField(name=name, label=name, value=texts[name], source=source_of(rule)) for name, rule in rules.items()
        )
        document = {name: prepared[name] for name in ("method", "url", "headers", "body")}
        wrong = outside.unsendable(workspace_id, own.secret, url=url)
        return Preview(
            text=wrong or f"Would send {own.method} to {url}.",
            status="failed" if wrong else "acting",
            problems=(wrong,) if wrong else (),
            writes=own.method not in ("GET", "HEAD"),
            fields=fields,
            document=document,
        )

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        results: dict[UUID, StepResult] = {}
        for one in inputs:
            try:
                prepared = _prepared(Settings.model_validate(dict(one.settings)), one)
            except (ConditionError, Rejected) as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            host = wire.checked(str(prepared["url"]))
            results[one.run.id] = StepResult(status="acting", outcome=f"calling {host}", prepared=prepared)
        return results

    def act(self, workspace_id: UUID, prepared: Mapping[str, JsonValue], *, key: str) -> StepResult:
        own = Settings.model_validate(prepared["settings"])
        repeatable = self.repeatable(prepared)
        first = _call(own, prepared, key=key)
        pages: list[list[JsonValue]] = []
        paging = _pages(own)
        call, document = first, None
        try:
            while True:
                answer = outside.send(workspace_id, call, secret_id=own.secret)
                _judge(answer, repeatable=repeatable)
                document = document_of(answer)
                refusal = _refusal(answer, document, own=own)
                if refusal is not None:
                    return refusal
                if paging.kind == "none" or answer.status >= 400:
                    return _done(own, answer, document=document)
                pages.append(items_of(document, paging))
                following = next_url(answer, document, pages=paging, number=len(pages))
                if not following or following == call.url:
                    return _all(own, answer, document=document, pages=pages)
                if len(pages) >= own.pages_max:
                    said = f"There are more than {own.pages_max} pages. Ask for less at once, or raise the number."
                    return StepResult(status="failed", outcome=said)
                call = _next(first, following)
        except OutcomeUnknown as error:
            if repeatable:
                raise Transient(str(error)) from None
            return _unknown(str(error))
        except Unusable as error:
            return StepResult(status="failed", outcome=str(error))
        except Rejected as error:
            remedies = " ".join(one.remedy for one in error.problems)
            return StepResult(status="failed", outcome=f"{error} {remedies}".strip())

    def repeatable(self, prepared: Mapping[str, JsonValue]) -> bool:
        own = Settings.model_validate(prepared["settings"])
        return own.method in MEANT_TO_BE_REPEATED or own.repeat_safe


def _prepared(own: Settings, one: StepInput) -> dict[str, object]:
    """The call with its values, without its secret; raises ConditionError and Rejected."""
    url = _url(own.url, one)
    query = [(name, value) for name, value in named_texts(own.query, one).items() if value]
    if query:
        url = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
    wire.checked(url)
    headers = named_texts(own.headers, one)
    broken = next((name for name, value in headers.items() if any(sign in name + value for sign in "\r\n\0")), "")
    if broken:
        raise ConditionError(f"The header {broken[:60]!r} would have several lines.")
    body = _body(own, one)
    if len(body.encode()) > BODY_BYTES_MAX:
        raise ConditionError(f"The body is larger than {BODY_BYTES_MAX // 1000} kB.")
    kept = own.model_dump(mode="json", exclude={"url", "query", "headers", "body", "text"})
    return {"method": own.method, "url": url, "headers": headers, "body": body, "settings": kept}


def _url(rule: ValueRule, one: StepInput) -> str:
    """What a pill brings into an address cannot lead it elsewhere: it is encoded, but where the address begins with it."""
    if not isinstance(rule, TextRule) or not rule.parts:
        return evaluate_text(rule, one.scope, types=one.types)
    pieces: list[str] = []
    for number, part in enumerate(rule.parts):
        if isinstance(part, Part):
            value = evaluate_text(TextRule(parts=[part]), one.scope, types=one.types)
            pieces.append(value if number == 0 else quote(value, safe=""))
        else:
            pieces.append(part)
    return "".join(pieces).strip()


def _body(own: Settings, one: StepInput) -> str:
    if own.body_kind == "text":
        return evaluate_text(own.text, one.scope, types=one.types)
    if own.body_kind == "form":
        return urlencode(list(named_texts(own.body, one).items()))
    if own.body_kind == "json":
        document: dict[str, object] = {}
        for name, rule in own.body.items():
            _put(document, name, value=body_value(rule, one))
        return dump(document).decode()
    return ""


def _put(document: dict[str, object], name: str, *, value: object) -> None:
    *above, last = name.split(".")
    for part in above:
        deeper = document.setdefault(part, {})
        if not isinstance(deeper, dict):
            raise ConditionError(f"{name} goes into {part}, which has a value of its own.")
        document = deeper
    if isinstance(read_path(document, last), dict):
        raise ConditionError(f"{name} has fields below it already.")
    document[last] = value


def _call(own: Settings, prepared: Mapping[str, JsonValue], *, key: str) -> Call:
    said, body = prepared["headers"], str(prepared["body"])
    headers = {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}
    present = {name.lower() for name in headers}
    if "accept" not in present:
        headers["Accept"] = "application/json, */*;q=0.5"
    if own.body_kind != "none" and "content-type" not in present:
        headers["Content-Type"] = own.content_type or _FORM[own.body_kind]
    if own.idempotency_header and own.method not in ("GET", "HEAD") and own.idempotency_header.lower() not in present:
        headers[own.idempotency_header] = key
    return Call(
        method=own.method,
        url=str(prepared["url"]),
        headers=headers,
        content=body.encode() if own.body_kind != "none" else b"",
        seconds=1.0 * own.timeout_seconds,
        bytes_max=ANSWER_BYTES_MAX,
    )


def _next(first: Call, url: str) -> Call:
    """The call of a following page; another host gets nothing that was written for the first."""
    if wire.checked(url) == wire.checked(first.url):
        return replace(first, url=url)
    headers = {name: value for name, value in first.headers.items() if name.lower() == "accept"}
    return replace(first, method="GET", url=url, headers=headers, content=b"")


def _pages(own: Settings) -> Pages:
    return Pages(
        kind=own.paging,
        items=own.paging_items,
        next_path=own.paging_next,
        parameter=own.paging_parameter,
        first=own.paging_first,
    )


def _judge(answer: Answer, *, repeatable: bool) -> None:
    """Raises Transient for what may pass, OutcomeUnknown for a failure of the receiver after which nobody knows what it did."""
    if answer.status in NOT_TAKEN or (answer.status >= 500 and repeatable):
        raise Transient(f"It answered {answer.status}.", retry_after=outside.retry_after(answer.headers))
    if answer.status >= 500:
        raise OutcomeUnknown(f"It answered {answer.status}")


def _refusal(answer: Answer, document: JsonValue, *, own: Settings) -> StepResult | None:
    if answer.status < 300 or (400 <= answer.status < 500 and own.take_refusals):
        return None
    shown = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    said = "" if document is None else f": {' '.join(shown.split())[:SHOWN_CHARACTERS]}"
    return StepResult(status="failed", outcome=f"It answered {answer.status}{said}", output={"status": answer.status})


def _done(own: Settings, answer: Answer, *, document: JsonValue) -> StepResult:
    output: dict[str, object] = {"status": answer.status}
    if own.outputs:
        output.update({one.name: typed(at(document, one.path), one.type, name=one.name) for one in own.outputs})
    else:
        output["body"] = document
    check_size(output)
    return StepResult(status="done", outcome=f"answered {answer.status}", output=output)


def _all(own: Settings, answer: Answer, *, document: JsonValue, pages: Sequence[list[JsonValue]]) -> StepResult:
    items = gathered(pages)
    output: dict[str, object] = {"status": answer.status, "items": items, "count": len(items)}
    output.update({one.name: typed(at(document, one.path), one.type, name=one.name) for one in own.outputs})
    check_size(output)
    many = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
    return StepResult(status="done", outcome=f"{len(items)} items on {many}", output=output)


def _unknown(said: str) -> StepResult:
    """The call left and may have been carried out: a person looks, and decides whether it is sent again."""
    said = f"{said.rstrip('.')}, so nobody knows whether it was done. Look there, then try this step again or go on without it."
    return StepResult(status="failed", outcome=said)
