"""The bin of a collection: deleted records, which can be brought back."""

from uuid import UUID

from tieout.store.listings import Page, Place, by_id
from tieout.store.records import Record


def bin_page(workspace_id: UUID, collection_id: UUID, *, place: Place) -> Page[Record]:
    """Those that were made last come first; a cursor by when they were deleted would not be unique."""
    rows = Record.objects.filter(workspace_id=workspace_id, collection_id=collection_id, deleted_at__isnull=False)
    return by_id(rows.defer("values", "problems"), place)
