"""Sage has no webhooks: what changed is asked for, never told (sage.md §7)."""

from tieout.connectors.contract import Notice


def parse(body: bytes) -> tuple[Notice, ...] | None:
    """Nothing that comes in Sage's name is believed."""
    del body
    return None
