"""Trying automations, as the API takes and gives it: samples, previews, plans, comparisons."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue

from tieout.web.api.automation_shapes import AutomationProblem, DefinitionIn, Position
from tieout.web.api.values import Amount, JsonObject, PageOut


class DescribeIn(Schema):
    """`position` is a step's: what can be used there; empty for the trigger. `event_id` is where examples are taken from, without
    one the latest that fits."""

    definition: DefinitionIn
    position: Position = ""
    event_id: UUID | None = None


class Pill(Schema):
    """A value that a step can use: `path` is written in rules and formulas, `group` names what it comes from."""

    path: str
    label: str
    type: str
    group: str
    sample: str


class AutomationDescription(Schema):
    problems: list[AutomationProblem]
    pills: list[Pill]


class SampleIn(Schema):
    """What to try with: an event, or a record as though it had just been saved; neither for the latest that fits."""

    definition: DefinitionIn
    event_id: UUID | None = None
    record_id: UUID | None = None


class StepSampleIn(SampleIn):
    position: Position


class StepTestIn(StepSampleIn):
    """`send` does it in earnest. The answer waits as long as `wait_seconds` for the outcome; the run goes on in any case."""

    send: bool = False
    wait_seconds: int = Field(default=10, ge=0, le=20)


class PreviewedField(Schema):
    """`before` is what stands there now, empty for what is new; `source` says where the value comes from; `problem` is the
    receiver's own rule that it breaks."""

    name: str
    label: str
    value: str
    before: str
    type: str
    source: str
    problem: str


StepStatusName = Literal["waiting", "acting", "done", "skipped", "refused", "failed", "met", "not_met"]


class StepPreview(Schema):
    """What a step would do: `text` is a sentence, `fields` what would be sent, `document` all of it as JSON, `output` what later
    steps would see."""

    text: str
    status: StepStatusName
    writes: bool
    fields: list[PreviewedField]
    problems: list[str]
    output: JsonObject
    document: JsonObject
    branch: str


class StepAnswer(Schema):
    """What a provider itself answered: `body` is its own JSON of the entity, its numbers as text, or what it said when it
    `refused`. `said_at` is when."""

    provider: str
    provider_name: str
    organisation_name: str
    kind: str
    external_id: str
    title: str
    said_at: datetime | None
    refused: bool
    body: JsonValue


class StepTest(StepPreview):
    """`sent`: it was done in earnest, by the run of `run_id`; `outcome` is its sentence. A status of waiting means that it was not
    done when the answer was given: the run tells. `answers` are the provider's to what was written or found, at most twenty."""

    sent: bool
    outcome: str
    run_id: UUID | None
    answers: list[StepAnswer] = []


class PlannedStep(Schema):
    """`item` says of which item of which list ("each:2"), empty outside of one."""

    position: str
    item: str
    name: str
    kind: str
    preview: StepPreview


class PlanSum(Schema):
    """What would be posted on an account, or as the tax of a code, of one ledger."""

    ledger: str
    name: str
    currency: str
    amount: Amount


class PlanTotals(Schema):
    """`writes` counts the steps that would change a ledger or reach somebody outside, `irreversible` those of them that nothing
    takes back; `amounts` add up what would be written, by currency, `accounts` and `taxes` what would be on which."""

    steps: int
    writes: int
    problems: int
    irreversible: int
    amounts: dict[str, str]
    accounts: list[PlanSum]
    taxes: list[PlanSum]


class AutomationPlan(Schema):
    """What the whole automation would do, step by step; `warnings` concern all of it. `event_id` is what it was planned for."""

    steps: list[PlannedStep]
    totals: PlanTotals
    warnings: list[str]
    event_id: UUID | None
    title: str


class AutomationSample(Schema):
    event_id: UUID
    title: str
    occurred_at: datetime
    values: JsonObject


class AutomationSamplePage(PageOut):
    items: list[AutomationSample]


class CountIn(Schema):
    collection: str = Field(min_length=1, max_length=100)
    condition: JsonObject | None = None


class MatchingExample(Schema):
    id: UUID
    key: str
    title: str


class MatchingCount(Schema):
    """How many records meet the condition now."""

    matching: int
    of: int
    examples: list[MatchingExample]


class CompareIn(Schema):
    """Of the time from `since` up to `until`, or now; `before` is `next_before` of the answer before, where that left some."""

    definition: DefinitionIn
    since: datetime
    until: datetime | None = None
    before: UUID | None = None


class ComparedStep(Schema):
    """What one step would do for an event; `item` says of which item of which list, `fields` are values by label."""

    position: str
    item: str
    name: str
    kind: str
    text: str
    status: StepStatusName
    branch: str
    writes: bool
    problems: list[str]
    fields: dict[str, str]


class ComparedCourse(Schema):
    """What one version does with an event: nothing, or these steps. `undecided` says why it cannot be told, `left_out` which steps
    are not shown."""

    starts: bool
    undecided: str
    steps: list[ComparedStep]
    left_out: list[str]


class ComparedEvent(Schema):
    """`differences` are sentences."""

    event_id: UUID
    title: str
    occurred_at: datetime
    live: ComparedCourse
    draft: ComparedCourse
    differences: list[str]


class AutomationComparison(Schema):
    """`looked_at` events of that time, the newest first; `more` if some are `left`, which the same question with `next_before`
    looks at. `emptied` are too old to have their values. `items` are those of the `differing` that are shown, `not_shown` counts
    the others."""

    since: datetime
    until: datetime | None
    looked_at: int
    left: int
    more: bool
    next_before: UUID | None
    emptied: int
    live_starts: int
    draft_starts: int
    differing: int
    not_shown: int
    items: list[ComparedEvent]
