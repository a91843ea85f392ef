"""One posting in the API: what was sent with it, and whether it could be taken back."""

import pytest
from django.test import Client

from integration.web.world import World
from tieout.store.postings import Posting, PostingState


def test_a_posting_shows_what_was_sent_and_that_nothing_of_it_is_there_yet(finance: Client, base: str, world: World) -> None:
    address = f"{base}/postings/{world.ids['posting_id']}"
    shown = finance.get(address).json()
    assert (shown["title"], shown["state"], shown["sent"]["number"]) == ("Invoice 1003", "waiting_approval", "1003")
    assert shown["undo"] == {
        "way": "not_reversible", "state": "standing", "possible": False, "text": "Nothing of it is in the ledger.",
    }  # fmt: skip
    refused = finance.post(f"{address}/undo")
    assert (refused.status_code, refused.json()["detail"]) == (409, "Nothing of it is in the ledger.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"action": "update"}, "only what was created can be taken back"),
        ({"external_id": "gone"}, "It is deleted in Xero."),
    ],
)
def test_what_cannot_be_taken_back_says_why(
    finance: Client, base: str, world: World, changes: dict[str, str], message: str
) -> None:
    rows = Posting.objects.filter(id=world.ids["posting_id"])
    rows.update(state=PostingState.POSTED, **changes)
    undo = finance.get(f"{base}/postings/{world.ids['posting_id']}").json()["undo"]
    assert undo["possible"] is False
    assert message in undo["text"]
