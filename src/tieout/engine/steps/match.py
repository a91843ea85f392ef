"""Match: which of several candidates is the one, with its score and the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import MoneyError, parse_amount
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as
from tieout.engine.steps.worked_out import NotWorkedOut, asked_fields, known, texts
from tieout.mapping.conditions import read_path
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS, UnfitValue, with_values
from tieout.mapping.rules import ValueRule
from tieout.reconciliation.document_likeness import Said, Terms, ranked
from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.traits import traits
from tieout.reconciliation.identity.verdict import judged

CANDIDATES_MAX = 5_000
SHOWN_MAX = 8
# Where two are as likely within this, nobody can say which it is.
APART = Decimal("0.05")
DOCUMENT_FIELDS = ("number", "amount", "currency", "issued_on", "contact")
# Under which names a candidate may say what is compared, the first that is there counts.
SPOKEN: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "key"),
    "amount": ("amount", "gross", "total"),
    "currency": ("currency",),
    "issued_on": ("issued_on", "date", "happened_on", "paid_on"),
    "contact": ("contact_name", "contact", "name"),
}


class Settings(BaseModel):
    """`values` are what is known of the one that is looked for."""

    model_config = ConfigDict(extra="forbid")
    what: Literal["contact", "item", "document"] = Field(
        default="contact", title="What", json_schema_extra=field_as("choice", names=["Contact", "Item", "Document"])
    )
    candidates: str = Field(
        min_length=1,
        max_length=300,
        title="Candidates",
        description="A list of an earlier step, of found contacts, items, documents or records.",
        json_schema_extra=field_as("list_path"),
    )
    values: dict[str, ValueRule] = Field(
        min_length=1,
        title="What is known",
        description="Name, e-mail address and so on of a contact; code and name of an item; number, amount, currency, issued_on and"
        " contact of a document.",
        json_schema_extra=field_as("rules", of="what"),
    )
    sure_from: int = Field(
        default=90,
        ge=1,
        le=100,
        title="Sure from (per cent)",
        description="One that is less likely is not taken, nor one beside which another is as likely.",
        json_schema_extra=field_as("number"),
    )
    tolerance: str = Field(
        default="0",
        max_length=20,
        title="Amounts may differ by",
        description="Of documents only.",
        json_schema_extra=field_as("number"),
    )
    days: int = Field(
        default=7, ge=0, le=366, title="Days may differ by", description="Of documents only.", json_schema_extra=field_as("number")
    )
    not_found: Literal["go_on", "fail"] = Field(
        default="go_on", title="If none is sure", json_schema_extra=field_as("choice", names=["Go on, with found = no", "Fail"])
    )


@dataclass(frozen=True)
class _Scored:
    position: int
    score: Decimal
    reasons: tuple[str, ...]
    proven: bool = False


class Match:
    kind = "match"
    name = "Match"
    group: Group = "others"
    about = "Says which of several contacts, items or documents is the one, with a score and reasons."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        best = {f"best.{name}": "text" for name in ("id", "external_id", "key", "name", "number")}
        likely = {"likely": "line_items", "likely[].score": "number", "likely[].reasons": "text", "likely[].name": "text"}
        return {"found": "checkbox", "score": "number", "reasons": "text", **best, "best.gross": "money", **likely}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        return {one.run.id: _match(one)[0] for one in inputs}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id
        result, asked = _match(one)
        settings = Settings.model_validate(dict(one.settings))
        good = result.status == "done"
        return Preview(
            text=f"It is {result.outcome}." if good else result.outcome,
            status=result.status,
            fields=asked_fields(settings.values, asked, labels={}),
            problems=() if good else (result.outcome,),
            output=result.output,
        )


def _match(one: StepInput) -> tuple[StepResult, Mapping[str, str]]:
    settings = Settings.model_validate(dict(one.settings))
    try:
        asked = texts(settings.values, known(one))
    except NotWorkedOut as error:
        return StepResult(status="failed", outcome=str(error)), {}
    listed = read_path(one.scope, settings.candidates)
    candidates = [dict(row) for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else None
    if candidates is None and listed is not None:
        return StepResult(status="failed", outcome=f"Candidates: {settings.candidates} is no list. Choose a list."), asked
    rows = candidates or []
    if len(rows) > CANDIDATES_MAX:
        return StepResult(
            status="failed", outcome=f"{len(rows)} candidates are too many; at most {CANDIDATES_MAX} are compared."
        ), asked
    scored = _scored(settings, rows, asked=asked)
    if isinstance(scored, str):
        return StepResult(status="failed", outcome=scored), asked
    return _told(settings, rows, scored=scored), asked


def _scored(settings: Settings, rows: Sequence[Mapping[str, object]], *, asked: Mapping[str, str]) -> list[_Scored] | str:
    """The likely ones, best first; or a sentence why nothing can be compared."""
    if settings.what == "document":
        return _documents(settings, rows, asked=asked)
    offered = {one.key for one in (CONTACT_FIELDS if settings.what == "contact" else ITEM_FIELDS)}
    if unknown := [name for name in asked if name not in offered]:
        return f"A {settings.what} has no field {unknown[0]}. Choose one of {', '.join(sorted(offered))}."
    if not any(asked.values()):
        return "Everything that is known of it is empty. Fill in one of the values."
    try:
        wanted = _entity(settings.what, asked)
    except UnfitValue as error:
        return f"{error.field.replace('_', ' ').capitalize()}: {error}"
    index = Index.of(traits(_lenient(settings.what, row)) for row in rows)
    likely = judged(traits(wanted), index).likely
    return [_Scored(one.position, Decimal(str(one.score)), one.reasons, proven=one.proven) for one in likely]


def _documents(settings: Settings, rows: Sequence[Mapping[str, object]], *, asked: Mapping[str, str]) -> list[_Scored] | str:
    if unknown := [name for name in asked if name not in DOCUMENT_FIELDS]:
        return f"A document is not compared by {unknown[0]}. Choose one of {', '.join(DOCUMENT_FIELDS)}."
    try:
        terms = Terms(tolerance=parse_amount(settings.tolerance), days=settings.days)
    except MoneyError:
        return f"Amounts may differ by: {settings.tolerance!r} is no number; write it like 0.05."
    amount, day = _amount(asked.get("amount", "")), _day(asked.get("issued_on", ""))
    if asked.get("amount") and amount is None:
        return f"Amount: {asked['amount']!r} is no number; write it like 1234.50."
    if asked.get("issued_on") and day is None:
        return f"Issued on: {asked['issued_on']!r} is no date; write it like 2026-01-31."
    wanted = Said(
        number=asked.get("number", ""),
        amount=amount,
        currency=asked.get("currency", ""),
        issued_on=day,
        contact=asked.get("contact", ""),
    )
    return [_Scored(one.position, one.score, one.reasons) for one in ranked(wanted, [_said(row) for row in rows], terms=terms)]


def _told(settings: Settings, rows: Sequence[Mapping[str, object]], *, scored: Sequence[_Scored]) -> StepResult:
    best = scored[0] if scored else None
    other = scored[1].score if len(scored) > 1 else Decimal(0)
    sure = best is not None and (best.proven or (best.score >= Decimal(settings.sure_from) / 100 and best.score - other >= APART))
    output: dict[str, object] = {
        "found": sure,
        "score": str(best.score) if best else "0",
        "reasons": ", ".join(best.reasons) if best else "",
        "best": dict(rows[best.position]) if best and sure else {},
        "likely": [
            {**rows[one.position], "score": str(one.score), "reasons": ", ".join(one.reasons)} for one in scored[:SHOWN_MAX]
        ],
    }
    if best is not None and sure:
        said = f"{_called(rows[best.position])} with {best.score:.0%}: {output['reasons']}"
    elif best is not None:
        said = f"none for sure; the most likely is {_called(rows[best.position])} with {best.score:.0%}"
    else:
        said = f"none of {len(rows)} candidates"
    if not sure and settings.not_found == "fail":
        return StepResult(status="failed", outcome=f"It is {said}. Choose one by hand, or give more to compare by.", output=output)
    return StepResult(status="done", outcome=said, output=output)


def _entity(what: str, said: Mapping[str, str]) -> Contact | Item:
    if what == "item":
        return with_values(Item(code="", name=""), dict(said))
    return with_values(Contact(kind=EntityKind.CONTACT, name=""), dict(said))


def _lenient(what: str, row: Mapping[str, object]) -> Contact | Item:
    """A candidate as far as it can be read: what is no value of its field is not compared."""
    made = _entity(what, {})
    for field in CONTACT_FIELDS if what == "contact" else ITEM_FIELDS:
        said = row.get(field.key)
        if isinstance(said, str) and said:
            try:
                made = with_values(made, {field.key: said})
            except UnfitValue:
                continue
    return made


def _said(row: Mapping[str, object]) -> Said:
    found = {name: next((str(row[one]) for one in spoken if row.get(one)), "") for name, spoken in SPOKEN.items()}
    return Said(
        number=found["number"],
        amount=_amount(found["amount"]),
        currency=found["currency"],
        issued_on=_day(found["issued_on"]),
        contact=found["contact"],
    )


def _amount(text: str) -> Decimal | None:
    try:
        return parse_amount(text) if text else None
    except MoneyError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _called(row: Mapping[str, object]) -> str:
    return next((str(row[name]) for name in ("name", "title", "number", "key", "code") if row.get(name)), "the one without a name")
