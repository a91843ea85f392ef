"""Automations as the API takes and gives them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field

from tieout.automations.definition import SCHEMA, STEPS_MAX, Definition, steps_in_order
from tieout.automations.upgrade import UPGRADES, raised
from tieout.web.api.values import JsonObject, PageOut


def _raised(document: object) -> object:
    """Older forms are taken too; UpgradeError is a ValueError, which pydantic says of the field."""
    return raised(document, to=SCHEMA, upgrades=UPGRADES) if isinstance(document, dict) and "schema" in document else document


def _bounded(definition: Definition) -> Definition:
    """Far more than may be published; what is larger nobody draws, and looking through it would take minutes."""
    if sum(1 for _ in steps_in_order(definition)) > 2 * STEPS_MAX:
        raise ValueError(f"an automation has at most {STEPS_MAX} steps")
    return definition


# A trigger and steps. It may be unfinished; its problems say what is left to do.
DefinitionIn = Annotated[Definition, BeforeValidator(_raised), AfterValidator(_bounded)]
AutomationName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Position = Annotated[str, Field(max_length=800)]


class AutomationProblem(Schema):
    """What must be put right before publishing. `step_id` is empty for the trigger or the whole; `field` is the setting."""

    step_id: str
    field: str
    message: str
    remedy: str


class AutomationDraft(Schema):
    """`differs`: what is drafted is not what is live. Nothing in `problems` means that it can be published."""

    definition: Definition
    revision: int
    saved_at: datetime | None
    saved_by: str
    differs: bool
    problems: list[AutomationProblem]


class AutomationRow(Schema):
    """`version` is the number of the live version, 0 before the first was published."""

    id: UUID
    name: str
    description: str
    enabled: bool
    version: int
    trigger_text: str
    last_run_at: datetime | None
    runs_today: int
    failures_today: int


class AutomationRowPage(PageOut):
    items: list[AutomationRow]


class AutomationWebhook(Schema):
    """Where an outside system calls, with all but the first characters of the key left out, because it was shown once; `has_secret`
    is whether a secret was made for it."""

    url: str
    has_secret: bool


class AutomationDetail(AutomationRow):
    """`definition` is the live version, null before the first was published; `next_due_at` is the schedule's next time."""

    definition: Definition | None
    draft: AutomationDraft
    published_at: datetime | None
    published_by: str
    webhook: AutomationWebhook | None
    next_due_at: datetime | None


class AutomationIn(Schema):
    """A definition, or the key of a template, or neither for an empty one that is started by hand."""

    name: AutomationName
    definition: DefinitionIn | None = None
    template: str = Field(default="", max_length=60)


class AutomationChange(Schema):
    """What is left out stays as it is."""

    name: AutomationName | None = None
    enabled: bool | None = None


class AutomationDraftIn(Schema):
    """`revision` is the one that was changed; one that is not the latest is refused, and the answer says who saved it."""

    definition: DefinitionIn
    revision: int = Field(ge=0)


class AutomationPublishIn(Schema):
    """`revision` is the one to publish; `note` says what is new in it."""

    revision: int = Field(ge=0)
    note: str = Field(default="", max_length=500)


class AutomationVersionRow(Schema):
    """A published version: `runs` and `failures` are how it did."""

    number: int
    note: str
    published_at: datetime
    published_by: str
    is_live: bool
    runs: int
    failures: int


class AutomationVersionPage(PageOut):
    items: list[AutomationVersionRow]


class AutomationVersionDetail(AutomationVersionRow):
    definition: Definition


class CatalogueTrigger(Schema):
    """`settings_schema` is the JSON schema of what the trigger asks for; `x-widget` says how a form shows each."""

    type: str
    name: str
    group: str
    about: str
    settings_schema: JsonObject


class CatalogueStep(Schema):
    """`branches` are the names that a new step has; `writes`: it changes a ledger or reaches somebody outside. Where it is not
    `available`, `reason` says why and what to do."""

    kind: str
    name: str
    group: str
    about: str
    settings_schema: JsonObject
    branches: list[str]
    writes: bool
    available: bool
    reason: str


class AutomationCatalogue(Schema):
    triggers: list[CatalogueTrigger]
    steps: list[CatalogueStep]


class AutomationTemplate(Schema):
    """`needs` says what must be there first; `definition` is a whole automation that can be changed."""

    key: str
    name: str
    goal: str
    about: str
    definition: Definition
    needs: list[str]


class AutomationTemplatePage(PageOut):
    items: list[AutomationTemplate]
