"""Find contact: in the ledger, by its account number, tax number, e-mail address or name; exactly, then by likeness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.automations.entity_shapes import entity_types
from tieout.engine import access, identity
from tieout.engine.identity import Candidate
from tieout.engine.steps.contract import field_as
from tieout.engine.steps.found import Find, FindSettings, Looked, entity_found
from tieout.mapping.rules import ValueRule
from tieout.store import mirror
from tieout.store.connections import Connection
from tieout.store.mirror import MirrorEntity

# By what it is looked for, the surest first, with the kind of key by which the index knows it.
CRITERIA: Mapping[str, str] = {"account_number": "account", "tax_number": "tax", "email": "email", "name": "name"}
SAID: Mapping[str, str] = {
    "account_number": "account number", "tax_number": "tax number", "email": "e-mail address", "name": "name",
}  # fmt: skip
SHOWN_MAX = 8
NOTHING_ASKED = "Name, account number, e-mail address and tax number are all empty, so nothing was looked for."


class ContactSettings(FindSettings):
    """By what a contact is looked for."""

    who: Literal["customer", "supplier"] = Field(
        default="customer",
        title="Who",
        description="Where the accounting system keeps customers and suppliers apart, among whom it looks.",
        json_schema_extra=field_as("choice", names=["Customer", "Supplier"]),
    )
    account_number: ValueRule | None = Field(default=None, title="Account number", json_schema_extra=field_as("rule"))
    name: ValueRule | None = Field(default=None, title="Name", json_schema_extra=field_as("rule"))
    email: ValueRule | None = Field(default=None, title="E-mail address", json_schema_extra=field_as("rule"))
    tax_number: ValueRule | None = Field(default=None, title="Tax number", json_schema_extra=field_as("rule"))
    alike: bool = Field(
        default=True,
        title="Also one that is written a little differently",
        description="Taken only where it is certain that it is the same.",
        json_schema_extra=field_as("checkbox"),
    )


class Settings(ContactSettings):
    """`doubtful`: what several that may be it, or one that is not certain, mean."""

    doubtful: Literal["not_found", "best", "fail"] = Field(
        default="not_found",
        title="If it is doubtful which one it is",
        json_schema_extra=field_as("choice", names=["Nothing is found", "The most likely one is taken", "Fail"]),
    )


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`certain` is the one; `likely` are those that may be it, the most likely first; `by` says how the certain one was told."""

    certain: MirrorEntity | None = None
    likely: tuple[Candidate, ...] = ()
    by: str = ""


class FindContact(Find):
    kind = "find_contact"
    name = "Find contact"
    about = "Looks for a customer or supplier in the accounting system by name, account number, e-mail address or tax number."
    settings = Settings
    labels = {name: said.capitalize() for name, said in SAID.items()}

    def rules(self, settings: FindSettings) -> Mapping[str, ValueRule | None]:
        return contact_rules(settings)

    def kinds(self, ledger: Connection, settings: FindSettings) -> Sequence[str]:
        return [contact_kind(ledger, settings).value]

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return OUTPUTS

    def look(self, ledger: Connection, settings: FindSettings, *, asked: Mapping[str, str]) -> Looked:
        assert isinstance(settings, Settings)
        if not any(asked.values()):
            return Looked(found=False, outcome=NOTHING_ASKED.rstrip("."), output=contact_output(ledger, None, seen=Seen()))
        seen = seen_contact(ledger, settings, asked=asked)
        if seen.certain is None and seen.likely and settings.doubtful == "fail":
            return Looked(found=False, outcome="", problem=doubt(seen, ledger, asked=asked))
        row = seen.certain
        if row is None and seen.likely and settings.doubtful == "best":
            row = mirror.entities_by_ids(ledger.workspace_id, [seen.likely[0].entity_id]).get(seen.likely[0].entity_id)
        output = contact_output(ledger, row, seen=seen)
        if row is not None:
            return Looked(found=True, outcome=f"found {row.name} {seen.by or 'as the most likely one'}", output=output)
        said = f"not certain: {len(seen.likely)} may be it" if seen.likely else f"there is no such {settings.who}"
        return Looked(found=False, outcome=f"{said} in {ledger.organisation_name}", output=output)


