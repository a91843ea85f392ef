"""What Sage does not send."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "webhooks", "There are none: ask with updated_or_created_since and deleted_since.", "documented", "accounting/guides"
    ),
)
