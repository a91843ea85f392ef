"""Who writes records and who changes the shape of collections: many of the first beside each other, the second alone.

One lock a workspace, taken before any row is: on PostgreSQL nobody who has it waits for another who wants it.
"""

from uuid import UUID

from tieout.store.database import one_at_a_time, with_others


def stay(workspace_id: UUID) -> None:
    """The fields of the workspace's collections are as they are now until the caller's transaction ends; what was read of them
    before is read anew."""
    with_others(f"shapes:{workspace_id}")


def change(workspace_id: UUID) -> None:
    """What was written before is seen, and nobody writes records, fields or the audit log until the caller's transaction ends."""
    one_at_a_time(f"shapes:{workspace_id}")
