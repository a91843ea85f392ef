"""Automations to begin from, by goal: each is built of what the workspace has, and can be changed in everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tieout.automations.definition import Definition
from tieout.engine import template_ledgers, template_records
from tieout.engine.template_ground import Ground
from tieout.engine.template_records import Template


@dataclass(frozen=True, kw_only=True)
class OfferedTemplate:
    """`needs` says what must be there before it can be published."""

    key: str
    name: str
    goal: str
    about: str
    definition: Definition
    needs: Sequence[str]


TEMPLATES: Mapping[str, Template] = {one.key: one for one in (*template_records.TEMPLATES, *template_ledgers.TEMPLATES)}


def offered(workspace_id: UUID) -> list[OfferedTemplate]:
    """All of them, fitted to the workspace."""
    ground = Ground(workspace_id)
    return [
        OfferedTemplate(
            key=one.key,
            name=one.name,
            goal=one.goal,
            about=one.about,
            needs=one.needs,
            definition=Definition.model_validate(one.build(ground, one.about)),
        )
        for one in TEMPLATES.values()
    ]


def fitted(workspace_id: UUID, template: Template) -> Definition:
    """As a draft to begin with; what the workspace lacks, the draft's problems name."""
    return Definition.model_validate(template.build(Ground(workspace_id), template.about))
