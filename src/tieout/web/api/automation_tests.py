"""Trying what is being built: what can be used where, what a step or the whole would do, one step done in earnest."""

from collections.abc import Sequence
from uuid import UUID

from ninja import Query, Router

from tieout.engine import describing, drafting, previewing, testing_steps, trial_samples
from tieout.engine.provider_answers import ProviderAnswer, answers_to
from tieout.engine.trial_samples import Sample
from tieout.store import collections
from tieout.store.record_lists import UnknownField
from tieout.web.api.automation_trial_shapes import (
    AutomationDescription,
    AutomationPlan,
    AutomationSample,
    AutomationSamplePage,
    CountIn,
    DescribeIn,
    MatchingCount,
    SampleIn,
    StepAnswer,
    StepPreview,
    StepSampleIn,
    StepTest,
    StepTestIn,
)
from tieout.web.api.automations import automation_row
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found
from tieout.web.providers import NAMES

router = Router(tags=["automations"], auth=may("read"), by_alias=True)


@router.post("/automations/describe", response=AutomationDescription, operation_id="describe_automation")
def describe(request: Asked, workspace_id: WorkspaceId, *, body: DescribeIn) -> AutomationDescription:
    """What is wrong with a definition, and which values a step of it can use. Nothing is kept."""
    found = describing.described(workspace_id, body.definition, position=body.position, event_id=body.event_id)
    return AutomationDescription.model_validate(found, from_attributes=True)


@router.post("/automations/count", response=MatchingCount, operation_id="count_matching_records")
def count(request: Asked, workspace_id: WorkspaceId, *, body: CountIn) -> MatchingCount:
    """How many records of a collection meet a condition now, and a few of them."""
    collection = collections.collection(workspace_id, body.collection)
    if collection is None:
        raise not_found("This collection")
    try:
        found = describing.matching(workspace_id, collection, condition=body.condition)
    except UnknownField as error:
        said = f"There is no field {error} that conditions can name."
        raise Refused(422, said, remedy="Choose another field.", fields={"condition": said}) from None
    return MatchingCount.model_validate(found, from_attributes=True)


@router.get("/automations/{automation_id}/samples", response=AutomationSamplePage, operation_id="list_automation_samples")
def list_samples(
    request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, query: Query[ListQuery]
) -> AutomationSamplePage:
    """What happened lately that would start the draft, newest first: real things to try it with."""
    row = automation_row(workspace_id, automation_id)
    samples = trial_samples.samples(workspace_id, row, definition=drafting.draft_of(row))
    page = whole(samples, query)
    items = [AutomationSample.model_validate(one, from_attributes=True) for one in page.rows]
    return AutomationSamplePage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/automations/{automation_id}/step-preview", response=StepPreview, operation_id="preview_step")
def preview_step(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: StepSampleIn) -> StepPreview:
    """What a step would do for an event or a record. Nothing is written and nobody is called."""
    row = automation_row(workspace_id, automation_id)
    found = previewing.preview_at(workspace_id, row, definition=body.definition, position=body.position, sample=_sample(body))
    return StepPreview.model_validate(found, from_attributes=True)


@router.post("/automations/{automation_id}/step-test", response=StepTest, auth=may("edit_automations"), operation_id="test_step")
def test_step(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: StepTestIn) -> StepTest:
    """The preview of a step; with `send` it is also done in earnest, once, by a run of its own."""
    row, sample = automation_row(workspace_id, automation_id), _sample(body)
    found = previewing.preview_at(workspace_id, row, definition=body.definition, position=body.position, sample=sample)
    shown = StepPreview.model_validate(found, from_attributes=True).model_dump()
    if not body.send:
        looked_up = answers_to(workspace_id, found.output)
        return StepTest(**shown, sent=False, outcome=found.text, run_id=None, answers=_answers(looked_up))
    wanted = testing_steps.OneStep(definition=body.definition, position=body.position, sample=sample)
    run_id = testing_steps.send(workspace_id, row, one=wanted, actor=actor_of(request))
    done = testing_steps.outcome_of(workspace_id, run_id, wait_seconds=body.wait_seconds)
    shown.update(status=done.status, output=done.output)
    return StepTest(**shown, sent=True, outcome=done.outcome, run_id=run_id, answers=_answers(done.answers))


@router.post("/automations/{automation_id}/plan", response=AutomationPlan, operation_id="plan_automation")
def plan(request: Asked, workspace_id: WorkspaceId, *, automation_id: UUID, body: SampleIn) -> AutomationPlan:
    """What the whole automation would do for an event or a record, with totals and warnings. Nothing is written."""
    row = automation_row(workspace_id, automation_id)
    found = previewing.plan(workspace_id, row, definition=body.definition, sample=_sample(body))
    return AutomationPlan.model_validate(found, from_attributes=True)


def _sample(body: SampleIn) -> Sample:
    return Sample(event_id=body.event_id, record_id=body.record_id)


def _answers(found: Sequence[ProviderAnswer]) -> list[StepAnswer]:
    return [
        StepAnswer(
            provider=one.connection.provider,
            provider_name=NAMES.get(one.connection.provider, one.connection.provider),
            organisation_name=one.connection.organisation_name,
            kind=one.kind,
            external_id=one.external_id,
            title=one.title,
            said_at=one.said_at,
            refused=one.refused,
            body=one.body,
        )
        for one in found
    ]
