"""Every kind of step that an automation can have."""

from tieout.engine.steps.condition import Condition
from tieout.engine.steps.contract import StepKind
from tieout.engine.steps.create_in_ledger import CreateInLedger
from tieout.engine.steps.update_record import UpdateRecord

_ALL: tuple[StepKind, ...] = (Condition(), CreateInLedger(), UpdateRecord())
STEP_KINDS = {step.kind: step for step in _ALL}