def contact_rules(settings: FindSettings) -> Mapping[str, ValueRule | None]:
    """By criterion, the surest first."""
    return {name: getattr(settings, name) for name in CRITERIA}


def contact_kind(ledger: Connection, settings: FindSettings) -> EntityKind:
    """What a customer or a supplier is at this provider."""
    manifest = access.connector(ledger.provider).manifest
    return manifest.supplier_kind if getattr(settings, "who", "") == "supplier" else manifest.customer_kind


def seen_contact(ledger: Connection, settings: ContactSettings, *, asked: Mapping[str, str]) -> Seen:
    """Exactly by what was asked; where nothing is exactly so, by likeness, which is certain only where nothing speaks against."""
    wanted = Contact(
        kind=contact_kind(ledger, settings),
        name=asked["name"],
        account_number=asked["account_number"],
        tax_number=asked["tax_number"],
        email=asked["email"],
    )
    exact = identity.having_keys(ledger.workspace_id, ledger.id, entity=wanted)
    hits = {name: set(exact[key]) for name, key in CRITERIA.items() if exact.get(key)}
    if hits:
        common = set.intersection(*hits.values())
        if len(common) == 1:
            (one,) = common
            row = mirror.entities_by_ids(ledger.workspace_id, [one]).get(one)
            return Seen(certain=row, by=f"by its {' and '.join(SAID[name] for name in hits)}")
    if not hits and not settings.alike:
        return Seen()
    judged = identity.judge(ledger.workspace_id, ledger.id, entity=wanted)
    likely = judged.candidates
    if not hits and judged.certainty == "certain":
        row = mirror.entities_by_ids(ledger.workspace_id, [likely[0].entity_id]).get(likely[0].entity_id)
        return Seen(certain=row, likely=likely, by=f"by likeness: {', '.join(likely[0].reasons).lower()}")
    if not hits and judged.certainty == "new":
        return Seen()
    return Seen(likely=likely or _of_hits(ledger, hits, kind=wanted.kind))


def _of_hits(ledger: Connection, hits: Mapping[str, set[UUID]], *, kind: EntityKind) -> tuple[Candidate, ...]:
    """Several that are exactly so, of which likeness says nothing."""
    names: dict[UUID, list[str]] = {}
    for name, found in hits.items():
        for one in found:
            names.setdefault(one, []).append(SAID[name])
    rows = mirror.entities_by_ids(ledger.workspace_id, names)
    ranked = sorted(rows.values(), key=lambda row: (-len(names[row.id]), row.name, row.id))
    return tuple(
        Candidate(
            entity_id=row.id,
            kind=kind.value,
            external_id=row.external_id,
            name=row.name,
            detail="",
            score=len(names[row.id]) / len(hits),
            reasons=tuple(f"Same {said}" for said in names[row.id]),
            already_linked=False,
        )
        for row in ranked[:SHOWN_MAX]
    )


def doubt(seen: Seen, ledger: Connection, *, asked: Mapping[str, str]) -> str:
    """The sentence that asks a person."""
    named = next(text for text in (asked.get("name"), *asked.values()) if text)
    others = ", ".join(one.name for one in seen.likely[:3])
    return (
        f"It is not certain which contact of {ledger.organisation_name} {named} is: {others}."
        " Give its account number, or correct the contacts that are the same."
    )


def contact_output(ledger: Connection, row: MirrorEntity | None, *, seen: Seen) -> dict[str, object]:
    """The contact's fields, and who else was thought of."""
    best = next((one for one in seen.likely if row is not None and one.entity_id == row.id), None)
    return {
        **(entity_found(ledger, row) if row is not None else {}),
        "score": str(best.score) if best is not None else "1" if row is not None else "",
        "by": seen.by,
        "candidates": [
            {
                "external_id": one.external_id,
                "name": one.name,
                "detail": one.detail,
                "score": str(one.score),
                "reasons": ", ".join(one.reasons),
            }
            for one in seen.likely[:SHOWN_MAX]
        ],
    }


OUTPUTS: Mapping[str, str] = {
    "found": "checkbox",
    "external_id": "text",
    **entity_types("contact"),
    "score": "number",
    "by": "text",
    "candidates": "line_items",
    **dict.fromkeys(("candidates[].external_id", "candidates[].name", "candidates[].detail", "candidates[].reasons"), "text"),
    "candidates[].score": "number",
}
